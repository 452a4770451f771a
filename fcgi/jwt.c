/* JSON Web Tokens (see jwt.h). The functions here answer what is wrong, NULL when nothing is. */
#include "fcgi/jwt.h"

#include <cjose/cjose.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "occi/json.h"

#define HEADER_MAX   ((size_t)4 * 1024) /* bytes, as sent */
#define SUBJECT_MAX  255                /* bytes */
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192

const char fcgi_jwt_unknown_key[] = "the token is signed with a key that is not known, or by nobody who is";
static const char no_memory[] = "memory is out";

/* What a token may be signed with, and the only kind of key that may check it: a public RSA key is never the
 * secret of an HMAC, and what is on no row (none, HS256) is no algorithm. */
typedef struct algorithm {
    const char *name;
    const char *key_type;
    const char *curve; /* NULL: the key has none */
    const char *members[2];
    size_t signature; /* bytes; 0: as long as the key */
} algorithm;
static const algorithm algorithms[] = {
    { "RS256", "RSA", NULL, { "n", "e" }, 0 },
    { "ES256", "EC", "P-256", { "x", "y" }, 64 },
};

typedef struct piece {
    const char *text;
    size_t length;
    unsigned char *bytes; /* decoded */
    size_t size;
} piece;

typedef struct jwt {
    occi_pool *pool;
    const char *text;
    size_t length;
    piece header, payload, signature;
    const algorithm *by;
    const char *kid; /* NULL: it does not say */
    const fcgi_issuer *from;
    json_t *claims;
} jwt;

/* --- The shape
 * ---------------------------------------------------------------------------------------------- */

static bool next_part(const char **at, const char *end, char stop, piece *out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    out->text = *at;
    out->length = strspn(*at, letters);
    const char *behind = *at + out->length;
    bool is_ended = stop ? behind < end && *behind == stop : behind == end;
    *at = behind + 1;
    return out->length > 0 && is_ended;
}

static bool split(const char *text, size_t length, piece *header, piece *payload, piece *signature)
{
    const char *at = text, *end = text + length;
    return length <= FCGI_JWT_MAX && strlen(text) == length && next_part(&at, end, '.', header) &&
           next_part(&at, end, '.', payload) && next_part(&at, end, '\0', signature);
}

bool fcgi_jwt_is_shaped(const char *text, size_t length)
{
    piece header, payload, signature;
    return split(text, length, &header, &payload, &signature);
}

static const char *decode(occi_pool *pool, piece *part)
{
    size_t room = part->length / 4 * 3 + 3;
    part->bytes = occi_pool_zero(pool, room);
    if (!part->bytes)
        return no_memory;
    bool is_decoded = sodium_base642bin(part->bytes, room, part->text, part->length, NULL, &part->size, NULL,
                                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
    return is_decoded ? NULL : "a part of the token is no Base64url";
}

/* A JSON object without two members of one name, in which two readers could see two things. */
static const char *read_object(occi_pool *pool, const piece *part, json_t **out)
{
    json_error_t where;
    json_t *json = json_loadb((const char *)part->bytes, part->size, JSON_REJECT_DUPLICATES, &where);
    if (!json)
        return json_error_code(&where) == json_error_out_of_memory ? no_memory
                                                                   : "a part of the token is no JSON object";
    if (!(*out = occi_json_adopt(pool, json)))
        return no_memory;
    return json_is_object(*out) ? NULL : "a part of the token is no JSON object";
}

/* --- The header
 * --------------------------------------------------------------------------------------------- */

static const char *member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool is_type(const json_t *type)
{
    static const char *const types[] = { "JWT", "at+jwt", "application/at+jwt" }; /* RFC 9068 2.1 */
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (json_is_string(type) && strcasecmp(json_string_value(type), types[i]) == 0)
            return true;
    return false;
}

static const algorithm *find_algorithm(const char *name)
{
    for (size_t i = 0; name && i < sizeof algorithms / sizeof *algorithms; i++)
        if (strcmp(algorithms[i].name, name) == 0)
            return &algorithms[i];
    return NULL;
}

/* Keys and addresses of keys that the token brings along (jwk, jku, x5c, x5u) are not looked at. */
static const char *read_header(jwt *token)
{
    json_t *header;
    const char *problem = read_object(token->pool, &token->header, &header);
    if (problem)
        return problem;
    const json_t *type = json_object_get(header, "typ"), *kid = json_object_get(header, "kid");
    if (!(token->by = find_algorithm(member(header, "alg"))))
        return "the token's alg is none that is allowed";
    if (json_object_get(header, "crit") || json_object_get(header, "b64") || json_object_get(header, "zip"))
        return "the token asks for an extension that is not known here";
    if (type && !is_type(type))
        return "the token's typ is not that of an access token";
    if (kid && !json_is_string(kid))
        return "the token's kid is no text";
    token->kid = json_string_value(kid);
    return NULL;
}

/* --- The key
 * ------------------------------------------------------------------------------------------------ */

static const fcgi_issuer *find_issuer(const fcgi_jwt_trust *trust, const char *issuer)
{
    for (size_t i = 0; issuer && i < trust->count; i++)
        if (strcmp(trust->issuers[i].issuer, issuer) == 0)
            return &trust->issuers[i];
    return NULL;
}

static bool says(const json_t *key, const char *name, const char *value)
{
    const char *said = member(key, name);
    return said && strcmp(said, value) == 0;
}

static bool says_or_is_silent(const json_t *key, const char *name, const char *value)
{
    return !json_object_get(key, name) || says(key, name, value);
}

static bool may_verify(const json_t *key)
{
    const json_t *uses = json_object_get(key, "key_ops");
    bool is_found = !uses;
    for (size_t i = 0; i < json_array_size(uses); i++) {
        const char *use = json_string_value(json_array_get(uses, i));
        is_found = is_found || (use && strcmp(use, "verify") == 0);
    }
    return is_found;
}

static bool fits(const jwt *token, const json_t *key)
{
    const algorithm *by = token->by;
    return says(key, "kty", by->key_type) && (!by->curve || says(key, "crv", by->curve)) &&
           (!token->kid || says(key, "kid", token->kid)) && says_or_is_silent(key, "use", "sig") &&
           says_or_is_silent(key, "alg", by->name) && may_verify(key);
}

/* The one key that fits; of several none, for then the token does not say which is meant. */
static const json_t *find_key(const jwt *token)
{
    const json_t *keys = json_object_get(token->from->keys, "keys"), *found = NULL;
    for (size_t i = 0; i < json_array_size(keys); i++) {
        const json_t *key = json_array_get(keys, i);
        if (!fits(token, key))
            continue;
        if (found)
            return NULL;
        found = key;
    }
    return found;
}

/* An exponent of 1 would make every signature right. */
static bool is_exponent(const char *text)
{
    unsigned char bytes[8];
    size_t size;
    return text &&
           sodium_base642bin(bytes, sizeof bytes, text, strlen(text), NULL, &size, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           size > 0 && bytes[size - 1] % 2 == 1 && (size > 1 || bytes[0] > 1);
}

/* Only the public members: whatever else is in a key set is nothing to us. */
static cjose_jwk_t *import_key(const algorithm *by, const json_t *key)
{
    cjose_err why;
    const char *first = member(key, by->members[0]), *second = member(key, by->members[1]);
    if (!first || !second || (!by->curve && !is_exponent(second)))
        return NULL;
    json_t *public = json_pack("{ss, ss, ss, ss*}", "kty", by->key_type, by->members[0], first,
                               by->members[1], second, "crv", by->curve);
    cjose_jwk_t *imported = public ? cjose_jwk_import_json(public, &why) : NULL;
    json_decref(public);
    if (!imported || by->curve)
        return imported;
    size_t bits = cjose_jwk_get_keysize(imported, &why);
    if (bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX)
        return imported;
    cjose_jwk_release(imported);
    return NULL;
}

/* --- The signature
 * ------------------------------------------------------------------------------------------ */

/* cjose reads the token anew; that it has read the same, is seen. */
static bool is_signed(const jwt *token, const cjose_jwk_t *key)
{
    cjose_err why;
    uint8_t *payload;
    size_t size;
    cjose_jws_t *jws = cjose_jws_import(token->text, token->length, &why);
    if (!jws)
        return false;
    const char *by = cjose_header_get(cjose_jws_get_protected(jws), CJOSE_HDR_ALG, &why);
    bool is_good = by && strcmp(by, token->by->name) == 0 && cjose_jws_verify(jws, key, &why) &&
                   cjose_jws_get_plaintext(jws, &payload, &size, &why) && size == token->payload.size &&
                   memcmp(payload, token->payload.bytes, size) == 0;
    cjose_jws_release(jws);
    return is_good;
}

static const char *check_signature(jwt *token, const fcgi_jwt_trust *trust)
{
    const char *problem = read_object(token->pool, &token->payload, &token->claims);
    if (problem)
        return problem;
    if (token->by->signature && token->signature.size != token->by->signature)
        return "the token's signature has another length than it can have";
    token->from = find_issuer(trust, member(token->claims, "iss"));
    const json_t *found = token->from ? find_key(token) : NULL;
    if (!found)
        return fcgi_jwt_unknown_key;
    cjose_jwk_t *key = import_key(token->by, found);
    if (!key)
        return "the issuer's key is none that can be used";
    bool is_good = is_signed(token, key);
    cjose_jwk_release(key);
    return is_good ? NULL : "the token's signature is wrong";
}

/* --- The claims
 * --------------------------------------------------------------------------------------------- */

static bool is_audience(const json_t *claim, const char *audience)
{
    if (json_is_string(claim))
        return strcmp(json_string_value(claim), audience) == 0;
    for (size_t i = 0; i < json_array_size(claim); i++)
        if (json_is_string(json_array_get(claim, i)) && is_audience(json_array_get(claim, i), audience))
            return true;
    return false;
}

static bool is_subject(const char *subject)
{
    if (!subject || !*subject || strlen(subject) > SUBJECT_MAX)
        return false;
    for (; *subject; subject++)
        if ((unsigned char)*subject < 0x20 || *subject == 0x7F)
            return false;
    return true;
}

static const char *check_claims(const jwt *token, const fcgi_jwt_trust *trust)
{
    const json_t *expires = json_object_get(token->claims, "exp"),
                 *issued = json_object_get(token->claims, "iat"),
                 *begins = json_object_get(token->claims, "nbf");
    if (!is_audience(json_object_get(token->claims, "aud"), token->from->audience))
        return "the token is meant for another audience";
    if (!is_subject(member(token->claims, "sub")))
        return "the token has no subject";
    if (!json_is_number(expires) || !json_is_number(issued) || (begins && !json_is_number(begins)))
        return "the token does not say when it was issued and when it ends";
    if (json_number_value(expires) + trust->skew <= trust->now)
        return "the token has ended";
    if (json_number_value(issued) - trust->skew > trust->now ||
        (begins && json_number_value(begins) - trust->skew > trust->now))
        return "the token has not begun yet";
    return NULL;
}

static void release_text(void *text)
{
    free(text);
}

static const char *tell(const jwt *token, fcgi_jwt *out)
{
    char *claims = json_dumps(token->claims, JSON_COMPACT);
    if (!claims || !(claims = occi_pool_adopt(token->pool, claims, release_text)))
        return no_memory;
    *out = (fcgi_jwt){ .issuer = member(token->claims, "iss"),
                       .subject = member(token->claims, "sub"),
                       .claims = claims,
                       .issued = json_number_value(json_object_get(token->claims, "iat")),
                       .expires = json_number_value(json_object_get(token->claims, "exp")) };
    return NULL;
}

occi_error *fcgi_jwt_check(occi_pool *pool, const char *text, size_t length, const fcgi_jwt_trust *trust,
                           fcgi_jwt *out, const char **problem)
{
    jwt token = { .pool = pool, .text = text, .length = length };
    *problem = NULL;
    if (!split(text, length, &token.header, &token.payload, &token.signature) ||
        token.header.length > HEADER_MAX)
        *problem = "this is no token";
    piece *const parts[] = { &token.header, &token.payload, &token.signature };
    for (size_t i = 0; !*problem && i < sizeof parts / sizeof *parts; i++)
        *problem = decode(pool, parts[i]);
    if (!*problem)
        *problem = read_header(&token);
    if (!*problem)
        *problem = check_signature(&token, trust);
    if (!*problem)
        *problem = check_claims(&token, trust);
    if (!*problem)
        *problem = tell(&token, out);
    return *problem == no_memory ? &occi_error_no_memory : NULL;
}
