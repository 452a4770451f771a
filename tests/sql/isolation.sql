-- Row-level security: no tenant sees or touches another's rows, whatever a worker says, and no table was forgotten.
\ir prelude.psql
select plan(21);

select is_empty($$
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'occi' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
$$, 'every table with a tenant has forced row-level security');
select is_empty($$
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'occi' and c.relkind in ('r', 'p')
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull)
      and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary
                      and i.indkey[0] = (select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id'))
$$, 'tenant first in every primary key');
select is_empty($$
    select r.rolname from pg_roles r where r.rolname in ('occi_worker', 'occi_reconciler', 'occi_admin') and (r.rolbypassrls or r.rolsuper)
$$, 'no login role bypasses it');
select is_empty($$
    select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('occi', 'audit') and pg_get_userbyid(c.relowner) in ('occi_worker', 'occi_reconciler', 'occi_admin')
$$, 'no login role owns anything');

create temporary table made as select tap.make('red', 'compute') as id;
select is(tap.worker('red', 'select count(*) from occi.entity'), '1', 'a tenant sees its own');
select is(tap.worker('blue', 'select count(*) from occi.entity'), '0', 'and nothing of another');
select is(tap.worker('blue', format('select count(*) from occi.entity_document where tenant_id = %s', tap.tenant('red'))), '0', 'not through the view');
select is(tap.worker('blue', 'select count(*) from occi.operation'), '0', 'not its operations');
select is(tap.worker('blue', 'select count(*) from occi.tenant'), '1', 'not even its name');
select is(tap.worker(null, 'select count(*) from occi.entity'), '0', 'without a session there is nothing to see');
select is(tap.worker('blue', format('with gone as (delete from occi.entity where id = %L returning 1) select count(*) from gone', id)), '0',
          'another tenant''s entity cannot be deleted') from made;
select throws_ok(format($$ select tap.unmake('blue', %L) $$, tap.location(id)), 'OC004', null,
                 'to another tenant it does not exist') from made;
select throws_ok(format($$ select tap.worker('blue', $i$ insert into occi.entity (tenant_id, kind_id, location) values (%s, %s, '/x/1') $i$) $$,
                        tap.tenant('red'), tap.kind('compute')), '42501', null, 'a row cannot be put into another tenant');
select throws_ok($$ select tap.worker('red', 'select count(*) from occi.credential') $$, '42501', null, 'workers do not read credentials');
select throws_ok($$ select tap.worker('red', 'select count(*) from occi.account') $$, '42501', null, 'nor accounts');
select throws_ok($$ select tap.worker('red', 'select count(*) from audit.event') $$, '42501', null, 'nor the audit');
select throws_ok($$ select tap.worker('red', 'update occi.entity set state = ''active''') $$, '42501', null, 'nor set a state');
select throws_ok($$ select tap.worker('red', 'delete from occi.operation') $$, '42501', null, 'nor forget an operation');
select throws_ok($$ select tap.worker('red', 'alter table occi.entity no force row level security') $$, '42501', null,
                 'nor switch row-level security off');
select throws_ok($$ select tap.worker('red', 'insert into occi.category (class, scheme, term) values (''mixin'', ''x#'', ''y'')') $$, '42501', null,
                 'nor add a category for all tenants');
select throws_ok($$ select tap.worker('red', 'create temporary table text ()') $$, '42501', null,
                 'nor put a name of its own before those that functions with their owner''s rights look up');

select * from finish();
rollback;
