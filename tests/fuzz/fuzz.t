#!/usr/bin/env bash
# Every fuzzing target for a moment, over its seeds, from a fixed beginning: `./dev fuzz` does the same for longer.
set -euo pipefail
. "$TOP/devel/common.sh"
. "$TOP/devel/fuzz.sh"
mapfile -t targets < <(fuzz_targets)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

bounded() {
    mkdir "$scratch/$1"
    ASAN_OPTIONS=detect_leaks=1 "$TOP/build/fuzz/tests/fuzz/$1_fuzz" -seed=1 -runs=20000 -max_total_time=8 -max_len=4096 -timeout=60 \
        -rss_limit_mb=2048 -dict="$(fuzz_dictionary "$1")" -artifact_prefix="$scratch/$1-" \
        "$scratch/$1" "$TOP/tests/fuzz/corpus/$1" >"$scratch/$1.log" 2>&1
}

echo "1..${#targets[@]}"
for ((i = 0; i < ${#targets[@]}; i += FUZZ_TOGETHER)); do
    pids=()
    for ((j = i; j < i + FUZZ_TOGETHER && j < ${#targets[@]}; j++)); do
        bounded "${targets[j]}" &
        pids+=($!)
    done
    for ((j = i; j < i + ${#pids[@]}; j++)); do
        if wait "${pids[j - i]}"; then
            echo "ok $((j + 1)) - ${targets[j]}"
        else
            echo "not ok $((j + 1)) - ${targets[j]}"
            tail -n 60 "$scratch/${targets[j]}.log" | sed 's/^/# /'
        fi
    done
done
