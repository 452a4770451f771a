#!/usr/bin/env bash
# 185 [M] Output validates against the official schema (no extra members) — 226 App. B
set -euo pipefail
. "$TOP/tests/http/cloud.sh"

JSON=application/occi+json
NAME=schema-$$
$OCCI_ADMIN tenant add "$NAME" >/dev/null
$OCCI_ADMIN account add "$NAME" --tenant "$NAME" <<<"$NAME" >/dev/null
ask() { curl -s -f -u "$NAME:$NAME" -H "Accept: $JSON" -H "Content-Type: $JSON" "$@"; }
# fits DEFINITION: what tests/schema/occi.json says of the definition, with no member more, is so of $ANSWER.
ANSWER=$(mktemp)
trap 'rm -f "$ANSWER"' EXIT
fits() {
    local faults
    faults=$("$TOP/tests/schema/validate" <<<"$1 $ANSWER") && [ -z "$faults" ] || { echo "$faults" && cat "$ANSWER" && return 1; }
}
# valid DEFINITION CURL-ARGUMENT...
valid() { ask -o "$ANSWER" "${@:2}" && fits "$1"; }
location() { ask -D - -o /dev/null "$@" | sed -n 's/^Location: \(.*\)\r/\1/p'; }

net=$(location --data-binary '{"kind": "'$INF'#network", "title": "n"}' "$OCCI_URL/network/")
vm=$(location --data-binary '{"kind": "'$INF'#compute", "summary": "s", "mixins": ["'$INF'/compute/template/1.1#small"], "links": [
    {"kind": "'$INF'#networkinterface", "target": {"location": "'$net'", "kind": "'$INF'#network"}}]}' "$OCCI_URL/compute/")
link=$(ask "$OCCI_URL/networkinterface/" -H 'Accept: text/uri-list' | tr -d '\r')

ok 'the query interface' valid categories "$OCCI_URL/-/"
ok 'a network' valid resource "$net"
ok 'a compute with a link' valid resource "$vm"
ok 'the link' valid link "$link"
ok 'a collection of resources' valid resource_collection "$OCCI_URL/compute/"
ok 'a collection of links' valid link_collection "$OCCI_URL/networkinterface/"
ok 'an empty collection' valid resource_collection "$OCCI_URL/storage/"
ok 'all that is below the root' valid model "$OCCI_URL/"
ok 'a partial update' valid resource --data-binary '{"title": "t"}' "$vm"
ok 'a creation' valid resource --data-binary '{"kind": "'$INF'#network"}' "$OCCI_URL/network/"
# The schema itself refuses what has a member more, or one less.
refuses() { printf '%s' "$2" >"$ANSWER" && ! fits "$1"; }
ok 'a resource with a location is none' refuses resource '{"kind": "http://x#y", "id": "urn:uuid:0b9d6c1e-3f0a-4a57-8d7e-5f2f6f1f5a10", "location": "/y/1"}'
ok 'nor one without an id' refuses resource '{"kind": "http://x#y"}'
ask -X DELETE "$OCCI_URL/compute/" >/dev/null
ask -X DELETE "$OCCI_URL/network/" >/dev/null
echo "1..$TESTS"
