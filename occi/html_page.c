/* The frame of every page, and the pieces that several pages show (see html_parts.h). */
#include <inttypes.h>
#include <string.h>
#include "occi/html_parts.h"

#define QUERY_PATH     "/-/"
#define CRUMB_PATH_MAX 256 /* bytes: what the crumbs take grows with the square of the path */

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
    "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
    "<link rel=\"stylesheet\" href=\"/.web/occibase.css?v=" OCCI_VERSION "\"/>\n"
    "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/.web/occibase.svg?v=" OCCI_VERSION "\"/>\n";

static const char *path_of(const occi_output *out)
{
    return out->path ? out->path : "/";
}

/* --- navigation --- */

/* The path up to `end`, which is behind a slash, and the part of it that this crumb adds. */
static void write_crumb(occi_output *out, const char *from, const char *end)
{
    const char *path = path_of(out);
    const char *whole = occi_pool_string_n(out->pool, path, (size_t)(end - path));
    if (!whole)
        out->body->has_failed = true;
    else if (*end)
        occi_html_write(out->body, "<li><a href=\"%p%p\">%t</a></li>", occi_output_prefix(out), whole,
                        whole + (from - path));
    else
        occi_html_write(out->body, "<li><a href=\"%p%p\" aria-current=\"page\">%t</a></li>",
                        occi_output_prefix(out), whole, whole + (from - path));
}

/* "/", "compute/", "0b9d…": each part of the path leads to what is there. */
static void write_crumbs(occi_output *out)
{
    const char *from = path_of(out);
    occi_html_write(out->body, "<nav class=\"crumbs\" aria-label=\"Path\"><ol>");
    if (strlen(from) > CRUMB_PATH_MAX)
        occi_html_write(out->body, "<li><a href=\"%p/\">/</a></li><li>…</li>", occi_output_prefix(out));
    else
        while (*from) {
            const char *slash = strchr(from, '/');
            const char *end = slash ? slash + 1 : from + strlen(from);
            write_crumb(out, from, end);
            from = end;
        }
    occi_html_write(out->body, "</ol></nav>\n");
}

/* What a screen reader is told of a link to `place` on the page `path`. */
static const char *current(const char *path, const char *place)
{
    if (strcmp(path, place) == 0)
        return " aria-current=\"page\"";
    return strncmp(path, place, strlen(place)) == 0 ? " aria-current=\"true\"" : "";
}

static void write_place(occi_output *out, const char *place, const char *name)
{
    occi_html_write(out->body, "<li><a href=\"%p%p\"", occi_output_prefix(out), place);
    occi_write_string(out->body, current(path_of(out), place));
    occi_html_write(out->body, ">%t</a></li>\n", name);
}

/* The collections of resources, or those of links. */
static void write_collections(occi_output *out, bool is_links)
{
    for (size_t i = 0; out->model && i < occi_model_count(out->model); i++) {
        const occi_category *kind = occi_model_at(out->model, i);
        if (kind->class == OCCI_KIND && kind->location &&
            occi_category_is_a(kind, OCCI_CORE_LINK) == is_links)
            write_place(out, kind->location, occi_html_category_name(kind));
    }
}

static void write_places(occi_output *out)
{
    occi_html_write(out->body, "<nav class=\"places\" aria-label=\"Collections\">\n<ul>\n");
    write_place(out, QUERY_PATH, "Query interface");
    write_collections(out, false);
    occi_html_write(out->body, "</ul>\n");
    if (out->model) {
        occi_html_write(out->body, "<ul>\n");
        write_collections(out, true);
        occi_html_write(out->body, "</ul>\n");
    }
    occi_html_write(out->body, "</nav>\n");
}

/* --- the frame --- */

void occi_html_page_begin(occi_output *out, const char *heading, const char *about)
{
    occi_write_string(out->body, head);
    occi_html_write(out->body, "<title>%t", heading);
    if (about)
        occi_html_write(out->body, " – %t", about);
    occi_html_write(out->body,
                    " – occibase</title>\n</head>\n<body>\n"
                    "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
                    "<header>\n<a class=\"brand\" href=\"%p" QUERY_PATH "\">occibase</a>\n",
                    occi_output_prefix(out));
    write_crumbs(out);
    occi_html_write(out->body, "</header>\n");
    write_places(out);
    occi_html_write(out->body, "<main id=\"main\">\n<h1><bdi>%t</bdi></h1>\n", heading);
}

void occi_html_page_end(occi_output *out)
{
    occi_html_write(out->body,
                    "</main>\n<footer><p>occibase " OCCI_VERSION
                    ". Programs get the same from the same URL: ask for <code>text/plain</code> or "
                    "<code>application/occi+json</code>.</p></footer>\n</body>\n</html>\n");
}

/* --- pieces --- */

const char *occi_html_category_name(const occi_category *category)
{
    return category->title && *category->title ? category->title : category->term;
}

void occi_html_category(occi_output *out, const occi_category *category)
{
    const char *name = occi_html_category_name(category);
    if (category->location)
        occi_html_write(out->body, "<a href=\"%p%p\">%t</a>", occi_output_prefix(out), category->location,
                        name);
    else
        occi_html_write(out->body, "%t", name);
}

/* The id of a category's description is its identifier. */
void occi_html_definition(occi_output *out, const occi_category *category)
{
    occi_html_write(out->body, "<a href=\"%p" QUERY_PATH "#%p\">%t</a>", occi_output_prefix(out),
                    category->identifier, occi_html_category_name(category));
}

void occi_html_reference(occi_writer *to, const char *reference)
{
    if (!occi_html_is_walkable(reference))
        occi_html_write(to, "<code>%t</code>", reference);
    else if (*reference == '/')
        occi_html_write(to, "<a href=\"%u\"><code>%t</code></a>", reference, reference);
    else
        occi_html_write(to, "<a href=\"%u\" rel=\"external noreferrer\"><code>%t</code></a>", reference,
                        reference);
}

void occi_html_state(occi_writer *to, const char *state)
{
    if (state)
        occi_html_write(to, "<span class=\"state\" data-state=\"%t\">%t</span>", state, state);
}

static int write_json_part(const char *bytes, size_t length, void *context)
{
    occi_writer *to = context;
    occi_html_text(to, bytes, length);
    return to->has_failed ? -1 : 0;
}

static void write_json(occi_writer *to, const json_t *json)
{
    occi_html_write(to, "<code>");
    if (json_dump_callback(json, write_json_part, to, JSON_COMPACT) != 0)
        to->has_failed = true;
    occi_html_write(to, "</code>");
}

static void write_number(occi_output *out, double number)
{
    const char *text = occi_number_text(out->pool, number);
    if (text)
        occi_write_string(out->body, text);
    else
        out->body->has_failed = true;
}

void occi_html_value(occi_output *out, const occi_value *value)
{
    switch (value->type) {
    case OCCI_STRING:
        occi_html_write(out->body, "<bdi>%t</bdi>", value->string);
        break;
    case OCCI_NUMBER:
        write_number(out, value->number);
        break;
    case OCCI_INTEGER:
        occi_write_format(out->body, "%" PRId64, value->integer);
        break;
    case OCCI_BOOLEAN:
        occi_write_string(out->body, value->boolean ? "true" : "false");
        break;
    case OCCI_ARRAY:
    case OCCI_OBJECT:
        write_json(out->body, value->json);
        break;
    }
}

const char *occi_html_title(const occi_entity *entity)
{
    return entity->title && *entity->title ? entity->title : NULL;
}
