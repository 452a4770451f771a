-- What the provider shares: resources of one tenant, the provider's, that everybody or some tenants may read and link to. Whoever may see
-- some of it is a guest there: in a session of that tenant that only reads, and sees nothing else.

alter table occi.tenant add column is_provider boolean not null default false;
create unique index tenant_provider on occi.tenant (is_provider) where is_provider;
insert into occi.tenant (name) values ('provider') on conflict (name) do nothing;
update occi.tenant set is_provider = true where name = 'provider';

create table occi.share (
    tenant_id       integer not null references occi.tenant on delete cascade, -- the provider's
    entity_id       uuid not null,
    with_tenant_id  integer references occi.tenant on delete cascade,          -- null: everybody
    id              integer not null generated always as identity,
    primary key (tenant_id, id),
    unique nulls not distinct (tenant_id, entity_id, with_tenant_id),
    foreign key (tenant_id, entity_id) references occi.entity (tenant_id, id) on delete cascade
);
create index share_with on occi.share (with_tenant_id);
call audit.watch('occi.share');
alter table occi.share enable row level security;
alter table occi.share force row level security;
create policy admin on occi.share to occi_admin using (true) with check (true);
grant select, insert, delete on occi.share to occi_admin;

alter table occi.session add column is_guest boolean not null default false;
-- The account whose session this backend's transaction has entered; as occi.session_mark.
create unlogged sequence occi.session_account minvalue 0;
revoke all on sequence occi.session_account from public;

-- A link's target that is the provider's: target_uri is its path, and it cannot go while the link is there.
alter table occi.entity
    add column target_tenant_id integer,
    add column target_shared_id uuid,
    add constraint entity_target_shared foreign key (target_tenant_id, target_shared_id) references occi.entity (tenant_id, id),
    add constraint shared_target_has_path check (num_nonnulls(target_tenant_id, target_shared_id) = 0
                                                 or (target_tenant_id is not null and target_shared_id is not null and target_uri is not null));
create index entity_target_shared on occi.entity (target_tenant_id, target_shared_id) where target_shared_id is not null;
