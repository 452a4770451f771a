#!/usr/bin/env bash
# Operators' part of quotas: what a tenant uses and may use, told and changed with occi-admin, and the sentence that its users then get.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
trap 'echo "1..$TESTS"' EXIT
URL=$OCCI_URL
RED=quota-red-$$ BLUE=quota-blue-$$

admin() { $OCCI_ADMIN "$@" 2>&1; }
fails() { ! admin "$@"; }
row() { admin quota show "$RED" | awk -v name="$1" '$1 == name { print $2, $3, $4 }'; }
ask() { curl -s -m 30 -u "$RED:$RED" "$@"; }
status() { ask -o /dev/null -w '%{http_code}' "$@"; }
plain() { ask -H 'Content-Type: text/plain' "$@" | tr -d '\r\n'; }
create() { plain -H 'Accept: text/plain' --data-binary "$2" "$URL/$1/"; }
made() { ask -i -H 'Content-Type: text/plain' --data-binary "$2" "$URL/$1/" | sed -n 's/^Location: \(.*\)\r/\1/p'; }
storage() { printf 'Category: storage; scheme="%s#"; class="kind"\nX-OCCI-Attribute: occi.storage.size=%s' "$INF" "$1"; }
shown() { plain -H 'Accept: application/occi+json' "$URL/quota/$1" | grep -o "\"org.occibase.quota.$2\":[^,}]*" | cut -d: -f2; }
for tenant in "$RED" "$BLUE"; do
    admin tenant add "$tenant" >/dev/null
    echo "$tenant" | $OCCI_ADMIN account add "$tenant" --tenant "$tenant" >/dev/null
done

ok 'a new tenant has no limits' is "$(row cores)" '0 none cores'
ok 'all resources are shown' is "$(admin quota show "$RED" | awk 'NR > 1 { print $1 }' | paste -sd ' ')" 'addresses cores gigabytes instances memory networks volumes'
ok 'a limit is set' is "$(admin quota set "$RED" gigabytes 10.5)" "quota of gigabytes for tenant $RED is 10.5"
ok 'again is harmless' is "$(admin quota set "$RED" gigabytes 10.5)" "quota of gigabytes for tenant $RED is 10.5 already"
ok 'and shown' is "$(row gigabytes)" '0 10.5 GiB'
ok 'to the tenant as well' is "$(shown gigabytes allowed)" 10.5
ok 'of this tenant alone' is "$(admin quota show "$BLUE" | awk '$1 == "gigabytes" { print $3 }')" none

disk=$(made storage "$(storage 8)")
ok 'use is shown' is "$(row gigabytes)" '8 10.5 GiB'
ok 'and to the tenant' is "$(shown gigabytes used)" 8.0
ok 'what is too much is refused with the numbers' is "$(create storage "$(storage 4)")" \
    'the quota of gigabytes would be exceeded: 8 used of 10.5 GiB allowed, 4 more asked for'
ok 'as a 403' is "$(status -H 'Content-Type: text/plain' --data-binary "$(storage 4)" "$URL/storage/")" 403
json() { ask -H 'Content-Type: text/plain' -H 'Accept: application/occi+json' --data-binary "$(storage 4)" "$URL/storage/"; }
ok 'in JSON too' grep -q '^{"code": *403, *"message": *"the quota of gigabytes would be exceeded' <<<"$(json)"
ok 'an update that grows is refused' is "$(status -X POST -H 'Content-Type: text/plain' --data-binary 'X-OCCI-Attribute: occi.storage.size=11' "$disk")" 403
ok 'and changes nothing' grep -q 'occi.storage.size=8.0' <<<"$(ask "$disk")"
online() { ask "$disk" | grep -q 'occi.storage.state="online"' || { status -X POST "$disk?action=online" && false; }; }
ok 'the storage comes online' within 30 online
resize() { printf 'Category: resize; scheme="%s/storage/action#"; class="action"\nX-OCCI-Attribute: size=%s' "$INF" "$1"; }
ok 'a resize that is too much is refused' is "$(status -H 'Content-Type: text/plain' --data-binary "$(resize 11)" "$disk?action=resize")" 403
ok 'one that fits is not' is "$(status -H 'Content-Type: text/plain' --data-binary "$(resize 10)" "$disk?action=resize")" 200
ok 'and counts at once' is "$(row gigabytes)" '10 10.5 GiB'
resized() { ask "$disk" | grep -q 'occi.storage.size=10.0'; }
ok 'it is carried out' within 30 resized
ok 'and counts as much' is "$(row gigabytes)" '10 10.5 GiB'

ok 'a limit below use' is "$(admin quota set "$RED" gigabytes 5)" "quota of gigabytes for tenant $RED is 5"
ok 'takes nothing away' is "$(row gigabytes)" '10 5 GiB'
ok 'refuses growth' is "$(status -H 'Content-Type: text/plain' --data-binary "$(storage 1)" "$URL/storage/")" 403
ok 'allows shrinking' is "$(status -X POST -H 'Content-Type: text/plain' --data-binary 'X-OCCI-Attribute: occi.storage.size=9' "$disk")" 200
ok 'which is shown' is "$(row gigabytes)" '9 5 GiB'
ok 'what is deleted' is "$(status -X DELETE "$disk")" 200
ok 'is released' is "$(row gigabytes)" '0 5 GiB'
admin quota set "$RED" gigabytes none >/dev/null
ok 'without a limit' is "$(row gigabytes)" '0 none GiB'
ok 'the tenant is shown none' is "$(shown gigabytes allowed)" ''

# Templates decide sizes, so they decide what counts.
template() { printf 'Category: %s; scheme="%s/compute/template/1.1#"; class="mixin"' "$1" "$INF"; }
admin quota set "$RED" cores 4 >/dev/null
vm=$(made compute "$COMPUTE
$(template small)")
ok 'a small compute has a core' is "$(row cores)" '1 4 cores'
change() { status -X POST -H 'Content-Type: text/plain' --data-binary "$(template "$1")" "$vm"; }
ok 'another template that fits' is "$(change large)" 200
ok 'counts with its size' is "$(row cores)" '4 4 cores'
admin quota set "$RED" cores 2 >/dev/null
ok 'back to the small one' is "$(change small)" 200
ok 'releases the rest' is "$(row cores)" '1 2 cores'
ok 'one that is too large is refused' is "$(change large)" 403
ok 'and the compute keeps the other' grep -q 'Category: small;' <<<"$(ask "$vm")"
ok 'and its size' is "$(row cores)" '1 2 cores'
ok 'an inline link counts with its compute' is "$(admin quota set "$RED" addresses 0)" "quota of addresses for tenant $RED is 0"
net=$(made network "Category: network; scheme=\"$INF#\"; class=\"kind\"")
with_address="$COMPUTE
Link: <$net>; category=\"$INF#networkinterface $INF/networkinterface#ipnetworkinterface\"; occi.networkinterface.address=\"10.0.0.7\""
ok 'and is refused with it' is "$(create compute "$with_address")" 'the quota of addresses would be exceeded: 0 used of 0 addresses allowed, 1 more asked for'
ok 'so that neither is there' is "$(row instances)" '1 none computes'
put() { status -X PUT -H 'Content-Type: text/plain' --data-binary "$COMPUTE
X-OCCI-Attribute: occi.compute.cores=$1" "$URL/quota-test/vm"; }
ok 'PUT on a free path is held to it' is "$(put 2)" 403
ok 'and may use what is left' is "$(put 1)" 201
retried() { status -H 'Content-Type: text/plain' -H 'Idempotency-Key: again' --data-binary "$COMPUTE" "$URL/compute/"; }
ok 'a refused create' is "$(retried)" 403
admin quota set "$RED" cores 3 >/dev/null
ok 'can be sent again under its key' is "$(retried)" 201

# What is said that cannot be.
ok 'no such tenant' is "$(fails quota show nobody-$$)" "occi-admin: there is no tenant called nobody-$$"
ok 'no such tenant to set' is "$(fails quota set nobody-$$ cores 1)" "occi-admin: there is no tenant called nobody-$$"
ok 'no such resource' is "$(fails quota set "$RED" horses 1)" \
    'occi-admin: there is no quota of horses; there are those of addresses, cores, gigabytes, instances, memory, networks, volumes'
ok 'no number' is "$(fails quota set "$RED" cores many)" 'occi-admin: a limit is a number such as 16 or 1.5, or none, not many'
ok 'too little said' is "$(fails quota set "$RED" cores)" 'Usage: occi-admin quota set TENANT RESOURCE LIMIT'
ok 'too much said' is "$(fails quota show "$RED" cores)" 'Usage: occi-admin quota show TENANT'

# The books.
query_owner() { psql -X -A -t -q -d "$OCCI_OWNER_DATABASE" -c "$1"; }
of_red="tenant_id = (select id from occi.tenant where name = '$RED') and resource = 'cores'"
ok 'the books are right' is "$(admin quota check)" 'every quota is what there is'
query_owner "update occi.quota set used = used + 1 where $of_red"
ok 'or it is told where not' is "$(fails quota check)" "tenant $RED: 4 of cores are held to be used, but there are 3
occi-admin: 1 of the quotas are not what there is"
query_owner "update occi.quota set used = used - 1 where $of_red"
ok 'who set a limit, and when, is in the audit' is "$(query_owner "select count(*) from audit.event where relation = 'quota' and operation = 'UPDATE'
    and after ->> 'resource' = 'gigabytes' and tenant_id = (select id from occi.tenant where name = '$RED')")" 3
for path in compute network; do status -X DELETE "$URL/$path/" >/dev/null; done
ok 'all is released' is "$(admin quota show "$RED" | awk 'NR > 1 { sum += $2 } END { print sum }')" 0
