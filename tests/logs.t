#!/bin/sh
# After all tests: no process of the cloud has crashed, leaked, or been reported by a sanitizer. OCCI_LOGS: the folder of its logs.
n=0
check() { # check WHAT REGEX LOG...
    what=$1 regex=$2
    shift 2
    n=$((n + 1))
    found=$(grep -nE -A 40 -- "$regex" "$@" | head -n 60)
    if [ -z "$found" ]; then
        echo "ok $n - $what"
    else
        echo "not ok $n - $what"
        printf '%s\n' "$found" | sed 's/^/# /'
    fi
}
check 'no sanitizer has reported anything' 'ERROR: (Address|Leak|Thread)Sanitizer|runtime error:' "$OCCI_LOGS"/*.log
check 'no worker has died' '[Cc]hild.*(died|signal|exited)|terminated with status' "$OCCI_LOGS"/workers.log
check 'PostgreSQL has not crashed' 'terminated by signal|PANIC' "$OCCI_LOGS"/postgres.log
echo "1..$n"
