/* Key files (see key.h). */
#include "store/key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static occi_error *fail(occi_pool *pool, const char *path, const char *reason)
{
    return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "the key file %s: %s", path, reason));
}

occi_error *store_key_make(occi_pool *pool, const char *path)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    char line[2 * sizeof seed + 2];
    if (sodium_init() < 0)
        return fail(pool, path, "no random numbers can be had");
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    if (file < 0)
        return fail(pool, path, strerror(errno));
    randombytes_buf(seed, sizeof seed);
    sodium_bin2hex(line, sizeof line, seed, sizeof seed);
    strcat(line, "\n");
    bool is_whole = write(file, line, sizeof line - 1) == sizeof line - 1 && fsync(file) == 0;
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(line, sizeof line);
    if (close(file) == 0 && is_whole)
        return NULL;
    unlink(path);
    return fail(pool, path, "it could not be written whole");
}

static occi_error *read_line(occi_pool *pool, const char *path, int file, char *line, size_t size)
{
    struct stat status;
    if (fstat(file, &status) < 0)
        return fail(pool, path, strerror(errno));
    if (status.st_mode & (S_IRWXG | S_IRWXO))
        return fail(pool, path, "others than its owner may read it; chmod 400");
    ssize_t length = read(file, line, size - 1);
    if (length < 0)
        return fail(pool, path, strerror(errno));
    line[length] = '\0';
    return NULL;
}

occi_error *store_key_read(occi_pool *pool, const char *path,
                           unsigned char secret[crypto_sign_SECRETKEYBYTES])
{
    unsigned char seed[crypto_sign_SEEDBYTES], public_key[crypto_sign_PUBLICKEYBYTES];
    char line[2 * sizeof seed + 2] = "";
    size_t length = 0;
    int file = sodium_init() < 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return fail(pool, path, strerror(errno));
    occi_error *error = read_line(pool, path, file, line, sizeof line);
    close(file);
    bool is_key = !error &&
                  sodium_hex2bin(seed, sizeof seed, line, strcspn(line, "\n"), NULL, &length, NULL) == 0 &&
                  length == sizeof seed;
    if (is_key)
        crypto_sign_seed_keypair(public_key, secret, seed);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(line, sizeof line);
    return is_key || error ? error : fail(pool, path, "it is no key");
}

void store_key_public(const unsigned char secret[crypto_sign_SECRETKEYBYTES], char out[STORE_KEY_TEXT])
{
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
    crypto_sign_ed25519_sk_to_pk(public_key, secret);
    sodium_bin2hex(out, STORE_KEY_TEXT, public_key, sizeof public_key);
}
