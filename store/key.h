/* The key pair that seals are signed with. The private half is a file of one line of 64 hexadecimal digits,
 * which nobody but its owner may read; the public half is told by its 64 digits. */
#ifndef STORE_KEY_H
#define STORE_KEY_H

#include <sodium.h>
#include "occi/error.h"

#define STORE_KEY_TEXT (2 * crypto_sign_PUBLICKEYBYTES + 1)

/* Makes a key pair and the file, which must not be there yet. */
OCCI_MUST_USE occi_error *store_key_make(occi_pool *pool, const char *path);
/* Refuses a file that others may read. */
OCCI_MUST_USE occi_error *store_key_read(occi_pool *pool, const char *path,
                                         unsigned char secret[crypto_sign_SECRETKEYBYTES]);
void store_key_public(const unsigned char secret[crypto_sign_SECRETKEYBYTES], char out[STORE_KEY_TEXT]);

#endif
