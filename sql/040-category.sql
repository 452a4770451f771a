-- The registry's categories (GFD.221 5.3): kinds, mixins and actions with their attributes, loaded from documents in the standard's
-- JSON category rendering (model/README.md). tenant_id null: the provider's, seen by all; else one tenant's own mixins.

create type occi.class as enum ('kind', 'mixin', 'action');

create table occi.category (
    id            integer generated always as identity primary key,
    tenant_id     integer references occi.tenant on delete cascade,
    class         occi.class not null,
    scheme        text not null,
    term          text not null check (term ~ '^[A-Za-z0-9][A-Za-z0-9_.-]*$'),
    identifier    text not null generated always as (scheme || term) stored,
    title         text,
    location      text check (location ~ '^/(.*/)?$'),
    parent_id     integer,
    parent_class  occi.class not null generated always as ('kind'::occi.class) stored,
    is_link       boolean not null default false, -- descends from core#link
    is_driven     boolean not null generated always as (coalesce((lifecycle ->> 'driven')::boolean, false)) stored,
    lifecycle     jsonb,  -- as in the document, without "kind"
    family        jsonb,  -- as in the document, without "mixin"
    unique (id, class),
    foreign key (parent_id, parent_class) references occi.category (id, class),
    check (parent_id is null or class = 'kind'),
    check (lifecycle is null or class = 'kind'),
    check (family is null or class = 'mixin'),
    check (location is null or class <> 'action'),
    check (tenant_id is null or class = 'mixin')
);
create unique index category_identifier on occi.category (coalesce(tenant_id, 0), identifier);
create unique index category_location on occi.category (coalesce(tenant_id, 0), location);

create table occi.category_attribute (
    category_id    integer not null references occi.category on delete cascade,
    name           text not null,
    position       integer not null,
    type           text not null check (type in ('string', 'number', 'boolean', 'array', 'object')),
    is_mutable     boolean not null,
    is_required    boolean not null,
    is_initial     boolean not null default false, -- immutable, yet a client may give it at creation
    pattern        jsonb,
    default_value  jsonb,
    description    text,
    generator      text check (generator = 'mac' or generator ~ '^[a-z]*[#@]$'),
    primary key (category_id, name)
);

-- An action belongs to exactly one kind or mixin (GFD.221 5.3.5).
create table occi.category_action (
    category_id   integer not null references occi.category on delete cascade,
    action_id     integer not null unique,
    action_class  occi.class not null generated always as ('action'::occi.class) stored,
    position      integer not null,
    primary key (category_id, action_id),
    foreign key (action_id, action_class) references occi.category (id, class)
);

create table occi.category_depends (
    category_id    integer not null references occi.category on delete cascade,
    depends_id     integer not null,
    depends_class  occi.class not null generated always as ('mixin'::occi.class) stored,
    position       integer not null,
    primary key (category_id, depends_id),
    foreign key (depends_id, depends_class) references occi.category (id, class)
);

create table occi.category_applies (
    category_id    integer not null references occi.category on delete cascade,
    applies_id     integer not null,
    applies_class  occi.class not null generated always as ('kind'::occi.class) stored,
    position       integer not null,
    primary key (category_id, applies_id),
    foreign key (applies_id, applies_class) references occi.category (id, class)
);

-- The documents as they were last loaded.
create table occi.model (
    name       text primary key,
    document   json not null, -- json, not jsonb: the order of attributes is kept
    loaded_at  timestamptz not null default now()
);

do $$
declare
    part text;
begin
    foreach part in array array['category', 'category_attribute', 'category_action', 'category_depends', 'category_applies', 'model'] loop
        execute format('call audit.watch(%L)', 'occi.' || part);
        execute format('grant select on occi.%I to occi_worker, occi_reconciler', part);
        execute format('grant select, insert, update, delete on occi.%I to occi_admin', part);
    end loop;
end $$;
grant insert on occi.category, occi.category_depends to occi_worker;

alter table occi.category enable row level security;
alter table occi.category force row level security;
create policy worker_read on occi.category for select to occi_worker
    using (tenant_id is null or tenant_id = occi.current_tenant());
create policy worker_write on occi.category for insert to occi_worker with check (tenant_id = occi.current_tenant());
create policy reconciler on occi.category to occi_reconciler using (true);
create policy admin on occi.category to occi_admin using (true) with check (true);

-- The parts of a category are seen with it, and written by those who may write it.
do $$
declare
    part text;
begin
    foreach part in array array['category_attribute', 'category_action', 'category_depends', 'category_applies'] loop
        execute format('alter table occi.%I enable row level security', part);
        execute format('alter table occi.%I force row level security', part);
        execute format('create policy worker_read on occi.%I for select to occi_worker
                        using (category_id in (select id from occi.category))', part);
        execute format('create policy worker_write on occi.%I for insert to occi_worker
                        with check (category_id in (select id from occi.category where tenant_id = occi.current_tenant()))', part);
        execute format('create policy reconciler on occi.%I to occi_reconciler using (true)', part);
        execute format('create policy admin on occi.%I to occi_admin using (true) with check (true)', part);
    end loop;
end $$;

-- A change of categories makes the workers' copies stale. Once per statement: the count of rows does not matter.
create function occi.category_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    if exists (select from changed where tenant_id is null) then
        update occi.registry set version = version + 1;
    end if;
    update occi.tenant set registry_version = registry_version + 1
    where id in (select tenant_id from changed where tenant_id is not null);
    return null;
end $$;
create trigger inserted after insert on occi.category referencing new table as changed
    for each statement execute function occi.category_changed();
create trigger updated after update on occi.category referencing new table as changed
    for each statement execute function occi.category_changed();
create trigger deleted after delete on occi.category referencing old table as changed
    for each statement execute function occi.category_changed();

create function occi.category_id(wanted text) returns integer language plpgsql stable set search_path = '' as $$
declare
    found_id integer;
begin
    select id into found_id from occi.category
    where identifier = wanted and (tenant_id is null or tenant_id = occi.current_tenant());
    if found_id is null then
        raise exception using errcode = 'OC003', message = wanted;
    end if;
    return found_id;
end $$;
grant execute on function occi.category_id(text) to occi_worker, occi_admin;

-- Loads a document into the provider's categories: what is new is added, what is there is brought up to date.
-- Answers whether anything changed. References are resolved after all categories stand, so their order is free.
create function occi.model_load(model_name text, model json) returns boolean language plpgsql set search_path = '' as $$
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
grant update on occi.registry to occi_admin;

-- The provider's categories (owner null) or a tenant's own, as one document of the same form, each with the registry's key.
create function occi.model_document(owner integer) returns json language sql stable set search_path = '' as $$
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
                       where (a.generator is not null or a.is_initial) and c.tenant_id is not distinct from owner)))
$$;
grant execute on function occi.model_document(integer) to occi_worker, occi_admin;
