/* Characters of UTF-8 (RFC 3629 4). */
#ifndef OCCI_UTF8_H
#define OCCI_UTF8_H

#include <stddef.h>

/* The length of the character at `at`, which is before `end`; 0: it is none. */
size_t occi_utf8_length(const unsigned char *at, const unsigned char *end);

#endif
