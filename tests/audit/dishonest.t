#!/usr/bin/env bash
# A superuser of the database alters what was sealed. Verifying names the first event that is not as it was; and where nothing in the
# registry can tell, what is known outside of it does: the public key, and an earlier head.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
. "$TOP/tests/audit/lib.sh"
own_cloud

make() { status_of --data-binary "$COMPUTE" "$URL/compute/" >/dev/null; }
make
ok 'events are sealed' wait_for_seals
make
ok 'and those after them' wait_for_seals
process_stop reconciler
keep
ok 'what nobody touched is as it was sealed' verify
HEAD=$(verify | sed -n 's/^head \([0-9a-f]*\).*/\1/p')
ok 'and has the head that it had' verify --since "$HEAD"
is "$(query 'select count(*) > 1 from audit.seal')" t || echo 'Bail out! there is but one seal'

# First and later: two sealed events, the second in the last seal.
ONE=$(query 'select events[5] from audit.seal order by number limit 1')
LAST=$(query 'select events[cardinality(events)] from audit.seal order by number desc limit 1')

# attempt WHAT SAID SQL: a change, what verifying says of it, and all as it was.
attempt() {
    tamper "$3"
    ok "$1" says "$2" verify
    restore
}
attempt 'another account' "event $ONE was changed" "update audit.event set account = 'mallory' where id = $ONE"
attempt 'another value' "event $LAST was changed" "update audit.event set after = after || '{\"title\": \"x\"}' where id = $LAST"
attempt 'another time' "event $ONE was changed" "update audit.event set at = at + interval '1 microsecond' where id = $ONE"
attempt 'null for an empty text' "event $ONE was changed" "update audit.event set agent = '' where id = $ONE"
attempt 'two changes: the first is named' "event $ONE was changed" "update audit.event set address = '::1' where id in ($ONE, $LAST)"
attempt 'a removed event' "event $ONE was removed" "delete from audit.event where id = $ONE"
attempt 'the last one removed' "event $LAST was removed" "delete from audit.event where id = $LAST"
COPY='at, transaction, role, relation, operation, outcome, before, after'
attempt 'one inserted among those of a seal' "event -1 was inserted" \
    "insert into audit.event (id, $COPY) overriding system value select -1, $COPY from audit.event where id = $ONE"
attempt 'one twice, of which either is read first' "event $ONE was" \
    "insert into audit.event (id, $COPY) overriding system value select id, at + interval '1 second', ${COPY#at, } from audit.event where id = $ONE"
attempt 'one moved to another place' "event $ONE was reordered" \
    "update audit.event set transaction = (select max(transaction) from audit.event) where id = $ONE"
attempt 'two that change places' "was reordered" "
    create temporary table places on commit drop as select id, transaction from audit.event where id in ($ONE, $LAST);
    update audit.event e set transaction = p.transaction from places p where e.id in ($ONE, $LAST) and p.id <> e.id"
attempt 'two that change their contents' "event $ONE was changed" "
    create temporary table contents on commit drop as select id, after from audit.event where id in ($ONE, $LAST);
    update audit.event e set after = c.after from contents c where e.id in ($ONE, $LAST) and c.id <> e.id"
attempt 'a seal that lists its events in another order' "was reordered" \
    "update audit.seal set events = array(select e from unnest(events) with ordinality as u (e, n) order by n desc) where number = 1"
attempt 'an event with its place in the seal removed' "seal 1 (event" "
    delete from audit.event where id = $ONE;
    update audit.seal set events = array_remove(events, $ONE), leaves = substr(leaves, 1, 128) || substr(leaves, 161) where number = 1"
attempt 'a leaf that is not the event' "event $ONE was changed" \
    "update audit.seal set leaves = overlay(leaves placing '\\x00'::bytea from 129) where number = 1"
attempt 'a seal that says another time' "seal 2 (event" "update audit.seal set at = at - interval '1 day' where number = 2"
attempt 'a signature of something else' "seal 2 (event" \
    "update audit.seal set signature = (select signature from audit.seal where number = 1) where number = 2"
attempt 'a seal removed' "seal 1 was removed" "delete from audit.seal where number = 1"
ok 'all is as it was' verify --since "$HEAD"

# The end of the chain cut off: the registry alone cannot tell, whoever kept a head can.
tamper 'delete from audit.seal where number = (select max(number) from audit.seal)'
ok 'a chain without its end looks whole' verify
ok 'but not to who knows a head' says 'does not have the head that is known' verify --since "$HEAD"
restore

# A reconciler remembers the last seal that it has made, and does not build on another past.
reconciler_start
make
ok 'sealing goes on' wait_for_seals
tamper 'delete from audit.seal where number = (select max(number) from audit.seal)'
make
refused() { grep -q 'which this process has seen, is not there any more' "$STATE/log/reconciler.log"; }
ok 'a running reconciler notices, and seals no more' within 30 refused
process_stop reconciler
restore

# A registry whose numbers of transactions have begun anew: nothing is built on it.
tamper "update audit.seal set last_transaction = '1000000000000' where number = (select max(number) from audit.seal)"
reconciler_start
behind() { grep -q 'transaction numbers are behind those that are sealed' "$STATE/log/reconciler.log"; }
ok 'a restored dump is noticed, and not sealed' within 30 behind
process_stop reconciler
restore

# An event that pretends to be old, sealed by a reconciler that cannot know.
tamper "insert into audit.event (id, relation, operation, after) overriding system value values (-7, 'entity', 'INSERT', '{}')"
reconciler_start
wait_for_seals
process_stop reconciler
ok 'one with an old number in a new transaction' says 'event -7 was inserted' verify
restore

# All of history written anew, with another key.
cp -p "$STATE/audit.key" "$STATE/audit.key.kept"
rm "$STATE/audit.key"
OTHER=$(audit key "$STATE/audit.key")
! is_root || chown "$WORKER_USER" "$STATE/audit.key"
tamper "update audit.event set account = 'mallory' where account = 'alice'; delete from audit.seal"
reconciler_start
wait_for_seals
process_stop reconciler
ok 'a chain that is wholly new is whole by its own key' audit verify --key "$OTHER"
ok 'but not by the one that is known' says 'signed with another key' verify
ok 'and does not have the head that is known' says 'does not have the head that is known' audit verify --since "$HEAD"
mv "$STATE/audit.key.kept" "$STATE/audit.key"
restore

# Proofs.
PROOF=$STATE/proof.json
audit prove "$ONE" >"$PROOF"
far() { OCCI_DATABASE='host=/nowhere' "$STATE/bin/occi-admin" audit check-proof "$@"; }
ok 'a proof is checked with the public key alone' far "$PROOF" --key "$STATE/audit.public"
ok 'which has to be the right one' says 'signed with another key' far "$PROOF" --key "$OTHER"
sed 's/"outcome": "success"/"outcome": "failure"/' "$PROOF" >"$PROOF.2"
ok 'another event is not proven by it' says 'the event is not in the seal' far "$PROOF.2" --key "$STATE/audit.public"
sed 's/"index": 4,/"index": 5,/' "$PROOF" >"$PROOF.2"
ok 'nor another place' says 'the event is not in the seal' far "$PROOF.2" --key "$STATE/audit.public"
sed 's/"number": "1"/"number": "2"/' "$PROOF" >"$PROOF.2"
ok 'nor another seal' says 'its signature is not that' far "$PROOF.2" --key "$STATE/audit.public"
ok 'something else is no proof' says 'is no proof' far "$STATE/audit.public" --key "$STATE/audit.public"
tamper "update audit.event set account = 'mallory' where id = $ONE"
ok 'an event that was changed cannot be proven' says 'it was changed' audit prove "$ONE"
restore

ok 'the private key is read by its owner alone' is "$(stat -c %a "$STATE/audit.key")" 400
ok 'and there is nothing of it in the registry' is "$(query "select count(*) from audit.seal where signature::text ~ '$(cat "$STATE/audit.key")'")" 0
own_cloud_end
trap - EXIT
