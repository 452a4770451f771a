#!/usr/bin/env bash
# A hostile worker: whoever can run any statement as occi_worker, inside the session of one tenant's request or outside of any, reaches nothing
# of another tenant's. Each attack below is one such statement; SQL injected into a request could say no more.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
read_options --state "$OCCI_STATE"
trap 'echo "1..$TESTS"' EXIT
mine=mine-$$ theirs=theirs-$$ jewel=crown-jewel-$$
for name in "$mine" "$theirs"; do
    $OCCI_ADMIN tenant add "$name" >/dev/null
    $OCCI_ADMIN account add "$name" --tenant "$name" <<<"$name" >/dev/null
done
post() { curl -s -f -o /dev/null -u "$theirs:$theirs" -H 'Content-Type: text/plain' --data-binary "$2" "$OCCI_URL$1"; }
post /compute/ "$COMPUTE"$'\n'"X-OCCI-Attribute: occi.core.title=\"$jewel\""
post /-/ "Category: $jewel; scheme=\"http://example.org/$$#\"; class=\"mixin\"; location=\"/$jewel/\""

# As the roles of a worker's two connections. What psql shows of an error is its code.
as_role() { (cd / && as "$WORKER_USER" psql -X -A -t -q -v VERBOSITY=sqlstate -d "host=$RUN dbname=occi user=$1" -f - 2>&1); }
id_of() { query "select id from occi.tenant where name = '$1'"; }
target=$(query "select e.id from occi.entity e where e.title = '$jewel'")
place=$(query "select e.location from occi.entity e where e.title = '$jewel'")
credential=$(query "select c.id from occi.credential c join occi.account a on a.id = c.account_id where a.name = '$mine'")
token=$(as_role occi_authenticator <<<"select token from occi.session_issue($credential, 1, null, null)")
state_of() {
    query "select md5(string_agg(x, '')) from (
        select e::text from occi.entity e where e.tenant_id = $(id_of "$theirs")
        union all select c::text from occi.category c where c.tenant_id = $(id_of "$theirs")
        union all select o::text from occi.operation o where o.tenant_id = $(id_of "$theirs")
        union all select p.polname || pg_get_expr(p.polqual, p.polrelid) from pg_policy p
        union all select c.relname || c.relrowsecurity || c.relforcerowsecurity from pg_class c where c.relnamespace = 'occi'::regnamespace
        union all select p.proname || p.prosrc from pg_proc p where p.pronamespace in ('occi'::regnamespace, 'audit'::regnamespace)
        union all select count(*)::text from audit.event v where v.tenant_id = $(id_of "$theirs") and v.relation <> 'session') as t (x)"
}
settled() { is "$(query "select count(*) from occi.operation o where o.tenant_id = $(id_of "$theirs") and o.status in ('queued', 'running')")" 0; }
ok 'the other tenant is there' within 20 settled
before=$(state_of)

# What the attacker gets to see: of the statement, and of everything there is to see after it.
attack() {
    as_role occi_worker <<SQL
begin;
select occi.session_enter('$token');
$1;
select 'sees', e.* from occi.entity_document e;
select 'sees', c.* from occi.category c where c.tenant_id is not null;
select 'sees', o.* from occi.operation o;
select 'sees', t.* from occi.tenant t;
commit;
SQL
}
gains_nothing() {
    local said=$2
    ! grep -q -e "$jewel" -e "$target" <<<"$said" || { echo "it saw: $said" && return 1; }
    case $1 in
    -) ! grep -q 'ERROR' <<<"$said" || { echo "expected no error, got: $said" && return 1; } ;;
    *) grep -qE "ERROR: +($1)\$" <<<"$said" || { echo "expected $1, got: $said" && return 1; } ;;
    esac
}

trim() { sed 's/^ *//; s/ *$//' <<<"$1"; }

# What it is; the SQLSTATE that refuses it, "-" where it is let through and gains nothing; the statement.
while IFS='|' read -r what code statement; do
    [ -n "$what" ] || continue
    statement=${statement//MINE/$(id_of "$mine")}
    statement=${statement//THEIRS/$(id_of "$theirs")}
    statement=${statement//TARGET/$target}
    statement=${statement//TOKEN/$token}
    statement=${statement//PLACE/$place}
    ok "$(trim "$what")" gains_nothing "$(trim "$code")" "$(attack "$statement")"
done <<'ATTACKS'
nothing at all                      | -     | select 1
the old setting of the tenant       | -     | select set_config('occi.tenant', 'THEIRS', true)
the setting of the session          | -     | select set_config('occi.session', 'THEIRS', true)
a name for the audit                | -     | select set_config('occi.account', 'root', true)
a guessed token                     | OC001 | select occi.session_enter('THEIRS.' || repeat('0', 64))
my token for their tenant           | OC001 | select occi.session_enter('THEIRS.' || split_part('TOKEN', '.', 2))
no token                            | OC001 | select occi.session_enter(null)
a token that is a statement         | OC001 | select occi.session_enter('THEIRS'' or true --')
a token that is too long            | OC001 | select occi.session_enter('THEIRS.' || repeat('a', 10000000))
a tenant that is no number          | OC001 | select occi.session_enter('99999999999999999999.a')
opening with odd arguments          | OC001 | select occi.session_open('THEIRS.', -1, null, repeat('x', 100000), E'\n', '''')
beginning a session                 | 42501 | select occi.session_issue(1, 1, 'THEIRS', 'admin')
an operator's session               | 42501 | select occi.session_operator('THEIRS')
keeping a session                   | 42501 | select occi.session_keep(null)
other sessions                      | 42501 | select * from occi.session
a session of my making              | 42501 | insert into occi.session (tenant_id, digest, role, until) values (THEIRS, sha256('x'), 'admin', 'infinity')
their membership for me             | 42501 | insert into occi.membership (tenant_id, account_id, role) select THEIRS, 1, 'admin'
the backend's mark, set             | 42501 | select setval('occi.session_mark', THEIRS::bigint << 32)
the backend's mark, moved           | 42501 | select nextval('occi.session_mark')
the backend's mark, asked           | 42501 | select currval('occi.session_mark')
the backend's last mark             | 55000 | select lastval()
the mark as a table                 | 42501 | select * from occi.session_mark
a forgotten mark                    | 55000 | discard sequences
passwords                           | 42501 | select occi.credential_of('alice')
hashes                              | 42501 | select * from occi.credential
accounts                            | 42501 | select * from occi.account
the audit, read                     | 42501 | select * from audit.event
the audit, made up                  | 42501 | insert into audit.event (relation, operation, after) values ('entity', 'INSERT', '{}')
the audit, changed                  | 42501 | update audit.event set account = 'root'
the audit, cut                      | 42501 | truncate audit.event
the audit's trigger                 | 42501 | alter table occi.entity disable trigger audit
the audit's function                | 42501 | select audit.record()
a replica's triggers                | 42501 | set session_replication_role = replica
the operator's role                 | 42501 | set role occi_admin
the owner's role                    | 42501 | set session authorization occi
row-level security, off             | 42501 | set row_security = off; select * from occi.entity
row-level security, unforced        | 42501 | alter table occi.entity no force row level security
a policy, gone                      | 42501 | drop policy worker on occi.entity
a policy, new                       | 42501 | create policy mine on occi.entity using (true)
a function, replaced                | 42501 | create or replace function occi.current_tenant() returns integer language sql return THEIRS
a function, altered                 | 42501 | alter function occi.current_tenant() set occi.session = ''
a function of mine in a schema      | 42501 | create function occi.mine() returns integer language sql return 1
a schema                            | 42501 | create schema mine
a temporary table in front          | 42501 | create temporary table entity (tenant_id integer)
a temporary type in front           | 42501 | create domain pg_temp.jsonb as text
a temporary function                | 42501 | create function pg_temp.mine() returns integer language sql return 1
a search path                       | -     | set local search_path = pg_temp, occi, audit, pg_catalog
a statement of a language           | -     | do $$ begin perform set_config('occi.session', 'THEIRS', true); execute 'select * from occi.entity'; end $$
their tenant by name                | -     | select * from occi.entity where tenant_id = THEIRS
their entity by id                  | -     | select occi.entity_find('urn:uuid:TARGET')
their entity by place               | -     | select occi.entity_find('PLACE')
their entity, opened                | OC004 | select * from occi.entities_open('{"named": ["PLACE"]}', 10)
their entity, deleted               | -     | delete from occi.entity where id = 'TARGET'
their entity, deleted by place      | OC004 | select occi.entity_delete('PLACE')
their entity, changed               | -     | update occi.entity set title = 'mine' where id = 'TARGET'
their entity, written               | -     | select occi.entity_write('TARGET', '{"title": "mine"}')
their entity, acted on              | -     | select occi.entity_act('TARGET', '{"state": "inactive"}', null)
their entity, given a mixin         | 42501 | insert into occi.entity_mixin (tenant_id, entity_id, mixin_id, position) select THEIRS, 'TARGET', id, 1 from occi.category where class = 'mixin' limit 1
their entity in mine                | 23503 | insert into occi.entity_mixin (tenant_id, entity_id, mixin_id, position) select MINE, 'TARGET', id, 1 from occi.category where class = 'mixin' limit 1
an entity in their tenant           | 42501 | insert into occi.entity (tenant_id, kind_id, location) select THEIRS, id, '/x/y' from occi.category where identifier like '%infrastructure#compute'
a move into their tenant            | 42501 | update occi.entity set tenant_id = THEIRS
their categories                    | -     | select occi.model_document(THEIRS)
a category in their tenant          | 42501 | insert into occi.category (tenant_id, class, scheme, term) values (THEIRS, 'mixin', 'x#', 'y')
a category for everybody            | 42501 | insert into occi.category (class, scheme, term) values ('mixin', 'x#', 'y')
their pages                         | 42501 | insert into occi.page_mark (tenant_id, kind_id, ordinal, id) select THEIRS, id, 1, 'TARGET' from occi.category where class = 'kind' limit 1
their answers                       | 42501 | insert into occi.idempotency (tenant_id, account, key, request) values (THEIRS, 'x', 'y', 'z')
their operations                    | 42501 | update occi.operation set status = 'cancelled'
an operation's document             | 42501 | select occi.subject_document(THEIRS, 'TARGET')
the queue                           | 42501 | select occi.operation_claim(1, 1)
the hosts                           | 42501 | select * from occi.host
an operator's command               | 42501 | select occi.account_grant('MINE', 'THEIRS', 'admin', true)
a model                             | 42501 | select occi.model_load('mine', '{}')
their entity as a link's end        | 23514 | insert into occi.entity (tenant_id, kind_id, location, source_id, target_uri, target_kind_id, target_tenant_id, target_shared_id) select MINE, k.id, '/x/y', occi.uuid_v7(), '/t/provider/x', k.id, THEIRS, 'TARGET' from occi.category k where k.identifier like '%#networkinterface' and k.class = 'kind'
a share of theirs                   | 42501 | insert into occi.share (tenant_id, entity_id) values (THEIRS, 'TARGET')
what is shared with whom            | 42501 | select * from occi.share
what a guest sees                   | -     | select * from occi.guest_entities()
their entity as a shared one        | -     | select * from occi.shared_find('/t/provider' || 'PLACE')
who links to theirs                 | -     | select occi.entity_linked_elsewhere('{TARGET}')
another account's guest             | 42501 | select setval('occi.session_account', 1)
an error that tells                 | -     | select 1 / (case when title like 'crown%' then 0 else 1 end) from occi.entity
a cast that tells                   | -     | select title::integer from occi.entity where tenant_id = THEIRS
statistics                          | -     | select * from pg_stats where schemaname = 'occi'
statistics, raw                     | 42501 | select * from pg_statistic
what others run                     | -     | select query from pg_stat_activity where pid <> pg_backend_pid()
a copy out                          | -     | copy (select * from occi.entity) to stdout
a copy of a table                   | -     | copy occi.entity to stdout
a copy through a program            | 42501 | copy (select 1) to program 'id'
a copy from a file                  | 42501 | copy occi.entity from '/etc/passwd'
a file                              | 42501 | select pg_read_file('/etc/passwd')
a folder                            | 42501 | select pg_ls_dir('.')
a large object from a file          | 42501 | select lo_import('/etc/passwd')
large objects                       | 42501 | select * from pg_largeobject
another connection                  | 42501 | create extension dblink schema occi
another language                    | 42501 | create language mine handler plpgsql_call_handler
another server                      | 42501 | create foreign data wrapper mine
a publication                       | 42501 | create publication mine for table occi.entity
a listener                          | -     | listen occi_operation
a lock                              | -     | select pg_try_advisory_xact_lock(occi.page_mark_lock(THEIRS, 1))
a setting of the server             | 42501 | set log_statement = 'all'
a setting of the database           | 42501 | alter database occi set row_security = off
a setting of the role               | 42501 | alter role occi_admin password 'mine'
a file of settings                  | 42501 | select pg_reload_conf()
ATTACKS

# Outside of any session there is nothing, whatever was open in this backend before.
after=$(as_role occi_worker <<SQL
begin;
select occi.session_enter('$token');
commit;
select set_config('occi.session', 'entered', false);
select 'tenant', occi.current_tenant();
select 'sees', e.location from occi.entity e;
SQL
)
ok 'an earlier transaction''s mark is none' is "$(grep -E 'tenant|sees|ERROR' <<<"$after")" 'tenant|'
ok 'the authenticator sees nothing either' is "$(as_role occi_authenticator <<<'select * from occi.entity' | grep -o 'ERROR.*')" 'ERROR:  42501'
# What is changed under another name is audited under its own.
as_role occi_worker >/dev/null <<SQL
begin;
select occi.session_enter('$token');
select set_config('occi.account', 'root', true);
select occi.entities_create(jsonb_build_array(jsonb_build_object('kind', (select id from occi.category where term = 'resource'), 'title', 'by root')), null, null);
commit;
SQL
ok 'a false name is not what the audit keeps' is \
    "$(query "select distinct account from audit.event where relation = 'entity' and after ->> 'title' = 'by root'")" "$mine"
tokens() { query "select count(*) from pg_stat_activity where query ~ '[0-9]+[.][0-9a-f]{64}' and pid <> pg_backend_pid() and application_name = 'occi-fcgi'"; }
ok 'no token stands in what others see of a statement' is "$(tokens)" 0
ok 'the other tenant, the policies, the functions and its audit are as they were' is "$(state_of)" "$before"
