-- What operators do with occi-admin. Each function answers whether it changed anything; what exists already is an error
-- unless `if_missing`.

create function occi.tenant_add(new_name text, if_missing boolean) returns boolean language plpgsql set search_path = '' as $$
begin
    insert into occi.tenant (name) values (new_name) on conflict (name) do nothing;
    if not found and not if_missing then
        raise exception 'tenant % exists already', new_name using errcode = 'OC010';
    end if;
    return found;
end $$;

create function occi.account_add(new_name text, new_hash text, of_tenant text, with_role occi.role, if_missing boolean) returns boolean
    language plpgsql set search_path = '' as $$
declare
    tenant  integer := (select t.id from occi.tenant t where t.name = of_tenant);
    account integer;
begin
    if tenant is null then
        raise exception 'there is no tenant called %; add it with occi-admin tenant add', of_tenant using errcode = 'OC010';
    end if;
    insert into occi.account (name) values (new_name) on conflict (name) do nothing returning id into account;
    if account is null then
        if not if_missing then
            raise exception 'account % exists already', new_name using errcode = 'OC010';
        end if;
        return false;
    end if;
    insert into occi.membership (tenant_id, account_id, role) values (tenant, account, with_role);
    insert into occi.credential (account_id, type, hash) values (account, 'password', new_hash);
    return true;
end $$;

create function occi.host_add(new_name text, with_driver text, at_uri text, if_missing boolean) returns boolean
    language plpgsql set search_path = '' as $$
begin
    insert into occi.host (name, driver, uri) values (new_name, with_driver, at_uri) on conflict (name) do nothing;
    if not found and not if_missing then
        raise exception 'host % exists already', new_name using errcode = 'OC010';
    end if;
    return found;
end $$;

grant execute on function occi.tenant_add(text, boolean), occi.account_add(text, text, text, occi.role, boolean),
    occi.host_add(text, text, text, boolean) to occi_admin;
