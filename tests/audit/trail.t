#!/usr/bin/env bash
# Who, from where, with what, in which request: of changes, denials and operators' commands; and ids of requests, in and out.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
. "$TOP/tests/audit/lib.sh"
read_options --state "$OCCI_STATE"
trap 'echo "1..$TESTS"' EXIT
ID=trail-$$

# id_of CURL-ARGUMENTS...: the X-Request-Id of the answer.
id_of() { curl -s -m 30 -o /dev/null -D - "$@" | tr -d '\r' | sed -n 's/^X-Request-Id: //p'; }
is_made_up() { grep -qE '^[0-9a-f]{32}$' <<<"$1"; }
ok 'a plain id of the client is taken' is "$(id_of -u alice:alice -H "X-Request-Id: $ID.a_B" "$OCCI_URL/-/")" "$ID.a_B"
ok 'in refusals too' is "$(id_of -H "X-Request-Id: $ID" "$OCCI_URL/-/")" "$ID"
ok 'and in answers of nginx' is "$(id_of -H "X-Request-Id: $ID" "$OCCI_URL/.web/none")" "$ID"
ok 'without one there is one' is_made_up "$(id_of -u alice:alice "$OCCI_URL/-/")"
ok 'one that is not plain is not taken' is_made_up "$(id_of -u alice:alice -H 'X-Request-Id: a b' "$OCCI_URL/-/")"
ok 'nor one that is too long' is_made_up "$(id_of -u alice:alice -H "X-Request-Id: $(printf 'x%.0s' $(seq 65))" "$OCCI_URL/-/")"
ok 'nor an empty one' is_made_up "$(id_of -u alice:alice -H 'X-Request-Id;' "$OCCI_URL/-/")"

# event REQUEST COLUMNS: of the one event of that request and operation.
event() { query "select $3 from audit.event where request = '$1' and operation = '$2'"; }

WHERE=$(curl -s -u alice:alice -H "X-Request-Id: $ID-make" -A trail/1 -H 'Content-Type: text/plain' --data-binary "$COMPUTE" "$OCCI_URL/compute/" |
    sed -n 's/^X-OCCI-Location: //p' | tr -d '\r')
ok 'a change says who, and from where' is \
    "$(query "select account, address, tenant_id is not null from audit.event where request = '$ID-make' and relation = 'entity'")" 'alice|127.0.0.1|t'

DENIED=$(curl -s -o /dev/null -w '%{http_code}' -u alice:alice -A $'trail\xff/2' -H "X-Request-Id: $ID-denied" -X DELETE "$OCCI_URL/none-$$/")
ok 'a denial' is "$DENIED" 403
ok 'is an event' is "$(event "$ID-denied" DENIAL "account, address, agent, outcome, after ->> 'method', after ->> 'path', after ->> 'status'")" \
    "alice|127.0.0.1|trail?/2|failure|DELETE|/none-$$/|403"
ok 'with the credential' is "$(event "$ID-denied" DENIAL "credential = (select c.id from occi.credential c join occi.account a on a.id = c.account_id
    where a.name = 'alice' and c.type = 'password')")" t
ok 'of the tenant' is "$(event "$ID-denied" DENIAL "tenant_id = (select id from occi.tenant where name = 'red')")" t
ok 'what is only wrong is none' is "$(curl -s -o /dev/null -u alice:alice -H "X-Request-Id: $ID-wrong" "$OCCI_URL/none" && event "$ID-wrong" DENIAL 'count(*)')" 0
curl -s -o /dev/null -u alice:alice -X DELETE "$WHERE"

# The command and the row that it makes have the same request.
$OCCI_ADMIN tenant add "$ID-tenant" >/dev/null
ok 'a command is an event, with its arguments' is "$(query "
    select c.outcome, c.after ->> 'command', c.after -> 'arguments' ->> 0, c.after ->> 'user', r.agent = c.agent
    from audit.event c join audit.event r on r.request = c.request and r.operation = 'INSERT' and r.relation = 'tenant'
    where c.operation = 'COMMAND' and r.after ->> 'name' = '$ID-tenant'")" "success|tenant add|$ID-tenant|$(id -un)|t"
ok 'one that fails is one too' says 'exists already' $OCCI_ADMIN tenant add "$ID-tenant"
ok 'and says why' is "$(query "select after ->> 'reason' from audit.event where operation = 'COMMAND' and outcome = 'failure' and after -> 'arguments' ? '$ID-tenant'")" \
    "tenant $ID-tenant exists already"
$OCCI_ADMIN account add "$ID" --tenant "$ID-tenant" <<<"secret-$ID" >/dev/null
ok 'no secret is in it' is "$(query "select count(*) from audit.event where (before::text || after::text) like '%secret-$ID%' or after::text like '%secret-$ID%'")" 0

# The log of DMTF's CADF.
cadf() {
    $OCCI_ADMIN audit export --cadf | perl -MJSON::PP -0777 -e '
        my $log = decode_json(<STDIN>);
        my %seen;
        for my $event (@{ $log->{events} }) {
            die "an event lacks something: " . encode_json($event)
                if grep { !defined $event->{$_} } qw(typeURI id eventType eventTime action outcome initiator target observer);
            die "two events are called $event->{id}" if $seen{ $event->{id} }++;
            print join("|", $event->{eventType}, $event->{action}, $event->{outcome}, $event->{initiator}{id}, $event->{initiator}{host}{address} // "",
                $event->{target}{typeURI}, $event->{reason}{reasonCode} // ""), "\n"
                if grep { $_ eq "occibase:request:$ARGV[0]" } @{ $event->{tags} // [] };
        }' "$1"
}
ok 'a creation in CADF' is "$(cadf "$ID-make" | head -n 1)" 'activity|create|success|occibase:account:alice|127.0.0.1|service/occi/entity|'
ok 'a denial in CADF' is "$(cadf "$ID-denied")" 'control|deny|failure|occibase:account:alice|127.0.0.1|service/occi|403'
ok 'all of it is sealed' wait_for_seals
ok 'and verified' verify
