/* Messages written as plain text, one strict form for each, and compared: what a parser made of a text must
 * be what it makes of that form. */
#ifndef TESTS_FUZZ_MESSAGE_H
#define TESTS_FUZZ_MESSAGE_H

#include "occi/message.h"

/* A body in text/plain that says what the message says. */
const char *message_text(occi_pool *pool, const occi_message *message);

/* NULL: both say the same, from wherever it was read. */
const char *message_compare(occi_pool *pool, const occi_message *expected, const occi_message *got);

#endif
