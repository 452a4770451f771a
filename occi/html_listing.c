/* The page of a collection. It is streamed: a row is written as soon as its entity is known, and leaves
 * nothing behind in memory. */
#include <string.h>
#include "occi/html_parts.h"
#include "occi/query.h"

static const char *path_of(const occi_output *out)
{
    return out->path ? out->path : "/";
}

/* --- the query --- */

static bool is_named(const char *part, const char *name)
{
    size_t length = strlen(name);
    return strncmp(part, name, length) == 0 && part[length] == '=';
}

/* The first part of the query at or behind `part` that filters, whatever page is asked for; NULL: none. */
static const char *next_filter(const char *part, size_t *length)
{
    for (; part && *part; part += *length + (part[*length] ? 1 : 0)) {
        *length = strcspn(part, "&;");
        if (*length && !is_named(part, "page") && !is_named(part, "number") && !is_named(part, "action"))
            return part;
    }
    return NULL;
}

/* The filters again, for the URL of another page. */
static void write_filters(occi_output *out)
{
    size_t length;
    for (const char *part = out->query; (part = next_filter(part, &length)); part += length) {
        const char *copy = occi_pool_string_n(out->pool, part, length);
        if (copy)
            occi_html_write(out->body, "%u&amp;", copy);
        else
            out->body->has_failed = true;
    }
}

/* --- the list --- */

/* The category whose collection it is; NULL: all that is below a path. */
static const occi_category *category_of(const occi_output *out)
{
    const occi_category *found = out->model ? occi_model_find_location(out->model, path_of(out)) : NULL;
    return found ? found : out->collection;
}

void occi_html_listing_begin(occi_output *out)
{
    const occi_category *category = category_of(out);
    occi_html_page_begin(out, category ? occi_html_category_name(category) : path_of(out), "collection");
    if (category) {
        occi_html_write(out->body, "<p>The entities of the %t ", occi_class_name(category->class));
        occi_html_definition(out, category);
        occi_html_write(out->body, ", <code>%t</code>.</p>\n", category->identifier);
    } else {
        occi_html_write(out->body, "<p>All entities below this path.</p>\n");
    }
    size_t length;
    if (next_filter(out->query, &length))
        occi_html_write(out->body,
                        "<p>Only what <code>?%t</code> asks for. <a href=\"%p%p\">Show all</a></p>\n",
                        out->query, occi_output_prefix(out), path_of(out));
}

void occi_html_listing_item(occi_output *out, const occi_entity *entity)
{
    occi_writer *to = out->body;
    const char *title = occi_html_title(entity);
    if (out->items++ == 0)
        occi_html_write(
            to, "<table class=\"entities\">\n<caption>Entities, the oldest first</caption>\n<thead><tr>"
                "<th scope=\"col\">Title</th><th scope=\"col\">Kind</th><th scope=\"col\">State</th>"
                "<th scope=\"col\">URL</th></tr></thead>\n<tbody>\n");
    if (title)
        occi_html_write(to, "<tr><th scope=\"row\"><a href=\"%p\"><bdi>%t</bdi></a></th><td>",
                        entity->location, title);
    else
        occi_html_write(to, "<tr><th scope=\"row\"><i>untitled</i></th><td>");
    occi_html_category(out, entity->kind);
    occi_html_write(to, "</td><td>");
    occi_html_state(to, entity->state);
    occi_html_write(to, "</td><td><a href=\"%p\"><code>%t</code></a></td></tr>\n", entity->location,
                    entity->location);
}

/* --- pages --- */

static void write_page_link(occi_output *out, size_t page, const char *rel, const char *name)
{
    occi_html_write(out->body, "<li><a rel=\"%t\" href=\"%p%p?", rel, occi_output_prefix(out), path_of(out));
    write_filters(out);
    occi_write_format(out->body, "page=%zu&amp;number=%zu\">", page, out->number);
    occi_html_write(out->body, "%t</a></li>\n", name);
}

static void write_pages(occi_output *out)
{
    occi_html_write(out->body, "<nav class=\"pages\" aria-label=\"Pages\">\n<ul>\n");
    if (out->page > 1)
        write_page_link(out, out->page - 1, "prev", "Previous page");
    occi_write_format(out->body, "<li aria-current=\"page\">Page %zu</li>\n", out->page);
    if (out->has_next)
        write_page_link(out, out->page + 1, "next", "Next page");
    occi_html_write(out->body, "</ul>\n</nav>\n");
}

static void write_hint(occi_output *out)
{
    occi_html_write(out->body, "<p class=\"hint\">The query of the URL narrows this list: "
                               "<code>?category=TYPE</code>, <code>?attribute=NAME=VALUE</code>");
    if (!out->page) {
        occi_html_write(out->body, "; or shows it <a href=\"%p%p?", occi_output_prefix(out), path_of(out));
        write_filters(out);
        occi_write_format(out->body, "page=1&amp;number=%d\">in pages of %d</a>", OCCI_PAGE_NUMBER_DEFAULT,
                          OCCI_PAGE_NUMBER_DEFAULT);
    }
    occi_html_write(out->body, ".</p>\n");
}

void occi_html_listing_end(occi_output *out)
{
    if (out->items)
        occi_html_write(out->body, "</tbody>\n</table>\n");
    if (out->items == 1)
        occi_html_write(out->body, "<p>1 entity</p>\n");
    else if (out->items)
        occi_write_format(out->body, "<p>%zu entities</p>\n", out->items);
    else
        occi_html_write(out->body, "<p>There are none.</p>\n");
    if (out->page)
        write_pages(out);
    write_hint(out);
    occi_html_page_end(out);
}
