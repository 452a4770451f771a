#!/usr/bin/env bash
# What a request has done is seen by the next one, whatever is left to be carried out: here nobody carries anything out. And a create's
# Location is, byte for byte, what listings show in every rendering.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
own_cloud
process_stop reconciler

request() { curl -s -m 30 -u alice:alice "$@"; }
make() { request -i -H 'Content-Type: text/plain' --data-binary "$2" "$URL/$1/" | sed -n 's/^Location: \(.*\)\r/\1/p'; }
has_line() { grep -qxF "$1" || { echo "there is no line $1" && false; }; }
acts() { request -o /dev/null -w '%{http_code}' "$@"; } # the status alone, with no Content-Type of ours
lines() { request -H "Accept: $1" "$2" | tr -d '\r'; }
field() { request -D - -o /dev/null -H 'Accept: text/occi' "$2" | tr -d '\r' | sed -n "s/^$1: //p" | sed 's/, /\n/g'; }
gone() { is "$(status_of "$1") $(status_of --data-binary "$COMPUTE" "$1") $(status_of -X DELETE "$1")" '404 404 404'; }
lists() { [ "$(lines text/uri-list "$URL/$1/" | grep -cxF "$2")" = "$3" ] || { echo "$2 is not listed $3 times" && false; }; }
location_is() { # location_is LOCATION: the same bytes in each listing
    lines text/plain "$URL/compute/" | has_line "X-OCCI-Location: $1"
    lines text/uri-list "$URL/compute/" | has_line "$1"
    field X-OCCI-Location "$URL/compute/" | has_line "$1"
    is "$(request -H 'Accept: application/occi+json' "$URL/compute/" | grep -o "urn:uuid:${1##*/}" | sort -u)" "urn:uuid:${1##*/}"
}
created_as() { # created_as TYPE: status and Location of a create in a rendering
    local body=$COMPUTE head
    [[ $1 != *json ]] || body="{\"kind\": \"$INF#compute\"}"
    if [ "$1" = text/occi ]; then
        head=$(request -i -X POST -H "Content-Type: $1" -H "Accept: $1" -H "$COMPUTE" "$URL/compute/")
    else
        head=$(request -i -H "Content-Type: $1" -H "Accept: $1" --data-binary "$body" "$URL/compute/")
    fi
    tr -d '\r' <<<"$head" | sed -n '1s/^HTTP\/1.1 //p; s/^Location: //p' | paste -sd ' '
}

for type in text/plain text/occi+plain text/occi application/occi+json application/json; do
    said=$(created_as $type)
    ok "a create in $type is a 201" is "${said% *}" '201 Created'
    ok "its Location is what listings show" location_is "${said##* }"
done

# Deleted before it was ever made real, with what it owns; the registry still has to tell the host.
net=$(make network "Category: network; scheme=\"$INF#\"; class=\"kind\"")
vm=$(make compute "$COMPUTE
Link: <$net>; category=\"$INF#networkinterface\"")
link=$URL$(request "$vm" | grep -o 'self="[^"]*"' | cut -d'"' -f2)
ok 'a compute and its link are there' is "$(status_of "$vm") $(status_of "$link")" '200 200'
ok 'its DELETE is a 200' is "$(status_of -X DELETE "$vm")" 200
ok 'the next request finds nothing' gone "$vm"
ok 'nor the link that it owned' gone "$link"
ok 'listings do not have it' lists compute "$vm" 0
ok 'nor the link' lists networkinterface "$link" 0
ok 'the target of the link is free' is "$(status_of -X DELETE "$net")" 200
ok 'the next request does not find it either' gone "$net"
ok 'the host has yet to be told' is "$(query "select count(*) > 0 from occi.operation where verb = 'delete' and status = 'queued'")" t

# What an update says is shown at once as well.
disk=$(make storage "Category: storage; scheme=\"$INF#\"; class=\"kind\"
X-OCCI-Attribute: occi.storage.size=1")
status_of -X POST --data-binary 'X-OCCI-Attribute: occi.core.title="renamed"' "$disk" >/dev/null
ok 'an update is shown by the next request' has_line 'X-OCCI-Attribute: occi.core.title="renamed"' < <(lines text/plain "$disk")

# Actions are a 200 with all parameters left out, in each rendering and without any body; what they default to is what the registry carries out.
vm=$(make compute "$COMPUTE")
parameters() { query "select parameters from occi.operation where verb = 'action' order by sequence desc limit 1"; }
ok 'an action without a body is a 200' is "$(status_of -X POST "$vm?action=stop")" 200
ok 'and has the default parameter' is "$(parameters)" '{"method": "graceful"}'
ok 'an action in text/plain is a 200' is "$(status_of --data-binary "Category: start; scheme=\"$INF/compute/action#\"; class=\"action\"" "$vm?action=start")" 200
ok 'and has none, as it has no parameters' is "$(parameters)" '{}'
ok 'an action in text/occi is a 200' is "$(acts -X POST -H 'Content-Type: text/occi' -H "Category: restart; scheme=\"$INF/compute/action#\"; class=\"action\"" "$vm?action=restart")" 200
ok 'and has the default parameter' is "$(parameters)" '{"method": "graceful"}'
ok 'an action in JSON is a 200' is "$(acts -H 'Content-Type: application/occi+json' --data-binary "{\"action\": \"$INF/compute/action#suspend\"}" "$vm?action=suspend")" 200
ok 'and has the default parameter' is "$(parameters)" '{"method": "suspend"}'
ok 'resize has a required one' is "$(status_of -X POST "$disk?action=resize")" 400
