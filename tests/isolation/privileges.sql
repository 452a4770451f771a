-- What each role may do, as the catalog says it: a table, a function or a policy that is added later and forgets something is found here.
\ir ../sql/prelude.psql
select plan(14);

create function tap.logins() returns setof text language sql as $$
    select unnest('{occi_worker,occi_authenticator,occi_reconciler,occi_admin}'::text[])
$$;

select is_empty($$
    select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('occi', 'audit') and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)
$$, 'no function is everybody''s');
create function tap.new_function() returns integer language sql return 1;
select is_empty($$ select from aclexplode((select coalesce(p.proacl, acldefault('f', p.proowner)) from pg_proc p where p.oid = 'tap.new_function()'::regprocedure)) a
                   where a.grantee = 0 $$, 'nor one that is added');
select bag_eq($$
    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('occi', 'audit') and p.prosecdef and has_function_privilege('occi_worker', p.oid, 'execute')
$$, $$ values ('occi.session_open(text,bigint,bigint,text,text,text)'), ('occi.session_enter(text)'), ('occi.current_tenant()'), ('occi.guest_tenant()'),
              ('occi.guest_entities()'), ('occi.shared_find(text)'), ('occi.entity_linked_elsewhere(uuid[])'),
              ('audit.denied(bigint,integer,text,text,text,text,text,integer,text)') $$,
'with more than its own rights a worker opens sessions, asks what is shared and notes what was refused, and does nothing else');
select is_empty($$
    select p.oid::regprocedure from pg_proc p
    where p.oid in ('occi.session_issue(bigint, bigint, text, text)'::regprocedure, 'occi.session_operator(text, occi.role)'::regprocedure,
                    'occi.session_keep(occi.session)'::regprocedure, 'occi.credential_of(text)'::regprocedure)
      and (has_function_privilege('occi_worker', p.oid, 'execute') or has_function_privilege('occi_reconciler', p.oid, 'execute'))
$$, 'and begins none');
select is_empty($$
    select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('occi', 'audit') and p.prosecdef and p.oid not in ('occi.current_tenant()'::regprocedure, 'occi.guest_tenant()'::regprocedure)
      and not exists (select from unnest(p.proconfig) c where c in ('search_path=""', 'search_path=pg_catalog, pg_temp', 'search_path=pg_catalog'))
$$, 'every function with its owner''s rights has a search path of its own');
select doesnt_match(p.prosrc, '[^.]\m(current_setting|currval|now|date_part)\M|[^.:](=|<>|&|>>)[^)]', 'but ' || p.proname || ', which names everything in full')
from pg_proc p where p.oid in ('occi.current_tenant()'::regprocedure, 'occi.guest_tenant()'::regprocedure);
select is_empty($$ select l from tap.logins() l where has_database_privilege(l, current_database(), 'temporary') or has_database_privilege(l, current_database(), 'create') $$,
    'nobody can make a temporary table or a schema');
select is_empty($$
    select l, n.nspname from tap.logins() l, pg_namespace n where has_schema_privilege(l, n.oid, 'create') and n.nspname !~ '^pg_(toast|temp)'
$$, 'nor anything in a schema that there is');
select is_empty($$ select l from tap.logins() l join pg_roles r on r.rolname = l where r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication $$,
    'nor has a power beside');
select is_empty($$
    select l, g.rolname from tap.logins() l join pg_roles r on r.rolname = l join pg_auth_members m on m.member = r.oid join pg_roles g on g.oid = m.roleid
$$, 'nor is another role');
select is_empty($$
    select p.polrelid::regclass, p.polname from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'occi' and 'occi_worker'::regrole = any (p.polroles)
      and concat(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ~ '[^T] occi[.]current_tenant'
$$, 'policies ask for the tenant once a statement');
-- Without a tenant's column a table is the provider's; which of those a worker reads is said here.
select bag_eq($$
    select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'occi' and c.relkind in ('r', 'p') and has_any_column_privilege('occi_worker', c.oid, 'select') and not c.relforcerowsecurity
$$, $$ values ('registry'), ('model'), ('quota_resource') $$, 'a worker reads nothing without row-level security but versions and documents');
select is_empty($$
    select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('occi', 'audit', 'public') and c.relkind in ('r', 'p', 'v', 'm', 'S')
      and (has_table_privilege('occi_authenticator', c.oid, 'select') or has_table_privilege('occi_authenticator', c.oid, 'insert'))
      and c.relkind <> 'S'
$$, 'the authenticator reads no table');

select * from finish();
rollback;
