# Building with autotools, out of tree: build/plain, and build/sanitized with AddressSanitizer and UBSan, and
# build/fuzz with the fuzzing targets. Sourced by ./dev.


# build VARIANT [TARGET...]
build() {
    local variant=$1 folder=$TOP/build/$1 log
    shift
    mkdir -p "$folder"
    log=$folder/build.log
    step "building $variant (log: $log)"
    if ! {
        [ "$TOP/configure" -nt "$TOP/configure.ac" ] || (cd "$TOP" && autoreconf --install)
        [ -e "$folder/config.status" ] || configure_variant "$variant" "$folder"
        make -C "$folder" -j"$(nproc)" "${@:-all}"
    } >"$log" 2>&1; then
        grep -nE 'error|warning|\*\*\*' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
        die "the build failed; the whole of it is in $log"
    fi
}

configure_variant() {
    local variant=$1 folder=$2
    case $variant in
    plain) (cd "$folder" && "$TOP/configure" --enable-werror CFLAGS='-O2 -g') ;;
    sanitized) (cd "$folder" && "$TOP/configure" --enable-werror --enable-sanitizers CFLAGS='-O1 -g') ;;
    fuzz) (cd "$folder" && "$TOP/configure" --enable-werror --enable-fuzzers CC=clang CFLAGS='-O1 -g') ;;
    esac
}
