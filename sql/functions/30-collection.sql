-- Collections (GFD.221 5.3.8; GFD.223 4.1, 11): which of a tenant's entities a request speaks of. A selection is a JSON document that
-- store/document.c writes:
--   "kind", "mixin" or "path"   whose collection: the key of a category, or a path with the keys of "kinds" and "mixins" located below it
--   "filter"                    what all have in common: keys of "kinds" and "mixins", "attributes", and "members" of the entity by name
--   "named"                     URIs: only these of the members; with "also", these beside the members; without a collection, these alone
-- Members come oldest first: version 7 UUIDs grow with time.

-- What a filter says that has to be looked at one by one: mixins, the ends of links, and arrays and objects, which have to be equal as a whole.
drop function if exists occi.entity_matches(occi.entity, jsonb), occi.entity_matches_others(occi.entity, jsonb);
create or replace function occi.entity_matches_others(e occi.entity_shown, filter jsonb) returns boolean
    language plpgsql stable set search_path = '' as $$
declare
    wanted record;
begin
    for wanted in select w.value::integer as mixin from jsonb_array_elements_text(filter -> 'mixins') w loop
        if not exists (select from occi.entity_mixin m
                       where m.tenant_id = e.tenant_id and m.entity_id = e.id and m.mixin_id = wanted.mixin) then
            return false;
        end if;
    end loop;
    for wanted in
        select w.key, w.value from jsonb_each_text(filter -> 'members') w where w.key in ('source', 'target', 'source_kind', 'target_kind')
    loop
        if wanted.value is distinct from (case wanted.key
               when 'source' then case when e.source_id = occi.entity_find(wanted.value) then wanted.value end
               when 'target' then case when e.target_id = occi.entity_find(wanted.value) or e.target_uri = wanted.value then wanted.value end
               when 'source_kind' then (select c.identifier from occi.entity s join occi.category c on c.id = s.kind_id
                                        where s.tenant_id = e.tenant_id and s.id = e.source_id)
               when 'target_kind' then (select c.identifier from occi.category c where c.id = coalesce(e.target_kind_id,
                                        (select t.kind_id from occi.entity t where t.tenant_id = e.tenant_id and t.id = e.target_id)))
           end) then
            return false;
        end if;
    end loop;
    for wanted in
        select w.key, w.value from jsonb_each(filter -> 'attributes') w where jsonb_typeof(w.value) in ('array', 'object')
    loop
        if e.attributes -> wanted.key <> wanted.value then
            return false;
        end if;
    end loop;
    return true;
end $$;

-- Numeric attributes are equal when their values are (2 and 2.0), strings when every character is. One expression without a query of its
-- own, so that PostgreSQL makes it part of the statement that asks; a function called for each row takes many times as long.
create or replace function occi.entity_matches(e occi.entity_shown, filter jsonb) returns boolean language sql stable as $$
    select e.attributes @> coalesce(filter -> 'attributes', '{}')
       and coalesce(filter -> 'kinds', '[]') <@ jsonb_build_array(e.kind_id)
       and (filter -> 'state_kinds' is null or filter -> 'state_kinds' @> to_jsonb(e.kind_id))
       and (coalesce(filter -> 'members', '{}') = '{}'
            or (filter -> 'members') - '{source,target,source_kind,target_kind}'::text[]
               <@ jsonb_build_object('id', e.id, 'title', e.title, 'summary', e.summary, 'state', e.state, 'message', e.state_message))
       and (coalesce(filter -> 'mixins', '[]') = '[]' and not coalesce(filter -> 'members', '{}') ?| '{source,target,source_kind,target_kind}'
               and not jsonb_path_exists(coalesce(filter -> 'attributes', '{}'), 'strict $.* ? (@.type() == "array" || @.type() == "object")')
            or occi.entity_matches_others(e, filter))
$$;

-- The members of a kind's, a mixin's, and an unbound path's collection. Only the first can be of what is merely shown: that has no mixins, and
-- an unbound path stands for what clients have made. Plain SQL without a search path of its own, so that PostgreSQL
-- makes each part of the statement that asks, and rows stream. `after` is never null: under row-level security no condition with a
-- coalesce is looked up in an index.
create or replace function occi.kind_members(selection jsonb, after uuid, skip bigint, count bigint)
    returns table (id uuid, location text, is_link boolean) language sql stable as $$
    select e.id, e.location, e.source_id is not null
    from occi.entity_shown e
    where e.tenant_id = (select occi.reading_tenant()) and e.kind_id = (selection ->> 'kind')::integer
      and e.id > after
      and (selection -> 'filter' is null or occi.entity_matches(e, selection -> 'filter'))
    order by e.id offset skip limit count
$$;

create or replace function occi.mixin_members(selection jsonb, skip bigint, count bigint)
    returns table (id uuid, location text, is_link boolean) language sql stable as $$
    select e.id, e.location, e.source_id is not null
    from (select m.entity_id
          from occi.entity_mixin m
          where m.tenant_id = (select occi.reading_tenant()) and m.mixin_id = (selection ->> 'mixin')::integer
            and (selection -> 'filter' is null
                 or exists (select from occi.entity_shown e
                            where not e.is_read_only and e.tenant_id = m.tenant_id and e.id = m.entity_id
                            and occi.entity_matches(e, selection -> 'filter')))
          order by m.entity_id offset skip limit count) as page
    join occi.entity e on e.tenant_id = (select occi.reading_tenant()) and e.id = page.entity_id
    order by page.entity_id
$$;

create or replace function occi.path_members(selection jsonb, skip bigint, count bigint)
    returns table (id uuid, location text, is_link boolean) language sql stable as $$
    select e.id, e.location, e.source_id is not null
    from occi.entity_shown e
    where e.tenant_id = (select occi.reading_tenant()) and not e.is_read_only
      and (selection ->> 'path' = '/' or e.location ^@ (selection ->> 'path')
           or selection -> 'kinds' @> to_jsonb(e.kind_id)
           or exists (select from occi.entity_mixin m where m.tenant_id = e.tenant_id and m.entity_id = e.id
                      and selection -> 'mixins' @> to_jsonb(m.mixin_id)))
      and (selection -> 'filter' is null or occi.entity_matches(e, selection -> 'filter'))
    order by e.id offset skip limit count
$$;

-- The last mark among the first `skip` members of a kind; where there is none, the beginning.
create or replace function occi.page_mark_before(kind integer, skip bigint) returns table (after uuid, base bigint) rows 1
    language sql stable set search_path = '' as $$
    (select m.id, m.ordinal from occi.page_mark m
     where m.tenant_id = (select occi.current_tenant()) and m.kind_id = kind and m.ordinal <= skip order by m.ordinal desc limit 1)
    union all
    select '00000000-0000-0000-0000-000000000000', 0
    order by 2 desc limit 1
$$;

-- The least version 7 UUID of a moment.
create or replace function occi.uuid_at(moment timestamptz) returns uuid language sql immutable parallel safe set search_path = '' as $$
    select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '70000000000000000000')::uuid
$$;

-- Where the page behind the first `skip` members of a kind begins: after which member, and how many more to pass over. Every thousandth
-- member that a deep page has to pass is marked for the next one, unless it is so young that an older one may still be on its way.
create or replace function occi.page_seek(selection jsonb, skip bigint) returns table (after uuid, rest bigint) rows 1
    language plpgsql set search_path = '' as $$
declare
    stride constant bigint := 1000;
    kind   constant integer := (selection ->> 'kind')::integer;
    tenant constant integer := (select occi.current_tenant());
    base   bigint := 0;
begin
    after := '00000000-0000-0000-0000-000000000000';
    rest := skip;
    if skip < stride or selection -> 'filter' is not null then
        return next;
        return;
    end if;
    select m.after, m.base into after, base from occi.page_mark_before(kind, skip) m;
    if skip - base >= stride and current_setting('transaction_read_only') = 'off' and pg_try_advisory_xact_lock(occi.page_mark_lock(tenant, kind)) then
        -- Once more: the mark may have been forgotten before there was the lock, and what is counted from it would be wrong for good.
        select m.after, m.base into after, base from occi.page_mark_before(kind, skip) m;
        insert into occi.page_mark (tenant_id, kind_id, ordinal, id)
        select tenant, kind, base + n.number, n.id
        from (select e.id, row_number() over (order by e.id) as number
              from (select m.id from occi.entity m
                    where m.tenant_id = tenant and m.kind_id = kind and m.id > after
                    order by m.id limit skip - base) as e) as n
        where n.number % stride = 0 and n.id < occi.uuid_at(now() - interval '5 minutes')
        on conflict do nothing;
        select m.after, m.base into after, base from occi.page_mark_before(kind, skip) m;
    end if;
    rest := skip - base;
    return next;
end $$;

-- The entities that URIs name, each once; one that is not there is refused.
create or replace function occi.entities_find(uris jsonb) returns uuid[] language plpgsql stable set search_path = '' as $$
declare
    found_ids uuid[] := '{}';
    uri       text;
    found_id  uuid;
begin
    for uri in select value from jsonb_array_elements_text(uris) loop
        found_id := occi.entity_find(uri);
        if found_id is null then
            perform occi.read_only_check(uri);
            raise exception using errcode = 'OC004', message = uri;
        end if;
        found_ids := found_ids || found_id;
    end loop;
    return array(select distinct n.id from unnest(found_ids) as n (id));
end $$;

create or replace function occi.members(selection jsonb) returns setof uuid language plpgsql stable set search_path = '' as $$
begin
    if selection ? 'kind' then
        return query select m.id from occi.kind_members(selection, '00000000-0000-0000-0000-000000000000', 0, null) m;
    elsif selection ? 'mixin' then
        return query select m.id from occi.mixin_members(selection, 0, null) m;
    elsif selection ? 'path' then
        return query select m.id from occi.path_members(selection, 0, null) m;
    end if;
end $$;

-- Locks what is selected until the transaction ends, oldest first, and answers it. New links may still lead there: who makes one has locked its source
-- already, and two that waited for each other would end in a deadlock. More than `most` are refused (OC013). Sets are compared as sets:
-- looking for each of them in an array of the others takes minutes when both are large.
create or replace function occi.selection_lock(selection jsonb, most bigint) returns uuid[] language plpgsql set search_path = '' as $$
declare
    named   uuid[] := case when selection ? 'named' then occi.entities_find(selection -> 'named') end;
    is_bare boolean := not selection ?| '{kind,mixin,path}';
    wanted  uuid[];
    missing uuid;
begin
    wanted := case when is_bare then named else array(select m from occi.members(selection) m) end;
    if selection ? 'also' then
        wanted := array(select unnest(wanted) union select unnest(named));
    elsif named is not null and not is_bare then
        select n.id into missing from (select unnest(named) except select unnest(wanted)) as n (id) limit 1;
        if missing is not null then
            raise exception using errcode = 'OC004',
                message = (select e.location from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.id = missing);
        end if;
        wanted := named;
    end if;
    if cardinality(wanted) > most then
        raise exception using errcode = 'OC013', message = 'the collection', detail = format('%s entities at a time', most);
    end if;
    perform from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.id = any (wanted) order by e.id for no key update;
    -- While others were waited for, members may have gone.
    return array(select e.id from unnest(wanted) as w (id) join occi.entity e on e.tenant_id = (select occi.current_tenant()) and e.id = w.id
                 where is_bare or e.id in (select unnest(named)) or e.id in (select m from occi.members(selection) m)
                 order by e.id);
end $$;

-- Opens what is selected for a change: locked, and as it is now.
create or replace function occi.entities_open(selection jsonb, most bigint)
    returns table (id uuid, is_named boolean, document json, links json) language plpgsql set search_path = '' as $$
declare
    opened uuid[] := occi.selection_lock(selection, most);
    named  uuid[] := case when selection ? 'named' then occi.entities_find(selection -> 'named') else '{}' end;
begin
    return query
    select d.id, d.id in (select unnest(named)), d.document,
           (select json_agg(l.document order by l.id) from occi.entity_document l where l.tenant_id = d.tenant_id and l.source_id = d.id)
    from unnest(opened) as o (id) join occi.entity_document d on d.tenant_id = (select occi.current_tenant()) and d.id = o.id
    order by d.id;
end $$;

-- Deletes what is selected, all of it or nothing. Answers how many.
create or replace function occi.collection_delete(selection jsonb) returns bigint language plpgsql set search_path = '' as $$
declare
    members uuid[] := occi.selection_lock(selection, null);
begin
    perform from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.id = any (members) order by e.id for update;
    perform occi.entities_unlinked(members);
    delete from occi.entity e where e.tenant_id = (select occi.current_tenant()) and e.id = any (members);
    return cardinality(members);
end $$;
drop function if exists occi.collection_delete(integer);

do $$
declare
    called regprocedure;
begin
    foreach called in array array['occi.entity_matches(occi.entity_shown, jsonb)', 'occi.entity_matches_others(occi.entity_shown, jsonb)', 'occi.kind_members(jsonb, uuid, bigint, bigint)',
        'occi.mixin_members(jsonb, bigint, bigint)', 'occi.path_members(jsonb, bigint, bigint)', 'occi.uuid_at(timestamptz)',
        'occi.page_mark_before(integer, bigint)', 'occi.page_seek(jsonb, bigint)', 'occi.entities_find(jsonb)', 'occi.members(jsonb)', 'occi.selection_lock(jsonb, bigint)',
        'occi.entities_open(jsonb, bigint)', 'occi.collection_delete(jsonb)']::regprocedure[] loop
        execute format('grant execute on function %s to occi_worker', called);
    end loop;
end $$;
