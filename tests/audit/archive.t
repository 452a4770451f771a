#!/usr/bin/env bash
# Months that are over leave into a file, and the chain holds: what is missing because it was archived is told from what was removed.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
. "$TOP/tests/audit/lib.sh"
own_cloud

# A cloud whose first hundred events are of last month, before anything is sealed.
process_stop reconciler
query "select audit.partitions_ensure(now() - interval '1 month')" >/dev/null
tamper "delete from audit.seal;
        update audit.event set at = date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - interval '1 day'
        where id in (select id from audit.event order by id limit 100)"
FILE=$STATE/archive.json
OLD=$(query 'select min(id) + 7 from audit.event')
ok 'what is not sealed does not leave' says 'not sealed yet' audit archive "$(date -u +%F)" "$FILE"
ok 'and there is no file of it' test ! -e "$FILE"
reconciler_start
ok 'sealed it is' wait_for_seals
ok 'a month that is not over does not leave' says 'only months that are over' audit archive 2999-01-01 "$FILE"
audit prove "$OLD" >"$STATE/before.json"
months() { query "select count(*) from pg_inherits where inhparent = 'audit.event'::regclass"; }
MONTHS=$(months)
ok 'last month leaves' audit archive "$(date -u +%F)" "$FILE"
ok 'its hundred events are in the file' is "$(wc -l <"$FILE")" 100
ok 'which is its owner'\''s alone to read' is "$(stat -c %a "$FILE")" 400
ok 'and its partition is gone' is "$(months)" $((MONTHS - 1))
ok 'the file is not written over' says 'File exists' audit archive "$(date -u +%F)" "$FILE"
wait_for_seals
ok 'the chain holds' verify
archived() { verify | grep -qx '100 events have been archived'; }
ok 'and says what left' archived
ok 'an event that left is proven from the file' audit prove "$OLD" --archive "$FILE"
audit prove "$OLD" --archive "$FILE" >"$STATE/after.json"
ok 'as it was proven before' cmp "$STATE/before.json" "$STATE/after.json"
chmod 600 "$FILE"
sed -i 's/"role":"occi"/"role":"eve"/' "$FILE"
ok 'unless the file was altered' says 'it was changed' audit prove "$OLD" --archive "$FILE"
ok 'without the file it cannot be' says 'if it was archived, say where' audit prove "$OLD"
ok 'what left is in the audit' is "$(query "select after ->> 'count' from audit.event where relation = 'archive'")" 100

ok 'leaving again, with nothing to leave' audit archive "$(date -u +%F)" "$FILE.2"
wait_for_seals
ok 'forgets nothing of what left before' archived
process_stop reconciler
keep
NEXT=$(query 'select min(id) from audit.event')
tamper "delete from audit.event where id = $NEXT"
ok 'what is removed beside is found' says "event $NEXT was removed" verify
restore
tamper "delete from audit.event where relation = 'archive'"
ok 'and so is everything that left, when nothing says why' says "was removed" verify
restore
ok 'all is as it was' verify
own_cloud_end
trap - EXIT
