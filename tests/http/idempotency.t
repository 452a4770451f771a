#!/usr/bin/env bash
# The same create sent many times at once, under one Idempotency-Key or as a PUT: one entity, and everybody is told so.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
trap 'echo "1..$TESTS"' EXIT
who=once-$$
$OCCI_ADMIN tenant add $who >/dev/null
$OCCI_ADMIN account add $who --tenant $who <<<secret >/dev/null
NETWORK="Category: network; scheme=\"$INF#\"; class=\"kind\""
create() {
    curl -si -m 60 -u $who:secret -H 'Content-Type: text/plain' -H "Idempotency-Key: $1" --data-binary "$NETWORK" "$OCCI_URL/network/" |
        sed -n 's/^Location: \(.*\)\r/\1/p'
}
told=$(for _ in $(seq 12); do create all-at-once & done; wait)
ok 'each is answered' is "$(wc -l <<<"$told")" 12
ok 'with the same location' is "$(sort -u <<<"$told" | wc -l)" 1
listed() { curl -s -u $who:secret -H 'Accept: text/uri-list' "$OCCI_URL/network/" | tr -d '\r'; }
ok 'and there is one entity' is "$(listed)" "$(sort -u <<<"$told")"
ok 'another key makes another' test "$(create another)" != "$(sort -u <<<"$told")"
curl -s -o /dev/null -u $who:secret -X DELETE "$OCCI_URL/network/"
ok 'an answer is kept for a day, even when what it speaks of is gone' is "$(create all-at-once)" "$(sort -u <<<"$told")"
psql -X -q -d "$OCCI_OWNER_DATABASE" -c "update occi.idempotency set created_at = now() - interval '25 hours' where account = '$who'"
ok 'but no longer' test "$(create all-at-once)" != "$(sort -u <<<"$told")"
curl -s -o /dev/null -u $who:secret -X DELETE "$OCCI_URL/network/"

# PUT is idempotent by itself: whoever comes second replaces.
put() { curl -s -m 60 -o /dev/null -w '%{http_code}\n' -u $who:secret -H 'Content-Type: text/plain' -X PUT --data-binary "$NETWORK" "$OCCI_URL/once/$1"; }
told=$(for i in $(seq 6); do for _ in $(seq 6); do put "$i" & done; wait; done)
ok 'of those that put one in the same place, one creates it and the others find it' is "$(sort <<<"$told" | uniq -c | xargs)" '30 200 6 201'
ok 'and each is there once' is "$(curl -s -u $who:secret -H 'Accept: text/uri-list' "$OCCI_URL/once/" | wc -l)" 6
curl -s -o /dev/null -u $who:secret -X DELETE "$OCCI_URL/network/"
