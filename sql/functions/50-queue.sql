-- The queue, as reconcilers use it (sql/080-queue.sql has the rest).

-- What a driver has to know of an operation's subject: categories by identifier, links with the ids of their targets.
create or replace function occi.subject_document(tenant integer, subject uuid) returns json language sql stable set search_path = '' as $$
    select json_build_object(
        'id', e.id, 'kind', k.identifier, 'title', e.title, 'summary', e.summary, 'state', e.state, 'desired', e.desired ->> 'state',
        'attributes', e.attributes,
        'mixins', (select json_agg(json_build_object('identifier', c.identifier, 'term', c.term, 'depends',
                              (select json_agg(p.identifier) from occi.category_depends d join occi.category p on p.id = d.depends_id
                               where d.category_id = c.id)) order by m.position)
                   from occi.entity_mixin m join occi.category c on c.id = m.mixin_id
                   where m.tenant_id = e.tenant_id and m.entity_id = e.id),
        'links', (select json_agg(json_build_object('id', l.id, 'kind', lk.identifier, 'attributes', l.attributes, 'state', l.state,
                                                    'target', coalesce(l.target_id, l.target_shared_id), 'target_kind', tk.identifier) order by l.id)
                  from occi.entity l
                  join occi.category lk on lk.id = l.kind_id
                  join occi.entity t on t.tenant_id = coalesce(l.target_tenant_id, l.tenant_id)
                                   and t.id = coalesce(l.target_id, l.target_shared_id)
                  join occi.category tk on tk.id = t.kind_id
                  where l.tenant_id = e.tenant_id and l.source_id = e.id))
    from occi.entity e join occi.category k on k.id = e.kind_id
    where e.tenant_id = tenant and e.id = subject
$$;

-- Claims the oldest operation that is due on the host and whose subject nobody is at work on, and places its subject there. Answers the operation
-- with its subject's document (null: it is gone), or {"due_in": milliseconds} (null: nothing is queued) when there is none.
create or replace function occi.operation_claim(host integer, held_fence bigint) returns json language plpgsql set search_path = '' as $$
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
            return (select json_build_object('due_in', case when count(*) > 0 then
                               greatest(0, ceil(extract(epoch from min(o.due_at) - clock_timestamp()) * 1000))::bigint end)
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
