#!/usr/bin/env bash
# Models at run time: a document is checked, loaded into a running cloud, used, changed and removed, and no process of ours is started anew.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
own_cloud

DIR=$STATE/models
mkdir -p "$DIR"
SAID=$DIR/said
pids() { pgrep -f "^$STATE/bin/occi-fcgi" | sort | xargs; }
model() { admin model "$@" >"$SAID" 2>&1; }
says() { grep -qF -- "$1" "$SAID" || { cat "$SAID" && false; }; }
# refuses SENTENCE ARGUMENT...: exit status 1, and the sentence is among what is said.
refuses() {
    local sentence=$1 status=0
    shift
    model "$@" || status=$?
    is "$status" 1 && says "$sentence"
}
# Every worker is asked: a request is answered by whichever is free.
statuses() { for _ in $(seq 12); do status_of "$@"; echo; done | sort -u | xargs; }
bad() { printf '%s\n' "$2" >"$DIR/$1.json"; }

before=$(pids)
ok 'the kind is not known' is "$(statuses "$URL/pump/")" 404
cp "$TOP/tests/http/models/pumps.json" "$DIR/pumps.json"
ok 'a model is added' model add "$DIR/pumps.json"
ok 'and said to be' says 'model pumps.json loaded'
ok 'all workers know it in their next request' is "$(statuses "$URL/pump/")" 200
ok 'adding it again does nothing' model add "$DIR/pumps.json"
ok 'and says so' says 'model pumps.json is loaded already'

converse() { OCCI_URL=$URL OCCI_ADMIN="$TOP/dev admin" OCCI_DEV_STATE=$STATE "$TOP/tests/http/converse" "$TOP/tests/http/models/pumps.http" >"$DIR/conversation"; }
ok 'it is used in every rendering' converse
grep -A 20 '^not ok' "$DIR/conversation" | sed 's/^/# /' || true

# In use it stays.
PUMP='Category: pump; scheme="http://example.com/occi#"; class="kind"
X-OCCI-Attribute: com.example.pump.label="mine"'
one=$(curl -si -u alice:alice -H 'Content-Type: text/plain' --data-binary "$PUMP" "$URL/pump/" | sed -n 's/^Location: http:\/\/[^/]*\(.*\)\r/\1/p')
status_of -u bob:bob --data-binary "$PUMP" "$URL/pump/" >/dev/null
ok 'list shows it' model list
ok 'with what uses it' grep -Eq '^pumps.json +20[0-9-]+T[0-9:]+Z +2 +1 +2 +2$' "$SAID"
ok 'show prints it' model show pumps.json
ok 'as it was loaded' cmp "$SAID" "$DIR/pumps.json"
ok 'it is not removed while entities exist' refuses "its categories are in use by 2 entities: 1 of tenant blue, such as /pump/" remove pumps.json
ok 'an example is named' says "1 of tenant red, such as $one"
ok 'and all is as it was' is "$(statuses "$URL$one")" 200

# What it says can change. Keys stay, so entities do too.
sed 's/"title": "A pump"/"title": "A strong pump"/; s/"default": 2.5/"default": 7.5/' "$TOP/tests/http/models/pumps.json" >"$DIR/pumps.json"
ok 'it is loaded anew' model add "$DIR/pumps.json"
shows_title() { curl -s -u alice:alice "$URL/-/" | grep 'title="A strong pump"'; }
ok 'the new title is shown' shows_title
ok 'its entities are there' is "$(statuses "$URL$one")" 200
sed '/com.example.pump.litres/d' "$TOP/tests/http/models/pumps.json" >"$DIR/pumps.json"
ok 'an attribute that has values stays' refuses 'attribute com.example.pump.litres of http://example.com/occi#pump would be lost, or be of another type, in 2 entities' add "$DIR/pumps.json"
sed '/com.example.pump.curve/d' "$TOP/tests/http/models/pumps.json" >"$DIR/pumps.json"
ok 'one that has none goes' model add "$DIR/pumps.json"
bad pumps '{}'
ok 'a kind that has entities stays' refuses 'its categories are in use by 2 entities' add "$DIR/pumps.json"

# What others build on stays.
bad more '{"mixins": [{"term": "slow", "scheme": "http://example.com/occi/more#", "location": "/mixin/slow/", "applies": ["http://example.com/occi#pump"]}]}'
ok 'another document refers to it' model add "$DIR/more.json"
curl -s -o /dev/null -u alice:alice -X DELETE "$URL/pump/"
curl -s -o /dev/null -u bob:bob -X DELETE "$URL/pump/"
ok 'so it is not removed' refuses 'http://example.com/occi/more#slow of more.json still refers to http://example.com/occi#pump' remove pumps.json
bad pumps '{}'
ok 'nor emptied' refuses 'it no longer defines http://example.com/occi#pump, which http://example.com/occi/more#slow of another document needs [needed]' add "$DIR/pumps.json"
ok 'the other one goes' model remove more.json
ok 'then it goes too' model remove pumps.json
ok 'and the kind is not known any more, to any worker' is "$(statuses "$URL/pump/")" 404
ok 'nor are its entities' is "$(statuses "$URL$one")" 404
ok 'a second time there is nothing to remove' refuses 'there is no model document called pumps.json' remove pumps.json
ok 'or to show' refuses 'there is no model document called pumps.json' show pumps.json
ok 'the workers are the same all the time' is "$(pids)" "$before"

# What is refused, a document a rule: its place in the document and its sentence; nothing of it is loaded.
version=$(query 'select version from occi.registry')
HEAD='"scheme": "http://example.com/occi#", "location": "/thing/"'
while IFS='|' read -r rule sentence document; do
    bad "$rule" "$document"
    ok "refused: $rule" refuses "$sentence" add "$DIR/$rule.json"
done <<TABLE
syntax|syntax.json:1:|{"kinds": [}
twice|duplicate object key|{"kinds": [], "kinds": []}
shape|kinds: expected an array [document]|{"kinds": {}}
member|mixins[0].colour: this member is not known [document]|{"mixins": [{"term": "m", $HEAD, "colour": 1}]}
identifier-taken|kinds[0].term: another document defines this category already [identifier-taken]|{"kinds": [{"term": "compute", "scheme": "$INF#", "location": "/c/", "parent": "http://schemas.ogf.org/occi/core#resource"}]}
identifier-twice|mixins[1].term: another category has it already [document]|{"mixins": [{"term": "m", $HEAD}, {"term": "m", "scheme": "http://example.com/occi#", "location": "/n/"}]}
parent|kinds[0].parent: it is missing [document]|{"kinds": [{"term": "k", $HEAD}]}
circle|kinds[0].parent: it goes round in a circle [document]|{"kinds": [{"term": "k", $HEAD, "parent": "http://example.com/occi#k"}]}
unknown|kinds[0].parent: no document defines this category [reference]|{"kinds": [{"term": "k", $HEAD, "parent": "http://example.com/occi#none"}]}
scheme-reserved|mixins[0].scheme: schemes under http://schemas.ogf.org/occi/ are reserved to the standard (GFD.221 5.5.1)|{"mixins": [{"term": "m", "scheme": "http://schemas.ogf.org/occi/x#", "location": "/m/"}]}
scheme-form|mixins[0].scheme: a scheme is an absolute URI that ends in "#"|{"mixins": [{"term": "m", "scheme": "http://example.com/occi", "location": "/m/"}]}
term|mixins[0].term: a term is made of letters|{"mixins": [{"term": "m n", $HEAD}]}
attribute-reserved|mixins[0].attributes.occi.m.a: names under occi. are reserved to the standard (GFD.221 5.3.2)|{"mixins": [{"term": "m", $HEAD, "attributes": {"occi.m.a": {}}}]}
attribute-type|type: expected one of string, number, boolean, array and object [document]|{"mixins": [{"term": "m", $HEAD, "attributes": {"com.example.a": {"type": "date"}}}]}
pattern|mixins[0].attributes.com.example.a.pattern|{"mixins": [{"term": "m", $HEAD, "attributes": {"com.example.a": {"pattern": {"pattern": "(["}}}}]}
default|mixins[0].attributes.com.example.a.default: expected one of "on", "off" [document]|{"mixins": [{"term": "m", $HEAD, "attributes": {"com.example.a": {"pattern": {"enum": ["on", "off"]}, "default": "up"}}}]}
location-missing|mixins[0].location: every kind and mixin has a location|{"mixins": [{"term": "m", "scheme": "http://example.com/occi#"}]}
location-reserved|mixins[0].location: neither the root nor what is below /-/, /.well-known/ and /.web/ is free|{"mixins": [{"term": "m", "scheme": "http://example.com/occi#", "location": "/.web/m/"}]}
location-taken|mixins[0].location: a category of another document is there already|{"mixins": [{"term": "m", "scheme": "http://example.com/occi#", "location": "/compute/"}]}
action-owner|actions[0]: the action belongs to no kind or mixin|{"actions": [{"term": "go", "scheme": "http://example.com/occi#"}]}
action-owners|mixins[1].actions[0]: it is the action of another category [document]|{"mixins": [{"term": "m", $HEAD, "actions": ["http://example.com/occi#go"]}, {"term": "n", "scheme": "http://example.com/occi#", "location": "/n/", "actions": ["http://example.com/occi#go"]}], "actions": [{"term": "go", "scheme": "http://example.com/occi#"}]}
owner|families[0].mixin: lifecycles, families and generators may only speak of categories of their own document|{"families": [{"mixin": "$INF#os_tpl", "exclusive": false}]}
driven|lifecycles[0].driven: no driver makes kinds of other documents real|{"kinds": [{"term": "k", $HEAD, "parent": "http://schemas.ogf.org/occi/core#resource", "attributes": {"com.example.k.state": {}}}], "lifecycles": [{"kind": "http://example.com/occi#k", "state": "com.example.k.state", "initial": "up", "driven": true}]}
key|mixins[0].key: the registry hands out keys|{"mixins": [{"term": "m", $HEAD, "key": 1}]}
40-occibase|40-occibase.json is the name of a document that ships with occibase; call yours something else|{}
TABLE
bad many '{"mixins": [{"term": "M", "scheme": "occi", "attributes": {"size": {}}}]}'
ok 'several at once' refuses 'many.json is not loaded: 2 errors above' add "$DIR/many.json"
ok 'with the warnings' grep -q 'many.json: warning: mixins\[0\].attributes.size: names should begin with a domain of yours' "$SAID"
ok 'nothing of all that is loaded' is "$(query 'select version from occi.registry')" "$version"
ok 'a file that is not there' refuses 'No such file' add "$DIR/none.json"
cp "$DIR/default.json" "$DIR/a b.json"
ok 'a name that is none' refuses "the file's name becomes the document's" add "$DIR/a b.json"

# What tenants have is not run over.
red=$(query "select id from occi.tenant where name = 'red'")
query "insert into occi.category (tenant_id, class, scheme, term, location) values ($red, 'mixin', 'http://example.com/occi#', 'm', '/mine/')"
bad tenant '{"mixins": [{"term": "m", "scheme": "http://example.com/occi#", "location": "/m/"}]}'
ok 'a mixin of a tenant has the identifier' refuses 'tenant red has a mixin of its own with the identifier http://example.com/occi#m; it has to remove that (DELETE /-/)' add "$DIR/tenant.json"
bad tenant '{"mixins": [{"term": "n", "scheme": "http://example.com/occi#", "location": "/mine/"}]}'
ok 'or the location' refuses 'tenant red has a mixin of its own with the location /mine/' add "$DIR/tenant.json"
query "insert into occi.entity (tenant_id, kind_id, location) select $red, id, '/chosen' from occi.category where identifier = 'http://schemas.ogf.org/occi/core#resource'"
bad tenant '{"mixins": [{"term": "n", "scheme": "http://example.com/occi#", "location": "/chosen/"}]}'
ok 'or an entity has it' refuses 'tenant red has an entity at /chosen, where http://example.com/occi#n is to be' add "$DIR/tenant.json"

# What the standard leaves to the provider, a template of an operator says (GFD.227 3.4).
bad shop '{"mixins": [{"term": "shop", "scheme": "http://example.com/occi/app_tpl#", "location": "/mixin/app_tpl/shop/",
  "depends": ["http://schemas.ogf.org/occi/platform#app_tpl"],
  "attributes": {"occi.app.url": {"type": "string", "default": "http://shop.example.com/"}}}]}'
ok 'a template is added' model add "$DIR/shop.json"
shop=$(curl -s -u alice:alice -H 'Content-Type: text/plain' --data-binary 'Category: application; scheme="http://schemas.ogf.org/occi/platform#"; class="kind"
Category: shop; scheme="http://example.com/occi/app_tpl#"; class="mixin"
X-OCCI-Attribute: occi.app.name="shop"' "$URL/application/" | sed -n 's/^X-OCCI-Location: http:\/\/[^/]*\(.*\)\r/\1/p')
shows_url() { curl -s -u alice:alice "$URL$shop" | grep -F 'occi.app.url="http://shop.example.com/"'; }
ok 'and its entities show what it says' shows_url
ok 'a mixin that entities have stays' refuses "its categories are in use by 1 entity: 1 of tenant red, such as $shop" remove shop.json
curl -s -o /dev/null -u alice:alice -X DELETE "$URL$shop"
ok 'one that none has goes' model remove shop.json

# A driven kind that was used can go: what was done to it stays in the history.
status_of --data-binary "$COMPUTE" "$URL/compute/" >/dev/null
done_all() { is "$(query "select count(*) from occi.operation where status in ('queued', 'running')")" 0; }
ok 'operations are carried out' within 20 done_all
curl -s -o /dev/null -u alice:alice -X DELETE "$URL/compute/"
ok 'and what is deleted is' within 20 done_all
for name in $(admin model list | awk '/ships with occibase/ && !/^10-core/ { print $1 }' | sort -r); do ok "$name goes" model remove "$name"; done
ok 'the kind is not known any more' is "$(statuses "$URL/compute/")" 404
ok 'what was done to it is' is "$(query "select string_agg(distinct kind, ' ') from occi.operation where verb = 'create' and kind_id is null")" "$INF#compute"
ok 'the core stays' refuses '10-core.json has the core kinds, without which there is nothing' remove 10-core.json
migrates() { admin migrate >"$SAID" 2>&1; }
ok 'migrate' migrates
ok 'leaves out what was removed' says 'model 20-infrastructure.json stays removed; occi-admin model add --standard FILE brings it back'
ok 'and list says so' model list
ok 'in its line' grep -Eq '^20-infrastructure.json +removed +0 +0 +0 +0 +ships with occibase$' "$SAID"
ok 'it can come back' model add --standard "$TOP/model/20-infrastructure.json"
ok 'and is known' is "$(statuses "$URL/compute/")" 200
ok 'still by the same workers' is "$(pids)" "$before"
