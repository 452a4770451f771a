/* From the text renderings to a message (text-rendering.md 2, 5 and 6). Grammar of the tolerant kind: what
 * clients in the field are known to send is taken, what could be misunderstood is refused. */
#include "occi/text.h"

#include <stdlib.h>
#include <string.h>
#include "occi/text_scan.h"

typedef struct text_parser {
    occi_pool *pool;
    occi_message *message;
    size_t item_count; /* of all lists of the message */
} text_parser;

/* Reads one item of a comma list, from the scan's current token to the one behind the item. */
typedef occi_error *parse_item(text_parser *parser, occi_scan *scan);

static occi_error *parser_init(text_parser *parser, occi_pool *pool)
{
    *parser = (text_parser){ .pool = pool };
    ALLOC(parser->message = occi_pool_zero(pool, sizeof *parser->message));
    return NULL;
}

static occi_error *count_item(text_parser *parser)
{
    if (parser->item_count++ < OCCI_TEXT_ITEMS_MAX)
        return NULL;
    char *limit;
    ALLOC(limit = occi_pool_format(parser->pool, "%d", OCCI_TEXT_ITEMS_MAX));
    return OCCI_FAIL(parser->pool, TOO_LARGE, "the number of categories, links, attributes and locations",
                     limit);
}

/* `items` with room for one more. A list is full when its length is a power of two, so that no capacity need
 * be kept. */
static void *with_room(occi_pool *pool, void *items, size_t count, size_t size)
{
    if (count & (count - 1))
        return items;
    return occi_pool_resize(pool, items, (count ? 2 * count : 1) * size);
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Terms and attribute names (GFD.229 4, the same for both); a leading "_" does no harm. */
static bool is_name(const char *text)
{
    if (!is_letter_or_digit(text[0]) && text[0] != '_')
        return false;
    while (is_letter_or_digit(*text) || (*text && strchr("._-", *text)))
        text++;
    return *text == '\0';
}

/* The first of the type identifiers in a blank-separated list; NULL when it is empty. */
static occi_error *first_identifier(text_parser *parser, const char **list)
{
    const char *text = *list;
    if (!text)
        return NULL;
    text += strspn(text, " \t");
    size_t length = strcspn(text, " \t");
    *list = NULL;
    if (length)
        ALLOC(*list = occi_pool_string_n(parser->pool, text, length));
    return NULL;
}

/* Values. */

/* The value behind the "=" that is the current token. Unquoted, it may be of several words: GFD.229 shows the
 * category of a link so. A word before "=" is the next parameter, whose ";" was forgotten. */
static occi_error *parse_value(text_parser *parser, occi_scan *scan, occi_literal *out)
{
    TRY(occi_scan_next(scan));
    occi_token value = scan->token;
    if (value.type == OCCI_TOKEN_REFERENCE)
        return occi_scan_fail(scan, "a value with < must be quoted");
    if (value.type == OCCI_TOKEN_STRING || value.type == OCCI_TOKEN_WORD)
        TRY(occi_scan_next(scan));
    else
        value.length = 0;
    if (value.type == OCCI_TOKEN_WORD)
        while (scan->token.type == OCCI_TOKEN_WORD && !scan->token.is_name) {
            value.length = (size_t)(scan->token.bytes + scan->token.length - value.bytes);
            TRY(occi_scan_next(scan));
        }
    out->form = value.type == OCCI_TOKEN_STRING ? OCCI_LITERAL_QUOTED : OCCI_LITERAL_TOKEN;
    ALLOC(out->text = occi_token_text(parser->pool, &value));
    return NULL;
}

/* "name=value", the name being the current token. */
static occi_error *parse_pair(text_parser *parser, occi_scan *scan, const char **name, occi_literal *value)
{
    if (scan->token.type != OCCI_TOKEN_WORD)
        return occi_scan_fail(scan, "a name is expected");
    if (!scan->token.is_name)
        return occi_scan_fail(scan, "a name must be followed by \"=\" and a value");
    ALLOC(*name = occi_token_text(parser->pool, &scan->token));
    if (!is_name(*name))
        return occi_scan_fail(scan, "this is not a valid name");
    TRY(occi_scan_next(scan));
    return parse_value(parser, scan, value);
}

/* Parameters. */

typedef struct parameter {
    const char *name;
    occi_literal value;
} parameter;

static bool is_item_end(const occi_scan *scan)
{
    return scan->token.type == OCCI_TOKEN_END || scan->token.type == OCCI_TOKEN_COMMA;
}

/* `"class=kind"`, an example of GFD.185. */
static occi_error *parse_quoted_parameter(text_parser *parser, occi_scan *scan, parameter *out)
{
    const char *text;
    ALLOC(text = occi_token_text(parser->pool, &scan->token));
    const char *equals = strchr(text, '=');
    if (!equals)
        return occi_scan_fail(scan, "a name and \"=\" are expected before the quoted string");
    ALLOC(out->name = occi_pool_string_n(parser->pool, text, (size_t)(equals - text)));
    if (!is_name(out->name))
        return occi_scan_fail(scan, "this is not a valid name");
    out->value = (occi_literal){ .form = OCCI_LITERAL_QUOTED, .text = equals + 1 };
    return occi_scan_next(scan);
}

/* The next parameter of an item; `out->name` is NULL behind the last. Semicolons may be missing or too many.
 */
static occi_error *next_parameter(text_parser *parser, occi_scan *scan, parameter *out)
{
    bool is_separated = scan->token.is_after_blank && scan->token.is_name;
    while (scan->token.type == OCCI_TOKEN_SEMICOLON) {
        is_separated = true;
        TRY(occi_scan_next(scan));
    }
    *out = (parameter){ 0 };
    if (is_item_end(scan))
        return NULL;
    if (!is_separated)
        return occi_scan_fail(scan, "\";\" or \",\" is expected");
    if (scan->token.type == OCCI_TOKEN_STRING)
        return parse_quoted_parameter(parser, scan, out);
    return parse_pair(parser, scan, &out->name, &out->value);
}

/* Which member of a category or link a parameter fills. */
typedef struct slot {
    const char *name;
    size_t offset;
} slot;

/* Puts the parameter into `item`; of several the first stays. False: `slots` has none of that name. */
static bool fill_slot(const slot *slots, void *item, const parameter *given)
{
    for (; slots->name; slots++) {
        if (strcasecmp(slots->name, given->name) != 0)
            continue;
        const char **member = (const char **)((char *)item + slots->offset);
        if (!*member)
            *member = given->value.text;
        return true;
    }
    return false;
}

/* Adds the identifiers of a blank-separated list. */
static occi_error *add_identifiers(text_parser *parser, const char ***identifiers, size_t *count,
                                   const char *list)
{
    for (;;) {
        list += strspn(list, " \t");
        size_t length = strcspn(list, " \t");
        if (length == 0)
            return NULL;
        TRY(count_item(parser));
        ALLOC(*identifiers = with_room(parser->pool, *identifiers, *count, sizeof **identifiers));
        ALLOC((*identifiers)[*count] = occi_pool_string_n(parser->pool, list, length));
        (*count)++;
        list += length;
    }
}

/* Categories. */

/* A category with those of its parameters that are lists, as they were given. */
typedef struct category_item {
    occi_message_category category;
    const char *rel;
    const char *attributes;
    const char *actions;
} category_item;

static const slot category_slots[] = {
    { "term", offsetof(category_item, category.term) },
    { "scheme", offsetof(category_item, category.scheme) },
    { "class", offsetof(category_item, category.class_name) },
    { "title", offsetof(category_item, category.title) },
    { "location", offsetof(category_item, category.location) },
    { "rel", offsetof(category_item, rel) },
    { "attributes", offsetof(category_item, attributes) },
    { "actions", offsetof(category_item, actions) },
    { NULL, 0 },
};

static bool is_blank(const char *list)
{
    return !list || list[strspn(list, " \t")] == '\0';
}

static occi_error *read_lists(text_parser *parser, category_item *item)
{
    occi_message_category *category = &item->category;
    category->has_attributes = !is_blank(item->attributes);
    category->has_actions = !is_blank(item->actions);
    return item->rel ? add_identifiers(parser, &category->depends, &category->depends_count, item->rel)
                     : NULL;
}

/* OpenStack repeats the term behind the scheme's "#". */
static occi_error *cut_scheme(text_parser *parser, occi_message_category *category)
{
    const char *mark = category->scheme ? strchr(category->scheme, '#') : NULL;
    if (mark && mark[1])
        ALLOC(category->scheme =
                  occi_pool_string_n(parser->pool, category->scheme, (size_t)(mark + 1 - category->scheme)));
    return NULL;
}

static occi_error *parse_category(text_parser *parser, occi_scan *scan)
{
    TRY(count_item(parser));
    occi_message *message = parser->message;
    category_item item = { .category.place = scan->place };
    occi_message_category *category = &item.category;
    const occi_scan start = *scan;
    if (scan->token.type != OCCI_TOKEN_WORD)
        return occi_scan_fail(scan, "a category starts with its term");
    if (scan->token.is_name) {
        /* erocci's term="compute": a parameter like the others, with nothing to stand apart from. */
        scan->token.is_after_blank = true;
    } else {
        ALLOC(category->term = occi_token_text(parser->pool, &scan->token));
        TRY(occi_scan_next(scan));
    }
    parameter given;
    TRY(next_parameter(parser, scan, &given));
    while (given.name) {
        fill_slot(category_slots, &item, &given);
        TRY(next_parameter(parser, scan, &given));
    }
    if (!category->term || !is_name(category->term))
        return occi_scan_fail(&start, "the category has no valid term");
    if (!category->scheme || !*category->scheme)
        return occi_scan_fail(&start, "the category has no scheme");
    TRY(cut_scheme(parser, category));
    TRY(read_lists(parser, &item));
    ALLOC(message->categories =
              with_room(parser->pool, message->categories, message->category_count, sizeof *category));
    message->categories[message->category_count++] = *category;
    return NULL;
}

/* Attributes. */

static occi_error *add_attribute(text_parser *parser, occi_message_attribute **list, size_t *count,
                                 const occi_message_attribute *attribute)
{
    TRY(count_item(parser));
    ALLOC(*list = with_room(parser->pool, *list, *count, sizeof **list));
    (*list)[(*count)++] = *attribute;
    return NULL;
}

static occi_error *parse_attribute(text_parser *parser, occi_scan *scan)
{
    occi_message *message = parser->message;
    occi_message_attribute attribute = { .place = scan->place };
    TRY(parse_pair(parser, scan, &attribute.name, &attribute.value));
    return add_attribute(parser, &message->attributes, &message->attribute_count, &attribute);
}

/* Links. */

static const slot link_slots[] = {
    { "rel", offsetof(occi_message_link, rel) },
    { "self", offsetof(occi_message_link, self) },
    { NULL, 0 },
};

static occi_error *parse_link_parameter(text_parser *parser, occi_scan *scan, occi_message_link *link,
                                        const parameter *given)
{
    if (fill_slot(link_slots, link, given) || strcasecmp(given->name, "title") == 0)
        return NULL;
    if (strcasecmp(given->name, "category") == 0) /* several add up (erocci sends them so) */
        return add_identifiers(parser, &link->categories, &link->category_count, given->value.text);
    occi_message_attribute attribute = { given->name, given->value, scan->place };
    return add_attribute(parser, &link->attributes, &link->attribute_count, &attribute);
}

static int compare_attributes(const void *left, const void *right)
{
    const occi_message_attribute *const *a = left;
    const occi_message_attribute *const *b = right;
    int order = strcmp((*a)->name, (*b)->name);
    return order ? order : (*a > *b) - (*a < *b);
}

/* Of a parameter given twice the first counts. Sorting keeps that from growing with the square of their
 * number. */
static occi_error *drop_repeated(text_parser *parser, occi_message_link *link)
{
    if (link->attribute_count < 2)
        return NULL;
    occi_message_attribute **sorted;
    ALLOC(sorted = occi_pool_array(parser->pool, link->attribute_count, sizeof(occi_message_attribute *)));
    for (size_t i = 0; i < link->attribute_count; i++)
        sorted[i] = &link->attributes[i];
    qsort(sorted, link->attribute_count, sizeof(occi_message_attribute *), compare_attributes);
    const char *previous = sorted[0]->name;
    for (size_t i = 1; i < link->attribute_count; i++) {
        if (strcmp(previous, sorted[i]->name) == 0)
            sorted[i]->name = NULL;
        else
            previous = sorted[i]->name;
    }
    size_t kept = 0;
    for (size_t i = 0; i < link->attribute_count; i++)
        if (link->attributes[i].name)
            link->attributes[kept++] = link->attributes[i];
    link->attribute_count = kept;
    return NULL;
}

/* Where an action link's term starts in `target`: behind "?action=", up to the end. NULL: it is no action
 * link. */
static const char *action_term(const char *target)
{
    const char *query = strstr(target, "?action=");
    if (!query)
        return NULL;
    const char *term = query + strlen("?action=");
    return is_name(term) ? term : NULL;
}

static occi_error *parse_link(text_parser *parser, occi_scan *scan)
{
    TRY(count_item(parser));
    occi_message *message = parser->message;
    occi_message_link link = { .place = scan->place };
    if (scan->token.type != OCCI_TOKEN_REFERENCE)
        return occi_scan_fail(scan, "a link starts with its target in < and >");
    if (scan->token.length == 0)
        return occi_scan_fail(scan, "the link has no target");
    ALLOC(link.target = occi_token_text(parser->pool, &scan->token));
    TRY(occi_scan_next(scan));
    parameter given;
    TRY(next_parameter(parser, scan, &given));
    while (given.name) {
        TRY(parse_link_parameter(parser, scan, &link, &given));
        TRY(next_parameter(parser, scan, &given));
    }
    TRY(first_identifier(parser, &link.rel));
    TRY(drop_repeated(parser, &link));
    /* A link to a resource may have such a target as well, elsewhere; it says what it is, or where. */
    if (!link.self && link.category_count == 0)
        link.action = action_term(link.target);
    ALLOC(message->links = with_room(parser->pool, message->links, message->link_count, sizeof link));
    message->links[message->link_count++] = link;
    return NULL;
}

/* Locations. */

static occi_error *add_location(text_parser *parser, const char *uri, const char *place)
{
    TRY(count_item(parser));
    if (strpbrk(uri, " \t<>\"")) {
        char *what;
        ALLOC(what = occi_pool_format(parser->pool, "a location is one URI: %s", uri));
        return OCCI_FAIL(parser->pool, SYNTAX, place, what);
    }
    occi_message *message = parser->message;
    ALLOC(message->locations = with_room(parser->pool, message->locations, message->location_count,
                                         sizeof *message->locations));
    message->locations[message->location_count++] = (occi_message_location){ uri, place };
    return NULL;
}

static occi_error *parse_location(text_parser *parser, occi_scan *scan)
{
    const char *uri;
    if (scan->token.length == 0)
        return occi_scan_fail(scan, "the location is empty");
    ALLOC(uri = occi_token_text(parser->pool, &scan->token));
    TRY(add_location(parser, uri, scan->place));
    return occi_scan_next(scan);
}

/* A line of a URI list: its commas belong to the URI. */
static occi_error *parse_uri(text_parser *parser, const occi_lines *line)
{
    const char *bytes = line->bytes;
    size_t length = line->length;
    occi_text_trim(&bytes, &length);
    if (length == 0 || *bytes == '#')
        return NULL;
    char *place, *uri;
    ALLOC(place = occi_pool_format(parser->pool, "line %zu", line->number));
    TRY(occi_text_check(parser->pool, place, bytes, length));
    ALLOC(uri = occi_pool_string_n(parser->pool, bytes, length));
    return add_location(parser, uri, place);
}

/* Structures. */

typedef struct text_structure {
    const char *name;
    const char *place; /* of one in a header */
    parse_item *item;
    bool is_references;
} text_structure;

static const text_structure structures[] = {
    { "Category", "header Category", parse_category, false },
    { "Link", "header Link", parse_link, false },
    { "X-OCCI-Attribute", "header X-OCCI-Attribute", parse_attribute, false },
    { "X-OCCI-Location", "header X-OCCI-Location", parse_location, true },
    /* rOCCI-core 5 */
    { "X-OCCI-Category", "header X-OCCI-Category", parse_category, false },
    { "X-OCCI-Link", "header X-OCCI-Link", parse_link, false },
};

static char folded(char c)
{
    if (c == '_')
        return '-';
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Names in any case, with "_" for "-" as FastCGI writes them. */
static const text_structure *find_structure(const char *name, size_t length)
{
    for (size_t row = 0; row < sizeof structures / sizeof *structures; row++) {
        const char *candidate = structures[row].name;
        size_t i = 0;
        while (i < length && candidate[i] && folded(name[i]) == folded(candidate[i]))
            i++;
        if (i == length && !candidate[i])
            return &structures[row];
    }
    return NULL;
}

/* A comma list; empty items and semicolons that belong to nothing are passed over. */
static occi_error *parse_list(text_parser *parser, const text_structure *structure, const char *place,
                              const char *bytes, size_t length)
{
    occi_scan scan;
    TRY(occi_scan_start(&scan, parser->pool, place, bytes, length, structure->is_references));
    bool is_separated = true;
    while (scan.token.type != OCCI_TOKEN_END) {
        if (scan.token.type == OCCI_TOKEN_COMMA || scan.token.type == OCCI_TOKEN_SEMICOLON) {
            is_separated = true;
            TRY(occi_scan_next(&scan));
        } else if (is_separated) {
            is_separated = false;
            TRY(structure->item(parser, &scan));
        } else {
            return occi_scan_fail(&scan, "\",\" is expected");
        }
    }
    return NULL;
}

static occi_error *parse_line(text_parser *parser, const occi_lines *line)
{
    const char *name = line->bytes;
    const char *colon = memchr(name, ':', line->length);
    size_t name_length = colon ? (size_t)(colon - name) : line->length;
    size_t value_offset = colon ? name_length + 1 : line->length;
    occi_text_trim(&name, &name_length);
    if (name_length == 0 && !colon)
        return NULL;
    char *place;
    ALLOC(place = occi_pool_format(parser->pool, "line %zu", line->number));
    const text_structure *structure = colon ? find_structure(name, name_length) : NULL;
    if (structure)
        return parse_list(parser, structure, place, line->bytes + value_offset, line->length - value_offset);
    TRY(occi_text_check(parser->pool, place, name, name_length));
    char *shown;
    ALLOC(shown = occi_pool_string_n(parser->pool, name, name_length));
    return OCCI_FAIL(parser->pool, UNKNOWN_LINE, place, shown);
}

/* The three ways in. */

occi_error *occi_text_parse_body(occi_pool *pool, const char *bytes, size_t length, const occi_message **out)
{
    text_parser parser;
    TRY(parser_init(&parser, pool));
    occi_lines lines;
    occi_lines_init(&lines, bytes, length, true);
    while (occi_lines_next(&lines))
        TRY(parse_line(&parser, &lines));
    *out = parser.message;
    return NULL;
}

occi_error *occi_text_parse_headers(occi_pool *pool, const occi_header *headers, size_t count,
                                    const occi_message **out)
{
    text_parser parser;
    TRY(parser_init(&parser, pool));
    for (size_t i = 0; i < count; i++) {
        const text_structure *structure = find_structure(headers[i].name, strlen(headers[i].name));
        if (structure)
            TRY(parse_list(&parser, structure, structure->place, headers[i].value, headers[i].length));
    }
    *out = parser.message;
    return NULL;
}

occi_error *occi_text_parse_uri_list(occi_pool *pool, const char *bytes, size_t length,
                                     const occi_message **out)
{
    text_parser parser;
    TRY(parser_init(&parser, pool));
    occi_lines lines;
    occi_lines_init(&lines, bytes, length, false);
    while (occi_lines_next(&lines))
        TRY(parse_uri(&parser, &lines));
    *out = parser.message;
    return NULL;
}
