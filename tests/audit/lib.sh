# For the tests of the audit: a cloud's events sealed, verified, tampered with by its superuser, and put back. Sourced by *.t after
# tests/http/cloud.sh.

# The tests' own key stays with the cloud; what it verifies is said by occi-admin.
audit() { OCCI_DATABASE=$OWNER_DATABASE "$STATE/bin/occi-admin" audit "$@"; }
verify() { audit verify --key "$STATE/audit.public" "$@"; }

# says TEXT COMMAND...: the command fails, and says so.
says() {
    local text=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "it succeeds: $said" && false
    else
        grep -qF -- "$text" <<<"$said" || { echo "it says \"$said\", expected \"$text\"" && false; }
    fi
}

# How many events wait that are older than this moment: seals have caught up when there are none.
all_sealed() {
    is "$(query "select count(*) from audit.event e where e.id <= $1
                 and not exists (select from audit.seal s where e.id = any (s.events))")" 0
}
wait_for_seals() { within 60 all_sealed "$(query 'select max(id) from audit.event')"; }

# As the superuser, past the triggers; what it does is one transaction.
tamper() {
    psql -X -q -v ON_ERROR_STOP=1 -d "$OWNER_DATABASE" -c "begin; set local session_replication_role = replica; $1; commit" >&2
}
keep() { query 'create schema kept; create table kept.event as table audit.event; create table kept.seal as table audit.seal'; }
restore() {
    tamper 'delete from audit.event; delete from audit.seal; insert into audit.seal table kept.seal;
            insert into audit.event overriding system value table kept.event'
}
