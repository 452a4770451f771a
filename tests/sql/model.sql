-- The registry's categories: what was loaded is what is given, and a change is noticed.
\ir prelude.psql
select plan(9);

create temporary table before as select version from occi.registry;
select is(occi.model_load(name, document), false, name || ' is loaded already') from occi.model order by name limit 1;
select is(version, (select version from before), 'loading it again changes nothing') from occi.registry;

-- A model of the test's own, in the standard's JSON category rendering.
create temporary table mine as select '{
    "kinds": [{"term": "b", "scheme": "http://example.org/tap#", "title": "B", "parent": "http://schemas.ogf.org/occi/core#resource",
               "location": "/tap-b/", "attributes": {"org.example.z": {"type": "number", "mutable": true, "required": false, "default": 2.0},
                                                     "org.example.a": {"type": "string", "mutable": false, "required": false}},
               "actions": ["http://example.org/tap#go"]}],
    "mixins": [{"term": "m", "scheme": "http://example.org/tap#", "location": "/tap-m/", "applies": ["http://example.org/tap#b"]}],
    "actions": [{"term": "go", "scheme": "http://example.org/tap#"}],
    "lifecycles": [{"kind": "http://example.org/tap#b", "state": "org.example.a", "initial": "off", "driven": false,
                    "transitions": [{"action": "http://example.org/tap#go", "from": ["off"], "to": "on"}]}]}'::json as document;
select is(occi.model_load('tap', document), true, 'a new model is loaded') from mine;
select cmp_ok(version, '>', (select version from before), 'and makes the workers'' copies stale') from occi.registry;
create temporary table given as
select k.value as kind from json_array_elements(occi.model_document(null) -> 'kinds') as k where k.value ->> 'term' = 'b';
select is(kind::jsonb - 'key', (select document::jsonb -> 'kinds' -> 0 from mine), 'the kind comes back as it was written') from given;
select results_eq($$ select json_object_keys(kind -> 'attributes') from given $$, $$ values ('org.example.z'), ('org.example.a') $$,
                  'with its attributes in their order');

create temporary table made as select tap.make('red', 'b', '{"state": "off"}') as id;
select is(count(*), 0::bigint, 'nothing is queued for a kind that nobody drives') from occi.operation o, made where o.entity_id = made.id;
select tap.worker('red', format('select occi.entity_act(%L, ''{"state": "on", "action": "http://example.org/tap#go"}'', null)', id)) from made \g /dev/null
select is(state, 'on', 'its actions take effect at once') from occi.entity e, made where e.id = made.id;
select throws_ok($$ select occi.model_load('tap2', '{"kinds": [{"term": "c", "scheme": "http://example.org/tap#", "parent": "http://none#x"}]}') $$,
                 'OC003', 'http://none#x', 'a reference that nothing answers is refused');

select * from finish();
rollback;
