#!/usr/bin/env bash
# Whatever the server answers in JSON has exactly the members of the published schema (GFD.226 appendix B), which tests/schema/occi.json puts
# in our own words.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"

JSON=application/occi+json
ACCOUNT=schema-$$
$OCCI_ADMIN tenant add "$ACCOUNT" >/dev/null
echo "$ACCOUNT" | $OCCI_ADMIN account add "$ACCOUNT" --tenant "$ACCOUNT" >/dev/null
ANSWER=$(mktemp -d)
coproc "$TOP/tests/schema/validate"
exec 8<&"${COPROC[0]}" 9>&"${COPROC[1]}"
CREATED=()
finish() {
    local url
    for url in "${CREATED[@]}"; do ask DELETE "$url" || true; done
    rm -rf "$ANSWER"
    echo "1..$TESTS"
}
trap finish EXIT

# ask METHOD PATH-OR-URL [BODY]: the answer is in $ANSWER/body and $ANSWER/head.
ask() {
    local url=$2
    [[ $url == http* ]] || url=$OCCI_URL$url
    curl -s -m 30 -u "$ACCOUNT:$ACCOUNT" -H "Accept: $JSON" -H "Content-Type: $JSON" -D "$ANSWER/head" -o "$ANSWER/body" -X "$1" \
        ${3:+--data-binary "$3"} "$url"
}
# validate DEFINITION: $ANSWER/body
validate() {
    local faults
    echo "$1 $ANSWER/body" >&9
    read -r faults <&8 || { echo "the validator is gone" && return 1; }
    [ -z "$faults" ] || { echo "$faults" && return 1; }
}
check() {
    head -n 1 "$ANSWER/head" | grep -qE "^HTTP/1.1 $2" || { cat "$ANSWER/head" "$ANSWER/body" && return 1; }
    grep -qi "^Content-Type: $JSON; charset=utf-8" "$ANSWER/head" || { cat "$ANSWER/head" && return 1; }
    validate "$1" || { cat "$ANSWER/body" && return 1; }
}
# valid WHAT DEFINITION STATUS METHOD PATH-OR-URL [BODY]
valid() {
    ask "${@:4}"
    ok "$1" check "$2" "$3"
}
# made NAME WHAT DEFINITION PATH BODY: what was created is $NAME from here on.
made() {
    valid "$2" "$3" 201 POST "$4" "$5"
    local url
    url=$(sed -n 's/^Location: \(.*\)\r/\1/p' "$ANSWER/head")
    CREATED=("$url" "${CREATED[@]}")
    printf -v "$1" %s "$url"
}
accepted() { printf '%s' "$2" >"$ANSWER/body" && validate "$1"; }
# refused DEFINITION TEXT WORDS: what is wrong with it has the words.
refused() {
    local said
    if said=$(accepted "$1" "$2"); then return 1; fi
    [[ $said == *"$3"* ]] || { echo "$said" && return 1; }
}
shows() { ask GET "$1" && grep -F "$2" "$ANSWER/body"; }

# The schema itself: what GFD.226 has, and what it has not.
U=urn:uuid:0b9d6c1e-3f0a-4a57-8d7e-5f2f6f1f5a10
ok 'a resource may have no more than kind and id' accepted resource '{"kind": "http://x#y", "id": "'$U'"}'
ok 'a link has its ends' accepted link '{"kind": "http://x#y", "id": "'$U'", "source": {"location": "/a"}, "target": {"location": "/b", "kind": "http://x#z"}}'
ok 'an invocation' accepted action_invocation '{"action": "http://x#y", "attributes": {"method": "graceful"}}'
while IFS='|' read -r what definition text words; do
    ok "no $what" refused "$definition" "$text" "$words"
done <<END
resource without an id|resource|{"kind": "http://x#y"}|'id' is a required
location in a resource|resource|{"kind": "http://x#y", "id": "$U", "location": "/y/1"}|'location' was unexpected
attributes of Core|resource|{"kind": "http://x#y", "id": "$U", "attributes": {"occi.core.title": "t"}}|attributes/occi.core.title
links as strings|resource|{"kind": "http://x#y", "id": "$U", "links": ["/l"]}|links/0: '/l' is not of type
mixins as objects|resource|{"kind": "http://x#y", "id": "$U", "mixins": [{"term": "m", "scheme": "http://x#"}]}|mixins/0:
link without a source|link|{"kind": "http://x#y", "id": "$U", "target": {"location": "/b"}}|'source' is a required
ends as strings|link|{"kind": "http://x#y", "id": "$U", "source": "/a", "target": "/b"}|source: '/a' is not of type
summary of a link|link|{"kind": "http://x#y", "id": "$U", "summary": "s", "source": {"location": "/a"}, "target": {"location": "/b"}}|'summary' was unexpected
kind without a location|kind|{"term": "y", "scheme": "http://x#", "parent": "http://x#z"}|is not valid under any
mixin without a location|mixin|{"term": "y", "scheme": "http://x#"}|'location' is a required
action with a location|action|{"term": "y", "scheme": "http://x#", "location": "/y/"}|'location' was unexpected
pattern as a string|attribute_descriptions|{"a": {"type": "string", "mutable": true, "required": false, "pattern": ".*"}}|a/pattern: '.*' is not of type
default of another type|attribute_descriptions|{"a": {"type": "number", "mutable": true, "required": false, "default": "1"}}|a: 
type that is none|attribute_descriptions|{"a": {"type": "integer", "mutable": true, "required": false}}|a/type: 'integer' is not one of
other collection|model|{"entities": []}|'entities' was unexpected
member given twice|model|{"links": [], "links": []}|a member is given twice: links, links
END

# The query interface.
valid 'the query interface' categories 200 GET /-/
LOCATIONS=$(python3 -c 'import json, sys; print(*[k["location"] for k in json.load(sys.stdin)["kinds"] if "location" in k])' <"$ANSWER/body")
valid 'the query interface at its well-known path' categories 200 GET /.well-known/org/ogf/occi/-/

# An entity of every kind, with every mixin, and both kinds of links.
made net 'a network is created' resource /network/ '{"kind": "'$INF'#network", "title": "n", "mixins": ["'$INF'/network#ipnetwork"],
  "attributes": {"occi.network.address": "10.9.0.0/24", "occi.network.allocation": "dynamic", "occi.network.vlan": 7}}'
made disk 'a storage is created' resource /storage/ '{"kind": "'$INF'#storage", "summary": "s", "attributes": {"occi.storage.size": 0.5}}'
made vm 'a compute is created with links' resource /compute/ '{"kind": "'$INF'#compute", "title": "web \"one\"\tä", "mixins": [
    "'$INF'/compute/template/1.1#small", "http://occibase.org/occi/os_tpl#debian-12", "'$INF'/credentials#ssh_key", "'$INF'/compute#user_data"],
  "attributes": {"occi.credentials.ssh.publickey": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE0AVh0pOvVbKbLKVn1T1mXyq6vWQ0y4xWGv0gwL5Yq0 a",
    "occi.compute.userdata": "I2Nsb3VkLWNvbmZpZwo=", "occi.compute.hostname": "web1", "occi.compute.speed": 2.8},
  "links": [{"kind": "'$INF'#networkinterface", "mixins": ["'$INF'/networkinterface#ipnetworkinterface"], "title": "nic",
      "attributes": {"occi.networkinterface.allocation": "dynamic"}, "target": {"location": "'$net'", "kind": "'$INF'#network"}},
    {"kind": "'$INF'#storagelink", "target": "'$disk'"}]}'
made storagelink 'a storage link is created' link /storagelink/ '{"kind": "'$INF'#storagelink", "source": {"location": "'$vm'"}, "target": {"location": "'$disk'"}}'
made nic 'a network interface is created' link /networkinterface/ '{"kind": "'$INF'#networkinterface", "source": "'$vm'", "target": "'$net'"}'
made resource 'a resource of the core model is created' resource /resource/ '{"kind": "http://schemas.ogf.org/occi/core#resource", "title": "r"}'
made link 'a link of the core model is created' link /link/ '{"kind": "http://schemas.ogf.org/occi/core#link",
  "source": {"location": "'$resource'", "kind": "http://schemas.ogf.org/occi/core#resource"}, "target": {"location": "http://elsewhere.example.org/x"}}'
ok 'the compute is active' within 10 shows "$vm" '"occi.compute.state":"active"'
for url in "$net" "$disk" "$vm" "$resource"; do
    valid "${url#"$OCCI_URL"}" resource 200 GET "$url"
done
for url in "$storagelink" "$nic" "$link"; do
    valid "${url#"$OCCI_URL"}" link 200 GET "$url"
done
valid 'the compute has all its links' resource 200 GET "$vm"
ok 'four of them' python3 -c 'import json, sys; assert len(json.load(open(sys.argv[1]))["links"]) == 4' "$ANSWER/body"
ok 'numbers are as they were given' grep -F '"occi.compute.speed":2.8,' "$ANSWER/body"

# What is shown can be sent back.
for url in "$net" "$disk" "$vm" "$resource"; do
    ask GET "$url"
    valid "${url#"$OCCI_URL"} is replaced by itself" resource 200 PUT "$url" "$(cat "$ANSWER/body")"
done
for url in "$storagelink" "$nic" "$link"; do
    ask GET "$url"
    valid "${url#"$OCCI_URL"} is replaced by itself" link 200 PUT "$url" "$(cat "$ANSWER/body")"
done
valid 'a partial update' resource 200 POST "$vm" '{"title": "other"}'

# Listings: one for each kind that is located, some of them empty.
for location in $LOCATIONS; do
    case $location in
    /link/ | /storagelink/ | /networkinterface/ | /componentlink/ | /agreement_link/) valid "the listing $location" link_collection 200 GET "$location" ;;
    *) valid "the listing $location" resource_collection 200 GET "$location" ;;
    esac
done

# Below a path and of a mixin: of several kinds.
TAG='{"term": "blue", "scheme": "http://'$ACCOUNT'.example.org/tags#", "location": "/tags/'$ACCOUNT'/"'
valid 'everything there is' mixed_collection 200 GET /
ok 'resources and links' python3 -c 'import json, sys; all = json.load(open(sys.argv[1])); assert all["resources"] and all["links"]' "$ANSWER/body"
valid 'a page of it' mixed_collection 200 GET '/?page=1&number=2'
valid 'a page past its end' mixed_collection 200 GET '/?page=9&number=1000'
ok 'both arrays are there, and empty' is "$(cat "$ANSWER/body")" '{"resources":[],"links":[]}'
valid 'a mixin of a tenant is added' model 200 POST /-/ "$TAG}"
valid 'the query interface shows it' categories 200 GET /-/
valid 'entities are tagged, by full rendering and by location' mixed_collection 200 POST "/tags/$ACCOUNT/" \
    '{"resources": [{"kind": "'$INF'#network", "id": "urn:uuid:'"${net##*/}"'"}, {"location": "'"$vm"'"}], "links": [{"location": "'"$nic"'"}]}'
ok 'all three' python3 -c 'import json, sys; all = json.load(open(sys.argv[1])); assert len(all["resources"]) == 2 and len(all["links"]) == 1' "$ANSWER/body"
valid 'members of the mixin' mixed_collection 200 GET "/tags/$ACCOUNT/"
valid 'one of them, by an array of URIs, no more' model 200 DELETE "/tags/$ACCOUNT/" '["'"$vm"'"]'
valid 'members of a mixin of the provider' mixed_collection 200 GET /mixin/ipnetwork/
valid 'the mixin is taken away' model 200 DELETE /-/ "$TAG}"

# Several at once, all of them shown.
valid 'several are created' resource_collection 201 POST /network/ '{"resources": [{"kind": "'$INF'#network"}, {"kind": "'$INF'#network", "title": "n"}]}'
valid 'several with links are created' resource_collection 201 POST /compute/ '{"resources": [{"kind": "'$INF'#compute", "links": [
  {"kind": "'$INF'#networkinterface", "target": "'$net'"}]}, {"kind": "'$INF'#compute"}]}'
valid 'several of several kinds are created' mixed_collection 201 POST / '[{"kind": "http://schemas.ogf.org/occi/core#link", "source": "'"$resource"'",
  "target": "http://elsewhere.example.org/y"}, {"kind": "http://schemas.ogf.org/occi/core#resource"}]'
ok 'resources come first, whatever was sent first' python3 -c 'import json, sys; assert list(map(len, json.load(open(sys.argv[1])).values())) == [1, 1]' "$ANSWER/body"

# Actions.
valid 'an action that makes a mixin answers with it' categories 200 POST "$vm?action=save" '{"action": "'$INF'/compute/action#save", "attributes": {"name": "saved"}}'
valid 'an action answers with the entity' resource 200 POST "$vm?action=stop" '{"action": "'$INF'/compute/action#stop", "attributes": {"method": "poweroff"}}'
ok 'the compute is inactive' within 10 shows "$vm" '"occi.compute.state":"inactive"'
valid 'the query interface has it too' categories 200 GET /-/

# The end.
valid 'nothing is left to show of what is deleted' model 200 DELETE "$link"
valid 'nor of all computes' model 200 DELETE /compute/
valid 'nor of all networks' model 200 DELETE /network/
valid 'nor of all resources' model 200 DELETE /resource/
valid 'an empty listing' resource_collection 200 GET /compute/
ok 'it is empty' is "$(cat "$ANSWER/body")" '{"resources":[]}'
valid 'an empty listing of links' link_collection 200 GET /storagelink/
ok 'it is empty as well' is "$(cat "$ANSWER/body")" '{"links":[]}'
