-- Tenants, accounts and their memberships, as operators change them with occi-admin. What cannot be is OC010, with a sentence.

create or replace function occi.tenant_named(wanted text) returns integer language plpgsql stable set search_path = '' as $$
declare
    found_id integer := (select t.id from occi.tenant t where t.name = wanted);
begin
    if found_id is null then
        raise exception 'there is no tenant called %; add it with occi-admin tenant add', wanted using errcode = 'OC010';
    end if;
    return found_id;
end $$;

create or replace function occi.account_named(wanted text) returns integer language plpgsql stable set search_path = '' as $$
declare
    found_id integer := (select a.id from occi.account a where a.name = wanted);
begin
    if found_id is null then
        raise exception 'there is no account called %; add it with occi-admin account add', wanted using errcode = 'OC010';
    end if;
    return found_id;
end $$;

-- With a parent it is a project there. Answers whether anything changed, as all below; what is there already is an error unless `if_missing`.
drop function if exists occi.tenant_add(text, boolean);
create or replace function occi.tenant_add(new_name text, if_missing boolean, parent text default null) returns boolean
    language plpgsql set search_path = '' as $$
begin
    insert into occi.tenant (name, parent_id) values (new_name, case when parent is not null then occi.tenant_named(parent) end)
    on conflict (name) do nothing;
    if not found and not if_missing then
        raise exception 'tenant % exists already', new_name using errcode = 'OC010';
    end if;
    return found;
end $$;

-- A membership, or what it is from now on. The first one of an account is its default.
create or replace function occi.account_grant(wanted text, of_tenant text, with_role occi.role, as_default boolean) returns boolean
    language plpgsql set search_path = '' as $$
declare
    account    constant integer := occi.account_named(wanted);
    tenant     constant integer := occi.tenant_named(of_tenant);
    is_default constant boolean := as_default
        or not exists (select from occi.membership m where m.account_id = account and m.is_default and m.tenant_id <> tenant);
begin
    if is_default then
        update occi.membership m set is_default = false where m.account_id = account and m.is_default and m.tenant_id <> tenant;
    end if;
    insert into occi.membership as m (tenant_id, account_id, role, is_default) values (tenant, account, with_role, is_default)
    on conflict (tenant_id, account_id) do update set role = excluded.role, is_default = excluded.is_default
    where (m.role, m.is_default) is distinct from (excluded.role, excluded.is_default);
    return found;
end $$;

create or replace function occi.account_revoke(wanted text, of_tenant text) returns boolean language plpgsql set search_path = '' as $$
begin
    delete from occi.membership m
    where m.account_id = occi.account_named(wanted) and m.tenant_id = occi.tenant_named(of_tenant);
    return found;
end $$;

-- The password is another one from now on: whoever comes with the old one is refused at once, everywhere.
create or replace function occi.account_password(wanted text, new_hash text) returns boolean language plpgsql set search_path = '' as $$
declare
    account constant integer := occi.account_named(wanted);
begin
    update occi.credential c set hash = new_hash where c.account_id = account and c.type = 'password';
    if not found then
        insert into occi.credential (account_id, type, hash) values (account, 'password', new_hash);
    end if;
    return true;
end $$;

-- Every account with every membership; one without any has a row of its own.
create or replace function occi.account_list() returns table (account text, tenant text, role occi.role, is_default boolean)
    language sql stable set search_path = '' as $$
    select a.name, t.name, m.role, m.is_default
    from occi.account a left join occi.membership m on m.account_id = a.id left join occi.tenant t on t.id = m.tenant_id
    order by a.name, m.is_default desc, t.name
$$;

do $$
declare
    called regprocedure;
begin
    foreach called in array array['occi.tenant_named(text)', 'occi.account_named(text)', 'occi.tenant_add(text, boolean, text)',
        'occi.account_grant(text, text, occi.role, boolean)', 'occi.account_revoke(text, text)', 'occi.account_password(text, text)',
        'occi.account_list()']::regprocedure[] loop
        execute format('revoke execute on function %s from public', called);
        execute format('grant execute on function %s to occi_admin', called);
    end loop;
end $$;
