-- Who a request comes from: what a worker asks before it opens a session, what operators say about it, and the keys of identity
-- providers, which the reconciler fetches. No function answers a secret; digests only go in.

-- --- Failed logins -------------------------------------------------------------------------------------------------------------

-- Whether an address may try another credential: fewer than `most` of its attempts have failed within the minute.
create or replace function occi.login_allowed(from_address text, most integer) returns boolean
    language sql stable security definer set search_path = ''
begin atomic
    select not exists (select from occi.login_failure f
                       where f.address = from_address and f.failures >= most and f.since > now() - interval '1 minute');
end;

create or replace function occi.login_count(from_address text) returns void language sql security definer set search_path = ''
begin atomic
    delete from occi.login_failure f where f.since < now() - interval '1 hour';
    insert into occi.login_failure as f (address, failures, since) values (from_address, 1, now())
    on conflict (address) do update
    set failures = case when f.since > now() - interval '1 minute' then f.failures + 1 else 1 end,
        since = case when f.since > now() - interval '1 minute' then f.since else now() end;
end;

-- A login that failed is counted, and audited with the caller's own rights where the audit takes it.
create or replace function occi.login_failed(scheme text, account text, address text, agent text, request text, reason text) returns void
    language plpgsql set search_path = '' as $$
declare
    audited regprocedure;
begin
    perform occi.login_count(address);
    if has_schema_privilege('audit', 'usage') then
        audited := to_regprocedure('audit.login_failed(text, text, text, text, text, text)');
    end if;
    if audited is not null and has_function_privilege(audited, 'execute') then
        execute 'select audit.login_failed($1, $2, $3, $4, $5, $6)' using scheme, account, address, agent, request, reason;
    end if;
end $$;

-- --- Credentials ---------------------------------------------------------------------------------------------------------------

-- The token with this digest, unless it has ended. Notes that it was used, at most once a minute.
create or replace function occi.token_of(token_digest bytea)
    returns table (credential bigint, stamp bigint, tenant integer, scope text, until double precision)
    language plpgsql security definer set search_path = '' as $$
begin
    select c.id, c.stamp, m.tenant_id, c.scope, extract(epoch from c.expires_at)
    into credential, stamp, tenant, scope, until
    from occi.credential c
    left join occi.membership m on m.account_id = c.account_id and m.is_default
    where c.type = 'token' and c.digest = token_digest and (c.expires_at is null or c.expires_at > now());
    if not found then
        return;
    end if;
    insert into occi.credential_use as u (credential_id) values (credential)
    on conflict (credential_id) do update set used_at = now() where u.used_at < now() - interval '1 minute';
    return next;
end $$;

-- Whether a claim has a value: it is the text, or an array with it. Claims of claims are named with dots, unless one is called just so.
create or replace function occi.claim_has(claims jsonb, claim text, value text) returns boolean
    language sql immutable parallel safe set search_path = ''
begin atomic
    select coalesce(jsonb_typeof(c.found) in ('string', 'array') and c.found operator(pg_catalog.?) value, false)
    from (select coalesce(claims -> claim, claims #> string_to_array(claim, '.')) as found) as c;
end;

-- The tenants and roles that the rules give to whoever has these claims; the highest role where several do.
create or replace function occi.rules_for(by text, from_issuer text, claims jsonb)
    returns table (tenant integer, role occi.role, rule integer)
    language sql stable security definer set search_path = ''
begin atomic
    select distinct on (r.tenant_id) r.tenant_id, r.role, r.id
    from occi.identity_rule r
    where r.type = by and r.issuer = case by when 'certificate' then '' else from_issuer end and occi.claim_has(claims, r.claim, r.value)
    order by r.tenant_id, r.role desc, r.id;
end;

-- A new account for somebody whom no operator has named. Its name is never one that is there: it would become that account.
create or replace function occi.account_for(subject text, issuer text) returns integer language plpgsql set search_path = '' as $$
declare
    wished text := left(regexp_replace(subject || case when issuer = '' then '' else '@' || regexp_replace(issuer, '^https?://', '') end,
                                       '[[:cntrl:]:]', '_', 'g'), 200);
    made   integer;
    suffix text := '';
begin
    loop
        insert into occi.account (name) values (wished || suffix) on conflict (name) do nothing returning id into made;
        exit when made is not null;
        suffix := '~' || substr(gen_random_uuid()::text, 1, 8);
    end loop;
    return made;
end $$;

-- Makes the memberships that rules give to an account what they are now. Answers whether that changed any; those that an operator gave
-- are left alone.
create or replace function occi.memberships_follow(account integer, by text, from_issuer text, claims jsonb) returns boolean
    language plpgsql set search_path = '' as $$
begin
    if not exists (
        (select m.tenant_id, m.role, m.rule_id from occi.membership m where m.account_id = account and m.rule_id is not null
         except select r.tenant, r.role, r.rule from occi.rules_for(by, from_issuer, claims) r)
        union all
        (select r.tenant, r.role, r.rule from occi.rules_for(by, from_issuer, claims) r
         where not exists (select from occi.membership m where m.account_id = account and m.tenant_id = r.tenant and m.rule_id is null)
         except select m.tenant_id, m.role, m.rule_id from occi.membership m where m.account_id = account)) then
        return false;
    end if;
    delete from occi.membership m
    where m.account_id = account and m.rule_id is not null
      and not exists (select from occi.rules_for(by, from_issuer, claims) r where r.tenant = m.tenant_id);
    insert into occi.membership as m (tenant_id, account_id, role, rule_id, is_default)
    select r.tenant, account, r.role, r.rule, false from occi.rules_for(by, from_issuer, claims) r
    on conflict (tenant_id, account_id) do update set role = excluded.role, rule_id = excluded.rule_id where m.rule_id is not null;
    return true;
end $$;

-- Somebody whom an identity provider or nginx vouches for, with what was said of them, and when. Who is not known yet becomes an account
-- when a rule gives it a tenant. No row: nobody has named this identity, and no rule gives it a tenant.
create or replace function occi.identity_of(by text, from_issuer text, of_subject text, claims jsonb, said_at double precision)
    returns table (credential bigint, stamp bigint, tenant integer, scope text)
    language plpgsql security definer set search_path = '' as $$
declare
    known occi.credential;
    since double precision;
begin
    -- Two first logins of one identity wait for each other.
    perform pg_advisory_xact_lock(hashtextextended(by || chr(10) || of_subject, 0));
    -- A certificate that an operator named without its issuer is that of any issuer that nginx believes.
    select * into known from occi.credential c
    where c.type = by and c.subject = of_subject and (c.issuer = from_issuer or (by = 'certificate' and c.issuer = ''))
    order by c.issuer desc limit 1;
    if known.id is null then
        if not exists (select from occi.rules_for(by, from_issuer, claims)) then
            return;
        end if;
        insert into occi.credential (account_id, type, issuer, subject)
        values (occi.account_for(of_subject, case by when 'oidc' then from_issuer else '' end), by, from_issuer, of_subject)
        returning * into known;
    end if;
    select u.issued into since from occi.credential_use u where u.credential_id = known.id;
    if since is null or said_at >= since then
        if occi.memberships_follow(known.account_id, by, from_issuer, claims) then
            update occi.credential c set stamp = c.stamp where c.id = known.id returning * into known;
        end if;
    end if;
    insert into occi.credential_use as u (credential_id, issued) values (known.id, said_at)
    on conflict (credential_id) do update set used_at = now(), issued = greatest(u.issued, excluded.issued)
    where u.used_at < now() - interval '1 minute' or u.issued is null or u.issued < excluded.issued;
    update occi.membership m set is_default = true
    where m.account_id = known.account_id
      and m.tenant_id = (select f.tenant_id from occi.membership f where f.account_id = known.account_id order by f.rule_id nulls first limit 1)
      and not exists (select from occi.membership d where d.account_id = known.account_id and d.is_default);
    return query
        select known.id, known.stamp, m.tenant_id, known.scope
        from occi.membership m where m.account_id = known.account_id and m.is_default;
end $$;

-- Whose tokens are believed, as one document.
drop function if exists occi.oidc_issuers();
create function occi.oidc_issuers() returns json language sql stable security definer set search_path = ''
begin atomic
    select coalesce(json_agg(json_build_object('issuer', i.issuer, 'audience', i.audience, 'jwks', i.jwks) order by i.id), '[]')
    from occi.oidc_issuer i
    where i.jwks is not null;
end;

-- --- The reconciler fetches keys -----------------------------------------------------------------------------------------------

-- Takes the next issuer whose keys are due; nobody else takes it for a minute.
create or replace function occi.jwks_due() returns table (issuer integer, uri text) language sql security definer set search_path = ''
begin atomic
    with due as (
        select f.issuer_id from occi.oidc_fetch f where f.due_at <= now() order by f.due_at limit 1 for update skip locked
    ), taken as (
        update occi.oidc_fetch f set due_at = now() + interval '1 minute' from due where f.issuer_id = due.issuer_id returning f.issuer_id
    )
    select i.id, i.jwks_uri from occi.oidc_issuer i join taken on taken.issuer_id = i.id;
end;

-- Keeps what was fetched, or why it was not: then the old keys stay, and it is tried again after a minute, else after a quarter of an hour.
create or replace function occi.jwks_fetched(of_issuer integer, document jsonb, trouble text) returns void
    language sql security definer set search_path = ''
begin atomic
    update occi.oidc_issuer i set jwks = document
    where i.id = of_issuer and document is not null and i.jwks is distinct from document;
    update occi.oidc_fetch f
    set problem = trouble, fetched_at = case when document is null then f.fetched_at else now() end,
        due_at = now() + case when document is null then interval '1 minute' else interval '15 minutes' end
    where f.issuer_id = of_issuer;
end;

-- --- Operators -----------------------------------------------------------------------------------------------------------------

create or replace function occi.account_named(wanted text) returns integer language plpgsql stable set search_path = '' as $$
declare
    found_id integer := (select a.id from occi.account a where a.name = wanted);
begin
    if found_id is null then
        raise exception 'there is no account called %; add it with occi-admin account add', wanted using errcode = 'OC010';
    end if;
    return found_id;
end $$;

create or replace function occi.token_add(of_account text, new_name text, new_digest bytea, seconds bigint, new_scope text) returns boolean
    language plpgsql set search_path = '' as $$
begin
    insert into occi.credential (account_id, type, name, digest, scope, expires_at)
    values (occi.account_named(of_account), 'token', new_name, new_digest, new_scope, now() + make_interval(secs => seconds))
    on conflict (account_id, name) where type = 'token' do nothing;
    if not found then
        raise exception 'account % has a token called % already', of_account, new_name using errcode = 'OC010';
    end if;
    return true;
end $$;

create or replace function occi.token_list() returns table (account text, name text, scope text, created text, expires text, used text)
    language sql stable set search_path = ''
begin atomic
    select a.name, c.name, c.scope, to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           case when c.expires_at <= now() then 'has ended'
                else to_char(c.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end,
           to_char(u.used_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')
    from occi.credential c
    join occi.account a on a.id = c.account_id
    left join occi.credential_use u on u.credential_id = c.id
    where c.type = 'token'
    order by a.name, c.name;
end;

create or replace function occi.token_revoke(of_account text, old_name text) returns boolean language plpgsql set search_path = '' as $$
begin
    delete from occi.credential c
    where c.type = 'token' and c.account_id = occi.account_named(of_account) and c.name = old_name;
    if not found then
        raise exception 'account % has no token called %', of_account, old_name using errcode = 'OC010';
    end if;
    return true;
end $$;

create or replace function occi.certificate_add(of_account text, dn text, of_issuer text) returns boolean
    language plpgsql set search_path = '' as $$
begin
    insert into occi.credential (account_id, type, issuer, subject)
    values (occi.account_named(of_account), 'certificate', of_issuer, dn)
    on conflict (type, subject, issuer) where type in ('oidc', 'certificate') do nothing;
    if not found then
        raise exception 'the certificate % is that of account % already', dn,
            (select a.name from occi.credential c join occi.account a on a.id = c.account_id
             where c.type = 'certificate' and c.subject = dn and c.issuer = of_issuer) using errcode = 'OC010';
    end if;
    return true;
end $$;

create or replace function occi.certificate_remove(dn text, of_issuer text) returns boolean language plpgsql set search_path = '' as $$
begin
    delete from occi.credential c where c.type = 'certificate' and c.subject = dn and c.issuer = of_issuer;
    if not found then
        raise exception 'there is no certificate %', dn using errcode = 'OC010';
    end if;
    return true;
end $$;

-- What workers remember of identities that rules speak of goes stale, so that the next request of each asks anew.
create or replace function occi.rules_changed(by text, of_issuer text) returns void language sql set search_path = ''
begin atomic
    update occi.credential c set stamp = c.stamp where c.type = by and (by = 'certificate' or c.issuer = of_issuer);
end;

create or replace function occi.rule_add(by text, of_issuer text, of_claim text, with_value text, to_tenant text, as_role occi.role)
    returns integer language plpgsql set search_path = '' as $$
declare
    made integer;
    into_tenant integer := (select t.id from occi.tenant t where t.name = to_tenant);
begin
    if into_tenant is null then
        raise exception 'there is no tenant called %; add it with occi-admin tenant add', to_tenant using errcode = 'OC010';
    end if;
    insert into occi.identity_rule as r (type, issuer, claim, value, tenant_id, role)
    values (by, of_issuer, of_claim, with_value, into_tenant, as_role)
    on conflict (type, issuer, claim, value, tenant_id) do update set role = excluded.role
    returning r.id into made;
    perform occi.rules_changed(by, of_issuer);
    return made;
end $$;

create or replace function occi.rule_list(by text) returns table (id integer, issuer text, claim text, value text, tenant text, role occi.role)
    language sql stable set search_path = ''
begin atomic
    select r.id, r.issuer, r.claim, r.value, t.name, r.role
    from occi.identity_rule r join occi.tenant t on t.id = r.tenant_id
    where r.type = by
    order by r.id;
end;

create or replace function occi.rule_remove(by text, old_id integer) returns boolean language plpgsql set search_path = '' as $$
declare
    old_issuer text;
begin
    delete from occi.identity_rule r where r.type = by and r.id = old_id returning r.issuer into old_issuer;
    if old_issuer is null then
        raise exception 'there is no such rule: %', old_id using errcode = 'OC010';
    end if;
    perform occi.rules_changed(by, old_issuer);
    return true;
end $$;

create or replace function occi.issuer_add(new_issuer text, for_audience text, at_uri text) returns boolean
    language plpgsql set search_path = '' as $$
declare
    made integer;
begin
    insert into occi.oidc_issuer as i (issuer, audience, jwks_uri) values (new_issuer, for_audience, at_uri)
    on conflict (issuer) do update set audience = excluded.audience, jwks_uri = excluded.jwks_uri
    returning i.id into made;
    insert into occi.oidc_fetch as f (issuer_id) values (made) on conflict (issuer_id) do update set due_at = now();
    return true;
end $$;

create or replace function occi.issuer_list() returns table (issuer text, audience text, uri text, keys bigint, fetched text, problem text)
    language sql stable set search_path = ''
begin atomic
    select i.issuer, i.audience, i.jwks_uri, coalesce(jsonb_array_length(i.jwks -> 'keys'), 0)::bigint,
           to_char(f.fetched_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), f.problem
    from occi.oidc_issuer i left join occi.oidc_fetch f on f.issuer_id = i.id
    order by i.id;
end;

create or replace function occi.issuer_remove(old_issuer text) returns boolean language plpgsql set search_path = '' as $$
begin
    delete from occi.oidc_issuer i where i.issuer = old_issuer;
    if not found then
        raise exception 'there is no issuer called %', old_issuer using errcode = 'OC010';
    end if;
    perform occi.rules_changed('oidc', old_issuer);
    return true;
end $$;

-- Who may ask what. The workers log somebody in as the authenticator, where that role is there.
do $$
declare
    called        regprocedure;
    authenticator name := coalesce(to_regrole('occi_authenticator')::text, 'occi_worker');
begin
    foreach called in array array['occi.login_allowed(text, integer)', 'occi.login_count(text)',
        'occi.login_failed(text, text, text, text, text, text)', 'occi.token_of(bytea)',
        'occi.identity_of(text, text, text, jsonb, double precision)', 'occi.oidc_issuers()']::regprocedure[] loop
        execute format('revoke execute on function %s from public, occi_worker', called);
        execute format('grant execute on function %s to %I', called, authenticator);
    end loop;
    foreach called in array array['occi.jwks_due()', 'occi.jwks_fetched(integer, jsonb, text)']::regprocedure[] loop
        execute format('revoke execute on function %s from public', called);
        execute format('grant execute on function %s to occi_reconciler', called);
    end loop;
    foreach called in array array['occi.rules_for(text, text, jsonb)', 'occi.account_for(text, text)',
        'occi.memberships_follow(integer, text, text, jsonb)', 'occi.claim_has(jsonb, text, text)']::regprocedure[] loop
        execute format('revoke execute on function %s from public', called);
    end loop;
    foreach called in array array['occi.account_named(text)', 'occi.token_add(text, text, bytea, bigint, text)', 'occi.token_list()',
        'occi.token_revoke(text, text)', 'occi.certificate_add(text, text, text)', 'occi.certificate_remove(text, text)',
        'occi.rules_changed(text, text)', 'occi.rule_add(text, text, text, text, text, occi.role)', 'occi.rule_list(text)',
        'occi.rule_remove(text, integer)', 'occi.issuer_add(text, text, text)', 'occi.issuer_list()',
        'occi.issuer_remove(text)']::regprocedure[] loop
        execute format('revoke execute on function %s from public', called);
        execute format('grant execute on function %s to occi_admin', called);
    end loop;
end $$;
