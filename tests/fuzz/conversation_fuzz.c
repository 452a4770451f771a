/* Two requests on one entity. The input is readable:
 *
 *     plain json update            how the first and the second are written, and what the second is:
 *     Category: compute; …         update, replace, or act TERM
 *     ----
 *     {"attributes": …}
 *
 * The first creates; the second changes what came of it. Whatever is accepted must come back from every
 * rendering as it went out. */
#include "occi/json.h"
#include "occi/text.h"
#include "tests/fuzz/fuzz.h"

typedef struct conversation {
    occi_pool *pool;
    const occi_model *model;
    char *first;
    char *second; /* NULL: there is none */
    const char *first_format;
    const char *second_format;
    const char *verb;
    const char *term; /* of the action */
} conversation;

/* The next word of a line; "" past the last. */
static const char *next_word(char **line)
{
    char *word = *line + strspn(*line, " ");
    *line = word + strcspn(word, " ");
    if (**line)
        *(*line)++ = '\0';
    return word;
}

static void take_apart(conversation *held, char *text)
{
    static const char line_between[] = "\n----\n";
    char *line = text, *end = strchr(text, '\n');
    held->first = end ? end + 1 : text + strlen(text);
    if (end)
        *end = '\0';
    held->first_format = next_word(&line);
    held->second_format = next_word(&line);
    held->verb = next_word(&line);
    held->term = next_word(&line);
    held->second = strstr(held->first, line_between);
    if (held->second) {
        *held->second = '\0';
        held->second += sizeof line_between - 1;
    }
}

/* Lines as header fields. */
static occi_error *read_header(occi_pool *pool, char *text, const occi_message **out)
{
    occi_header headers[64];
    size_t count = 0;
    while (*text && count < sizeof headers / sizeof *headers) {
        char *name = text, *end = text + strcspn(text, "\r\n"), *colon = strchr(text, ':');
        text = *end ? end + 1 : end;
        if (!colon || colon > end)
            continue;
        *colon = '\0';
        headers[count++] = (occi_header){ name, colon + 1, (size_t)(end - colon - 1) };
    }
    return occi_text_parse_headers(pool, headers, count, out);
}

static bool read_message(occi_pool *pool, const char *format, char *text, const occi_message **out)
{
    occi_error *error = strcmp(format, "json") == 0   ? occi_json_parse(pool, text, strlen(text), out)
                        : strcmp(format, "occi") == 0 ? read_header(pool, text, out)
                                                      : occi_text_parse_body(pool, text, strlen(text), out);
    return !fuzz_is_refused(pool, error);
}

static void check(const conversation *held, occi_entity *entity)
{
    roundtrip_store(held->pool, entity);
    fuzz_check(roundtrip_entity(held->pool, held->model, entity));
    const occi_entity *several[] = { entity, entity };
    fuzz_check(roundtrip_listing(held->pool, several, 2));
}

static void act(const conversation *held, const occi_message *message, occi_entity *current)
{
    occi_invocation invocation;
    if (fuzz_is_refused(held->pool,
                        occi_bind_action(held->pool, held->model, message, held->term, current, &invocation)))
        return;
    fuzz_check(strcmp(invocation.action->term, held->term) == 0 ? NULL : "another action is bound");
    const occi_transition *transition = occi_entity_transition(current, invocation.action);
    if (!transition)
        return;
    current->state = transition->to;
    check(held, current);
}

static void change(const conversation *held, const occi_message *message, occi_entity *current)
{
    bool is_replaced = strcmp(held->verb, "replace") == 0;
    occi_entity *changed;
    occi_error *error = is_replaced ? occi_bind_replace(held->pool, held->model, message, current, &changed)
                                    : occi_bind_update(held->pool, held->model, message, current, &changed);
    if (fuzz_is_refused(held->pool, error))
        return;
    if (!is_replaced) { /* the registry puts the new links behind those that are there */
        size_t before = current->link_count, added = changed->link_count;
        occi_entity **links = occi_pool_array(held->pool, before + added + 1, sizeof *links);
        for (size_t i = 0; i < before + added; i++)
            links[i] = i < before ? current->links[i] : changed->links[i - before];
        changed->links = links;
        changed->link_count = before + added;
    }
    check(held, changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    SCOPED_POOL pool = occi_pool_new(NULL);
    conversation held = { .pool = pool, .model = fuzz_model() };
    const occi_message *message;
    occi_entity *entity;
    take_apart(&held, fuzz_copy(pool, bytes, length));
    if (!read_message(pool, held.first_format, held.first, &message) ||
        fuzz_is_refused(pool, occi_bind_create(pool, held.model, message, NULL, &entity)))
        return 0;
    check(&held, entity);
    if (!held.second || !read_message(pool, held.second_format, held.second, &message))
        return 0;
    if (strcmp(held.verb, "act") == 0)
        act(&held, message, entity);
    else
        change(&held, message, entity);
    return 0;
}
