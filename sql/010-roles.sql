-- Roles and schemas. The role that runs the migrations owns everything; nobody else owns anything but the audit.
--   occi_worker      the FastCGI workers: sees one tenant at a time, through row-level security
--   occi_reconciler  the reconcilers: sees every tenant's operations and entities, may record what was observed
--   occi_admin       operators; the owner is a member, so that forced policies let its functions work
--   occi_auditor     owns schema audit; nobody logs in as it

do $$
declare
    name text;
begin
    foreach name in array array['occi_worker', 'occi_reconciler', 'occi_admin'] loop
        if to_regrole(name) is null then
            execute format('create role %I login', name);
        end if;
    end loop;
    if to_regrole('occi_auditor') is null then
        create role occi_auditor nologin;
    end if;
end $$;

grant occi_admin to current_user;
grant occi_auditor to current_user; -- until 020-audit.sql has made what it owns; needed where the owner is no superuser

revoke all on schema public from public;
create schema if not exists occi;
create schema audit;
alter schema audit owner to occi_auditor;
grant usage on schema occi to occi_worker, occi_reconciler, occi_admin, occi_auditor;
grant usage on schema audit to occi_admin;
alter default privileges in schema occi revoke execute on functions from public;
