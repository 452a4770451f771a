/* API tokens (see token.h). */
#include "store/token.h"

#include <sodium.h>
#include <string.h>

#define RANDOM_BYTES   32
#define CHECKSUM_BYTES 4
#define PREFIX_LENGTH  (sizeof STORE_TOKEN_PREFIX - 1)
#define TOKEN_LENGTH   (STORE_TOKEN_SIZE - 1)

typedef struct token_bytes {
    unsigned char secret[RANDOM_BYTES];
    unsigned char checksum[CHECKSUM_BYTES];
} token_bytes;

static void checksum(const token_bytes *bytes, unsigned char out[CHECKSUM_BYTES])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes->secret, sizeof bytes->secret);
    memcpy(out, digest, CHECKSUM_BYTES);
}

/* Of the token as it is written: the checksum is a part of another digest, and tells nothing of this one. */
static void digest_of(const char *token, char digest[STORE_DIGEST_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)token, TOKEN_LENGTH);
    sodium_bin2hex(digest, STORE_DIGEST_SIZE, hash, sizeof hash);
    sodium_memzero(hash, sizeof hash);
}

bool store_token_make(char token[STORE_TOKEN_SIZE], char digest[STORE_DIGEST_SIZE])
{
    token_bytes bytes;
    if (sodium_init() < 0)
        return false;
    randombytes_buf(bytes.secret, sizeof bytes.secret);
    checksum(&bytes, bytes.checksum);
    memcpy(token, STORE_TOKEN_PREFIX, PREFIX_LENGTH);
    sodium_bin2base64(token + PREFIX_LENGTH, STORE_TOKEN_SIZE - PREFIX_LENGTH, (const unsigned char *)&bytes,
                      sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(&bytes, sizeof bytes);
    digest_of(token, digest);
    return true;
}

bool store_token_digest(const char *token, size_t length, char digest[STORE_DIGEST_SIZE])
{
    token_bytes bytes;
    unsigned char expected[CHECKSUM_BYTES];
    size_t decoded;
    if (length != TOKEN_LENGTH || strncmp(token, STORE_TOKEN_PREFIX, PREFIX_LENGTH) != 0)
        return false;
    bool is_token = sodium_base642bin((unsigned char *)&bytes, sizeof bytes, token + PREFIX_LENGTH,
                                      length - PREFIX_LENGTH, NULL, &decoded, NULL,
                                      sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
                    decoded == sizeof bytes;
    if (is_token) {
        checksum(&bytes, expected);
        is_token = sodium_memcmp(expected, bytes.checksum, sizeof expected) == 0;
    }
    sodium_memzero(&bytes, sizeof bytes);
    if (is_token)
        digest_of(token, digest);
    return is_token;
}
