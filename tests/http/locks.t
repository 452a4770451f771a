#!/usr/bin/env bash
# Who changes a resource does not hold up those who link to it: two that wait for each other end in a deadlock, and one of them in a 409.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
who=locks-$$
$OCCI_ADMIN tenant add $who >/dev/null
$OCCI_ADMIN account add $who --tenant $who <<<secret >/dev/null
request() { curl -s -m 20 -u $who:secret -H 'Content-Type: text/plain' "$@"; }
make() { request -i --data-binary "$2" "$OCCI_URL/$1/" | sed -n 's/^Location: http:\/\/[^/]*\(.*\)\r/\1/p'; }
one=$(make compute "$COMPUTE") other=$(make compute "$COMPUTE")

# A change of `one` that takes its time.
coproc change { psql -X -A -t -q -d "$OCCI_OWNER_DATABASE"; }
end() {
    [ -z "${change_PID:-}" ] || { echo 'rollback;' >&"${change[1]}"; eval "exec ${change[1]}>&-"; wait "$change_PID" || true; }
    request -o /dev/null -X DELETE "$OCCI_URL/link/"
    request -o /dev/null -X DELETE "$OCCI_URL/compute/"
    echo "1..$TESTS"
}
trap end EXIT
cat >&"${change[1]}" <<SQL
begin;
select occi.session_enter(occi.session_operator('$who')) is null;
set local role occi_worker;
select count(*) from occi.entities_open('{"named": ["$one"]}', 10);
SQL
read -r _ <&"${change[0]}"
read -r opened <&"${change[0]}"
ok 'a resource is open for a change' is "$opened" 1
ok 'another links to it meanwhile' is "$(request -o /dev/null -w '%{http_code}' --data-binary "Category: link; scheme=\"http://schemas.ogf.org/occi/core#\"; class=\"kind\"
X-OCCI-Attribute: occi.core.source=\"$other\"
X-OCCI-Attribute: occi.core.target=\"$one\"" "$OCCI_URL/link/")" 201
