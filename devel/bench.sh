# ./dev bench: figures, each beside its limit or what it is compared with, measured in the same run. Sourced by ./dev.

GROUPS_OF_BENCHES=(audit)

run_benches() {
    local group groups=("$@") folder=$TOP/build/bench
    [ ${#groups[@]} -gt 0 ] || groups=("${GROUPS_OF_BENCHES[@]}")
    for group in "${groups[@]}"; do
        [[ " ${GROUPS_OF_BENCHES[*]} " == *" $group "* ]] || die "there is no bench group $group; there are ${GROUPS_OF_BENCHES[*]}"
    done
    install_packages
    build plain
    mkdir -p "$folder"
    for group in "${groups[@]}"; do
        OCCI_BUILD=$TOP/build/plain OCCI_BENCH=$folder "$TOP/tests/bench/$group"
        say "the figures are in $folder/$group.json as well"
    done
}
