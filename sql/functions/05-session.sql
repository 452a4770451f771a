-- Sessions: begun by the authenticator for who has shown a credential, kept by the digest of a token, and opened by the transaction of a
-- request, which has to know the token. A token is "TENANT.RANDOM", so that the lookup is by a primary key that the tenant leads.

create or replace function occi.session_tenant(token text) returns integer language sql immutable parallel safe
    return case when token ~ '^[0-9]{1,9}[.]' then split_part(token, '.', 1)::integer end;
create or replace function occi.session_digest(token text) returns bytea language sql immutable parallel safe
    return sha256(convert_to(token, 'UTF8'));

-- When this transaction began, in 31 bits.
create or replace function occi.session_moment() returns bigint language sql stable parallel safe
    return (date_part('epoch', now()) * 1000000)::bigint & 2147483647;

-- The tenant of this transaction, null outside a session. Policies compare with it, so it has to be quick: it looks at the mark that
-- session_enter has left in the backend, and a mark of an earlier transaction is none. A setting only says whether to look; it is anybody's
-- to change, and what it says changes nothing else. A reader's mark counts only where nothing can be written: rolling back to a savepoint
-- brings back what could be set, but not the mark. Without a search path of its own, which would cost more than all the rest, hence the
-- names in full.
create or replace function occi.current_tenant() returns integer language plpgsql stable parallel restricted security definer as $$
declare
    mark bigint;
begin
    if coalesce(pg_catalog.current_setting('occi.session', true), '') operator(pg_catalog.=) '' then
        return null;
    end if;
    mark := pg_catalog.currval('occi.session_mark');
    if (mark operator(pg_catalog.&) 2147483647) operator(pg_catalog.<>)
       ((pg_catalog.date_part('epoch', pg_catalog.now()) operator(pg_catalog.*) 1000000)::bigint operator(pg_catalog.&) 2147483647) then
        return null;
    end if;
    if (mark operator(pg_catalog.&) 6442450944) operator(pg_catalog.<>) 0
       and ((mark operator(pg_catalog.&) 4294967296) operator(pg_catalog.<>) 0
            or pg_catalog.current_setting('transaction_read_only') operator(pg_catalog.<>) 'on') then
        return null;
    end if;
    return mark operator(pg_catalog.>>) 33;
end $$;

-- The provider's tenant in a session of a guest's there (sql/functions/55-share.sql), where there is no current one. Of the mark's bits the
-- lowest 31 are the moment, then come reader and guest, then the tenant.
create or replace function occi.guest_tenant() returns integer language plpgsql stable parallel restricted security definer as $$
declare
    mark bigint;
begin
    if coalesce(pg_catalog.current_setting('occi.session', true), '') operator(pg_catalog.=) '' then
        return null;
    end if;
    mark := pg_catalog.currval('occi.session_mark');
    if (mark operator(pg_catalog.&) 2147483647) operator(pg_catalog.<>)
       ((pg_catalog.date_part('epoch', pg_catalog.now()) operator(pg_catalog.*) 1000000)::bigint operator(pg_catalog.&) 2147483647)
       or (mark operator(pg_catalog.&) 4294967296) operator(pg_catalog.=) 0
       or pg_catalog.current_setting('transaction_read_only') operator(pg_catalog.<>) 'on' then
        return null;
    end if;
    return mark operator(pg_catalog.>>) 33;
end $$;

-- The tenant that this transaction reads in, current or a guest's.
create or replace function occi.reading_tenant() returns integer language sql stable parallel restricted
    return coalesce(occi.current_tenant(), occi.guest_tenant());

-- The account of this transaction's session; null outside one, and in an operator's. The audit alone asks.
create or replace function occi.session_account() returns text language plpgsql stable security definer set search_path = '' as $$
begin
    if occi.reading_tenant() is null then
        return null;
    end if;
    return (select a.name from occi.account a where a.id = currval('occi.session_account'));
end $$;
grant execute on function occi.session_account() to occi_auditor;

-- Keeps a new session, and answers its token: 244 random bits. A few of those that are over go on the way.
create or replace function occi.session_keep(kept occi.session) returns text language plpgsql set search_path = '' as $$
declare
    token constant text := kept.tenant_id || '.' || encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex');
begin
    delete from occi.session s
    where (s.tenant_id, s.digest) in (select o.tenant_id, o.digest from occi.session o where o.until <= now()
                                      order by o.until limit 100 for update skip locked);
    insert into occi.session (tenant_id, digest, role, scope, credential_id, account_id, account, member_of, is_guest, until)
    values (kept.tenant_id, occi.session_digest(token), kept.role, kept.scope, kept.credential_id, kept.account_id, kept.account,
            kept.member_of, kept.is_guest, kept.until);
    return token;
end $$;

-- What an account is in a tenant: by a membership there, or as admin of one around it; the greater of several. No row: nothing.
create or replace function occi.membership_in(tenant integer, account integer) returns table (member_of integer, role occi.role)
    language sql stable set search_path = '' as $$
    with recursive line as (
        select t.id, t.parent_id from occi.tenant t where t.id = tenant
        union all
        select p.id, p.parent_id from line l join occi.tenant p on p.id = l.parent_id
    )
    select m.tenant_id, m.role
    from line l join occi.membership m on m.tenant_id = l.id and m.account_id = account
    where l.id = tenant or m.role = 'admin'
    order by m.role desc, l.id <> tenant
    limit 1
$$;

-- Begins a session of the account whose credential was shown, in the tenant it names or by default. OC001: what is known of the
-- credential is out of date; OC030: there is no such tenant for this account; OC031: it names none, and has none by default. In the provider's
-- tenant whoever is no member is a guest, and the tenant is answered with a minus: its categories are not for guests. The rows that
-- the session follows from are held until it is kept, so that no change of theirs can miss it.
create or replace function occi.session_issue(shown_credential bigint, known_stamp bigint, wanted_tenant text, with_scope text)
    returns table (token text, tenant integer, account text, role occi.role, until timestamptz)
    language plpgsql security definer set search_path = '' as $$
declare
    lifetime constant interval := '5 minutes';
    begun    occi.session;
    held     occi.role; -- by the membership that it follows from
begin
    select c.id, c.account_id, a.name into begun.credential_id, begun.account_id, begun.account
    from occi.credential c join occi.account a on a.id = c.account_id
    where c.id = shown_credential and c.stamp = known_stamp
    for share of c;
    if not found then
        raise exception using errcode = 'OC001', message = 'credential is stale';
    end if;
    if wanted_tenant is not null then
        begun.tenant_id := (select t.id from occi.tenant t where t.name = wanted_tenant);
    else
        begun.tenant_id := (select m.tenant_id from occi.membership m where m.account_id = begun.account_id and m.is_default);
        if begun.tenant_id is null then
            raise exception using errcode = 'OC031', message = begun.account;
        end if;
    end if;
    begun.is_guest := false;
    select m.member_of, m.role into begun.member_of, held from occi.membership_in(begun.tenant_id, begun.account_id) m;
    if begun.member_of is null and exists (select from occi.tenant t where t.id = begun.tenant_id and t.is_provider) then
        begun.is_guest := true;
        select m.tenant_id, m.role into begun.member_of, held from occi.membership m
        where m.account_id = begun.account_id order by m.is_default desc, m.tenant_id limit 1;
    end if;
    if begun.member_of is null then
        raise exception using errcode = 'OC030', message = coalesce(wanted_tenant, begun.account);
    end if;
    perform from occi.membership m
    where m.tenant_id = begun.member_of and m.account_id = begun.account_id and m.role = held for share;
    if not found then
        raise exception using errcode = 'OC001', message = 'membership is stale';
    end if;
    begun.role := case when begun.is_guest then 'reader' else held end;
    begun.scope := with_scope;
    begun.role := least(begun.role, case with_scope when 'read' then 'reader' when 'write' then 'user' else 'admin' end::occi.role);
    begun.until := now() + lifetime;
    return query select occi.session_keep(begun), case when begun.is_guest then -begun.tenant_id else begun.tenant_id end, begun.account, begun.role, begun.until;
end $$;

-- A session of an operator's, without an account: for what has to be done in a tenant by hand.
create or replace function occi.session_operator(of_tenant text, with_role occi.role default 'admin') returns text
    language plpgsql security definer set search_path = '' as $$
declare
    begun occi.session;
begin
    begun.tenant_id := (select t.id from occi.tenant t where t.name = of_tenant);
    if begun.tenant_id is null then
        raise exception 'there is no tenant called %', of_tenant using errcode = 'OC010';
    end if;
    begun.role := with_role;
    begun.is_guest := false;
    begun.until := now() + interval '1 hour';
    return occi.session_keep(begun);
end $$;

-- Makes the rest of the transaction one of the session's: its tenant, its account. OC001: it is over. Who is a reader in the tenant has a
-- transaction that can only read: whatever writes is refused with 25006, and nobody can turn that back.
create or replace function occi.session_enter(token text) returns void language plpgsql security definer set search_path = '' as $$
declare
    tenant     constant integer := occi.session_tenant(token); -- apart, or the statement would be planned anew each time
    digest_of  constant bytea := occi.session_digest(token);
    entered    record;
begin
    select s.tenant_id, s.role, s.account_id, s.account, s.credential_id, s.is_guest into entered from occi.session s
    where s.tenant_id = tenant and s.digest = digest_of and s.until > now();
    if not found then
        raise exception using errcode = 'OC001', message = 'session is over';
    end if;
    perform setval('occi.session_mark', (entered.tenant_id::bigint << 33) | (case when entered.is_guest then 4294967296 else 0 end)
                   | (case entered.role when 'reader' then 2147483648 else 0 end) | occi.session_moment()),
            setval('occi.session_account', coalesce(entered.account_id, 0)),
            set_config('occi.session', 'entered', true),
            set_config('occi.account', coalesce(entered.account, current_setting('occi.account', true)), true), -- operators say it themselves
            set_config('occi.credential', entered.credential_id::text, true);
    if entered.role = 'reader' then
        perform set_config('transaction_read_only', 'on', true);
    end if;
end $$;

-- Opens the session of a request. Refuses when what the worker remembers is out of date: OC001 the session, OC002 the categories; the
-- statements that follow in the pipeline are then not run.
create or replace function occi.session_open(token text, known_registry bigint, known_tenant_registry bigint,
                                             request text, address text, agent text) returns void
    language plpgsql security definer set search_path = '' as $$
declare
    tenant constant integer := occi.session_tenant(token);
begin
    perform occi.session_enter(token),
            set_config('occi.request', request, true),
            set_config('occi.address', address, true),
            set_config('occi.agent', left(agent, 256), true);
    if not exists (select from occi.registry r, occi.tenant t
                   where r.version = known_registry and t.id = tenant and t.registry_version = known_tenant_registry) then
        raise exception using errcode = 'OC002', message = 'categories are stale';
    end if;
end $$;

do $$
declare
    called regprocedure;
begin
    foreach called in array array['occi.session_tenant(text)', 'occi.session_digest(text)', 'occi.session_moment()', 'occi.current_tenant()', 'occi.guest_tenant()',
        'occi.reading_tenant()', 'occi.session_enter(text)', 'occi.session_keep(occi.session)',
        'occi.membership_in(integer, integer)', 'occi.session_issue(bigint, bigint, text, text)', 'occi.session_operator(text, occi.role)',
        'occi.session_open(text, bigint, bigint, text, text, text)']::regprocedure[] loop
        execute format('revoke execute on function %s from public', called);
    end loop;
end $$;
grant execute on function occi.current_tenant() to occi_worker, occi_reconciler, occi_admin;
grant execute on function occi.guest_tenant(), occi.reading_tenant() to occi_worker;
grant execute on function occi.session_enter(text), occi.session_open(text, bigint, bigint, text, text, text) to occi_worker;
grant execute on function occi.session_issue(bigint, bigint, text, text) to occi_authenticator;
grant execute on function occi.session_operator(text, occi.role) to occi_admin;

-- What must be known of an account to check its password. The tenant is its default one; null: it has none.
create or replace function occi.credential_of(account_name text)
    returns table (credential bigint, stamp bigint, hash text, tenant integer)
    language sql stable security definer set search_path = ''
begin atomic
    select c.id, c.stamp, c.hash, m.tenant_id
    from occi.account a
    join occi.credential c on c.account_id = a.id and c.type = 'password'
    left join occi.membership m on m.account_id = a.id and m.is_default
    where a.name = account_name;
end;
revoke execute on function occi.credential_of(text) from public, occi_worker;
grant execute on function occi.credential_of(text) to occi_authenticator;
