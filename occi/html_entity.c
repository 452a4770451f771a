/* The page of an entity. */
#include <string.h>
#include "occi/html_parts.h"

/* An entity on its way to its page; `is_begun` once the table at work has a row. */
typedef struct shown {
    occi_output *out;
    const occi_entity *entity;
    bool is_begun;
} shown;

/* --- what it is --- */

static void write_mixins(occi_output *out, const occi_entity *entity)
{
    if (entity->mixin_count == 0)
        return;
    occi_html_write(out->body, "<dt>Mixins</dt>\n");
    for (size_t i = 0; i < entity->mixin_count; i++) {
        occi_html_write(out->body, "<dd>");
        occi_html_category(out, entity->mixins[i]);
        occi_html_write(out->body, " <code>%t</code></dd>\n", entity->mixins[i]->identifier);
    }
}

/* Where it is, where it is going, and why. */
static void write_state(occi_output *out, const occi_entity *entity)
{
    if (!entity->state)
        return;
    occi_html_write(out->body, "<dt>State</dt>\n<dd>");
    occi_html_state(out->body, entity->state);
    if (entity->desired_state && strcmp(entity->desired_state, entity->state) != 0) {
        occi_html_write(out->body, " on its way to ");
        occi_html_state(out->body, entity->desired_state);
    }
    if (entity->state_message && *entity->state_message)
        occi_html_write(out->body, " <bdi>%t</bdi>", entity->state_message);
    occi_html_write(out->body, "</dd>\n");
}

static void write_facts(occi_output *out, const occi_entity *entity)
{
    occi_html_write(out->body, "<dl>\n<dt>Kind</dt>\n<dd>");
    occi_html_category(out, entity->kind);
    occi_html_write(out->body, " <code>%t</code></dd>\n", entity->kind->identifier);
    write_mixins(out, entity);
    write_state(out, entity);
    if (entity->summary && *entity->summary)
        occi_html_write(out->body, "<dt>Summary</dt>\n<dd><bdi>%t</bdi></dd>\n", entity->summary);
    occi_html_write(out->body, "</dl>\n");
}

/* --- attributes --- */

/* An attribute that is one of the ends of a link leads there. */
static bool is_end(const occi_entity *entity, const occi_value *value)
{
    return value->type == OCCI_STRING && (value->string == entity->source || value->string == entity->target);
}

static void write_attribute(shown *what, const occi_attribute *attribute, const occi_value *value)
{
    occi_writer *to = what->out->body;
    occi_html_write(to, "<tr><th scope=\"row\"><code>%t</code>", attribute->name);
    if (attribute->description)
        occi_html_write(to, " <small>%t</small>", attribute->description);
    occi_html_write(to, "</th><td>");
    if (is_end(what->entity, value))
        occi_html_reference(to, value->string);
    else
        occi_html_value(what->out, value);
    occi_html_write(to, "</td></tr>\n");
}

static bool visit_attribute(void *context, const occi_attribute *attribute)
{
    shown *what = context;
    occi_value value;
    bool has = false;
    if (occi_entity_value(what->out->pool, what->entity, attribute, &has, &value))
        what->out->body->has_failed = true;
    else if (has)
        write_attribute(what, attribute, &value);
    return !what->out->body->has_failed;
}

static void write_attributes(occi_output *out, const occi_entity *entity)
{
    occi_html_write(out->body,
                    "<table class=\"attributes\">\n<caption><h2>Attributes</h2></caption>\n<thead><tr>"
                    "<th scope=\"col\">Attribute</th><th scope=\"col\">Value</th></tr></thead>\n"
                    "<tbody>\n");
    occi_entity_definitions(entity, visit_attribute, &(shown){ .out = out, .entity = entity });
    occi_html_write(out->body, "</tbody>\n</table>\n");
}

/* --- links --- */

static void write_link(occi_output *out, const occi_entity *link)
{
    occi_writer *to = out->body;
    const char *title = occi_html_title(link);
    occi_html_write(to, "<tr><th scope=\"row\">");
    if (link->location)
        occi_html_write(to, "<a href=\"%p\"><bdi>%t</bdi></a>", link->location,
                        title ? title : occi_html_category_name(link->kind));
    else
        occi_html_write(to, "<bdi>%t</bdi>", title ? title : occi_html_category_name(link->kind));
    occi_html_write(to, "</th><td>");
    occi_html_reference(to, link->target);
    occi_html_write(to, "</td><td>");
    if (link->target_kind)
        occi_html_category(out, link->target_kind);
    occi_html_write(to, "</td><td>");
    occi_html_state(to, link->state);
    occi_html_write(to, "</td></tr>\n");
}

static void write_links(occi_output *out, const occi_entity *entity)
{
    if (entity->link_count == 0)
        return;
    occi_html_write(out->body,
                    "<table class=\"entities\">\n<caption><h2>Links</h2></caption>\n<thead><tr><th "
                    "scope=\"col\">Link</th>"
                    "<th scope=\"col\">Target</th><th scope=\"col\">Target’s kind</th>"
                    "<th scope=\"col\">State</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < entity->link_count; i++)
        write_link(out, entity->links[i]);
    occi_html_write(out->body, "</tbody>\n</table>\n");
}

/* --- actions --- */

/* A browser's form cannot say an invocation, so the page says where programs send one. */
static bool visit_action(void *context, const occi_category *action)
{
    shown *what = context;
    occi_writer *to = what->out->body;
    if (!what->is_begun)
        occi_html_write(to, "<table>\n<caption><h2>Actions</h2></caption>\n<thead><tr>"
                            "<th scope=\"col\">Action</th><th scope=\"col\">Is invoked by</th></tr></thead>\n"
                            "<tbody>\n");
    what->is_begun = true;
    occi_html_write(to, "<tr><th scope=\"row\">");
    occi_html_definition(what->out, action);
    occi_html_write(to, "</th><td><code>POST %p?action=%p</code></td></tr>\n", what->entity->location,
                    action->term);
    return !to->has_failed;
}

static void write_actions(occi_output *out, const occi_entity *entity)
{
    shown what = { .out = out, .entity = entity };
    occi_entity_actions(entity, visit_action, &what);
    if (what.is_begun)
        occi_html_write(out->body, "</tbody>\n</table>\n");
}

/* Without a title it is called by the last part of its path. */
static const char *heading_of(const occi_entity *entity)
{
    const char *slash = strrchr(entity->location, '/');
    return occi_html_title(entity) ? entity->title : slash ? slash + 1 : entity->location;
}

void occi_html_entity(occi_output *out, const occi_entity *entity)
{
    occi_html_page_begin(out, heading_of(entity), occi_html_category_name(entity->kind));
    write_facts(out, entity);
    write_attributes(out, entity);
    write_links(out, entity);
    write_actions(out, entity);
    occi_html_page_end(out);
}
