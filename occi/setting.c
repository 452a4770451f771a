/* Reading settings from the environment (see setting.h). */
#include "occi/setting.h"

#include <stdlib.h>
#include <string.h>

static bool read_switch(const char *text, bool *out)
{
    *out = strcmp(text, "on") == 0;
    return *out || strcmp(text, "off") == 0;
}

static bool read_number(const char *text, size_t *out)
{
    char *end;
    *out = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && *out > 0;
}

/* What was expected; NULL: the value is fine. */
static const char *read_row(const occi_setting *row, const char *value, void *field)
{
    switch (row->type) {
    case OCCI_SETTING_TEXT:
        *(const char **)field = value;
        return NULL;
    case OCCI_SETTING_SWITCH:
        return read_switch(value, field) ? NULL : "on or off";
    case OCCI_SETTING_NUMBER:
        return read_number(value, field) ? NULL : "a number greater than 0";
    }
    return "nothing";
}

bool occi_settings_read(const occi_setting *rows, size_t count, void *settings, char *problem, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = getenv(rows[i].variable);
        if (!value)
            value = rows[i].fallback;
        const char *expected = read_row(&rows[i], value, (char *)settings + rows[i].offset);
        if (!expected)
            continue;
        snprintf(problem, size, "%s: expected %s, got \"%s\"", rows[i].variable, expected, value);
        return false;
    }
    return true;
}

void occi_settings_print(const occi_setting *rows, size_t count, FILE *out)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, "  %-16s %s%s%s%s\n", rows[i].variable, rows[i].help,
                *rows[i].fallback ? " (default " : "", rows[i].fallback, *rows[i].fallback ? ")" : "");
}
