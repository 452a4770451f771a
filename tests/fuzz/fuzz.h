/* What the fuzzing targets share. Each target is one function that gets bytes from libFuzzer (see
 * devel/fuzz.sh), hands them to a parser, and ends the process when what came out breaks a promise; libFuzzer
 * keeps the bytes then. Programs that use a model are compiled with OCCI_SRCDIR. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "tests/roundtrip.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define SCOPED_POOL __attribute__((cleanup(occi_pool_free_scoped))) occi_pool *

/* Ends the process when there is something to complain about. */
static inline void fuzz_check(const char *wrong)
{
    if (!wrong)
        return;
    fprintf(stderr, "a promise is broken: %s\n", wrong);
    abort();
}

/* An input that the parser refused: the refusal is looked at. True: it was refused. */
static inline bool fuzz_is_refused(occi_pool *pool, const occi_error *error)
{
    fuzz_check(roundtrip_error(pool, error));
    return error != NULL;
}

/* The bytes in memory of their own length, so that reading past them is seen. */
static inline char *fuzz_copy(occi_pool *pool, const uint8_t *bytes, size_t length)
{
    char *copy = occi_pool_resize(pool, NULL, length + 1);
    memcpy(copy, bytes, length);
    copy[length] = '\0'; /* for texts that are read up to their end */
    return copy;
}

/* The model of model/ with the categories of tests/fuzz/model.json laid over it. Lives as long as the
 * process. */
const occi_model *fuzz_model(void);

#endif
