#!/usr/bin/env bash
# A changed password stops working at once, on every worker, though each remembers that it was right; a new category is known at once too.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
read_options --state "$OCCI_STATE"
trap 'echo "1..$TESTS"' EXIT
name=revoked-$$
$OCCI_ADMIN tenant add $name >/dev/null
$OCCI_ADMIN account add $name --tenant $name <<<first >/dev/null

# Four workers and a few more, so that each is asked.
statuses() { for _ in $(seq 12); do curl -s -o /dev/null -w '%{http_code}\n' -u "$name:$1" "$OCCI_URL/$2"; done | sort -u | xargs; }
ok 'the password is right' is "$(statuses first compute/)" 200
ok 'another is not' is "$(statuses second compute/)" 401
query "update occi.credential set hash = (select c.hash from occi.credential c join occi.account a on a.id = c.account_id where a.name = 'alice')
       where account_id = (select id from occi.account where name = '$name')"
ok 'after the change the old one is wrong everywhere' is "$(statuses first compute/)" 401
ok 'even for what a worker could answer alone' is "$(statuses first -/)" 401
ok 'and the new one is right' is "$(statuses alice compute/)" 200

term=revoked$$
query "select occi.model_load('$term', '{\"mixins\": [{\"term\": \"$term\", \"scheme\": \"http://example.org/$term#\", \"location\": \"/$term/\"}]}')" >/dev/null
knows() {
    for _ in $(seq 12); do
        curl -s -u "$name:alice" -H "Category: $term; scheme=\"http://example.org/$term#\"" "$OCCI_URL/-/" | grep -c "^Category: $term;"
    done | sort -u | xargs
}
ok 'a new category is known to every worker' is "$(knows)" 1
query "delete from occi.category where term = '$term'"
ok 'and one that is gone is not' is "$(knows)" 0
query "delete from occi.model where name = '$term'"
