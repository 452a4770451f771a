-- The audit: one row for each row that any role inserts, updates or deletes in a table of schema occi, written by trigger in the
-- same transaction. Nobody but the trigger's owner can write here, and it can only insert.

create table audit.event (
    id           bigint generated always as identity primary key,
    at           timestamptz not null default clock_timestamp(),
    transaction  xid8 not null default pg_current_xact_id(),
    tenant_id    integer,                              -- null: not a tenant's data
    account      text,                                 -- who; null: a process of ours
    role         name not null default session_user,   -- through which database role
    address      text,                                 -- from where
    request      text,                                 -- the id of the request that nginx gave
    relation     text not null,
    operation    text not null check (operation in ('INSERT', 'UPDATE', 'DELETE')),
    before       jsonb,
    after        jsonb,
    check ((operation = 'INSERT') = (before is null)),
    check ((operation = 'DELETE') = (after is null))
);
create index event_tenant on audit.event (tenant_id, id);
alter table audit.event owner to occi_auditor;
revoke all on audit.event from public;
revoke update, delete, truncate on audit.event from occi_auditor;
grant select on audit.event to occi_admin;

-- audit.record(VARIADIC masked columns): their values are replaced before they are kept.
create function audit.record() returns trigger
    language plpgsql security definer set search_path = '' as $$
declare
    before jsonb;
    after  jsonb;
    masked text;
begin
    if tg_op <> 'INSERT' then
        before := to_jsonb(old);
    end if;
    if tg_op <> 'DELETE' then
        after := to_jsonb(new);
    end if;
    if tg_op = 'UPDATE' and before = after then
        return null;
    end if;
    if tg_nargs > 0 then
        foreach masked in array tg_argv loop
            before := before || jsonb_build_object(masked, '***');
            after := after || jsonb_build_object(masked, '***');
        end loop;
    end if;
    insert into audit.event (tenant_id, account, address, request, relation, operation, before, after)
    values ((coalesce(after, before) ->> case when tg_relid = 'occi.tenant'::regclass then 'id' else 'tenant_id' end)::integer,
            nullif(current_setting('occi.account', true), ''),
            nullif(current_setting('occi.address', true), ''),
            nullif(current_setting('occi.request', true), ''),
            tg_table_name, tg_op, before, after);
    return null;
end $$;
alter function audit.record() owner to occi_auditor;
revoke execute on function audit.record() from public;

-- Puts a table under audit. Every table of schema occi that holds more than bookkeeping is (tests/sql/audit.sql walks the catalog).
create procedure audit.watch(relation regclass, variadic masked text[] default '{}') language plpgsql as $$
begin
    execute format('create trigger audit after insert or update or delete on %s for each row execute function audit.record(%s)',
                   relation, (select string_agg(quote_literal(name), ', ') from unnest(masked) as name));
end $$;
alter procedure audit.watch(regclass, text[]) owner to occi_auditor;

-- The owner of the tables may put them under audit, and no more.
grant usage on schema audit to current_user;
grant execute on function audit.record() to current_user;
revoke execute on procedure audit.watch(regclass, text[]) from public;
grant execute on procedure audit.watch(regclass, text[]) to current_user;
revoke occi_auditor from current_user;
