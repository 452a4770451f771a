-- Quotas: what counts and how much, what is refused and leaves everything as it was, and that the books agree with the entities.
\ir ../sql/prelude.psql
select plan(67);

-- As at the end of each transaction.
set constraints all immediate;
create function tap.used(tenant text, resource text) returns numeric language sql as $$
    select trim_scale(q.used) from occi.quota q where q.tenant_id = tap.tenant($1) and q.resource = $2
$$;
create function tap.allow(resource text, amount text) returns boolean language sql as $$ select occi.quota_set('tap-red', $1, $2) $$;
create function tap.write(entity uuid, document jsonb) returns text language sql as $$
    select tap.worker('red', format('select occi.entity_write(%L, %L)', $1, $2))
$$;
create function tap.resize(disk uuid, size numeric) returns text language sql as $$
    select tap.worker('red', format('select occi.entity_act(%L, %L, null)', $1,
        jsonb_build_object('state', 'online', 'action', 'http://schemas.ogf.org/occi/infrastructure/storage/action#resize',
                           'parameters', jsonb_build_object('size', $2))))
$$;
create function tap.compute(cores numeric, memory numeric) returns jsonb language sql as $$
    select jsonb_build_object('attributes', jsonb_build_object('occi.compute.cores', $1, 'occi.compute.memory', $2))
$$;
create function tap.size(size numeric) returns jsonb language sql as $$
    select jsonb_build_object('attributes', jsonb_build_object('occi.storage.size', $1))
$$;

-- Counting.
select results_eq($$ select resource, used, allowed, unit from occi.quota_show('tap-red') $$,
    $$ values ('addresses', 0.0, null::numeric, 'addresses'), ('cores', 0, null, 'cores'), ('gigabytes', 0, null, 'GiB'), ('instances', 0, null, 'computes'),
              ('memory', 0, null, 'GiB'), ('networks', 0, null, 'networks'), ('volumes', 0, null, 'storages') $$, 'a new tenant uses nothing and may use all');
create temporary table made as
select tap.make('red', 'compute', tap.compute(2, 1.5)) as vm, tap.make('red', 'storage', tap.size(10.5)) as disk, tap.make('red', 'network') as net;
create temporary table linked as
select tap.make('red', 'networkinterface', jsonb_build_object('source', tap.location(vm), 'target', tap.location(net))) as bare,
       tap.make('red', 'networkinterface', jsonb_build_object('source', tap.location(vm), 'target', tap.location(net),
                'attributes', '{"occi.networkinterface.address": "10.0.0.5"}'::jsonb)) as addressed
from made;
select results_eq($$ select resource, used from occi.quota_show('tap-red') $$,
    $$ values ('addresses', 1.0), ('cores', 2), ('gigabytes', 10.5), ('instances', 1), ('memory', 1.5), ('networks', 1), ('volumes', 1) $$,
    'each resource as it is said in the table');
select is(tap.used('blue', 'instances'), 0.0, 'for its own tenant alone');
select is(counted, '{"cores": 2, "memory": 1.5, "instances": 1}', 'an entity knows what it counts') from occi.entity e, made where e.id = made.vm;
select is(tap.worker('red', 'select string_agg(resource, '','' order by resource) from occi.quota where used = 1'), 'addresses,instances,networks,volumes',
          'a worker sees its tenant''s');
select is(tap.worker('blue', 'select count(*) from occi.quota where used > 0'), '0', 'and no other''s');
select is(tap.worker(null, 'select count(*) from occi.quota'), '0', 'without a session none');
select throws_ok($$ select tap.worker('red', 'update occi.quota set used = 0') $$, '42501', null, 'a worker does not write them');
select throws_ok($$ select tap.worker('red', 'insert into occi.quota_change (tenant_id, amounts) values (1, ''{"cores": -9}'')') $$, '42501', null, 'nor corrects them');
select throws_ok($$ select tap.worker('red', 'select count(*) from occi.quota_change') $$, '42501', null, 'nor sees what is under way');
select throws_ok($$ select tap.worker('red', 'update occi.entity set counted = ''{}''') $$, '42501', null, 'nor what entities count');
select tap.worker('red', format($$ with cheat as (insert into occi.entity (tenant_id, kind_id, location, attributes, counted)
    values (%s, %s, '/x/cheat', '{"occi.compute.cores": 3}', '{}') returning 1) select count(*) from cheat $$, tap.tenant('red'), tap.kind('compute'))) \g /dev/null
select is(tap.used('red', 'cores'), 5.0, 'what is inserted beside it is not heard');
select tap.unmake('red', '/x/cheat') \g /dev/null

-- Changes.
select tap.write(vm, tap.compute(4, 1)) from made \g /dev/null
select is(array[tap.used('red', 'cores'), tap.used('red', 'memory')], '{4,1}', 'an update grows and shrinks');
select tap.write(addressed, '{}') from linked \g /dev/null
select is(tap.used('red', 'addresses'), 0.0, 'an address that is taken away is free');
select tap.write(addressed, '{"attributes": {"occi.networkinterface.address": "10.0.0.6"}}') from linked \g /dev/null
select is(tap.used('red', 'addresses'), 1.0, 'and counts when it is there again');

-- Limits.
select is(tap.allow('cores', '6'), true, 'a limit is set');
select is(tap.allow('cores', '6'), false, 'once');
select isnt(tap.make('red', 'compute', tap.compute(2, 1)), null, 'up to it, things grow');
create temporary table queued as select count(*) as n from occi.operation o where o.tenant_id = tap.tenant('red');
create temporary table before as select e.id, e.version, e.attributes, e.desired from occi.entity e where e.tenant_id = tap.tenant('red');
select throws_ok($$ select tap.make('red', 'compute', tap.compute(1, 1)) $$, 'OC050', 'cores', 'and no further');
select throws_ok(format($$ select tap.write(%L, tap.compute(4.5, 1)) $$, vm), 'OC050', 'cores', 'not by an update') from made;
select results_eq($$ select id, version, attributes, desired from before order by id $$,
    $$ select e.id, e.version, e.attributes, e.desired from occi.entity e where e.tenant_id = tap.tenant('red') order by id $$, 'what is refused changes nothing');
select is((select count(*) from occi.operation o where o.tenant_id = tap.tenant('red')), n, 'and queues nothing') from queued;
select is(array[tap.used('red', 'cores'), tap.used('red', 'instances')], '{6,2}', 'and counts nothing');
select lives_ok($$ select tap.make('red', 'storage', tap.size(1)) $$, 'other resources are not concerned');
select lives_ok($$ select tap.make('blue', 'compute', tap.compute(100, 1)) $$, 'nor other tenants');
select tap.allow('cores', '3') \g /dev/null
select lives_ok(format($$ select tap.write(%L, tap.compute(3, 1)) $$, vm), 'a limit below use lets it shrink') from made;
select throws_ok(format($$ select tap.write(%L, tap.compute(4, 1)) $$, vm), 'OC050', null, 'but not grow') from made;
select lives_ok(format($$ select tap.write(%L, '{"title": "same size", "attributes": {"occi.compute.cores": 3, "occi.compute.memory": 1}}') $$, vm),
                'and stay what it is') from made;
select tap.allow('cores', 'none') \g /dev/null
select lives_ok(format($$ select tap.write(%L, tap.compute(40, 1)) $$, vm), 'without a limit all is allowed') from made;

-- The whole transaction counts, not its steps.
select tap.allow('instances', '4'), tap.allow('cores', '50') \g /dev/null
set constraints all deferred;
select throws_ok($$ select tap.worker('red', format('select * from occi.entities_create(%L, null, null)',
        (select jsonb_agg(tap.compute(n, 1) || jsonb_build_object('kind', tap.kind('compute'), 'state', 'inactive')) from generate_series(1, 3) n)));
    set constraints all immediate $$, 'OC050', 'instances', 'of three, two would fit: none is made');
set constraints all deferred;
select is((select count(*) from occi.entity e where e.tenant_id = tap.tenant('red') and e.kind_id = tap.kind('compute')), 2::bigint, 'as one sees');
select lives_ok($$ do $do$ declare gone uuid; begin
        for n in 1..5 loop
            gone := tap.make('red', 'compute', tap.compute(1, 1));
            if n > 2 then perform tap.unmake('red', tap.location(gone)); end if;
        end loop;
    end $do$; set constraints all immediate $$, 'what is gone before the end does not count');
select is(tap.used('red', 'instances'), 4.0, 'four are left');
set constraints all immediate;

-- Resizing: what is asked for counts from then on.
select is(tap.used('red', 'gigabytes'), 11.5, 'two storages');
select tap.allow('gigabytes', '20') \g /dev/null
select throws_ok(format($$ select tap.resize(%L, 20) $$, disk), 'OC050', 'gigabytes', 'a resize beyond the limit is refused when it is asked for') from made;
select is(desired ->> 'action', null, 'and nothing is asked') from occi.entity e, made where e.id = made.disk;
select lives_ok(format($$ select tap.resize(%L, 18) $$, disk), 'one within it is not') from made;
select is(tap.used('red', 'gigabytes'), 19.0, 'it counts before it is done');
select tap.write(disk, tap.size(5)) from made \g /dev/null
select is(tap.used('red', 'gigabytes'), 19.0, 'a later update does not hide it');
update occi.operation o set status = 'done', finished_at = now() from made where o.subject_id = made.disk and o.action is not null;
update occi.entity e set attributes = tap.size(18) -> 'attributes', state = 'online' from made where e.id = made.disk;
select is(tap.used('red', 'gigabytes'), 19.0, 'when it is done, the new size counts');
select tap.resize(disk, 2) from made \g /dev/null
select is(tap.used('red', 'gigabytes'), 19.0, 'what is to shrink counts until it has shrunk');
update occi.operation o set status = 'done', finished_at = now() from made where o.subject_id = made.disk and o.action is not null and o.status = 'queued';
update occi.entity e set attributes = tap.size(2) -> 'attributes', state = 'online' from made where e.id = made.disk;
select is(tap.used('red', 'gigabytes'), 3.0, 'and then no longer');
select tap.resize(disk, 9) from made \g /dev/null
update occi.operation o set status = 'failed', finished_at = now() from made where o.subject_id = made.disk and o.action is not null and o.status = 'queued';
update occi.entity e set state = 'error' from made where e.id = made.disk;
select is(tap.used('red', 'gigabytes'), 3.0, 'what has failed is released');

-- Releasing.
select tap.worker('red', format('select occi.collection_delete(%L)', jsonb_build_object('path', '/'))) \g /dev/null
select is((select sum(used) from occi.quota_show('tap-red')), 0.0, 'deleting everything below a path releases all, links with their addresses');
select is(tap.used('blue', 'cores'), 100.0, 'of this tenant');

-- The books.
select is_empty($$ select * from occi.quota_check() where tenant in ('tap-red', 'tap-blue') $$, 'they agree with the entities');
update occi.quota set used = 7 where tenant_id = tap.tenant('blue') and resource = 'cores';
select results_eq($$ select resource, used, counted from occi.quota_check() where tenant = 'tap-blue' $$, $$ values ('cores', 7.0, 100.0) $$, 'or it is told where not');
select occi.quota_recount() \g /dev/null
select is(tap.used('blue', 'cores'), 100.0, 'counting anew puts them right');

set constraints all deferred;
select tap.make('blue', 'compute', tap.compute(20, 1)) as vm \gset
select occi.quota_recount() \g /dev/null
set constraints all immediate;
select is(tap.used('blue', 'cores'), 120.0, 'with what the same transaction has changed, once');
select occi.quota_set('tap-blue', 'cores', '100') \g /dev/null
set local session authorization occi_reconciler;
update occi.entity set attributes = '{"occi.compute.cores": 30}' where id = :'vm';
reset session authorization;
select is(tap.used('blue', 'cores'), 130.0, 'what a reconciler has seen is counted, allowed or not');
select occi.quota_recount() \g /dev/null
select is(tap.used('blue', 'cores'), 130.0, 'so is everything when it is counted anew');
select is_empty($$ select * from occi.quota_check() where tenant = 'tap-blue' $$, 'and the books agree with it');

-- What counts is data.
insert into occi.quota_resource (name, title, unit, category) values ('things', 'Everything linked', 'links', 'http://schemas.ogf.org/occi/core#link');
select is(tap.used('red', 'things'), 0.0, 'a new resource is there for all');
create temporary table more as select tap.make('red', 'compute') as vm, tap.make('red', 'network') as net;
select tap.make('red', 'networkinterface', jsonb_build_object('source', tap.location(vm), 'target', tap.location(net))) from more \g /dev/null
select is(tap.used('red', 'things'), 1.0, 'kinds that descend from its kind count');
insert into occi.quota_resource (name, title, unit, category) values ('pipes', 'Interfaces', 'interfaces', 'http://schemas.ogf.org/occi/infrastructure#networkinterface');
select is(tap.used('red', 'pipes'), 1.0, 'what is there already is counted');
select is_empty($$ select * from occi.quota_check() where tenant in ('tap-red', 'tap-blue') $$, 'and the books agree');

select occi.model_load('tap.json', '{"kinds": [{"term": "box", "scheme": "http://tap.example/box#", "location": "/box/",
    "parent": "http://schemas.ogf.org/occi/infrastructure#compute"}]}') \g /dev/null
select tap.unmake('red', tap.location(tap.make('red', 'box', tap.compute(2, 1)))) \g /dev/null
select tap.make('red', 'box', tap.compute(7, 1)) \g /dev/null
select is(tap.used('red', 'cores'), (select sum((e.attributes ->> 'occi.compute.cores')::numeric) from occi.entity e where e.tenant_id = tap.tenant('red')),
          'so do kinds that an operator has loaded');
insert into occi.quota_resource (name, title, unit, class, category) values
    ('debians', 'Computes with Debian 12', 'computes', 'mixin', 'http://occibase.org/occi/os_tpl#debian-12'),
    ('systems', 'Computes with an OS template', 'computes', 'mixin', 'http://schemas.ogf.org/occi/infrastructure#os_tpl');
create temporary table mixed as
select tap.make('red', 'compute', jsonb_build_object('mixins', jsonb_build_array(c.id))) as vm, c.id as debian
from occi.category c where c.identifier = 'http://occibase.org/occi/os_tpl#debian-12';
select is(array[tap.used('red', 'debians'), tap.used('red', 'systems')], '{1,1}', 'mixins count, and what depends on them');
select tap.write(vm, '{}') from mixed \g /dev/null
select is(array[tap.used('red', 'debians'), tap.used('red', 'systems')], '{0,0}', 'until they are taken away');
select occi.quota_set('tap-red', 'debians', '0') \g /dev/null
select throws_ok(format($$ select tap.write(%L, %L) $$, vm, jsonb_build_object('mixins', jsonb_build_array(debian))), 'OC050', 'debians', 'or are one too many')
from mixed;
select occi.quota_set('tap-red', 'debians', 'none') \g /dev/null
select tap.write(vm, jsonb_build_object('mixins', jsonb_build_array(debian))) from mixed \g /dev/null
select tap.unmake('red', tap.location(vm)) from mixed \g /dev/null
select is(array[tap.used('red', 'debians'), tap.used('red', 'systems')], '{0,0}', 'and go with their entity');
select is_empty($$ select * from occi.quota_check() where tenant in ('tap-red', 'tap-blue') $$, 'the books agree with that');

-- Operators.
select throws_ok($$ select occi.quota_set('tap-none', 'cores', '1') $$, 'OC010', null, 'a tenant that is not there');
select throws_ok($$ select tap.allow('horses', '1') $$, 'OC010', null, 'a resource that is none');
select throws_ok(format($$ select tap.allow('cores', %L) $$, bad), 'OC010', null, 'a limit that is none: ' || bad)
from unnest(array['-1', '1e9']) as bad;
select is((select array_agg(e.after ->> 'allowed' order by e.id) from audit.event e
           where e.relation = 'quota' and e.tenant_id = tap.tenant('red') and e.operation = 'UPDATE' and e.after ->> 'resource' = 'cores'),
          '{6,3,NULL,50}', 'what is allowed is under audit, each change of it and nothing else');

select * from finish();
rollback;
