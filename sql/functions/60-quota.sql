-- Quotas (sql/220-quota.sql): counting entities, refusing what would be too much, and what operators and tests ask.

-- What an entity counts as: {"cores": 2, …}; null: nothing. `is_asked`: its desired action is a new one, which no operation stands for yet.
create or replace function occi.quota_amounts(entity occi.entity, is_asked boolean) returns jsonb
    language plpgsql stable set search_path = '' as $$
begin
    return (select jsonb_object_agg(a.name, a.amount) filter (where a.amount > 0)
            from (select r.name,
                         case when r.attribute is null then 1
                              when r.is_given then (entity.attributes ? r.attribute)::integer
                              else greatest(case when jsonb_typeof(entity.attributes -> r.attribute) = 'number'
                                                 then (entity.attributes ->> r.attribute)::numeric end,
                                            case when r.action is not null then occi.quota_asked(entity, r, is_asked) end)
                         end as amount
                  from (select k.resource from occi.quota_kind k where k.kind_id = entity.kind_id
                        union all
                        select x.resource from occi.quota_mixins(entity) as x (resource)
                        where exists (select from occi.quota_resource o where o.class = 'mixin')) as n
                  join occi.quota_resource r on r.name = n.resource) as a);
end $$;

-- The resources that the mixins of an entity count for, by themselves or by what they depend on.
create or replace function occi.quota_mixins(entity occi.entity) returns setof text language plpgsql stable set search_path = '' as $$
begin
    return query
    select distinct r.name
    from occi.entity_mixin m, occi.category_line(m.mixin_id) as line (id), occi.category c, occi.quota_resource r
    where m.tenant_id = entity.tenant_id and m.entity_id = entity.id and c.id = line.id and c.tenant_id is null
      and r.class = 'mixin' and r.category = c.identifier;
end $$;

-- Brings occi.quota_kind up to date; when that concerns entities that are there, everything is counted anew.
create or replace function occi.quota_kinds() returns void language plpgsql set search_path = '' as $$
declare
    changed integer[];
begin
    with recursive line as (
        select c.id as kind_id, c.id, c.parent_id, c.identifier from occi.category c where c.class = 'kind'
        union all
        select l.kind_id, c.id, c.parent_id, c.identifier from line l join occi.category c on c.id = l.parent_id
    ), wanted as (
        select l.kind_id, r.name as resource from line l join occi.quota_resource r on r.category = l.identifier and r.class = 'kind'
    ), gone as (
        delete from occi.quota_kind k
        where not exists (select from wanted w where w.kind_id = k.kind_id and w.resource = k.resource)
        returning k.kind_id
    ), come as (
        insert into occi.quota_kind (kind_id, resource) select w.kind_id, w.resource from wanted w
        on conflict do nothing
        returning kind_id
    )
    select array_agg(kind_id) into changed from (select kind_id from gone union select kind_id from come) as k;
    if exists (select from occi.entity e where e.kind_id = any (changed)) then
        perform occi.quota_recount();
    end if;
end $$;

-- The most that the entity's actions still to be done ask for.
create or replace function occi.quota_asked(entity occi.entity, resource occi.quota_resource, is_asked boolean) returns numeric
    language plpgsql stable set search_path = '' as $$
begin
    if not (select c.is_driven from occi.category c where c.id = entity.kind_id) then
        return null; -- there an action has no effect but the state
    end if;
    return (select max((a.parameters ->> resource.parameter)::numeric)
            from (select o.action, o.parameters from occi.operation o
                  where o.tenant_id = entity.tenant_id and o.subject_id = entity.id and o.status in ('queued', 'running')
                  union all
                  select entity.desired ->> 'action', entity.desired -> 'parameters' where is_asked) as a
            where a.action = resource.action and jsonb_typeof(a.parameters -> resource.parameter) = 'number');
end $$;

create or replace function occi.quota_count() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    if tg_op = 'INSERT' then
        new.counted := occi.quota_amounts(new, false);
    else
        new.counted := occi.quota_amounts(new, new.generation <> old.generation);
    end if;
    return new;
end $$;
create or replace trigger counted before insert or update of attributes, generation, state, counted on occi.entity
    for each row execute function occi.quota_count();

-- Mixins come after their entity, and may go without it.
create or replace function occi.quota_mixed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    if exists (select from occi.quota_resource r where r.class = 'mixin') then
        update occi.entity e set counted = null
        where (e.tenant_id, e.id) in (select m.tenant_id, m.entity_id from mixed m);
    end if;
    return null;
end $$;
create or replace trigger quota_inserted after insert on occi.entity_mixin referencing new table as mixed
    for each statement execute function occi.quota_mixed();
create or replace trigger quota_deleted after delete on occi.entity_mixin referencing old table as mixed
    for each statement execute function occi.quota_mixed();

-- What a statement has changed is noted, for the end of the transaction.
create or replace function occi.quota_inserted() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into occi.quota_change (tenant_id, amounts)
    select s.tenant_id, jsonb_object_agg(s.key, s.amount)
    from (select e.tenant_id, a.key, sum(a.value::numeric) as amount
          from counted e, jsonb_each_text(e.counted) as a group by 1, 2) as s
    group by s.tenant_id;
    return null;
end $$;
create or replace function occi.quota_deleted() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into occi.quota_change (tenant_id, amounts)
    select s.tenant_id, jsonb_object_agg(s.key, s.amount)
    from (select e.tenant_id, a.key, -sum(a.value::numeric) as amount
          from counted e, jsonb_each_text(e.counted) as a group by 1, 2) as s
    group by s.tenant_id;
    return null;
end $$;
create or replace function occi.quota_updated() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into occi.quota_change (tenant_id, amounts)
    select new.tenant_id, jsonb_object_agg(s.key, s.amount)
    from (select a.key, sum(a.amount) as amount
          from (select n.key, n.value::numeric as amount from jsonb_each_text(new.counted) as n
                union all
                select o.key, -o.value::numeric from jsonb_each_text(old.counted) as o) as a
          group by a.key) as s
    where s.amount <> 0
    having count(*) > 0;
    return null;
end $$;
create or replace trigger quota_inserted after insert on occi.entity referencing new table as counted
    for each statement execute function occi.quota_inserted();
create or replace trigger quota_deleted after delete on occi.entity referencing old table as counted
    for each statement execute function occi.quota_deleted();
create or replace trigger quota_updated after update on occi.entity for each row
    when (new.counted is distinct from old.counted) execute function occi.quota_updated();

-- The end of a transaction: all of its changes, summed up, each resource in turn. What grows has to be allowed (OC050: resource, used,
-- allowed, and as column how much more was asked for); but what a reconciler has seen is so, allowed or not.
create or replace function occi.quota_apply() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    change record;
    held   record;
begin
    for change in
        with mine as (
            delete from occi.quota_change c where c.tenant_id = new.tenant_id and c.transaction = new.transaction returning c.amounts
        )
        select a.key as resource, sum(a.value::numeric) as amount
        from mine, jsonb_each_text(mine.amounts) as a
        group by a.key having sum(a.value::numeric) <> 0
        order by a.key
    loop
        update occi.quota q
        set used = q.used + change.amount, version = q.version + 1
        where q.tenant_id = new.tenant_id and q.resource = change.resource
          and (q.allowed is null or change.amount < 0 or q.used + change.amount <= q.allowed or session_user = 'occi_reconciler');
        if found then
            continue;
        end if;
        select q.used, q.allowed, r.unit into held
        from occi.quota q join occi.quota_resource r on r.name = q.resource
        where q.tenant_id = new.tenant_id and q.resource = change.resource;
        if found then
            raise exception using errcode = 'OC050', message = change.resource,
                detail = trim_scale(held.used), hint = format('%s %s', trim_scale(held.allowed), held.unit), column = trim_scale(change.amount);
        end if;
    end loop;
    return null;
end $$;
drop trigger if exists apply on occi.quota_change;
create constraint trigger apply after insert on occi.quota_change deferrable initially deferred
    for each row execute function occi.quota_apply();

-- Counts everything anew, while nobody writes. The entities stay what they are, so the audit is not told. Nothing is refused: what counts is for
-- operators to say.
create or replace function occi.quota_recount() returns void language plpgsql security definer set search_path = '' as $$
begin
    lock table occi.entity in share row exclusive mode;
    delete from occi.quota_change c where c.transaction = pg_current_xact_id(); -- is in the sums already
    alter table occi.entity disable trigger audit;
    alter table occi.entity disable trigger quota_updated;
    update occi.entity e set counted = null
    where e.counted is distinct from occi.quota_amounts(e, false);
    alter table occi.entity enable trigger quota_updated;
    alter table occi.entity enable trigger audit;
    insert into occi.quota (tenant_id, resource) select t.id, r.name from occi.tenant t, occi.quota_resource r
    on conflict do nothing;
    update occi.quota q set used = s.counted, version = q.version + 1
    from occi.quota_sums() s
    where s.tenant_id = q.tenant_id and s.resource = q.resource and s.counted <> q.used;
end $$;

-- What the entities of each tenant amount to: as they were counted, and counted now.
create or replace function occi.quota_sums() returns table (tenant_id integer, resource text, counted numeric, recounted numeric)
    language sql stable set search_path = '' as $$
    with counted as (
        select e.tenant_id, a.key, a.value::numeric as amount from occi.entity e, jsonb_each_text(e.counted) as a
    ), recounted as (
        select e.tenant_id, a.key, a.value::numeric as amount
        from occi.entity e, jsonb_each_text(occi.quota_amounts(e, false)) as a
    )
    select q.tenant_id, q.resource,
           coalesce((select sum(c.amount) from counted c where c.tenant_id = q.tenant_id and c.key = q.resource), 0),
           coalesce((select sum(c.amount) from recounted c where c.tenant_id = q.tenant_id and c.key = q.resource), 0)
    from occi.quota q
$$;

-- A new resource is counted from the start, and everybody has it; so has a new tenant.
create or replace function occi.quota_resource_changed() returns trigger language plpgsql set search_path = '' as $$
begin
    perform occi.quota_kinds();
    perform occi.quota_recount();
    return null;
end $$;
create or replace trigger recount after insert or update on occi.quota_resource
    for each statement execute function occi.quota_resource_changed();

create or replace function occi.quota_begin() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into occi.quota (tenant_id, resource) select new.id, r.name from occi.quota_resource r;
    return null;
end $$;
create or replace trigger quota after insert on occi.tenant for each row execute function occi.quota_begin();

-- For operators.
create or replace function occi.quota_show(of_tenant text) returns table (resource text, used numeric, allowed numeric, unit text)
    language plpgsql stable set search_path = '' as $$
begin
    if not exists (select from occi.tenant t where t.name = of_tenant) then
        raise exception using errcode = 'OC010', message = format('there is no tenant called %s', of_tenant);
    end if;
    return query
    select q.resource, trim_scale(q.used), trim_scale(q.allowed), r.unit
    from occi.quota q
    join occi.quota_resource r on r.name = q.resource
    join occi.tenant t on t.id = q.tenant_id
    where t.name = of_tenant
    order by q.resource;
end $$;

create or replace function occi.quota_set(of_tenant text, of_resource text, new_limit text) returns boolean
    language plpgsql set search_path = '' as $$
begin
    if not exists (select from occi.quota_show(of_tenant) s where s.resource = of_resource) then
        raise exception using errcode = 'OC010',
            message = format('there is no quota of %s; there are those of %s', of_resource,
                             (select string_agg(r.name, ', ' order by r.name) from occi.quota_resource r));
    end if;
    if new_limit !~ '^([0-9]{1,15}([.][0-9]{1,6})?|none)$' then
        raise exception using errcode = 'OC010', message = format('a limit is a number such as 16 or 1.5, or none, not %s', new_limit);
    end if;
    update occi.quota q set allowed = nullif(new_limit, 'none')::numeric, version = q.version + 1
    where q.tenant_id = (select t.id from occi.tenant t where t.name = of_tenant) and q.resource = of_resource
      and q.allowed is distinct from nullif(new_limit, 'none')::numeric;
    return found;
end $$;

-- Where the books are wrong; nothing means that they are right.
create or replace function occi.quota_check() returns table (tenant text, resource text, used numeric, counted numeric)
    language sql stable set search_path = '' as $$
    select t.name, q.resource, trim_scale(q.used), trim_scale(case when s.counted <> q.used then s.counted else s.recounted end)
    from occi.quota q
    join occi.tenant t on t.id = q.tenant_id
    join occi.quota_sums() s on s.tenant_id = q.tenant_id and s.resource = q.resource
    where q.used <> s.counted or q.used <> s.recounted
    order by t.name, q.resource
$$;

do $$
declare
    called regprocedure;
begin
    foreach called in array array['occi.quota_amounts(occi.entity, boolean)', 'occi.quota_mixins(occi.entity)', 'occi.quota_kinds()', 'occi.quota_asked(occi.entity, occi.quota_resource, boolean)',
        'occi.quota_recount()', 'occi.quota_sums()', 'occi.quota_show(text)', 'occi.quota_set(text, text, text)',
        'occi.quota_check()']::regprocedure[] loop
        execute format('revoke execute on function %s from public', called);
        execute format('grant execute on function %s to occi_admin', called);
    end loop;
    foreach called in array array['occi.quota_count()', 'occi.quota_mixed()', 'occi.quota_inserted()', 'occi.quota_deleted()', 'occi.quota_updated()',
        'occi.quota_apply()', 'occi.quota_resource_changed()', 'occi.quota_begin()']::regprocedure[] loop
        execute format('revoke execute on function %s from public', called);
    end loop;
end $$;

select occi.quota_kinds();
select occi.quota_recount();
