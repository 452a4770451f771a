#!/usr/bin/env bash
# PostgreSQL is away: 503 with Retry-After; when it is back, workers and reconciler go on by themselves.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
own_cloud

answer_is_503() {
    local head
    head=$(curl -si -m 10 -u alice:alice "$@" "$URL/compute/")
    grep -q '^HTTP/1.1 503' <<<"$head" && grep -qi '^Retry-After: [0-9]' <<<"$head" && grep -q 'OCCI/1.2' <<<"$head" &&
        grep -q 'the registry cannot be reached; try again later' <<<"$head" || { echo "$head" && false; }
}
works() { is "$(status_of "$URL/compute/")" 200; }
create() { curl -si -u alice:alice -H 'Content-Type: text/plain' --data-binary "$COMPUTE" "$URL/compute/" | sed -n 's/^Location: \(.*\)\r/\1/p'; }
is_active() { curl -s -u alice:alice "$1" | grep -q 'occi.compute.state="active"'; }

ok 'the cloud works' works
vm=$(create)
ok 'a compute runs' within 10 is_active "$vm"

postgres_stop
for i in 1 2 3 4 5 6 7 8; do # more than there are workers
    ok "while PostgreSQL is away a read is 503 ($i)" answer_is_503
done
ok 'and so is a create' answer_is_503 -H 'Content-Type: text/plain' --data-binary "$COMPUTE"
postgres_start
ok 'a read works when it is back' within 10 works
ok 'nothing of the refused create was kept' is "$(query 'select count(*) from occi.entity')" 1
for i in 1 2 3 4 5 6 7 8; do
    ok "every worker has recovered ($i)" works
done
vm=$(create)
ok 'and so has the reconciler' within 20 is_active "$vm"

# It crashes under the hands of the workers: an immediate stop writes nothing down, and the next start recovers from the log.
(cd / && as "$POSTGRES_USER" "$PG_BIN/pg_ctl" -D "$STATE/pg" -w -s -m immediate stop)
ok 'a crash is 503 too' answer_is_503
postgres_start
for i in 1 2 3 4 5 6 7 8; do # a worker that was idle all the while has not failed yet, and does not now
    ok "and over when it is back ($i)" works
done
ok 'what was acknowledged is there' is_active "$vm"
