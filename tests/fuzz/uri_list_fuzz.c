/* A body in text/uri-list: what is accepted is clean, and means the same one URI a line. */
#include "occi/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    SCOPED_POOL pool = occi_pool_new(NULL);
    const occi_message *message, *again;
    char *body = malloc(length ? length : 1);
    memcpy(body, bytes, length);
    occi_error *error = occi_text_parse_uri_list(pool, body, length, &message);
    free(body);
    if (fuzz_is_refused(pool, error))
        return 0;
    fuzz_check(roundtrip_message(pool, message));
    occi_buffer list;
    occi_buffer_init(&list, pool, 0);
    for (size_t i = 0; i < message->location_count; i++) {
        occi_write_string(&list.writer, message->locations[i].uri);
        occi_write_string(&list.writer, "\r\n");
    }
    if (fuzz_is_refused(pool, occi_text_parse_uri_list(pool, occi_buffer_text(&list), list.length, &again)))
        fuzz_check("the list is refused when it is written out");
    fuzz_check(message_compare(pool, message, again));
    return 0;
}
