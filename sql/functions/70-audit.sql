-- How events come to be, and how old months leave. All functions are occi_auditor's and run with its rights: it alone can insert.

grant occi_auditor to current_user; -- until the end of this file
set local role occi_auditor;

-- audit.record(VARIADIC masked columns): their values are replaced before they are kept. Which account asked, the session says where a
-- worker is at work, for its settings are anybody's to change who speaks through it; elsewhere the setting of the transaction.
create or replace function audit.record() returns trigger
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
    insert into audit.event (tenant_id, account, credential, address, request, agent, relation, operation, before, after)
    values ((coalesce(after, before) ->> case when tg_relid = 'occi.tenant'::regclass then 'id' else 'tenant_id' end)::integer,
            case session_user when 'occi_worker' then occi.session_account() else nullif(current_setting('occi.account', true), '') end,
            nullif(current_setting('occi.credential', true), '')::bigint,
            nullif(current_setting('occi.address', true), ''),
            nullif(current_setting('occi.request', true), ''),
            nullif(current_setting('occi.agent', true), ''),
            tg_table_name, tg_op, before, after);
    return null;
end $$;

-- Somebody said who they were, and it was not believed. `account`: whom they claimed to be, if they said.
create or replace function audit.login_failed(scheme text, account text, address text, agent text, request text, reason text)
    returns void language sql security definer set search_path = ''
begin atomic
    insert into audit.event (account, address, request, agent, relation, operation, outcome, after)
    values (left(account, 255), nullif(address, ''), nullif(request, ''), nullif(left(agent, 256), ''), 'login', 'LOGIN', 'failure',
            jsonb_build_object('scheme', left(scheme, 32), 'reason', left(reason, 1000)));
end;

-- Somebody who was believed asked for what they may not do.
create or replace function audit.denied(credential bigint, tenant integer, address text, agent text, request text, method text, path text,
                                        status integer, reason text)
    returns void language sql security definer set search_path = ''
begin atomic
    insert into audit.event (tenant_id, account, credential, address, request, agent, relation, operation, outcome, after)
    values (tenant, (select a.name from occi.credential c join occi.account a on a.id = c.account_id where c.id = denied.credential),
            credential, nullif(address, ''), nullif(request, ''), nullif(left(agent, 256), ''), 'request', 'DENIAL', 'failure',
            jsonb_build_object('method', left(method, 32), 'path', left(path, 1000), 'status', status, 'reason', left(reason, 1000)));
end;

-- An operator has run a command of occi-admin. `details`: the command, its arguments (never a secret), and who it was on that machine.
create or replace function audit.command(details jsonb, reason text)
    returns void language sql security definer set search_path = ''
begin atomic
    insert into audit.event (address, request, agent, relation, operation, outcome, after)
    values (host(inet_client_addr()), nullif(current_setting('occi.request', true), ''), nullif(current_setting('occi.agent', true), ''),
            'command', 'COMMAND', case when reason is null then 'success' else 'failure' end,
            jsonb_strip_nulls(details || jsonb_build_object('reason', left(reason, 1000))));
end;

-- The end of the events that are sealed: (transaction, id) of the last.
create or replace function audit.sealed_until(out last_transaction xid8, out last_event bigint)
    language sql stable security definer set search_path = ''
begin atomic
    select s.last_transaction, s.events[cardinality(s.events)] from audit.seal s order by s.number desc limit 1;
end;

-- Where a month begins, and that it can leave: it is over, and all of it is sealed.
create or replace function audit.archive_bound(before date) returns timestamptz
    language plpgsql stable security definer set search_path = '' as $$
declare
    bound timestamptz := date_trunc('month', before::timestamp) at time zone 'UTC';
begin
    if bound > date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' then
        raise exception using errcode = 'OC010', message = 'only months that are over can be archived';
    end if;
    if exists (select from audit.event e, audit.sealed_until() s
               where e.at < bound and (s.last_event is null or (e.transaction, e.id) > (s.last_transaction, s.last_event))) then
        raise exception using errcode = 'OC010', message = 'some of those events are not sealed yet; a reconciler with a key has to run first';
    end if;
    return bound;
end $$;

-- Lets the months before `bound` go: `kept` of their events are in `file`, whose SHA-256 is `digest`. What is gone, this time and all
-- times before, is an event of its own, so that the last such event says of every missing one why it is missing.
create or replace function audit.archive(bound timestamptz, file text, digest text, kept bigint) returns integer
    language plpgsql security definer set search_path = '' as $$
declare
    leaving   int8multirange := (select range_agg(int8range(e.id, e.id, '[]')) from audit.event e where e.at < bound);
    gone      int8multirange := coalesce((select (e.after ->> 'events')::int8multirange from audit.event e
                                          where e.relation = 'archive' order by e.id desc limit 1), '{}');
    partition regclass;
    detached  integer := 0;
begin
    perform audit.archive_bound((bound at time zone 'UTC')::date);
    if kept <> (select count(*) from audit.event e where e.at < bound) then
        raise exception using errcode = 'OC010', message = 'the events have changed while they were written';
    end if;
    insert into audit.event (address, request, agent, relation, operation, after)
    values (host(inet_client_addr()), nullif(current_setting('occi.request', true), ''), nullif(current_setting('occi.agent', true), ''),
            'archive', 'COMMAND',
            jsonb_build_object('before', bound, 'file', file, 'sha256', digest, 'count', kept, 'events', gone + coalesce(leaving, '{}')));
    for partition in
        select i.inhrelid::regclass from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'audit.event'::regclass
          and substring(pg_catalog.pg_get_expr(c.relpartbound, c.oid) from $re$TO \('([^']*)'\)$re$)::timestamptz <= bound
    loop
        execute format('alter table audit.event detach partition %s', partition);
        execute format('drop table %s', partition);
        detached := detached + 1;
    end loop;
    return detached;
end $$;

revoke execute on function audit.record(), audit.login_failed(text, text, text, text, text, text),
    audit.denied(bigint, integer, text, text, text, text, text, integer, text), audit.command(jsonb, text), audit.sealed_until(),
    audit.archive_bound(date), audit.archive(timestamptz, text, text, bigint) from public;
grant execute on function audit.denied(bigint, integer, text, text, text, text, text, integer, text) to occi_worker;
grant execute on function audit.login_failed(text, text, text, text, text, text) to occi_authenticator;
grant usage on schema audit to occi_worker, occi_authenticator;
grant execute on function audit.command(jsonb, text) to occi_admin;

reset role;
-- The registry's owner alone lets months go.
do $$
begin
    execute format('grant execute on function audit.archive_bound(date), audit.archive(timestamptz, text, text, bigint), audit.command(jsonb, text) to %I',
                   current_user);
end $$;
revoke occi_auditor from current_user;
