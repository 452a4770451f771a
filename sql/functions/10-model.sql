-- Model documents in and out of the registry (model/README.md), and what lifecycles say that the registry itself has to see to.
-- What cannot be is answered as sentences for the operator, all there are; whoever calls rolls back when there is one.

drop function if exists occi.model_load(text, json);
drop function if exists occi.model_document(integer);

-- The categories of a document, kinds first, in its order.
create or replace function occi.model_categories(document json) returns table (class occi.class, identifier text, category json)
    language sql immutable set search_path = '' as $$
    select c.class::occi.class, (d.value ->> 'scheme') || (d.value ->> 'term'), d.value
    from (values (1, 'kinds', 'kind'), (2, 'mixins', 'mixin'), (3, 'actions', 'action')) as c (position, member, class),
         json_array_elements(coalesce(document -> c.member, '[]')) with ordinality as d
    order by c.position, d.ordinality
$$;

-- A category with all that it inherits from.
create or replace function occi.category_line(category integer) returns setof integer language sql stable set search_path = '' as $$
    with recursive line as (
        select category as id
        union
        select u.id
        from line l, lateral (select c.parent_id from occi.category c where c.id = l.id and c.parent_id is not null
                              union all select d.depends_id from occi.category_depends d where d.category_id = l.id) as u (id)
    )
    select id from line
$$;

-- Entities counted by tenant: "3 entities: 2 of tenant red, such as /thing/1; …".
create or replace function occi.entities_counted(entities uuid[]) returns text language sql stable set search_path = '' as $$
    with counted as (
        select t.name, count(*) as n, min(e.location) as example, row_number() over (order by t.name) as place
        from occi.entity e join occi.tenant t on t.id = e.tenant_id
        where e.id = any (entities)
        group by t.name
    )
    select format('%s %s: %s%s', sum(n), case sum(n) when 1 then 'entity' else 'entities' end,
                  string_agg(format('%s of tenant %s, such as %s', n, name, example), '; ' order by name) filter (where place <= 5),
                  case when count(*) > 5 then format('; and those of %s more tenants', count(*) - 5) end)
    from counted
$$;

-- The aliases that documents give (model/README.md).
create or replace function occi.model_aliases() returns table (model text, alias json) language sql stable set search_path = '' as $$
    select m.name, a.value from occi.model m, json_array_elements(m.document -> 'aliases') as a where m.removed_at is null
$$;

-- Why categories cannot go: each reason a sentence. The caller holds their rows, so that nobody begins to use them meanwhile.
create or replace function occi.categories_in_use(categories integer[]) returns setof text language sql stable set search_path = '' as $$
    select 'its categories are in use by ' || occi.entities_counted(u.entities)
    from (select array_agg(e.id) as entities
          from occi.entity e
          where e.kind_id = any (categories) or e.target_kind_id = any (categories)
             or exists (select from occi.entity_mixin m
                        where m.tenant_id = e.tenant_id and m.entity_id = e.id and m.mixin_id = any (categories))) as u
    where u.entities is not null
    union all
    select format('%s on entities of its kinds still to be carried out', case count(*) when 1 then '1 operation' else count(*) || ' operations' end)
    from occi.operation o where o.kind_id = any (categories) and o.status in ('queued', 'running')
    having count(*) > 0
    union all
    select format('%s of %s still refers to %s', r.identifier, coalesce(r.model, 'tenant ' || t.name), c.identifier)
    from (select k.id, k.parent_id from occi.category k
          union select category_id, depends_id from occi.category_depends
          union select category_id, applies_id from occi.category_applies
          union select category_id, action_id from occi.category_action) as reference (from_id, to_id)
    join occi.category r on r.id = reference.from_id
    join occi.category c on c.id = reference.to_id
    left join occi.tenant t on t.id = r.tenant_id
    where reference.to_id = any (categories) and not reference.from_id = any (categories)
    union all
    select distinct format('%s has an alias of %s', a.model, c.identifier)
    from occi.model_aliases() a join occi.category c on c.identifier = a.alias ->> 'category' and c.tenant_id is null
    where c.id = any (categories) and a.model is distinct from c.model
    union all
    select distinct format('%s has an alias of attribute %s', a.model, a.alias ->> 'attribute')
    from occi.model_aliases() a
    join occi.category_attribute d on d.name = a.alias ->> 'attribute'
    join occi.category c on c.id = d.category_id
    where c.id = any (categories) and a.model is distinct from c.model
      and not exists (select from occi.category_attribute o where o.name = d.name and not o.category_id = any (categories))
$$;

-- What categories say, but for their heads.
create or replace function occi.categories_empty(categories integer[]) returns void language sql volatile set search_path = '' as $$
    delete from occi.category_attribute where category_id = any (categories);
    delete from occi.category_action where category_id = any (categories);
    delete from occi.category_depends where category_id = any (categories);
    delete from occi.category_applies where category_id = any (categories);
    update occi.category set parent_id = null, lifecycle = null, family = null, location = null where id = any (categories);
$$;

-- Why the heads of a document's categories cannot stand beside what else there is.
create or replace function occi.model_conflicts(new_name text, new_document json) returns setof text
    language sql stable set search_path = '' as $$
    with wanted as (
        select n.identifier, n.category ->> 'location' as location,
               exists (select from json_array_elements(coalesce(new_document -> 'lifecycles', '[]')) as l
                       where l.value ->> 'kind' = n.identifier and (l.value ->> 'readonly')::boolean) as is_read_only
        from occi.model_categories(new_document) as n
    )
    select format('%s is defined by %s already', w.identifier, c.model)
    from wanted w join occi.category c on c.tenant_id is null and c.identifier = w.identifier and c.model <> new_name
    union all
    select format('the location %s of %s is that of %s in %s', w.location, w.identifier, c.identifier, c.model)
    from wanted w join occi.category c on c.tenant_id is null and c.location = w.location and c.model <> new_name
    union all
    select format('tenant %s has a mixin of its own with the %s; it has to remove that (DELETE /-/) before the model can be loaded',
                  t.name, case when c.identifier = w.identifier then 'identifier ' || w.identifier else 'location ' || w.location end)
    from wanted w
    join occi.category c on c.tenant_id is not null and (c.identifier = w.identifier or c.location = w.location)
    join occi.tenant t on t.id = c.tenant_id
    union all
    select format('tenant %s has an entity at %s, where %s is to be', t.name, e.location, w.identifier)
    from wanted w
    cross join occi.tenant t
    join occi.entity e on e.tenant_id = t.id and (e.location = rtrim(w.location, '/') or (w.is_read_only and e.location ^@ w.location))
$$;

-- The rows that a document's categories consist of. Their heads stand.
create or replace function occi.model_fill(new_document json) returns void language plpgsql set search_path = '' as $$
declare
    item record;
    part record;
begin
    for item in
        select occi.category_id(n.identifier) as id, n.category from occi.model_categories(new_document) as n
    loop
        update occi.category set parent_id = occi.category_id(item.category ->> 'parent')
        where id = item.id and item.category ->> 'parent' is not null;
        insert into occi.category_attribute (category_id, name, position, type, is_mutable, is_required, pattern, default_value, description)
        select item.id, a.key, a.ordinality, coalesce(a.value ->> 'type', 'string'), coalesce((a.value ->> 'mutable')::boolean, false),
               coalesce((a.value ->> 'required')::boolean, false), a.value -> 'pattern', a.value -> 'default', a.value ->> 'description'
        from json_each(coalesce(item.category -> 'attributes', '{}')) with ordinality as a;
        insert into occi.category_action (category_id, action_id, position)
        select item.id, occi.category_id(a.value), a.ordinality
        from json_array_elements_text(coalesce(item.category -> 'actions', '[]')) with ordinality as a;
        insert into occi.category_depends (category_id, depends_id, position)
        select item.id, occi.category_id(a.value), a.ordinality
        from json_array_elements_text(coalesce(item.category -> 'depends', '[]')) with ordinality as a;
        insert into occi.category_applies (category_id, applies_id, position)
        select item.id, occi.category_id(a.value), a.ordinality
        from json_array_elements_text(coalesce(item.category -> 'applies', '[]')) with ordinality as a;
    end loop;

    for part in
        select occi.category_id(l.value ->> 'kind') as id, l.value::jsonb - 'kind' as lifecycle
        from json_array_elements(coalesce(new_document -> 'lifecycles', '[]')) as l
    loop
        update occi.category set lifecycle = part.lifecycle where id = part.id;
    end loop;
    for part in
        select occi.category_id(f.value ->> 'mixin') as id, f.value::jsonb - 'mixin' as family
        from json_array_elements(coalesce(new_document -> 'families', '[]')) as f
    loop
        update occi.category set family = part.family where id = part.id;
    end loop;
    for part in
        select occi.category_id(g.value ->> 'of') as id, g.value as generator
        from json_array_elements(coalesce(new_document -> 'generators', '[]')) as g
    loop
        update occi.category_attribute
        set generator = part.generator ->> 'as', is_initial = coalesce((part.generator ->> 'accept')::boolean, false)
        where category_id = part.id and name = part.generator ->> 'attribute';
    end loop;

    with recursive links as (
        select id from occi.category where identifier = 'http://schemas.ogf.org/occi/core#link'
        union
        select c.id from occi.category c join links l on c.parent_id = l.id
    )
    update occi.category set is_link = id in (select id from links) where class = 'kind' and is_link <> (id in (select id from links));
end $$;

-- The attributes that categories define, each with its type ("integer" where the pattern says so).
create or replace function occi.attributes_of(categories integer[]) returns table (category_id integer, name text, type text)
    language sql stable set search_path = '' as $$
    select a.category_id, a.name, coalesce(a.pattern ->> 'type', a.type) from occi.category_attribute a where a.category_id = any (categories)
$$;

-- Why entities no longer fit their categories. `before` are the attributes that were defined until now: values of one that is gone, or
-- has another type, would be lost. Patterns are not looked at: a value that is there stays until it is changed.
create or replace function occi.entities_misfit(before jsonb) returns setof text language plpgsql stable set search_path = '' as $$
declare
    lost record;
begin
    for lost in
        select b.category_id, b.name, b.type, c.identifier
        from jsonb_to_recordset(before) as b (category_id integer, name text, type text)
        join occi.category c on c.id = b.category_id
        where not exists (select from occi.attributes_of(array[b.category_id]) a where a.name = b.name and a.type = b.type)
    loop
        return query
        select format('attribute %s of %s would be lost, or be of another type, in %s', lost.name, lost.identifier, occi.entities_counted(u.entities))
        from (select array_agg(e.id) as entities
              from occi.entity e
              cross join lateral (select array_agg(line.id)
                                  from (select occi.category_line(e.kind_id)
                                        union
                                        select occi.category_line(m.mixin_id) from occi.entity_mixin m
                                        where m.tenant_id = e.tenant_id and m.entity_id = e.id) as line (id)) as has (categories)
              where e.attributes ? lost.name and lost.category_id = any (has.categories)
                and not exists (select from occi.attributes_of(has.categories) a where a.name = lost.name and a.type = lost.type)) as u
        where u.entities is not null;
    end loop;
    return query
    select format('%s would change between resource and link for %s', c.identifier, occi.entities_counted(array_agg(e.id)))
    from occi.entity e join occi.category c on c.id = e.kind_id
    where c.is_link <> (e.source_id is not null) and c.id in (select b.category_id from jsonb_to_recordset(before) as b (category_id integer))
    group by c.identifier;
end $$;

-- Makes a document of the provider's what `new_document` says: categories that it no longer defines go, those that stay keep their keys.
-- Answers why it cannot be; nothing means that it is done.
create or replace function occi.model_apply(new_name text, new_document json, new_is_standard boolean) returns setof text
    language plpgsql set search_path = '' as $$
declare
    known  occi.model;
    before jsonb;
    old    integer[];
    gone   integer[];
begin
    perform from occi.registry for update; -- one at a time
    select * into known from occi.model m where m.name = new_name;
    if known.is_standard <> new_is_standard then
        return next format(case when known.is_standard then '%s is the name of a document that ships with occibase; call yours something else'
                                else '%s is the name of an operator''s document; load that under another name and remove this one' end, new_name);
        return;
    end if;
    return query select occi.model_conflicts(new_name, new_document);
    if found then
        return;
    end if;

    insert into occi.model as m (name, document, is_standard) values (new_name, new_document, new_is_standard)
    on conflict (name) do update set document = excluded.document, loaded_at = now(), removed_at = null;
    old := array(select c.id from occi.category c where c.model = new_name for update);
    gone := array(select c.id from occi.category c
                  where c.id = any (old) and (c.class, c.identifier) not in (select n.class, n.identifier from occi.model_categories(new_document) as n));
    select coalesce(jsonb_agg(to_jsonb(a)), '[]') into before from occi.attributes_of(old) as a;
    perform occi.categories_empty(old);
    return query select occi.categories_in_use(gone);
    if found then
        return;
    end if;
    delete from occi.category c where c.id = any (gone);
    insert into occi.category as c (class, scheme, term, title, location, model)
    select n.class, n.category ->> 'scheme', n.category ->> 'term', n.category ->> 'title', n.category ->> 'location', new_name
    from occi.model_categories(new_document) as n
    on conflict (coalesce(tenant_id, 0), identifier) do update
    set title = excluded.title, location = excluded.location, model = excluded.model;
    perform occi.model_fill(new_document);
    perform occi.quota_kinds();
    update occi.registry set version = version + 1;
    return query select occi.entities_misfit(before);
end $$;

-- The same for those who want an exception (OC010). Answers whether anything changed.
create or replace function occi.model_load(new_name text, new_document json, new_is_standard boolean default false) returns boolean
    language plpgsql set search_path = '' as $$
declare
    refusals text;
begin
    if occi.model_state(new_name, new_document::text) = 'same' then
        return false;
    end if;
    select string_agg(r, '; ') into refusals from occi.model_apply(new_name, new_document, new_is_standard) as r;
    if refusals is not null then
        raise exception using errcode = 'OC010', message = refusals;
    end if;
    return true;
end $$;

-- What is known of a document: 'new', 'same' text, 'changed', or 'removed' by an operator.
create or replace function occi.model_state(wanted text, new_text text) returns text language sql stable set search_path = '' as $$
    select coalesce((select case when m.removed_at is not null then 'removed' when m.document::text = new_text then 'same' else 'changed' end
                     from occi.model m where m.name = wanted), 'new')
$$;

-- Takes a document and its categories away. Answers why it cannot be; nothing means that it is done. Documents that ship with us are
-- remembered as removed.
create or replace function occi.model_remove(wanted text) returns setof text language plpgsql set search_path = '' as $$
declare
    known occi.model;
    gone  integer[];
begin
    perform from occi.registry for update;
    select * into known from occi.model m where m.name = wanted and m.removed_at is null;
    if known.name is null then
        return next format('there is no model document called %s; occi-admin model list shows those there are', wanted);
        return;
    end if;
    gone := array(select c.id from occi.category c where c.model = wanted for update);
    if exists (select from occi.category c where c.id = any (gone) and c.scheme = 'http://schemas.ogf.org/occi/core#') then
        return next format('%s has the core kinds, without which there is nothing', wanted);
        return;
    end if;
    return query select occi.categories_in_use(gone);
    if found then
        return;
    end if;
    perform occi.categories_empty(gone);
    delete from occi.category c where c.id = any (gone);
    if known.is_standard then
        update occi.model m set removed_at = now() where m.name = wanted;
    else
        delete from occi.model m where m.name = wanted;
    end if;
    update occi.registry set version = version + 1;
end $$;

-- The documents, and how much each is used.
create or replace function occi.model_list()
    returns table (name text, is_standard boolean, loaded_at timestamptz, removed_at timestamptz, kinds bigint, mixins bigint, actions bigint, entities bigint)
    language sql stable set search_path = '' as $$
    select m.name, m.is_standard, m.loaded_at, m.removed_at,
           count(*) filter (where c.class = 'kind'), count(*) filter (where c.class = 'mixin'), count(*) filter (where c.class = 'action'),
           (select count(*) from occi.entity e
            where e.kind_id = any (array_agg(c.id)) or exists (select from occi.entity_mixin x
                                                              where x.tenant_id = e.tenant_id and x.entity_id = e.id and x.mixin_id = any (array_agg(c.id))))
    from occi.model m left join occi.category c on c.model = m.name
    group by m.name
    order by m.name
$$;

-- The provider's categories (owner null) or a tenant's own, as one document of the same form, each with the registry's key; those of the
-- document called `without` are left out.
create or replace function occi.model_document(owner integer, without text default null) returns json language sql stable set search_path = '' as $$
    with own as (
        select c.* from occi.category c where c.tenant_id is not distinct from owner and (without is null or c.model is distinct from without)
    ),
    category as (
        select c.id, c.class, json_strip_nulls(json_build_object(
            'key', c.id, 'term', c.term, 'scheme', c.scheme, 'title', c.title, 'location', c.location,
            'parent', (select p.identifier from occi.category p where p.id = c.parent_id),
            'depends', (select json_agg(d.identifier order by x.position)
                        from occi.category_depends x join occi.category d on d.id = x.depends_id where x.category_id = c.id),
            'applies', (select json_agg(d.identifier order by x.position)
                        from occi.category_applies x join occi.category d on d.id = x.applies_id where x.category_id = c.id),
            'actions', (select json_agg(d.identifier order by x.position)
                        from occi.category_action x join occi.category d on d.id = x.action_id where x.category_id = c.id),
            'attributes', (select json_object_agg(a.name, json_strip_nulls(json_build_object(
                               'type', a.type, 'mutable', a.is_mutable, 'required', a.is_required, 'pattern', a.pattern,
                               'default', a.default_value, 'description', a.description)) order by a.position)
                           from occi.category_attribute a where a.category_id = c.id))) as document
        from own c
    )
    select json_strip_nulls(json_build_object(
        'kinds', (select json_agg(document order by id) from category where class = 'kind'),
        'mixins', (select json_agg(document order by id) from category where class = 'mixin'),
        'actions', (select json_agg(document order by id) from category where class = 'action'),
        'lifecycles', (select json_agg(c.lifecycle || jsonb_build_object('kind', c.identifier) order by c.id)
                       from own c where c.lifecycle is not null),
        'families', (select json_agg(c.family || jsonb_build_object('mixin', c.identifier) order by c.id)
                     from own c where c.family is not null),
        'generators', (select json_agg(json_build_object('attribute', a.name, 'of', c.identifier, 'as', a.generator,
                                                         'accept', a.is_initial) order by c.id, a.position)
                       from own c join occi.category_attribute a on a.category_id = c.id
                       where a.generator is not null or a.is_initial),
        -- Only the binding of requests asks for aliases, so that they need no table: they are as the documents have them.
        'aliases', (select json_agg(a.value order by m.name, a.ordinality)
                    from occi.model m, json_array_elements(m.document -> 'aliases') with ordinality as a
                    where owner is null and m.removed_at is null and m.name is distinct from without)))
$$;

-- `kind` is one of those that a lifecycle names as an end of its links (an identifier, or several), or descends from one; true when it
-- names none.
create or replace function occi.link_joins(named jsonb, kind integer) returns boolean language sql stable set search_path = '' as $$
    select named is null
        or exists (select from occi.category c where c.id in (select occi.category_line(kind)) and c.tenant_id is null and named ? c.identifier)
$$;

-- Lifecycles that say "acyclic": no way along such links leads back to where it began. One check at a time in a tenant, or two links could
-- close a circle that neither sees.
create or replace function occi.link_acyclic() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    if new.target_id is null
       or (select c.lifecycle -> 'acyclic' from occi.category c where c.id = new.kind_id) is distinct from 'true'::jsonb then
        return new;
    end if;
    perform pg_advisory_xact_lock(hashtext('occi.link_acyclic'), new.tenant_id);
    if exists (with recursive reached as (
                   select new.target_id as id
                   union
                   select l.target_id
                   from reached r
                   join occi.entity l on l.tenant_id = new.tenant_id and l.source_id = r.id and l.target_id is not null
                   join occi.category c on c.id = l.kind_id and c.lifecycle -> 'acyclic' = 'true'
               )
               select from reached where id = new.source_id) then
        raise exception using errcode = 'OC020',
            message = (select e.location from occi.entity e where e.tenant_id = new.tenant_id and e.id = new.source_id),
            detail = (select e.location from occi.entity e where e.tenant_id = new.tenant_id and e.id = new.target_id);
    end if;
    return new;
end $$;
create or replace trigger acyclic before insert on occi.entity for each row
    when (new.source_id is not null) execute function occi.link_acyclic();

-- Transitions that say "stamps": the attribute becomes the instant at which the action was done.
create or replace function occi.entity_stamp() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    stamped text := (select t.value ->> 'stamps'
                     from occi.category c, jsonb_array_elements(c.lifecycle -> 'transitions') as t
                     where c.id = new.kind_id and t.value ->> 'action' = new.desired ->> 'action' and t.value -> 'from' ? old.state limit 1);
begin
    if stamped is not null then
        new.attributes := new.attributes || jsonb_build_object(stamped, to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
    end if;
    return new;
end $$;
create or replace trigger stamp before update of generation on occi.entity for each row
    when (new.generation <> old.generation and new.desired ? 'action') execute function occi.entity_stamp();

do $$
declare
    called regprocedure;
begin
    foreach called in array array['occi.model_categories(json)', 'occi.category_line(integer)', 'occi.model_aliases()',
        'occi.entities_counted(uuid[])', 'occi.categories_in_use(integer[])', 'occi.categories_empty(integer[])',
        'occi.model_conflicts(text, json)', 'occi.model_fill(json)', 'occi.attributes_of(integer[])', 'occi.entities_misfit(jsonb)',
        'occi.model_apply(text, json, boolean)', 'occi.model_load(text, json, boolean)', 'occi.model_state(text, text)',
        'occi.model_remove(text)', 'occi.model_list()', 'occi.model_document(integer, text)', 'occi.link_joins(jsonb, integer)']::regprocedure[] loop
        execute format('revoke execute on function %s from public', called);
        execute format('grant execute on function %s to occi_admin', called);
    end loop;
    grant execute on function occi.model_document(integer, text), occi.category_line(integer), occi.link_joins(jsonb, integer) to occi_worker;
end $$;
