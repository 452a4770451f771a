-- What collections, tenants' own mixins and repeated creates need.

-- Tags: a tenant's own mixins are made and removed through the query interface (GFD.223 9.3, 9.4).
create policy worker_delete on occi.category for delete to occi_worker using (tenant_id = occi.current_tenant());
create policy worker_delete on occi.category_depends for delete to occi_worker
    using (category_id in (select id from occi.category where tenant_id = occi.current_tenant()));
grant delete on occi.category, occi.category_depends to occi_worker;
grant insert on occi.category_applies to occi_worker;

-- The answers to creates that carried an Idempotency-Key: the same request again gets the same answer. Kept for a day.
create table occi.idempotency (
    tenant_id   integer not null references occi.tenant on delete cascade,
    account     text not null default coalesce(current_setting('occi.account', true), ''),
    key         text not null check (length(key) between 1 and 255),
    request     text not null, -- digest
    answer      jsonb not null default '[]', -- [{"id": …, "location": …}]
    created_at  timestamptz not null default now(),
    primary key (tenant_id, account, key)
);
create index idempotency_age on occi.idempotency (tenant_id, created_at);
call audit.watch('occi.idempotency');
alter table occi.idempotency enable row level security;
alter table occi.idempotency force row level security;
create policy worker on occi.idempotency to occi_worker using (tenant_id = occi.current_tenant())
    with check (tenant_id = occi.current_tenant());
create policy admin on occi.idempotency to occi_admin using (true);
grant select, insert, update (answer), delete on occi.idempotency to occi_worker;
grant select on occi.idempotency to occi_admin;

-- Marks in the collections of kinds, so that a page far behind is found without counting all before it (sql/functions/30-collection.sql):
-- member number `ordinal`, oldest first, is `id`. A cache that reading fills; bookkeeping, not under audit.
create table occi.page_mark (
    tenant_id  integer not null references occi.tenant on delete cascade,
    kind_id    integer not null references occi.category on delete cascade,
    ordinal    bigint not null,
    id         uuid not null,
    primary key (tenant_id, kind_id, ordinal)
);
alter table occi.page_mark enable row level security;
alter table occi.page_mark force row level security;
create policy worker on occi.page_mark to occi_worker using (tenant_id = occi.current_tenant())
    with check (tenant_id = occi.current_tenant());
create policy admin on occi.page_mark to occi_admin using (true);
grant select, insert on occi.page_mark to occi_worker;

-- Whoever sets marks holds this lock alone, whoever deletes members shares it, until the transaction ends: so neither misses the other.
create function occi.page_mark_lock(tenant integer, kind integer) returns bigint
    language sql immutable parallel safe
    return hashtextextended(format('occi.page_mark %s %s', tenant, kind), 0);
grant execute on function occi.page_mark_lock(integer, integer) to occi_worker;

-- A member that goes moves all behind it.
create function occi.page_mark_forget() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    part record;
begin
    for part in select g.tenant_id, g.kind_id, (array_agg(g.id order by g.id))[1] as first from gone g group by 1, 2 order by 1, 2 loop
        perform pg_advisory_xact_lock_shared(occi.page_mark_lock(part.tenant_id, part.kind_id));
        delete from occi.page_mark m
        where m.tenant_id = part.tenant_id and m.kind_id = part.kind_id and m.id >= part.first;
    end loop;
    return null;
end $$;
create trigger page_mark after delete on occi.entity referencing old table as gone
    for each statement execute function occi.page_mark_forget();
