# A whole cloud on 127.0.0.1: a private PostgreSQL cluster, nginx, workers, a reconciler. Sourced by ./dev.
# Everything of a cloud is under its state folder: data, sockets, logs, process ids, copies of the programs.

PG_BIN=/usr/lib/postgresql/15/bin
SOCKET_PATH_MAX=107 # bytes, of a unix socket's address

# Reads the options that all commands about a cloud share; the others are left in REST.
read_options() {
    STATE=${OCCI_DEV_STATE:-$(reachable "$TOP/.dev")} PORT="" TLS_PORT="" WORKERS=4 DRIVER=test WIPE="" REST=()
    while [ $# -gt 0 ]; do
        case $1 in
        --state | --port | --tls-port | --workers | --driver)
            [ $# -gt 1 ] || die "$1 needs a value"
            case $1 in
            --state) STATE=$2 ;;
            --port) PORT=$2 ;;
            --tls-port) TLS_PORT=$2 ;;
            --workers) WORKERS=$2 ;;
            --driver) DRIVER=$2 ;;
            esac
            shift
            ;;
        --wipe) WIPE=yes ;;
        *) REST+=("$1") ;;
        esac
        shift
    done
    [[ $STATE == /* ]] || STATE=$PWD/$STATE
    [ -n "$PORT" ] || PORT=$(cat "$STATE/port" 2>/dev/null || echo 8080)
    [[ $PORT =~ ^[0-9]+$ && $WORKERS =~ ^[1-9][0-9]*$ ]] || die "--port and --workers take a number"
    # 8080 and 8443, unless somebody says otherwise.
    [ -n "$TLS_PORT" ] || TLS_PORT=$(cat "$STATE/tls-port" 2>/dev/null || echo $((PORT + 363)))
    [[ $TLS_PORT =~ ^[0-9]+$ ]] && [ "$TLS_PORT" -ne "$PORT" ] || die "--tls-port takes a number, and another one than --port"
    [ "$DRIVER" = test ] || die "--driver $DRIVER: possible is test"
    choose_run_folder
}

# Where sockets are: in the state folder, unless its path is too long for the address of one.
choose_run_folder() {
    RUN=$STATE/run
    if [ $((${#RUN} + ${#SOCKET_NAME})) -gt $SOCKET_PATH_MAX ]; then
        RUN=/tmp/occibase-$(printf '%s' "$STATE" | sha256sum | cut -c1-16)
    fi
    OWNER_DATABASE="host=$RUN dbname=occi user=occi"
}
SOCKET_NAME=/.s.PGSQL.5432.lock

refuse_rest() { [ ${#REST[@]} -eq 0 ] || die "unknown argument ${REST[0]}; see ./dev help"; }

make_folders() {
    mkdir -p "$STATE" "$STATE/log" "$STATE/bin" "$STATE/nginx"
    mkdir -p -m 755 "$RUN"
    [ -O "$RUN" ] || die "$RUN belongs to somebody else; remove it, or choose a shorter --state"
    if is_root; then
        local user
        for user in "$POSTGRES_USER" "$WORKER_USER"; do
            as "$user" test -x "$STATE" ||
                die "user $user cannot enter $STATE, and root's PostgreSQL and workers run as such users; choose another place: --state /var/tmp/occibase"
        done
        chmod 1777 "$RUN"
    fi
    printf '%s\n' "$PORT" >"$STATE/port"
    printf '%s\n' "$TLS_PORT" >"$STATE/tls-port"
}

# --- PostgreSQL -------------------------------------------------------------------------------------------------------

postgres_is_up() { as "$POSTGRES_USER" "$PG_BIN/pg_ctl" -D "$STATE/pg" status >/dev/null 2>&1; }

postgres_init() {
    [ ! -e "$STATE/pg/PG_VERSION" ] || return 0
    step "making a PostgreSQL cluster in $STATE/pg"
    mkdir -p "$STATE/pg"
    chown "$POSTGRES_USER" "$STATE/pg"
    (cd / && as "$POSTGRES_USER" "$PG_BIN/initdb" -D "$STATE/pg" -U occi --auth=peer --encoding=UTF8 --locale=C.UTF-8 --no-instructions) \
        >"$STATE/log/initdb.log" 2>&1 || die "initdb failed; see $STATE/log/initdb.log"
    as "$POSTGRES_USER" tee "$STATE/pg/pg_hba.conf" >/dev/null <<<'local all all peer map=occi'
}

# Which user of the machine may be which role; a cluster that runs hears of it.
postgres_users() {
    local user role
    {
        for user in "$(id -un)" "$POSTGRES_USER"; do printf 'occi %s occi\n' "$user"; done
        for role in occi_worker occi_authenticator occi_reconciler occi_sealer; do printf 'occi %s %s\n' "$WORKER_USER" $role; done
    } | sort -u | as "$POSTGRES_USER" tee "$STATE/pg/pg_ident.conf" >/dev/null
    ! postgres_is_up || (cd / && as "$POSTGRES_USER" "$PG_BIN/pg_ctl" -D "$STATE/pg" -s reload)
}

postgres_start() {
    postgres_init
    postgres_users
    postgres_is_up && return 0
    touch "$STATE/log/postgres.log"
    chown "$POSTGRES_USER" "$STATE/log/postgres.log"
    (cd / && as "$POSTGRES_USER" "$PG_BIN/pg_ctl" -D "$STATE/pg" -w -s -l "$STATE/log/postgres.log" \
        -o "-k '$RUN' -c listen_addresses=''" start) </dev/null >/dev/null ||
        die "PostgreSQL does not start; see $STATE/log/postgres.log"
}

postgres_stop() {
    postgres_is_up || return 0
    (cd / && as "$POSTGRES_USER" "$PG_BIN/pg_ctl" -D "$STATE/pg" -w -s -m fast stop)
}

admin() { OCCI_DATABASE=$OWNER_DATABASE OCCI_SQLDIR=$TOP/sql OCCI_MODELDIR=$TOP/model "$STATE/bin/occi-admin" "$@"; }

registry_fill() {
    psql -X -q -h "$RUN" -U occi -d postgres -Atc "select 1 from pg_database where datname = 'occi'" | grep -q 1 ||
        psql -X -q -h "$RUN" -U occi -d postgres -c 'create database occi'
    admin migrate >"$STATE/log/migrate.log" || die "the registry cannot be brought up to date; see above"
    admin tenant add red --if-missing >/dev/null
    admin tenant add blue --if-missing >/dev/null
    admin account add alice --tenant red --if-missing <<<alice >/dev/null
    admin account add bob --tenant blue --if-missing <<<bob >/dev/null
    admin host add "$DRIVER" --driver test --uri test:///default --if-missing >/dev/null
}

# The key that the audit is sealed with: the reconciler's file, and what others check seals with. In this cloud the workers run as
# the same user of the machine; where it matters they do not (docs/audit.md).
audit_key_make() {
    [ ! -e "$STATE/audit.key" ] || return 0
    admin audit key "$STATE/audit.key" >"$STATE/audit.public"
    ! is_root || chown "$WORKER_USER" "$STATE/audit.key"
}

# --- Processes of ours, known by a file with their id -----------------------------------------------------------------

# The process is there and is the program that was started.
process_is_up() {
    local pid
    pid=$(cat "$STATE/$1.pid" 2>/dev/null) && [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$STATE/"
}

process_stop() {
    local pid
    if process_is_up "$1"; then
        pid=$(cat "$STATE/$1.pid")
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 150); do
            process_is_up "$1" || break
            sleep 0.1
        done
        ! process_is_up "$1" || die "$1 (process $pid) does not end; see $STATE/log/$1.log"
    fi
    rm -f "$STATE/$1.pid"
}

# process_start NAME COMMAND...: in the background, in a session of its own; its output goes to its log.
process_start() {
    local name=$1
    shift
    (cd / && exec setsid "$@" </dev/null >>"$STATE/log/$name.log" 2>&1) &
    printf '%s\n' $! >"$STATE/$name.pid"
}

workers_start() {
    local user=()
    process_is_up workers && return 0
    rm -f "$RUN/fcgi.sock"
    ! is_root || user=(-u "$WORKER_USER" -g "$(id -gn "$WORKER_USER")")
    OCCI_DATABASE="host=$RUN dbname=occi user=occi_worker" OCCI_TRACE=${OCCI_TRACE:-off} \
        OCCI_LOGIN_FAILURES=${OCCI_LOGIN_FAILURES:-1000000} \
        process_start workers spawn-fcgi -n -s "$RUN/fcgi.sock" -M 0660 -b 1024 "${user[@]}" -- \
        /usr/bin/multiwatch -f "$WORKERS" -- "$STATE/bin/occi-fcgi"
}

reconciler_start() {
    local user=()
    process_is_up reconciler && return 0
    ! is_root || user=(setpriv "--reuid=$WORKER_USER" "--regid=$(id -g "$WORKER_USER")" --init-groups)
    OCCI_DATABASE="host=$RUN dbname=occi user=occi_reconciler" OCCI_LEASE=${OCCI_LEASE:-5} \
        OCCI_AUDIT_KEY=$STATE/audit.key HOME=$RUN \
        process_start reconciler "${user[@]}" "$STATE/bin/occi-reconciler"
}

# A certificate that this machine vouches for itself; clients are told where it is. Beside it an authority for the certificates of clients,
# clients.pem and clients-key.pem, to try them out with.
certificate_make() {
    local folder=$STATE/tls
    [ -e "$folder/clients.pem" ] && openssl x509 -noout -checkend 86400 -in "$folder/certificate.pem" >/dev/null 2>&1 && return 0
    step "making a certificate in $folder"
    mkdir -p "$folder"
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=localhost \
        -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -keyout "$folder/key.pem" -out "$folder/certificate.pem") \
        2>"$STATE/log/openssl.log" || die "openssl makes no certificate; see $STATE/log/openssl.log"
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /O=occibase/CN=clients \
        -keyout "$folder/clients-key.pem" -out "$folder/clients.pem") 2>>"$STATE/log/openssl.log" ||
        die "openssl makes no authority for clients; see $STATE/log/openssl.log"
    chmod 644 "$folder/certificate.pem" "$folder/clients.pem"
}

# The sites that are installed too, with the ports, files and programs of this cloud.
nginx_configure() {
    local name server
    server=$(sed -n 's/^SERVER_FIELD = //p' "${OCCI_BUILD:-$TOP/build/plain}/Makefile")
    mkdir -p "$STATE/nginx/snippets"
    for name in occibase-http.conf occibase.conf occibase-tls.conf snippets/occibase-server.conf; do
        sed -e "s|@listen@|127.0.0.1:$PORT|; s|@tls_listen@|127.0.0.1:$TLS_PORT|; s|@socket@|$RUN/fcgi.sock|; s|@server@|$server|" \
            -e "s|@certificate@|$STATE/tls/certificate.pem|; s|@key@|$STATE/tls/key.pem|; s|@web@|$STATE/web|" \
            -e "s|@client_ca@|$STATE/tls/clients.pem|; s|@fqans@|$STATE/nginx/fqans*.map|" \
            -e "s|@address_rate@|${OCCI_RATE:-100000r/s}|; s|@address_burst@|${OCCI_BURST:-100000}|" \
            -e "s|@credential_rate@|${OCCI_CREDENTIAL_RATE:-100000r/s}|; s|@credential_burst@|${OCCI_CREDENTIAL_BURST:-100000}|" \
            "$TOP/packaging/nginx/$(basename "$name").in" >"$STATE/nginx/$name"
    done
}

nginx_write() {
    certificate_make
    nginx_configure
    cat >"$STATE/nginx/nginx.conf" <<CONF
$(! is_root || echo "user $WORKER_USER;")
load_module /usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so;
worker_processes 2;
daemon off;
pid $STATE/nginx/nginx.pid;
error_log $STATE/log/nginx.log;
events {
    worker_connections 4096;
}
http {
    access_log off;
    client_body_temp_path $STATE/nginx/body;
    proxy_temp_path $STATE/nginx/proxy;
    fastcgi_temp_path $STATE/nginx/fastcgi;
    uwsgi_temp_path $STATE/nginx/uwsgi;
    scgi_temp_path $STATE/nginx/scgi;
    include $STATE/nginx/occibase-http.conf;
    include $STATE/nginx/occibase.conf;
    include $STATE/nginx/occibase-tls.conf;
}
CONF
}

nginx_digest() { { cat "$STATE"/nginx/*.conf "$STATE"/nginx/snippets/*.conf 2>/dev/null || true; } | sha256sum; }

# One that runs with another site than this tree's takes the new one.
nginx_start() {
    local before
    before=$(nginx_digest)
    nginx_write
    if process_is_up nginx; then
        [ "$(nginx_digest)" != "$before" ] || return 0
        process_stop nginx
    fi
    PATH=$PATH:/usr/sbin process_start nginx nginx -e "$STATE/log/nginx.log" -c "$STATE/nginx/nginx.conf"
}

# --- Commands ---------------------------------------------------------------------------------------------------------

# Copies the programs to where every user of ours can run them; what runs from an older copy is ended.
programs_install() {
    local from=${OCCI_BUILD:-$TOP/build/plain} program name
    for program in fcgi/occi-fcgi reconciler/occi-reconciler cli/occi-admin; do
        name=${program##*/}
        cmp -s "$from/$program" "$STATE/bin/$name" && continue
        case $name in
        occi-fcgi) process_stop workers ;;
        occi-reconciler) process_stop reconciler ;;
        esac
        install -m 755 "$from/$program" "$STATE/bin/$name"
    done
}

# Where nginx can read them.
web_install() {
    mkdir -p "$STATE/web"
    install -m 644 "$TOP"/web/* "$STATE/web/"
}

# Waits until a request is really answered: through nginx, a worker, and the registry.
wait_for_answer() {
    local url=http://127.0.0.1:$PORT/-/ status until=$((SECONDS + 60))
    while [ $SECONDS -lt $until ]; do
        status=$(curl -s -m 2 -o /dev/null -w '%{http_code}' --noproxy '*' -u alice:alice "$url") || true
        [ "$status" != 200 ] || return 0
        sleep 0.1
    done
    tail -n 5 "$STATE"/log/*.log >&2
    die "$url does not answer (last status: $status); the ends of the logs are above"
}

cloud_up() {
    read_options "$@"
    refuse_rest
    if [ -z "${OCCI_BUILD:-}" ]; then
        install_packages
        build plain
    fi
    make_folders
    exec 9>"$STATE/lock"
    flock -w 300 9 || die "another ./dev is at work on $STATE"
    {
        programs_install
        web_install
        step "starting the cloud on port $PORT"
        postgres_start
        registry_fill
        audit_key_make
        workers_start
        reconciler_start
        nginx_start
        wait_for_answer
    } 9>&-
    cat <<TEXT

The cloud answers at http://127.0.0.1:$PORT/
and, by TLS, at https://127.0.0.1:$TLS_PORT/ (certificate: $STATE/tls/certificate.pem)
Users: alice (password alice) of tenant red, bob (password bob) of tenant blue

Try:
  curl -s -u alice:alice http://127.0.0.1:$PORT/-/
  curl -si -u alice:alice -H 'Content-Type: text/plain' --data-binary 'Category: compute; scheme="http://schemas.ogf.org/occi/infrastructure#"; class="kind"' http://127.0.0.1:$PORT/compute/
  curl -s -u alice:alice http://127.0.0.1:$PORT/compute/
TEXT
}

cloud_down() {
    read_options "$@"
    refuse_rest
    if [ -d "$STATE" ]; then
        process_stop nginx
        process_stop workers
        process_stop reconciler
        [ ! -d "$STATE/pg" ] || postgres_stop
    fi
    if [ -n "$WIPE" ]; then
        [ ! -e "$STATE" ] || [ -e "$STATE/port" ] || die "$STATE is not the state of a cloud; nothing was removed"
        rm -rf "$STATE" "$RUN"
    fi
}

need_cloud() { [ -x "$STATE/bin/occi-admin" ] && postgres_is_up || die "no cloud runs from $STATE; start it with ./dev up"; }

cloud_admin() {
    read_options
    need_cloud
    admin "$@"
}

cloud_psql() {
    read_options
    need_cloud
    exec psql "$OWNER_DATABASE" "$@"
}

cloud_logs() {
    read_options "$@"
    exec tail -F "$STATE"/log/*.log
}
