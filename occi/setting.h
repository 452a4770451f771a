/* Settings: rows of a table that say how a program is set up through its environment; `--help` prints the
 * same rows. */
#ifndef OCCI_SETTING_H
#define OCCI_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef enum occi_setting_type {
    OCCI_SETTING_TEXT,   /* const char * */
    OCCI_SETTING_SWITCH, /* bool: on or off */
    OCCI_SETTING_NUMBER  /* size_t, greater than 0 */
} occi_setting_type;

typedef struct occi_setting {
    const char *variable;
    occi_setting_type type;
    size_t offset; /* of the field in the program's settings */
    const char *fallback;
    const char *help;
} occi_setting;

/* Fills `settings` from the environment. False when a value makes no sense; `problem` then says which. */
bool occi_settings_read(const occi_setting *rows, size_t count, void *settings, char *problem, size_t size);
void occi_settings_print(const occi_setting *rows, size_t count, FILE *out);

#endif
