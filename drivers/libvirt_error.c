/* libvirt's errors as outcomes: which pass by themselves, and which will be the same however often one asks.
 */
#include <stdarg.h>
#include <stdio.h>

#include "drivers/libvirt.h"

/* What is not here may pass: AGAIN. */
static const struct outcome_row {
    int code;
    driver_outcome outcome;
} outcome_rows[] = {
    /* The host, the way to it, or the moment. */
    { VIR_ERR_INTERNAL_ERROR, DRIVER_AGAIN },
    { VIR_ERR_SYSTEM_ERROR, DRIVER_AGAIN },
    { VIR_ERR_NO_MEMORY, DRIVER_AGAIN },
    { VIR_ERR_RPC, DRIVER_AGAIN },
    { VIR_ERR_NO_CONNECT, DRIVER_AGAIN },
    { VIR_ERR_INVALID_CONN, DRIVER_AGAIN },
    { VIR_ERR_OPEN_FAILED, DRIVER_AGAIN },
    { VIR_ERR_OPERATION_FAILED, DRIVER_AGAIN },
    { VIR_ERR_OPERATION_TIMEOUT, DRIVER_AGAIN },
    { VIR_ERR_OPERATION_ABORTED, DRIVER_AGAIN },
    { VIR_ERR_OPERATION_INVALID, DRIVER_AGAIN },
    { VIR_ERR_RESOURCE_BUSY, DRIVER_AGAIN },
    { VIR_ERR_AGENT_UNRESPONSIVE, DRIVER_AGAIN },
    /* Gone, or come, while we looked. */
    { VIR_ERR_NO_DOMAIN, DRIVER_AGAIN },
    { VIR_ERR_NO_NETWORK, DRIVER_AGAIN },
    { VIR_ERR_NO_STORAGE_POOL, DRIVER_AGAIN },
    { VIR_ERR_NO_STORAGE_VOL, DRIVER_AGAIN },
    { VIR_ERR_STORAGE_VOL_EXIST, DRIVER_AGAIN },
    { VIR_ERR_DOM_EXIST, DRIVER_AGAIN },
    { VIR_ERR_NETWORK_EXIST, DRIVER_AGAIN },
    /* What was asked for. */
    { VIR_ERR_XML_ERROR, DRIVER_REFUSED },
    { VIR_ERR_XML_DETAIL, DRIVER_REFUSED },
    { VIR_ERR_XML_INVALID_SCHEMA, DRIVER_REFUSED },
    { VIR_ERR_INVALID_ARG, DRIVER_REFUSED },
    { VIR_ERR_INVALID_MAC, DRIVER_REFUSED },
    { VIR_ERR_NO_SUPPORT, DRIVER_REFUSED },
    { VIR_ERR_ARGUMENT_UNSUPPORTED, DRIVER_REFUSED },
    { VIR_ERR_OPERATION_UNSUPPORTED, DRIVER_REFUSED },
    { VIR_ERR_CONFIG_UNSUPPORTED, DRIVER_REFUSED },
    { VIR_ERR_OPERATION_DENIED, DRIVER_REFUSED },
    { VIR_ERR_ACCESS_DENIED, DRIVER_REFUSED },
    { VIR_ERR_AUTH_FAILED, DRIVER_REFUSED },
};

static driver_outcome outcome_of(int code)
{
    for (size_t i = 0; i < sizeof outcome_rows / sizeof *outcome_rows; i++)
        if (outcome_rows[i].code == code)
            return outcome_rows[i].outcome;
    return DRIVER_AGAIN;
}

bool libvirt_failed_with(int code)
{
    return virGetLastErrorCode() == code;
}

driver_outcome libvirt_fail(driver_note *note, const char *format, ...)
{
    char tried[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(tried, sizeof tried, format, arguments);
    va_end(arguments);
    driver_note_set(note, "cannot %s: %s", tried, virGetLastErrorMessage());
    return outcome_of(virGetLastErrorCode());
}

static void note_list(driver_note *note, const char *format, va_list arguments)
{
    char text[sizeof note->text];
    vsnprintf(text, sizeof text, format, arguments);
    driver_note_set(note, "%s", text);
}

driver_outcome libvirt_again(driver_note *note, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note_list(note, format, arguments);
    va_end(arguments);
    return DRIVER_AGAIN;
}

driver_outcome libvirt_refuse(driver_note *note, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note_list(note, format, arguments);
    va_end(arguments);
    return DRIVER_REFUSED;
}
