/* What the files of the HTML rendering share: the frame of a page, and the pieces that several pages show. */
#ifndef OCCI_HTML_PARTS_H
#define OCCI_HTML_PARTS_H

#include "occi/html.h"
#include "occi/html_writer.h"

/* The page up to its heading: `heading` is the h1; with `about` (NULL: nothing) it is the document's title.
 */
void occi_html_page_begin(occi_output *out, const char *heading, const char *about);
void occi_html_page_end(occi_output *out);

/* The category's title, or else its term. */
const char *occi_html_category_name(const occi_category *category);
/* The category's name, linked to its collection if it has one. */
void occi_html_category(occi_output *out, const occi_category *category);
/* Likewise, linked to where the query interface describes it. */
void occi_html_definition(occi_output *out, const occi_category *category);
/* Linked, if a browser may be sent there. */
void occi_html_reference(occi_writer *to, const char *reference);
void occi_html_state(occi_writer *to, const char *state);
void occi_html_value(occi_output *out, const occi_value *value);
/* The entity's title; NULL when it has none to show. */
const char *occi_html_title(const occi_entity *entity);

/* The pages with a file of their own. */
void occi_html_categories(occi_output *out, const occi_category *const *categories, size_t count);
void occi_html_entity(occi_output *out, const occi_entity *entity);
void occi_html_listing_begin(occi_output *out);
void occi_html_listing_item(occi_output *out, const occi_entity *entity);
void occi_html_listing_end(occi_output *out);

#endif
