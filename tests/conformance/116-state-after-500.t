#!/usr/bin/env bash
# 116 [M] After 500 the state is as before — 185 §3.6.8
# The registry is made to fail in the middle of changes, by a trigger of this test's own that refuses entities of one title.
set -euo pipefail
sql() { "$TOP/dev" psql -X -q; }
conversation=$(mktemp)
name=conformance_116_$$
undo() {
    rm -f "$conversation"
    sql <<<"drop trigger $name on occi.entity; drop function occi.$name();"
}
sql <<SQL
create function occi.$name() returns trigger language plpgsql as \$\$
begin
    if new.title = 'cannot be' or (tg_op = 'DELETE' and old.title = 'cannot go') then
        raise exception 'this test wants it so';
    end if;
    return coalesce(new, old);
end \$\$;
create trigger $name before insert or update or delete on occi.entity for each row execute function occi.$name();
SQL
trap undo EXIT
cat >"$conversation" <<'HTTP'
> POST /network/
> Content-Type: text/plain
>
> Category: network; scheme="${inf}#"; class="kind"
< 201
< capture net from Location
> POST /compute/
> Content-Type: text/plain
>
> Category: compute; scheme="${inf}#"; class="kind"
> X-OCCI-Attribute: occi.core.title="one"
< 201
< capture vm from Location
> GET ${vm}
< within 10s
< body has occi.compute.state="active"
< capture before from body

# A link within a resource, the second of two, an update in part and in full.
> POST /compute/
> Content-Type: text/plain
>
> Category: compute; scheme="${inf}#"; class="kind"
> Link: <${net}>; rel="${inf}#network"; category="${inf}#networkinterface"; occi.core.title="cannot be"
< 500
> POST /compute/
> Content-Type: application/occi+json
>
> {"resources": [{"kind": "${inf}#compute", "title": "two"}, {"kind": "${inf}#compute", "title": "cannot be"}]}
< 500
> POST ${vm}
> Content-Type: text/plain
>
> Category: small; scheme="${inf}/compute/template/1.1#"; class="mixin"
> X-OCCI-Attribute: occi.core.title="cannot be"
< 500
> PUT ${vm}
> Content-Type: text/plain
>
> Category: compute; scheme="${inf}#"; class="kind"
> X-OCCI-Attribute: occi.core.title="cannot be"
> X-OCCI-Attribute: occi.compute.cores=7
< 500
> GET ${vm}
< 200
< body is ${before}
> GET /networkinterface/
< 200
< body is empty
> GET /compute/
< body is X-OCCI-Location: ${vm}

# All members, one of which stays.
> POST /compute/
> Content-Type: text/plain
>
> Category: compute; scheme="${inf}#"; class="kind"
> X-OCCI-Attribute: occi.core.title="cannot go"
< 201
< capture stays from Location
> DELETE /compute/
< 500
> GET ${vm}
< 200
< body is ${before}
> GET ${stays}
< 200
HTTP
"$TOP/tests/http/converse" "$conversation"
