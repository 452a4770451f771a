# For whole-system tests in shell: TAP, accounts, and a cloud of the test's own. Sourced by *.t; ends what it started.
. "$TOP/devel/common.sh"
. "$TOP/devel/cloud.sh"

TESTS=0
# ok WHAT COMMAND...: a test that passes when the command does; what it prints is shown when it does not.
ok() {
    local what=$1 said
    shift
    TESTS=$((TESTS + 1))
    if said=$("$@" 2>&1); then
        echo "ok $TESTS - $what"
    else
        echo "not ok $TESTS - $what"
        sed 's/^/# /' <<<"${said:-$* failed}"
    fi
}

is() { [ "$1" = "$2" ] || { echo "got \"$1\", expected \"$2\"" && false; }; }

# within SECONDS COMMAND...: until it succeeds.
within() {
    local until=$((SECONDS + $1)) said
    shift
    until said=$("$@" 2>&1); do
        [ $SECONDS -lt $until ] || { echo "$said" && return 1; }
        sleep 0.1
    done
}

free_port() { perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'; }

# A cloud of this test's own: STATE, RUN, PORT, URL.
own_cloud() {
    read_options --state "$(dirname "$OCCI_STATE")/own-$(basename "$0" .t)" --port "$(free_port)" --tls-port "$(free_port)"
    URL=http://127.0.0.1:$PORT
    trap own_cloud_end EXIT
    (cloud_down --wipe --state "$STATE") >&2
    (cloud_up --state "$STATE" --port "$PORT" --tls-port "$TLS_PORT") >/dev/null
}

# Its logs join those that are read after all tests.
own_cloud_end() {
    (cloud_down --state "$STATE") >&2
    local log
    for log in workers reconciler nginx; do
        [ ! -e "$STATE/log/$log.log" ] || cp "$STATE/log/$log.log" "$OCCI_STATE/log/$(basename "$STATE")-$log.log"
    done
    (cloud_down --wipe --state "$STATE") >&2
    echo "1..$TESTS"
}

query() { psql -X -A -t -q -d "$OWNER_DATABASE" -c "$1"; }

# curl as alice, its status alone.
status_of() { curl -s -m 30 -o /dev/null -w '%{http_code}' -u alice:alice -H 'Content-Type: text/plain' "$@"; }

INF=http://schemas.ogf.org/occi/infrastructure
COMPUTE="Category: compute; scheme=\"$INF#\"; class=\"kind\""
