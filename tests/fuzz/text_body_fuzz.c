/* A body in text/plain: what is accepted is clean, and means the same in its strict form. */
#include "occi/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    SCOPED_POOL pool = occi_pool_new(NULL);
    const occi_message *message, *again;
    char *body = malloc(length ? length : 1); /* with nothing behind it */
    memcpy(body, bytes, length);
    occi_error *error = occi_text_parse_body(pool, body, length, &message);
    free(body); /* nor may the message point into it */
    if (fuzz_is_refused(pool, error))
        return 0;
    fuzz_check(roundtrip_message(pool, message));
    const char *text = message_text(pool, message);
    if (fuzz_is_refused(pool, occi_text_parse_body(pool, text, strlen(text), &again)))
        fuzz_check(occi_pool_format(pool, "the strict form is refused: %s", text));
    fuzz_check(message_compare(pool, message, again));
    return 0;
}
