/* API tokens: "occi_" and 48 characters of Base64url, which are 32 random bytes and a checksum of 4. The
 * checksum keeps typing errors, and what was never a token, away from the registry, and lets those who search
 * for leaked secrets know one. The registry keeps a digest only: whoever reads it learns no token. */
#ifndef STORE_TOKEN_H
#define STORE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#define STORE_TOKEN_PREFIX "occi_"
#define STORE_TOKEN_SIZE   (sizeof STORE_TOKEN_PREFIX + 48) /* with the NUL at the end */
#define STORE_DIGEST_SIZE  65                               /* 64 hexadecimal digits and a NUL */

/* A new token and its digest; the caller wipes the token. False: the system has no randomness. */
bool store_token_make(char token[STORE_TOKEN_SIZE], char digest[STORE_DIGEST_SIZE]);
/* The digest of what was sent; false when it is no token. */
bool store_token_digest(const char *token, size_t length, char digest[STORE_DIGEST_SIZE]);

#endif
