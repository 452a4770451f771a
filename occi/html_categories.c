/* The page of the query interface: each class of categories, first by name, then in full. */
#include <string.h>
#include "occi/html_parts.h"

static const struct {
    const char *name;
    const char *attributes; /* what the attributes of one are called */
} classes[] = {
    [OCCI_KIND] = { "Kinds", "Attributes" },
    [OCCI_MIXIN] = { "Mixins", "Attributes" },
    [OCCI_ACTION] = { "Actions", "Parameters" },
};

/* --- attributes --- */

static const char *const type_names[] = {
    [OCCI_STRING] = "string",   [OCCI_NUMBER] = "number", [OCCI_INTEGER] = "integer",
    [OCCI_BOOLEAN] = "boolean", [OCCI_ARRAY] = "array",   [OCCI_OBJECT] = "object"
};

static const char *mutability(const occi_attribute *attribute)
{
    if (attribute->is_mutable)
        return "yes";
    return attribute->is_initial ? "at creation" : "no";
}

static void write_attribute(occi_output *out, const occi_attribute *attribute)
{
    occi_html_write(out->body,
                    "<tr><th scope=\"row\"><code>%t</code></th><td>%t</td><td>%t</td><td>%t</td><td>",
                    attribute->name, type_names[attribute->type], mutability(attribute),
                    attribute->is_required ? "yes" : "no");
    if (attribute->default_value)
        occi_html_value(out, attribute->default_value);
    bool is_restricted = attribute->pattern; /* otherwise the type has said it */
    occi_html_write(out->body, "</td><td>%t</td><td>%t</td></tr>\n",
                    is_restricted ? occi_pattern_describe(out->pool, attribute->type, attribute->pattern)
                                  : NULL,
                    attribute->description);
}

static void write_attributes(occi_output *out, const occi_category *category)
{
    size_t count = occi_category_shown_attribute_count(category);
    if (count == 0)
        return;
    const char *name = occi_html_category_name(category), *what = classes[category->class].attributes;
    occi_html_write(out->body,
                    "<div class=\"wide\" role=\"region\" aria-label=\"%t of %t\" tabindex=\"0\">\n<table>\n"
                    "<caption>%t of %t</caption>\n<thead><tr><th scope=\"col\">Name</th>"
                    "<th scope=\"col\">Type</th><th scope=\"col\">Mutable</th><th scope=\"col\">Required</th>"
                    "<th scope=\"col\">Default</th><th scope=\"col\">Values</th>"
                    "<th scope=\"col\">Description</th></tr></thead>\n<tbody>\n",
                    what, name, what, name);
    for (size_t i = 0; i < count; i++)
        write_attribute(out, occi_category_shown_attribute(category, i));
    occi_html_write(out->body, "</tbody>\n</table>\n</div>\n");
}

/* --- what it has to do with others --- */

static void write_relations(occi_output *out, const char *name, const occi_category *const *categories,
                            size_t count)
{
    if (count == 0)
        return;
    occi_html_write(out->body, "<dt>%t</dt>\n<dd>", name);
    for (size_t i = 0; i < count; i++) {
        occi_html_write(out->body, i ? ", " : "");
        occi_html_definition(out, categories[i]);
    }
    occi_html_write(out->body, "</dd>\n");
}

static void write_facts(occi_output *out, const occi_category *category)
{
    size_t action_count;
    const occi_category *const *actions = occi_category_shown_actions(category, &action_count);
    occi_html_write(out->body, "<dl>\n<dt>Identifier</dt>\n<dd><code>%t</code></dd>\n", category->identifier);
    if (category->location)
        occi_html_write(out->body, "<dt>Collection</dt>\n<dd><a href=\"%p%p\"><code>%t%t</code></a></dd>\n",
                        occi_output_prefix(out), category->location, occi_output_prefix(out),
                        category->location);
    write_relations(out, "Parent", &category->parent, category->parent ? 1 : 0);
    write_relations(out, "Depends on", category->depends, category->depends_count);
    write_relations(out, "Applies to", category->applies, category->applies_count);
    write_relations(out, "Actions", actions, action_count);
    occi_html_write(out->body, "</dl>\n");
}

/* --- the page --- */

static void write_contents(occi_output *out, const occi_category *const *categories, size_t count,
                           occi_class class)
{
    occi_html_write(out->body, "<ul class=\"contents\">\n");
    for (size_t i = 0; i < count; i++)
        if (categories[i]->class == class)
            occi_html_write(out->body, "<li><a href=\"#%p\">%t</a></li>\n", categories[i]->identifier,
                            occi_html_category_name(categories[i]));
    occi_html_write(out->body, "</ul>\n");
}

static void write_category(occi_output *out, const occi_category *category)
{
    occi_html_write(out->body, "<section id=\"%t\">\n<h3>%t</h3>\n", category->identifier,
                    occi_html_category_name(category));
    write_facts(out, category);
    write_attributes(out, category);
    occi_html_write(out->body, "</section>\n");
}

static void write_class(occi_output *out, const occi_category *const *categories, size_t count,
                        occi_class class)
{
    size_t members = 0;
    for (size_t i = 0; i < count; i++)
        members += categories[i]->class == class;
    if (members == 0)
        return;
    occi_html_write(out->body, "<h2>%t</h2>\n", classes[class].name);
    write_contents(out, categories, count, class);
    for (size_t i = 0; i < count; i++)
        if (categories[i]->class == class)
            write_category(out, categories[i]);
}

void occi_html_categories(occi_output *out, const occi_category *const *categories, size_t count)
{
    occi_html_page_begin(out, "Query interface", NULL);
    occi_html_write(out->body,
                    "<p>What this cloud can be asked for: the kinds of things it has, the mixins that add to "
                    "them, and the actions they take.</p>\n");
    write_class(out, categories, count, OCCI_KIND);
    write_class(out, categories, count, OCCI_MIXIN);
    write_class(out, categories, count, OCCI_ACTION);
    if (count == 0)
        occi_html_write(out->body, "<p>There are none.</p>\n");
    occi_html_page_end(out);
}
