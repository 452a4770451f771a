/* The reconciler's settings. */
#ifndef RECONCILER_SETTINGS_H
#define RECONCILER_SETTINGS_H

#include "occi/setting.h"

typedef struct reconciler_settings {
    const char *database;       /* libpq conninfo */
    size_t lease;               /* seconds that a host is held for; renewed three times in it */
    size_t threads;             /* for each host */
    size_t sweep;               /* seconds between two looks at everything on a host */
    const char *audit_database; /* the same registry, as occi_sealer */
    const char *audit_key;      /* path of the private key; empty: nothing is sealed */
} reconciler_settings;

extern const occi_setting reconciler_setting_rows[];
extern const size_t reconciler_setting_count;

#endif
