-- Who: tenants, accounts, their memberships and credentials, and the session that a request runs in.
-- Workers cannot read accounts and credentials; they ask two functions.

-- The tenant of this transaction, null outside a session. Policies compare with it.
create function occi.current_tenant() returns integer
    language sql stable parallel safe
    return nullif(current_setting('occi.tenant', true), '')::integer;
grant execute on function occi.current_tenant() to occi_worker, occi_reconciler, occi_admin;

create table occi.tenant (
    id                integer generated always as identity primary key,
    name              text not null unique check (name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    registry_version  bigint not null default 1, -- of its own categories
    created_at        timestamptz not null default now()
);

create table occi.account (
    id          integer generated always as identity primary key,
    name        text not null unique check (length(name) between 1 and 255 and name !~ '[[:cntrl:]:]'),
    created_at  timestamptz not null default now()
);

create type occi.role as enum ('reader', 'user', 'admin');

create table occi.membership (
    tenant_id   integer not null references occi.tenant on delete cascade,
    account_id  integer not null references occi.account on delete cascade,
    role        occi.role not null default 'user',
    is_default  boolean not null default true,
    primary key (tenant_id, account_id)
);
create unique index membership_default on occi.membership (account_id) where is_default;

create table occi.credential (
    id          bigint generated always as identity primary key,
    account_id  integer not null references occi.account on delete cascade,
    type        text not null check (type = 'password'),
    hash        text not null check (hash like '$argon2id$%'),
    stamp       bigint not null default 1, -- grows with every change, so that what a worker remembers of it goes stale
    unique (account_id, type)
);

create function occi.credential_stamp() returns trigger language plpgsql set search_path = '' as $$
begin
    new.stamp := old.stamp + 1;
    return new;
end $$;
create trigger stamp before update on occi.credential for each row execute function occi.credential_stamp();

call audit.watch('occi.tenant');
call audit.watch('occi.account');
call audit.watch('occi.membership');
call audit.watch('occi.credential', 'hash');

alter table occi.tenant enable row level security;
alter table occi.tenant force row level security;
alter table occi.membership enable row level security;
alter table occi.membership force row level security;
create policy worker on occi.tenant to occi_worker using (id = occi.current_tenant());
create policy reconciler on occi.tenant to occi_reconciler using (true);
create policy admin on occi.tenant to occi_admin using (true) with check (true);
create policy worker on occi.membership to occi_worker using (tenant_id = occi.current_tenant());
create policy admin on occi.membership to occi_admin using (true) with check (true);
grant select on occi.tenant to occi_worker, occi_reconciler;
grant select, insert, update, delete on occi.tenant, occi.account, occi.membership, occi.credential to occi_admin;

-- The version of the provider's categories. A worker's copy is good as long as the number is.
create table occi.registry (
    is_only  boolean primary key default true check (is_only),
    version  bigint not null default 1
);
insert into occi.registry default values;
call audit.watch('occi.registry');
grant select on occi.registry to occi_worker, occi_reconciler, occi_admin;

-- What a worker must know to check a password: the hash, and the tenant the account works in by default.
create function occi.credential_of(account_name text)
    returns table (credential bigint, stamp bigint, hash text, tenant integer)
    language sql stable security definer set search_path = ''
begin atomic
    select c.id, c.stamp, c.hash, m.tenant_id
    from occi.account a
    join occi.credential c on c.account_id = a.id and c.type = 'password'
    join occi.membership m on m.account_id = a.id and m.is_default
    where a.name = account_name;
end;
grant execute on function occi.credential_of(text) to occi_worker;

-- Opens the session of a request: sets tenant and actor for the rest of the transaction. Refuses when what the worker remembers is
-- out of date: OC001 the credential, OC002 the categories; the statements that follow in the pipeline are then not run.
create function occi.session_open(credential_id bigint, known_stamp bigint, known_registry bigint, known_tenant_registry bigint,
                                  request text, address text) returns void
    language plpgsql security definer set search_path = '' as $$
declare
    found_tenant  integer;
    found_account text;
    found_stamp   bigint;
    found_version bigint;
begin
    select m.tenant_id, a.name, c.stamp, t.registry_version
    into found_tenant, found_account, found_stamp, found_version
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
end $$;
grant execute on function occi.session_open(bigint, bigint, bigint, bigint, text, text) to occi_worker;
