/* Operations into calls of a driver (see carry.h). */
#include "reconciler/carry.h"

#include <stdlib.h>
#include <string.h>

#define DELAY_FIRST 50 /* milliseconds */
#define DELAY_LAST  (30 * 1000)

int reconciler_delay(int attempts, unsigned random)
{
    int delay = DELAY_FIRST;
    for (int i = 1; i < attempts && delay < DELAY_LAST; i++)
        delay *= 2;
    if (delay > DELAY_LAST)
        delay = DELAY_LAST;
    return delay / 2 + (int)(random % (unsigned)(delay / 2 + 1));
}

/* An operation at work. */
typedef struct errand {
    occi_pool *pool;
    const driver *with;
    driver_host *host;
    const store_operation *operation;
    const spec_kind *kind;
    spec_step step;
    driver_method method;
    driver_state wanted;
    driver_seen seen;
    driver_note note;
} errand;

static const char *parameter(const errand *work, const char *name)
{
    return json_string_value(json_object_get(work->operation->parameters, name));
}

static driver_outcome refuse(errand *work, const char *why)
{
    driver_note_set(&work->note, "%s", why);
    return DRIVER_REFUSED;
}

/* A function that a driver has not is something that its hypervisor cannot do. */
#define CALL(work, function, ...)                                                                            \
    ((work)->with->function ? (work)->with->function((work)->host, __VA_ARGS__, &(work)->note)               \
                            : refuse((work), "the host's hypervisor cannot do this"))

static occi_error *carry_compute(errand *work, driver_outcome *out)
{
    driver_compute compute;
    const char *wrong;
    TRY(spec_compute(work->pool, work->operation->document, &compute, &wrong));
    compute.wanted = work->wanted;
    compute.method = work->method;
    if (wrong)
        *out = refuse(work, wrong);
    else if (work->step == SPEC_RESTART)
        *out = CALL(work, compute_restart, &compute, &work->seen);
    else if (work->step == SPEC_SAVE && work->operation->makes)
        *out = CALL(work, compute_save, &compute, work->operation->makes, &work->seen);
    else if (work->step == SPEC_SAVE) /* its template has been deleted meanwhile */
        *out = refuse(work, "the template to be made is gone");
    else
        *out = CALL(work, compute_apply, &compute, &work->seen);
    return NULL;
}

static driver_outcome carry_storage(errand *work)
{
    driver_storage storage;
    spec_storage(work->operation->document, &storage);
    storage.wanted = work->wanted;
    if (work->step == SPEC_BACKUP)
        return CALL(work, storage_backup, &storage, work->operation->id, &work->seen);
    if (work->step == SPEC_SNAPSHOT)
        return CALL(work, storage_snapshot, &storage, work->operation->id, &work->seen);
    if (work->step == SPEC_RESIZE)
        storage.size = spec_bytes(json_number_value(json_object_get(work->operation->parameters, "size")));
    return CALL(work, storage_apply, &storage, &work->seen);
}

static driver_outcome carry_network(errand *work)
{
    driver_network network;
    spec_network(work->operation->document, &network);
    network.wanted = work->wanted;
    return CALL(work, network_apply, &network, &work->seen);
}

static driver_outcome carry_removal(errand *work)
{
    const char *id = work->operation->subject;
    switch (work->kind->class) {
    case DRIVER_COMPUTE:
        return CALL(work, compute_remove, id);
    case DRIVER_STORAGE:
        return CALL(work, storage_remove, id);
    case DRIVER_NETWORK:
        return CALL(work, network_remove, id);
    }
    return DRIVER_REFUSED;
}

/* What the subject should be: what the operation asks for; for a link, and when nothing is asked, what it is,
 * or was asked for last. */
static driver_state choose_state(const errand *work)
{
    const json_t *document = work->operation->document;
    driver_state recorded = spec_state_read(json_string_value(json_object_get(document, "state")));
    driver_state desired = spec_state_read(json_string_value(json_object_get(document, "desired")));
    driver_state asked = work->kind->is_link ? recorded : spec_state_read(work->operation->wanted);
    if (asked != DRIVER_STATE_ABSENT)
        return asked;
    if (desired != DRIVER_STATE_ABSENT)
        return desired;
    return recorded != DRIVER_STATE_ABSENT ? recorded : DRIVER_STATE_INACTIVE;
}

static occi_error *call_driver(errand *work, driver_outcome *out)
{
    bool is_removal = strcmp(work->operation->verb, "delete") == 0 && !work->kind->is_link;
    if (!is_removal && !work->operation->document) { /* a link of something that is gone is gone with it */
        *out = DRIVER_DONE;
        return NULL;
    }
    if (is_removal) {
        *out = carry_removal(work);
        return NULL;
    }
    const char *subject = json_string_value(json_object_get(work->operation->document, "kind"));
    const spec_kind *kind = spec_kind_find(subject);
    work->wanted = choose_state(work);
    if (!kind || kind->class != work->kind->class)
        *out = refuse(work, "no driver makes links of this kind of resource");
    else if (kind->class == DRIVER_COMPUTE)
        return carry_compute(work, out);
    else
        *out = kind->class == DRIVER_STORAGE ? carry_storage(work) : carry_network(work);
    return NULL;
}

/* The driver says that it is done; the registry believes what was seen. */
static driver_outcome check_seen(errand *work, driver_outcome outcome)
{
    if (outcome != DRIVER_DONE || work->seen.state == DRIVER_STATE_ABSENT || work->seen.state == work->wanted)
        return outcome;
    driver_note_set(&work->note, "it is %s, not yet %s", driver_state_name(work->seen.state),
                    driver_state_name(work->wanted));
    return DRIVER_AGAIN;
}

static occi_error *tell(const errand *work, driver_outcome outcome, store_finish *out)
{
    static const store_outcome outcomes[] = {
        [DRIVER_DONE] = STORE_DONE, [DRIVER_AGAIN] = STORE_AGAIN, [DRIVER_REFUSED] = STORE_FAILED
    };
    *out = (store_finish){ .outcome = outcomes[outcome] };
    if (outcome != DRIVER_DONE) {
        ALLOC(out->message = occi_pool_string(work->pool, work->note.text));
        out->delay = reconciler_delay(work->operation->attempts, (unsigned)rand());
        return NULL;
    }
    if (work->seen.state == DRIVER_STATE_ABSENT)
        return NULL;
    out->seen = spec_state_word(work->kind->class, work->seen.state);
    if (work->kind->class == DRIVER_COMPUTE)
        out->link_state = work->seen.state == DRIVER_STATE_INACTIVE ? "inactive" : "active";
    if (work->step == SPEC_RESIZE)
        ALLOC(out->changed =
                  occi_pool_format(work->pool, "{\"occi.storage.size\": %.17g}",
                                   json_number_value(json_object_get(work->operation->parameters, "size"))));
    return NULL;
}

occi_error *reconciler_carry(occi_pool *pool, const driver *with, driver_host *host,
                             const store_operation *operation, store_finish *out)
{
    errand work = { .pool = pool,
                    .with = with,
                    .host = host,
                    .operation = operation,
                    .kind = spec_kind_find(operation->kind) };
    driver_outcome outcome;
    if (!work.kind)
        outcome = refuse(&work, "no driver makes entities of this kind real");
    else if (operation->action && !spec_action_find(operation->action, &work.step))
        outcome = refuse(&work, "no driver carries this action out");
    else if (!driver_method_parse(parameter(&work, "method"), &work.method))
        outcome = refuse(&work, "the method of the action is not known");
    else
        TRY(call_driver(&work, &outcome));
    return tell(&work, check_seen(&work, outcome), out);
}
