#!/usr/bin/env bash
# The setting that docs/audit.md names: with it, PostgreSQL's log has who read what, and changes of the schema.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
own_cloud
process_stop reconciler
process_stop workers
postgres_stop
as "$POSTGRES_USER" cp "$TOP/packaging/postgresql/occibase-pgaudit.conf" "$STATE/pg/"
as "$POSTGRES_USER" tee -a "$STATE/pg/postgresql.conf" >/dev/null <<<"include 'occibase-pgaudit.conf'"
postgres_start
query 'select count(*) from audit.event' >/dev/null
query 'create table public.made_by_hand (x integer)'
query "update occi.host set name = name"
logged() { grep -qE "AUDIT: .*$1" "$STATE/log/postgres.log"; }
ok 'a read of the audit is logged' logged 'READ,SELECT,.*select count\(\*\) from audit.event'
ok 'a change of the schema is logged' logged 'DDL,CREATE TABLE,.*made_by_hand'
not_logged() { ! logged "$1"; }
ok 'a change of rows is not: it is an event' not_logged 'update occi.host'
own_cloud_end
trap - EXIT
