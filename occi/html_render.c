/* The pages that answer a change or refuse a request, and the row of the HTML rendering. */
#include "occi/html_parts.h"

static void created(occi_output *out, const occi_entity *entity)
{
    occi_html_page_begin(out, "Created", occi_html_category_name(entity->kind));
    occi_html_write(out->body, "<p>It is at <a href=\"%p\"><code>%t</code></a>.</p>\n", entity->location,
                    entity->location);
    occi_html_page_end(out);
}

static void empty(occi_output *out)
{
    occi_html_page_begin(out, "Done", NULL);
    occi_html_write(out->body, "<p>The request was carried out, and there is nothing to show.</p>\n");
    occi_html_page_end(out);
}

/* What a status means to a person, and what can be done about it; the last row is for those not listed. */
static const struct {
    int status;
    const char *heading;
    const char *advice;
} meanings[] = {
    { 400, "Bad request", "Correct the request, and send it again." },
    { 401, "Not signed in", "Sign in with the name and password of an account." },
    { 403, "Not allowed", "Ask the operator of this cloud if it should be." },
    { 404, "Not found", "It may have been deleted. Begin at the query interface or at a collection." },
    { 405, "Not possible here", "Another method or another URL may be what was meant." },
    { 406, "Not available in this form", "Ask for another media type." },
    { 409, "Conflict", "Look at the present state of things, and decide again." },
    { 412, "Changed meanwhile", "Read it again, and decide again." },
    { 413, "Too much at once", "Ask for less at a time." },
    { 415, "Form not understood", "Send the request in another media type." },
    { 501, "Not implemented", "Use an older version of the protocol." },
    { 503, "Not available now", "Wait a moment, and load the page again." },
    { 0, "Something went wrong",
      "It is not your fault. The operator finds the reason in the log of this cloud." },
};

static void error_page(occi_output *out, int status, const occi_error *error)
{
    size_t i = 0;
    while (meanings[i].status && meanings[i].status != status)
        i++;
    occi_html_page_begin(out, meanings[i].heading, NULL);
    occi_html_write(out->body, "<p class=\"error\"><bdi>%t</bdi></p>\n<p>%t</p>\n", error->message,
                    meanings[i].advice);
    occi_write_format(out->body, "<p class=\"hint\">HTTP status %d</p>\n", status);
    occi_html_page_end(out);
}

/* A page loads its own style and icon, and nothing else: markup that got in by mistake could do nothing. */
const occi_rendering occi_html = {
    .media_type = "text/html",
    .aliases = (const char *const[]){ NULL },
    .content_type = "text/html; charset=utf-8",
    .fields =
        "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'\r\n",
    .is_by_name_only = true,
    .wants_entities = true,
    .categories = occi_html_categories,
    .entity = occi_html_entity,
    .listing_begin = occi_html_listing_begin,
    .listing_item = occi_html_listing_item,
    .listing_end = occi_html_listing_end,
    .created = created,
    .empty = empty,
    .error = error_page,
};
