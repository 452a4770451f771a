/* occi-admin audit: the key, verifying, and letting old months go. */
#include "cli/admin.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "store/key.h"
#include "store/verify.h"

occi_error *admin_audit_key(store_session *session, occi_pool *pool, const admin_options *given)
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    char public_key[STORE_KEY_TEXT];
    (void)session;
    if (access(given->name, F_OK) != 0)
        TRY(store_key_make(pool, given->name));
    TRY(store_key_read(pool, given->name, secret));
    store_key_public(secret, public_key);
    sodium_memzero(secret, sizeof secret);
    printf("%s\n", public_key);
    return NULL;
}

static bool read_digits(const char *text, unsigned char *out, size_t size)
{
    size_t length = 0;
    return strlen(text) >= 2 * size && strcspn(text + 2 * size, " \t\r\n") == 0 &&
           sodium_hex2bin(out, size, text, 2 * size, NULL, &length, NULL) == 0 && length == size;
}

occi_error *admin_key_read(occi_pool *pool, const char *given, unsigned char key[32])
{
    const char *text;
    if (read_digits(given, key, crypto_sign_PUBLICKEYBYTES))
        return NULL;
    TRY(admin_file_read(pool, given, &text));
    return read_digits(text, key, crypto_sign_PUBLICKEYBYTES)
               ? NULL
               : OCCI_FAIL(pool, OPERATOR,
                           occi_pool_format(pool, "%s holds no public key of 64 hexadecimal digits", given));
}

/* --- verify --- */

static void print_verified(const store_verified *verified, bool is_key_known)
{
    char text[STORE_KEY_TEXT];
    printf("%" PRId64 " events in %" PRId64 " seals are as they were sealed\n", verified->events,
           verified->seals);
    if (verified->archived)
        printf("%" PRId64 " events have been archived\n", verified->archived);
    if (verified->archive_unsealed)
        printf("that they were, event %" PRId64 ", is not sealed yet\n", verified->archive_unsealed);
    if (verified->waiting.count)
        printf("%" PRId64 " events wait for a seal, the oldest for %" PRId64 " seconds\n",
               verified->waiting.count, verified->waiting.age);
    if (verified->last.number == 0)
        return;
    sodium_bin2hex(text, sizeof text, verified->last.key, sizeof verified->last.key);
    printf("key %s%s\n", text, is_key_known ? "" : " (as the registry says; --key makes sure)");
    sodium_bin2hex(text, sizeof text, verified->last.head.bytes, sizeof verified->last.head.bytes);
    printf("head %s (keep it elsewhere; --since makes sure that it stays)\n", text);
}

occi_error *admin_audit_verify(store_session *session, occi_pool *pool, const admin_options *given)
{
    store_verify_known known = { .key_count = given->key_count };
    store_verified verified;
    store_hash since;
    for (size_t i = 0; i < given->key_count; i++)
        TRY(admin_key_read(pool, given->keys[i], known.keys[i]));
    if (given->since && !read_digits(given->since, since.bytes, sizeof since.bytes))
        return OCCI_FAIL(pool, OPERATOR, "a head is 64 hexadecimal digits");
    known.since = given->since ? &since : NULL;
    TRY(store_verify(session, pool, &known, &verified));
    if (verified.finding)
        return OCCI_FAIL(pool, OPERATOR, verified.finding);
    print_verified(&verified, given->key_count > 0);
    return NULL;
}

/* --- archive --- */

typedef struct archive {
    occi_pool *pool;
    FILE *file;
    crypto_hash_sha256_state digest;
    int64_t count;
} archive;

/* One line of JSON. */
static occi_error *write_event(void *context, const store_event *event)
{
    archive *self = context;
    json_t *json = admin_event_json(event);
    char *line = json ? json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;
    json_decref(json);
    ALLOC(line);
    size_t length = strlen(line);
    line[length] = '\n'; /* where the zero was */
    crypto_hash_sha256_update(&self->digest, (const unsigned char *)line, length + 1);
    bool is_written = fwrite(line, 1, length + 1, self->file) == length + 1;
    free(line);
    self->count++;
    return is_written ? NULL : OCCI_FAIL(self->pool, OPERATOR, "the file cannot be written");
}

static occi_error *archive_months(store_session *session, occi_pool *pool, archive *self,
                                  const admin_options *given, int *partitions)
{
    const char *bound;
    unsigned char digest[crypto_hash_sha256_BYTES];
    char text[2 * sizeof digest + 1];
    crypto_hash_sha256_init(&self->digest);
    TRY(store_archive_open(session, pool, given->name, &bound));
    TRY(store_events_before(session, pool, bound, write_event, self));
    if (fflush(self->file) != 0 || fsync(fileno(self->file)) != 0)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s: %s", given->more[0], strerror(errno)));
    crypto_hash_sha256_final(&self->digest, digest);
    sodium_bin2hex(text, sizeof text, digest, sizeof digest);
    return store_archive(session, pool, bound, given->more[0], text, self->count, partitions);
}

occi_error *admin_audit_archive(store_session *session, occi_pool *pool, const admin_options *given)
{
    archive self = { .pool = pool };
    int partitions = 0;
    if (!given->more[0])
        return OCCI_FAIL(pool, OPERATOR,
                         "say up to when, and into which file: occi-admin audit archive DATE FILE");
    int file = open(given->more[0], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    self.file = file < 0 ? NULL : fdopen(file, "w");
    if (!self.file)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s: %s", given->more[0], strerror(errno)));
    occi_error *error = archive_months(session, pool, &self, given, &partitions);
    fclose(self.file);
    store_session_rollback(session);
    if (error) {
        unlink(given->more[0]);
        return error;
    }
    printf("%" PRId64 " events of %d months archived in %s\n", self.count, partitions, given->more[0]);
    return NULL;
}
