#!/usr/bin/env bash
# Memory runs out at every allocation in turn, in a worker of the test's own beside the cloud: see tests/fcgi/exhaustion_test.c.
set -euo pipefail
name=exhaustion-$$
$OCCI_ADMIN tenant add $name >/dev/null
$OCCI_ADMIN account add $name --tenant $name <<<secret >/dev/null
. "$TOP/devel/common.sh"
# In a copy where the worker's user can run it, since only that user may be occi_worker.
copy=$OCCI_STATE/bin/exhaustion_test-$$
install -m 755 "$OCCI_BUILD/tests/fcgi/exhaustion_test" "$copy"
trap 'rm -f "$copy"' EXIT
as "$WORKER_USER" env ASAN_OPTIONS="${ASAN_OPTIONS:-}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-}" \
    OCCI_DATABASE="host=$OCCI_RUN dbname=occi user=occi_worker" \
    OCCI_AUTHORIZATION="Basic $(printf '%s:secret' "$name" | base64 -w 0)" "$copy" 2>"$OCCI_STATE/log/exhaustion-$$.log"
