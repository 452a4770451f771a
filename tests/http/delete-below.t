#!/usr/bin/env bash
# With the setting OCCI_DELETE_BELOW on, DELETE on a path that is no collection's deletes every entity below it (GFD.185 3.4.2), the tenant's own alone.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
export OCCI_DELETE_BELOW=on
own_cloud

NETWORK="Category: network; scheme=\"$INF#\"; class=\"kind\""
put() { status_of -X PUT --data-binary "$NETWORK" "$URL$1"; }
list() { curl -s -u "${2:-alice:alice}" -H 'Accept: text/uri-list' "$URL$1" | tr -d '\r' | sort | tr '\n' ' '; }
for path in /lab/a/one /lab/b/two /other/three; do
    ok "there is $path" is "$(put $path)" 201
done
curl -s -o /dev/null -u bob:bob -X PUT -H 'Content-Type: text/plain' --data-binary "$NETWORK" "$URL/lab/a/one"
ok 'a path below which nothing is' is "$(status_of -X DELETE "$URL/nowhere/")" 404
ok 'what a filter leaves' is "$(status_of -X DELETE "$URL/lab/?attribute=occi.core.title=none")" 200
ok 'stays' is "$(list /lab/)" "$URL/lab/a/one $URL/lab/b/two "
ok 'all below a path' is "$(status_of -X DELETE "$URL/lab/")" 200
ok 'is gone, and nothing else' is "$(list /)" "$URL/other/three "
ok 'all there is' is "$(status_of -X DELETE "$URL/")" 200
ok 'is gone' is "$(list /)" ''
ok 'but nothing of another tenant' is "$(list / bob:bob)" "$URL/lab/a/one "
