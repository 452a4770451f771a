/* All errors: ERROR_ROW(name, HTTP status, sentence). The statuses are those of GFD.223 5.4 and GFD.185 3.6.8
 * (http.md 11), 415 and 431 added from RFC 9110 and RFC 6585. Only `%s` may stand in a sentence. */

/* What was said cannot be read. */
ERROR_ROW(SYNTAX, 400, "%s: %s")
ERROR_ROW(UNKNOWN_LINE, 400, "%s: \"%s\" is none of Category, Link, X-OCCI-Attribute and X-OCCI-Location")
ERROR_ROW(TOO_LARGE, 413, "%s is larger than the limit of %s")
ERROR_ROW(HEADER_TOO_LARGE, 431, "the request header is larger than the limit of %s")
ERROR_ROW(BODY_INCOMPLETE, 400, "the request body ended after %s of %s bytes")
ERROR_ROW(NOT_UTF8, 400, "%s: the text is not valid UTF-8")

/* Kinds, mixins and actions. */
ERROR_ROW(NO_KIND, 400, "the request names no kind; give one Category of class \"kind\"")
ERROR_ROW(TWO_KINDS, 400, "the request names two kinds, %s and %s; an entity has exactly one")
ERROR_ROW(KIND_ELSEWHERE, 400, "entities of kind %s are created at %s, not at %s")
ERROR_ROW(KIND_FIXED, 400, "the kind of an entity never changes: it is %s, the request says %s")
ERROR_ROW(KIND_ABSTRACT, 400, "kind %s is abstract; create an entity of a kind derived from it")
ERROR_ROW(CLASS_MISMATCH, 400, "category %s has class \"%s\", not \"%s\"")
ERROR_ROW(NO_SUCH_CATEGORY, 404, "category %s is not known here; GET /-/ lists those that are")
ERROR_ROW(MIXIN_NOT_APPLICABLE, 403, "mixin %s does not apply to kind %s")
ERROR_ROW(MIXIN_TOO_LATE, 400, "mixin %s can only be given when the entity is created")
ERROR_ROW(MIXIN_EXCLUSIVE, 400, "only one mixin that depends on %s may be given, not both %s and %s")
ERROR_ROW(CATEGORY_PROVIDED, 403, "category %s is the provider's; only mixins of your own can be removed")
ERROR_ROW(CATEGORY_RESERVED, 403, "schemes that begin with %s are not for mixins of your own")
ERROR_ROW(MIXIN_IN_USE, 409, "mixin %s is still used by %s")
ERROR_ROW(MIXIN_NOT_TAG, 400, "mixin %s: a mixin of your own is a tag, it has no %s")
ERROR_ROW(MIXIN_DEPENDS, 403, "mixin %s: a mixin of your own can depend on tags only, and %s is none")
ERROR_ROW(KIND_COLLECTION, 400, "%s is the collection of a kind: its members are the entities of that kind, and no others can be given")
ERROR_ROW(MIXIN_COLLECTION, 400, "%s is the collection of a mixin: name entities to associate; create them at the location of their kind")
ERROR_ROW(ACTION_MISMATCH, 400, "the query says ?action=%s, the body names action %s")
ERROR_ROW(ACTION_MISSING, 400, "the body names no action; give one Category of class \"action\"")
ERROR_ROW(NO_SUCH_ACTION, 400, "%s has no action called \"%s\"")
ERROR_ROW(ACTION_UNAVAILABLE, 400, "action %s is not available in state \"%s\"")

/* Attributes. */
ERROR_ROW(NO_SUCH_ATTRIBUTE, 404, "attribute %s is not defined by %s")
ERROR_ROW(ATTRIBUTE_TYPE, 400, "attribute %s: expected %s, got %s")
ERROR_ROW(ATTRIBUTE_REQUIRED, 400, "attribute %s is required and was not given")
ERROR_ROW(ATTRIBUTE_IMMUTABLE, 403, "attribute %s cannot be set by a client here")
ERROR_ROW(ATTRIBUTE_TWICE, 400, "attribute %s is given twice")

/* Links. */
ERROR_ROW(LINK_ON_LINK, 400, "a link cannot have links of its own")
ERROR_ROW(LINK_IN_PUT, 400, "a full update leaves links as they are, and the one to %s is new: add it by POST")
ERROR_ROW(LINK_KIND, 400, "category %s of the link to %s is not a kind derived from http://schemas.ogf.org/occi/core#link")
ERROR_ROW(LINK_REL, 400, "the link says that %s is a %s, but it is a %s")
ERROR_ROW(LINK_END_KIND, 400, "%s %s is a %s, which this kind of link does not join")
ERROR_ROW(LINK_END_MISSING, 400, "attribute %s is required: a link has a source and a target")
ERROR_ROW(LINK_END_UNKNOWN, 404, "%s %s: there is no such resource here")
ERROR_ROW(LINK_END_NOT_RESOURCE, 400, "%s %s is a link, not a resource")
ERROR_ROW(LINK_ENDS_FIXED, 403, "attribute %s cannot be changed; delete the link and create another")
ERROR_ROW(LINK_CIRCLE, 409, "a link from %s to %s would close a circle, which this kind of link must not")
ERROR_ROW(STILL_LINKED, 409, "%s is still linked from %s; delete that link first")

/* Paths, methods and media types. */
ERROR_ROW(NO_SUCH_ENTITY, 404, "nothing here is called %s")
ERROR_ROW(METHOD, 405, "%s is not possible on %s; possible are %s")
ERROR_ROW(NOT_ACCEPTABLE, 406, "none of the media types in Accept can be given; possible are %s")
ERROR_ROW(RENDERING_TOO_LARGE, 406, "the answer does not fit into header lines of %s; ask for text/plain")
ERROR_ROW(NOT_A_LISTING, 400, "text/uri-list can only carry listings, and %s is none")
ERROR_ROW(MEDIA_TYPE, 415, "the media type %s is not understood in requests; use one of %s")
ERROR_ROW(TAKEN, 409, "%s exists already")
ERROR_ROW(PATH, 400, "%s cannot be the path of an entity: %s")
ERROR_ROW(DELETE_BELOW, 403, "deleting everything below %s is not allowed here; delete the collections of kinds, or entities, one by one")
ERROR_ROW(PRECONDITION, 412, "%s is not what the request expects to find: %s")
ERROR_ROW(IDEMPOTENCY_KEY, 422, "another request was sent under the Idempotency-Key %s; use a new key for each new request")
ERROR_ROW(QUERY, 400, "the query \"%s\" is not understood; %s")
ERROR_ROW(CHANGED, 409, "%s was changed by another request at the same time; read it again")
ERROR_ROW(VERSION, 501, "the client speaks OCCI/%s, newer than OCCI/1.2 that is spoken here")

/* Limits, and what nobody can change. */
ERROR_ROW(QUOTA, 403, "the quota of %s would be exceeded: %s used of %s allowed, %s more asked for")
ERROR_ROW(READ_ONLY, 403, "%s only shows what the registry knows; clients cannot create, change, delete or link it")

/* Identity. */
ERROR_ROW(CREDENTIALS, 401, "valid credentials are needed: the name and password of an account, a token, or a certificate")
ERROR_ROW(NO_SUCH_TENANT, 404, "there is no tenant called %s for this account")
ERROR_ROW(NO_DEFAULT_TENANT, 403, "account %s works in no tenant by default; name one, in X-Auth-Tenant or as a path below /t/")
ERROR_ROW(TWO_TENANTS, 400, "X-Auth-Tenant says %s, the path says %s")
ERROR_ROW(NO_TENANT, 403, "the %s is good, but nobody has said what tenant it belongs to here; ask the operators of this cloud")
ERROR_ROW(LOGINS, 429, "too many logins from this address have failed; try again in a minute")
ERROR_ROW(SCOPE, 403, "the token is only for reading: it sees what its account sees and changes nothing")
ERROR_ROW(READER, 403, "the account is a reader here: it sees everything and changes nothing")

/* What an operator asked for cannot be. */
ERROR_ROW(OPERATOR, 409, "%s")

/* The system itself. */
ERROR_ROW(NO_MEMORY, 503, "memory is out; try again later")
ERROR_ROW(DATABASE_AWAY, 503, "the registry cannot be reached; try again later")
ERROR_ROW(DATABASE, 500, "the registry refused: %s")
ERROR_ROW(INTERNAL, 500, "%s")

/* Never seen outside: fcgi/ reacts to the first two by loading what has changed, the reconciler to the third by letting go. */
ERROR_ROW(MODEL_STALE, 503, "the registry's categories have changed; try again")
ERROR_ROW(CREDENTIAL_STALE, 401, "the credentials have changed")
ERROR_ROW(LEASE_LOST, 503, "the lease of host %s is another's")
