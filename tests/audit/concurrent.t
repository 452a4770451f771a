#!/usr/bin/env bash
# Events are sealed once each, and none is left out, while transactions begin, commit and roll back in any order: one with a low number
# may be committed after many with higher ones.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
. "$TOP/tests/audit/lib.sh"
read_options --state "$OCCI_STATE"
trap 'echo "1..$TESTS"' EXIT
NAME=concurrent-$$

# One client: transactions of some events each, open for up to half a second, every third rolled back.
client() {
    local i
    for i in $(seq 12); do
        echo 'begin;'
        echo "select occi.tenant_add('$NAME-$1-$i', false); select pg_sleep(random() * 0.4);"
        echo "select occi.tenant_add('$NAME-$1-$i-b', false); select pg_sleep(random() * 0.1);"
        [ $((i % 3)) = 0 ] && echo 'rollback;' || echo 'commit;'
    done | psql -X -q -v ON_ERROR_STOP=1 -d "$OWNER_DATABASE" >/dev/null
}
# One that takes its number first and commits when all others are done.
late() {
    psql -X -q -v ON_ERROR_STOP=1 -d "$OWNER_DATABASE" >/dev/null <<<"begin; select occi.tenant_add('$NAME-late', false); select pg_sleep(5); commit;"
}
late &
PIDS=($!)
sleep 0.3
for n in $(seq 8); do
    client "$n" &
    PIDS+=($!)
done
FAILED=0
for pid in "${PIDS[@]}"; do wait "$pid" || FAILED=$((FAILED + 1)); done
ok 'all clients are done' is $FAILED 0
MINE="select id from audit.event where relation = 'tenant' and after ->> 'name' like '$NAME-%'"
ok 'they left as many events as they committed' is "$(query "select count(*) from ($MINE) e")" $((8 * 8 * 2 + 1))
ok 'which are sealed' wait_for_seals
ok 'once each' is "$(query "select count(*) || '/' || count(distinct u.id) from audit.seal s, unnest(s.events) u (id) where u.id in ($MINE)")" \
    "$((8 * 8 * 2 + 1))/$((8 * 8 * 2 + 1))"
ok 'the one that began first was committed after others' is "$(query "
    select (select min(id) from ($MINE) e) = (select id from audit.event where after ->> 'name' = '$NAME-late' and relation = 'tenant')")" t
ok 'and all is as it was sealed' verify
query "delete from occi.tenant where name like '$NAME-%'" >/dev/null

# Two that seal at once build one chain.
user=()
! is_root || user=(setpriv "--reuid=$WORKER_USER" "--regid=$(id -g "$WORKER_USER")" --init-groups)
OCCI_DATABASE="host=$RUN dbname=occi user=occi_reconciler" OCCI_AUDIT_KEY=$STATE/audit.key OCCI_LEASE=3 HOME=$RUN \
    process_start sealer-two "${user[@]}" "$STATE/bin/occi-reconciler"
trap 'process_stop sealer-two; echo "1..$TESTS"' EXIT
ready() { grep -q 'occi-reconciler: ready' "$STATE/log/sealer-two.log"; }
within 20 ready
for n in $(seq 20); do
    query "select occi.tenant_add('$NAME-two-$n', false)" >/dev/null
    sleep 0.3
done
query "delete from occi.tenant where name like '$NAME-%'" >/dev/null
ok 'beside the first: all is sealed' wait_for_seals
ok 'without a gap' is "$(query 'select max(number) = count(*) from audit.seal')" t
ok 'nor anything twice' is "$(query 'select count(*) = count(distinct u.id) from audit.seal s, unnest(s.events) u (id)')" t
ok 'in one chain' verify
