/* Fetching keys (see keys.h). */
#include "reconciler/keys.h"

#include <curl/curl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "occi/error.h"
#include "store/identity.h"

#define PAUSE        1                    /* seconds between two looks */
#define DOCUMENT_MAX ((size_t)256 * 1024) /* bytes */
#define TRANSFER_MAX 20L                  /* seconds */
#define CONNECT_MAX  5L

struct reconciler_keys {
    store_session *session;
    pthread_t thread;
    pthread_mutex_t lock; /* of the pause */
    pthread_cond_t woken;
    atomic_bool is_stopping;
};

typedef struct document {
    char *bytes;
    size_t length;
} document;

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
    document *into = context;
    size_t length = size * count;
    if (length > DOCUMENT_MAX - into->length)
        return 0; /* which makes the transfer fail */
    char *longer = realloc(into->bytes, into->length + length + 1);
    if (!longer)
        return 0;
    memcpy(longer + into->length, bytes, length);
    into->bytes = longer;
    into->length += length;
    longer[into->length] = '\0';
    return length;
}

static int watch(void *context, curl_off_t to_come, curl_off_t here, curl_off_t to_send, curl_off_t sent)
{
    const reconciler_keys *keys = context;
    (void)to_come, (void)here, (void)to_send, (void)sent;
    return atomic_load(&keys->is_stopping);
}

/* What the address answers; no redirection is followed, for an address that an operator has checked could
 * lead to one that nobody has. */
static bool fetch(reconciler_keys *keys, CURL *curl, const char *uri, document *into,
                  char problem[CURL_ERROR_SIZE])
{
    bool is_set = curl_easy_setopt(curl, CURLOPT_URL, uri) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http") == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_TIMEOUT, TRANSFER_MAX) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_MAX) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)DOCUMENT_MAX) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_USERAGENT, "occi-reconciler/" OCCI_VERSION) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_WRITEDATA, into) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch) == CURLE_OK &&
                  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, keys) == CURLE_OK;
    CURLcode code = is_set ? curl_easy_perform(curl) : CURLE_FAILED_INIT;
    long status = 0;
    if (code != CURLE_OK && !*problem)
        snprintf(problem, CURL_ERROR_SIZE, "%s", curl_easy_strerror(code));
    if (code != CURLE_OK)
        return false;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200 && into->bytes)
        return true;
    snprintf(problem, CURL_ERROR_SIZE, "it answers %ld", status);
    return false;
}

/* {"keys": [{…}, …]}, written anew: what goes into the registry is what was understood. */
static char *read_keys(const document *from, char problem[CURL_ERROR_SIZE])
{
    json_t *json = json_loadb(from->bytes, from->length, JSON_REJECT_DUPLICATES, NULL);
    char *text = NULL;
    if (json_is_array(json_object_get(json, "keys")))
        text = json_dumps(json, JSON_COMPACT);
    if (!text)
        snprintf(problem, CURL_ERROR_SIZE, "it answers what is no JSON object with keys");
    json_decref(json);
    return text;
}

static occi_error *fetch_one(reconciler_keys *keys, occi_pool *pool, int issuer, const char *uri)
{
    char problem[CURL_ERROR_SIZE] = "";
    document into = { 0 };
    CURL *curl = curl_easy_init();
    char *text = curl && fetch(keys, curl, uri, &into, problem) ? read_keys(&into, problem) : NULL;
    curl_easy_cleanup(curl);
    free(into.bytes);
    if (!text && !*problem)
        snprintf(problem, sizeof problem, "memory is out");
    if (!text)
        fprintf(stderr, "occi-reconciler: keys at %s: %s\n", uri, problem);
    occi_error *error = atomic_load(&keys->is_stopping)
                            ? NULL /* then nothing is wrong with the issuer */
                            : store_jwks_fetched(keys->session, pool, issuer, text, text ? NULL : problem);
    free(text);
    return error;
}

/* Fetches for one issuer. False: nothing is due, or the registry is away, and others say so. */
static bool fetch_next(reconciler_keys *keys)
{
    int issuer = 0;
    const char *uri = NULL;
    occi_pool *pool = occi_pool_new(NULL);
    bool is_done = pool && !store_jwks_due(keys->session, pool, &issuer, &uri) && uri &&
                   !fetch_one(keys, pool, issuer, uri);
    occi_pool_free(pool);
    return is_done;
}

static void *work(void *context)
{
    reconciler_keys *keys = context;
    while (!atomic_load(&keys->is_stopping)) {
        struct timespec until;
        while (!atomic_load(&keys->is_stopping) && fetch_next(keys))
            ;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += PAUSE;
        pthread_mutex_lock(&keys->lock);
        if (!atomic_load(&keys->is_stopping))
            pthread_cond_timedwait(&keys->woken, &keys->lock, &until);
        pthread_mutex_unlock(&keys->lock);
    }
    return NULL;
}

static void release(reconciler_keys *keys)
{
    store_session_free(keys->session);
    free(keys);
    curl_global_cleanup();
}

reconciler_keys *reconciler_keys_start(const reconciler_settings *settings)
{
    reconciler_keys *keys = calloc(1, sizeof *keys);
    if (!keys || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(keys);
        return NULL;
    }
    pthread_mutex_init(&keys->lock, NULL);
    pthread_cond_init(&keys->woken, NULL);
    keys->session = store_session_new(settings->database, "occi-reconciler keys");
    if (keys->session && pthread_create(&keys->thread, NULL, work, keys) == 0)
        return keys;
    release(keys);
    return NULL;
}

void reconciler_keys_stop(reconciler_keys *keys)
{
    if (!keys)
        return;
    pthread_mutex_lock(&keys->lock);
    atomic_store(&keys->is_stopping, true);
    pthread_cond_signal(&keys->woken);
    pthread_mutex_unlock(&keys->lock);
    pthread_join(keys->thread, NULL);
    release(keys);
}
