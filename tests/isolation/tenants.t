#!/usr/bin/env bash
# An account in several tenants: which one a request is about, what it may do there, and that everything else is 404.
set -euo pipefail
. "$TOP/tests/http/cloud.sh"
read_options --state "$OCCI_STATE"
trap 'echo "1..$TESTS"' EXIT
home=home-$$ work=work-$$ project=project-$$ other=other-$$ user=user-$$ boss=boss-$$
for tenant in $home $work $other; do $OCCI_ADMIN tenant add "$tenant" >/dev/null; done
$OCCI_ADMIN tenant add $project --parent $work >/dev/null
$OCCI_ADMIN account add $user --tenant $home <<<$user >/dev/null
$OCCI_ADMIN account grant $user --tenant $work --role reader >/dev/null
$OCCI_ADMIN account add $boss --tenant $work --role admin <<<$boss >/dev/null

# ask WHO PATH [curl arguments]: the status, and the body in a file; each of four workers is asked now and then.
answer=$(mktemp)
trap 'rm -f "$answer"; echo "1..$TESTS"' EXIT
ask() {
    local who=$1 path=$2
    shift 2
    curl -s -m 30 -o "$answer" -w '%{http_code}' -u "$who:${PASSWORD:-$who}" -H 'Content-Type: text/plain' "$@" "$OCCI_URL$path"
}
location() { sed -n "s|^X-OCCI-Location: $OCCI_URL||p" "$answer" | tr -d '\r'; }
shows() { grep -qF -- "$1" "$answer" || { cat "$answer" && false; }; }
hides() { ! grep -qF -- "$1" "$answer" || { cat "$answer" && false; }; }

ok 'without a word it is the default tenant' is "$(ask $user /compute/ --data-binary "$COMPUTE")" 201
at_home=$(location)
ok 'where its locations have no prefix' is "${at_home%/*}" /compute
ok 'the admin creates in another' is "$(ask $boss /compute/ --data-binary "$COMPUTE")" 201
at_work=$(location)
ok 'which is not there by default' is "$(ask $user "$at_work")" 404
ok 'but is where the header names it' is "$(ask $user "$at_work" -H "X-Auth-Tenant: $work")" 200
ok 'or the path' is "$(ask $user "/t/$work$at_work")" 200
ok 'and its actions begin with the prefix then' shows "Link: </t/$work$at_work?action="
ok 'the header and the path may say the same' is "$(ask $user "/t/$work$at_work" -H "X-Auth-Tenant: $work")" 200
ok 'but not two things' is "$(ask $user "/t/$work$at_work" -H "X-Auth-Tenant: $home")" 400
ok 'the default tenant can be named too' is "$(ask $user "/t/$home$at_home")" 200
ok 'a tenant that the account is not in' is "$(ask $user /compute/ -H "X-Auth-Tenant: $other")" 404
other_said=$(sed "s/$other/X/" "$answer")
ok 'is as one that does not exist' is "$(ask $user /compute/ -H "X-Auth-Tenant: none-$$")" 404
ok 'word by word' is "$(sed "s/none-$$/X/" "$answer")" "$other_said"
ok 'whatever it is called' is "$(ask $user "/t/%27%20or%20true/compute/")" 404
ok 'in bytes that are no text' is "$(ask $user /compute/ -H $'X-Auth-Tenant: \xff')" 404
ok 'nothing is changed there' is "$(ask $user "/t/$other/compute/" --data-binary "$COMPUTE")" 404

# Roles.
ok 'a reader lists' is "$(ask $user "/t/$work/compute/")" 200
ok 'with the prefix' shows "X-OCCI-Location: $OCCI_URL/t/$work$at_work"
ok 'a reader creates nothing' is "$(ask $user "/t/$work/compute/" --data-binary "$COMPUTE")" 403
ok 'nor deletes' is "$(ask $user "/t/$work$at_work" -X DELETE)" 403
ok 'nor acts' is "$(ask $user "/t/$work$at_work?action=stop" --data-binary "Category: stop; scheme=\"$INF/compute/action#\"; class=\"action\"")" 403
ok 'nor tags' is "$(ask $user "/t/$work/-/" --data-binary "Category: t; scheme=\"http://example.org/$$#\"; class=\"mixin\"; location=\"/t$$/\"")" 403
ok 'an admin is admin of the projects' is "$(ask $boss "/t/$project/network/" --data-binary "Category: network; scheme=\"$INF#\"; class=\"kind\"")" 201
in_project=$(location)
ok 'whose locations have their prefix' is "${in_project%/*}" "/t/$project/network"
ok 'where it links' is "$(ask $boss "/t/$project/compute/" --data-binary "$COMPUTE
Link: <$in_project>; rel=\"$INF#network\"; category=\"$INF#networkinterface\"")" 201
linked=$(location)
ok 'by the path it was told' is "$(ask $boss "$linked")" 200
ok 'and is told again' shows "Link: <$in_project>; rel"
ok 'in attributes of the link too' is "$(ask $boss "$(grep -o "self=\"[^\"]*" "$answer" | head -n 1 | cut -d'"' -f2)")" 200
ok 'which are paths' shows "occi.core.target=\"$in_project\""
ok 'others are nothing in a project' is "$(ask $user "$in_project")" 404
ok 'a page leads on below the prefix' is "$(ask $boss "/t/$project/" -H 'Accept: text/html')" 200
ok 'all of it' is "$(grep -o 'href="/[^"]*"' "$answer" | grep -v '^href="/.web/' | grep -cv "^href=\"/t/$project/")" 0
ok 'JSON names collections there' is "$(ask $boss "/t/$project/-/" -H 'Accept: application/occi+json')" 200
ok 'by their paths' shows "\"location\":\"/t/$project/compute/\""
ok 'the query interface in text' is "$(ask $boss "/t/$project/-/")" 200
ok 'likewise' shows "location=\"/t/$project/compute/\""
ok 'nothing can be placed below /t/' is "$(ask $user /-/ --data-binary "Category: t; scheme=\"http://example.org/$$#\"; class=\"mixin\"; location=\"/t/x/\"")" 400

# What an operator changes counts at once, on every worker, though each keeps sessions.
statuses() { for _ in $(seq 12); do ask "$@" && echo; done | sort -u | xargs; }
ok 'every worker knows the reader' is "$(statuses $user "/t/$work/compute/" --data-binary "$COMPUTE")" 403
$OCCI_ADMIN account grant $user --tenant $work --role user >/dev/null
ok 'a greater role counts at once' is "$(statuses $user "/t/$work/compute/" --data-binary "$COMPUTE")" 201
$OCCI_ADMIN account grant $user --tenant $work --role user --default >/dev/null
ok 'so does another default' is "$(statuses $user "$at_work")" 200
$OCCI_ADMIN account revoke $user --tenant $work >/dev/null
ok 'a membership that is over is over' is "$(statuses $user "/t/$work/compute/")" 404
ok 'a default that is gone is none' is "$(statuses $user "$at_home")" 403
ok 'but a tenant can be named' is "$(statuses $user "/t/$home$at_home")" 200
$OCCI_ADMIN account password $user <<<another >/dev/null
ok 'an old password is wrong at once' is "$(statuses $user "/t/$home$at_home")" 401
ok 'and the new one right' is "$(PASSWORD=another statuses $user "/t/$home$at_home")" 200
query "update occi.session set until = now() where account = '$user'"
ok 'sessions that are over begin anew' is "$(PASSWORD=another statuses $user "/t/$home$at_home")" 200
ok 'the list says who is what' is "$($OCCI_ADMIN account list | grep -e "^$user" -e "^$boss" | tr '\t' ' ' | xargs)" \
    "$boss $work admin yes $user $home user no"
