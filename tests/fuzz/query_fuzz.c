/* A query string: what is accepted is clean, within its limits, and means the same in its strict form. */
#include "occi/query.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/message.h"

/* Everything that is not unreserved (RFC 3986 2.3) goes percent-encoded. */
static void write_part(occi_writer *out, const char *key, const char *first, const char *second)
{
    static const char unreserved[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    const char *texts[] = { first, second };
    occi_write_format(out, "&%s=", key);
    for (size_t i = 0; i < 2; i++)
        for (const char *c = texts[i]; *c; c++) {
            if (strchr(unreserved, *c))
                occi_write(out, c, 1);
            else
                occi_write_format(out, "%%%02x", (unsigned char)*c);
        }
}

static const char *query_text(occi_pool *pool, const occi_query *query)
{
    occi_buffer text;
    occi_buffer_init(&text, pool, 0);
    if (query->action)
        write_part(&text.writer, "action", query->action, "");
    if (query->page)
        occi_write_format(&text.writer, ";page=%zu;number=%zu", query->page, query->number);
    for (size_t i = 0; i < query->filter.category_count; i++)
        write_part(&text.writer, "category", query->filter.categories[i].scheme,
                   query->filter.categories[i].term);
    for (size_t i = 0; i < query->filter.attribute_count; i++) {
        const occi_message_attribute *attribute = &query->filter.attributes[i];
        write_part(&text.writer, "attribute", attribute->name,
                   occi_pool_format(pool, "=%s", attribute->value.text));
    }
    return occi_buffer_text(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    SCOPED_POOL pool = occi_pool_new(NULL);
    occi_query query, again;
    char *sent = strndup((const char *)bytes, length);
    occi_error *error = occi_query_parse(pool, sent, &query);
    free(sent);
    if (fuzz_is_refused(pool, error))
        return 0;
    fuzz_check(roundtrip_message(pool, &query.filter));
    fuzz_check(query.action && !roundtrip_is_clean(query.action) ? "the action is not clean" : NULL);
    fuzz_check(query.number > OCCI_PAGE_NUMBER_MAX || !query.page != !query.number ? "the page is none"
                                                                                   : NULL);
    const char *text = query_text(pool, &query);
    if (fuzz_is_refused(pool, occi_query_parse(pool, text, &again)))
        fuzz_check(occi_pool_format(pool, "the strict form is refused: %s", text));
    fuzz_check(message_compare(pool, &query.filter, &again.filter));
    fuzz_check(query.page == again.page && query.number == again.number ? NULL : "the page is another");
    fuzz_check(!query.action || (again.action && strcmp(query.action, again.action) == 0)
                   ? NULL
                   : "the action is another");
    return 0;
}
