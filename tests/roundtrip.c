/* Rendering and reading again (see roundtrip.h). */
#include "tests/roundtrip.h"

#include <string.h>
#include <strings.h>
#include "occi/json.h"
#include "occi/text.h"

#define BASE "http://cloud.example.org"
#define ID   "0b9d4d80-9e1a-7f52-8000-"

#define SAY(pool, ...) occi_pool_format((pool), __VA_ARGS__)
/* CHECK(f()): gives f's complaint to our caller. */
#define CHECK(call)                                                                                          \
    do {                                                                                                     \
        const char *check_wrong = (call);                                                                    \
        if (check_wrong)                                                                                     \
            return check_wrong;                                                                              \
    } while (0)

/* One rendering of something, and what to expect of it. */
typedef struct trip {
    occi_pool *pool;
    const occi_model *model;
    const occi_rendering *row;
    occi_buffer head;
    occi_buffer body;
} trip;

static void store_one(occi_pool *pool, occi_entity *entity, size_t number)
{
    entity->id = SAY(pool, ID "%012zx", number);
    entity->location = SAY(pool, "%s%s", entity->kind->location ? entity->kind->location : "/", entity->id);
    entity->version = 1;
}

void roundtrip_store(occi_pool *pool, occi_entity *entity)
{
    if (!entity->id)
        store_one(pool, entity, 1);
    for (size_t i = 0; i < entity->link_count; i++) {
        store_one(pool, entity->links[i], i + 2);
        entity->links[i]->source = entity->location;
    }
}

/* --- text --- */

/* The length of the UTF-8 character at `at`; 0: it is none. */
static size_t character(const unsigned char *at)
{
    size_t length = at[0] < 0x80   ? 1
                    : at[0] < 0xC2 ? 0
                    : at[0] < 0xE0 ? 2
                    : at[0] < 0xF0 ? 3
                    : at[0] < 0xF5 ? 4
                                   : 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    bool is_wrong = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
                    (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F);
    return is_wrong ? 0 : length;
}

bool roundtrip_is_clean(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        size_t length = character(at);
        if (length == 0 || (*at < 0x20 && *at != '\t') || *at == 0x7F)
            return false;
        at += length;
    }
    return true;
}

const char *roundtrip_header_text(occi_pool *pool, const char *text)
{
    char *ascii = occi_pool_string(pool, text), *to = ascii;
    for (const char *from = ascii; *from; from++) {
        unsigned char byte = (unsigned char)*from;
        if (byte < 0x80)
            *to++ = byte == '\t' ? ' ' : *from;
        else if (byte >= 0xC0)
            *to++ = '?';
    }
    *to = '\0';
    return ascii;
}

const char *roundtrip_error(occi_pool *pool, const occi_error *error)
{
    if (!error)
        return NULL;
    if (!error->message || !*error->message || strpbrk(error->message, "\t") ||
        !roundtrip_is_clean(error->message))
        return SAY(pool, "the message of error %s is not clean", occi_error_name(error->code));
    int status = occi_error_status(error->code);
    if (status < 400 || status > 499)
        return SAY(pool, "error %s: %s", occi_error_name(error->code), error->message);
    return NULL;
}

static bool same_text(const char *one, const char *other)
{
    return one == other || (one && other && strcmp(one, other) == 0);
}

static const char *shown(const char *text)
{
    return text ? text : "(none)";
}

static const char *compare_text(occi_pool *pool, const char *what, const char *expected, const char *got)
{
    return same_text(expected, got)
               ? NULL
               : SAY(pool, "%s: \"%s\" became \"%s\"", what, shown(expected), shown(got));
}

static const char *shown_value(occi_pool *pool, const occi_value *value)
{
    char *text = NULL;
    json_t *json = occi_value_to_json(value);
    text = json ? json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    json_decref(json);
    const char *copy = text ? occi_pool_string(pool, text) : "(not JSON)";
    free(text);
    return copy;
}

/* --- messages --- */

static const char *check_attributes(occi_pool *pool, const occi_message_attribute *attributes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const occi_literal *value = &attributes[i].value;
        if (!roundtrip_is_clean(attributes[i].name) || !value->text ||
            !roundtrip_is_clean(attributes[i].place))
            return SAY(pool, "attribute %zu is not clean", i);
        /* The text of JSON that is no string is JSON, where a control character may be part of a string
         * within. */
        bool is_inner = value->form == OCCI_LITERAL_JSON && !json_is_string(value->json);
        if (!is_inner && !roundtrip_is_clean(value->text))
            return SAY(pool, "the value of attribute %s is not clean", attributes[i].name);
    }
    return NULL;
}

static bool is_clean_or_none(const char *text)
{
    return !text || roundtrip_is_clean(text);
}

static const char *check_link(occi_pool *pool, const occi_message_link *link)
{
    if (!is_clean_or_none(link->target) || !is_clean_or_none(link->rel) || !is_clean_or_none(link->self) ||
        !is_clean_or_none(link->action))
        return SAY(pool, "a link is not clean");
    for (size_t i = 0; i < link->category_count; i++)
        if (!roundtrip_is_clean(link->categories[i]))
            return SAY(pool, "category %zu of a link is not clean", i);
    return check_attributes(pool, link->attributes, link->attribute_count);
}

const char *roundtrip_message(occi_pool *pool, const occi_message *message)
{
    for (; message; message = message->next) {
        for (size_t i = 0; i < message->category_count; i++) {
            const occi_message_category *category = &message->categories[i];
            if (!category->term || !category->scheme || !roundtrip_is_clean(category->term) ||
                !roundtrip_is_clean(category->scheme) || !is_clean_or_none(category->class_name) ||
                !is_clean_or_none(category->title) || !is_clean_or_none(category->location))
                return SAY(pool, "category %zu is not clean", i);
        }
        for (size_t i = 0; i < message->location_count; i++)
            if (!roundtrip_is_clean(message->locations[i].uri))
                return SAY(pool, "location %zu is not clean", i);
        for (size_t i = 0; i < message->link_count; i++)
            CHECK(check_link(pool, &message->links[i]));
        CHECK(check_attributes(pool, message->attributes, message->attribute_count));
    }
    return NULL;
}

/* --- rendering --- */

static occi_output begin(trip *on)
{
    occi_buffer_init(&on->head, on->pool, 0);
    occi_buffer_init(&on->body, on->pool, 0);
    return (
        occi_output){ .pool = on->pool, .head = &on->head.writer, .body = &on->body.writer, .base = BASE };
}

/* Header lines as FastCGI hands them over. */
static const char *read_header(trip *on, occi_header **out, size_t *count)
{
    const char *line = occi_buffer_text(&on->head);
    *count = 0;
    *out = occi_pool_array(on->pool, on->head.length / 4 + 1, sizeof **out);
    while (*line) {
        const char *end = strstr(line, "\r\n"), *colon = strstr(line, ": ");
        if (!end || !colon || colon > end)
            return SAY(on->pool, "%s: a header line is none: %s", on->row->media_type, line);
        for (const char *c = line; c < end; c++)
            if (*c < ' ' || *c > '~')
                return SAY(on->pool, "%s: a header line is not of printable ASCII: %s", on->row->media_type,
                           line);
        char *name = occi_pool_string_n(on->pool, line, (size_t)(colon - line));
        for (char *c = name; *c; c++)
            *c = *c == '-' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
        (*out)[(*count)++] = (occi_header){ name, colon + 2, (size_t)(end - colon - 2) };
        line = end + 2;
    }
    return NULL;
}

static const char *read_again(trip *on, const occi_message **out)
{
    occi_header *headers;
    size_t count;
    CHECK(read_header(on, &headers, &count));
    if (on->row->is_in_headers && strcmp(occi_buffer_text(&on->body), "OK") != 0)
        return SAY(on->pool, "%s: the body is %s", on->row->media_type, occi_buffer_text(&on->body));
    occi_error *error =
        on->row->parse(on->pool, headers, count, occi_buffer_text(&on->body), on->body.length, out);
    if (error)
        return SAY(on->pool, "%s: %s: %s%s", on->row->media_type, error->message, occi_buffer_text(&on->head),
                   occi_buffer_text(&on->body));
    const char *wrong = roundtrip_message(on->pool, *out);
    return wrong ? SAY(on->pool, "%s: %s", on->row->media_type, wrong) : NULL;
}

static const char *check_written(const trip *on)
{
    if (on->head.writer.has_failed || on->body.writer.has_failed)
        return SAY(on->pool, "%s: the writer has failed", on->row->media_type);
    return NULL;
}

static const char *in(const trip *on, const char *wrong)
{
    return wrong ? SAY(on->pool, "%s: %s\n%s%s", on->row->media_type, wrong, occi_buffer_text(&on->head),
                       occi_buffer_text(&on->body))
                 : NULL;
}

static bool is_readable(const occi_rendering *row)
{
    return row->parse && !row->is_request_only;
}

/* --- entities --- */

static const occi_value *as_carried(const trip *on, occi_value *value)
{
    if (value->type == OCCI_STRING && on->row->is_in_headers)
        value->string = roundtrip_header_text(on->pool, value->string);
    return value;
}

static const occi_message_attribute *find_said(const occi_message_attribute *said, size_t count,
                                               const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(said[i].name, name) == 0)
            return &said[i];
    return NULL;
}

typedef struct said_check {
    trip *on;
    const occi_entity *entity;
    const occi_message_attribute *said;
    size_t count;
    size_t expected;
    const char *wrong;
} said_check;

/* JSON has no place for the kind of a link's source in a link that stands by itself and is read. */
static bool may_lack(const char *name)
{
    return strcmp(name, "occi.core.source.kind") == 0;
}

static bool value_of(occi_pool *pool, const occi_entity *entity, const occi_attribute *attribute,
                     occi_value *out)
{
    bool has = false;
    return !occi_entity_value(pool, entity, attribute, &has, out) && has;
}

static const char *check_said(const said_check *check, const occi_attribute *attribute, occi_value *value)
{
    occi_pool *pool = check->on->pool;
    occi_value got;
    const occi_message_attribute *said = find_said(check->said, check->count, attribute->name);
    if (!said)
        return may_lack(attribute->name) ? NULL : SAY(pool, "attribute %s is not said", attribute->name);
    occi_attribute open = *attribute; /* what text/occi drops may break the pattern */
    if (check->on->row->is_in_headers)
        open.pattern = NULL;
    occi_error *error = occi_bind_value(pool, &open, &said->value, &got);
    if (error)
        return SAY(pool, "%s", error->message);
    as_carried(check->on, value);
    if (!occi_value_equals(value, &got))
        return SAY(pool, "%s: %s became %s", attribute->name, shown_value(pool, value),
                   shown_value(pool, &got));
    return NULL;
}

static bool visit_said(void *context, const occi_attribute *attribute)
{
    said_check *check = context;
    occi_value value;
    if (!value_of(check->on->pool, check->entity, attribute, &value))
        return true;
    check->expected += !may_lack(attribute->name) || find_said(check->said, check->count, attribute->name);
    check->wrong = check_said(check, attribute, &value);
    return !check->wrong;
}

/* The message's attributes are those of the entity, each once. */
static const char *says_attributes(trip *on, const occi_entity *entity, const occi_message_attribute *said,
                                   size_t count)
{
    said_check check = { on, entity, said, count, 0, NULL };
    occi_entity_definitions(entity, visit_said, &check);
    CHECK(check.wrong);
    return check.expected == count ? NULL : SAY(on->pool, "%zu attributes became %zu", check.expected, count);
}

static const occi_category *category_of(const occi_entity *entity, size_t index)
{
    return index == 0 ? entity->kind : index <= entity->mixin_count ? entity->mixins[index - 1] : NULL;
}

static const char *says_categories(trip *on, const occi_entity *entity, const occi_message *message)
{
    if (message->category_count != entity->mixin_count + 1)
        return SAY(on->pool, "%zu categories became %zu", entity->mixin_count + 1, message->category_count);
    for (size_t i = 0; i < message->category_count; i++) {
        const occi_message_category *said = &message->categories[i];
        CHECK(compare_text(on->pool, "category", category_of(entity, i)->identifier,
                           SAY(on->pool, "%s%s", said->scheme, said->term)));
    }
    return NULL;
}

static const char *says_link(trip *on, const occi_entity *link, const occi_message_link *said)
{
    if (said->category_count != link->mixin_count + 1)
        return SAY(on->pool, "%zu categories of a link became %zu", link->mixin_count + 1,
                   said->category_count);
    for (size_t i = 0; i < said->category_count; i++)
        CHECK(compare_text(on->pool, "category of a link", category_of(link, i)->identifier,
                           said->categories[i]));
    if (link->target_kind)
        CHECK(compare_text(on->pool, "kind of a target", link->target_kind->identifier, said->rel));
    if (!said->self)
        return "a link does not say where it is";
    if (!find_said(said->attributes, said->attribute_count, "occi.core.target")) {
        CHECK(compare_text(on->pool, "target", link->target, said->target)); /* JSON says it by a member */
        occi_message_attribute *more =
            occi_pool_array(on->pool, said->attribute_count + 2, sizeof(occi_message_attribute));
        size_t count = 0;
        for (; count < said->attribute_count; count++)
            more[count] = said->attributes[count];
        more[count++] =
            (occi_message_attribute){ "occi.core.target", { OCCI_LITERAL_QUOTED, said->target, NULL }, "" };
        if (said->rel && link->target_kind && !find_said(more, count, "occi.core.target.kind"))
            more[count++] = (occi_message_attribute){ "occi.core.target.kind",
                                                      { OCCI_LITERAL_QUOTED, said->rel, NULL },
                                                      "" };
        return says_attributes(on, link, more, count);
    }
    return says_attributes(on, link, said->attributes, said->attribute_count);
}

static const char *says_links(trip *on, const occi_entity *entity, const occi_message *message)
{
    size_t at = 0;
    for (size_t i = 0; i < message->link_count; i++) {
        if (message->links[i].action)
            continue;
        if (at == entity->link_count)
            return SAY(on->pool, "there are more links than %zu", at);
        CHECK(says_link(on, entity->links[at++], &message->links[i]));
    }
    return at == entity->link_count ? NULL : SAY(on->pool, "%zu links became %zu", entity->link_count, at);
}

static const occi_attribute_value *find_value(const occi_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->value_count; i++)
        if (strcmp(entity->values[i].attribute->name, name) == 0)
            return &entity->values[i];
    return NULL;
}

static const char *compare_values(occi_pool *pool, const occi_entity *expected, const occi_entity *got)
{
    if (expected->value_count != got->value_count)
        return SAY(pool, "%zu values became %zu", expected->value_count, got->value_count);
    for (size_t i = 0; i < expected->value_count; i++) {
        const occi_attribute_value *one = &expected->values[i];
        const occi_attribute_value *other = find_value(got, one->attribute->name);
        if (!other || !occi_value_equals(&one->value, &other->value))
            return SAY(pool, "%s: %s became %s", one->attribute->name, shown_value(pool, &one->value),
                       other ? shown_value(pool, &other->value) : "nothing");
    }
    return NULL;
}

static const char *compare_categories(occi_pool *pool, const occi_entity *expected, const occi_entity *got)
{
    for (size_t i = 0; category_of(expected, i) || category_of(got, i); i++)
        if (category_of(expected, i) != category_of(got, i))
            return SAY(pool, "category %zu is another", i);
    return NULL;
}

const char *roundtrip_compare(occi_pool *pool, const occi_entity *expected, const occi_entity *got)
{
    CHECK(compare_categories(pool, expected, got));
    CHECK(compare_text(pool, "title", expected->title, got->title));
    CHECK(compare_text(pool, "summary", expected->summary, got->summary));
    CHECK(compare_text(pool, "state", expected->state, got->state));
    CHECK(compare_text(pool, "state message", expected->state_message, got->state_message));
    CHECK(compare_text(pool, "source", expected->source, got->source));
    CHECK(compare_text(pool, "target", expected->target, got->target));
    if (expected->source_kind != got->source_kind || expected->target_kind != got->target_kind)
        return "the kind of an end is another";
    CHECK(compare_values(pool, expected, got));
    if (expected->link_count != got->link_count)
        return SAY(pool, "%zu links became %zu", expected->link_count, got->link_count);
    for (size_t i = 0; i < expected->link_count; i++)
        CHECK(roundtrip_compare(pool, expected->links[i], got->links[i]));
    return NULL;
}

typedef struct loss_check {
    occi_pool *pool;
    const occi_entity *entity;
    bool is_lossy;
} loss_check;

static bool visit_loss(void *context, const occi_attribute *attribute)
{
    loss_check *check = context;
    occi_value value;
    if (value_of(check->pool, check->entity, attribute, &value) && value.type == OCCI_STRING)
        check->is_lossy = strcmp(value.string, roundtrip_header_text(check->pool, value.string)) != 0;
    return !check->is_lossy;
}

static bool is_lossy_in_headers(occi_pool *pool, const occi_entity *entity)
{
    loss_check check = { pool, entity, false };
    occi_entity_definitions(entity, visit_loss, &check);
    for (size_t i = 0; i < entity->link_count && !check.is_lossy; i++)
        check.is_lossy = is_lossy_in_headers(pool, entity->links[i]);
    return check.is_lossy;
}

/* What a GET has shown is a PUT and a POST that change nothing. */
static const char *changes_nothing(trip *on, const occi_entity *entity, const occi_message *message)
{
    occi_entity *changed;
    occi_error *error = occi_bind_replace(on->pool, on->model, message, entity, &changed);
    if (error)
        return SAY(on->pool, "replacing by itself: %s", error->message);
    CHECK(roundtrip_compare(on->pool, entity, changed));
    error = occi_bind_update(on->pool, on->model, message, entity, &changed);
    if (error)
        return SAY(on->pool, "updating by itself: %s", error->message);
    if (changed->link_count)
        return "updating by itself makes new links";
    changed->links = entity->links;
    changed->link_count = entity->link_count;
    return roundtrip_compare(on->pool, entity, changed);
}

static bool is_overridden(const occi_entity *entity)
{
    for (size_t i = 0; i < entity->mixin_count; i++)
        if (entity->mixins[i]->family && entity->mixins[i]->family->is_overriding)
            return true;
    for (size_t i = 0; i < entity->link_count; i++)
        if (is_overridden(entity->links[i]))
            return true;
    return false;
}

static bool is_end(const char *name)
{
    return strcmp(name, "occi.core.source") == 0 ||
           strncmp(name, "occi.core.target", strlen("occi.core.target")) == 0 || may_lack(name);
}

/* Leaves what a client may say of a new entity. */
static size_t keep_settable(const occi_entity *entity, occi_message_attribute *said, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const occi_attribute *attribute = occi_entity_definition(entity, said[i].name);
        if (attribute && (attribute->is_mutable || attribute->is_initial || is_end(attribute->name)))
            said[kept++] = said[i];
    }
    return kept;
}

/* The values that a client has set, of both the same; what the server sets starts anew. */
static const char *compare_settable(occi_pool *pool, const occi_entity *expected, const occi_entity *got)
{
    CHECK(compare_categories(pool, expected, got));
    CHECK(compare_text(pool, "title", expected->title, got->title));
    CHECK(compare_text(pool, "summary", expected->summary, got->summary));
    CHECK(compare_text(pool, "target", expected->target, got->target));
    for (size_t i = 0; i < expected->value_count; i++) {
        const occi_attribute_value *one = &expected->values[i],
                                   *other = find_value(got, one->attribute->name);
        if (one->attribute->is_mutable && (!other || !occi_value_equals(&one->value, &other->value)))
            return SAY(pool, "created again, %s is %s, not %s", one->attribute->name,
                       other ? shown_value(pool, &other->value) : "nothing", shown_value(pool, &one->value));
    }
    if (expected->link_count != got->link_count)
        return SAY(pool, "%zu links became %zu when created again", expected->link_count, got->link_count);
    for (size_t i = 0; i < expected->link_count; i++)
        CHECK(compare_settable(pool, expected->links[i], got->links[i]));
    return NULL;
}

static const char *creates_again(trip *on, const occi_entity *entity, const occi_message *message)
{
    occi_message again = *message;
    occi_entity *created;
    size_t at = 0;
    again.attribute_count = keep_settable(entity, again.attributes, again.attribute_count);
    for (size_t i = 0; i < again.link_count; i++) {
        if (again.links[i].action)
            continue;
        occi_message_link *link = &again.links[at];
        *link = again.links[i];
        link->attribute_count = keep_settable(entity->links[at++], link->attributes, link->attribute_count);
    }
    again.link_count = at;
    occi_error *error = occi_bind_create(on->pool, on->model, &again, entity->kind, &created);
    if (error)
        return SAY(on->pool, "creating again: %s", error->message);
    return compare_settable(on->pool, entity, created);
}

static const char *trip_entity(trip *on, const occi_entity *entity)
{
    const occi_message *message;
    CHECK(read_again(on, &message));
    if (message->next)
        return "one entity became several";
    CHECK(says_categories(on, entity, message));
    CHECK(says_attributes(on, entity, message->attributes, message->attribute_count));
    CHECK(says_links(on, entity, message));
    if (on->row->is_in_headers && is_lossy_in_headers(on->pool, entity))
        return NULL;
    CHECK(changes_nothing(on, entity, message));
    return is_overridden(entity) ? NULL : creates_again(on, entity, message);
}

const char *roundtrip_entity(occi_pool *pool, const occi_model *model, const occi_entity *entity)
{
    trip on = { .pool = pool, .model = model };
    for (size_t i = 0; (on.row = occi_rendering_at(i)); i++) {
        if (!on.row->entity)
            continue;
        occi_output out = begin(&on);
        on.row->entity(&out, entity);
        CHECK(check_written(&on));
        if (is_readable(on.row))
            CHECK(in(&on, trip_entity(&on, entity)));
    }
    return NULL;
}

/* --- listings --- */

static const char *trip_listing(trip *on, const occi_entity *const *entities, size_t count)
{
    const occi_message *message;
    CHECK(read_again(on, &message));
    if (on->row->wants_entities) {
        for (size_t i = 0; i < count; i++, message = message->next)
            if (!message)
                return SAY(on->pool, "entity %zu is lost", i);
        return NULL;
    }
    if (message->location_count != count)
        return SAY(on->pool, "%zu locations became %zu", count, message->location_count);
    for (size_t i = 0; i < count; i++)
        CHECK(compare_text(on->pool, "location", SAY(on->pool, BASE "%s", entities[i]->location),
                           message->locations[i].uri));
    return NULL;
}

const char *roundtrip_listing(occi_pool *pool, const occi_entity *const *entities, size_t count)
{
    trip on = { .pool = pool };
    for (size_t i = 0; (on.row = occi_rendering_at(i)); i++) {
        if (!on.row->listing_begin)
            continue;
        occi_output out = begin(&on);
        on.row->listing_begin(&out);
        for (out.items = 0; out.items < count;) {
            size_t before = out.items;
            on.row->listing_item(&out, entities[before]);
            out.items = before + 1;
        }
        on.row->listing_end(&out);
        CHECK(check_written(&on));
        if (is_readable(on.row))
            CHECK(in(&on, trip_listing(&on, entities, count)));
    }
    return NULL;
}

/* --- models --- */

static const char *identifier_of(const occi_category *category)
{
    return category ? category->identifier : NULL;
}

static const char *compare_list(occi_pool *pool, const char *what, const occi_category *const *expected,
                                size_t expected_count, const occi_category *const *got, size_t count)
{
    if (expected_count != count)
        return SAY(pool, "%s: %zu became %zu", what, expected_count, count);
    for (size_t i = 0; i < count; i++)
        CHECK(compare_text(pool, what, expected[i]->identifier, got[i]->identifier));
    return NULL;
}

static const char *compare_default(occi_pool *pool, const occi_attribute *expected, const occi_attribute *got)
{
    if (!expected->default_value != !got->default_value)
        return SAY(pool, "the default of %s came or went", expected->name);
    if (expected->default_value && !occi_value_equals(expected->default_value, got->default_value))
        return SAY(pool, "the default of %s: %s became %s", expected->name,
                   shown_value(pool, expected->default_value), shown_value(pool, got->default_value));
    return NULL;
}

static const char *compare_attribute(occi_pool *pool, const occi_attribute *expected,
                                     const occi_attribute *got)
{
    CHECK(compare_text(pool, "attribute", expected->name, got->name));
    CHECK(compare_text(pool, "description", expected->description, got->description));
    if (expected->type != got->type || expected->is_mutable != got->is_mutable ||
        expected->is_required != got->is_required)
        return SAY(pool, "the properties of %s are others", expected->name);
    if (!json_equal(occi_pattern_schema(expected->pattern), occi_pattern_schema(got->pattern)) &&
        (expected->pattern || got->pattern))
        return SAY(pool, "the pattern of %s is another", expected->name);
    return compare_default(pool, expected, got);
}

static const char *compare_category(occi_pool *pool, const occi_category *expected, const occi_category *got)
{
    if (!got || expected->class != got->class)
        return SAY(pool, "%s is lost", expected->identifier);
    CHECK(compare_text(pool, "term", expected->term, got->term));
    CHECK(compare_text(pool, "scheme", expected->scheme, got->scheme));
    CHECK(compare_text(pool, "title", expected->title, got->title));
    CHECK(compare_text(pool, "location", expected->location, got->location));
    CHECK(compare_text(pool, "parent", identifier_of(expected->parent), identifier_of(got->parent)));
    CHECK(compare_list(pool, "depends", expected->depends, expected->depends_count, got->depends,
                       got->depends_count));
    CHECK(compare_list(pool, "applies", expected->applies, expected->applies_count, got->applies,
                       got->applies_count));
    CHECK(compare_list(pool, "actions", expected->all_actions, expected->all_action_count, got->all_actions,
                       got->all_action_count));
    if (expected->all_attribute_count != got->all_attribute_count)
        return SAY(pool, "%s: %zu attributes became %zu", expected->identifier, expected->all_attribute_count,
                   got->all_attribute_count);
    for (size_t i = 0; i < expected->all_attribute_count; i++)
        CHECK(compare_attribute(pool, expected->all_attributes[i], got->all_attributes[i]));
    return NULL;
}

static const char *says_category(trip *on, const occi_category *category, const occi_message_category *said)
{
    CHECK(compare_text(on->pool, "term", category->term, said->term));
    CHECK(compare_text(on->pool, "scheme", category->scheme, said->scheme));
    CHECK(compare_text(on->pool, "class", occi_class_name(category->class), said->class_name));
    const char *location = category->location;
    if (location && on->row->is_in_headers && strchr(location, ','))
        location = NULL; /* goes percent-encoded, since clients cut header lists at each comma */
    /* JSON documents are read for what they name: the rest of a category is for occi_model_parse. */
    if (location && (said->location || !on->row->wants_entities))
        CHECK(compare_text(on->pool, "location", location, said->location));
    return NULL;
}

static const char *parse_again(trip *on, const occi_category *const *categories, size_t count,
                               const occi_model *base)
{
    json_t *document;
    const occi_model *again;
    occi_error *error = occi_json_read(on->pool, occi_buffer_text(&on->body), &document);
    if (!error)
        error = occi_model_parse(on->pool, document, base, &again);
    if (error)
        return SAY(on->pool, "as a model again: %s", error->message);
    for (size_t i = 0; i < count; i++)
        CHECK(compare_category(on->pool, categories[i], occi_model_find(again, categories[i]->identifier)));
    return NULL;
}

static const char *trip_model(trip *on, const occi_category *const *categories, size_t count,
                              const occi_model *base)
{
    const occi_message *message;
    CHECK(read_again(on, &message));
    if (message->category_count != count)
        return SAY(on->pool, "%zu categories became %zu", count, message->category_count);
    for (size_t i = 0; i < count; i++)
        CHECK(says_category(on, categories[i], &message->categories[i]));
    return on->row->wants_entities ? parse_again(on, categories, count, base) : NULL;
}

const char *roundtrip_model(occi_pool *pool, const occi_model *model, const occi_model *base)
{
    trip on = { .pool = pool, .model = model };
    const occi_category **own = occi_pool_array(pool, occi_model_count(model) + 1, sizeof *own);
    size_t count = 0;
    for (size_t i = 0; i < occi_model_count(model); i++)
        if (!base || !occi_model_find(base, occi_model_at(model, i)->identifier))
            own[count++] = occi_model_at(model, i);
    for (size_t i = 0; (on.row = occi_rendering_at(i)); i++) {
        if (!on.row->categories)
            continue;
        occi_output out = begin(&on);
        on.row->categories(&out, own, count);
        CHECK(check_written(&on));
        if (is_readable(on.row))
            CHECK(in(&on, trip_model(&on, own, count, base)));
    }
    return NULL;
}
