/* The table of drivers, and the words that all of them share. */
#include "drivers/driver.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "drivers/libvirt.h"

static const driver *const drivers[] = { &driver_test };

const driver *driver_at(size_t index)
{
    return index < sizeof drivers / sizeof *drivers ? drivers[index] : NULL;
}

const driver *driver_find(const char *name)
{
    for (size_t i = 0; driver_at(i); i++)
        if (strcmp(driver_at(i)->name, name) == 0)
            return driver_at(i);
    return NULL;
}

void driver_note_set(driver_note *note, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(note->text, sizeof note->text, format, arguments);
    va_end(arguments);
}

const char *driver_state_name(driver_state state)
{
    static const char *const names[] = { [DRIVER_STATE_ABSENT] = "absent",
                                         [DRIVER_STATE_ACTIVE] = "active",
                                         [DRIVER_STATE_INACTIVE] = "inactive",
                                         [DRIVER_STATE_SUSPENDED] = "suspended",
                                         [DRIVER_STATE_ERROR] = "error" };
    return names[state];
}

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

bool driver_method_parse(const char *word, driver_method *out)
{
    *out = DRIVER_METHOD_DEFAULT;
    for (size_t i = 0; word && i < sizeof method_words / sizeof *method_words; i++) {
        if (strcmp(word, method_words[i]) == 0) {
            *out = (driver_method)i;
            return true;
        }
    }
    return !word;
}
