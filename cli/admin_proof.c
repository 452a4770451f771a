/* occi-admin audit prove and check-proof: that one event was sealed, shown without the others.
 *
 * A proof is a JSON object: `event` (its columns as texts, and null), `index` of its leaf in the seal's tree,
 * `path` (hexadecimal hashes, from the leaf's sibling upwards), and `seal`, the statement that is signed.
 * store/seal.h says how each becomes bytes. */
#include "cli/admin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "occi/json.h"
#include "store/audit.h"

#define PROOF "occibase audit proof 1"

json_t *admin_event_json(const store_event *event)
{
    json_t *json = json_object();
    for (size_t i = 0; json && i < STORE_EVENT_COLUMN_COUNT; i++) {
        const char *value = event->values[i];
        if (json_object_set_new(json, store_event_column_names[i], value ? json_string(value) : json_null()) <
            0) {
            json_decref(json);
            return NULL;
        }
    }
    return json;
}

/* The texts live as long as `json`. False: something is missing, or of another type. */
static bool read_event(const json_t *json, store_event *out)
{
    for (size_t i = 0; i < STORE_EVENT_COLUMN_COUNT; i++) {
        const json_t *value = json_object_get(json, store_event_column_names[i]);
        if (!json_is_string(value) && !json_is_null(value))
            return false;
        out->values[i] = json_string_value(value);
    }
    return true;
}

/* --- the members of a seal that are bytes and numbers --- */

typedef struct bytes_row {
    const char *name;
    size_t offset, size;
} bytes_row;
#define BYTES(field)                                                                                         \
    {                                                                                                        \
#field, offsetof(store_seal, field), sizeof((store_seal *)NULL)->field                               \
    }
static const bytes_row bytes_rows[] = {
    BYTES(root), BYTES(ids), BYTES(previous), BYTES(key), BYTES(signature), BYTES(head),
};

/* Transactions have no sign and 64 bits, more than a number in JSON: all numbers are texts. */
typedef struct number_row {
    const char *name;
    size_t offset;
} number_row;
#define NUMBER(field)                                                                                        \
    {                                                                                                        \
#field, offsetof(store_seal, field)                                                                  \
    }
static const number_row number_rows[] = {
    NUMBER(number),           NUMBER(at), NUMBER(first), NUMBER(count), NUMBER(last_transaction),
    NUMBER(next_transaction),
};

static json_t *json_hex(const void *bytes, size_t size)
{
    char text[2 * crypto_sign_BYTES + 1];
    return json_string(sodium_bin2hex(text, sizeof text, bytes, size));
}

static json_t *seal_json(const store_seal *seal)
{
    json_t *json = json_object();
    for (size_t i = 0; i < sizeof number_rows / sizeof *number_rows; i++) {
        char text[24];
        uint64_t number;
        memcpy(&number, (const char *)seal + number_rows[i].offset, sizeof number);
        snprintf(text, sizeof text, "%" PRIu64, number);
        json_object_set_new(json, number_rows[i].name, json_string(text));
    }
    for (size_t i = 0; i < sizeof bytes_rows / sizeof *bytes_rows; i++)
        json_object_set_new(json, bytes_rows[i].name,
                            json_hex((const char *)seal + bytes_rows[i].offset, bytes_rows[i].size));
    return json;
}

static bool read_hex(const json_t *json, void *out, size_t size)
{
    const char *text = json_string_value(json);
    size_t length = 0;
    return text && sodium_hex2bin(out, size, text, strlen(text), NULL, &length, NULL) == 0 && length == size;
}

static bool read_number(const json_t *json, uint64_t *out)
{
    const char *text = json_string_value(json);
    char *end;
    if (!text || *text < '0' || *text > '9')
        return false;
    *out = strtoull(text, &end, 10);
    return *end == '\0';
}

static bool read_seal(const json_t *json, store_seal *out)
{
    bool is_whole = true;
    for (size_t i = 0; i < sizeof number_rows / sizeof *number_rows; i++) {
        uint64_t number = 0;
        is_whole &= read_number(json_object_get(json, number_rows[i].name), &number);
        memcpy((char *)out + number_rows[i].offset, &number, sizeof number);
    }
    for (size_t i = 0; i < sizeof bytes_rows / sizeof *bytes_rows; i++)
        is_whole &= read_hex(json_object_get(json, bytes_rows[i].name), (char *)out + bytes_rows[i].offset,
                             bytes_rows[i].size);
    return is_whole;
}

/* --- prove --- */

/* The event as it stands in the file of an archive; `*out` stays NULL when it does not. */
static occi_error *find_in_archive(occi_pool *pool, const admin_options *given, const store_event **out)
{
    FILE *file = fopen(given->archive, "r");
    char *line = NULL;
    size_t size = 0;
    store_event *event = occi_pool_zero(pool, sizeof *event);
    if (!file)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s cannot be read", given->archive));
    while (event && !*out && getline(&line, &size, file) > 0) {
        json_t *json = json_loads(line, 0, NULL);
        if (json && read_event(json, event) && strcmp(event->values[STORE_EVENT_id], given->name) == 0 &&
            occi_json_adopt(pool, json))
            *out = event;
        else
            json_decref(json);
    }
    free(line);
    fclose(file);
    return event ? NULL : &occi_error_no_memory;
}

static occi_error *find_event(store_session *session, occi_pool *pool, const admin_options *given,
                              const store_event **event, store_sealed **sealed)
{
    *event = NULL;
    TRY(store_audit_open(session, pool));
    if (given->archive)
        TRY(find_in_archive(pool, given, event));
    else
        TRY(store_event_find(session, pool, given->name, event));
    TRY(store_seal_of(session, pool, given->name, sealed));
    TRY(store_audit_close(session, pool));
    if (!*event)
        return OCCI_FAIL(
            pool, OPERATOR,
            occi_pool_format(pool, "there is no event %s; if it was archived, say where: --archive FILE",
                             given->name));
    return *sealed
               ? NULL
               : OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "event %s is not sealed yet", given->name));
}

static json_t *path_json(const store_sealed *sealed, size_t index)
{
    store_hash path[STORE_MERKLE_PATH_MAX];
    size_t length = store_merkle_path(sealed->leaves, sealed->leaf_count, index, path);
    json_t *list = json_array();
    for (size_t i = 0; i < length; i++)
        json_array_append_new(list, json_hex(&path[i], sizeof path[i]));
    return list;
}

occi_error *admin_audit_prove(store_session *session, occi_pool *pool, const admin_options *given)
{
    const store_event *event;
    store_sealed *sealed;
    size_t index = 0;
    if (!*given->name || given->name[strspn(given->name, "0123456789")] || strlen(given->name) > 18)
        return OCCI_FAIL(pool, OPERATOR, "events are called by their number");
    TRY(find_event(session, pool, given, &event, &sealed));
    while (index + 1 < sealed->id_count && sealed->ids[index] != atoll(given->name))
        index++;
    store_hash leaf = store_event_leaf(event);
    if (index >= sealed->leaf_count || !store_hash_is_equal(&leaf, &sealed->leaves[index]))
        return OCCI_FAIL(
            pool, OPERATOR,
            occi_pool_format(pool, "event %s is not what was sealed: it was changed", given->name));
    json_t *proof =
        json_pack("{s:s, s:o, s:I, s:o, s:o}", "type", PROOF, "event", admin_event_json(event), "index",
                  (json_int_t)index, "path", path_json(sealed, index), "seal", seal_json(&sealed->seal));
    ALLOC(proof);
    int status = json_dumpf(proof, stdout, JSON_INDENT(2));
    json_decref(proof);
    return status == 0 && putchar('\n') != EOF ? NULL
                                               : OCCI_FAIL(pool, OPERATOR, "the proof could not be written");
}

/* --- check-proof --- */

/* Fills all of what a proof says; false: it is none. */
static bool read_proof(const json_t *json, store_event *event, store_seal *seal, size_t *index,
                       store_hash *path, size_t *length)
{
    const char *type = json_string_value(json_object_get(json, "type"));
    const json_t *list = json_object_get(json, "path"), *number = json_object_get(json, "index");
    *length = json_array_size(list);
    if (!type || strcmp(type, PROOF) != 0 || !json_is_array(list) || *length > STORE_MERKLE_PATH_MAX ||
        !json_is_integer(number) || json_integer_value(number) < 0)
        return false;
    *index = (size_t)json_integer_value(number);
    for (size_t i = 0; i < *length; i++)
        if (!read_hex(json_array_get(list, i), &path[i], sizeof path[i]))
            return false;
    return read_event(json_object_get(json, "event"), event) &&
           read_seal(json_object_get(json, "seal"), seal);
}

/* Why the proof does not hold; NULL: it does. */
static const char *proof_fault(const store_event *event, const store_seal *seal, size_t index,
                               const store_hash *path, size_t length)
{
    store_hash leaf = store_event_leaf(event), head = store_seal_head(seal);
    if (!store_seal_is_signed(seal) || !store_hash_is_equal(&head, &seal->head))
        return "its signature is not that of what the seal says";
    if (seal->count <= 0 || !store_merkle_check(&leaf, index, (size_t)seal->count, path, length, &seal->root))
        return "the event is not in the seal";
    return NULL;
}

occi_error *admin_audit_check_proof(store_session *session, occi_pool *pool, const admin_options *given)
{
    const char *text, *fault;
    json_t *json;
    store_event event;
    store_seal seal = { 0 };
    store_hash path[STORE_MERKLE_PATH_MAX];
    unsigned char key[crypto_sign_PUBLICKEYBYTES];
    size_t index, length;
    (void)session;
    if (given->key_count != 1)
        return OCCI_FAIL(pool, OPERATOR, "say whose seal it has to be: --key PUBLIC");
    TRY(admin_key_read(pool, given->keys[0], key));
    TRY(admin_file_read(pool, given->name, &text));
    json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (json)
        ALLOC(occi_json_adopt(pool, json));
    if (!json || !read_proof(json, &event, &seal, &index, path, &length))
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s is no proof", given->name));
    fault = proof_fault(&event, &seal, index, path, length);
    if (!fault && memcmp(seal.key, key, sizeof key) != 0)
        fault = "it is signed with another key";
    if (fault)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "the proof does not hold: %s", fault));
    printf("event %s is number %zu of the %" PRId64 " in seal %" PRId64 ", and was so when it was sealed\n",
           event.values[STORE_EVENT_id], index + 1, seal.count, seal.number);
    return NULL;
}
