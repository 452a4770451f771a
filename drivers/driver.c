/* The table of drivers and the words of the contract. */
#include "drivers/driver.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "drivers/libvirt.h"

static const driver *const drivers[] = {
    &driver_test,
};

static const char *const state_names[] = {
    [DRIVER_STATE_ABSENT] = "absent",     [DRIVER_STATE_ACTIVE] = "active",
    [DRIVER_STATE_INACTIVE] = "inactive", [DRIVER_STATE_SUSPENDED] = "suspended",
    [DRIVER_STATE_ERROR] = "error",
};

static const char *const method_words[] = {
    [DRIVER_METHOD_DEFAULT] = "",
    [DRIVER_METHOD_GRACEFUL] = "graceful",
    [DRIVER_METHOD_ACPIOFF] = "acpioff",
    [DRIVER_METHOD_POWEROFF] = "poweroff",
    [DRIVER_METHOD_WARM] = "warm",
    [DRIVER_METHOD_COLD] = "cold",
    [DRIVER_METHOD_HIBERNATE] = "hibernate",
    [DRIVER_METHOD_SUSPEND] = "suspend",
    [DRIVER_METHOD_HOT] = "hot",
    [DRIVER_METHOD_DEFERRED] = "deferred",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

const driver *driver_at(size_t index)
{
    return index < COUNT(drivers) ? drivers[index] : NULL;
}

const driver *driver_find(const char *name)
{
    for (size_t i = 0; i < COUNT(drivers); i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const char *driver_state_name(driver_state state)
{
    return (size_t)state < COUNT(state_names) ? state_names[state] : "unknown";
}

bool driver_method_parse(const char *word, driver_method *out)
{
    for (size_t i = 0; i < COUNT(method_words); i++)
        if (strcmp(method_words[i], word ? word : "") == 0) {
            *out = (driver_method)i;
            return true;
        }
    return false;
}

/* The length of `text` without the character that was cut in two at its end. */
static size_t whole_characters(const char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && length - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return length;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return length - (start - 1) < needed ? start - 1 : length;
}

void driver_note_set(driver_note *note, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(note->text, sizeof note->text, format, arguments);
    va_end(arguments);
    if (length < 0)
        note->text[0] = '\0';
    else if ((size_t)length >= sizeof note->text)
        note->text[whole_characters(note->text, sizeof note->text - 1)] = '\0';
    for (char *at = note->text; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7F)
            *at = ' ';
}
