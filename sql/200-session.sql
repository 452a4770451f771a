-- Sessions: the tenant of a transaction is that of the session whose token it carries. Until now it was a setting, which whoever could
-- run a statement could change; a token has to be known, and only what has seen the credentials is told one.
--   occi_authenticator  what a worker connects as to check credentials and to begin sessions; it sees no tenant's rows at all

do $$
begin
    if to_regrole('occi_authenticator') is null then
        create role occi_authenticator login;
    end if;
end $$;
grant usage on schema occi to occi_authenticator;

-- The default privileges that 010-roles.sql takes away in schema occi are not given there: functions are for everybody unless that is taken
-- away for all schemas. From here on each role is granted what it calls, and no more (tests/isolation/privileges.sql).
alter default privileges revoke execute on functions from public;
revoke execute on all functions in schema occi from public;

-- Projects are plain tenants inside another one. Who is admin there is admin of all that is inside.
alter table occi.tenant add column parent_id integer references occi.tenant;
create index tenant_parent on occi.tenant (parent_id) where parent_id is not null;

create function occi.tenant_check() returns trigger language plpgsql set search_path = '' as $$
begin
    if new.parent_id is distinct from old.parent_id then
        raise exception 'tenant %: where it belongs is fixed', old.name using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger "check" before update on occi.tenant for each row execute function occi.tenant_check();

-- A session is there as long as all that it follows from: the credential with the same stamp, and the membership with the same role.
create table occi.session (
    tenant_id      integer not null references occi.tenant on delete cascade,
    digest         bytea not null check (length(digest) = 32), -- of the token, which nobody keeps here
    role           occi.role not null,
    scope          text,
    credential_id  bigint references occi.credential on delete cascade,  -- null: an operator's, as all below
    account_id     integer references occi.account on delete cascade,
    account        text,
    member_of      integer, -- the tenant whose membership it follows from: this one, or one around it
    issued_at      timestamptz not null default now(),
    until          timestamptz not null,
    primary key (tenant_id, digest),
    foreign key (member_of, account_id) references occi.membership (tenant_id, account_id) on delete cascade,
    check (num_nonnulls(credential_id, account_id, account, member_of) in (0, 4))
);
create index session_until on occi.session (until);
create index session_credential on occi.session (credential_id);
create index session_member on occi.session (account_id, member_of);
-- The tenant whose session this backend's transaction has entered, and when it began: currval() answers what this backend has set last, and
-- nobody but the owner's functions can set or ask it. A number that never leaves the backend needs no log, and a read writes nothing.
create unlogged sequence occi.session_mark minvalue 0;
revoke all on sequence occi.session_mark from public;
call audit.watch('occi.session', 'digest');
alter table occi.session enable row level security;
alter table occi.session force row level security;
create policy admin on occi.session to occi_admin using (true) with check (true);
grant select, delete on occi.session to occi_admin;

-- Whatever else changes, they end with the transaction that changes it.
create function occi.session_credential_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    delete from occi.session s where s.credential_id = old.id;
    return null;
end $$;
create trigger sessions after update on occi.credential for each row when (old.stamp <> new.stamp)
    execute function occi.session_credential_changed();

-- A new one can be more than what a session follows from, or be the new default.
create function occi.session_membership_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    delete from occi.session s where s.account_id = new.account_id;
    return null;
end $$;
create trigger sessions_insert after insert on occi.membership for each row execute function occi.session_membership_changed();
create trigger sessions_update after update on occi.membership for each row when (old.* is distinct from new.*)
    execute function occi.session_membership_changed();

-- Whoever opens a session has a token now; what knew the credential is gone.
drop function occi.session_open(bigint, bigint, bigint, bigint, text, text);

-- The policies ask for the tenant once a statement, not once a row.
do $$
declare
    part record;
begin
    for part in
        select p.polname, p.polrelid::regclass as relation, pg_get_expr(p.polqual, p.polrelid) as using_part,
               pg_get_expr(p.polwithcheck, p.polrelid) as check_part
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'occi'
          and concat(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) like '%occi.current_tenant()%'
    loop
        execute format('alter policy %I on %s', part.polname, part.relation)
            || coalesce(' using (' || replace(part.using_part, 'occi.current_tenant()', '(select occi.current_tenant())') || ')', '')
            || coalesce(' with check (' || replace(part.check_part, 'occi.current_tenant()', '(select occi.current_tenant())') || ')', '');
    end loop;
end $$;
