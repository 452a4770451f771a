-- More ways to say who one is: API tokens, OpenID Connect access tokens and TLS client certificates, and the rules that map what an
-- identity provider vouches for to tenants. What may be asked of these tables is in functions/07-identity.sql.

-- A password or token has a secret; an identity that somebody else vouches for has who vouches (issuer) and for whom (subject).
alter table occi.credential
    drop constraint credential_type_check,
    drop constraint credential_hash_check,
    drop constraint credential_account_id_type_key,
    alter column hash drop not null,
    add column name text check (length(name) between 1 and 255 and name !~ '[[:cntrl:]]'),
    add column digest bytea check (length(digest) = 32),
    add column issuer text check (length(issuer) <= 1024),
    add column subject text check (length(subject) between 1 and 1024),
    add column scope text not null default 'admin' check (scope in ('read', 'write', 'admin')),
    add column expires_at timestamptz,
    add column created_at timestamptz not null default now(),
    add constraint credential_type check (type in ('password', 'token', 'oidc', 'certificate')),
    add constraint credential_password check ((type = 'password') = (hash is not null) and hash like '$argon2id$%'),
    add constraint credential_token check ((type = 'token') = (digest is not null) and (type = 'token') = (name is not null)),
    add constraint credential_external check ((type in ('oidc', 'certificate')) = (subject is not null)
                                              and (type in ('oidc', 'certificate')) = (issuer is not null));
create unique index credential_password on occi.credential (account_id) where type = 'password';
create unique index credential_token on occi.credential (account_id, name) where type = 'token';
create unique index credential_digest on occi.credential (digest) where type = 'token';
create unique index credential_external on occi.credential (type, subject, issuer) where type in ('oidc', 'certificate');
create index credential_account on occi.credential (account_id);
drop trigger audit on occi.credential;
call audit.watch('occi.credential', 'hash', 'digest');

-- When a credential was used, to the minute, and how new the newest of its statements was: an older one changes nothing any more.
create table occi.credential_use (
    credential_id  bigint primary key references occi.credential on delete cascade,
    used_at        timestamptz not null default now(),
    issued         double precision
);

-- Whoever has this value in this claim of a token of this issuer, or this attribute beside a certificate, is in the tenant in that role.
create table occi.identity_rule (
    id          integer generated always as identity,
    tenant_id   integer not null references occi.tenant on delete cascade,
    type        text not null check (type in ('oidc', 'certificate')),
    issuer      text not null check (length(issuer) <= 1024), -- '' for certificates: nginx says whose are believed
    claim       text not null check (length(claim) between 1 and 255),
    value       text not null check (length(value) between 1 and 1024),
    role        occi.role not null default 'user',
    primary key (tenant_id, id),
    unique (type, issuer, claim, value, tenant_id)
);
alter table occi.identity_rule enable row level security;
alter table occi.identity_rule force row level security;
create policy admin on occi.identity_rule to occi_admin using (true) with check (true);
call audit.watch('occi.identity_rule');

-- A membership that comes from a rule goes with it.
alter table occi.membership
    add column rule_id integer,
    add foreign key (tenant_id, rule_id) references occi.identity_rule (tenant_id, id) on delete cascade;

-- Whose tokens are believed, for whom they must be meant, and with which keys they are signed.
create table occi.oidc_issuer (
    id          integer generated always as identity primary key,
    issuer      text not null unique check (length(issuer) between 1 and 1024),
    audience    text not null check (length(audience) between 1 and 1024),
    jwks_uri    text not null check (jwks_uri ~ '^(https://|http://(127\.0\.0\.1|localhost|\[::1\])[:/])'),
    jwks        jsonb check (jsonb_typeof(jwks -> 'keys') = 'array'),
    created_at  timestamptz not null default now()
);
call audit.watch('occi.oidc_issuer');
create table occi.oidc_fetch (
    issuer_id   integer primary key references occi.oidc_issuer on delete cascade,
    due_at      timestamptz not null default now(),
    fetched_at  timestamptz, -- the last time that it went well
    problem     text
);

-- Failed logins from an address within a minute; lost in a crash, which does no harm.
create unlogged table occi.login_failure (
    address   text primary key,
    failures  integer not null,
    since     timestamptz not null
);
create index login_failure_since on occi.login_failure (since);

grant select, insert, update, delete on occi.identity_rule, occi.oidc_issuer, occi.oidc_fetch to occi_admin;
grant select on occi.credential_use to occi_admin;
