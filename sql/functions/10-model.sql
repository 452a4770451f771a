-- Model documents in and out of the registry (model/README.md).

-- Loads a document into the provider's categories: what is new is added, what is there is brought up to date.
-- Answers whether anything changed. References are resolved after all categories stand, so their order is free.
create or replace function occi.model_load(model_name text, model json) returns boolean language plpgsql set search_path = '' as $$
declare
    item record;
    part record;
begin
    if exists (select from occi.model m where m.name = model_name and m.document::text = model::text) then
        return false;
    end if;
    insert into occi.model as m (name, document) values (model_name, model)
    on conflict (name) do update set document = excluded.document, loaded_at = now();

    for item in
        select c.class::occi.class as class, d.value as category
        from (values (1, 'kinds', 'kind'), (2, 'mixins', 'mixin'), (3, 'actions', 'action')) as c (position, member, class),
             json_array_elements(coalesce(model -> c.member, '[]')) with ordinality as d
        order by c.position, d.ordinality
    loop
        insert into occi.category as c (class, scheme, term, title, location)
        values (item.class, item.category ->> 'scheme', item.category ->> 'term', item.category ->> 'title', item.category ->> 'location')
        on conflict (coalesce(tenant_id, 0), identifier) do update set title = excluded.title, location = excluded.location;
    end loop;

    for item in
        select occi.category_id((d.value ->> 'scheme') || (d.value ->> 'term')) as id, d.value as category
        from (values ('kinds'), ('mixins'), ('actions')) as c (member), json_array_elements(coalesce(model -> c.member, '[]')) as d
    loop
        update occi.category set parent_id = occi.category_id(item.category ->> 'parent')
        where id = item.id and item.category ->> 'parent' is not null;
        delete from occi.category_attribute where category_id = item.id;
        delete from occi.category_action where category_id = item.id;
        delete from occi.category_depends where category_id = item.id;
        delete from occi.category_applies where category_id = item.id;
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
        from json_array_elements(coalesce(model -> 'lifecycles', '[]')) as l
    loop
        update occi.category set lifecycle = part.lifecycle where id = part.id;
    end loop;
    for part in
        select occi.category_id(f.value ->> 'mixin') as id, f.value::jsonb - 'mixin' as family
        from json_array_elements(coalesce(model -> 'families', '[]')) as f
    loop
        update occi.category set family = part.family where id = part.id;
    end loop;
    for part in
        select occi.category_id(g.value ->> 'of') as id, g.value as generator
        from json_array_elements(coalesce(model -> 'generators', '[]')) as g
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
    update occi.registry set version = version + 1;
    return true;
end $$;
grant execute on function occi.model_load(text, json) to occi_admin;

-- The provider's categories (owner null) or a tenant's own, as one document of the same form, each with the registry's key.
create or replace function occi.model_document(owner integer) returns json language sql stable set search_path = '' as $$
    with category as (
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
        from occi.category c
        where c.tenant_id is not distinct from owner
    )
    select json_strip_nulls(json_build_object(
        'kinds', (select json_agg(document order by id) from category where class = 'kind'),
        'mixins', (select json_agg(document order by id) from category where class = 'mixin'),
        'actions', (select json_agg(document order by id) from category where class = 'action'),
        'lifecycles', (select json_agg(c.lifecycle || jsonb_build_object('kind', c.identifier) order by c.id)
                       from occi.category c where c.lifecycle is not null and c.tenant_id is not distinct from owner),
        'families', (select json_agg(c.family || jsonb_build_object('mixin', c.identifier) order by c.id)
                     from occi.category c where c.family is not null and c.tenant_id is not distinct from owner),
        'generators', (select json_agg(json_build_object('attribute', a.name, 'of', c.identifier, 'as', a.generator,
                                                         'accept', a.is_initial) order by c.id, a.position)
                       from occi.category c join occi.category_attribute a on a.category_id = c.id
                       where (a.generator is not null or a.is_initial) and c.tenant_id is not distinct from owner),
        -- Only the binding of requests asks for aliases, so that they need no table: they are as the documents have them.
        'aliases', (select json_agg(a.value order by m.name, a.ordinality)
                    from occi.model m, json_array_elements(m.document -> 'aliases') with ordinality as a where owner is null)))
$$;
grant execute on function occi.model_document(integer) to occi_worker, occi_admin;
