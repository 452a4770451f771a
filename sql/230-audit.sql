-- The audit becomes whole: events say more of who and carry what no row shows (failed logins, denials, operators' commands); they lie
-- in monthly partitions, so that old months can leave; and seals say what was there (store/seal.h has the mathematics).
--   occi_sealer  the reconciler's second connection: reads events, adds seals, and nothing else

do $$
begin
    if to_regrole('occi_sealer') is null then
        create role occi_sealer login;
    end if;
end $$;
grant usage on schema audit to occi_sealer;
grant occi_auditor to current_user; -- until the end of this file
set local role occi_auditor;

-- What has left a mark here is never changed, not by its owner either: only who may alter the tables gets past this, and then the
-- seals tell.
create function audit.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
    raise exception using errcode = 'OC060', message = 'the audit is only ever added to';
end $$;

alter table audit.event rename to event_whole;
alter index audit.event_pkey rename to event_whole_pkey;
alter sequence audit.event_id_seq rename to event_whole_id_seq;
drop index audit.event_tenant;

create table audit.event (
    id           bigint generated always as identity,  -- in the order in which events began, not in which they were committed
    at           timestamptz not null default clock_timestamp(),
    transaction  xid8 not null default pg_current_xact_id(),
    tenant_id    integer,                              -- null: not a tenant's data
    account      text,                                 -- who; null: a process of ours
    credential   bigint,                               -- with which one; null as above, or nobody knows it
    role         name not null default session_user,   -- through which database role
    address      text,                                 -- from where
    request      text,                                 -- the X-Request-Id
    agent        text,                                 -- the User-Agent
    relation     text not null,                        -- the table; or 'login', 'request', 'command', 'archive'
    operation    text not null check (operation in ('INSERT', 'UPDATE', 'DELETE', 'LOGIN', 'DENIAL', 'COMMAND')),
    outcome      text not null default 'success' check (outcome in ('success', 'failure')),
    before       jsonb,
    after        jsonb,                                -- of what is no row: what is known of it
    primary key (id, at),
    check ((operation in ('UPDATE', 'DELETE')) = (before is not null)),
    check ((operation = 'DELETE') = (after is null))
) partition by range (at);
-- The order of seals: by transaction, since whatever is older than the oldest one still at work has been committed, or never will be.
create index event_order on audit.event (transaction, id);
create trigger is_never_changed before update or delete on audit.event for each row execute function audit.refuse();
create trigger is_never_emptied before truncate on audit.event for each statement execute function audit.refuse();

-- The partitions of the months from `since` until a year from now. Whoever writes does not wait: a partition is made, then attached.
create function audit.partitions_ensure(since timestamptz) returns integer
    language plpgsql security definer set search_path = '' as $$
declare
    month      timestamp := date_trunc('month', since at time zone 'UTC');
    last_month timestamp := date_trunc('month', now() at time zone 'UTC') + interval '12 months';
    name       text;
    made       integer := 0;
begin
    while month <= last_month loop
        name := 'event_' || to_char(month, 'YYYY_MM');
        if to_regclass('audit.' || name) is null then
            execute format('create table audit.%I (like audit.event including defaults including constraints including indexes)', name);
            execute format('revoke update, delete, truncate on audit.%I from occi_auditor', name);
            execute format('create trigger is_never_emptied before truncate on audit.%I for each statement execute function audit.refuse()', name);
            execute format('alter table audit.event attach partition audit.%I for values from (%L) to (%L)', name,
                           month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
            made := made + 1;
        end if;
        month := month + interval '1 month';
    end loop;
    return made;
end $$;
select audit.partitions_ensure(coalesce((select min(at) from audit.event_whole), now()));

insert into audit.event (id, at, transaction, tenant_id, account, role, address, request, relation, operation, before, after)
    overriding system value
    select id, at, transaction, tenant_id, account, role, address, request, relation, operation, before, after
    from audit.event_whole;
select setval(pg_get_serial_sequence('audit.event', 'id'), coalesce((select max(id) from audit.event_whole), 0) + 1, false);
drop table audit.event_whole;

-- One batch of events, oldest first, that is there for good. The signed part says all but events and leaves, which `root` and `ids`
-- stand for.
create table audit.seal (
    number            bigint primary key check (number > 0),
    at                timestamptz not null,     -- when the events were looked at
    first             bigint not null,          -- how many events the seals before cover
    events            bigint[] not null,        -- their ids, in the order of their leaves
    leaves            bytea not null,           -- the hash of each, 32 bytes
    root              bytea not null,           -- of the Merkle tree over the leaves (RFC 6962, 2.1)
    ids               bytea not null,           -- SHA-256 of the ids, 8 bytes each, big endian
    last_transaction  xid8 not null,            -- of the last event
    next_transaction  xid8 not null,            -- the sealer's own, begun after they were looked at: later ones had not begun then
    previous          bytea not null,           -- head of the seal before; zeroes for the first
    key               bytea not null,           -- the public key that the signature is checked with
    signature         bytea not null,           -- Ed25519
    head              bytea not null,           -- SHA-256 of what is signed: what stands for the whole chain so far
    check (cardinality(events) > 0 and length(leaves) = 32 * cardinality(events)),
    check (length(root) = 32 and length(ids) = 32 and length(previous) = 32 and length(head) = 32),
    check (length(key) = 32 and length(signature) = 64)
);
create trigger is_never_changed before update or delete on audit.seal for each row execute function audit.refuse();
create trigger is_never_emptied before truncate on audit.seal for each statement execute function audit.refuse();

revoke all on audit.event, audit.seal from public;
revoke update, delete, truncate on audit.event, audit.seal from occi_auditor;
revoke execute on function audit.refuse(), audit.partitions_ensure(timestamptz) from public;
grant select on audit.event, audit.seal to occi_admin, occi_sealer;
grant insert on audit.seal to occi_sealer;
grant execute on function audit.partitions_ensure(timestamptz) to occi_sealer;

reset role;
grant usage on schema occi to occi_auditor;
grant select (id, account_id) on occi.credential to occi_auditor; -- to say whose credential was denied
grant select (id, name) on occi.account to occi_auditor;
revoke occi_auditor from current_user;
