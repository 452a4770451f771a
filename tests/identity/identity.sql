-- What the registry says of who somebody is: tokens, identities that others vouch for, rules, failed logins; and who may ask.
\ir ../sql/prelude.psql
select plan(50);

select occi.account_add('tap-ann', '$argon2id$x', 'tap-red', 'user', false) \g /dev/null
create function tap.authenticator(statement text) returns text language sql as $$
    select tap.run_as(coalesce(to_regrole('occi_authenticator')::text, 'occi_worker'), null, $1)
$$;
create function tap.token(digest text) returns text language sql as $$
    select tap.authenticator(format('select row(tenant, scope) from occi.token_of(sha256(%L))', digest))
$$;
-- Who an identity is: its account's tenants by default and in all, or null when it is nobody.
create function tap.identity(by text, issuer text, subject text, claims jsonb, said_at double precision) returns text language sql as $$
    select tap.authenticator(format('select tenant from occi.identity_of(%L, %L, %L, %L, %s)', by, issuer, subject, claims, said_at))
$$;
create function tap.memberships(of_subject text) returns text language sql as $$
    select string_agg(replace(t.name, 'tap-', '') || ' ' || m.role || case when m.is_default then '*' else '' end, ', ' order by t.name)
    from occi.credential c join occi.membership m on m.account_id = c.account_id join occi.tenant t on t.id = m.tenant_id
    where c.subject = of_subject
$$;

-- Tokens.
select occi.token_add('tap-ann', 'one', sha256('one'), null, 'write'), occi.token_add('tap-ann', 'two', sha256('two'), 60, 'read') \g /dev/null
select is(tap.token('one'), row(tap.tenant('red'), 'write')::text, 'a token is found by its digest');
select is(tap.token('two'), row(tap.tenant('red'), 'read')::text, 'with its scope');
select is(tap.token('three'), null, 'another is not');
select is(count(*), 2::bigint, 'their use is noted') from occi.credential_use u join occi.credential c on c.id = u.credential_id where c.name in ('one', 'two');
update occi.credential_use set used_at = now() - interval '59 seconds';
select tap.token('one') \g /dev/null
select is(count(*), 0::bigint, 'not again within a minute') from occi.credential_use where used_at = now();
update occi.credential_use set used_at = now() - interval '61 seconds';
select tap.token('one') \g /dev/null
select is(count(*), 1::bigint, 'but after it') from occi.credential_use where used_at = now();
update occi.credential set expires_at = now() where name = 'two';
select is(tap.token('two'), null, 'one that has ended is not found');
select throws_ok($$ select occi.token_add('tap-ann', 'one', sha256('x'), null, 'write') $$, 'OC010', null, 'a name is used once for an account');
select throws_ok($$ select occi.token_add('tap-ann', 'x', sha256('x'), null, 'all') $$, '23514', null, 'there are three scopes');
select throws_ok($$ select occi.token_add('tap-ann', 'x', 'short', null, 'read') $$, '23514', null, 'a digest is one');
select throws_ok($$ insert into occi.credential (account_id, type, name) select id, 'token', 'x' from occi.account where name = 'tap-ann' $$, '23514', null,
                 'a token has a digest');
select throws_ok($$ insert into occi.credential (account_id, type, hash) select id, 'password', 'plain' from occi.account where name = 'tap-ann' $$, '23514', null,
                 'a password is hashed');
select throws_ok($$ insert into occi.credential (account_id, type, hash) select id, 'password', '$argon2id$y' from occi.account where name = 'tap-ann' $$, '23505', null,
                 'an account has one password');
select is(occi.token_revoke('tap-ann', 'one'), true, 'a token is revoked');
select is(tap.token('one'), null, 'and gone');
select throws_ok($$ select occi.token_revoke('tap-ann', 'one') $$, 'OC010', null, 'it cannot be revoked twice');
select is(count(*), 0::bigint, 'the audit has no digest') from audit.event where relation = 'credential' and (after ->> 'digest' <> '***' or before ->> 'digest' <> '***');

-- Claims.
select is(occi.claim_has(c.claims::jsonb, c.claim, 'x'), c.expected, format('%s in %s', c.claim, c.claims))
from (values ('{"g": "x"}', 'g', true), ('{"g": ["y", "x"]}', 'g', true), ('{"g": ["y"]}', 'g', false), ('{"g": {"x": 1}}', 'g', false),
             ('{"g": [["x"]]}', 'g', false), ('{"g": null}', 'g', false), ('{}', 'g', false), ('{"a": {"b": ["x"]}}', 'a.b', true),
             ('{"a.b": "x", "a": {"b": "y"}}', 'a.b', true), ('{"a.b": "y", "a": {"b": "x"}}', 'a.b', false), ('[]', 'g', false)) as c (claims, claim, expected);

-- Identities and rules.
select is(tap.identity('oidc', 'https://id', 'tap-eve', '{"g": ["x"]}', 10), null, 'without a rule nobody');
select occi.rule_add('oidc', 'https://id', 'g', 'x', 'tap-red', 'reader') \g /dev/null
select is(tap.identity('oidc', 'https://id', 'tap-eve', '{"g": ["x"]}', 10), tap.tenant('red')::text, 'with one a new account');
select is(tap.memberships('tap-eve'), 'red reader*', 'in its tenant and role');
select is(tap.identity('oidc', 'https://evil', 'tap-eve', '{"g": ["x"]}', 11), null, 'another issuer''s subject is somebody else');
select occi.rule_add('oidc', 'https://id', 'h', 'y', 'tap-blue', 'admin'), occi.rule_add('oidc', 'https://id', 'h', 'y', 'tap-red', 'user') \g /dev/null
create temporary table was as select c.id, c.stamp from occi.credential c where c.subject = 'tap-eve';
select tap.identity('oidc', 'https://id', 'tap-eve', '{"g": ["x"], "h": "y"}', 12) \g /dev/null
select is(tap.memberships('tap-eve'), 'blue admin, red user*', 'the highest role of all rules; the default stays');
select is(c.stamp > was.stamp, true, 'what workers remember is stale') from occi.credential c join was on was.id = c.id;
select tap.identity('oidc', 'https://id', 'tap-eve', '{"h": "y"}', 11) \g /dev/null
select is(tap.memberships('tap-eve'), 'blue admin, red user*', 'an older statement changes nothing');
select tap.identity('oidc', 'https://id', 'tap-eve', '{"g": ["x"]}', 11.5) \g /dev/null
select is(tap.memberships('tap-eve'), 'blue admin, red user*', 'nor takes anything');
update was set stamp = c.stamp from occi.credential c where c.id = was.id;
select tap.identity('oidc', 'https://id', 'tap-eve', '{"g": ["x"], "h": "y"}', 12.5) \g /dev/null
select is(c.stamp, was.stamp, 'one that says the same leaves the stamp') from occi.credential c join was on was.id = c.id;
update occi.membership m set is_default = t.name = 'tap-blue' from occi.tenant t, occi.credential c
where t.id = m.tenant_id and c.account_id = m.account_id and c.subject = 'tap-eve' and t.name = 'tap-red';
select is(tap.identity('oidc', 'https://id', 'tap-eve', '{"h": "y"}', 13), tap.tenant('blue')::text, 'who has no default gets one');
select is(occi.rule_remove('oidc', id), true, 'a rule goes') from occi.identity_rule where issuer = 'https://id' and tenant_id = tap.tenant('blue');
select is(tap.memberships('tap-eve'), 'red user', 'and the membership with it');
select throws_ok($$ select occi.rule_remove('oidc', 0) $$, 'OC010', null, 'one that is not there does not');

-- Certificates.
select occi.certificate_add('tap-ann', 'CN=tap-ann', '') \g /dev/null
select is(tap.identity('certificate', 'CN=CA', 'CN=tap-ann', '{"fqan": []}', 1), tap.tenant('red')::text, 'a certificate that is named');
select is(tap.identity('certificate', 'CN=CA', 'cn=tap-ann', '{"fqan": []}', 1), null, 'by its very name');
select throws_ok($$ select occi.certificate_add('tap-ann', 'CN=tap-ann', '') $$, 'OC010', null, 'once');
select occi.rule_add('certificate', '', 'fqan', '/vo', 'tap-blue', 'admin'), occi.rule_add('certificate', '', 'fqan', '/vo', 'tap-red', 'reader') \g /dev/null
select tap.identity('certificate', 'CN=CA', 'CN=tap-ann', '{"fqan": ["/vo"]}', 2) \g /dev/null
select is(tap.memberships('CN=tap-ann'), 'blue admin, red user*', 'rules add to what an operator gave, and change none of it');
select tap.identity('certificate', 'CN=CA', 'CN=tap-ann', '{"fqan": []}', 3) \g /dev/null
select is(tap.memberships('CN=tap-ann'), 'red user*', 'and take back only their own');

-- Failed logins.
select is(tap.authenticator($$ select occi.login_allowed('192.0.2.7', 2) $$), 'true', 'an address may try');
select tap.authenticator($$ select occi.login_failed('basic', 'ann', '192.0.2.7', null, 'r', 'x') $$) from generate_series(1, 2) \g /dev/null
select is(tap.authenticator($$ select occi.login_allowed('192.0.2.7', 2) || ' ' || occi.login_allowed('192.0.2.8', 2) $$), 'false true', 'until it has failed too often');
update occi.login_failure set since = since - interval '61 seconds';
select is(tap.authenticator($$ select occi.login_allowed('192.0.2.7', 2) $$), 'true', 'within a minute');

-- Who may ask.
select is_empty($$
    select p.oid::regprocedure, r.name from pg_proc p, unnest(array['occi_worker', 'occi_reconciler', 'occi_auditor']) as r (name)
    where p.pronamespace = 'occi'::regnamespace and has_function_privilege(r.name, p.oid, 'execute')
      and p.proname ~ '^(token|certificate|rule|issuer|account_for|account_named|membership|rules)_'
      and not (p.proname = 'token_of' and to_regrole('occi_authenticator') is null and r.name = 'occi_worker')
$$, 'only operators change who somebody is');

select * from finish();
rollback;
