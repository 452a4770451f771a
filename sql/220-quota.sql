-- Quotas: how much of each resource a tenant uses, and how much it may. What counts is data, so that a new kind needs no code
-- (sql/functions/60-quota.sql has the counting).

-- An entity of `category`, if it is a kind, or with it, if it is a mixin, counts one, and so does one of what descends from it or depends on it; with `attribute`, as much as that says; with `is_given`, one where it
-- is given. `action` asks for a new value of the attribute by its `parameter`, and counts with what it asks for until it is done.
create table occi.quota_resource (
    name       text primary key check (name ~ '^[a-z0-9][a-z0-9_-]*$'),
    title      text not null,
    unit       text not null,
    class      occi.class not null default 'kind' check (class <> 'action'),
    category   text not null, -- identifier of a kind or mixin of the provider's
    attribute  text,
    is_given   boolean not null default false check (attribute is not null or not is_given),
    action     text,          -- identifier
    parameter  text check ((parameter is null) = (action is null) and (action is null or (attribute is not null and not is_given)))
);
call audit.watch('occi.quota_resource');
grant select on occi.quota_resource to occi_worker, occi_reconciler;
grant select, insert, update, delete on occi.quota_resource to occi_admin;

-- For which resources the entities of a kind count, by itself or by what it descends from. Follows from the categories; bookkeeping, not
-- under audit.
create table occi.quota_kind (
    kind_id   integer not null references occi.category on delete cascade,
    resource  text not null references occi.quota_resource on delete cascade,
    primary key (kind_id, resource)
);
grant select, insert, delete on occi.quota_kind to occi_admin;

-- What each tenant uses and may use. `used` changes with the entities, by trigger, and the audit of these says it all; what an operator
-- allows is under audit here.
create table occi.quota (
    tenant_id  integer not null references occi.tenant on delete cascade,
    resource   text not null references occi.quota_resource on delete cascade,
    id         uuid not null default occi.uuid_v7(), -- of the entity that shows it
    used       numeric not null default 0,
    allowed    numeric check (allowed >= 0 and allowed < 'Infinity'), -- null: no limit
    version    bigint not null default 1,
    primary key (tenant_id, resource),
    unique (tenant_id, id)
);
alter table occi.quota enable row level security;
alter table occi.quota force row level security;
create policy worker on occi.quota for select to occi_worker using (tenant_id = (select occi.current_tenant()));
create policy admin on occi.quota to occi_admin using (true) with check (true);
grant select on occi.quota to occi_worker, occi_reconciler; -- the latter sees no row; views that it may read name the table
grant select, insert, update, delete on occi.quota to occi_admin;
create trigger audit after insert or delete or update of allowed on occi.quota for each row execute function audit.record();

-- What the statements of a transaction have changed, until its end: locks on rows of occi.quota are taken last, and in one order, so that they
-- never close a circle with the locks on entities. Empty but for that; bookkeeping, not under audit.
create table occi.quota_change (
    tenant_id    integer not null,
    transaction  xid8 not null default pg_current_xact_id(),
    number       bigint not null generated always as identity,
    amounts      jsonb not null,
    primary key (tenant_id, transaction, number)
);
alter table occi.quota_change enable row level security;
alter table occi.quota_change force row level security;
create policy admin on occi.quota_change to occi_admin using (true) with check (true);

-- What an entity counts as, by resource: set by trigger, whatever is written here.
alter table occi.entity add column counted jsonb;

insert into occi.quota_resource (name, title, unit, category, attribute, is_given, action, parameter) values
    ('cores', 'Cores of all computes', 'cores', 'http://schemas.ogf.org/occi/infrastructure#compute', 'occi.compute.cores', false, null, null),
    ('memory', 'Memory of all computes', 'GiB', 'http://schemas.ogf.org/occi/infrastructure#compute', 'occi.compute.memory', false, null, null),
    ('instances', 'Computes', 'computes', 'http://schemas.ogf.org/occi/infrastructure#compute', null, false, null, null),
    ('volumes', 'Storages', 'storages', 'http://schemas.ogf.org/occi/infrastructure#storage', null, false, null, null),
    ('gigabytes', 'Size of all storages', 'GiB', 'http://schemas.ogf.org/occi/infrastructure#storage', 'occi.storage.size', false,
     'http://schemas.ogf.org/occi/infrastructure/storage/action#resize', 'size'),
    ('networks', 'Networks', 'networks', 'http://schemas.ogf.org/occi/infrastructure#network', null, false, null, null),
    ('addresses', 'Network interfaces with an address', 'addresses', 'http://schemas.ogf.org/occi/infrastructure#networkinterface',
     'occi.networkinterface.address', true, null, null);
insert into occi.quota (tenant_id, resource) select t.id, r.name from occi.tenant t, occi.quota_resource r;
