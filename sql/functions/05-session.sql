-- Opens the session of a request: sets tenant and actor for the rest of the transaction. Refuses when what the worker remembers is
-- out of date: OC001 the credential, OC002 the categories; the statements that follow in the pipeline are then not run. Who is a
-- reader in the tenant has a transaction that can only read: whatever writes is refused with 25006, and nobody can turn that back.
create or replace function occi.session_open(credential_id bigint, known_stamp bigint, known_registry bigint,
                                             known_tenant_registry bigint, request text, address text) returns void
    language plpgsql security definer set search_path = '' as $$
declare
    found_tenant  integer;
    found_role    occi.role;
    found_account text;
    found_stamp   bigint;
    found_version bigint;
begin
    select m.tenant_id, m.role, a.name, c.stamp, t.registry_version
    into found_tenant, found_role, found_account, found_stamp, found_version
    from occi.credential c
    join occi.account a on a.id = c.account_id
    join occi.membership m on m.account_id = c.account_id and m.is_default
    join occi.tenant t on t.id = m.tenant_id
    where c.id = credential_id;
    if found_stamp is distinct from known_stamp then
        raise exception using errcode = 'OC001', message = 'credential is stale';
    end if;
    perform set_config('occi.tenant', found_tenant::text, true),
            set_config('occi.account', found_account, true),
            set_config('occi.request', request, true),
            set_config('occi.address', address, true);
    if found_version is distinct from known_tenant_registry
       or known_registry is distinct from (select r.version from occi.registry r) then
        raise exception using errcode = 'OC002', message = 'categories are stale';
    end if;
    if found_role = 'reader' then
        perform set_config('transaction_read_only', 'on', true);
    end if;
end $$;
