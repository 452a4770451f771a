# Words, packages and users that the parts of ./dev share. Sourced by ./dev.

say() { printf '%s\n' "$*" >&2; }
step() { printf '==> %s\n' "$*" >&2; }
die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# What building and running takes, by Debian's names.
PACKAGES=(
    gcc make autoconf automake pkg-config libc6-dev clang libclang-rt-14-dev
    libfcgi-dev libpq-dev libvirt-dev libxml2-dev libjansson-dev libtalloc-dev libsodium-dev libcjose-dev libcurl4-openssl-dev check
    postgresql-15 postgresql-15-pgaudit postgresql-15-pgtap nginx-light libnginx-mod-http-headers-more-filter spawn-fcgi multiwatch
    curl perl libio-socket-ssl-perl openssl python3-jsonschema procps util-linux ca-certificates
)

missing_packages() {
    local package
    for package in "${PACKAGES[@]}"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
    done
}

# Installs what is missing, and says so; never asks a package server when nothing is.
install_packages() {
    local missing as_root=() log
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    step "installing ${#missing[@]} packages: ${missing[*]}"
    if ! is_root; then
        command -v sudo >/dev/null || die "packages are missing and there is no sudo; as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    log=$(mktemp)
    if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
        </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die "apt-get could not install them; its last words are above"
    fi
    rm -f "$log"
}

# Who runs what: as root, PostgreSQL and our processes give root up; else everything is the user's own.
if is_root; then
    POSTGRES_USER=postgres
    WORKER_USER=www-data
else
    POSTGRES_USER=$(id -un)
    WORKER_USER=$POSTGRES_USER
fi

# reachable FOLDER: where FOLDER is, if users without rights of their own can enter it; else a folder for it that they can. As root, PostgreSQL and
# the workers are such users, and a checkout may be where only root goes.
reachable() {
    local there=$1
    while [ ! -e "$there" ]; do there=$(dirname "$there"); done
    if ! is_root || setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$there"; then
        printf '%s\n' "$1"
    else
        printf '/var/tmp/occibase-%s\n' "$(printf '%s' "$1" | sha256sum | cut -c1-16)"
    fi
}

# as USER COMMAND...: runs it as that user, when we are somebody else.
as() {
    local user=$1
    shift
    if [ "$user" = "$(id -un)" ]; then
        "$@"
    else
        setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups --reset-env env PATH="$PATH" "$@"
    fi
}
