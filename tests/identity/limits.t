#!/usr/bin/env bash
# A cloud with low limits: too many requests from an address or with a credential, and too many logins that fail, are 429. Beside that the
# hint of Keystone, and an OpenID provider whose keys are in a file.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
scratch=$(mktemp -d)
chmod 755 "$scratch"
PERL5LIB=$TOP/tests/lib perl -MJwt -MJSON::PP -e '
    my $key = key("rsa", "file");
    open my $set, ">", "$ARGV[0]/jwks" or die;
    print {$set} encode_json({ keys => [jwk($key)] });
    open my $token, ">", "$ARGV[0]/token" or die;
    print {$token} token({ alg => "RS256", kid => "file" }, { iss => "https://id.file", aud => "occi", sub => "ann", iat => time, exp => time + 600, groups => ["g"] }, $key);
' "$scratch"
export OCCI_RATE=1r/m OCCI_BURST=60 OCCI_CREDENTIAL_RATE=1r/m OCCI_CREDENTIAL_BURST=30 OCCI_LOGIN_FAILURES=5
export OCCI_KEYSTONE_URI=https://keystone.example.org/v3 OCCI_OIDC_JWKS=$scratch/jwks OCCI_OIDC_ISSUER=https://id.file OCCI_OIDC_AUDIENCE=occi
own_cloud
trap 'rm -rf "$scratch"; own_cloud_end' EXIT

# From another address of loopback each, so that one test leaves the next its limits.
address=1
from() { curl -s -m 30 --interface "127.0.1.$address" "$@"; }
another() { address=$((address + 1)); }
status() { from -o /dev/null -w '%{http_code}\n' "$@"; }

head=$(curl -si "$URL/-/" | tr -d '\r')
ok '401 names Keystone' grep -qx "WWW-Authenticate: Keystone uri='https://keystone.example.org/v3'" <<<"$head"
ok 'beside the others' is "$(grep -c '^WWW-Authenticate: \(Basic\|Bearer\) realm="occibase"' <<<"$head")" 2
admin oidc rule add --issuer https://id.file --claim groups --value g --tenant red >/dev/null
another
ok 'keys in a file' is "$(status -H "Authorization: Bearer $(cat "$scratch/token")" "$URL/compute/")" 200

# As many as the burst, and one that a minute allows, are let through; the others are not.
another
token=$(admin token add alice --name limits 2>/dev/null)
seen=$(for _ in $(seq 50); do status -H "Authorization: Bearer $token" "$URL/compute/"; done | sort | uniq -c | awk '{ print $2 }' | xargs)
ok 'a credential has its limit' is "$seen" '200 429'
ok 'wherever it is used from' is "$(another; status -H "X-Auth-Token: $token" "$URL/compute/")" 429
ok 'another token has its own' is "$(status -H "Authorization: Bearer $(admin token add alice --name other 2>/dev/null)" "$URL/compute/")" 200
said=$(from -i -H "Authorization: Bearer $token" "$URL/compute/" | tr -d '\r')
ok 'it is told in a sentence' grep -qx 'too many requests; send them more slowly' <<<"$said"
ok 'with the versions that are spoken' grep -q '^Server: occibase/.* OCCI/1.2 OCCI/1.1' <<<"$said"
ok 'and when to come again' grep -q '^Retry-After: 1$' <<<"$said"
ok 'as plain text' grep -q '^Content-Type: text/plain' <<<"$said"

another
seen=$(for _ in $(seq 90); do status "$URL/-/"; done | sort | uniq -c | awk '{ print $2 }' | xargs)
ok 'an address has its limit' is "$seen" '401 429'
another
ok 'another address is not held back' is "$(status "$URL/-/")" 401

another
ok 'a password that is right' is "$(status -u alice:alice "$URL/compute/")" 200
seen=$(for i in 1 2 3 4 5 6 7; do status -u "alice:wrong$i" "$URL/compute/"; done | xargs)
ok 'five logins may fail within a minute' is "$seen" '401 401 401 401 401 429 429'
said=$(from -i -u bob:wrong "$URL/compute/" | tr -d '\r')
ok 'then it is told' grep -qx 'too many logins from this address have failed; try again in a minute' <<<"$said"
ok 'by an answer like all others' grep -q '^Server: occibase/.* OCCI/1.2' <<<"$said"
ok 'that says when' grep -q '^Retry-After: 60$' <<<"$said"
ok 'a right password is not looked at either' is "$(status -u bob:bob "$URL/compute/")" 429
ok 'nor a token that nobody has' is "$(status -H 'Authorization: Bearer occi_x' "$URL/compute/")" 429
another
ok 'another address logs in' is "$(status -u bob:bob "$URL/compute/")" 200
query "update occi.login_failure set since = since - interval '2 minutes'"
address=$((address - 1))
ok 'a minute later the first one does, too' is "$(status -u bob:bob "$URL/compute/")" 200
