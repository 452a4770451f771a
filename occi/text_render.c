/* From categories and entities to the text renderings: the one strict form of text-rendering.md 7.
 *
 * text/plain and text/occi say the same structures, the first as body lines, the second as header lines with
 * comma lists; `sheet` is all that knows the difference. Whatever a client may have had a hand in goes out
 * through write_quoted or write_reference, which let nothing pass that could end a line, a header field or a
 * quoted string. */
#include <inttypes.h>
#include <string.h>
#include "occi/json.h"
#include "occi/text.h"

/* Where structures go, and which list is being written. */
typedef struct sheet {
    occi_output *out;
    occi_writer *writer;
    bool is_header;
    const char *name; /* of the open header line; NULL: none is open */
} sheet;

static sheet body_sheet(occi_output *out)
{
    return (sheet){ .out = out, .writer = out->body };
}

static sheet header_sheet(occi_output *out)
{
    return (sheet){ .out = out, .writer = out->head, .is_header = true };
}

/* Structures. */

static void begin(sheet *to, const char *name)
{
    if (to->name == name) {
        occi_write_string(to->writer, ", ");
        return;
    }
    if (to->name)
        occi_write_string(to->writer, "\r\n");
    to->name = to->is_header ? name : NULL;
    occi_write_string(to->writer, name);
    occi_write_string(to->writer, ": ");
}

static void end(sheet *to)
{
    if (!to->is_header)
        occi_write_string(to->writer, "\r\n");
}

/* Closes a header form and writes the body that goes with it (GFD.229 7). */
static void finish(sheet *to)
{
    if (to->name)
        occi_write_string(to->writer, "\r\n");
    if (to->is_header)
        occi_write_string(to->out->body, "OK");
}

static const char category_name[] = "Category";
static const char link_name[] = "Link";
static const char attribute_name[] = "X-OCCI-Attribute";
static const char location_name[] = "X-OCCI-Location";

/* Text. */

/* What stands for byte `c` of a string; NULL: itself. Header lines are ASCII, so there each character beyond
 * it becomes one "?". `blanked` are those that are to become blanks. */
static const char *replacement(const sheet *to, char c, const char *blanked)
{
    unsigned char byte = (unsigned char)c;
    if (byte == '"')
        return "\\\"";
    if (byte == '\\')
        return "\\\\";
    if (byte == '\t')
        return to->is_header ? " " : NULL;
    if (byte < 0x20 || byte == 0x7F || strchr(blanked, c))
        return " ";
    if (byte < 0x80 || !to->is_header)
        return NULL;
    return byte >= 0xC0 ? "?" : "";
}

/* Part of a quoted string: escaped, but without the quotes. */
static void write_escaped(const sheet *to, const char *bytes, size_t length, const char *blanked)
{
    size_t from = 0;
    for (size_t i = 0; i < length; i++) {
        const char *instead = replacement(to, bytes[i], blanked);
        if (!instead)
            continue;
        occi_write(to->writer, bytes + from, i - from);
        occi_write_string(to->writer, instead);
        from = i + 1;
    }
    occi_write(to->writer, bytes + from, length - from);
}

static void write_quoted(const sheet *to, const char *text, const char *blanked)
{
    occi_write_string(to->writer, "\"");
    write_escaped(to, text, strlen(text), blanked);
    occi_write_string(to->writer, "\"");
}

/* Whether byte `c` cannot stand in a URI, or would end the <...>, "..." or list that a URI is put into. */
static bool is_percent_encoded(const sheet *to, char c)
{
    unsigned char byte = (unsigned char)c;
    return byte <= 0x20 || byte >= 0x7F || strchr("\"<>\\", c) || (c == ',' && to->is_header);
}

/* URI references, identifiers, and names that come from a model. */
static void write_reference(const sheet *to, const char *text)
{
    const char *from = text;
    for (; *text; text++) {
        if (!is_percent_encoded(to, *text))
            continue;
        occi_write(to->writer, from, (size_t)(text - from));
        occi_write_format(to->writer, "%%%02X", (unsigned char)*text);
        from = text + 1;
    }
    occi_write_string(to->writer, from);
}

/* `; name="reference"` */
static void write_reference_parameter(const sheet *to, const char *name, const char *reference)
{
    occi_write_format(to->writer, "; %s=\"", name);
    write_reference(to, reference);
    occi_write_string(to->writer, "\"");
}

/* Categories. */

/* As they stand in an entity. */
static void write_category_head(sheet *to, const occi_category *category)
{
    begin(to, category_name);
    write_reference(to, category->term);
    write_reference_parameter(to, "scheme", category->scheme);
    occi_write_format(to->writer, "; class=\"%s\"", occi_class_name(category->class));
}

static void write_attribute_definitions(const sheet *to, const occi_category *category)
{
    static const char *const properties[2][2] = { { "{immutable}", "{immutable required}" },
                                                  { "", "{required}" } };
    size_t count = occi_category_shown_attribute_count(category);
    for (size_t i = 0; i < count; i++) {
        const occi_attribute *attribute = occi_category_shown_attribute(category, i);
        occi_write_string(to->writer, i ? " " : "; attributes=\"");
        write_reference(to, attribute->name);
        occi_write_string(to->writer, properties[attribute->is_mutable][attribute->is_required]);
    }
    if (count)
        occi_write_string(to->writer, "\"");
}

static void write_actions(const sheet *to, const occi_category *category)
{
    size_t count;
    const occi_category *const *actions = occi_category_shown_actions(category, &count);
    for (size_t i = 0; i < count; i++) {
        occi_write_string(to->writer, i ? " " : "; actions=\"");
        write_reference(to, actions[i]->identifier);
    }
    if (count)
        occi_write_string(to->writer, "\"");
}

/* GFD.229 5.5.2: a kind's rel is its parent, a mixin's only the first that it depends on. */
static const occi_category *rel_of(const occi_category *category)
{
    if (category->class == OCCI_KIND)
        return category->parent;
    return category->depends_count ? category->depends[0] : NULL;
}

static void write_category(sheet *to, const occi_category *category)
{
    write_category_head(to, category);
    if (category->title) {
        occi_write_string(to->writer, "; title=");
        write_quoted(to, category->title, ";,"); /* clients split at these, even inside quotes */
    }
    if (rel_of(category))
        write_reference_parameter(to, "rel", rel_of(category)->identifier);
    if (category->location) {
        occi_write_string(to->writer, "; location=\"");
        write_reference(to, occi_output_prefix(to->out));
        write_reference(to, category->location);
        occi_write_string(to->writer, "\"");
    }
    write_attribute_definitions(to, category);
    write_actions(to, category);
    end(to);
}

static void write_categories(sheet *to, const occi_category *const *categories, size_t count)
{
    for (size_t i = 0; i < count; i++)
        write_category(to, categories[i]);
    finish(to);
}

/* Attributes. */

/* DEL is a control character as well, but JSON does not escape it, and as a blank it would be lost. */
static int write_json_part(const char *bytes, size_t length, void *context)
{
    const sheet *to = context;
    for (const char *del; (del = memchr(bytes, 0x7F, length));) {
        write_escaped(to, bytes, (size_t)(del - bytes), "");
        occi_write_string(to->writer, "\\\\u007f");
        length -= (size_t)(del + 1 - bytes);
        bytes = del + 1;
    }
    write_escaped(to, bytes, length, "");
    return to->writer->has_failed ? -1 : 0;
}

/* There is no grammar for arrays and objects; a string of JSON is what rOCCI 5 sends. */
static void write_json(sheet *to, const json_t *json)
{
    size_t flags = occi_json_flags(json) | (to->is_header ? JSON_ENSURE_ASCII : 0);
    occi_write_string(to->writer, "\"");
    if (json_dump_callback(json, write_json_part, to, flags))
        to->writer->has_failed = true;
    occi_write_string(to->writer, "\"");
}

static void write_number(const sheet *to, double number)
{
    const char *text = occi_number_text(to->out->pool, number);
    if (text)
        occi_write_string(to->writer, text);
    else
        to->writer->has_failed = true;
}

static void write_value(sheet *to, const occi_value *value)
{
    switch (value->type) {
    case OCCI_STRING:
        write_quoted(to, value->string, "");
        break;
    case OCCI_NUMBER:
        write_number(to, value->number);
        break;
    case OCCI_INTEGER:
        occi_write_format(to->writer, "%" PRId64, value->integer);
        break;
    case OCCI_BOOLEAN:
        occi_write_string(to->writer, value->boolean ? "true" : "false");
        break;
    case OCCI_ARRAY:
    case OCCI_OBJECT:
        write_json(to, value->json);
        break;
    }
}

/* An entity on its way to a sheet. */
typedef struct text_page {
    sheet *to;
    const occi_entity *entity;
} text_page;

/* The value to show; false: there is none, or no memory for it, and then the writer has failed. */
static bool find_value(const text_page *page, const occi_attribute *attribute, occi_value *out)
{
    bool has = false;
    if (occi_entity_value(page->to->out->pool, page->entity, attribute, &has, out))
        page->to->writer->has_failed = true;
    return has && !page->to->writer->has_failed;
}

static void write_attribute(sheet *to, const occi_attribute *attribute, const occi_value *value)
{
    write_reference(to, attribute->name);
    occi_write_string(to->writer, "=");
    write_value(to, value);
}

static bool visit_attribute(void *context, const occi_attribute *attribute)
{
    text_page *page = context;
    occi_value value;
    if (find_value(page, attribute, &value)) {
        begin(page->to, attribute_name);
        write_attribute(page->to, attribute, &value);
        end(page->to);
    }
    return !page->to->writer->has_failed;
}

static bool visit_link_attribute(void *context, const occi_attribute *attribute)
{
    text_page *page = context;
    occi_value value;
    if (find_value(page, attribute, &value)) {
        occi_write_string(page->to->writer, "; ");
        write_attribute(page->to, attribute, &value);
    }
    return !page->to->writer->has_failed;
}

/* Entities. */

static void write_link(sheet *to, const occi_entity *link)
{
    begin(to, link_name);
    occi_write_string(to->writer, "<");
    write_reference(to, link->target);
    occi_write_string(to->writer, ">");
    write_reference_parameter(to, "rel",
                              link->target_kind ? link->target_kind->identifier : OCCI_CORE_RESOURCE);
    write_reference_parameter(to, "self", link->location);
    occi_write_string(to->writer, "; category=\"");
    write_reference(to, link->kind->identifier);
    for (size_t i = 0; i < link->mixin_count; i++) {
        occi_write_string(to->writer, " ");
        write_reference(to, link->mixins[i]->identifier);
    }
    occi_write_string(to->writer, "\"");
    occi_entity_definitions(link, visit_link_attribute, &(text_page){ to, link });
    end(to);
}

static bool visit_action(void *context, const occi_category *action)
{
    text_page *page = context;
    sheet *to = page->to;
    begin(to, link_name);
    occi_write_string(to->writer, "<");
    write_reference(to, page->entity->location);
    occi_write_string(to->writer, "?action=");
    write_reference(to, action->term);
    occi_write_string(to->writer, ">");
    write_reference_parameter(to, "rel", action->identifier);
    end(to);
    return !to->writer->has_failed;
}

static void write_entity(sheet *to, const occi_entity *entity)
{
    text_page page = { to, entity };
    write_category_head(to, entity->kind);
    end(to);
    for (size_t i = 0; i < entity->mixin_count; i++) {
        write_category_head(to, entity->mixins[i]);
        end(to);
    }
    for (size_t i = 0; i < entity->link_count; i++)
        write_link(to, entity->links[i]);
    occi_entity_actions(entity, visit_action, &page);
    occi_entity_definitions(entity, visit_attribute, &page);
    finish(to);
}

static void write_absolute(const sheet *to, const occi_entity *entity)
{
    write_reference(to, to->out->base);
    write_reference(to, entity->location);
}

static void write_location(sheet *to, const occi_entity *entity)
{
    begin(to, location_name);
    write_absolute(to, entity);
    end(to);
}

/* text/plain. */

static void plain_categories(occi_output *out, const occi_category *const *categories, size_t count)
{
    sheet to = body_sheet(out);
    write_categories(&to, categories, count);
}

static void plain_entity(occi_output *out, const occi_entity *entity)
{
    sheet to = body_sheet(out);
    write_entity(&to, entity);
}

/* Nothing needs to be said before or after the items. */
static void listing_edge(occi_output *out)
{
    (void)out;
}

static void plain_listing_item(occi_output *out, const occi_entity *entity)
{
    sheet to = body_sheet(out);
    write_location(&to, entity);
    out->items++;
}

static void ok(occi_output *out)
{
    occi_write_string(out->body, "OK");
}

/* Our own sentence, which error.c keeps free of line ends. */
static void plain_error(occi_output *out, int status, const occi_error *error)
{
    (void)status;
    occi_write_string(out->body, error->message);
    occi_write_string(out->body, "\r\n");
}

/* text/occi. */

static void header_categories(occi_output *out, const occi_category *const *categories, size_t count)
{
    sheet to = header_sheet(out);
    write_categories(&to, categories, count);
}

static void header_entity(occi_output *out, const occi_entity *entity)
{
    sheet to = header_sheet(out);
    write_entity(&to, entity);
}

/* The header line stays open from the first item on. */
static void header_listing_item(occi_output *out, const occi_entity *entity)
{
    sheet to = header_sheet(out);
    to.name = out->items ? location_name : NULL;
    write_location(&to, entity);
    out->items++;
}

static void header_listing_end(occi_output *out)
{
    sheet to = header_sheet(out);
    to.name = out->items ? location_name : NULL;
    finish(&to);
}

static void header_created(occi_output *out, const occi_entity *entity)
{
    sheet to = header_sheet(out);
    write_location(&to, entity);
    finish(&to);
}

/* X-OCCI-Error is what OpenStack's ooi sends; GFD.229 has nothing for errors. */
static void header_error(occi_output *out, int status, const occi_error *error)
{
    (void)status;
    sheet to = header_sheet(out);
    occi_write_string(out->head, "X-OCCI-Error: ");
    for (const char *c = error->message; *c; c++) {
        const char *instead = *c == '"' || *c == '\\' ? NULL : replacement(&to, *c, "");
        occi_write(out->head, instead ? instead : c, instead ? strlen(instead) : 1);
    }
    occi_write_string(out->head, "\r\n");
    occi_write_string(out->body, error->message);
}

/* text/uri-list. */

static void uri_listing_item(occi_output *out, const occi_entity *entity)
{
    sheet to = body_sheet(out);
    write_absolute(&to, entity);
    end(&to);
    out->items++;
}

/* Reading. */

static occi_error *plain_parse(occi_pool *pool, const occi_header *headers, size_t header_count,
                               const char *body, size_t body_length, const occi_message **out)
{
    (void)headers;
    (void)header_count;
    return occi_text_parse_body(pool, body, body_length, out);
}

static occi_error *header_parse(occi_pool *pool, const occi_header *headers, size_t header_count,
                                const char *body, size_t body_length, const occi_message **out)
{
    (void)body;
    (void)body_length;
    return occi_text_parse_headers(pool, headers, header_count, out);
}

static occi_error *uri_parse(occi_pool *pool, const occi_header *headers, size_t header_count,
                             const char *body, size_t body_length, const occi_message **out)
{
    (void)headers;
    (void)header_count;
    return occi_text_parse_uri_list(pool, body, body_length, out);
}

/* The three rows. */

static const char *const no_aliases[] = { NULL };

const occi_rendering occi_text_plain = {
    .media_type = "text/plain",
    .aliases = (const char *const[]){ "text/occi+plain", NULL }, /* GFD.229 6 */
    .content_type = "text/plain; charset=utf-8",
    .parse = plain_parse,
    .categories = plain_categories,
    .entity = plain_entity,
    .listing_begin = listing_edge,
    .listing_item = plain_listing_item,
    .listing_end = listing_edge,
    .created = plain_listing_item,
    .empty = ok,
    .error = plain_error,
};

const occi_rendering occi_text_occi = {
    .media_type = "text/occi",
    .aliases = no_aliases,
    .content_type = "text/occi; charset=utf-8",
    .is_in_headers = true,
    .parse = header_parse,
    .categories = header_categories,
    .entity = header_entity,
    .listing_begin = listing_edge,
    .listing_item = header_listing_item,
    .listing_end = header_listing_end,
    .created = header_created,
    .empty = ok,
    .error = header_error,
};

/* Listings only: what is none, categories included, is refused by whoever routes (GFD.229 8). */
const occi_rendering occi_text_uri_list = {
    .media_type = "text/uri-list",
    .aliases = no_aliases,
    .content_type = "text/uri-list; charset=utf-8",
    .is_listing_only = true,
    .parse = uri_parse,
    .listing_begin = listing_edge,
    .listing_item = uri_listing_item,
    .listing_end = listing_edge,
    .created = uri_listing_item,
    .empty = ok,
    .error = plain_error,
};
