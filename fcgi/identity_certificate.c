/* TLS client certificates. nginx has verified them and tells by parameters of its own, which no header field
 * of a client can become: those are called HTTP_…. VOMS attributes (FQANs) come the same way, one or several,
 * with commas between. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "fcgi/scheme.h"
#include "occi/json.h"

#define ATTRIBUTES_MAX 64

/* What is remembered stands for all of it; a line end is in no DN as nginx writes it. */
static bool find(fcgi_login *login)
{
    const fcgi_certificate *shown = &login->request->certificate;
    if (login->request->authorization || fcgi_request_field(login->request, "X_AUTH_TOKEN"))
        return false;
    if (!shown->verified || strcmp(shown->verified, "SUCCESS") != 0 || !shown->subject)
        return false;
    login->secret =
        occi_pool_format(login->pool, "%s\n%s\n%s", shown->subject, shown->issuer ? shown->issuer : "",
                         shown->attributes ? shown->attributes : "");
    login->length = login->secret ? strlen(login->secret) : 0;
    return login->secret;
}

/* {"fqan": ["/vo.example.org/Role=NULL", …]} */
static occi_error *read_attributes(fcgi_login *login, const char *text, const char **out)
{
    json_t *list, *claims;
    ALLOC(claims = occi_json_adopt(login->pool, json_pack("{s:[]}", "fqan")));
    list = json_object_get(claims, "fqan");
    for (size_t count = 0; text && *text && count < ATTRIBUTES_MAX; count++) {
        text += strspn(text, ", ");
        size_t length = strcspn(text, ",");
        if (length > 0 && json_array_append_new(list, json_stringn(text, length)) < 0)
            return &occi_error_no_memory;
        text += length;
    }
    char *written = json_dumps(claims, JSON_COMPACT);
    *out = written ? occi_pool_string(login->pool, written) : NULL;
    free(written);
    return *out ? NULL : &occi_error_no_memory;
}

static bool is_readable(const fcgi_certificate *shown)
{
    const char *const texts[] = { shown->subject, shown->issuer, shown->attributes };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] && !fcgi_is_text(texts[i], strlen(texts[i])))
            return false;
    return true;
}

static occi_error *check(fcgi_login *login)
{
    const fcgi_certificate *shown = &login->request->certificate;
    bool is_found;
    store_identity identity = { .type = "certificate",
                                .issuer = shown->issuer ? shown->issuer : "",
                                .subject = shown->subject,
                                .said_at = (double)time(NULL) };
    if (!is_readable(shown)) {
        login->problem = "the certificate's names are no UTF-8";
        return NULL;
    }
    login->account = shown->subject;
    TRY(read_attributes(login, shown->attributes, &identity.claims));
    TRY(store_identity_find(login->session, login->pool, &identity, &login->principal, &is_found));
    if (!is_found) {
        login->problem = "nobody has named this certificate, and no rule gives it a tenant";
        login->refused_as = "certificate";
    }
    return NULL;
}

const fcgi_scheme fcgi_scheme_certificate = {
    .name = "certificate", .remembered = 60, .find = find, .check = check
};
