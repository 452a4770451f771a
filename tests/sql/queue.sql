-- The queue: operations come in the transaction that asks for them, are carried out one at a time for each subject and in order, under the lease of
-- their host; what a reconciler says after it has lost the lease is not heard.
\ir prelude.psql
select plan(30);

-- A host of the test's own, with a driver that no running reconciler has.
select occi.host_add('tap', 'tap', 'tap:///', false) \g /dev/null
create function tap.acquire(holder text) returns bigint language sql as $$
    select tap.reconciler(format('select fence from occi.host_acquire(%L, ''{tap}'', 30)', holder))::bigint
$$;
create function tap.host() returns integer language sql as $$ select id from occi.host where name = 'tap' $$;
create function tap.claim(fence bigint) returns jsonb language sql as $$
    select tap.reconciler(format('select occi.operation_claim(%s, %s)', tap.host(), fence))::jsonb
$$;
create function tap.finish(claimed jsonb, fence bigint, outcome text, reason text, seen text, links text, changed text default null) returns text
    language sql as $$
    select tap.reconciler(format('select occi.operation_finish(%s, %L, %s, %s, %L, %L, %L, %L, %L, 0)',
                                 claimed ->> 'tenant', claimed ->> 'id', tap.host(), fence, outcome, reason, seen, links, changed))
$$;
create function tap.act(entity uuid, state text, action text) returns text language sql as $$
    select tap.worker('red', format('select occi.entity_act(%L, %L, null)', entity, jsonb_build_object('state', state, 'action', action)))
$$;
-- What other tenants and tests have queued is not ours to claim.
update occi.operation set status = 'cancelled', finished_at = now() where status in ('queued', 'running');

create temporary table made as select tap.make('red', 'compute') as vm, tap.make('red', 'storage', '{"attributes": {"occi.storage.size": 1.0}}') as disk;
create temporary table linked as
select tap.make('red', 'storagelink', jsonb_build_object('source', 'urn:uuid:' || vm, 'target', tap.location(disk))) as link from made;
select results_eq($$ select verb, wanted from occi.operation o, made where o.entity_id = made.vm $$, $$ values ('create', 'active') $$,
                  'a create queues an operation');
select is(o.subject_id, made.vm, 'a link''s is its source''s') from occi.operation o, made, linked where o.entity_id = linked.link;

select is(tap.acquire('one'), 1::bigint, 'a free host is taken');
select is(tap.acquire('two'), null, 'and then it is not free');
create temporary table first as select tap.claim(1) as op;
select is(op ->> 'entity', vm::text, 'the oldest operation is claimed') from first, made;
select is(op #>> '{document,links,0,target}', disk::text, 'with what the driver has to know') from first, made;
select is(host_id, tap.host(), 'and its subject is placed') from occi.entity e, made where e.id = made.vm;
create temporary table second as select tap.claim(1) as op;
select is(op ->> 'entity', disk::text, 'another subject''s goes on beside it') from second, made;
select ok(tap.claim(1) ? 'due_in', 'but not the link''s, while its source is at work');
select throws_ok(format($$ update occi.operation set status = 'running', fence = 1 where entity_id = %L $$, link), '23505', null,
                 'not even by force') from linked;

select throws_ok(format($$ select tap.finish(%L, 7, 'done', null, 'active', null) $$, op), 'OC009', null, 'another''s word is not heard') from first;
select tap.finish(op, 1, 'queued', 'not yet', null, null) from first \g /dev/null
select results_eq($$ select state, state_message from occi.entity e, made where e.id = made.vm $$, $$ values ('inactive', 'not yet') $$,
                  'one that is to be tried again says why');
select is(tap.claim(1) ->> 'entity', vm::text, 'and is claimed again') from made;
select tap.finish(op, 1, 'done', null, 'active', 'active') from first \g /dev/null
select results_eq($$ select state, state_message, observed_generation from occi.entity e, made where e.id = made.vm $$,
                  $$ values ('active', null::text, 1::bigint) $$, 'done: the state that was seen');
select is(e.state, 'active', 'the links'' state with it') from occi.entity e, linked where e.id = linked.link;
select throws_ok(format($$ select tap.finish(%L, 1, 'done', null, 'active', null) $$, op), 'OC009', null, 'nothing is finished twice') from first;
select tap.finish(op, 1, 'failed', 'no room', null, null) from second \g /dev/null
select results_eq($$ select state, state_message from occi.entity e, made where e.id = made.disk $$, $$ values ('error', 'no room') $$,
                  'failed: state error, and why');

-- A resize that was done is an attribute that has changed.
select tap.act(disk, 'online', 'http://schemas.ogf.org/occi/infrastructure/storage/action#resize') from made \g /dev/null
select tap.finish(tap.claim(1), 1, 'done', null, 'active', 'active') \g /dev/null
create temporary table third as select tap.claim(1) as op;
select is(op ->> 'action', 'http://schemas.ogf.org/occi/infrastructure/storage/action#resize', 'an action is an operation') from third;
select tap.finish(op, 1, 'done', null, 'online', null, '{"occi.storage.size": 5}') from third \g /dev/null
select is(attributes, '{"occi.storage.size": 5}', 'that may change attributes') from occi.entity e, made where e.id = made.disk;

-- The holder dies in the middle of an action.
select tap.act(vm, 'inactive', 'http://schemas.ogf.org/occi/infrastructure/compute/action#stop') from made \g /dev/null
create temporary table fourth as select tap.claim(1) as op;
update occi.host_lease set held_until = '-infinity' where host_id = tap.host();
select is(tap.acquire('two'), 2::bigint, 'a host whose lease has ended is taken over');
select results_eq($$ select status::text, message from occi.operation o, fourth where o.id = (fourth.op ->> 'id')::uuid $$,
                  $$ values ('queued', 'taken over from a reconciler that stopped') $$, 'what was at work is queued again');
select throws_ok(format($$ select tap.finish(%L, 1, 'done', null, 'inactive', null) $$, op), 'OC009', null, 'what the old holder says is not heard') from fourth;
select throws_ok($$ select tap.claim(1) $$, 'OC009', null, 'nor does it get work');
select results_eq($$ select o.verb, o.wanted from occi.operation o, made where o.entity_id = made.disk and o.status = 'queued' $$,
                  $$ values ('repair', 'online') $$, 'everything else on the host is repaired');
select is(tap.claim(2) ->> 'entity', vm::text, 'the new holder goes on') from made;

-- Drift.
select tap.finish(tap.claim(2), 2, 'done', null, 'online', null) \g /dev/null
select is(tap.reconciler(format('select occi.drift_report(%s, 2, %L, ''online'')', tap.host(), disk)), 'false', 'what is as recorded is no news') from made;
select is(tap.reconciler(format('select occi.drift_report(%s, 2, %L, ''offline'')', tap.host(), disk)), 'true', 'what is not is repaired') from made;
select is(tap.reconciler(format('select occi.drift_report(%s, 2, %L, ''offline'')', tap.host(), disk)), 'false', 'once') from made;

-- Deleting.
select tap.finish(tap.claim(2), 2, 'done', null, 'online', null) \g /dev/null
select tap.unmake('red', tap.location(vm)) from made \g /dev/null
update occi.operation set status = 'queued', due_at = now() where subject_id = (select vm from made) and status = 'running';
create temporary table last as select tap.claim(2) as op;
select is(array[op ->> 'verb', (select status::text from occi.operation o, fourth where o.id = (fourth.op ->> 'id')::uuid)], array['delete', 'cancelled'],
          'a delete comes through, what was queued before it for a thing that is gone does not') from last;

-- Nothing to do is not the same as something to do at once.
update occi.operation set status = 'cancelled', finished_at = now() where status in ('queued', 'running');
select is(tap.claim(2), '{"due_in": null}', 'with an empty queue nothing is due');

select * from finish();
rollback;
