-- Collections: who is a member, what a filter finds, what is locked and deleted together, and the marks that find a page.
\ir prelude.psql
select plan(45);

create function tap.member_ids(tenant text, statement text) returns text[] language sql as $$
    select tap.worker($1, format('select coalesce(array_agg(location order by id), ''{}'') from (%s) as m', $2))::text[]
$$;
create function tap.kind_members(tenant text, kind text, filter text default null) returns text[] language sql as $$
    select tap.member_ids($1, format('select * from occi.kind_members(%L, ''00000000-0000-0000-0000-000000000000'', 0, null)',
        jsonb_strip_nulls(jsonb_build_object('kind', tap.kind($2), 'filter', $3::jsonb))))
$$;
create function tap.members(tenant text, selection jsonb) returns text[] language sql as $$
    select tap.member_ids($1, format('select e.* from occi.members(%L) m join occi.entity e on e.id = m', $2))
$$;

create temporary table made as
select tap.location(tap.make('red', 'compute', '{"title": "one", "attributes": {"occi.compute.cores": 2, "occi.compute.memory": 1.5}}')) as one,
       tap.location(tap.make('red', 'compute', '{"title": "two", "attributes": {"occi.compute.cores": 1}}')) as two,
       tap.location(tap.make('red', 'storage', '{"attributes": {"occi.storage.size": 1.0}}')) as disk,
       tap.location(tap.make('red', 'network', '{"location": "/lab/a/net"}')) as net,
       tap.location(tap.make('blue', 'compute', '{"title": "one"}')) as other;
create temporary table linked as
select tap.location(tap.make('red', 'storagelink', jsonb_build_object('source', one, 'target', disk))) as link from made;

-- Kinds.
select is(tap.kind_members('red', 'compute'), array[one, two], 'a kind''s members, oldest first') from made;
select is(tap.kind_members('blue', 'compute'), array[other], 'each tenant''s own') from made;
select is(tap.kind_members('red', 'networkinterface'), '{}', 'or none');
select is(tap.kind_members('red', 'compute', '{"attributes": {"occi.compute.cores": 2.0}}'), array[one], 'numbers are equal by value') from made;
select is(tap.kind_members('red', 'compute', '{"attributes": {"occi.compute.cores": 2, "occi.compute.memory": 1.5}}'), array[one], 'all have to be') from made;
select is(tap.kind_members('red', 'compute', '{"attributes": {"occi.compute.cores": "2"}}'), '{}', 'a string is no number');
select is(tap.kind_members('red', 'compute', '{"members": {"title": "two"}}'), array[two], 'by title') from made;
select is(tap.kind_members('red', 'compute', '{"members": {"title": "tw"}}'), '{}', 'all of it');
select is(tap.kind_members('red', 'compute', '{"members": {"summary": ""}}'), '{}', 'what is not there equals nothing');
select is(tap.kind_members('red', 'compute', '{"members": {"state": "inactive"}}'), array[one, two], 'by state') from made;
select is(tap.kind_members('red', 'compute', format('{"members": {"state": "inactive"}, "state_kinds": [%s]}', tap.kind('network'))), '{}',
          'of kinds that show it');
select is(tap.kind_members('red', 'compute', format('{"kinds": [%s]}', tap.kind('compute'))), array[one, two], 'by kind') from made;
select is(tap.kind_members('red', 'compute', format('{"kinds": [%s]}', tap.kind('storage'))), '{}', 'which no other has');
select is(tap.kind_members('red', 'storagelink', jsonb_build_object('members', jsonb_build_object('source', one, 'target', disk))::text), array[link],
          'links by their ends') from made, linked;
select is(tap.kind_members('red', 'storagelink', jsonb_build_object('members', jsonb_build_object('target', one))::text), '{}', 'the right ones') from made;
select is(tap.kind_members('red', 'storagelink', '{"members": {"target_kind": "http://schemas.ogf.org/occi/infrastructure#storage"}}'), array[link],
          'and the kinds of these') from linked;

-- A mixin's.
select tap.worker('red', $$ select occi.mixins_add('[{"scheme": "http://tags.example/#", "term": "blue", "location": "/tags/blue/", "depends": [], "applies": []}]') $$) \g /dev/null
create temporary table tag as select id from occi.category where identifier = 'http://tags.example/#blue' and tenant_id = tap.tenant('red');
grant select on tag, made, linked to public;
select is(tap.members('red', jsonb_build_object('mixin', id)), '{}', 'a mixin''s collection is empty at first') from tag;
create function tap.tag(location text) returns text language sql as $$
    select tap.worker('red', format('select occi.entity_write(e.id, to_jsonb(e) || jsonb_build_object(''mixins'', array[%s])) from occi.entity e where e.location = %L',
                                    (select id from tag), $1))
$$;
select tap.tag(two), tap.tag(disk) from made \g /dev/null
select is(tap.members('red', jsonb_build_object('mixin', id)), array[two, disk], 'then it has members of several kinds') from tag, made;
select is(tap.members('red', jsonb_build_object('mixin', id, 'filter', jsonb_build_object('kinds', array[tap.kind('storage')]))), array[disk], 'which a filter finds')
from tag, made;
select is(tap.members('blue', jsonb_build_object('mixin', id)), '{}', 'no other tenant''s') from tag;

-- A path's.
select is(tap.members('red', '{"path": "/", "kinds": [], "mixins": []}'), array[one, two, disk, net, link], 'the root has all') from made, linked;
select is(tap.members('red', '{"path": "/lab/", "kinds": [], "mixins": []}'), array[net], 'a path what is below it') from made;
select is(tap.members('red', '{"path": "/la/", "kinds": [], "mixins": []}'), '{}', 'whole names only');
select is(tap.members('red', jsonb_build_object('path', '/tags/', 'kinds', '{}'::int[], 'mixins', array[id])), array[two, disk], 'and the collections below it')
from tag, made;
select is(tap.members('red', jsonb_build_object('path', '/x/', 'kinds', array[tap.kind('network')], 'mixins', '{}'::int[])), array[net], 'of kinds, too') from made;

-- Not without end, whoever makes them.
create function tap.save() returns text language sql as $$
    select tap.worker('blue', format('select occi.entity_act(e.id, ''{}'', ''{"scheme": "http://tags.example/made#", "location": "/made/", "depends": %s}'')
                                      from occi.entity e where e.location = %L',
                                     (select id from occi.category where identifier = 'http://schemas.ogf.org/occi/infrastructure#os_tpl'), (select other from made)))
$$;
insert into occi.category (tenant_id, class, scheme, term, location)
select tap.tenant('blue'), 'mixin', 'http://tags.example/#', 'n' || n, '/n' || n || '/' from generate_series(1, 999) n;
select lives_ok('select tap.save()', 'an action makes the thousandth mixin');
select throws_ok('select tap.save()', 'OC013', null, 'and no more, just as the query interface');

-- Selections that are changed.
create function tap.locked(selection jsonb, most integer default null) returns text[] language sql as $$
    select tap.member_ids('red', format('select e.* from unnest(occi.selection_lock(%L, %s)) as m join occi.entity e on e.id = m', $1, coalesce($2::text, 'null')))
$$;
select is(tap.locked(jsonb_build_object('named', array[two, one])), array[one, two], 'what is named') from made;
select is(tap.locked(jsonb_build_object('kind', tap.kind('compute'), 'named', array[two])), array[two], 'the named of the members') from made;
select throws_ok(format($$ select tap.locked(%L) $$, jsonb_build_object('kind', tap.kind('compute'), 'named', array[disk])), 'OC004', null, 'who have to be members')
from made;
select throws_ok($$ select tap.locked('{"named": ["/compute/none"]}') $$, 'OC004', null, 'and there');
select throws_ok(format($$ select tap.locked(%L) $$, jsonb_build_object('named', array[other])), 'OC004', null, 'another tenant''s is not') from made;
select is(tap.locked(jsonb_build_object('mixin', id, 'named', array[one], 'also', true)), array[one, two, disk], 'the named beside the members') from tag, made;
select is(tap.locked(jsonb_build_object('mixin', id, 'named', array[two, disk], 'also', true), 2), array[two, disk], 'who is both is counted once') from tag, made;
select throws_ok(format($$ select tap.locked('{"kind": %s}', 1) $$, tap.kind('compute')), 'OC013', null, 'not more than can be held');
select throws_ok(format($$ select tap.worker('red', $i$ select occi.collection_delete('{"kind": %s}') $i$) $$, tap.kind('storage')), 'OC007', null,
                 'what is linked from outside stays');
select is(tap.worker('red', format('select occi.collection_delete(''{"kind": %s}'')', tap.kind('compute'))), '2', 'all go together');
select is(tap.members('red', '{"path": "/", "kinds": [], "mixins": []}'), array[disk, net], 'with their links') from made;

-- Marks: every thousandth member that a page has to pass, old enough that none before it is still on its way.
set local session_replication_role = replica;
insert into occi.entity (tenant_id, id, kind_id, location)
select tap.tenant('blue'), overlay(occi.uuid_at(now() - interval '1 hour')::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, tap.kind('network'), '/network/n' || n
from generate_series(1, 3500) as n;
set local session_replication_role = origin;
create function tap.seek(skip bigint) returns text language sql as $$
    select tap.worker('blue', format('select format(''%%s %%s'', (select e.location from occi.entity e where e.id = s.after), s.rest) from occi.page_seek(%L, %s) s',
                                     jsonb_build_object('kind', tap.kind('network')), $1))
$$;
select is(tap.seek(10), ' 10', 'a near page needs no marks');
select is(tap.seek(3400), '/network/n3000 400', 'a page far behind begins at the last mark before it');
select is((select array_agg(ordinal order by ordinal) from occi.page_mark where tenant_id = tap.tenant('blue')), '{1000,2000,3000}', 'all of which are kept');
set local enable_seqscan = off;
set local enable_bitmapscan = off;
create function tap.listing_plan(filter jsonb default null) returns text language sql as $$
    select tap.worker('blue', format('explain (format json) select p.location from occi.page_seek(%1$L, 3400) s,
                                      lateral occi.kind_members(%1$L, s.after, s.rest, 10) p',
                                     jsonb_strip_nulls(jsonb_build_object('kind', tap.kind('network'), 'filter', $1))))
$$;
select matches(tap.listing_plan(), '"Index Cond": "[^"]*\(id > ', 'and the members in front of the mark are not even looked at');
select matches(tap.listing_plan('{"attributes": {"occi.network.vlan": 7}}'), '"Filter": ".*attributes @> ', 'a filter by attributes is part of the plan');
select matches(tap.listing_plan('{"members": {"title": "x"}}'), '"Filter": ".*title', 'as is one by title, so that no function is called for each member');
delete from occi.entity where tenant_id = tap.tenant('blue') and location = '/network/n1500';
select is((select array_agg(ordinal order by ordinal) from occi.page_mark where tenant_id = tap.tenant('blue')), '{1000}', 'until a member in front of them goes');

select * from finish();
rollback;
