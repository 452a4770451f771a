/* The worker's settings: rows of one table, read from the environment; `--help` prints the same rows. */
#ifndef FCGI_SETTINGS_H
#define FCGI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct fcgi_settings {
    const char *database; /* libpq conninfo */
    bool autostart;       /* a created entity is brought to its started state at once */
    bool trace;           /* answers tell how many round trips to the database they took */
    size_t body_max;      /* bytes of a request body */
} fcgi_settings;

/* Fills `settings` from the environment. False when a value makes no sense; the sentence that says so is in
 * `problem`. */
bool fcgi_settings_read(fcgi_settings *settings, char *problem, size_t size);
void fcgi_settings_print(FILE *out);

#endif
