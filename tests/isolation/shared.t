#!/usr/bin/env bash
# What the provider shares: read and linked to by those it is shared with, changed by nobody but the provider, and nothing to all others.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
read_options --state "$OCCI_STATE"
answer=$(mktemp)
trap 'rm -f "$answer"; echo "1..$TESTS"' EXIT
owner=owner-$$ friend=friend-$$ stranger=stranger-$$
$OCCI_ADMIN account add $owner --tenant provider --role admin <<<$owner >/dev/null
for tenant in $friend $stranger; do
    $OCCI_ADMIN tenant add $tenant >/dev/null
    $OCCI_ADMIN account add $tenant --tenant $tenant <<<$tenant >/dev/null
done
ask() {
    local who=$1 path=$2
    shift 2
    curl -s -m 30 -o "$answer" -w '%{http_code}' -u "$who:$who" -H 'Content-Type: text/plain' "$@" "$OCCI_URL$path"
}
location() { sed -n "s|^X-OCCI-Location: $OCCI_URL||p" "$answer" | tr -d '\r'; }
shows() { grep -qF -- "$1" "$answer" || { cat "$answer" && false; }; }
hides() { ! grep -qF -- "$1" "$answer" || { cat "$answer" && false; }; }
network="Category: network; scheme=\"$INF#\"; class=\"kind\""
linking() { printf '%s\nLink: <%s>; rel="%s"; category="%s#networkinterface"' "$COMPUTE" "$1" "$INF#network" "$INF"; }

ok 'the provider creates a network' is "$(ask $owner /network/ --data-binary "$network"$'\n'"X-OCCI-Attribute: occi.core.title=\"public-$$\"")" 201
place=$(location) public=/t/provider$(location)
ok 'and another' is "$(ask $owner /network/ --data-binary "$network"$'\n'"X-OCCI-Attribute: occi.core.title=\"private-$$\"")" 201
private=/t/provider$(location)
ok 'and a tag of its own' is "$(ask $owner /-/ --data-binary "Category: t$$; scheme=\"http://example.org/$$#\"; class=\"mixin\"; location=\"/t-$$/\"")" 200
ok 'for it' is "$(ask $owner /t-$$/ --data-binary "X-OCCI-Location: $place")" 200
ok 'nothing is shared by itself' is "$(ask $friend "$public")" 404
ok 'an operator shares it' is "$($OCCI_ADMIN share add "$place" --tenant $friend)" "$place is now shared with $friend"
ok 'once' is "$($OCCI_ADMIN share add "$place" --tenant $friend)" "$place is already shared with $friend"
ok 'and sees that' is "$($OCCI_ADMIN share list | grep -F "$place" | tr '\t' ' ')" "$place $friend"
ok 'what is not there cannot be shared' is "$($OCCI_ADMIN share add /network/none 2>&1)" 'occi-admin: the provider has no resource at /network/none'

# Reading.
ok 'who it is shared with reads it' is "$(ask $friend "$public")" 200
ok 'as it is' shows "occi.core.title=\"public-$$\""
ok 'without tags of the provider''s' hides "t$$"
ok 'in a listing' is "$(ask $friend /t/provider/network/)" 200
ok 'which has it' shows "$OCCI_URL$public"
ok 'and nothing else' is "$(grep -c X-OCCI-Location "$answer")" 1
ok 'as JSON' is "$(ask $friend /t/provider/ -H 'Accept: application/occi+json')" 200
ok 'likewise' hides "private-$$"
ok 'the header does as well' is "$(ask $friend "$place" -H 'X-Auth-Tenant: provider')" 200
ok 'what is not shared is nothing' is "$(ask $friend "$private")" 404
ok 'others see nothing' is "$(ask $stranger "$public")" 404
ok 'in no listing' is "$(ask $stranger /t/provider/network/)" 200
ok 'at all' hides X-OCCI-Location
ok 'guests do not see the provider''s tags' is "$(ask $friend /t/provider/-/)" 200
ok 'in the query interface' hides "http://example.org/$$#"
ok 'who belongs there does' is "$(ask $owner /t/provider/-/)" 200
ok 'though both ask the same worker' shows "http://example.org/$$#"
ok 'in the own tenant it is not' is "$(ask $friend "$place")" 404

# Changing.
ok 'a guest changes nothing' is "$(ask $friend "$public" --data-binary 'X-OCCI-Attribute: occi.core.title="mine"')" 403
ok 'deletes nothing' is "$(ask $friend "$public" -X DELETE)" 403
ok 'deletes no collection' is "$(ask $friend /t/provider/network/ -X DELETE)" 403
ok 'creates nothing' is "$(ask $friend /t/provider/network/ --data-binary "$network")" 403
ok 'puts nothing beside it' is "$(ask $friend /t/provider/x -X PUT --data-binary "$network")" 403

# Linking.
ok 'a compute is linked to it' is "$(ask $friend /compute/ --data-binary "$(linking "$public")")" 201
compute=$(location)
ok 'which is as others are' is "$(ask $friend "$compute")" 200
ok 'and shows the target' shows "Link: <$public>; rel=\"$INF#network\"; self="
link=$(grep -o 'self="[^"]*' "$answer" | cut -d'"' -f2)
active() { ask $friend "$compute" >/dev/null && shows 'occi.compute.state="active"'; }
ok 'the reconciler joins them' within 20 active
ok 'the link' is "$(ask $friend "$link")" 200
ok 'has it as its target' shows "occi.core.target=\"$public\""
ok 'below a prefix too' is "$(ask $friend "/t/$friend$compute")" 200
ok 'the same' shows "Link: <$public>; rel"
ok 'a URL is as good' is "$(ask $friend /compute/ --data-binary "$(linking "$OCCI_URL$public")")" 201
ok 'and goes away' is "$(ask $friend "$(location)" -X DELETE)" 200
ok 'its kind has to be right' is "$(ask $friend /compute/ --data-binary "$COMPUTE
Link: <$public>; rel=\"$INF#storage\"; category=\"$INF#storagelink\"")" 400
ok 'what is not shared cannot be linked to' is "$(ask $friend /compute/ --data-binary "$(linking "$private")")" 404
ok 'nor by others' is "$(ask $stranger /compute/ --data-binary "$(linking "$public")")" 404
ok 'nor something of a tenant that is not the provider' is "$(ask $stranger /compute/ --data-binary "$(linking "/t/$friend$compute")")" 404
ok 'what is linked to cannot go' is "$(ask $owner "$place" -X DELETE)" 409
ok 'whoever has linked it' shows 'still linked from another tenant'

# Ending it.
ok 'it is shared no more' is "$($OCCI_ADMIN share remove "$place" --tenant $friend)" "$place is no longer shared with $friend"
ok 'and is nothing' is "$(ask $friend "$public")" 404
ok 'nor can be linked to' is "$(ask $friend /compute/ --data-binary "$(linking "$public")")" 404
ok 'links that are there stay' is "$(ask $friend "$link")" 200
ok 'until they are deleted' is "$(ask $friend "$compute" -X DELETE)" 200
ok 'then it can go' is "$(ask $owner "$place" -X DELETE)" 200

# Everybody.
$OCCI_ADMIN share add "${private#/t/provider}" >/dev/null
ok 'what is shared with everybody' is "$(ask $stranger "$private")" 200
ok 'is everybody''s to link to' is "$(ask $stranger /compute/ --data-binary "$(linking "$private")")" 201
ok 'and gone' is "$(ask $stranger "$(location)" -X DELETE)" 200
ok 'with it' is "$(ask $owner "${private#/t/provider}" -X DELETE)" 200
ok 'goes the sharing' is "$($OCCI_ADMIN share list | grep -cF "${private#/t/provider}" || true)" 0
