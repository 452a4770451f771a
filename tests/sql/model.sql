-- The registry's categories: what was loaded is what is given, and a change is noticed.
\ir prelude.psql
select plan(38);

create temporary table before as select version from occi.registry;
select is(occi.model_load(name, document, is_standard), false, name || ' is loaded already') from occi.model order by name limit 1;
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

-- Loading anew: what stays keeps its key, what is gone goes, what is in use stays.
create function tap.load(name text, document text) returns setof text language plpgsql as $$
declare
    said text[];
begin
    begin
        said := array(select occi.model_apply($1, $2::json, false));
        if said <> '{}' then
            raise exception using errcode = 'TAP01'; -- as occi-admin does: what is refused is rolled back
        end if;
    exception when sqlstate 'TAP01' then
        null;
    end;
    return query select unnest(said);
end $$;
create temporary table keys as select identifier, id from occi.category where model = 'tap';
select is(count(*), 3::bigint, 'each category knows its document') from keys;
select is_empty($$ select tap.load('tap', (select jsonb_set(document::jsonb, '{mixins}', '[{"term": "n", "scheme": "http://example.org/tap#", "location": "/tap-n/"}]')
                                           from mine)::text) $$, 'a mixin becomes another');
select results_eq($$ select c.identifier from occi.category c where c.model = 'tap' except select k.identifier from keys k $$,
                  $$ values ('http://example.org/tap#n') $$, 'which is new');
select results_eq($$ select k.identifier from keys k except select c.identifier from occi.category c $$, $$ values ('http://example.org/tap#m') $$,
                  'the other is gone');
select is(count(*), 2::bigint, 'and the rest have their keys') from keys k join occi.category c using (id, identifier);
select results_eq($$ select tap.load('tap', '{}') $$,
                  format($$ values (%L) $$, 'its categories are in use by 1 entity: 1 of tenant tap-red, such as ' || tap.location(id)),
                  'a kind with entities stays') from made;
select occi.model_load('tap', document) from mine \g /dev/null
create temporary table filled as
select tap.make('blue', 'b', '{"state": "off", "attributes": {"org.example.z": 2.5}}') as id;
select matches(tap.load('tap', replace(document::text, '"org.example.z"', '"org.example.y"')),
               '^attribute org.example.z of http://example.org/tap#b would be lost, or be of another type, in 1 entity: 1 of tenant tap-blue, such as /tap-b/',
               'so does an attribute that has values') from mine;
select matches(tap.load('tap', replace(document::text, '"type": "number"', '"type": "string"')), 'would be lost, or be of another type',
               'or its type') from mine;
select occi.model_load('tap', document) from mine \g /dev/null
select is_empty($$ select tap.load('tap', replace(document::text, '"mutable": true', '"mutable": true, "pattern": {"type": "number", "maximum": 1}')) from mine $$,
                'a pattern may become narrower');
select matches(tap.load('tap', replace(document::text, 'core#resource', 'core#link')), 'http://example.org/tap#b would change between resource and link',
               'a resource becomes no link') from mine;
select occi.model_load('tap', document) from mine \g /dev/null

-- Beside others.
select results_eq($$ select tap.load('tap2', '{"mixins": [{"term": "m", "scheme": "http://example.org/tap#", "location": "/tap-b/"}]}') $$,
                  $$ values ('http://example.org/tap#m is defined by tap already'),
                            ('the location /tap-b/ of http://example.org/tap#m is that of http://example.org/tap#b in tap') $$,
                  'neither identifiers nor locations are taken away');
select is_empty($$ select from occi.model where name = 'tap2' $$, 'and nothing is left of the try');
select results_eq($$ select tap.load('10-core.json', '{}') $$,
                  $$ values ('10-core.json is the name of a document that ships with occibase; call yours something else') $$,
                  'names of what ships with us are taken');
select is_empty($$ select tap.load('tap2', '{"mixins": [{"term": "o", "scheme": "http://example.org/tap#", "location": "/tap-o/", "depends": ["http://example.org/tap#m"]}]}') $$,
                'another document may build on it');
select is(occi.model_document(null, 'tap')::text like '%example.org/tap#b%', false, 'the others are all but it');
select is(occi.model_document(null, 'tap')::text like '%"term":"o"%', true, 'each of them');

-- Removal.
select results_eq($$ select r from occi.model_remove('tap') as r where r like '%refers%' $$,
                  $$ values ('http://example.org/tap#o of tap2 still refers to http://example.org/tap#m') $$, 'what others build on stays');
select is_empty($$ select occi.model_remove('tap2') $$, 'the other one can go');
select matches(occi.model_remove('tap'), '^its categories are in use by 2 entities: 1 of tenant tap-blue, such as /tap-b/[^;]*; 1 of tenant tap-red, such as /tap-b/',
               'what is in use stays');
select is(kinds || ' ' || mixins || ' ' || actions || ' ' || entities, '1 1 1 2', 'the list says how much') from occi.model_list() where name = 'tap';
select tap.unmake('red', tap.location(id)) from made \g /dev/null
select tap.unmake('blue', tap.location(id)) from filled \g /dev/null
create temporary table gone as select version from occi.registry;
select is_empty($$ select occi.model_remove('tap') $$, 'what is not goes');
select is_empty($$ select from occi.category where identifier like 'http://example.org/tap#%' $$, 'with its categories');
select cmp_ok(version, '>', (select version from gone), 'and makes the workers'' copies stale') from occi.registry;
select matches(occi.model_remove('tap'), '^there is no model document called tap;', 'it does so once');
select matches(occi.model_remove('10-core.json'), 'the core kinds', 'the core kinds stay');
select is_empty($$ select occi.model_remove('40-occibase.json') $$, 'one that ships with us goes');
select is(occi.model_state('40-occibase.json', document::text), 'removed', 'and that is remembered') from occi.model where name = '40-occibase.json';
select throws_ok($$ insert into occi.category (tenant_id, class, scheme, term, model) values (tap.tenant('red'), 'mixin', 'x#', 'y', '10-core.json') $$,
                 '23514', null, 'a tenant''s own mixin is of no document');
select ok(not has_table_privilege('occi_worker', 'occi.model', 'update') and not has_function_privilege('occi_worker', 'occi.model_remove(text)', 'execute'),
          'workers change none of it');

select * from finish();
rollback;
