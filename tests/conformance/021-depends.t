#!/usr/bin/env bash
# 21 [M] An instance with mixin B (depends A) exposes attributes and actions of A and B — 221 §5.3.4
# With a model of its own, loaded into the running cloud: of the standard's mixins none that another depends on has an action.
set -euo pipefail
folder=$(mktemp -d)
name=conformance-21-$$
undo() {
    $OCCI_ADMIN model remove "$name.json" >/dev/null
    rm -rf "$folder"
}
cat >"$folder/$name.json" <<'JSON'
{
  "kinds": [
    {"term": "pump", "scheme": "http://example.org/conformance/21#", "parent": "http://schemas.ogf.org/occi/core#resource",
     "location": "/conformance/21/pump/", "attributes": {"org.example.pump.state": {"type": "string", "mutable": false}}}
  ],
  "mixins": [
    {"term": "a", "scheme": "http://example.org/conformance/21#", "location": "/conformance/21/a/",
     "applies": ["http://example.org/conformance/21#pump"], "actions": ["http://example.org/conformance/21/action#drain"],
     "attributes": {"org.example.pump.depth": {"type": "number", "mutable": true, "default": 3.5}}},
    {"term": "b", "scheme": "http://example.org/conformance/21#", "location": "/conformance/21/b/",
     "depends": ["http://example.org/conformance/21#a"], "actions": ["http://example.org/conformance/21/action#fill"],
     "attributes": {"org.example.pump.colour": {"type": "string", "mutable": true, "default": "blue"}}}
  ],
  "actions": [
    {"term": "drain", "scheme": "http://example.org/conformance/21/action#"},
    {"term": "fill", "scheme": "http://example.org/conformance/21/action#"}
  ],
  "lifecycles": [
    {"kind": "http://example.org/conformance/21#pump", "state": "org.example.pump.state", "initial": "idle",
     "transitions": [{"action": "http://example.org/conformance/21/action#drain", "from": ["idle"], "to": "empty"},
                     {"action": "http://example.org/conformance/21/action#fill", "from": ["idle", "empty"], "to": "full"}]}
  ]
}
JSON
$OCCI_ADMIN model add "$folder/$name.json" >/dev/null
trap undo EXIT
cat >"$folder/conversation.http" <<'HTTP'
> GET /-/
< 200
< body ~ /^Category: b; .*rel="http:\/\/example\.org\/conformance\/21#a"/
> POST /conformance/21/pump/
> Content-Type: text/plain
>
> Category: pump; scheme="http://example.org/conformance/21#"; class="kind"
> Category: b; scheme="http://example.org/conformance/21#"; class="mixin"
< 201
< capture pump from Location
> GET ${pump}
< 200
< body line X-OCCI-Attribute: org.example.pump.depth=3.5
< body line X-OCCI-Attribute: org.example.pump.colour="blue"
< body has ?action=drain>; rel="http://example.org/conformance/21/action#drain"
< body has ?action=fill>; rel="http://example.org/conformance/21/action#fill"
> POST ${pump}
> Content-Type: application/occi+json
> Accept: application/occi+json
>
> {"attributes": {"org.example.pump.depth": 4, "org.example.pump.colour": "red"}}
< 200
< json /attributes/org.example.pump.depth is 4
< json /attributes/org.example.pump.colour is "red"
< json /actions counts 2
> POST ${pump}?action=drain
> Content-Type: text/plain
>
> Category: drain; scheme="http://example.org/conformance/21/action#"; class="action"
< 200
> POST ${pump}?action=fill
> Content-Type: text/plain
>
> Category: fill; scheme="http://example.org/conformance/21/action#"; class="action"
< 200
> GET ${pump}
< 200
< body line X-OCCI-Attribute: org.example.pump.state="full"

# Without them it has neither.
> POST /conformance/21/pump/
> Content-Type: text/plain
>
> Category: pump; scheme="http://example.org/conformance/21#"; class="kind"
> X-OCCI-Attribute: org.example.pump.depth=4
< 404
> POST /conformance/21/pump/
> Content-Type: text/plain
>
> Category: pump; scheme="http://example.org/conformance/21#"; class="kind"
< 201
< capture bare from Location
> GET ${bare}
< 200
< body lacks org.example.pump.depth
< body lacks ?action=
HTTP
"$TOP/tests/http/converse" "$folder/conversation.http"
