/* Every statement that C sends: STATEMENT(name, number of parameters, SQL). Prepared on first use, in the
 * same flush. */

STATEMENT(BEGIN, 0, "begin")
STATEMENT(COMMIT, 0, "commit")
STATEMENT(ROLLBACK, 0, "rollback")
STATEMENT(BEGIN_SNAPSHOT, 0, "begin isolation level repeatable read")

/* identity.c */
STATEMENT(LOGIN_ALLOWED, 2, "select occi.login_allowed($1, $2::integer)")
STATEMENT(LOGIN_FAILED, 6, "select occi.login_failed($1, $2, $3, $4, $5, $6)")
STATEMENT(TOKEN_OF, 1, "select credential, stamp, tenant, scope, until from occi.token_of(decode($1, 'hex'))")
STATEMENT(IDENTITY_OF, 5,
          "select credential, stamp, tenant, scope from occi.identity_of($1, $2, $3, $4::jsonb, "
          "$5::double precision)")
STATEMENT(OIDC_ISSUERS, 0, "select occi.oidc_issuers()")
STATEMENT(JWKS_DUE, 0, "select issuer, uri from occi.jwks_due()")
STATEMENT(JWKS_FETCHED, 3, "select occi.jwks_fetched($1::integer, $2::jsonb, $3)")

/* registry.c: accounts */
STATEMENT(CREDENTIAL_OF, 1, "select credential, stamp, hash, tenant from occi.credential_of($1)")
STATEMENT(SESSION_OPEN, 6, "select occi.session_open($1, $2::bigint, $3::bigint, $4, $5, $6)")
STATEMENT(SESSION_ISSUE, 4,
          "select token, tenant, account, role, greatest(0, extract(epoch from until - now()))::bigint as seconds "
          "from occi.session_issue($1::bigint, $2::bigint, $3, $4)")

/* registry.c */
STATEMENT(SESSION_ENTER, 1, "select occi.session_enter($1)")
STATEMENT(REGISTRY_VERSION, 0,
          "select r.version, t.registry_version as tenant_version from occi.registry r, occi.tenant t where "
          "t.id = (select occi.reading_tenant())")
STATEMENT(MODEL_PROVIDER, 0, "select occi.model_document(null)")
STATEMENT(MODEL_TENANT, 1, "select occi.model_document($1::integer)")

/* entity.c */
#define ENTITY_COLUMNS                                                                                       \
    "d.id, d.document, (select json_agg(l.document order by l.id) from occi.entity_document l "              \
    "where l.tenant_id = d.tenant_id and l.source_id = d.id) as links "
STATEMENT(ENTITY_READ, 1,
          "select " ENTITY_COLUMNS "from occi.entity_document d "
          "where d.tenant_id = (select occi.reading_tenant()) and d.location = $1")
STATEMENT(ENTITY_READ_ID, 1,
          "select " ENTITY_COLUMNS "from occi.entity_document d "
          "where d.tenant_id = (select occi.current_tenant()) and d.id = $1::uuid")
STATEMENT(ENTITY_LOCK, 1,
          "select id from occi.entity where tenant_id = (select occi.current_tenant()) and location = $1 "
          "for no key update")
STATEMENT(ENTITIES_CREATE, 3, "select id, location from occi.entities_create($1::jsonb, $2, $3)")
STATEMENT(ENTITY_WRITE, 2, "select occi.entity_write($1::uuid, $2::jsonb)")
STATEMENT(ENTITY_ACT, 3, "select occi.entity_act($1::uuid, $2::jsonb, $3::jsonb)")
STATEMENT(ENTITY_DELETE, 1, "select occi.entity_delete($1)")
#define IS_OPEN "o.tenant_id = (select occi.current_tenant()) and o.status in ('queued', 'running')"
STATEMENT(
    ENTITIES_SETTLED, 1,
    "with wanted as materialized (select w.value::uuid as id from jsonb_array_elements_text($1::jsonb) w) "
    "select not exists (select from wanted w join occi.operation o on o.subject_id = w.id and " IS_OPEN ") "
    "and not exists (select from wanted w join occi.operation o on o.entity_id = w.id and " IS_OPEN ")")
STATEMENT(WAITER_BEGIN, 1, "select occi.waiter_begin($1::integer)")
STATEMENT(WAITER_END, 1, "select pg_advisory_unlock(occi.waiter_class(), $1::integer)")

/* collection.c: $1 is the selection, $2 how many members to skip, $3 how many to list (null: all). */
#define KIND_MEMBERS                                                                                         \
    "from occi.page_seek($1::jsonb, $2::bigint) s, "                                                         \
    "lateral occi.kind_members($1::jsonb, s.after, s.rest, $3::bigint) p"
#define MIXIN_MEMBERS "from occi.mixin_members($1::jsonb, $2::bigint, $3::bigint) p"
#define PATH_MEMBERS  "from occi.path_members($1::jsonb, $2::bigint, $3::bigint) p"
#define LOCATIONS     "select p.location "
#define ENTITIES                                                                                             \
    "select (select d.document from occi.entity_document d "                                                 \
    "where d.tenant_id = (select occi.reading_tenant()) and d.id = p.id) as document, "                               \
    "(select json_agg(l.document order by l.id) from occi.entity_document l "                                \
    "where l.tenant_id = (select occi.reading_tenant()) and l.source_id = p.id) as links "
/* Resources, then links, each oldest first; the fence keeps documents out of the sorting. */
#define RESOURCES_FIRST(members) "from (select p.id " members " order by p.is_link, p.id offset 0) p"
STATEMENT(KIND_LOCATIONS, 3, LOCATIONS KIND_MEMBERS)
STATEMENT(KIND_ENTITIES, 3, ENTITIES KIND_MEMBERS)
STATEMENT(MIXIN_LOCATIONS, 3, LOCATIONS MIXIN_MEMBERS)
STATEMENT(MIXIN_ENTITIES, 3, ENTITIES RESOURCES_FIRST(MIXIN_MEMBERS))
STATEMENT(PATH_LOCATIONS, 3, LOCATIONS PATH_MEMBERS)
STATEMENT(PATH_ENTITIES, 3, ENTITIES RESOURCES_FIRST(PATH_MEMBERS))
STATEMENT(PATH_EXISTS, 1,
          "select exists (select from occi.entity e where e.tenant_id = (select occi.reading_tenant()) and e.location "
          "^@ $1)")
STATEMENT(ENTITIES_OPEN, 2,
          "select id, is_named, document, links from occi.entities_open($1::jsonb, $2::bigint)")
STATEMENT(ENTITIES_WRITE, 1,
          "select occi.entity_write((w.value ->> 'id')::uuid, w.value -> 'document') "
          "from jsonb_array_elements($1::jsonb) with ordinality as w order by w.ordinality")
STATEMENT(ENTITIES_ACT, 1,
          "select occi.entity_act((w.value ->> 'id')::uuid, w.value -> 'wanted', w.value -> 'makes') "
          "from jsonb_array_elements($1::jsonb) with ordinality as w order by w.ordinality")
STATEMENT(COLLECTION_DELETE, 1, "select occi.collection_delete($1::jsonb)")

/* mixin.c */
STATEMENT(MIXINS_ADD, 1, "select occi.mixins_add($1::jsonb)")
STATEMENT(MIXINS_REMOVE, 1, "select occi.mixins_remove($1::jsonb)")

/* queue.c */
STATEMENT(LISTEN, 0, "listen occi_operation")
STATEMENT(HOST_ACQUIRE, 3,
          "select host, name, driver, uri, fence from occi.host_acquire($1, $2::text[], $3::integer)")
STATEMENT(HOST_RENEW, 3, "select occi.host_renew($1::integer, $2::bigint, $3::integer)")
STATEMENT(HOST_RELEASE, 2, "select occi.host_release($1::integer, $2::bigint)")
STATEMENT(HOST_ENTITIES, 1, "select id, state from occi.host_entities($1::integer)")
STATEMENT(OPERATION_CLAIM, 2, "select occi.operation_claim($1::integer, $2::bigint)")
STATEMENT(OPERATION_FINISH, 10,
          "select occi.operation_finish($1::integer, $2::uuid, $3::integer, $4::bigint, "
          "$5::occi.operation_status, $6, $7, $8, "
          "$9::jsonb, $10::integer)")
STATEMENT(DRIFT_REPORT, 4, "select occi.drift_report($1::integer, $2::bigint, $3::uuid, $4)")

/* admin.c */
STATEMENT(TENANT_ADD, 3, "select occi.tenant_add($1, $2::boolean, $3)")
STATEMENT(ACCOUNT_GRANT, 4, "select occi.account_grant($1, $2, $3::occi.role, $4::boolean)")
STATEMENT(ACCOUNT_REVOKE, 2, "select occi.account_revoke($1, $2)")
STATEMENT(ACCOUNT_PASSWORD, 2, "select occi.account_password($1, $2)")
STATEMENT(ACCOUNT_LIST, 0, "select account, tenant, role, is_default from occi.account_list()")
STATEMENT(ACCOUNT_ADD, 5, "select occi.account_add($1, $2, $3, $4::occi.role, $5::boolean)")
STATEMENT(SHARE_ADD, 2, "select occi.share_add($1, $2)")
STATEMENT(SHARE_REMOVE, 2, "select occi.share_remove($1, $2)")
STATEMENT(SHARE_LIST, 0, "select path, tenant from occi.share_list()")
STATEMENT(HOST_ADD, 4, "select occi.host_add($1, $2, $3, $4::boolean)")

/* quota.c */
STATEMENT(QUOTA_SHOW, 1,
          "select resource, used, coalesce(allowed::text, 'none') as allowed, unit from occi.quota_show($1)")
STATEMENT(QUOTA_SET, 3, "select occi.quota_set($1, $2, $3)")
STATEMENT(QUOTA_CHECK, 0, "select tenant, resource, used, counted from occi.quota_check()")

/* admin_identity.c */
STATEMENT(TOKEN_ADD, 5, "select occi.token_add($1, $2, decode($3, 'hex'), $4::bigint, $5)")
STATEMENT(TOKEN_LIST, 0, "select account, name, scope, created, expires, used from occi.token_list()")
STATEMENT(TOKEN_REVOKE, 2, "select occi.token_revoke($1, $2)")
STATEMENT(CERTIFICATE_ADD, 3, "select occi.certificate_add($1, $2, $3)")
STATEMENT(CERTIFICATE_REMOVE, 2, "select occi.certificate_remove($1, $2)")
STATEMENT(RULE_ADD, 6, "select occi.rule_add($1, $2, $3, $4, $5, $6::occi.role)")
STATEMENT(RULE_LIST, 1, "select id, issuer, claim, value, tenant, role from occi.rule_list($1)")
STATEMENT(RULE_REMOVE, 2, "select occi.rule_remove($1, $2::integer)")
STATEMENT(ISSUER_ADD, 3, "select occi.issuer_add($1, $2, $3)")
STATEMENT(ISSUER_LIST, 0, "select issuer, audience, uri, keys, fetched, problem from occi.issuer_list()")
STATEMENT(ISSUER_REMOVE, 1, "select occi.issuer_remove($1)")

/* model.c */
STATEMENT(MODEL_LOCK, 0, "select pg_advisory_lock(hashtext('occi_migration'))")
STATEMENT(MODEL_STATE, 2, "select occi.model_state($1, $2)")
STATEMENT(MODEL_OTHERS, 1, "select occi.model_document(null, $1)")
STATEMENT(MODEL_APPLY, 3, "select r from occi.model_apply($1, $2::json, $3::boolean) as r")
STATEMENT(MODEL_REMOVE, 1, "select r from occi.model_remove($1) as r")
STATEMENT(MODEL_TEXT, 1, "select document from occi.model where name = $1 and removed_at is null")
STATEMENT(
    MODEL_LIST, 0,
    "select name, is_standard, to_char(loaded_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as "
    "loaded, removed_at is not null as is_removed, kinds, mixins, actions, entities from occi.model_list()")

/* audit.c: columns that only some callers want come first, for the list of an event's ends the select. */
#define EVENT_COLUMN(name, sql) ", " sql " as " #name
#define EVENTS                  STORE_EVENT_COLUMNS(EVENT_COLUMN) " from audit.event e "
#define SEALS(more)                                                                                          \
    "select s.number, (extract(epoch from s.at) * 1000000)::bigint as at, s.first, s.events, "               \
    "cardinality(s.events) as count, s.leaves, s.root, s.ids, s.last_transaction, s.next_transaction, "      \
    "s.previous, s.key, s.signature, s.head" more " from audit.seal s "
/* The index has the order of seals; a planner that takes the rest of a million events for one row would sort
 * them for every batch. For the rest of the transaction. */
STATEMENT(AUDIT_PLAN, 0,
          "select set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true)")
STATEMENT(SEAL_LOCK, 0, "select pg_try_advisory_xact_lock(hashtext('occi_seal')) as is_ours")
STATEMENT(SEAL_HEAD, 1, "select head from audit.seal where number = $1::bigint")
STATEMENT(
    SEAL_LAST, 0,
    SEALS(", s.last_transaction < pg_snapshot_xmin(pg_current_snapshot()) as is_over") "order by s.number "
                                                                                       "desc limit 1")
STATEMENT(SEAL_AFTER, 1, SEALS("") "where s.number > $1::bigint order by s.number limit 1")
STATEMENT(SEAL_OF, 1, SEALS("") "where $1::bigint = any (s.events) order by s.number limit 1")
STATEMENT(
    SEAL_INSERT, 13,
    "insert into audit.seal (number, at, first, events, leaves, root, ids, last_transaction, "
    "next_transaction, previous, key, signature, head) values ($1::bigint, "
    "'epoch'::timestamptz + $2::bigint * interval '1 microsecond', $3::bigint, $4::bigint[], $5::bytea, "
    "$6::bytea, $7::bytea, $8::xid8, $9::xid8, $10::bytea, $11::bytea, $12::bytea, $13::bytea)")
STATEMENT(EVENTS_FINISHED, 3,
          "select pg_current_xact_id() as next_transaction, "
          "(extract(epoch from statement_timestamp()) * 1000000)::bigint as looked_at" EVENTS
          "where (e.transaction, e.id) > ($1::xid8, $2::bigint) "
          "and e.transaction < pg_snapshot_xmin(pg_current_snapshot()) "
          "order by e.transaction, e.id limit $3::bigint")
STATEMENT(EVENTS_BETWEEN, 4,
          "select 1" EVENTS "where (e.transaction, e.id) > ($1::xid8, $2::bigint) "
          "and (e.transaction, e.id) <= ($3::xid8, $4::bigint) order by e.transaction, e.id")
STATEMENT(EVENTS_ALL, 0, "select 1" EVENTS "order by e.id")
STATEMENT(EVENTS_BEFORE, 1, "select 1" EVENTS "where e.at < $1::timestamptz order by e.transaction, e.id")
STATEMENT(EVENT_FIND, 1, "select 1" EVENTS "where e.id = $1::bigint limit 1")
STATEMENT(EVENTS_WAITING, 2,
          "select count(*), coalesce(extract(epoch from clock_timestamp() - min(e.at)), 0)::bigint as age "
          "from audit.event e where (e.transaction, e.id) > ($1::xid8, $2::bigint)")
STATEMENT(ARCHIVED, 0,
          "select id, after ->> 'events' as ids from audit.event where relation = 'archive' "
          "order by id desc limit 1")
STATEMENT(ARCHIVE_BOUND, 1, "select audit.archive_bound($1::date)")
STATEMENT(ARCHIVE, 4, "select audit.archive($1::timestamptz, $2, $3, $4::bigint)")
STATEMENT(AUDIT_PREPARE, 0, "select audit.partitions_ensure(now())")
STATEMENT(DENIED, 9, "select audit.denied($1::bigint, $2::integer, $3, $4, $5, $6, $7, $8::integer, $9)")
STATEMENT(COMMAND_RECORD, 2, "select audit.command($1::jsonb, $2)")

/* migrate.c */
STATEMENT(MIGRATION_FIND, 2,
          "select digest = encode(sha256(convert_to($2, 'UTF8')), 'hex') as is_same from "
          "public.occi_migration where name = $1")
STATEMENT(MIGRATION_RECORD, 2,
          "insert into public.occi_migration (name, digest) values ($1, encode(sha256(convert_to($2, "
          "'UTF8')), 'hex')) "
          "on conflict (name) do update set digest = excluded.digest, applied_at = now()")
