#!/usr/bin/env bash
# API tokens: shown once, kept as a digest, with an end and a scope; revoked at once, on every worker.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
read_options --state "$OCCI_STATE"
trap 'echo "1..$TESTS"' EXIT
name=tokens-$$
$OCCI_ADMIN tenant add $name >/dev/null
for role in reader user admin; do $OCCI_ADMIN account add $name-$role --tenant $name --role $role <<<secret >/dev/null; done

add() { $OCCI_ADMIN token add "$@" 2>/dev/null; }
bearer() { local token=$1; shift; curl -s -m 30 -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $token" "$@"; }
statuses() { for _ in $(seq 12); do bearer "$1" "$OCCI_URL/compute/"; done | sort -u | xargs; }
network() { bearer "$1" -H 'Content-Type: text/plain' --data-binary "Category: network; scheme=\"$INF#\"; class=\"kind\"" "$OCCI_URL/network/"; }
listed() { $OCCI_ADMIN token list | grep -E "^$name-$1 +$2 "; }

writing=$(add $name-user --name writing --expires 30d)
reading=$(add $name-user --name reading --scope read)
all=$(add $name-admin --name all --scope admin)
looking=$(add $name-reader --name looking --scope admin)
ok 'a token is 53 characters, and says what it is' grep -qE '^occi_[A-Za-z0-9_-]{48}$' <<<"$writing"
ok 'it lets its account in' is "$(statuses "$writing")" 200
ok 'in X-Auth-Token as well' is "$(curl -s -o /dev/null -w '%{http_code}' -H "X-Auth-Token: $writing" "$OCCI_URL/compute/")" 200
ok 'and for what a worker could answer alone' is "$(bearer "$writing" "$OCCI_URL/-/")" 200
ok 'the scope write writes' is "$(network "$writing")" 201
ok 'the scope read reads' is "$(statuses "$reading")" 200
ok 'and does not write' is "$(network "$reading")" 403
for method in POST PUT DELETE; do
    ok "nor $method" is "$(bearer "$reading" -X $method "$OCCI_URL/network/?action=up")" 403
done
ok 'HEAD and OPTIONS are reading' is "$(bearer "$reading" -I "$OCCI_URL/network/") $(bearer "$reading" -X OPTIONS "$OCCI_URL/network/")" '200 200'
ok 'the scope admin is the account'"'"'s role' is "$(network "$all")" 201
ok 'and no more than that' is "$(network "$looking")" 403

ok 'the registry has no token' is "$(query "select count(*) from occi.credential c where strpos(to_jsonb(c)::text, '${writing:5:40}') > 0")" 0
ok 'but a digest' is "$(query "select count(*) from occi.credential where digest = sha256('$writing')")" 1
ok 'which the audit masks' is "$(query "select distinct after ->> 'digest' from audit.event where relation = 'credential' and after ->> 'name' = 'writing'")" '***'
ok 'no log has it' is "$(grep -rlF -e "${writing:5:40}" "$STATE/log" | wc -l)" 0
ok 'the list shows when it ends and when it was used' grep -qE 'write .*Z .*Z .*Z' <<<"$(listed user writing)"
ok 'and that one has no end' grep -qE 'read +[0-9TZ:-]+ +- ' <<<"$(listed user reading)"
uses() { query "select u.used_at from occi.credential_use u join occi.credential c on c.id = u.credential_id where c.digest = sha256('$writing')"; }
before=$(uses)
for _ in 1 2 3 4; do bearer "$writing" "$OCCI_URL/compute/" >/dev/null; done
ok 'uses within a minute are noted once' is "$(uses)" "$before"

short=$(add $name-user --name short --expires 3s)
ok 'a token that ends soon' is "$(bearer "$short" "$OCCI_URL/compute/")" 200
ended() { is "$(statuses "$short")" 401; }
ok 'ends, on every worker that remembers it' within 10 ended
ok 'and is shown as such' grep -q 'has ended' <<<"$(listed user short)"
$OCCI_ADMIN token revoke $name-user --name writing >/dev/null
ok 'a revoked one is over at once, everywhere' is "$(statuses "$writing")" 401
ok 'the account is still there' is "$(curl -s -o /dev/null -w '%{http_code}' -u $name-user:secret "$OCCI_URL/compute/")" 200

refused() { is "$($OCCI_ADMIN "$@" 2>&1 >/dev/null)" "occi-admin: $said"; }
said="account $name-user has a token called reading already" ok 'a name is used once' refused token add $name-user --name reading
said="there is no account called nobody-$$; add it with occi-admin account add" ok 'an account has to be there' refused token add nobody-$$ --name x
said='--expires takes a time like 30d, 12h, 90m or 45s' ok 'a time is one' refused token add $name-user --name x --expires 3
said='--scope is read, write or admin' ok 'a scope is one' refused token add $name-user --name x --scope all
said='say what the token is called: --name NAME' ok 'a token has a name' refused token add $name-user
said="account $name-user has no token called x" ok 'only what is there is revoked' refused token revoke $name-user --name x

# What is none: one character changed, cut short, made up with a right checksum.
changed=${reading:0:20}$([ "${reading:20:1}" = A ] && echo B || echo A)${reading:21}
made_up=$(perl -MDigest::SHA=sha256 -MMIME::Base64=encode_base64url -e '$s = "x" x 32; print "occi_", encode_base64url($s . substr(sha256($s), 0, 4))')
for token in "$changed" "${reading:0:40}" "${reading}A" "$made_up" "occi_" "$(sed 's/occi_/OCCI_/' <<<"$reading")" "${reading#occi_}"; do
    ok "${token:0:12}… is no token" is "$(bearer "$token" "$OCCI_URL/compute/")" 401
done
ok 'a token is no password' is "$(curl -s -o /dev/null -w '%{http_code}' -u "$name-user:$reading" "$OCCI_URL/compute/")" 401
ok 'nor a password a token' is "$(bearer secret "$OCCI_URL/compute/")" 401
challenges() { curl -si "$@" "$OCCI_URL/-/" | tr -d '\r' | sed -n 's/^WWW-Authenticate: //p' | paste -sd '|'; }
basic='Basic realm="occibase", charset="UTF-8"'
ok '401 names the schemes' is "$(challenges)" "$basic|Bearer realm=\"occibase\""
ok 'and says that a token was refused' is "$(challenges -H "Authorization: Bearer $made_up")" "$basic|Bearer realm=\"occibase\", error=\"invalid_token\""
ok 'not so of a password' is "$(challenges -u a:b)" "$basic|Bearer realm=\"occibase\""
