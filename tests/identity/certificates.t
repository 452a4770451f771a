#!/usr/bin/env bash
# TLS client certificates: by the DN that nginx has verified, and by VOMS attributes; and what header fields that look like them are worth.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
own_cloud
TLS=https://127.0.0.1:$TLS_PORT
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"; own_cloud_end' EXIT

# certificate NAME SUBJECT [AUTHORITY]: a key and a certificate in $scratch, of the cloud's authority for clients or another one.
certificate() {
    local authority=${3:-$STATE/tls/clients}
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "$2" -keyout "$scratch/$1.key" -out "$scratch/$1.csr" 2>/dev/null
    openssl x509 -req -in "$scratch/$1.csr" -CA "$authority.pem" -CAkey "$authority-key.pem" -days 2 -out "$scratch/$1.pem" 2>/dev/null
    cat "$scratch/$1.key" >>"$scratch/$1.pem"
}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /O=occibase/CN=clients \
    -keyout "$scratch/evil-key.pem" -out "$scratch/evil.pem" 2>/dev/null
certificate ann '/C=EU/O=Grid/CN=Ann Example'
certificate carl '/C=EU/O=Grid/CN=Carl'
certificate vera '/C=EU/O=Grid/CN=Vera'
certificate forged '/C=EU/O=Grid/CN=Ann Example' "$scratch/evil"

# as CERTIFICATE [CURL-ARGUMENT...]: the status; by TLS with it.
as_client() { local name=$1; shift; curl -s -m 30 -o "$scratch/body" -w '%{http_code}' --cacert "$STATE/tls/certificate.pem" --cert "$scratch/$name.pem" "$@" "$TLS/compute/"; }
everywhere() { for _ in $(seq 12); do as_client "$@"; echo; done | sort -u | xargs; }
anonymous() { curl -s -m 30 -o "$scratch/body" -w '%{http_code}' --cacert "$STATE/tls/certificate.pem" "$@"; }
says() { grep -q "$1" "$scratch/body" || { cat "$scratch/body" && false; }; }
DN='CN=Ann Example,O=Grid,C=EU'

ok 'without a certificate one needs something else' is "$(anonymous "$TLS/compute/")" 401
ok 'a certificate that nobody has named has no tenant' is "$(as_client ann)" 403
ok 'and is told so' says 'the certificate is good, but nobody has said what tenant it belongs to here'
admin certificate add alice --dn "$DN" >/dev/null
ok 'one that is named is the account' is "$(everywhere ann)" 200
curl -s -u alice:alice -H 'Content-Type: text/plain' --data-binary "$COMPUTE" "$URL/compute/" >/dev/null
as_client ann >/dev/null
ok 'it sees what is the account'"'"'s' says /compute/
ok 'another of the same authority is not' is "$(as_client carl)" 403
ok 'one of the same name by another authority is refused' is "$(as_client forged)" 400
ok 'with a sentence' says 'the client certificate cannot be verified'
ok 'a password counts before a certificate' is "$(as_client ann -u bob:bob)" 200
ok 'and sees what is its own' is "$(cat "$scratch/body")" ''
ok 'a wrong one is not saved by it' is "$(as_client ann -u bob:wrong)" 401
ok 'nor a wrong token' is "$(as_client ann -H 'X-Auth-Token: occi_x')" 401
ok 'a DN in the old form is refused' is "$(admin certificate add bob --dn '/C=EU/CN=Bob' 2>&1 | grep -c 'RFC 2253')" 1
ok 'a DN belongs to one account' is "$(admin certificate add bob --dn "$DN" 2>&1)" "occi-admin: the certificate $DN is that of account alice already"
admin certificate add bob --dn 'CN=Carl,O=Grid,C=EU' --issuer 'CN=Another,O=Grid' >/dev/null
ok 'one that is named for another authority is not let in' is "$(as_client carl)" 403
admin certificate remove --dn 'CN=Carl,O=Grid,C=EU' --issuer 'CN=Another,O=Grid' >/dev/null
admin certificate add bob --dn 'CN=Carl,O=Grid,C=EU' --issuer 'CN=clients,O=occibase' >/dev/null
ok 'for its own it is' is "$(as_client carl)" 200
admin certificate remove --dn 'CN=Carl,O=Grid,C=EU' --issuer 'CN=clients,O=occibase' >/dev/null
ok 'and no more when that is taken back, everywhere and at once' is "$(everywhere carl)" 403

# VOMS attributes, which the site gives for a DN here.
printf '"CN=Vera,O=Grid,C=EU" "/vo.example.org/Role=NULL,/vo.example.org/cloud/Role=NULL";\n' >"$STATE/nginx/fqans.map"
kill -HUP "$(cat "$STATE/nginx.pid")"
admin tenant add vo >/dev/null
admin tenant add vo-ops >/dev/null
ok 'an attribute without a rule gives no tenant' is "$(as_client vera)" 403
admin certificate rule add --fqan /vo.example.org/cloud/Role=NULL --tenant vo --role reader >/dev/null
seen() { is "$(as_client vera)" 200; }
ok 'a rule makes it one' within 10 seen
ok 'on every worker' is "$(everywhere vera)" 200
ok 'in the role that it says' is "$(as_client vera -X POST -H 'Content-Type: text/plain' --data-binary "$COMPUTE")" 403
admin certificate rule add --fqan /vo.example.org/Role=NULL --tenant vo-ops --role user >/dev/null
as_client vera >/dev/null
ok 'an account may be in several tenants by rules' is "$(query "select string_agg(t.name || ' ' || m.role, ', ' order by t.name) from occi.membership m
    join occi.tenant t on t.id = m.tenant_id join occi.account a on a.id = m.account_id where a.name = 'CN=Vera,O=Grid,C=EU'")" 'vo reader, vo-ops user'
ok 'somebody without the attribute is not' is "$(as_client carl)" 403
ok 'the rules are shown' is "$(admin certificate rule list | grep -cE 'fqan +/vo.example.org/')" 2
admin certificate rule remove "$(admin certificate rule list | awk '/cloud/ { print $1 }')" >/dev/null
admin certificate rule remove "$(admin certificate rule list | awk '/vo-ops/ { print $1 }')" >/dev/null
ok 'without the rules it is over' is "$(everywhere vera)" 403

# What a client says itself: every spelling, on both sites.
tried=0 let_in=""
for where in "$URL" "$TLS"; do
    for name in SSL_CLIENT_VERIFY SSL-Client-Verify X-SSL-Client-Verify HTTP_SSL_CLIENT_VERIFY X-Client-Verify; do
        for dn in SSL_CLIENT_S_DN SSL-Client-S-DN X-SSL-Client-S-DN HTTP_SSL_CLIENT_S_DN X-Client-Cert SSL_CLIENT_SUBJECT REMOTE_USER Remote-User X-Remote-User; do
            tried=$((tried + 1))
            status=$(anonymous -H "$name: SUCCESS" -H "$dn: $DN" -H "SSL_CLIENT_I_DN: CN=clients,O=occibase" -H 'SSL_CLIENT_FQANS: /vo.example.org/Role=NULL' "$where/compute/")
            [ "$status" = 401 ] || let_in="$let_in $name+$dn:$status"
        done
    done
done
ok "none of $tried header fields that look like a certificate lets anybody in" is "$let_in" ''
ok 'nor do they change who a certificate is' is "$(as_client carl -H "SSL_CLIENT_S_DN: $DN" -H 'SSL_CLIENT_VERIFY: SUCCESS')" 403
ok 'nor what attributes it has' is "$(admin certificate rule add --fqan /vo.example.org/Role=NULL --tenant vo >/dev/null; as_client carl -H 'SSL_CLIENT_FQANS: /vo.example.org/Role=NULL' -H 'SSL-Client-FQANs: /vo.example.org/Role=NULL')" 403
