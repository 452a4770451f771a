/* The audit in the registry (see audit.h). */
#include "store/audit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "store/pipeline.h"

#define HEX_BYTES(bytes) (2 * (bytes) + sizeof "\\x")

/* --- PostgreSQL's texts --- */

static uint64_t unsigned_of(const char *text)
{
    return text ? strtoull(text, NULL, 10) : 0;
}

static const char *text_of_unsigned(occi_pool *pool, uint64_t number)
{
    return occi_pool_format(pool, "%" PRIu64, number);
}

/* A bytea of just `length` bytes; zeroes when it is not: the checks that follow tell. */
static void read_bytes(const PGresult *result, const char *name, void *out, size_t length)
{
    const char *text = pipeline_text(result, 0, name);
    size_t got = 0;
    if (!text || strncmp(text, "\\x", 2) != 0 ||
        sodium_hex2bin(out, length, text + 2, strlen(text + 2), NULL, &got, NULL) != 0 || got != length)
        memset(out, 0, length);
}

static const char *text_of_bytes(occi_pool *pool, const void *bytes, size_t length)
{
    char *text = occi_pool_zero(pool, HEX_BYTES(length));
    if (!text)
        return NULL;
    memcpy(text, "\\x", 2);
    sodium_bin2hex(text + 2, 2 * length + 1, bytes, length);
    return text;
}

/* "{1,2,3}" */
static occi_error *read_ids(occi_pool *pool, const char *text, store_sealed *out)
{
    size_t count = text && text[0] && text[1] != '}';
    for (const char *comma = text; comma && (comma = strchr(comma, ',')); comma++)
        count++;
    ALLOC(out->ids = occi_pool_array(pool, count + 1, sizeof *out->ids));
    for (out->id_count = 0; out->id_count < count; out->id_count++)
        out->ids[out->id_count] = strtoll(text + 1, (char **)&text, 10);
    return NULL;
}

static occi_error *text_of_ids(occi_pool *pool, const int64_t *ids, size_t count, const char **out)
{
    char *text, *end;
    ALLOC(text = occi_pool_zero(pool, count * 21 + 3));
    end = text;
    for (size_t i = 0; i < count; i++)
        end += sprintf(end, "%c%" PRId64, i ? ',' : '{', ids[i]);
    strcpy(end, "}");
    *out = text;
    return NULL;
}

static occi_error *read_leaves(occi_pool *pool, const PGresult *result, store_sealed *out)
{
    const char *text = pipeline_text(result, 0, "leaves");
    out->leaf_count = text && *text ? (strlen(text) - 2) / (2 * STORE_HASH_BYTES) : 0;
    ALLOC(out->leaves = occi_pool_array(pool, out->leaf_count + 1, sizeof *out->leaves));
    read_bytes(result, "leaves", out->leaves, out->leaf_count * sizeof *out->leaves);
    return NULL;
}

/* The row of SEAL_COLUMNS. */
static void read_seal(const PGresult *result, store_seal *out)
{
    *out = (store_seal){ .number = pipeline_integer(result, 0, "number"),
                         .at = pipeline_integer(result, 0, "at"),
                         .first = pipeline_integer(result, 0, "first"),
                         .count = pipeline_integer(result, 0, "count"),
                         .last_transaction = unsigned_of(pipeline_text(result, 0, "last_transaction")),
                         .next_transaction = unsigned_of(pipeline_text(result, 0, "next_transaction")) };
    read_bytes(result, "root", &out->root, sizeof out->root);
    read_bytes(result, "ids", &out->ids, sizeof out->ids);
    read_bytes(result, "previous", &out->previous, sizeof out->previous);
    read_bytes(result, "key", out->key, sizeof out->key);
    read_bytes(result, "signature", out->signature, sizeof out->signature);
    read_bytes(result, "head", &out->head, sizeof out->head);
}

/* The answer to the last statement, if it has a row. */
static occi_error *read_sealed(occi_pool *pool, const PGresult *result, store_sealed **out)
{
    *out = NULL;
    if (PQntuples(result) == 0)
        return NULL;
    store_sealed *found;
    ALLOC(found = occi_pool_zero(pool, sizeof *found));
    read_seal(result, &found->seal);
    TRY(read_ids(pool, pipeline_text(result, 0, "events"), found));
    TRY(read_leaves(pool, result, found));
    *out = found;
    return NULL;
}

/* --- events --- */

typedef struct visiting {
    store_event_visit *visit;
    void *context;
} visiting;

static store_event event_of(const PGresult *row)
{
    store_event event;
    for (size_t i = 0; i < STORE_EVENT_COLUMN_COUNT; i++)
        event.values[i] = pipeline_text(row, 0, store_event_column_names[i]);
    return event;
}

static occi_error *visit_row(void *context, const PGresult *row)
{
    const visiting *to = context;
    store_event event = event_of(row);
    return to->visit(to->context, &event);
}

occi_error *store_events_between(store_session *session, occi_pool *pool, store_place from, store_place to,
                                 store_event_visit *visit, void *context)
{
    const char *values[4];
    ALLOC(values[0] = text_of_unsigned(pool, from.transaction));
    ALLOC(values[1] = pipeline_number(pool, from.id));
    ALLOC(values[2] = text_of_unsigned(pool, to.transaction));
    ALLOC(values[3] = pipeline_number(pool, to.id));
    TRY(PIPELINE_ADD(session, pool, EVENTS_BETWEEN, values[0], values[1], values[2], values[3]));
    return pipeline_run_rows(session, pool, visit_row, &(visiting){ visit, context });
}

occi_error *store_events_all(store_session *session, occi_pool *pool, store_event_visit *visit, void *context)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, EVENTS_ALL));
    return pipeline_run_rows(session, pool, visit_row, &(visiting){ visit, context });
}

occi_error *store_events_before(store_session *session, occi_pool *pool, const char *bound,
                                store_event_visit *visit, void *context)
{
    TRY(PIPELINE_ADD(session, pool, EVENTS_BEFORE, bound));
    return pipeline_run_rows(session, pool, visit_row, &(visiting){ visit, context });
}

occi_error *store_event_find(store_session *session, occi_pool *pool, const char *id, const store_event **out)
{
    store_event *event;
    *out = NULL;
    TRY(PIPELINE_ADD(session, pool, EVENT_FIND, id));
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    if (PQntuples(result) == 0)
        return NULL;
    ALLOC(event = occi_pool_zero(pool, sizeof *event));
    *event = event_of(result);
    *out = event;
    return NULL;
}

occi_error *store_events_waiting(store_session *session, occi_pool *pool, store_place sealed,
                                 store_waiting *out)
{
    const char *transaction, *id;
    ALLOC(transaction = text_of_unsigned(pool, sealed.transaction));
    ALLOC(id = pipeline_number(pool, sealed.id));
    TRY(PIPELINE_ADD(session, pool, EVENTS_WAITING, transaction, id));
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    *out = (store_waiting){ .count = pipeline_integer(result, 0, "count"),
                            .age = pipeline_integer(result, 0, "age") };
    return NULL;
}

/* --- seals --- */

occi_error *store_audit_open(store_session *session, occi_pool *pool)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, BEGIN_SNAPSHOT));
    pipeline_set_open(session, true);
    TRY(PIPELINE_ADD(session, pool, AUDIT_PLAN));
    return pipeline_run(session, pool);
}

occi_error *store_audit_close(store_session *session, occi_pool *pool)
{
    return pipeline_commit(session, pool);
}

occi_error *store_seal_after(store_session *session, occi_pool *pool, int64_t number, store_sealed **out)
{
    const char *text;
    ALLOC(text = pipeline_number(pool, number));
    TRY(PIPELINE_ADD(session, pool, SEAL_AFTER, text));
    TRY(pipeline_run(session, pool));
    return read_sealed(pool, pipeline_result(session, 0), out);
}

occi_error *store_seal_of(store_session *session, occi_pool *pool, const char *event, store_sealed **out)
{
    TRY(PIPELINE_ADD(session, pool, SEAL_OF, event));
    TRY(pipeline_run(session, pool));
    return read_sealed(pool, pipeline_result(session, 0), out);
}

/* A seal in the making. */
typedef struct making {
    store_seal seal;
    int64_t ids[STORE_SEAL_EVENTS_MAX];
    store_hash leaves[STORE_SEAL_EVENTS_MAX];
} making;

static occi_error *add_leaf(void *context, const PGresult *row)
{
    making *work = context;
    store_event event = event_of(row);
    size_t index = (size_t)work->seal.count++;
    work->ids[index] = pipeline_integer(row, 0, "id");
    work->leaves[index] = store_event_leaf(&event);
    work->seal.at = pipeline_integer(row, 0, "looked_at");
    work->seal.last_transaction = unsigned_of(pipeline_text(row, 0, "transaction"));
    work->seal.next_transaction = unsigned_of(pipeline_text(row, 0, "next_transaction"));
    return NULL;
}

/* What is not as it was left is not built upon. */
static occi_error *check_known(occi_pool *pool, const PGresult *found, const store_seal *known)
{
    store_hash head;
    if (known->number == 0)
        return NULL;
    read_bytes(found, "head", &head, sizeof head);
    if (PQntuples(found) > 0 && store_hash_is_equal(&head, &known->head))
        return NULL;
    return OCCI_FAIL(pool, OPERATOR,
                     occi_pool_format(pool,
                                      "seal %" PRId64 ", which this process has seen, is not there any more",
                                      known->number));
}

static bool is_true(const PGresult *result, const char *name)
{
    const char *text = pipeline_text(result, 0, name);
    return text && strcmp(text, "t") == 0;
}

/* Where the chain ends; false in `*is_ours` when somebody else is at it. */
static occi_error *find_end(store_session *session, occi_pool *pool, const store_seal *known,
                            store_sealed **last, bool *is_ours)
{
    const char *number;
    ALLOC(number = pipeline_number(pool, known->number));
    TRY(PIPELINE_ADD(session, pool, BEGIN));
    pipeline_set_open(session, true);
    TRY(PIPELINE_ADD(session, pool, AUDIT_PLAN));
    TRY(PIPELINE_ADD(session, pool, SEAL_LOCK));
    TRY(PIPELINE_ADD(session, pool, SEAL_HEAD, number));
    TRY(PIPELINE_ADD(session, pool, SEAL_LAST));
    TRY(pipeline_run(session, pool));
    const PGresult *end = pipeline_result(session, 4);
    *is_ours = is_true(pipeline_result(session, 2), "is_ours");
    TRY(read_sealed(pool, end, last));
    TRY(check_known(pool, pipeline_result(session, 3), known));
    if (*last && !is_true(end, "is_over"))
        return OCCI_FAIL(
            pool, OPERATOR,
            "PostgreSQL's transaction numbers are behind those that are sealed; after a dump was "
            "restored they have to be set (docs/audit.md)");
    return NULL;
}

static store_place end_of(const store_sealed *last)
{
    return last ? (store_place){ last->seal.last_transaction, last->ids[last->id_count - 1] }
                : (store_place){ 0, 0 };
}

static occi_error *insert_seal(store_session *session, occi_pool *pool, const making *work)
{
    const store_seal *seal = &work->seal;
    size_t count = (size_t)seal->count;
    const char *values[13];
    ALLOC(values[0] = pipeline_number(pool, seal->number));
    ALLOC(values[1] = pipeline_number(pool, seal->at));
    ALLOC(values[2] = pipeline_number(pool, seal->first));
    TRY(text_of_ids(pool, work->ids, count, &values[3]));
    ALLOC(values[4] = text_of_bytes(pool, work->leaves, count * sizeof *work->leaves));
    ALLOC(values[5] = text_of_bytes(pool, &seal->root, sizeof seal->root));
    ALLOC(values[6] = text_of_bytes(pool, &seal->ids, sizeof seal->ids));
    ALLOC(values[7] = text_of_unsigned(pool, seal->last_transaction));
    ALLOC(values[8] = text_of_unsigned(pool, seal->next_transaction));
    ALLOC(values[9] = text_of_bytes(pool, &seal->previous, sizeof seal->previous));
    ALLOC(values[10] = text_of_bytes(pool, seal->key, sizeof seal->key));
    ALLOC(values[11] = text_of_bytes(pool, seal->signature, sizeof seal->signature));
    ALLOC(values[12] = text_of_bytes(pool, &seal->head, sizeof seal->head));
    TRY(pipeline_add(session, pool, STORE_SEAL_INSERT, values));
    return pipeline_commit(session, pool);
}

static occi_error *seal_batch(store_session *session, occi_pool *pool, making *work,
                              const unsigned char secret[crypto_sign_SECRETKEYBYTES],
                              const store_sealed *last)
{
    const char *transaction, *id, *most;
    store_place end = end_of(last);
    ALLOC(transaction = text_of_unsigned(pool, end.transaction));
    ALLOC(id = pipeline_number(pool, end.id));
    ALLOC(most = pipeline_number(pool, STORE_SEAL_EVENTS_MAX));
    TRY(PIPELINE_ADD(session, pool, EVENTS_FINISHED, transaction, id, most));
    TRY(pipeline_run_rows(session, pool, add_leaf, work));
    if (work->seal.count == 0)
        return pipeline_commit(session, pool);
    store_seal *seal = &work->seal;
    seal->number = last ? last->seal.number + 1 : 1;
    seal->first = last ? last->seal.first + last->seal.count : 0;
    seal->root = store_merkle_root(work->leaves, (size_t)seal->count);
    seal->ids = store_seal_ids(work->ids, (size_t)seal->count);
    if (last)
        seal->previous = last->seal.head;
    store_seal_sign(seal, secret);
    return insert_seal(session, pool, work);
}

static occi_error *make(store_session *session, occi_pool *pool,
                        const unsigned char secret[crypto_sign_SECRETKEYBYTES], const store_seal *known,
                        store_seal *out)
{
    making *work;
    store_sealed *last;
    bool is_ours;
    TRY(find_end(session, pool, known, &last, &is_ours));
    if (!is_ours)
        return pipeline_commit(session, pool);
    ALLOC(work = occi_pool_zero(pool, sizeof *work));
    TRY(seal_batch(session, pool, work, secret, last));
    *out = work->seal;
    return NULL;
}

occi_error *store_seal_make(store_session *session, occi_pool *pool,
                            const unsigned char secret[crypto_sign_SECRETKEYBYTES], const store_seal *known,
                            store_seal *out)
{
    *out = (store_seal){ 0 };
    TRY(store_session_connect(session, pool));
    occi_error *error = make(session, pool, secret, known, out);
    store_session_rollback(session);
    return error;
}

occi_error *store_audit_prepare(store_session *session, occi_pool *pool)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, AUDIT_PREPARE));
    return pipeline_run(session, pool);
}

/* --- archives --- */

occi_error *store_archived(store_session *session, occi_pool *pool, int64_t *event, const char **ids)
{
    *event = 0;
    *ids = NULL;
    TRY(PIPELINE_ADD(session, pool, ARCHIVED));
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    if (PQntuples(result) == 0)
        return NULL;
    *event = pipeline_integer(result, 0, "id");
    *ids = pipeline_text(result, 0, "ids");
    return NULL;
}

occi_error *store_archive_open(store_session *session, occi_pool *pool, const char *before,
                               const char **bound)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, BEGIN));
    pipeline_set_open(session, true);
    TRY(PIPELINE_ADD(session, pool, ARCHIVE_BOUND, before));
    TRY(pipeline_run(session, pool));
    *bound = PQgetvalue(pipeline_result(session, 1), 0, 0);
    return NULL;
}

occi_error *store_archive(store_session *session, occi_pool *pool, const char *bound, const char *file,
                          const char *digest, int64_t count, int *partitions)
{
    const char *number;
    ALLOC(number = pipeline_number(pool, count));
    TRY(PIPELINE_ADD(session, pool, ARCHIVE, bound, file, digest, number));
    TRY(PIPELINE_ADD(session, pool, COMMIT));
    TRY(pipeline_run(session, pool));
    pipeline_set_open(session, false);
    *partitions = atoi(PQgetvalue(pipeline_result(session, 0), 0, 0));
    return NULL;
}

/* --- what no trigger sees --- */

occi_error *store_denied(store_session *session, occi_pool *pool, const store_actor *actor, const char *agent,
                         const char *method, const char *path, int status, const char *reason)
{
    const char *credential, *tenant, *number;
    ALLOC(credential = pipeline_number(pool, actor->credential));
    ALLOC(tenant = pipeline_number(pool, actor->tenant));
    ALLOC(number = pipeline_number(pool, status));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, DENIED, credential, tenant, actor->address, agent, actor->request, method,
                     path, number, reason));
    return pipeline_run(session, pool);
}

occi_error *store_command_record(store_session *session, occi_pool *pool, const char *details,
                                 const char *reason)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, COMMAND_RECORD, details, reason));
    return pipeline_run(session, pool);
}
