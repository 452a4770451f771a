/* A body in JSON: what is accepted is clean, and means the same however it is laid out. */
#include "occi/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/message.h"

/* The document as jansson writes it, with blanks or without. */
static void check_again(occi_pool *pool, const char *body, size_t length, const occi_message *message,
                        size_t flags)
{
    json_error_t where;
    const occi_message *again;
    json_t *document = json_loadb(body, length, JSON_REJECT_DUPLICATES, &where);
    char *text = json_dumps(document, flags);
    json_decref(document);
    occi_error *error = occi_json_parse(pool, text, strlen(text), &again);
    free(text);
    if (fuzz_is_refused(pool, error))
        fuzz_check(error->message);
    fuzz_check(message_compare(pool, message, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    SCOPED_POOL pool = occi_pool_new(NULL);
    const occi_message *message;
    char *body = malloc(length ? length : 1);
    memcpy(body, bytes, length);
    occi_error *error = occi_json_parse(pool, body, length, &message);
    free(body);
    if (fuzz_is_refused(pool, error))
        return 0;
    fuzz_check(roundtrip_message(pool, message));
    check_again(pool, (const char *)bytes, length, message, JSON_COMPACT);
    check_again(pool, (const char *)bytes, length, message, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    return 0;
}
