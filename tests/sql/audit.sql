-- The audit: every change of every table leaves its row, and nobody can do anything about it.
\ir prelude.psql
select plan(13);

-- Bookkeeping: changed every few seconds by processes of ours, or a cache that reading fills.
select is(array_agg(c.relname::text order by c.relname), '{credential_use,host_lease,login_failure,oidc_fetch,page_mark,quota_change,quota_kind}', 'every table but the bookkeeping is under audit')
from (
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'occi' and c.relkind in ('r', 'p')
      and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'audit' and t.tgfoid = 'audit.record'::regproc)
) as c;

create temporary table made as select tap.make('red', 'compute', '{"title": "one"}') as id;
create function tap.events(wanted_relation text, wanted_operation text) returns setof audit.event language sql as $$
    select * from audit.event e
    where e.tenant_id = tap.tenant('red') and e.relation = wanted_relation and e.operation = wanted_operation
      and e.transaction = pg_current_xact_id()
$$;
select is(count(*), 1::bigint, 'an insert leaves one row') from tap.events('entity', 'INSERT');
select is(after ->> 'title', 'one', 'with what is there afterwards') from tap.events('entity', 'INSERT');
select is(before, null, 'and nothing before') from tap.events('entity', 'INSERT');
select is(count(*), 1::bigint, 'the operation that it asks for leaves one too') from tap.events('operation', 'INSERT');

select set_config('occi.account', 'ann', true), set_config('occi.address', '192.0.2.1', true), set_config('occi.request', 'r-7', true) \g /dev/null
select tap.worker('red', format('with changed as (update occi.entity set title = ''two'' where id = %L returning 1) select * from changed', id)) from made \g /dev/null
select is(array[before ->> 'title', after ->> 'title'], array['one', 'two'], 'an update leaves before and after') from tap.events('entity', 'UPDATE');
select is(array[account, address, request], array['ann', '192.0.2.1', 'r-7'], 'who, from where, in which request') from tap.events('entity', 'UPDATE');
select tap.worker('red', format('with changed as (update occi.entity set title = ''two'' where id = %L returning 1) select * from changed', id)) from made \g /dev/null
select is(count(*), 1::bigint, 'an update that changes nothing leaves none') from tap.events('entity', 'UPDATE');
select tap.unmake('red', tap.location(id)) from made \g /dev/null
select is(before ->> 'title', 'two', 'a delete leaves what was there') from tap.events('entity', 'DELETE');

select occi.account_add('tap-ann', '$argon2id$v=19$secret', 'tap-red', 'user', false) \g /dev/null
select is(after ->> 'hash', '***', 'secrets are masked') from audit.event
where relation = 'credential' and transaction = pg_current_xact_id();

select throws_ok($$ select tap.run_as('occi_admin', null, 'delete from audit.event') $$, '42501', null, 'an operator cannot delete events');
select throws_ok($$ select tap.run_as('occi_auditor', null, 'update audit.event set account = ''x''') $$, '42501', null, 'nor can their owner change them');
select throws_ok($$ select tap.worker('red', 'insert into audit.event (relation, operation, after) values (''x'', ''INSERT'', ''{}'')') $$, '42501', null,
                 'nor can a worker make one up');

select * from finish();
rollback;
