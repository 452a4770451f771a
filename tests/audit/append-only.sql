-- The audit is only ever added to, whoever asks, and only by the ways that there are.
\ir ../sql/prelude.psql
select plan(31);

create temporary table roles as
    select r.rolname as role from pg_roles r where r.rolname like 'occi\_%' and not r.rolsuper;
create temporary table relations as
    select c.oid::regclass::text as relation from pg_class c where c.relnamespace = 'audit'::regnamespace and c.relkind in ('r', 'p');

select cmp_ok(count(*)::integer, '>', 12, 'events have partitions for the months to come') from relations;
select is_empty($$
    select role, relation, privilege from roles, relations, unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) as privilege
    where has_table_privilege(role, relation, privilege) and not (role = 'occi_auditor' and privilege in ('TRIGGER', 'REFERENCES'))
$$, 'no role may change or remove what is there');
select is_empty($$
    select role, relation from roles, relations where has_table_privilege(role, relation, 'INSERT')
      and role <> 'occi_auditor' and (role, relation) <> ('occi_sealer', 'audit.seal')
$$, 'nor add to it: events come by functions, seals from the sealer');
select is_empty($$
    select role, relation from roles, relations where has_table_privilege(role, relation, 'SELECT') and role not in ('occi_auditor', 'occi_admin', 'occi_sealer')
$$, 'operators and the sealer read it, and nobody else');
select is_empty($$
    select c.oid::regclass from pg_class c where c.relnamespace = 'audit'::regnamespace and pg_get_userbyid(c.relowner) <> 'occi_auditor'
$$, 'all of it is one owner''s');
select is_empty($$
    select r.rolname from pg_roles r where r.rolcanlogin and not r.rolsuper and pg_has_role(r.oid, 'occi_auditor', 'MEMBER')
$$, 'as whom nobody can log in');
select is_empty($$
    select t.relation from relations t where not exists (
        select from pg_trigger g where g.tgrelid = t.relation::regclass and g.tgname = 'is_never_emptied' and g.tgenabled <> 'D')
       or not exists (select from pg_trigger g where g.tgrelid = t.relation::regclass and g.tgname = 'is_never_changed' and g.tgenabled <> 'D')
$$, 'and every table refuses on its own');
select is_empty($$
    select p.oid::regprocedure from pg_proc p where p.pronamespace = 'audit'::regnamespace and p.prokind = 'f'
      and p.prorettype <> 'trigger'::regtype and not (p.prosecdef and p.proconfig @> array['search_path=""'])
$$, 'every function has a search path of its own');

select is_empty($$
    select p.oid::regprocedure from pg_proc p where p.pronamespace = 'audit'::regnamespace
      and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)
$$, 'no function is for everybody');

-- The superuser, unless he alters the tables first.
select throws_ok('update audit.event set account = ''x''', 'OC060', null, 'the owner of the registry cannot change an event');
select throws_ok('delete from audit.event', 'OC060', null, 'nor remove one');
select throws_ok('truncate audit.event', 'OC060', null, 'nor all');
select throws_ok(format('truncate audit.%I', 'event_' || to_char(now() at time zone 'UTC', 'YYYY_MM')), 'OC060', null, 'nor a month');
select throws_ok('update audit.seal set at = now()', 'OC060', null, 'nor change a seal');
select throws_ok('delete from audit.seal', 'OC060', null, 'nor remove one');
select throws_ok('truncate audit.seal', 'OC060', null, 'nor all');

-- The sealer has one duty.
create function tap.sealer(statement text) returns text language sql as $$ select tap.run_as('occi_sealer', null, $1) $$;
select isnt(tap.sealer('select count(*) from audit.event'), null, 'the sealer reads events');
select throws_ok($$ select tap.sealer('update audit.seal set at = now()') $$, '42501', null, 'and changes no seal');
select throws_ok($$ select tap.sealer('delete from audit.event') $$, '42501', null, 'and no event');
select throws_ok($$ select tap.sealer('insert into audit.event (relation, operation, after) values (''x'', ''INSERT'', ''{}'')') $$, '42501', null, 'and makes none');
select is_empty($$
    select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'occi' and c.relkind in ('r', 'v', 'p') and has_table_privilege('occi_sealer', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
$$, 'and has nothing to do with the registry itself');

-- What no trigger sees.
select audit.login_failed('basic', 'ann', '192.0.2.1', 'agent/1', 'r-1', 'credentials') \g /dev/null
select is(array[account, address, agent, request, operation, outcome, after ->> 'scheme', after ->> 'reason'],
          array['ann', '192.0.2.1', 'agent/1', 'r-1', 'LOGIN', 'failure', 'basic', 'credentials'], 'a failed login')
from audit.event where transaction = pg_current_xact_id() and relation = 'login';
select occi.account_add('tap-ann', '$argon2id$v=19$secret', 'tap-red', 'user', false) \g /dev/null
select audit.denied(c.id, tap.tenant('red'), '192.0.2.1', null, 'r-2', 'PUT', '/x', 403, 'no')
from occi.credential c join occi.account a on a.id = c.account_id where a.name = 'tap-ann' \g /dev/null
select is(array[account, after ->> 'path', outcome], array['tap-ann', '/x', 'failure'], 'a denial, with the account of the credential')
from audit.event where transaction = pg_current_xact_id() and relation = 'request';
select lives_ok($$ select tap.run_as('occi_authenticator', null, 'select audit.login_failed(''basic'', null, '''', null, null, ''x'')') $$, 'the authenticator records failed logins');
select throws_ok($$ select tap.worker('red', 'select audit.command(''{}'', null)') $$, '42501', null, 'but no commands');
select throws_ok($$ select tap.run_as('occi_admin', null, 'select audit.archive(now(), ''f'', ''d'', 0)') $$, '42501', null,
                 'nor does any role but the owner let months go');
select throws_ok($$ select tap.run_as('occi_reconciler', null, 'select audit.login_failed(''basic'', null, '''', null, null, ''x'')') $$, '42501', null,
                 'and reconcilers have no logins to tell of');

-- Who, as session_open has noted it.
select set_config('occi.account', 'ann', true), set_config('occi.credential', '77', true), set_config('occi.agent', 'agent/2', true),
       set_config('occi.request', 'r-3', true), set_config('occi.address', '192.0.2.9', true) \g /dev/null
select occi.tenant_add('tap-green', false) \g /dev/null
select is(array[account, credential::text, agent, request, address], array['ann', '77', 'agent/2', 'r-3', '192.0.2.9'], 'a change says with which credential and agent')
from audit.event where transaction = pg_current_xact_id() and relation = 'tenant' and after ->> 'name' = 'tap-green';

-- Months.
select is(audit.partitions_ensure(now()), 0, 'the partitions are there; again is harmless');
select throws_ok($$ select audit.archive_bound((now() + interval '2 months')::date) $$, 'OC010', null, 'a month that is not over cannot leave');
select is(audit.archive_bound(date '2020-01-17'), timestamptz '2020-01-01 00:00+00', 'months leave whole');

select * from finish();
rollback;
