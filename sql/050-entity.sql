-- Entities (GFD.221 5.4): resources and links, one row each. A link is an entity with a source, so that one foreign key with a cascade
-- says what the standard says: a link belongs to its source and goes with it.

-- A version 7 UUID (RFC 9562 6.2, method 3): milliseconds, then a twelve-bit fraction of one, then random bits.
create function occi.uuid_v7() returns uuid language sql volatile parallel safe set search_path = '' as $$
    select encode(overlay(uuid_send(gen_random_uuid())
                          placing int8send((now_us / 1000 << 16) | 28672 | (now_us % 1000 * 4096 / 1000)) from 1 for 8), 'hex')::uuid
    from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now_us) as clock
$$;
grant execute on function occi.uuid_v7() to occi_worker, occi_reconciler, occi_admin;

-- A hypervisor that a reconciler drives.
create table occi.host (
    id          integer generated always as identity primary key,
    name        text not null unique,
    driver      text not null,
    uri         text not null,
    created_at  timestamptz not null default now()
);
call audit.watch('occi.host');
grant select on occi.host to occi_reconciler;
grant select, insert, update, delete on occi.host to occi_admin;

create table occi.entity (
    tenant_id            integer not null references occi.tenant,
    id                   uuid not null default occi.uuid_v7(),
    kind_id              integer not null,
    kind_class           occi.class not null generated always as ('kind'::occi.class) stored,
    location             text not null check (location ~ '^/.*[^/]$'),
    title                text,
    summary              text,
    attributes           jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
    state                text,
    state_message        text,
    desired              jsonb not null default '{}', -- "state" asked for last; "action" and "parameters" if an action asked for it
    generation           bigint not null default 1,   -- of desired: grows with every change that has to be made real
    observed_generation  bigint not null default 0,
    version              bigint not null default 1,   -- of what a client sees
    host_id              integer references occi.host,
    source_id            uuid,                        -- links only, as all below
    target_id            uuid,
    target_uri           text,
    target_kind_id       integer,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, location),
    foreign key (kind_id, kind_class) references occi.category (id, class),
    foreign key (target_kind_id, kind_class) references occi.category (id, class),
    foreign key (tenant_id, source_id) references occi.entity (tenant_id, id) on delete cascade,
    constraint entity_target foreign key (tenant_id, target_id) references occi.entity (tenant_id, id),
    check (uuid_send(id) >= '\x' and get_byte(uuid_send(id), 6) >> 4 = 7),
    check (observed_generation <= generation),
    constraint link_has_two_ends check (case when source_id is null then num_nonnulls(target_id, target_uri, target_kind_id) = 0
                                             else num_nonnulls(target_id, target_uri) = 1 end)
);
create index entity_kind on occi.entity (tenant_id, kind_id, id);
create index entity_source on occi.entity (tenant_id, source_id, id) where source_id is not null;
create index entity_target on occi.entity (tenant_id, target_id) where target_id is not null;
create index entity_host on occi.entity (host_id, id) where host_id is not null;

create table occi.entity_mixin (
    tenant_id    integer not null,
    entity_id    uuid not null,
    mixin_id     integer not null,
    mixin_class  occi.class not null generated always as ('mixin'::occi.class) stored,
    position     integer not null,
    primary key (tenant_id, entity_id, mixin_id),
    foreign key (tenant_id, entity_id) references occi.entity (tenant_id, id) on delete cascade,
    foreign key (mixin_id, mixin_class) references occi.category (id, class) on delete cascade
);
create index entity_mixin_mixin on occi.entity_mixin (tenant_id, mixin_id, entity_id);

-- What foreign keys cannot say: a link's kind descends from core#link and no other's does; both ends of a link are resources; kinds and
-- mixins are the provider's or the tenant's own. Neither kind, location, source nor target of an entity ever changes, so that looking
-- once is enough, and an operation's subject never moves.
create function occi.entity_check() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    kind_is_link boolean;
    end_is_link  boolean;
begin
    if tg_op = 'UPDATE' then
        if (new.tenant_id, new.id, new.kind_id, new.location, new.source_id, new.target_id, new.target_uri)
           is distinct from (old.tenant_id, old.id, old.kind_id, old.location, old.source_id, old.target_id, old.target_uri) then
            raise exception 'entity %: identity, kind, location and ends are fixed', old.id using errcode = 'check_violation';
        end if;
        return new;
    end if;
    select c.is_link into kind_is_link from occi.category c where c.id = new.kind_id and c.tenant_id is null;
    if kind_is_link is distinct from (new.source_id is not null) then
        raise exception 'entity %: a link has a source, and nothing else has', new.id using errcode = 'check_violation';
    end if;
    select bool_or(e.source_id is not null) into end_is_link
    from occi.entity e where e.tenant_id = new.tenant_id and e.id in (new.source_id, new.target_id);
    if end_is_link then
        raise exception 'entity %: both ends of a link are resources', new.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger "check" before insert or update on occi.entity for each row execute function occi.entity_check();

create function occi.entity_mixin_check() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    if not exists (select from occi.category c
                   where c.id = new.mixin_id and (c.tenant_id is null or c.tenant_id = new.tenant_id)) then
        raise exception 'mixin % is of another tenant', new.mixin_id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger "check" before insert or update on occi.entity_mixin for each row execute function occi.entity_mixin_check();

-- The version a client sees grows with every change it can see; kinds that nobody drives are in the desired state at once.
create function occi.entity_touch() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    if new.generation <> old.generation
       and not (select c.is_driven from occi.category c where c.id = new.kind_id) then
        new.state := coalesce(new.desired ->> 'state', new.state);
        new.observed_generation := new.generation;
    end if;
    if (new.title, new.summary, new.attributes, new.state, new.state_message, new.generation)
       is distinct from (old.title, old.summary, old.attributes, old.state, old.state_message, old.generation) then
        new.version := old.version + 1;
        new.updated_at := now();
    end if;
    return new;
end $$;
create trigger touch before update on occi.entity for each row execute function occi.entity_touch();

call audit.watch('occi.entity');
call audit.watch('occi.entity_mixin');

do $$
declare
    part text;
begin
    foreach part in array array['entity', 'entity_mixin'] loop
        execute format('alter table occi.%I enable row level security', part);
        execute format('alter table occi.%I force row level security', part);
        execute format('create policy worker on occi.%I to occi_worker using (tenant_id = occi.current_tenant())
                        with check (tenant_id = occi.current_tenant())', part);
        execute format('create policy reconciler on occi.%I to occi_reconciler using (true) with check (true)', part);
        execute format('create policy admin on occi.%I to occi_admin using (true) with check (true)', part);
        execute format('grant select on occi.%I to occi_worker, occi_reconciler, occi_admin', part);
        execute format('grant insert, delete on occi.%I to occi_worker', part);
    end loop;
end $$;
grant update (title, summary, attributes, desired, generation) on occi.entity to occi_worker;
grant update (attributes, state, state_message, observed_generation, host_id) on occi.entity to occi_reconciler;
