/* What an attribute's value may be: the JSON Schema in an attribute description's `pattern` (GFD.226 3.5.1), compiled.
 * Understood are type (with "integer"), enum, minimum, maximum, exclusiveMinimum and exclusiveMaximum (draft-04 booleans),
 * pattern (a POSIX extended regular expression over the whole value), minLength and maxLength, in characters;
 * `$schema`, `title` and `description` say nothing about values; any other keyword is an error when the model is loaded. */
#ifndef OCCI_PATTERN_H
#define OCCI_PATTERN_H

#include "occi/value.h"

typedef struct occi_pattern occi_pattern;

/* `where` names the attribute in errors (SYNTAX). NULL or {} gives NULL: nothing is restricted. Lives in `pool`. */
OCCI_MUST_USE occi_error *occi_pattern_compile(occi_pool *pool, const char *where, const json_t *schema,
                                               const occi_pattern **out);
/* The pattern says {"type": "integer"}. */
bool occi_pattern_is_integer(const occi_pattern *pattern);
bool occi_pattern_matches(const occi_pattern *pattern, const occi_value *value);
/* What is expected, for error messages: "a positive integer", "one of \"x86\", \"x64\"". `pattern` may be NULL. */
const char *occi_pattern_describe(occi_pool *pool, occi_type type, const occi_pattern *pattern);
/* The schema it was compiled from; borrowed. */
const json_t *occi_pattern_schema(const occi_pattern *pattern);

#endif
