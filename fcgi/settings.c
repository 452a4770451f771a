/* The table of settings (see settings.h). */
#include "fcgi/settings.h"

#include <stdlib.h>
#include <string.h>

typedef enum setting_type { SETTING_TEXT, SETTING_SWITCH, SETTING_BYTES } setting_type;

typedef struct setting_row {
    const char *variable;
    setting_type type;
    size_t offset;
    const char *fallback;
    const char *help;
} setting_row;

static const setting_row rows[] = {
    { "OCCI_DATABASE", SETTING_TEXT, offsetof(fcgi_settings, database), "",
      "how to reach the registry: a PostgreSQL connection string; the role is occi_worker" },
    { "OCCI_AUTOSTART", SETTING_SWITCH, offsetof(fcgi_settings, autostart), "on",
      "whether what is created is started (a compute), brought up (a network) or put online (a storage) at "
      "once" },
    { "OCCI_BODY_MAX", SETTING_BYTES, offsetof(fcgi_settings, body_max), "16777216",
      "the largest request body, in bytes" },
    { "OCCI_TRACE", SETTING_SWITCH, offsetof(fcgi_settings, trace), "off",
      "whether answers carry X-Occi-Round-Trips, the number of waits for the registry" },
};

static bool read_switch(const char *text, bool *out)
{
    *out = strcmp(text, "on") == 0;
    return *out || strcmp(text, "off") == 0;
}

static bool read_bytes(const char *text, size_t *out)
{
    char *end;
    *out = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && *out > 0;
}

bool fcgi_settings_read(fcgi_settings *settings, char *problem, size_t size)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *value = getenv(rows[i].variable);
        if (!value)
            value = rows[i].fallback;
        void *field = (char *)settings + rows[i].offset;
        switch (rows[i].type) {
        case SETTING_TEXT:
            *(const char **)field = value;
            break;
        case SETTING_SWITCH:
            if (read_switch(value, field))
                break;
            snprintf(problem, size, "%s: expected on or off, got \"%s\"", rows[i].variable, value);
            return false;
        case SETTING_BYTES:
            if (read_bytes(value, field))
                break;
            snprintf(problem, size, "%s: expected a number of bytes, got \"%s\"", rows[i].variable, value);
            return false;
        }
    }
    return true;
}

void fcgi_settings_print(FILE *out)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        fprintf(out, "  %-16s %s%s%s%s\n", rows[i].variable, rows[i].help,
                *rows[i].fallback ? " (default " : "", rows[i].fallback, *rows[i].fallback ? ")" : "");
}
