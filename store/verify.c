/* Walking the chain of seals (see verify.h). */
#include "store/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Clocks of a registry and its stand-by may differ by this much, in microseconds. */
#define CLOCK_SLACK (60 * INT64_C(1000000))

typedef struct range {
    int64_t from, to; /* the second is not in it */
} range;

typedef struct walk {
    store_session *session;
    occi_pool *pool;    /* of what is found */
    occi_pool *scratch; /* of one seal */
    const store_verify_known *known;
    store_verified *out;
    range *gone; /* the ids of events that were archived, in order */
    size_t gone_count;
    int64_t archive; /* the event that says so */
    store_place end; /* of the seal before */
    int64_t id_max;  /* of all events in the seals before */
    bool is_since_seen;
    bool is_archive_seen;
    const store_sealed *at; /* the seal at work */
    size_t next;            /* which of its events is expected next */
    int64_t missing;        /* the event that was expected; 0: none is missing */
    int64_t unexpected;     /* the event that was there instead; 0: none was */
} walk;

/* The first finding is the one that counts. */
static occi_error *found(walk *self, const char *sentence)
{
    ALLOC(sentence);
    if (!self->out->finding)
        self->out->finding = sentence;
    return NULL;
}

/* --- what has been archived: "{[1,5),[7,9)}" --- */

static occi_error *read_gone(walk *self)
{
    const char *text;
    TRY(store_archived(self->session, self->pool, &self->archive, &text));
    size_t count = 0;
    for (const char *at = text; at && (at = strchr(at, '[')); at++)
        count++;
    ALLOC(self->gone = occi_pool_array(self->pool, count + 1, sizeof *self->gone));
    for (const char *at = text; at && (at = strchr(at, '[')); at++) {
        char *comma;
        range *one = &self->gone[self->gone_count++];
        one->from = strtoll(at + 1, &comma, 10);
        one->to = *comma == ',' ? strtoll(comma + 1, NULL, 10) : one->from;
    }
    return NULL;
}

static bool is_gone(const walk *self, int64_t id)
{
    size_t low = 0, high = self->gone_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (self->gone[middle].to <= id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < self->gone_count && self->gone[low].from <= id;
}

/* --- the seal itself --- */

static bool is_known_key(const store_verify_known *known, const store_seal *seal)
{
    bool is_known = known->key_count == 0;
    for (size_t i = 0; i < known->key_count; i++)
        is_known |= memcmp(known->keys[i], seal->key, sizeof seal->key) == 0;
    return is_known;
}

/* What is wrong with the statement of a seal; NULL: nothing. */
static const char *statement_fault(const walk *self, const store_seal *seal)
{
    store_hash head = store_seal_head(seal);
    if (!is_known_key(self->known, seal))
        return "is signed with another key than the one that is known";
    if (!store_seal_is_signed(seal))
        return "was changed: its signature is not that of what it says";
    if (!store_hash_is_equal(&head, &seal->head))
        return "was changed: its head is not that of what it says";
    if (!store_hash_is_equal(&seal->previous, &self->out->last.head) ||
        seal->first != self->out->last.first + self->out->last.count)
        return "does not follow the seal before it";
    return NULL;
}

/* What is wrong with the lists that the statement stands for. */
static const char *lists_fault(const store_sealed *sealed)
{
    const store_seal *seal = &sealed->seal;
    store_hash ids = store_seal_ids(sealed->ids, sealed->id_count);
    if (sealed->id_count != (size_t)seal->count || sealed->leaf_count != sealed->id_count ||
        !store_hash_is_equal(&ids, &seal->ids))
        return "its list of events is not the one that was signed";
    store_hash root = store_merkle_root(sealed->leaves, sealed->leaf_count);
    return store_hash_is_equal(&root, &seal->root) ? NULL : "its leaves are not those that were signed";
}

/* --- its events --- */

/* Where `id` is among the events of the seal, from `from` on; their number when it is not. */
static size_t position(const store_sealed *sealed, size_t from, int64_t id)
{
    while (from < sealed->id_count && sealed->ids[from] != id)
        from++;
    return from;
}

/* The expected events before `until` are not there: archived, or else it is not as it was. */
static occi_error *miss(walk *self, size_t until)
{
    for (; self->next < until; self->next++) {
        int64_t id = self->at->ids[self->next];
        if (!is_gone(self, id)) {
            self->missing = id;
            return found(self, occi_pool_format(self->pool, "event %" PRId64 " was removed", id));
        }
        self->out->archived++;
        self->is_archive_seen |= id == self->archive;
    }
    return NULL;
}

static int64_t number_of(const store_event *event, store_event_column column)
{
    return strtoll(event->values[column] ? event->values[column] : "0", NULL, 10);
}

/* An event whose transaction had not begun when the seal before looked can neither be older nor have a lower
 * number than what was there: numbers and times only grow. */
static const char *inserted_fault(const walk *self, const store_event *event)
{
    const store_seal *before = &self->out->last;
    const char *transaction = event->values[STORE_EVENT_transaction];
    if (before->number == 0 || strtoull(transaction ? transaction : "0", NULL, 10) < before->next_transaction)
        return NULL;
    if (number_of(event, STORE_EVENT_id) <= self->id_max)
        return "its number was given before its transaction began";
    return number_of(event, STORE_EVENT_at) < before->at - CLOCK_SLACK
               ? "its time lies before its transaction"
               : NULL;
}

static occi_error *check_event(void *context, const store_event *event)
{
    walk *self = context;
    int64_t id = number_of(event, STORE_EVENT_id);
    if (self->out->finding)
        return NULL;
    size_t at = position(self->at, self->next, id);
    if (at == self->at->id_count) {
        self->unexpected = id;
        return found(self, occi_pool_format(self->pool, "event %" PRId64 " was inserted", id));
    }
    store_hash leaf = store_event_leaf(event);
    TRY(miss(self, at));
    if (self->out->finding)
        return NULL;
    if (!store_hash_is_equal(&leaf, &self->at->leaves[at]))
        return found(self, occi_pool_format(self->pool, "event %" PRId64 " was changed", id));
    const char *fault = inserted_fault(self, event);
    if (fault)
        return found(self, occi_pool_format(self->pool, "event %" PRId64 " was inserted: %s", id, fault));
    self->next = at + 1;
    self->out->events++;
    self->is_archive_seen |= id == self->archive;
    return NULL;
}

/* What was removed here and is elsewhere, or was inserted here and is some seal's, was moved. */
static occi_error *look_elsewhere(walk *self)
{
    int64_t id = self->missing ? self->missing : self->unexpected;
    const store_event *event = NULL;
    store_sealed *sealed = NULL;
    const char *text;
    if (id == 0)
        return NULL;
    ALLOC(text = occi_pool_format(self->pool, "%" PRId64, id));
    if (self->missing)
        TRY(store_event_find(self->session, self->scratch, text, &event));
    else
        TRY(store_seal_of(self->session, self->scratch, text, &sealed));
    if (event || sealed)
        ALLOC(self->out->finding = occi_pool_format(
                  self->pool, "event %s was reordered: it is not where it was sealed", text));
    return NULL;
}

static occi_error *check_events(walk *self)
{
    const store_seal *seal = &self->at->seal;
    store_place end = { seal->last_transaction, self->at->ids[self->at->id_count - 1] };
    self->next = 0;
    TRY(store_events_between(self->session, self->scratch, self->end, end, check_event, self));
    if (!self->out->finding)
        TRY(miss(self, self->at->id_count));
    TRY(look_elsewhere(self));
    for (size_t i = 0; i < self->at->id_count; i++)
        self->id_max = self->at->ids[i] > self->id_max ? self->at->ids[i] : self->id_max;
    self->end = end;
    return NULL;
}

/* The events are looked at before the lists' fault is told, so that an event is named where one can be. */
static occi_error *check_seal(walk *self)
{
    const store_seal *seal = &self->at->seal;
    int64_t expected = self->out->last.number + 1;
    if (seal->number != expected)
        return found(self,
                     occi_pool_format(self->pool,
                                      "seal %" PRId64 " was removed, and with it the proof of its events",
                                      expected));
    const char *fault = statement_fault(self, seal), *lists = lists_fault(self->at);
    if (!fault && self->at->id_count > 0)
        TRY(check_events(self));
    if (fault)
        return found(self, occi_pool_format(self->pool,
                                            "seal %" PRId64 " (event %" PRId64 " and those after it) %s",
                                            seal->number, self->at->id_count ? self->at->ids[0] : 0, fault));
    if (lists)
        TRY(found(self,
                  occi_pool_format(self->pool,
                                   "seal %" PRId64 " (event %" PRId64 " and those after it) was changed: %s",
                                   seal->number, self->at->id_count ? self->at->ids[0] : 0, lists)));
    self->out->seals++;
    self->out->last = *seal;
    self->is_since_seen |= self->known->since && store_hash_is_equal(self->known->since, &seal->head);
    return NULL;
}

static occi_error *check_next(walk *self, bool *is_last)
{
    __attribute__((cleanup(occi_pool_free_scoped))) occi_pool *scratch = occi_pool_new(self->pool);
    store_sealed *sealed;
    ALLOC(self->scratch = scratch);
    TRY(store_seal_after(self->session, scratch, self->out->last.number, &sealed));
    *is_last = !sealed;
    self->at = sealed;
    return sealed ? check_seal(self) : NULL;
}

static occi_error *check_chain(walk *self)
{
    for (bool is_last = false; !is_last && !self->out->finding;)
        TRY(check_next(self, &is_last));
    if (self->out->finding)
        return NULL;
    if (self->known->since && !self->is_since_seen)
        return found(
            self,
            "the chain does not have the head that is known: its end was cut off, or all of it written anew");
    self->out->archive_unsealed = self->archive && !self->is_archive_seen ? self->archive : 0;
    return store_events_waiting(self->session, self->pool, self->end, &self->out->waiting);
}

occi_error *store_verify(store_session *session, occi_pool *pool, const store_verify_known *known,
                         store_verified *out)
{
    walk self = { .session = session, .pool = pool, .known = known, .out = out };
    *out = (store_verified){ 0 };
    TRY(store_audit_open(session, pool));
    occi_error *error = read_gone(&self);
    if (!error)
        error = check_chain(&self);
    if (!error)
        error = store_audit_close(session, pool);
    store_session_rollback(session);
    return error;
}
