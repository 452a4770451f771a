/* The worker's settings. */
#ifndef FCGI_SETTINGS_H
#define FCGI_SETTINGS_H

#include "occi/setting.h"

typedef struct fcgi_settings {
    const char *database; /* libpq conninfo */
    bool autostart;       /* a created entity is brought to its started state at once */
    bool trace;           /* answers tell how many round trips to the database they took */
    size_t body_max;      /* bytes of a request body */
} fcgi_settings;

extern const occi_setting fcgi_setting_rows[];
extern const size_t fcgi_setting_count;

#endif
