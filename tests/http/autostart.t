#!/usr/bin/env bash
# With the setting autostart off, what is created waits in its initial state, defined but not started, until it is asked to start.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
export OCCI_AUTOSTART=off OCCI_SWEEP=1
own_cloud

make() { curl -si -u alice:alice -H 'Content-Type: text/plain' --data-binary "$2" "$URL/$1/" | sed -n 's/^Location: \(.*\)\r/\1/p'; }
shows() { curl -s -u alice:alice "$1" | grep -F "$2"; }
is_quiet() { is "$(query "select count(*) from occi.operation where status in ('queued', 'running')")" 0; }

vm=$(make compute "$COMPUTE")
net=$(make network "Category: network; scheme=\"$INF#\"; class=\"kind\"")
disk=$(make storage "Category: storage; scheme=\"$INF#\"; class=\"kind\"
X-OCCI-Attribute: occi.storage.size=1")
ok 'the operations are carried out' within 10 is_quiet
ok 'a compute is inactive' shows "$vm" 'occi.compute.state="inactive"'
ok 'a network is down' shows "$net" 'occi.network.state="inactive"'
ok 'a storage is offline' shows "$disk" 'occi.storage.state="offline"'
kill -USR1 "$(cat "$STATE/reconciler.pid")"
there() { grep -q "inventory compute ${vm##*/} inactive" "$STATE/log/reconciler.log"; }
ok 'but it is there' within 10 there
status_of --data-binary "Category: start; scheme=\"$INF/compute/action#\"; class=\"action\"" "$vm?action=start" >/dev/null
ok 'and starts when it is asked to' within 10 shows "$vm" 'occi.compute.state="active"'

# Sweeps compare the host with the registry every second here: what agrees is left alone.
sleep 3
ok 'what is as it should be is not repaired' is "$(query "select count(*) from occi.operation where verb = 'repair'")" 0

# The registry is made to disagree: the next sweep finds it, and the repair puts it right.
query "update occi.entity set state = 'suspended' where location = '${vm#"$URL"}'"
repaired() { is "$(query "select count(*) from occi.operation where verb = 'repair' and status = 'done'")" 1; }
ok 'what is not is repaired' within 10 repaired
ok 'and as it should be' shows "$vm" 'occi.compute.state="active"'
