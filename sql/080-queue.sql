-- What the reconcilers do: hold hosts under a lease, claim operations, record outcomes, report drift. Every function that records something
-- first checks that the caller's lease still holds (OC009 otherwise), and keeps it from changing hands until the commit.

-- Who drives a host, until when, and how often it changed hands: the fence. Bookkeeping, renewed every few seconds; not under audit.
create table occi.host_lease (
    host_id     integer primary key references occi.host on delete cascade,
    holder      text,
    fence       bigint not null default 0,
    held_until  timestamptz not null default '-infinity'
);
grant select, insert, update on occi.host_lease to occi_reconciler;
grant select on occi.host_lease to occi_admin;
create function occi.host_lease_add() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into occi.host_lease (host_id) values (new.id);
    perform pg_notify('occi_operation', '');
    return null;
end $$;
create trigger lease after insert on occi.host for each row execute function occi.host_lease_add();

-- Takes the lease of one free host that has one of `drivers`, if there is one: what the last holder left running is queued again, and every entity on the host
-- that nothing is queued for is repaired, so that the host becomes what the registry says, whatever it was.
create function occi.host_acquire(new_holder text, drivers text[], seconds integer)
    returns table (host integer, name text, driver text, uri text, fence bigint) language plpgsql set search_path = '' as $$
declare
    taken occi.host_lease;
begin
    update occi.host_lease l
    set holder = new_holder, fence = l.fence + 1, held_until = clock_timestamp() + make_interval(secs => seconds)
    where l.host_id = (select f.host_id from occi.host_lease f join occi.host h on h.id = f.host_id
                       where f.held_until < clock_timestamp() and h.driver = any (drivers)
                       order by f.host_id for update of f skip locked limit 1)
    returning * into taken;
    if taken.host_id is null then
        return;
    end if;
    update occi.operation o set status = 'queued', due_at = now(), message = 'taken over from a reconciler that stopped'
    where o.host_id = taken.host_id and o.status = 'running';
    insert into occi.operation (tenant_id, entity_id, subject_id, kind_id, verb, wanted, generation, host_id)
    select e.tenant_id, e.id, e.id, e.kind_id, 'repair', e.desired ->> 'state', e.generation, e.host_id
    from occi.entity e join occi.category c on c.id = e.kind_id
    where e.host_id = taken.host_id and e.source_id is null and c.is_driven
      and not exists (select from occi.operation o where o.tenant_id = e.tenant_id and o.subject_id = e.id
                      and o.status in ('queued', 'running'));
    return query select h.id, h.name, h.driver, h.uri, taken.fence from occi.host h where h.id = taken.host_id;
end $$;
grant execute on function occi.host_acquire(text, text[], integer) to occi_reconciler;

create function occi.host_lease_check(host integer, held_fence bigint) returns void language plpgsql set search_path = '' as $$
begin
    perform from occi.host_lease l
    where l.host_id = host and l.fence = held_fence and l.held_until > clock_timestamp() for share;
    if not found then
        raise exception using errcode = 'OC009', message = host::text;
    end if;
end $$;

-- Holds the lease longer; false when it is lost already.
create function occi.host_renew(host integer, held_fence bigint, seconds integer) returns boolean
    language sql volatile set search_path = '' as $$
    with renewed as (
        update occi.host_lease l set held_until = clock_timestamp() + make_interval(secs => seconds)
        where l.host_id = host and l.fence = held_fence and l.held_until > clock_timestamp()
        returning 1
    )
    select exists (select from renewed)
$$;

create function occi.host_release(host integer, held_fence bigint) returns void language sql volatile set search_path = '' as $$
    update occi.host_lease l set held_until = '-infinity' where l.host_id = host and l.fence = held_fence
$$;

-- What a driver has to know of an operation's subject: categories by identifier, links with the ids of their targets.
create function occi.subject_document(tenant integer, subject uuid) returns json language sql stable set search_path = '' as $$
    select json_build_object(
        'id', e.id, 'kind', k.identifier, 'title', e.title, 'summary', e.summary, 'state', e.state, 'desired', e.desired ->> 'state',
        'attributes', e.attributes,
        'mixins', (select json_agg(json_build_object('identifier', c.identifier, 'term', c.term, 'depends',
                              (select json_agg(p.identifier) from occi.category_depends d join occi.category p on p.id = d.depends_id
                               where d.category_id = c.id)) order by m.position)
                   from occi.entity_mixin m join occi.category c on c.id = m.mixin_id
                   where m.tenant_id = e.tenant_id and m.entity_id = e.id),
        'links', (select json_agg(json_build_object('id', l.id, 'kind', lk.identifier, 'attributes', l.attributes, 'state', l.state,
                                                    'target', l.target_id, 'target_kind', tk.identifier) order by l.id)
                  from occi.entity l
                  join occi.category lk on lk.id = l.kind_id
                  join occi.entity t on t.tenant_id = l.tenant_id and t.id = l.target_id
                  join occi.category tk on tk.id = t.kind_id
                  where l.tenant_id = e.tenant_id and l.source_id = e.id))
    from occi.entity e join occi.category k on k.id = e.kind_id
    where e.tenant_id = tenant and e.id = subject
$$;

-- Claims the oldest operation that is due on the host and whose subject nobody is at work on, and places its subject there. Answers the operation
-- with its subject's document (null: it is gone), or {"due_in": milliseconds} (null: nothing is queued) when there is none.
create function occi.operation_claim(host integer, held_fence bigint) returns json language plpgsql set search_path = '' as $$
declare
    claimed occi.operation;
begin
    perform occi.host_lease_check(host, held_fence);
    loop
        select o.* into claimed
        from occi.operation o
        where o.status = 'queued' and o.due_at <= clock_timestamp()
          and coalesce(o.host_id, (select e.host_id from occi.entity e where e.tenant_id = o.tenant_id and e.id = o.subject_id), host) = host
          and not exists (select from occi.operation p where p.tenant_id = o.tenant_id and p.subject_id = o.subject_id
                          and p.status in ('queued', 'running') and p.sequence < o.sequence)
        order by o.due_at, o.sequence
        for update of o skip locked limit 1;
        if claimed.id is null then
            return (select json_build_object('due_in', greatest(0, ceil(extract(epoch from min(o.due_at) - clock_timestamp()) * 1000))::bigint)
                    from occi.operation o where o.status = 'queued');
        end if;
        exit when claimed.verb = 'delete'
               or exists (select from occi.entity e where e.tenant_id = claimed.tenant_id and e.id = claimed.entity_id);
        update occi.operation o set status = 'cancelled', finished_at = clock_timestamp(), message = 'the entity was deleted'
        where o.tenant_id = claimed.tenant_id and o.id = claimed.id;
    end loop;
    update occi.operation o
    set status = 'running', fence = held_fence, host_id = host, attempts = o.attempts + 1,
        started_at = coalesce(o.started_at, clock_timestamp()), message = null
    where o.tenant_id = claimed.tenant_id and o.id = claimed.id;
    update occi.entity e set host_id = host
    where e.tenant_id = claimed.tenant_id and e.id = claimed.subject_id and e.host_id is null;
    return json_build_object(
        'tenant', claimed.tenant_id, 'id', claimed.id, 'entity', claimed.entity_id, 'subject', claimed.subject_id,
        'kind', (select c.identifier from occi.category c where c.id = claimed.kind_id),
        'verb', claimed.verb, 'action', claimed.action, 'parameters', claimed.parameters, 'wanted', claimed.wanted,
        'makes', (select c.term from occi.category c where c.tenant_id = claimed.tenant_id and c.identifier = claimed.makes),
        'attempts', claimed.attempts + 1,
        'document', occi.subject_document(claimed.tenant_id, claimed.subject_id));
end $$;

-- Records how an operation ended: 'done' with the state seen, 'failed' for good, or 'queued' again after a delay. `link_state` becomes the state
-- of the subject's links (null: it has none), `changed` is merged into the subject's attributes. One transaction: the outcome, what is observed, and the audit of both.
create function occi.operation_finish(tenant integer, operation uuid, host integer, held_fence bigint, outcome occi.operation_status,
                                      reason text, seen text, link_state text, changed jsonb, delay_ms integer) returns void
    language plpgsql set search_path = '' as $$
declare
    finished occi.operation;
begin
    perform occi.host_lease_check(host, held_fence);
    update occi.operation o
    set status = outcome, message = reason, observed = seen,
        due_at = case when outcome = 'queued' then clock_timestamp() + make_interval(secs => delay_ms / 1000.0) else o.due_at end,
        finished_at = case when outcome <> 'queued' then clock_timestamp() end
    where o.tenant_id = tenant and o.id = operation and o.status = 'running' and o.fence = held_fence
    returning * into finished;
    if finished.id is null then
        raise exception using errcode = 'OC009', message = host::text;
    end if;
    if outcome = 'done' then
        update occi.entity e
        set state = case when e.id = finished.subject_id then coalesce(seen, e.state) else coalesce(link_state, e.state) end,
            state_message = null,
            attributes = case when e.id = finished.subject_id then e.attributes || coalesce(changed, '{}') else e.attributes end,
            observed_generation = case when e.id = finished.entity_id then greatest(e.observed_generation, finished.generation)
                                       else e.observed_generation end
        where e.tenant_id = tenant and finished.verb <> 'delete'
          and (e.id in (finished.subject_id, finished.entity_id) or (e.source_id = finished.subject_id and e.state is distinct from link_state));
    elsif finished.verb <> 'delete' then
        update occi.entity e
        set state = case when outcome = 'failed' then 'error' else e.state end, state_message = reason
        where e.tenant_id = tenant and e.id = finished.entity_id;
    end if;
end $$;

-- The host shows an entity in a state that the registry does not: queues a repair, unless something is queued already.
create function occi.drift_report(host integer, held_fence bigint, drifted uuid, seen text) returns boolean
    language plpgsql set search_path = '' as $$
begin
    perform occi.host_lease_check(host, held_fence);
    insert into occi.operation (tenant_id, entity_id, subject_id, kind_id, verb, wanted, generation, host_id, message)
    select e.tenant_id, e.id, e.id, e.kind_id, 'repair', e.desired ->> 'state', e.generation, e.host_id, format('the host shows it %s', seen)
    from occi.entity e
    where e.host_id = host and e.id = drifted and e.state is distinct from seen and e.state is distinct from 'error'
      and not exists (select from occi.operation o where o.tenant_id = e.tenant_id and o.subject_id = e.id
                      and o.status in ('queued', 'running'));
    return found;
end $$;

-- The entities placed on the host, to be compared with what the host shows.
create function occi.host_entities(host integer) returns table (id uuid, state text) language sql stable set search_path = '' as $$
    select e.id, e.state from occi.entity e where e.host_id = host
$$;

do $$
declare
    called regprocedure;
begin
    foreach called in array array['occi.host_lease_check(integer, bigint)', 'occi.host_renew(integer, bigint, integer)',
        'occi.host_release(integer, bigint)', 'occi.subject_document(integer, uuid)', 'occi.operation_claim(integer, bigint)',
        'occi.operation_finish(integer, uuid, integer, bigint, occi.operation_status, text, text, text, jsonb, integer)',
        'occi.drift_report(integer, bigint, uuid, text)', 'occi.host_entities(integer)']::regprocedure[] loop
        execute format('grant execute on function %s to occi_reconciler', called);
    end loop;
end $$;
