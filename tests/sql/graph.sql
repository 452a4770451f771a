-- The graph of resources and links cannot be broken, whatever C says.
\ir prelude.psql
select plan(29);

create temporary table made as
select tap.make('red', 'compute') as vm, tap.make('red', 'storage') as disk, tap.make('red', 'network') as net;
create function tap.link(kind text, source uuid, target text) returns uuid language sql as $$
    select tap.make('red', $1, jsonb_build_object('source', 'urn:uuid:' || source, 'target', $3))
$$;
create temporary table linked as
select tap.link('storagelink', vm, tap.location(disk)) as disk, tap.link('networkinterface', vm, 'urn:uuid:' || net) as nic from made;
create temporary table second as
select tap.link('storagelink', vm, tap.location(disk)) as disk, tap.link('link', vm, 'https://elsewhere.example/thing') as outside from made;

select is(source_id, vm, 'a link knows its source') from made, linked join occi.entity e on e.id = linked.disk;
select is(target_id, made.disk, 'and its target, by path') from made, linked join occi.entity e on e.id = linked.disk;
select is(target_id, net, 'or by id') from made, linked join occi.entity e on e.id = linked.nic;
select is(attributes ->> 'occi.storagelink.deviceid', 'vdb', 'the server chooses a device') from linked join occi.entity e on e.id = linked.disk;
select matches(attributes ->> 'occi.networkinterface.mac', '^52:54:00(:[0-9a-f]{2}){3}$', 'and a hardware address')
from linked join occi.entity e on e.id = linked.nic;
select is(attributes ->> 'occi.networkinterface.interface', 'eth0', 'and an interface') from linked join occi.entity e on e.id = linked.nic;
select is(attributes ->> 'occi.storagelink.deviceid', 'vdc', 'the next one that is free')
from second join occi.entity e on e.id = second.disk;

select throws_ok(format($$ select tap.link('storagelink', %L, '/storage/none') $$, vm), 'OC005', null, 'a link needs a target that is there') from made;
select throws_ok(format($$ select tap.link('storagelink', '00000000-0000-7000-8000-000000000000', '/storage/none') $$), 'OC005', null, 'and a source');
select throws_ok(format($$ select tap.link('networkinterface', %L, %L) $$, vm, tap.location(linked.disk)), 'OC006', null, 'a link is no target')
from made, linked;
select throws_ok(format($$ select tap.link('networkinterface', %L, %L) $$, vm, tap.location(disk)), 'OC011', null,
                 'a network interface leads to a network (GFD.224 3.4.1)') from made;
select is(target_uri, 'https://elsewhere.example/thing', 'a target may be anywhere else in the world (GFD.221 5.4.3)')
from second join occi.entity e on e.id = second.outside;
select throws_ok($$ select tap.make('red', 'storagelink') $$, '23514', null, 'a link kind without a source');
select throws_ok(format($$ select tap.make('red', 'compute', '{"source": %s, "target": "/x"}') $$, to_json('urn:uuid:' || vm)), 'OC005', null,
                 'a resource kind with one') from made;
select throws_ok(format($$ insert into occi.entity (tenant_id, kind_id, location, source_id, target_id) values (%s, %s, '/x/1', %L, %L) $$,
                        tap.tenant('blue'), tap.kind('link'), vm, disk), '23503', null, 'no link leads into another tenant') from made;
select throws_ok(format($$ update occi.entity set kind_id = %s where id = %L $$, tap.kind('network'), vm), '23514', null, 'a kind is for life') from made;
select throws_ok(format($$ update occi.entity set source_id = null, target_id = null where id = %L $$, linked.disk), '23514', null, 'so are the ends of a link')
from linked;
select throws_ok(format($$ insert into occi.entity (tenant_id, kind_id, location) values (%s, %s, '/x/2') $$, tap.tenant('red'),
                        (select id from occi.category where term = 'os_tpl')), '23503', null, 'a mixin is no kind');
select throws_ok(format($$ insert into occi.entity_mixin (tenant_id, entity_id, mixin_id, position) values (%s, %L, %s, 1) $$, tap.tenant('red'), vm,
                        tap.kind('network')), '23503', null, 'a kind is no mixin') from made;
select throws_ok(format($$ insert into occi.entity_mixin (tenant_id, entity_id, mixin_id, position) values (%s, %L, 0, 1) $$, tap.tenant('red'), vm),
                 'OC002', null, 'a mixin that is gone was known to a worker that has not looked since') from made;
select throws_ok(format($$ insert into occi.entity (tenant_id, kind_id, location) values (%s, %s, %L) $$, tap.tenant('red'), tap.kind('compute'),
                        tap.location(vm)), '23505', null, 'a location is taken once') from made;
select throws_ok(format($$ insert into occi.entity (tenant_id, id, kind_id, location) values (%s, gen_random_uuid(), %s, '/x/3') $$, tap.tenant('red'),
                        tap.kind('compute')), '23514', null, 'ids are UUIDs of version 7');

select throws_ok(format($$ select tap.unmake('red', %L) $$, tap.location(disk)), 'OC007', null,
                 'what is linked stays') from made;
select tap.unmake('red', tap.location(vm)) from made \g /dev/null
select is_empty($$ select from occi.entity e, made where e.source_id = made.vm or e.id = made.vm $$, 'links go with their source (GFD.221 5.4.2)');
select results_eq($$ select o.verb from occi.operation o, made where o.subject_id = made.vm and o.verb = 'delete' and o.entity_id = made.vm $$,
                  $$ values ('delete') $$, 'and what they were on the host is to be removed');
select lives_ok(format($$ select tap.unmake('red', %L) $$, tap.location(disk)), 'then the target can go too') from made;

-- A category that is removed after the session was opened: the worker is told to look again.
select throws_ok($$ select tap.make('red', 'compute', '{"kind": -1}') $$, 'OC002', null, 'a kind that has just been removed makes the worker''s copy stale');
select throws_ok($$ select tap.make('red', 'compute', '{"mixins": [-1]}') $$, 'OC002', null, 'and so does a mixin');

-- To remove a category is to look for whatever refers to it, in the tables of all tenants.
select is_empty($$
    select r.conname from pg_constraint r
    where r.contype = 'f' and r.confrelid = 'occi.category'::regclass
      and not exists (select from pg_index i where i.indrelid = r.conrelid and i.indkey[0] = r.conkey[1])
$$, 'every reference to a category has an index that begins with it');

select * from finish();
rollback;
