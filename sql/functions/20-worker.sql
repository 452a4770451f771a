-- What the workers do to entities: reading them as documents, and one function for each change. All of it runs with the worker's own
-- rights under row-level security. Refusals carry a code that store/error.c turns into a row of occi/error_rows.h; message, detail and
-- hint are the arguments of its sentence.

-- All that clients can see, each by the columns that it is known by: the entities, and what the registry shows as such though it is kept
-- elsewhere (kinds that are "readonly": model/README.md).
create or replace view occi.entity_shown with (security_invoker = true) as
select e.tenant_id, e.id, e.kind_id, e.location, e.title, e.summary, e.attributes, e.state, e.state_message, e.desired, e.version,
       e.source_id, e.target_id, e.target_uri, e.target_kind_id, false as is_read_only
from occi.entity e
union all
select q.tenant_id, q.id, c.id, c.location || q.resource, r.title, null,
       jsonb_strip_nulls(jsonb_build_object('org.occibase.quota.resource', q.resource, 'org.occibase.quota.used', trim_scale(q.used),
                                            'org.occibase.quota.allowed', trim_scale(q.allowed), 'org.occibase.quota.unit', r.unit)),
       null, null, '{}'::jsonb, q.version, null, null, null, null, true
from occi.quota q
join occi.quota_resource r on r.name = q.resource
join occi.category c on c.identifier = 'http://occibase.org/occi/quota#quota' and c.tenant_id is null;
grant select on occi.entity_shown to occi_worker, occi_reconciler, occi_admin;

-- An entity as one JSON document; categories by their keys. Links are shown by the statement that reads their source.
create or replace view occi.entity_document with (security_invoker = true) as
select e.tenant_id, e.id, e.kind_id, e.location, e.source_id,
       json_build_object(
           'id', e.id, 'kind', e.kind_id, 'location', e.location, 'title', e.title, 'summary', e.summary,
           'state', e.state, 'message', e.state_message, 'desired', e.desired ->> 'state', 'version', e.version,
           'attributes', e.attributes,
           'mixins', (select json_agg(m.mixin_id order by m.position, m.mixin_id) from occi.entity_mixin m
                      where m.tenant_id = e.tenant_id and m.entity_id = e.id),
           'source', s.location, 'source_kind', s.kind_id,
           'target', coalesce(t.location, e.target_uri), 'target_kind', coalesce(t.kind_id, e.target_kind_id)) as document
from occi.entity_shown e
left join occi.entity s on s.tenant_id = e.tenant_id and s.id = e.source_id
left join occi.entity t on t.tenant_id = e.tenant_id and t.id = e.target_id;
grant select on occi.entity_document to occi_worker, occi_reconciler, occi_admin;

-- The tenant's entity that a path, urn:uuid or bare UUID names; null: none.
create or replace function occi.entity_find(uri text) returns uuid language plpgsql stable set search_path = '' as $$
begin
    if uri like '/%' then
        return (select e.id from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.location = uri);
    elsif uri ~* '^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        return (select e.id from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.id = right(uri, 36)::uuid);
    end if;
    return null;
end $$;

-- What is only shown is refused (OC051) where a request would change it or lean on it.
create or replace function occi.read_only_check(uri text) returns void language plpgsql stable set search_path = '' as $$
begin
    if exists (select from occi.entity_shown e
               where e.is_read_only and e.tenant_id = (select occi.current_tenant())
                 and (e.location = uri or e.id::text = lower(right(uri, 36)))) then
        raise exception using errcode = 'OC051', message = uri;
    end if;
end $$;

-- A value for an attribute that the client left to the server. `#` and `@` take the first number or letter that no other link of the
-- source uses; the caller holds a lock on the source.
create or replace function occi.attribute_generate(generator text, attribute text, source uuid) returns text
    language sql volatile set search_path = '' as $$
    select case
        when generator = 'mac' then '52:54:00' || regexp_replace(encode(substring(uuid_send(gen_random_uuid()) from 1 for 3), 'hex'), '(..)', ':\1', 'g')
        else (select c.name
              from (select replace(generator, '#', n::text) as name, n from generate_series(0, 999) as n where generator like '%#'
                    union all
                    select replace(generator, '@', chr(n)), n from generate_series(ascii('b'), ascii('z')) as n where generator like '%@') as c
              where not exists (select from occi.entity l where l.tenant_id = (select occi.current_tenant()) and l.source_id = source
                                and l.attributes ->> attribute = c.name)
              order by c.n limit 1)
    end
$$;

-- Adds what is not there yet. Answers how many that were.
drop function if exists occi.entity_mixins_set(uuid, jsonb);
create function occi.entity_mixins_set(entity uuid, mixins jsonb) returns bigint language sql volatile set search_path = '' as $$
    with added as (
        insert into occi.entity_mixin (tenant_id, entity_id, mixin_id, position)
        select (select occi.current_tenant()), entity, m.value::integer, m.ordinality
        from jsonb_array_elements_text(coalesce(mixins, '[]')) with ordinality as m
        on conflict (tenant_id, entity_id, mixin_id) do nothing
        returning 1
    )
    select count(*) from added
$$;

-- Inserts one entity; for a link, `source` is its source's id, or null when the document says it. Answers the new id.
create or replace function occi.entity_insert(wanted jsonb, source uuid) returns uuid language plpgsql set search_path = '' as $$
declare
    new_id      uuid := occi.uuid_v7();
    kind        occi.category;
    target      uuid;
    target_kind integer := (wanted ->> 'target_kind')::integer;
    end_kind    record;
    said_kind   integer;
    attributes  jsonb := coalesce(wanted -> 'attributes', '{}');
    generated   record;
    shared      record;
begin
    select null::integer as tenant_id, null::uuid as id, null::integer as kind_id into shared;
    select * into kind from occi.category c where c.id = (wanted ->> 'kind')::integer;
    if not found then -- removed since the session was opened
        raise exception using errcode = 'OC002', message = 'categories are stale';
    end if;
    if wanted ? 'source' then
        source := occi.entity_find(wanted ->> 'source');
        if source is null then
            perform occi.read_only_check(wanted ->> 'source');
            raise exception using errcode = 'OC005', message = 'occi.core.source', detail = wanted ->> 'source';
        end if;
    end if;
    if source is not null then
        perform from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.id = source for no key update;
        target := occi.entity_find(wanted ->> 'target');
        if target is null then
            perform occi.read_only_check(wanted ->> 'target');
        end if;
        if target is null and wanted ->> 'target' like '/t/%' then
            select s.tenant_id, s.id, s.kind_id into shared from occi.shared_find(wanted ->> 'target') s;
        end if;
        if target is null and shared.id is null and wanted ->> 'target' !~* '^(?!urn:uuid:)[a-z][a-z0-9+.-]*:.' then
            raise exception using errcode = 'OC005', message = 'occi.core.target', detail = wanted ->> 'target';
        end if;
        for end_kind in
            select u.role, 'occi.core.' || u.role as attribute, coalesce(u.uri, e.location) as uri, e.source_id, e.kind_id, c.identifier
            from (values ('source', source, wanted ->> 'source'), ('target', target, wanted ->> 'target')) as u (role, id, uri)
            join occi.entity e on e.tenant_id = (select occi.current_tenant()) and e.id = u.id
            join occi.category c on c.id = e.kind_id
            union all
            select 'target', 'occi.core.target', wanted ->> 'target', null, c.id, c.identifier from occi.category c where c.id = shared.kind_id
        loop
            if end_kind.source_id is not null then
                raise exception using errcode = 'OC006', message = end_kind.attribute, detail = end_kind.uri;
            end if;
            if not occi.link_joins(kind.lifecycle -> end_kind.role, end_kind.kind_id) then
                raise exception using errcode = 'OC011', message = end_kind.attribute, detail = end_kind.uri,
                    hint = end_kind.identifier;
            end if;
            said_kind := (wanted ->> (end_kind.role || '_kind'))::integer;
            if not occi.kind_is(end_kind.kind_id, said_kind) then
                raise exception using errcode = 'OC008', message = end_kind.uri,
                    detail = (select c.identifier from occi.category c where c.id = said_kind), hint = end_kind.identifier;
            end if;
            if end_kind.role = 'target' then
                target_kind := shared.kind_id; -- a target here says it by itself
            end if;
        end loop;
    end if;
    for generated in
        select a.name, occi.attribute_generate(a.generator, a.name, source) as value
        from occi.category_attribute a
        where a.category_id = kind.id and a.generator is not null and not attributes ? a.name
    loop
        attributes := attributes || jsonb_build_object(generated.name, generated.value);
    end loop;
    if exists (select from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.location = wanted ->> 'location') then
        raise exception using errcode = '23505', message = wanted ->> 'location';
    end if;
    insert into occi.entity (tenant_id, id, kind_id, location, title, summary, attributes, state, desired, source_id, target_id, target_uri, target_kind_id,
                             target_tenant_id, target_shared_id)
    values ((select occi.current_tenant()), new_id, kind.id, coalesce(wanted ->> 'location', kind.location || new_id), wanted ->> 'title',
            wanted ->> 'summary', attributes,
            case when kind.is_driven then wanted ->> 'state' else coalesce(wanted #>> '{desired,state}', wanted ->> 'state') end,
            coalesce(wanted -> 'desired', '{}'), source, target,
            case when source is not null and target is null then wanted ->> 'target' end, target_kind,
            shared.tenant_id, shared.id);
    perform occi.entity_mixins_set(new_id, wanted -> 'mixins');
    return new_id;
end $$;

-- `kind` is `ancestor` or descends from it; true when there is nothing to compare with.
create or replace function occi.kind_is(kind integer, ancestor integer) returns boolean language sql stable set search_path = '' as $$
    with recursive line as (
        select c.id, c.parent_id from occi.category c where c.id = kind
        union all
        select c.id, c.parent_id from occi.category c join line on c.id = line.parent_id
    )
    select ancestor is null or exists (select from line where id = ancestor)
$$;

-- Creates an entity with its inline links. Answers its id.
drop function if exists occi.entity_create(jsonb);
create function occi.entity_create(wanted jsonb) returns uuid language plpgsql set search_path = '' as $$
declare
    new_id uuid := occi.entity_insert(wanted, null);
    link   jsonb;
begin
    for link in select value from jsonb_array_elements(coalesce(wanted -> 'links', '[]')) loop
        perform occi.entity_insert(link, new_id);
    end loop;
    return new_id;
end $$;

-- Creates the entities of `documents`, all or none. With a key, the same request a second time is answered as the first was, and another
-- request is refused.
create or replace function occi.entities_create(documents jsonb, once_key text, digest text) returns table (id uuid, location text)
    language plpgsql set search_path = '' as $$
declare
    known    occi.idempotency;
    document jsonb;
    made     jsonb := '[]';
begin
    if once_key is not null then
        delete from occi.idempotency i where i.tenant_id = (select occi.current_tenant()) and i.created_at < now() - interval '1 day';
        insert into occi.idempotency (tenant_id, key, request) values ((select occi.current_tenant()), once_key, digest)
        on conflict on constraint idempotency_pkey do nothing;
        if not found then
            select * into known from occi.idempotency i
            where i.tenant_id = (select occi.current_tenant()) and i.account = current_setting('occi.account') and i.key = once_key;
            if known.request is distinct from digest then
                raise exception using errcode = 'OC012', message = once_key;
            end if;
            return query select (a.value ->> 'id')::uuid, a.value ->> 'location'
                         from jsonb_array_elements(known.answer) with ordinality as a order by a.ordinality;
            return;
        end if;
    end if;
    for document in select d.value from jsonb_array_elements(documents) with ordinality as d order by d.ordinality loop
        id := occi.entity_create(document);
        location := (select e.location from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.id = entities_create.id);
        made := made || jsonb_build_object('id', id, 'location', location);
        return next;
    end loop;
    if once_key is not null then
        update occi.idempotency i set answer = made
        where i.tenant_id = (select occi.current_tenant()) and i.account = current_setting('occi.account') and i.key = once_key;
    end if;
end $$;

-- Makes an entity what the document says; its "links" are new ones to add. What it is already is not written: no new version, nothing to
-- carry out, nothing to audit. The caller has locked it.
create or replace function occi.entity_write(entity uuid, wanted jsonb) returns void language plpgsql set search_path = '' as $$
declare
    is_mixed boolean;
    link     jsonb;
begin
    delete from occi.entity_mixin m
    where m.tenant_id = (select occi.current_tenant()) and m.entity_id = entity
      and not (m.mixin_id::text in (select jsonb_array_elements_text(coalesce(wanted -> 'mixins', '[]'))));
    is_mixed := found;
    is_mixed := occi.entity_mixins_set(entity, wanted -> 'mixins') > 0 or is_mixed;
    update occi.entity e
    set title = wanted ->> 'title', summary = wanted ->> 'summary', attributes = coalesce(wanted -> 'attributes', '{}'),
        desired = e.desired - '{action,parameters,makes}'::text[], generation = e.generation + 1
    where e.tenant_id = (select occi.current_tenant()) and e.id = entity
      and (is_mixed or (e.title, e.summary, e.attributes)
                       is distinct from (wanted ->> 'title', wanted ->> 'summary', coalesce(wanted -> 'attributes', '{}')));
    for link in select value from jsonb_array_elements(coalesce(wanted -> 'links', '[]')) loop
        perform occi.entity_insert(link, entity);
    end loop;
end $$;

-- Asks for an action: `wanted` becomes the desired state, with the action and its parameters. `makes` describes a mixin of the tenant's own
-- that the action yields: scheme, location prefix, title, and the mixin it depends on. The caller has locked the entity.
create or replace function occi.entity_act(entity uuid, wanted jsonb, makes jsonb) returns void language plpgsql set search_path = '' as $$
declare
    term     text := occi.uuid_v7();
    mixin_id integer;
begin
    if makes is not null then
        perform occi.mixins_check_room(1);
        insert into occi.category (tenant_id, class, scheme, term, title, location)
        values ((select occi.current_tenant()), 'mixin', makes ->> 'scheme', term, makes ->> 'title', (makes ->> 'location') || term || '/')
        returning id into mixin_id;
        insert into occi.category_depends (category_id, depends_id, position) values (mixin_id, (makes ->> 'depends')::integer, 1);
        wanted := wanted || jsonb_build_object('makes', (makes ->> 'scheme') || term);
    end if;
    update occi.entity e set desired = wanted, generation = e.generation + 1
    where e.tenant_id = (select occi.current_tenant()) and e.id = entity;
end $$;

-- Refuses when a link from outside of `entities` still targets one of them.
create or replace function occi.entities_unlinked(entities uuid[]) returns void language plpgsql stable set search_path = '' as $$
declare
    held record;
begin
    select t.location as target, l.location as link into held
    from unnest(entities) as n (id)
    join occi.entity t on t.tenant_id = (select occi.current_tenant()) and t.id = n.id
    join occi.entity l on l.tenant_id = t.tenant_id and l.target_id = t.id
    where l.source_id not in (select unnest(entities)) and l.id not in (select unnest(entities))
    limit 1;
    if not found then
        select e.location as target, 'another tenant' as link into held
        from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.id = occi.entity_linked_elsewhere(entities);
    end if;
    if found then
        raise exception using errcode = 'OC007', message = held.target, detail = held.link;
    end if;
end $$;

create or replace function occi.entity_delete(path text) returns void language plpgsql set search_path = '' as $$
declare
    found_id uuid;
begin
    select e.id into found_id from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.location = path for update;
    if found_id is null then
        raise exception using errcode = 'OC004', message = path;
    end if;
    perform occi.entities_unlinked(array[found_id]);
    delete from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.id = found_id;
end $$;

-- Workers that hold an answer back until a state is reached (RFC 7240 wait) take one of a few places, so that others stay free to answer.
-- Null: all are taken. The place is the session's, and comes free with it.
create or replace function occi.waiter_class() returns integer language sql immutable parallel safe return 1869636457;
create or replace function occi.waiter_begin(places integer) returns integer language plpgsql set search_path = '' as $$
begin
    for place in 1..places loop
        if pg_try_advisory_lock(occi.waiter_class(), place) then
            return place;
        end if;
    end loop;
    return null;
end $$;

do $$
declare
    called regprocedure;
begin
    foreach called in array array['occi.entity_find(text)', 'occi.read_only_check(text)', 'occi.attribute_generate(text, text, uuid)', 'occi.entity_mixins_set(uuid, jsonb)',
        'occi.entity_insert(jsonb, uuid)', 'occi.kind_is(integer, integer)', 'occi.entity_create(jsonb)', 'occi.entity_write(uuid, jsonb)',
        'occi.entities_create(jsonb, text, text)', 'occi.entity_act(uuid, jsonb, jsonb)', 'occi.entities_unlinked(uuid[])',
        'occi.entity_delete(text)', 'occi.waiter_class()', 'occi.waiter_begin(integer)']::regprocedure[] loop
        execute format('grant execute on function %s to occi_worker', called);
    end loop;
end $$;
