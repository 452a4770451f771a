/* A rendering: one media type's way to read requests and write answers. The table of renderings (rendering.c) is all
 * that the rest of the system knows of media types; a new one is a new row. */
#ifndef OCCI_RENDERING_H
#define OCCI_RENDERING_H

#include "occi/entity.h"
#include "occi/message.h"
#include "occi/writer.h"

struct occi_header;

/* Where an answer goes. A header form (text/occi) writes complete header lines, "Name: value" CRLF, to `head`, and
 * "OK" to `body`; the others write to `body` only. */
typedef struct occi_output {
    occi_pool *pool; /* for scratch memory */
    occi_writer *head;
    occi_writer *body;
    const char *base; /* "https://cloud.example.org", put before a path to make it absolute */
    const occi_category *collection; /* the kind whose members a listing shows; NULL: no listing, or of several kinds */
    size_t items;     /* written so far in the current listing */
    bool is_at_links; /* a listing of several kinds is behind its resources (JSON) */

    /* Where the answer stands, for renderings that lead on from there. */
    const char *path;        /* of the request, decoded; NULL: unknown, as all below */
    const char *prefix;      /* what the paths of categories are written with ("/t/red"); entities' have it already */
    const char *query;       /* as it was sent; "" when there was none */
    const occi_model *model; /* what there is beside it */
    size_t page;             /* of a listing in pages, counted from 1; 0: all of it in one */
    size_t number;           /* items to a page */
    bool has_next;           /* another page follows; known when the listing ends */
} occi_output;

static inline const char *occi_output_prefix(const occi_output *out)
{
    return out->prefix ? out->prefix : "";
}

typedef struct occi_rendering {
    const char *media_type;
    const char *const *aliases; /* NULL-terminated */
    const char *content_type;   /* what answers say: with the charset */
    const char *fields;         /* further header lines of answers; NULL: none */
    bool is_in_headers;         /* the rendering is carried by header lines */
    bool is_listing_only;       /* text/uri-list */
    bool is_by_name_only;       /* wildcards in Accept do not choose it */
    bool is_request_only;       /* understood in requests, never given in answers */
    bool wants_entities;        /* listings show whole entities, so they must be read from the registry */

    /* Reading; NULL: not understood in requests. A header form reads `headers`, the others the body. */
    occi_error *(*parse)(occi_pool *pool, const struct occi_header *headers, size_t header_count, const char *body,
                         size_t body_length, const occi_message **out);

    /* Writing. A listing is begin, any number of items, end; so that it can be streamed, an item is written as soon
     * as it is known: in a listing of several kinds all resources come before all links. Failures stick in the writers. */
    void (*categories)(occi_output *out, const occi_category *const *categories, size_t count);
    void (*entity)(occi_output *out, const occi_entity *entity);
    void (*listing_begin)(occi_output *out);
    void (*listing_item)(occi_output *out, const occi_entity *entity); /* `location` at least is set */
    void (*listing_end)(occi_output *out);
    /* The answer to a create: where the new entities are. */
    void (*created)(occi_output *out, const occi_entity *entity);
    /* Nothing to show, all is well. */
    void (*empty)(occi_output *out);
    /* One sentence that says what was wrong. */
    void (*error)(occi_output *out, int status, const occi_error *error);
} occi_rendering;

/* By media type or alias, without parameters, in any case; NULL: unknown. */
const occi_rendering *occi_rendering_find(const char *media_type, size_t length);
/* The rendering that an Accept field asks for (RFC 9110 12.5.1; http.md 10): highest q first, then the order of
 * the table; NULL or empty: text/plain. NULL when none will do. */
const occi_rendering *occi_rendering_negotiate(const char *accept);
/* The row at `index`, NULL past the end. */
const occi_rendering *occi_rendering_at(size_t index);

#endif
