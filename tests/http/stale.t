#!/usr/bin/env bash
# What a worker remembers goes out of date in the middle of a request: nothing is said twice, and nothing is done twice.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
own_cloud

ask() { curl -s -m 30 -u alice:alice "$@"; }
create() { ask -i -H 'Content-Type: text/plain' --data-binary "Category: $1; scheme=\"$INF#\"; class=\"kind\"" "$URL/$1/" | sed -n "s,^Location: $URL\(.*\)\r,\1,p"; }
# Every worker has the categories as they are.
warm_up() { seq 40 | xargs -P 16 -I{} curl -s -o /dev/null -u alice:alice "$URL/network/"; }
# A tag that no version tells of, as one that came after the session was opened.
query "create schema test;
    create function test.tag(wanted text, entity text) returns void language plpgsql security definer
        set search_path = '' set session_replication_role = replica as \$\$
    begin
        insert into occi.category (tenant_id, class, scheme, term, location)
        select t.id, 'mixin', 'http://tags.example/#', wanted, '/' || wanted || '/' from occi.tenant t where t.name = 'red' on conflict do nothing;
        insert into occi.entity_mixin (tenant_id, entity_id, mixin_id, position)
        select e.tenant_id, e.id, c.id, 1 from occi.entity e, occi.category c where e.location = entity and c.term = wanted on conflict do nothing;
    end \$\$"

for _ in 1 2 3; do network=$(create network); done
warm_up
query "select test.tag('unheard', '$network')"
listed() { ask -H 'Accept: application/occi+json' "$URL/network/" | grep -o '"id"' | wc -l; }
for i in 1 2 3 4; do
    ok "a listing that meets a new tag half-way says everything once ($i)" is "$(listed)" 3
done

compute=$(create compute)
link=$(ask -i -H 'Content-Type: text/plain' --data-binary "Category: networkinterface; scheme=\"$INF#\"; class=\"kind\"
X-OCCI-Attribute: occi.core.source=\"$compute\"
X-OCCI-Attribute: occi.core.target=\"$network\"" "$URL/networkinterface/" | sed -n "s,^Location: $URL\(.*\)\r,\1,p")
links() { query "select count(*) from occi.entity where source_id = (select id from occi.entity where location = '$compute')"; }
ok 'a compute has a link' is "$(links)" 1
query "create function test.meanwhile() returns trigger language plpgsql security definer set search_path = '' as \$\$
    begin
        if new.title is distinct from old.title then
            perform test.tag(new.title, '$link');
        end if;
        return null;
    end \$\$;
    grant usage on schema test to public;
    create trigger meanwhile after update on occi.entity for each row execute function test.meanwhile()"
update() {
    ask -o /dev/null -w '%{http_code}' -H 'Content-Type: text/plain' --data-binary "X-OCCI-Attribute: occi.core.title=\"$1\"
Link: <$network>; rel=\"$INF#network\"; category=\"$INF#networkinterface\"" "$URL$compute"
}
for i in 1 2 3 4; do
    warm_up
    ok "a change after which a link has a new tag is done ($i)" is "$(update "later$i")" 200
    ok 'once' is "$(links)" $((i + 1))
done
query 'drop trigger meanwhile on occi.entity'
ok 'and what was meant is there' is "$(ask "$URL$compute" | grep -o 'occi.core.title="[^"]*"')" 'occi.core.title="later4"'

# A wait goes on when a tag comes meanwhile.
process_stop reconciler >/dev/null
compute=$(create compute)
is_waiting() { is "$(query "select count(*) from pg_locks where locktype = 'advisory' and classid = occi.waiter_class()")" 1; }
ask -D "$STATE/waited" -o "$STATE/changed" -H 'Content-Type: text/plain' -H 'Prefer: wait=25' \
    --data-binary 'X-OCCI-Attribute: occi.core.title="waiting"' "$URL$compute" &
client=$!
ok 'a client waits' within 10 is_waiting
ask -o /dev/null -H 'Content-Type: text/plain' --data-binary 'Category: new; scheme="http://tags.example/#"; class="mixin"; location="/new/"' "$URL/-/"
sleep 1
ok 'and still does when a tag has come' is_waiting
reconciler_start >/dev/null
wait $client
ok 'until all is carried out' grep -q '^Preference-Applied: wait=25' "$STATE/waited"
ok 'and is not told of what was before' is "$(grep -c '"inactive"' "$STATE/changed")" 0
