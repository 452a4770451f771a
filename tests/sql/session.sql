-- The session of a request: whose it is, when it is refused, and what a reader can do in it.
\ir prelude.psql
select plan(9);

select occi.account_add('tap-' || r.role, '$argon2id$x', 'tap-red', r.role, false) from unnest(enum_range(null::occi.role)) r (role) \g /dev/null
create temporary table made as select tap.make('red', 'compute') as id;

-- Runs a statement as a worker that has opened the session of the account in that role; what it remembers may be out of date.
create function tap.session(role text, statement text, stamp_off integer default 0, registry_off integer default 0) returns text
    language plpgsql as $$
declare
    answer text;
begin
    perform occi.session_open(c.id, c.stamp + stamp_off, r.version + registry_off, t.registry_version, 'a request', '192.0.2.1')
    from occi.account a
    join occi.credential c on c.account_id = a.id
    join occi.tenant t on t.name = 'tap-red'
    cross join occi.registry r
    where a.name = 'tap-' || role;
    perform set_config('role', 'occi_worker', true);
    execute statement into answer;
    perform set_config('role', 'none', true);
    return answer;
end $$;
create function tap.creation() returns text language sql as $$
    select format('select occi.entity_create(%L)', jsonb_build_object('kind', tap.kind('network'), 'state', 'inactive'))
$$;

select is(tap.session('user', 'select count(*) from occi.entity'), '1', 'a user sees the tenant''s entities');
select is(current_setting('occi.tenant'), tap.tenant('red')::text, 'the transaction is the tenant''s');
select is(current_setting('occi.account'), 'tap-user', 'and the account''s');
select throws_ok($$ select tap.session('user', 'select 1', 1) $$, 'OC001', null, 'a credential that has changed is refused');
select throws_ok($$ select tap.session('user', 'select 1', 0, 1) $$, 'OC002', null, 'so are categories that have');
select lives_ok(format('select tap.session(''user'', %L)', tap.creation()), 'a user creates');
select throws_ok(format('select tap.session(''reader'', %L)', tap.creation()), '25006', null, 'a reader does not');
select throws_ok($$ select tap.session('reader', 'select set_config(''transaction_read_only'', ''off'', true)') $$, '25001', null,
                 'nor can a reader''s transaction be made to');
select is(tap.session('reader', 'select count(*) from occi.entity'), '2', 'a reader sees what a user sees');

select * from finish();
rollback;
