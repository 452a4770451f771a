/* The worker's settings. */
#ifndef FCGI_SETTINGS_H
#define FCGI_SETTINGS_H

#include "occi/setting.h"

typedef struct fcgi_settings {
    const char *database;      /* libpq conninfo */
    const char *auth_database; /* likewise, for checking who asks; "": the same, as occi_authenticator */
    bool autostart;            /* a created entity is brought to its started state at once */
    bool trace;                /* answers tell how many round trips to the database they took */
    bool delete_below;         /* DELETE on a path that is no collection's deletes all below it */
    size_t body_max;           /* bytes of a request body */
    size_t wait_max;           /* seconds that an answer is held back at most */
    size_t waiters;            /* workers that may hold answers back at the same time */
    size_t login_failures; /* that an address may have within a minute */
    const char *oidc_jwks; /* file with keys; "": none, and then the next two mean nothing */
    const char *oidc_issuer;
    const char *oidc_audience;
    size_t oidc_skew;         /* seconds */
    const char *keystone_uri; /* "": no hint */
} fcgi_settings;

extern const occi_setting fcgi_setting_rows[];
extern const size_t fcgi_setting_count;

#endif
