-- Tenants' own mixins, through the query interface (GFD.223 9.3, 9.4). They are tags: no attributes, no actions (GFD.185 3.4.1).

-- Refuses when the tenant would have too many with `more`: each worker keeps all of them, and reads them anew when one comes or goes.
create or replace function occi.mixins_check_room(more bigint) returns void language plpgsql stable set search_path = '' as $$
declare
    most constant bigint := 1000;
begin
    if (select count(*) from occi.category c where c.tenant_id = (select occi.current_tenant())) + more > most then
        raise exception using errcode = 'OC013', message = 'the number of mixins of your own', detail = most::text;
    end if;
end $$;

-- Adds the mixins of `documents`, all or none: "scheme", "term", "title", "location", and the keys that each "depends" on and "applies" to; of what
-- stands before it in `documents`, the identifiers.
create or replace function occi.mixins_add(documents jsonb) returns void language plpgsql set search_path = '' as $$
declare
    wanted   jsonb;
    taken    text;
    mixin_id integer;
begin
    perform occi.mixins_check_room(jsonb_array_length(documents));
    for wanted in select d.value from jsonb_array_elements(documents) with ordinality as d order by d.ordinality loop
        select case when c.identifier = (wanted ->> 'scheme') || (wanted ->> 'term') then c.identifier else c.location end into taken
        from occi.category c
        where (c.tenant_id is null or c.tenant_id = (select occi.current_tenant()))
          and (c.identifier = (wanted ->> 'scheme') || (wanted ->> 'term') or c.location = wanted ->> 'location')
        limit 1;
        if taken is null then -- an entity whose path would be an alias of the collection's
            select e.location into taken from occi.entity_shown e
            where e.tenant_id = (select occi.current_tenant()) and e.location = rtrim(wanted ->> 'location', '/');
        end if;
        if taken is not null then
            raise exception using errcode = '23505', message = taken;
        end if;
        insert into occi.category (tenant_id, class, scheme, term, title, location)
        values ((select occi.current_tenant()), 'mixin', wanted ->> 'scheme', wanted ->> 'term', wanted ->> 'title', wanted ->> 'location')
        returning id into mixin_id;
        insert into occi.category_depends (category_id, depends_id, position)
        select mixin_id, case when d.value like '%:%' then occi.category_id(d.value) else d.value::integer end, d.ordinality
        from jsonb_array_elements_text(wanted -> 'depends') with ordinality as d order by d.ordinality on conflict do nothing;
        insert into occi.category_applies (category_id, applies_id, position)
        select mixin_id, a.value::integer, a.ordinality from jsonb_array_elements_text(wanted -> 'applies') with ordinality as a
        order by a.ordinality on conflict do nothing;
    end loop;
end $$;

-- Removes mixins of the tenant's own by their keys, all or none, and with them every association. What an action has made (a saved template) goes only
-- when no entity has it.
create or replace function occi.mixins_remove(keys jsonb) returns void language plpgsql set search_path = '' as $$
declare
    mixin occi.category;
    used  text;
begin
    for mixin in select c.* from jsonb_array_elements_text(keys) as k join occi.category c on c.id = k.value::integer loop
        if mixin.tenant_id is null or mixin.class <> 'mixin' then
            raise exception using errcode = 'OC014', message = mixin.identifier;
        end if;
        select coalesce((select d.identifier from occi.category_depends x join occi.category d on d.id = x.category_id
                         where x.depends_id = mixin.id and not keys @> to_jsonb(d.id::text) and not keys @> to_jsonb(d.id) limit 1),
                        (select e.location from occi.entity_mixin m
                         join occi.entity e on e.tenant_id = m.tenant_id and e.id = m.entity_id
                         join occi.category_depends x on x.category_id = m.mixin_id
                         join occi.category d on d.id = x.depends_id and d.family is not null
                         where m.tenant_id = (select occi.current_tenant()) and m.mixin_id = mixin.id limit 1))
        into used;
        if used is not null then
            raise exception using errcode = 'OC015', message = mixin.identifier, detail = used;
        end if;
    end loop;
    -- What depends on another of them goes first.
    delete from occi.category_depends x where x.category_id in (select k.value::integer from jsonb_array_elements_text(keys) as k);
    delete from occi.category c where c.id in (select k.value::integer from jsonb_array_elements_text(keys) as k);
end $$;

-- One that is gone since the worker looked (OC002: it looks again) is not one of another tenant.
create or replace function occi.entity_mixin_check() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    mixin occi.category;
begin
    select c.* into mixin from occi.category c where c.id = new.mixin_id;
    if mixin.id is null then
        raise exception using errcode = 'OC002', message = 'categories are stale';
    elsif mixin.tenant_id <> new.tenant_id then
        raise exception 'mixin % is of another tenant', new.mixin_id using errcode = 'check_violation';
    end if;
    return new;
end $$;

grant execute on function occi.mixins_check_room(bigint), occi.mixins_add(jsonb), occi.mixins_remove(jsonb) to occi_worker;
