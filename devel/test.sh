# ./dev test: every test, on a throw-away cloud whose programs are built with sanitizers. Sourced by ./dev.

GROUPS_OF_TESTS=(unit fuzz sql http identity isolation audit quota conformance)

run_tests() {
    local group groups=("$@") folder=$TOP/build/test
    [ ${#groups[@]} -gt 0 ] || groups=("${GROUPS_OF_TESTS[@]}")
    for group in "${groups[@]}"; do
        [[ " ${GROUPS_OF_TESTS[*]} " == *" $group "* ]] || die "there is no test group $group; there are ${GROUPS_OF_TESTS[*]}"
    done
    mkdir -p "$folder"
    COUNTS=$folder/counts
    printf '0 0 0\n' >"$COUNTS"
    # Whatever goes wrong on the way is one failure; the last line always comes.
    (test_all "$folder" "${groups[@]}") || [ "$(awk '{ failed += $2 } END { print failed }' "$COUNTS")" -gt 0 ] || printf '0 1 0\n' >>"$COUNTS"
    "$TOP/tests/run" --sum "$COUNTS"
}

test_all() {
    local folder=$1 group
    shift
    install_packages
    build plain all check TESTS=
    build sanitized all check TESTS=
    export ASAN_OPTIONS=detect_leaks=1:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1
    for group in "$@"; do
        case $group in
        unit) test_unit ;;
        fuzz) test_fuzz ;;
        esac
    done
    case " $* " in
    *" sql "* | *" http "* | *" identity "* | *" isolation "* | *" audit "* | *" quota "* | *" conformance "*) ;;
    *) return 0 ;; # the others need no cloud
    esac
    test_cloud_up "$folder"
    for group in "$@"; do
        case $group in
        sql) test_group sql "$TOP"/tests/sql/*.sql ;;
        conformance) test_conformance ;;
        identity) test_group identity "$TOP"/tests/identity/*.sql "$TOP"/tests/identity/*.t ;;
        isolation) test_group isolation "$TOP"/tests/isolation/*.sql "$TOP"/tests/isolation/*.t ;;
        audit) test_group audit "$TOP"/tests/audit/*.sql "$TOP"/tests/audit/*.t ;;
        quota) test_group quota "$TOP"/tests/quota/*.sql "$TOP"/tests/quota/*.http "$TOP"/tests/quota/*.t ;;
        http) test_group http "$TOP"/tests/http/*.http "$TOP"/tests/http/*.t ;;
        esac
    done
    test_cloud_down
}

# test_group NAME TEST...: failures are in the counts; the other groups run all the same.
test_group() {
    step "testing $1"
    shift
    "$TOP/tests/run" --counts "$COUNTS" "$@" >&2 || true
}

# A test for each line of the checklist; the page about them is written anew.
test_conformance() {
    step "testing conformance"
    "$TOP/tests/conformance/run" --counts "$COUNTS" --report "$TOP/docs/conformance.md" || true
}

test_unit() {
    local variant source programs
    for variant in plain sanitized; do
        programs=()
        for source in "$TOP"/tests/unit/*_test.c; do
            programs+=("$TOP/build/$variant/tests/unit/$(basename "$source" .c)")
        done
        test_group "unit, $variant" "${programs[@]}"
    done
}

test_fuzz() {
    build fuzz fuzzers
    test_group fuzz "$TOP/tests/fuzz/fuzz.t"
}

free_port() {
    perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

# The cloud that the tests share, and what they have to know of it.
test_cloud_up() {
    export OCCI_BUILD=$TOP/build/sanitized OCCI_TRACE=on OCCI_LEASE=3
    read_options --state "$(reachable "$1")/cloud"
    (cloud_down --wipe --state "$STATE") || true
    PORT=$(free_port)
    trap 'test_cloud_kill' EXIT
    (cloud_up --state "$STATE" --port "$PORT" --tls-port "$(free_port)" >"$1/up.log") || die "the cloud for the tests does not start"
    OCCI_URL=http://127.0.0.1:$PORT
    OCCI_TLS_URL=https://127.0.0.1:$(cat "$STATE/tls-port")
    OCCI_CERTIFICATE=$STATE/tls/certificate.pem
    OCCI_STATE=$STATE
    OCCI_RUN=$RUN
    OCCI_OWNER_DATABASE=$OWNER_DATABASE
    OCCI_ADMIN="$TOP/dev admin"
    OCCI_DEV_STATE=$STATE
    export OCCI_URL OCCI_TLS_URL OCCI_CERTIFICATE OCCI_STATE OCCI_RUN OCCI_OWNER_DATABASE OCCI_ADMIN OCCI_DEV_STATE
}

# Ends the cloud in good order, so that leaks are told, and reads its logs.
test_cloud_down() {
    (cloud_down --state "$STATE")
    export OCCI_LOGS=$STATE/log
    test_group "what the logs say" "$TOP/tests/logs.t"
    trap - EXIT
    test_cloud_wipe
}

test_cloud_wipe() {
    (cloud_down --wipe --state "$STATE")
    case $STATE in /var/tmp/*) rmdir --ignore-fail-on-non-empty "$(dirname "$STATE")" ;; esac
}

test_cloud_kill() { test_cloud_wipe >/dev/null 2>&1 || true; }
