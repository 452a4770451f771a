/* What model documents have to be before they may stand beside others in a registry, beyond what
 * occi_model_parse asks of every model: the rules of the standard for those who extend it, and ours. Each is
 * a row of a table with a name and a sentence (model_check.c); occi-admin tells an operator all that are
 * broken at once. */
#ifndef OCCI_MODEL_CHECK_H
#define OCCI_MODEL_CHECK_H

#include "occi/model.h"

typedef struct occi_finding {
    const char *rule; /* its name: "scheme-reserved" */
    const char *text; /* "kinds[0].scheme: …" */
    bool is_error;    /* otherwise a warning */
} occi_finding;

typedef struct occi_findings {
    occi_finding *list;
    size_t count;
    bool has_error;
} occi_findings;

/* Checks `document` against all `others` of the registry, given as one. `is_standard`: it ships with us, and
 * may speak for the standard. What is found lives in `pool`; the error is for memory only. */
OCCI_MUST_USE occi_error *occi_model_check(occi_pool *pool, const json_t *document, const json_t *others,
                                           bool is_standard, occi_findings *out);

#endif
