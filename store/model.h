/* The model documents of the registry (model/README.md): what operators load, see and take away. Names are
 * those of their files. */
#ifndef STORE_MODEL_H
#define STORE_MODEL_H

#include "store/session.h"

typedef enum store_model_state {
    STORE_MODEL_NEW,
    STORE_MODEL_SAME, /* loaded with this very text */
    STORE_MODEL_CHANGED,
    STORE_MODEL_REMOVED /* ships with us, and an operator took it away */
} store_model_state;

/* Waits for whoever else changes documents, and keeps them out until the session ends, so that what was
 * checked is what is loaded. */
OCCI_MUST_USE occi_error *store_model_lock(store_session *session, occi_pool *pool);
OCCI_MUST_USE occi_error *store_model_find(store_session *session, occi_pool *pool, const char *name,
                                           const char *document, store_model_state *out);
/* All categories that are not from the document called `name`, as one document. */
OCCI_MUST_USE occi_error *store_model_others(store_session *session, occi_pool *pool, const char *name,
                                             const char **document);

/* Why something cannot be done: each a sentence. None: it was done. */
typedef struct store_refusals {
    const char **list;
    size_t count;
} store_refusals;

/* Loads a document, or what it says now, in one transaction; running workers see it in their next request. */
OCCI_MUST_USE occi_error *store_model_load(store_session *session, occi_pool *pool, const char *name,
                                           const char *document, bool is_standard, store_refusals *out);
OCCI_MUST_USE occi_error *store_model_remove(store_session *session, occi_pool *pool, const char *name,
                                             store_refusals *out);

/* The document as it was loaded; NULL: there is none of that name. */
OCCI_MUST_USE occi_error *store_model_read(store_session *session, occi_pool *pool, const char *name,
                                           const char **document);

typedef struct store_model {
    const char *name;
    const char *loaded; /* when: an ISO 8601 instant */
    bool is_standard;   /* ships with us */
    bool is_removed;
    int64_t kinds;
    int64_t mixins;
    int64_t actions;
    int64_t entities; /* of its kinds or with its mixins */
} store_model;

OCCI_MUST_USE occi_error *store_model_list(store_session *session, occi_pool *pool, store_model **out,
                                           size_t *count);

#endif
