#!/usr/bin/env bash
# The reconciler is killed with SIGKILL in the middle of fifty actions and started again: every entity reaches the state last asked for, no action is lost,
# and none is reported done that was not. What is true is asked of libvirt itself, through the inventory that SIGUSR1 puts into the log.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
own_cloud

MACHINES=10
act() { # act PATH TERM: the status of the answer
    status_of --data-binary "Category: $2; scheme=\"$INF/compute/action#\"; class=\"action\"" "$URL$1?action=$2"
}
all_active() { is "$(query "select count(*) from occi.entity where state = 'active'")" $MACHINES; }

for _ in $(seq $MACHINES); do
    status_of --data-binary "$COMPUTE" "$URL/compute/" >/dev/null
done
ok "$MACHINES computes run" within 20 all_active
mapfile -t paths < <(query 'select location from occi.entity order by id')

# Five actions on each, in an order of its own; the last one is what each should end with. Side by side; the kill comes among the first three, and
# the last two are asked for while nobody is there to carry them out.
declare -A expected
orders=('stop start stop start stop' 'suspend start stop start suspend' 'restart stop start restart suspend' 'stop start restart stop start')
one_machine() {
    local action count=0
    for action in $2; do
        count=$((count + 1))
        while [ $count -gt 3 ] && [ ! -e "$killed" ]; do sleep 0.05; done
        echo "$1 $action $(act "$1" "$action")"
    done
}
refused=$(mktemp)
killed=$refused.killed
for i in "${!paths[@]}"; do
    order=${orders[i % 4]}
    case ${order##* } in
    stop) expected[${paths[i]}]=inactive ;;
    start) expected[${paths[i]}]=active ;;
    suspend) expected[${paths[i]}]=suspended ;;
    esac
    one_machine "${paths[i]}" "$order" >>"$refused" &
    machines[i]=$!
done
killed_after() { [ "$(query "select count(*) from occi.operation where verb = 'action' and status = 'done'")" -ge 5 ]; }
within 20 killed_after
kill -9 "$(cat "$STATE/reconciler.pid")"
touch "$killed"
wait "${machines[@]}"
done_before=$(query "select count(*) from occi.operation where verb = 'action' and status = 'done'")
echo "# killed when $done_before of 50 actions were done"
ok 'all fifty were accepted' is "$(grep -c ' 200$' "$refused")" 50
ok 'not all were done when the reconciler died' test "$done_before" -lt 50
rm -f "$refused" "$killed"

reconciler_start
is_quiet() { is "$(query "select count(*) from occi.operation where status in ('queued', 'running')")" 0; }
ok 'everything is carried out by the next one' within 60 is_quiet
ok 'no action is lost' is "$(query "select count(*) from occi.operation where verb = 'action' and status = 'done'")" 50
ok 'none is reported done that was not' is "$(query "select count(*) from occi.operation where status = 'done' and observed is distinct from wanted")" 0

# libvirt's own word, once the host is held again.
has_host() { [ "$(grep -c 'holds host test' "$STATE/log/reconciler.log")" -ge 2 ]; }
within 20 has_host
kill -USR1 "$(cat "$STATE/reconciler.pid")"
has_inventory() { grep -q 'inventory of host test is complete' "$STATE/log/reconciler.log"; }
within 10 has_inventory
for path in "${paths[@]}"; do
    ok "$path is ${expected[$path]} in the registry" is "$(query "select state from occi.entity where location = '$path'")" "${expected[$path]}"
    ok "$path is ${expected[$path]} in libvirt" grep -q "inventory compute ${path##*/} ${expected[$path]}\$" "$STATE/log/reconciler.log"
done
ok 'libvirt has nothing else of ours' is "$(grep -c 'inventory compute' "$STATE/log/reconciler.log")" $MACHINES
