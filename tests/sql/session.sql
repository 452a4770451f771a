-- The session of a request: whose it is, in which tenant, when it is refused, when it ends, and what a reader can do in it.
\ir prelude.psql
select plan(36);

select occi.account_add('tap-' || r.role, '$argon2id$x', 'tap-red', r.role, false) from unnest(enum_range(null::occi.role)) r (role) \g /dev/null
create temporary table made as select tap.make('red', 'compute') as id;

-- Begins a session as the authenticator does, for the account in that role. Answers its token.
create function tap.begin(role text, tenant text default null, scope text default null, stamp_off integer default 0) returns text
    language plpgsql as $$
declare
    shown occi.credential := (select c from occi.credential c join occi.account a on a.id = c.account_id where a.name = 'tap-' || role);
    token text;
begin
    perform set_config('role', 'occi_authenticator', true);
    select i.token into token from occi.session_issue(shown.id, shown.stamp + stamp_off, tenant, scope) i;
    perform set_config('role', 'none', true);
    return token;
end $$;
-- Runs a statement as a worker that has opened the session; the categories it remembers may be out of date.
create function tap.in_session(token text, statement text, registry_off integer default 0) returns text language plpgsql as $$
declare
    answer  text;
    version bigint := (select r.version from occi.registry r);
    own     bigint := (select t.registry_version from occi.tenant t where t.id = occi.session_tenant(token));
begin
    perform set_config('role', 'occi_worker', true);
    perform occi.session_open(token, version + registry_off, own, 'a request', '192.0.2.1', 'tap/1');
    execute statement into answer;
    perform set_config('role', 'none', true);
    return answer;
end $$;
create function tap.creation() returns text language sql as $$
    select format('select occi.entity_create(%L)', jsonb_build_object('kind', tap.kind('network'), 'state', 'inactive'))
$$;

select is(tap.in_session(tap.begin('user'), 'select count(*) from occi.entity'), '1', 'a user sees the tenant''s entities');
select is(occi.current_tenant(), tap.tenant('red'), 'the transaction is the tenant''s');
select is(current_setting('occi.account'), 'tap-user', 'and the account''s');
select is(current_setting('occi.credential'), (select c.id::text from occi.credential c join occi.account a on a.id = c.account_id where a.name = 'tap-user'),
          'and the credential''s');
select is(array[current_setting('occi.request'), current_setting('occi.address'), current_setting('occi.agent')],
          '{a request,192.0.2.1,tap/1}', 'for a request of somebody');
select throws_ok($$ select tap.begin('user', stamp_off => 1) $$, 'OC001', null, 'a credential that has changed begins none');
select throws_ok($$ select tap.in_session(tap.begin('user'), 'select 1', 1) $$, 'OC002', null, 'categories that have changed are refused');
select throws_ok($$ select tap.in_session(tap.tenant('red') || '.' || repeat('0', 64), 'select 1') $$, 'OC001', null, 'so is a token that nobody was given');
select throws_ok($$ select tap.in_session('x', 'select 1') $$, 'OC001', null, 'or that is none');
select throws_ok($$ select tap.in_session(tap.tenant('blue') || '.' || split_part(tap.begin('user'), '.', 2), 'select 1') $$, 'OC001', null,
                 'a token does for no other tenant');
select is(count(*), 0::bigint, 'tokens are not kept') from occi.session s
where to_jsonb(s)::text like '%' || split_part(tap.begin('user'), '.', 2) || '%';
select lives_ok(format('select tap.in_session(tap.begin(''user''), %L)', tap.creation()), 'a user creates');

-- When it ends.
create temporary table ended as select tap.begin('user') as token;
update occi.session s set until = now() where s.digest = occi.session_digest((select token from ended));
select throws_ok('select tap.in_session(token, ''select 1'') from ended', 'OC001', null, 'a session is over when its time is');
do $$ begin perform set_config('occi.session', '', true); end $$;
select is(occi.current_tenant(), null, 'a transaction that has entered none has no tenant');
do $$ begin perform tap.begin('user'); end $$;
select is(count(*), 0::bigint, 'one that is over goes when another begins') from occi.session s, ended where s.digest = occi.session_digest(ended.token);
truncate ended;
insert into ended select tap.begin('user');
update occi.credential c set hash = '$argon2id$y' from occi.account a where a.id = c.account_id and a.name = 'tap-user';
select throws_ok('select tap.in_session(token, ''select 1'') from ended', 'OC001', null, 'a session ends with the change of its credential');
truncate ended;
insert into ended select tap.begin('user');
update occi.membership m set role = 'reader' from occi.account a where a.id = m.account_id and a.name = 'tap-user';
select throws_ok('select tap.in_session(token, ''select 1'') from ended', 'OC001', null, 'and with the change of its role');
truncate ended;
insert into ended select tap.begin('admin');
delete from occi.membership m using occi.account a where a.id = m.account_id and a.name = 'tap-admin';
select throws_ok('select tap.in_session(token, ''select 1'') from ended', 'OC001', null, 'and with the membership');
select throws_ok($$ select tap.begin('admin') $$, 'OC031', null, 'without one there is no default tenant');
select throws_ok($$ select tap.begin('admin', 'tap-red') $$, 'OC030', null, 'and none to choose');
do $$ begin perform occi.account_grant('tap-admin', 'tap-red', 'admin', true); end $$;

-- Several tenants, and projects in one.
select throws_ok($$ select tap.begin('admin', 'tap-blue') $$, 'OC030', null, 'a tenant that the account is not in is none');
select throws_ok($$ select tap.begin('admin', 'tap-green') $$, 'OC030', null, 'as one that does not exist');
do $$ begin perform occi.account_grant('tap-admin', 'tap-blue', 'reader', false); end $$;
select is(occi.session_tenant(tap.begin('admin', 'tap-blue')), tap.tenant('blue'), 'one that it is in can be chosen');
select is(occi.session_tenant(tap.begin('admin')), tap.tenant('red'), 'the default one need not be');
do $$ begin perform occi.tenant_add('tap-project', false, 'tap-red'), occi.tenant_add('tap-part', false, 'tap-project'); end $$;
select is(tap.in_session(tap.begin('admin', 'tap-part'), tap.creation()) is not null, true, 'an admin is admin of the projects inside');
select throws_ok($$ select tap.begin('reader', 'tap-project') $$, 'OC030', null, 'nobody else is anything there');
select throws_ok($$ update occi.tenant set parent_id = tap.tenant('blue') where name = 'tap-project' $$, '23514', null, 'where a project belongs is fixed');

-- Readers, by role and by scope.
select throws_ok(format('select tap.in_session(tap.begin(''reader''), %L)', tap.creation()), '25006', null, 'a reader does not create');
select throws_ok(format('select tap.in_session(tap.begin(''admin'', scope => ''read''), %L)', tap.creation()), '25006', null,
                 'nor does who shows a credential that is good for reading');
select throws_ok($$ select tap.in_session(tap.begin('reader'), 'select set_config(''transaction_read_only'', ''off'', true)') $$, '25001', null,
                 'nor can a reader''s transaction be made to');
create temporary table reading as select tap.begin('reader') as token;
savepoint reading;
do $$ begin perform occi.session_enter(token) from reading; end $$;
select is(occi.current_tenant(), tap.tenant('red'), 'a reader''s token stands for the tenant');
rollback to reading;
do $$ begin perform set_config('occi.session', 'entered', true); end $$;
select is(occi.current_tenant(), null, 'but not where something could be written');
do $$ begin perform tap.begin('admin', scope => 'read'); end $$;
select is(count(*), 1::bigint, 'a scope is kept with its role') from occi.session s where s.scope = 'read' and s.role = 'reader';
select throws_ok($$ select tap.run_as('occi_worker', null, 'select * from occi.session_issue(1, 1, null, null)') $$, '42501', null, 'workers begin no sessions');
select throws_ok($$ select tap.run_as('occi_authenticator', null, 'select count(*) from occi.entity') $$, '42501', null, 'the authenticator sees no entity');
select is(tap.in_session(tap.begin('reader'), 'select count(*) from occi.entity'), '2', 'a reader sees what a user sees');

select * from finish();
rollback;
