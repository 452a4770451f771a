-- The queue: one row for each change that a reconciler has to make real, written by trigger in the transaction that asks for it, so that
-- neither can be without the other. The rows stay as the history of what was done.

create type occi.operation_status as enum ('queued', 'running', 'done', 'failed', 'cancelled');

create table occi.operation (
    tenant_id    integer not null references occi.tenant,
    id           uuid not null default occi.uuid_v7(),
    sequence     bigint not null generated always as identity, -- operations on one subject are carried out in this order
    entity_id    uuid not null,  -- no foreign key: a delete outlives its entity
    subject_id   uuid not null,  -- whose thing on the host changes: a link's source, else the entity itself
    kind_id      integer not null,
    kind_class   occi.class not null generated always as ('kind'::occi.class) stored,
    verb         text not null check (verb in ('create', 'update', 'delete', 'action', 'repair')),
    action       text,           -- identifier
    parameters   jsonb not null default '{}',
    wanted       text,           -- the state asked for
    makes        text,           -- identifier of the mixin that the action makes
    generation   bigint not null,
    host_id      integer references occi.host,
    status       occi.operation_status not null default 'queued',
    attempts     integer not null default 0,
    fence        bigint,         -- of the lease under which it was claimed last
    message      text,           -- why it is not done yet, or failed
    observed     text,           -- the state seen when it was done
    account      text default nullif(current_setting('occi.account', true), ''),
    request      text default nullif(current_setting('occi.request', true), ''),
    created_at   timestamptz not null default now(),
    due_at       timestamptz not null default now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    primary key (tenant_id, id),
    foreign key (kind_id, kind_class) references occi.category (id, class),
    check ((verb = 'action') = (action is not null)),
    check ((status in ('done', 'failed', 'cancelled')) = (finished_at is not null)),
    check (status <> 'running' or fence is not null)
);
-- One at a time for each subject, whatever the reconcilers do.
create unique index operation_running on occi.operation (tenant_id, subject_id) where status = 'running';
create index operation_open on occi.operation (tenant_id, subject_id, sequence) where status in ('queued', 'running');
create index operation_due on occi.operation (due_at) where status = 'queued';
create index operation_host on occi.operation (host_id) where status in ('queued', 'running');
create index operation_entity on occi.operation (tenant_id, entity_id, sequence);
call audit.watch('occi.operation');

alter table occi.operation enable row level security;
alter table occi.operation force row level security;
create policy worker on occi.operation for select to occi_worker using (tenant_id = occi.current_tenant());
create policy reconciler on occi.operation to occi_reconciler using (true) with check (true);
create policy admin on occi.operation to occi_admin using (true) with check (true);
grant select on occi.operation to occi_worker, occi_reconciler, occi_admin;
grant insert on occi.operation to occi_reconciler;
grant update (status, attempts, fence, message, observed, due_at, started_at, finished_at, host_id) on occi.operation to occi_reconciler;

create function occi.entity_intent() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    entity occi.entity := coalesce(new, old);
begin
    if not (select c.is_driven from occi.category c where c.id = entity.kind_id) then
        return null;
    end if;
    insert into occi.operation (tenant_id, entity_id, subject_id, kind_id, verb, action, parameters, wanted, makes, generation, host_id)
    values (entity.tenant_id, entity.id, coalesce(entity.source_id, entity.id), entity.kind_id,
            case when tg_op = 'DELETE' then 'delete' when tg_op = 'INSERT' then 'create'
                 when entity.desired ? 'action' then 'action' else 'update' end,
            case when tg_op = 'UPDATE' then entity.desired ->> 'action' end,
            coalesce(entity.desired -> 'parameters', '{}'), entity.desired ->> 'state',
            case when tg_op = 'UPDATE' then entity.desired ->> 'makes' end, entity.generation, entity.host_id);
    perform pg_notify('occi_operation', '');
    return null;
end $$;
create trigger intent_insert after insert or delete on occi.entity for each row execute function occi.entity_intent();
create trigger intent_update after update of generation on occi.entity for each row
    when (new.generation <> old.generation) execute function occi.entity_intent();
