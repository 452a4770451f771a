#!/usr/bin/env bash
# Values that no attribute of the standard's kinds has: booleans, arrays and objects, as pyssf, ooi and rOCCI 5 send them (text-rendering.md 2
# and 5). A mixin of this test's own has them while it runs.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
read_options --state "$OCCI_STATE"
name=tolerance$$
scheme=http://example.org/$name#
end() {
    request -X DELETE "$OCCI_URL/compute/" >/dev/null
    query "delete from occi.category where term = '$name'; delete from occi.model where name = '$name'"
    echo "1..$TESTS"
}
$OCCI_ADMIN tenant add $name >/dev/null
$OCCI_ADMIN account add $name --tenant $name <<<$name >/dev/null
trap end EXIT
query "select occi.model_load('$name', '{\"mixins\": [{\"term\": \"$name\", \"scheme\": \"$scheme\", \"location\": \"/$name/\", \"attributes\": {
    \"org.example.flag\": {\"type\": \"boolean\", \"mutable\": true}, \"org.example.other\": {\"type\": \"boolean\", \"mutable\": true},
    \"org.example.rules\": {\"type\": \"array\", \"mutable\": true}, \"org.example.map\": {\"type\": \"object\", \"mutable\": true}}}]}')" >/dev/null

request() { curl -s -m 30 -u "$name:$name" "$@"; }
make() { # make ATTRIBUTES: the location of a compute that has them
    request -i -H 'Content-Type: text/plain' --data-binary "$COMPUTE
Category: $name; scheme=\"$scheme\"; class=\"mixin\"
X-OCCI-Attribute: $1" "$OCCI_URL/compute/" | sed -n 's/^Location: \(.*\)\r/\1/p'
}
refuses() {
    is "$(request -o /dev/null -w '%{http_code}' -H 'Content-Type: text/plain' --data-binary "$COMPUTE
Category: $name; scheme=\"$scheme\"; class=\"mixin\"
X-OCCI-Attribute: $1" "$OCCI_URL/compute/")" 400
}
shows() { request -H "Accept: $2" "$1" | tr -d '\r' | grep -F -- "$3" >/dev/null || { request -H "Accept: $2" "$1" && false; }; }

vm=$(make 'org.example.flag="true", org.example.other=false')
ok 'a quoted boolean is one' shows "$vm" text/plain 'X-OCCI-Attribute: org.example.flag=true'
ok 'as a bare one is' shows "$vm" text/plain 'X-OCCI-Attribute: org.example.other=false'
ok 'and JSON has it bare' shows "$vm" application/occi+json '"org.example.flag":true'
ok 'another word is none' refuses 'org.example.flag="yes"'
ok 'nor is a number' refuses 'org.example.flag=1'
vm=$(make 'org.example.rules="[{\"protocol\":\"tcp\", \"port\": 22}]", org.example.map="{\"a\": \"b, c\"}"')
ok 'an array is JSON in a string' shows "$vm" text/plain 'org.example.rules="[{\"port\":22,\"protocol\":\"tcp\"}]"'
ok 'an object too' shows "$vm" text/plain 'org.example.map="{\"a\":\"b, c\"}"'
ok 'JSON has them as they are' shows "$vm" application/occi+json '"org.example.map":{"a":"b, c"}'
ok 'an object is no array' refuses 'org.example.rules="{}"'
