#!/usr/bin/env bash
# A collection of a million: listed whole it streams, so that no worker grows by more than 8 MiB; and a page far behind is found through marks.
# The programs are those without sanitizers, whose memory means something.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
export OCCI_BUILD=$TOP/build/plain
COUNT=1000000
LIMIT_KIB=8192
own_cloud

# Straight into the table: a day old, in the order of their ids, and nothing for a reconciler to do.
query "set session_replication_role = replica;
    insert into occi.entity (tenant_id, id, kind_id, location, title, attributes, state)
    select t.id, n.id, k.id, '/network/' || n.id, 'network number ' || n.number, '{\"occi.network.vlan\": 7}', 'inactive'
    from (select number, (lpad(to_hex((extract(epoch from now() - interval '1 day') * 1000)::bigint + number / 1000), 12, '0') || '7'
                          || lpad(to_hex(number % 1000), 3, '0') || '8000' || lpad(to_hex(number), 12, '0'))::uuid as id
          from generate_series(1, $COUNT) as number) as n,
         occi.tenant t, occi.category k
    where t.name = 'red' and k.term = 'network' and k.class = 'kind' and k.tenant_id is null" >/dev/null
query 'analyze occi.entity' >/dev/null

workers() { pgrep -f "^$STATE/bin/occi-fcgi"; }
# Memory of each worker in KiB: what it has now (VmRSS), and the most it ever had (VmHWM).
memory() { local pid; for pid in $(workers); do awk -v field="$1:" '$1 == field { print pid, $2 }' pid="$pid" "/proc/$pid/status"; done; }
list() { curl -s -f -m 500 -u alice:alice -H "Accept: $1" "$URL/network/"; }

# Each worker has answered each kind of request before it is looked at, and has paid the 64 MiB that checking a password for the
# first time takes: several are asked at once, so that none stays idle, and peaks count from then on.
for accept in text/plain text/uri-list application/occi+json text/html; do
    seq 80 | xargs -P 16 -I{} curl -s -o /dev/null -u alice:alice -H "Accept: $accept" "$URL/network/?page=1&number=50"
done
for pid in $(workers); do echo 5 >"/proc/$pid/clear_refs"; done
before=$(memory VmRSS)

has() { is "$(list "$1" | grep -c "$2")" "$3"; }
ok 'a million as text/uri-list' has text/uri-list '^http://' $COUNT
ok 'a million as text/plain' has text/plain '^X-OCCI-Location: http://' $COUNT
json() { is "$(list application/occi+json | grep -o '"kind":"[^"]*#network"' | wc -l)" $COUNT; }
ok 'a million as JSON, whole entities' json
flat() {
    local pid had most
    while read -r pid had; do
        most=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status")
        [ $((most - had)) -le $LIMIT_KIB ] || { echo "worker $pid grew from $had to $most KiB" && return 1; }
    done <<<"$before"
}
ok 'a million as a page' has text/html '^<tr><th scope="row"><a href="/network/' $COUNT
ok 'no worker has grown by more than 8 MiB' flat
ok 'and they are the same workers' is "$(memory VmRSS | cut -d' ' -f1)" "$(cut -d' ' -f1 <<<"$before")"

# Pages: the one asked for, however far behind; a deletion in front moves all behind it.
page() { curl -s -f -m 60 -u alice:alice -H 'Accept: text/uri-list' "$URL/network/?page=$1&number=100" | sed -n 's/.*-0*\([0-9a-f]*\)\r*$/\1/p' | head -n 1; }
numbered() { printf '%x' "$1"; }
ok 'page 1 begins with the oldest' is "$(page 1)" "$(numbered 1)"
ok 'page 9,999' is "$(page 9999)" "$(numbered 999801)"
ok 'marks are left' is "$(query 'select count(*) > 900 from occi.page_mark')" t
ok 'page 5,000, by the marks' is "$(page 5000)" "$(numbered 499901)"
seeks() {
    query "begin; select occi.session_enter(occi.session_operator('red'));
        select rest < 1000 from occi.page_seek(jsonb_build_object('kind', (select id from occi.category where term = 'network' and class = 'kind')), 998000)" |
        tail -n 1
}
ok 'which leave little to pass over' is "$(seeks)" t
first=$(curl -s -u alice:alice -H 'Accept: text/uri-list' "$URL/network/?page=1&number=1" | tr -d '\r')
ok 'the oldest is deleted' is "$(status_of -X DELETE "$first")" 200
ok 'page 5,000 begins one later' is "$(page 5000)" "$(numbered 499902)"
ok 'a page past the end is empty' is "$(page 10001)" ''
