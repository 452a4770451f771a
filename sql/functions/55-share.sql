-- What the provider shares (sql/205-share.sql).

-- The entities that a guest sees.
create or replace function occi.guest_entities() returns setof uuid language sql stable parallel restricted security definer set search_path = '' as $$
    select s.entity_id from occi.share s
    where s.tenant_id = (select occi.guest_tenant())
      and (s.with_tenant_id is null
           or s.with_tenant_id in (select m.tenant_id from occi.membership m where m.account_id = currval('occi.session_account')))
$$;

-- The provider's resource that a path names, if it is shared with this transaction's tenant. What is shared is a resource, never a link.
create or replace function occi.shared_find(uri text) returns table (tenant_id integer, id uuid, kind_id integer)
    language sql stable security definer set search_path = '' as $$
    select e.tenant_id, e.id, e.kind_id
    from occi.tenant p
    join occi.entity e on e.tenant_id = p.id and e.location = substr(uri, length('/t/' || p.name) + 1) and e.source_id is null
    where p.is_provider and starts_with(uri, '/t/' || p.name || '/')
      and exists (select from occi.share s where s.tenant_id = e.tenant_id and s.entity_id = e.id
                  and (s.with_tenant_id is null or s.with_tenant_id = (select occi.current_tenant())))
$$;

-- One of these entities of this transaction's tenant that another tenant links to; null: none.
create or replace function occi.entity_linked_elsewhere(entities uuid[]) returns uuid
    language sql stable security definer set search_path = '' as $$
    select l.target_shared_id from occi.entity l
    where l.target_tenant_id = (select occi.current_tenant()) and l.target_shared_id = any (entities) limit 1
$$;

-- A link has as its target only what is shared with its tenant, and says where that is: whoever inserts, by whatever statement.
create or replace function occi.entity_shared_check() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    if not exists (select from occi.share s
                   join occi.tenant p on p.id = s.tenant_id and p.is_provider
                   join occi.entity e on e.tenant_id = s.tenant_id and e.id = s.entity_id
                   where s.tenant_id = new.target_tenant_id and s.entity_id = new.target_shared_id
                     and (s.with_tenant_id is null or s.with_tenant_id = new.tenant_id)
                     and new.target_uri = '/t/' || p.name || e.location and new.target_kind_id = e.kind_id) then
        raise exception 'entity %: its target is not shared with its tenant', new.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create or replace trigger shared before insert on occi.entity for each row
    when (new.target_shared_id is not null) execute function occi.entity_shared_check();

-- What operators do with occi-admin share: an entity of the provider's by its path, with a tenant, or with everybody (null).
create or replace function occi.share_entity(path text) returns occi.entity language plpgsql stable set search_path = '' as $$
declare
    shared occi.entity;
begin
    select e.* into shared from occi.entity e join occi.tenant t on t.id = e.tenant_id
    where t.is_provider and e.source_id is null and e.location = path;
    if not found then
        raise exception 'the provider has no resource at %', path using errcode = 'OC010';
    end if;
    return shared;
end $$;

create or replace function occi.share_add(path text, with_tenant text) returns boolean language plpgsql set search_path = '' as $$
declare
    shared constant occi.entity := occi.share_entity(path);
begin
    insert into occi.share (tenant_id, entity_id, with_tenant_id)
    values (shared.tenant_id, shared.id, case when with_tenant is not null then occi.tenant_named(with_tenant) end)
    on conflict do nothing;
    return found;
end $$;

create or replace function occi.share_remove(path text, with_tenant text) returns boolean language plpgsql set search_path = '' as $$
declare
    shared constant occi.entity := occi.share_entity(path);
begin
    delete from occi.share s
    where s.tenant_id = shared.tenant_id and s.entity_id = shared.id
      and s.with_tenant_id is not distinct from case when with_tenant is not null then occi.tenant_named(with_tenant) end;
    return found;
end $$;

create or replace function occi.share_list() returns table (path text, tenant text) language sql stable set search_path = '' as $$
    select e.location, t.name
    from occi.share s join occi.entity e on e.tenant_id = s.tenant_id and e.id = s.entity_id left join occi.tenant t on t.id = s.with_tenant_id
    order by e.location, t.name nulls first
$$;

-- A guest reads what is shared, the mixins that everybody knows of it, and the tenant's name.
drop policy if exists guest on occi.entity;
create policy guest on occi.entity for select to occi_worker
    using (tenant_id = (select occi.guest_tenant()) and id in (select occi.guest_entities()));
drop policy if exists guest on occi.entity_mixin;
create policy guest on occi.entity_mixin for select to occi_worker
    using (tenant_id = (select occi.guest_tenant()) and entity_id in (select occi.guest_entities())
           and mixin_id in (select c.id from occi.category c where c.tenant_id is null));
drop policy if exists guest on occi.tenant;
create policy guest on occi.tenant for select to occi_worker using (id = (select occi.guest_tenant()));

do $$
declare
    called regprocedure;
begin
    foreach called in array array['occi.guest_entities()', 'occi.shared_find(text)', 'occi.entity_linked_elsewhere(uuid[])', 'occi.entity_shared_check()',
        'occi.share_entity(text)', 'occi.share_add(text, text)', 'occi.share_remove(text, text)', 'occi.share_list()']::regprocedure[] loop
        execute format('revoke execute on function %s from public', called);
    end loop;
end $$;
grant execute on function occi.guest_entities(), occi.shared_find(text), occi.entity_linked_elsewhere(uuid[]) to occi_worker;
grant execute on function occi.share_entity(text), occi.share_add(text, text), occi.share_remove(text, text), occi.share_list() to occi_admin;
