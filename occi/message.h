/* What a request said, read by its syntax alone: nothing here has been looked up in a model yet. A parser for each
 * rendering makes one; bind.h gives it meaning. Strings are in the pool it was parsed into, unescaped, valid UTF-8
 * and free of control characters below 0x20 (except tab). `place` tells a person where in the request something stood: "line 3". */
#ifndef OCCI_MESSAGE_H
#define OCCI_MESSAGE_H

#include <stdbool.h>
#include <jansson.h>
#include "occi/error.h"

typedef enum occi_literal_form {
    OCCI_LITERAL_QUOTED, /* "..." : `text` is unescaped */
    OCCI_LITERAL_TOKEN,  /* a bare word or number */
    OCCI_LITERAL_JSON    /* a JSON value, whose type is its own: "2" is no number */
} occi_literal_form;

typedef struct occi_literal {
    occi_literal_form form;
    const char *text; /* of a JSON value: a string's own text, else as it is written */
    json_t *json;     /* borrowed from the pool; NULL for the other forms */
} occi_literal;

typedef struct occi_message_category {
    const char *term;
    const char *scheme;
    const char *class_name; /* NULL: not given, as all below */
    const char *title;
    const char *location;
    const char **depends; /* type identifiers; in text the list of rel, which for a kind is its parent */
    size_t depends_count;
    const char **applies; /* type identifiers; JSON only */
    size_t applies_count;
    bool has_attributes; /* it defines some; what they are is not kept, as no client can define them */
    bool has_actions;    /* likewise */
    const char *place;
} occi_message_category;

typedef struct occi_message_attribute {
    const char *name;
    occi_literal value;
    const char *place;
} occi_message_attribute;

typedef struct occi_message_link {
    const char *target; /* the URI reference between < and >; NULL: a link given by `self` alone, that must be there already */
    const char *rel;    /* first type identifier of rel; NULL: not given */
    const char *self;   /* NULL: not given; in JSON: self, else location, else id */
    const char **categories; /* type identifiers of the link: kind first, then mixins */
    size_t category_count;
    occi_message_attribute *attributes;
    size_t attribute_count;
    const char *action; /* the term behind "?action=" of an action link, which requests carry only as an echo; else NULL */
    const char *place;
} occi_message_link;

typedef struct occi_message_location {
    const char *uri;
    const char *place;
} occi_message_location;

typedef struct occi_message occi_message;
struct occi_message {
    const occi_message *next; /* of several entities in one request (JSON only); NULL: the last */
    occi_message_category *categories;
    size_t category_count;
    occi_message_link *links;
    size_t link_count;
    occi_message_attribute *attributes;
    size_t attribute_count;
    /* The entities a request speaks of, as members of a collection. In JSON also where an entity that is given in full
     * says it is: its location, else self, else id (a URN), then the same of links that were read with it from beside it.
     * Who creates or changes entities passes over them. */
    occi_message_location *locations;
    size_t location_count;
};

#endif
