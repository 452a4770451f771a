/* What the registry says of an entity, as the drivers want to hear it. Here the Infrastructure kinds
 * (GFD.224) are known. */
#ifndef RECONCILER_SPEC_H
#define RECONCILER_SPEC_H

#include "drivers/driver.h"
#include "store/queue.h"

/* What carries an operation out. */
typedef enum spec_step {
    SPEC_APPLY,
    SPEC_RESTART,
    SPEC_SAVE,
    SPEC_BACKUP,
    SPEC_SNAPSHOT,
    SPEC_RESIZE
} spec_step;

typedef struct spec_kind {
    const char *identifier;
    driver_class class; /* of the thing on the host */
    bool is_link;       /* it is part of its source's thing */
} spec_kind;

/* NULL: nothing here makes that kind real. */
const spec_kind *spec_kind_find(const char *identifier);
/* The step of an action; false: unknown. */
bool spec_action_find(const char *identifier, spec_step *out);

/* A state in the words of the class: "active" or "online". */
const char *spec_state_word(driver_class class, driver_state state);
/* DRIVER_STATE_ABSENT for a word that is no state to be wanted. */
driver_state spec_state_read(const char *word);

/* From a subject's document (sql/080-queue.sql). What they point to lives in `pool` or the document. The
 * state wanted and the method are the caller's. REFUSED in words: `*wrong` says what a driver could not use;
 * NULL: all is well. */
OCCI_MUST_USE occi_error *spec_compute(occi_pool *pool, const json_t *document, driver_compute *out,
                                       const char **wrong);
void spec_storage(const json_t *document, driver_storage *out);
void spec_network(const json_t *document, driver_network *out);

/* GiB to bytes, as far as there are any. */
uint64_t spec_bytes(double gibibytes);

#endif
