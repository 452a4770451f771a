/* Prefer (see prefer.h). */
#include "fcgi/prefer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One preference: a name and perhaps "=" and a value, which may be quoted. */
static void read_one(const char *text, size_t length, size_t wait_max, fcgi_preferences *out)
{
    static const char wait[] = "wait", minimal[] = "return";
    size_t name = strcspn(text, " \t=,;");
    if (name >= length)
        return;
    const char *value = text + name + strspn(text + name, " \t=\"");
    if (name == sizeof wait - 1 && strncasecmp(text, wait, name) == 0 && !out->wait) {
        unsigned long seconds = strtoul(value, NULL, 10);
        out->wait = *value == '-' ? 0 : seconds < wait_max ? seconds : wait_max;
    }
    if (name == sizeof minimal - 1 && strncasecmp(text, minimal, name) == 0)
        out->is_minimal = strncasecmp(value, "minimal", strlen("minimal")) == 0;
}

fcgi_preferences fcgi_prefer_read(const fcgi_request *request, size_t wait_max)
{
    fcgi_preferences preferences = { 0 };
    for (size_t i = 0; i < request->header_count; i++) {
        const char *text = request->headers[i].value;
        if (strcmp(request->headers[i].name, "PREFER") != 0)
            continue;
        while (*text) {
            text += strspn(text, " \t,");
            size_t length = strcspn(text, ",");
            read_one(text, length, wait_max, &preferences);
            text += length;
        }
    }
    return preferences;
}
