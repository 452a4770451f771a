# ./dev fuzz: libFuzzer on every parser. Sourced by ./dev. What was learned is in .dev/fuzz/corpus/TARGET, what was found in
# .dev/fuzz/found; seeds are in tests/fuzz/corpus/TARGET.

FUZZ_TOGETHER=2 # targets at a time

run_fuzzers() {
    local seconds=${1:-60} folder=$TOP/.dev/fuzz targets each found
    [ $# -le 1 ] && [[ $seconds =~ ^[1-9][0-9]*$ ]] || die "fuzz takes a number of seconds"
    install_packages
    build fuzz fuzzers
    mapfile -t targets < <(fuzz_targets)
    each=$((seconds / ((${#targets[@]} + FUZZ_TOGETHER - 1) / FUZZ_TOGETHER)))
    [ "$each" -gt 0 ] || each=1
    mkdir -p "$folder/found"
    rm -f "$folder/findings"
    step "fuzzing ${#targets[@]} targets, $FUZZ_TOGETHER at a time, $each seconds each; logs: $folder/TARGET.log"
    export TOP
    printf '%s\n' "${targets[@]}" |
        xargs -P "$FUZZ_TOGETHER" -I TARGET "$BASH" -c '. "$TOP/devel/common.sh" && . "$TOP/devel/fuzz.sh" && fuzz_one "$@"' \
            fuzz TARGET "$each" "$folder" || true
    if [ -e "$folder/findings" ]; then
        found=$(sort "$folder/findings")
        say "$found"
        say "fuzz: $(wc -l <<<"$found") of ${#targets[@]} targets with a finding"
        return 1
    fi
    say "fuzz: ${#targets[@]} targets, no finding"
}

fuzz_targets() {
    local source
    for source in "$TOP"/tests/fuzz/*_fuzz.c; do basename "$source" _fuzz.c; done
}

# The words of the grammar that a target reads.
fuzz_dictionary() {
    case $1 in
    json | jwt | model) printf '%s\n' "$TOP/tests/fuzz/json.dict" ;;
    *) printf '%s\n' "$TOP/tests/fuzz/text.dict" ;;
    esac
}

# fuzz_one TARGET SECONDS FOLDER: a line when it begins, one a minute or so, one when it ends.
fuzz_one() {
    local target=$1 seconds=$2 folder=$3 program=$TOP/build/fuzz/tests/fuzz/$1_fuzz log=$3/$1.log last
    mkdir -p "$folder/corpus/$target"
    step "$target: begins"
    if ASAN_OPTIONS=detect_leaks=1 "$program" -max_total_time="$seconds" -max_len=8192 -timeout=25 -rss_limit_mb=2048 \
        -print_final_stats=1 -dict="$(fuzz_dictionary "$target")" -artifact_prefix="$folder/found/$target-" \
        "$folder/corpus/$target" "$TOP/tests/fuzz/corpus/$target" >"$log" 2>&1; then
        last=$(sed -n 's/^#[0-9]*\tDONE *\(cov: [0-9]* ft: [0-9]*\).*/\1/p' "$log")
        step "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, $last, no finding"
    else
        last=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
        step "$target: a finding, see $log"
        printf '%s: %s; to repeat it: %s %s\n' "$target" "${last:-the log says more: $log}" "$program" "${last:-$folder/corpus/$target}" \
            >>"$folder/findings"
    fi
}
