#!/usr/bin/env bash
# A host belongs to one reconciler at a time. A second one waits for its lease; when the first dies, it takes over and makes the host what the registry says.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
own_cloud
trap 'process_stop second; own_cloud_end' EXIT

make() { status_of --data-binary "$COMPUTE" "$URL/compute/" >/dev/null; }
active() { is "$(query "select count(*) from occi.entity where state = 'active'")" "$1"; }
holds() { grep -q 'holds host test' "$STATE/log/$1.log"; }

make
ok 'the first reconciler carries out' within 10 active 1
user=()
! is_root || user=(setpriv "--reuid=$WORKER_USER" "--regid=$(id -g "$WORKER_USER")" --init-groups)
OCCI_DATABASE="host=$RUN dbname=occi user=occi_reconciler" OCCI_LEASE=3 HOME=$RUN process_start second "${user[@]}" "$STATE/bin/occi-reconciler"
ready() { grep -q 'occi-reconciler: ready' "$STATE/log/second.log"; }
within 10 ready
make
ok 'and goes on while a second one waits' within 10 active 2
sleep 4 # longer than a lease
ok 'which does not hold the host' is "$(grep -c 'holds host' "$STATE/log/second.log" || true)" 0

kill -9 "$(cat "$STATE/reconciler.pid")"
ok 'until the first is dead' within 20 holds second
make
ok 'then it carries out' within 20 active 3
repaired() { is "$(query "select count(*) from occi.operation where verb = 'repair' and status = 'done'")" 2; }
ok 'and repairs what the first had made, since the test hypervisor forgets' within 20 repaired
kill -USR1 "$(cat "$STATE/second.pid")"
three() { is "$(grep -c 'inventory compute .* active' "$STATE/log/second.log")" 3; }
ok 'all three run under it' within 10 three
ok 'the fence has moved on' is "$(query 'select fence from occi.host_lease')" 2
