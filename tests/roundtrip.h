/* What is rendered and read again must be what it was: for the fuzzers and the property test. Every function
 * answers NULL when all is as it should be, else a sentence that says what is not, in `pool`. */
#ifndef TESTS_ROUNDTRIP_H
#define TESTS_ROUNDTRIP_H

#include "occi/bind.h"
#include "occi/rendering.h"

/* The entity and its links have ids and locations, as the registry gives them. */
void roundtrip_store(occi_pool *pool, occi_entity *entity);

/* The entity in each rendering that can be read again: the message says all of it and nothing else, as a full
 * or partial update it changes nothing, and as a creation it makes the same entity again. Renderings that
 * cannot be read are rendered. `entity` has been through roundtrip_store. */
const char *roundtrip_entity(occi_pool *pool, const occi_model *model, const occi_entity *entity);

/* The entities as a listing in each rendering. */
const char *roundtrip_listing(occi_pool *pool, const occi_entity *const *entities, size_t count);

/* The model's own categories in each rendering; as JSON they make the same model over `base` again. */
const char *roundtrip_model(occi_pool *pool, const occi_model *model, const occi_model *base);

/* Both are one entity, registry's members (id, location, version) aside. */
const char *roundtrip_compare(occi_pool *pool, const occi_entity *expected, const occi_entity *got);

/* A refusal is one that a client has earned, in one sentence without control characters. NULL error: fine. */
const char *roundtrip_error(occi_pool *pool, const occi_error *error);

/* Valid UTF-8 without control characters. */
bool roundtrip_is_clean(const char *text);

/* All text that a message carries is clean, and no count lies. */
const char *roundtrip_message(occi_pool *pool, const occi_message *message);

/* What text/occi makes of a string: it carries ASCII only, so that anything else becomes "?". */
const char *roundtrip_header_text(occi_pool *pool, const char *text);

#endif
