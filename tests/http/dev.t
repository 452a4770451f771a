#!/usr/bin/env bash
# ./dev: a second cloud beside the one of the tests, up twice, down, and wiped.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
own_cloud

works() { is "$(status_of "$1/-/")" 200; }
pids() { cat "$STATE"/*.pid; }
accounts() { query "select string_agg(name, ' ' order by name) from occi.account"; }
up() { (cloud_up --state "$STATE" --port "$PORT"); }

ok 'it answers' works "$URL"
ok 'and so does the other one beside it' works "$OCCI_URL"
ok 'durable: fsync and synchronous_commit are on' is "$(query 'show fsync') $(query 'show synchronous_commit')" 'on on'
ok 'over a unix socket only' is "$(query 'show listen_addresses')" ''
ok 'users come ready' is "$(accounts)" 'alice bob'

before=$(pids)
said=$(up)
ok 'a second up is harmless' is "$(pids)" "$before"
ok 'it says where' grep -q "answers at $URL/" <<<"$said"
ok 'and where by TLS' grep -qF "https://127.0.0.1:$TLS_PORT/ (certificate: $STATE/tls/certificate.pem)" <<<"$said"
ok 'who' grep -q 'alice (password alice) of tenant red, bob (password bob) of tenant blue' <<<"$said"
ok 'and gives three commands to try' is "$(grep -c '^  curl' <<<"$said")" 3
ok 'the accounts are there once' is "$(accounts)" 'alice bob'

# TLS, with the cloud's own certificate.
tls_works() { is "$(status_of --cacert "$STATE/tls/certificate.pem" "https://127.0.0.1:$TLS_PORT/-/")" 200; }
ok 'it answers by TLS' tls_works
ok 'nobody but the owner reads the key' is "$(stat -c %a "$STATE/tls/key.pem")" 600
ok 'a plain request there is told so' is "$(curl -s "http://127.0.0.1:$TLS_PORT/-/")" 'this port speaks TLS; the URL begins with https://'
certificate=$(cat "$STATE/tls/certificate.pem")

status_of --data-binary "$COMPUTE" "$URL/compute/" >/dev/null
(cloud_down --state "$STATE")
nobody_left() { ! pgrep -f "$STATE/" >/dev/null; }
ok 'down stops all of it' nobody_left
up >/dev/null
ok 'its data is there again' is "$(query 'select count(*) from occi.entity')" 1

ok 'and its certificate' is "$(cat "$STATE/tls/certificate.pem")" "$certificate"

# A worker that dies is replaced.
kill -9 "$(pgrep -f "^$STATE/bin/occi-fcgi" | head -n 1)"
ok 'a dead worker is no news' within 5 works "$URL"
all_there() { is "$(pgrep -cf "^$STATE/bin/occi-fcgi")" 4; }
ok 'and is replaced' within 10 all_there

(cloud_down --wipe --state "$STATE")
ok 'down --wipe forgets the data' test ! -e "$STATE"
