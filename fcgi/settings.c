/* The table of the worker's settings. */
#include "fcgi/settings.h"

const occi_setting fcgi_setting_rows[] = {
    { "OCCI_DATABASE", OCCI_SETTING_TEXT, offsetof(fcgi_settings, database), "",
      "how to reach the registry: a PostgreSQL connection string; the role is occi_worker" },
    { "OCCI_AUTH_DATABASE", OCCI_SETTING_TEXT, offsetof(fcgi_settings, auth_database), "",
      "how to reach the registry to check credentials: the role is occi_authenticator; empty: OCCI_DATABASE "
      "with that role" },
    { "OCCI_AUTOSTART", OCCI_SETTING_SWITCH, offsetof(fcgi_settings, autostart), "on",
      "whether what is created is started (a compute), brought up (a network) or put online (a storage) at "
      "once" },
    { "OCCI_BODY_MAX", OCCI_SETTING_NUMBER, offsetof(fcgi_settings, body_max), "16777216",
      "the largest request body, in bytes" },
    { "OCCI_DELETE_BELOW", OCCI_SETTING_SWITCH, offsetof(fcgi_settings, delete_below), "off",
      "whether DELETE on a path that is no collection's, / among them, deletes every entity below it" },
    { "OCCI_WAIT_MAX", OCCI_SETTING_NUMBER, offsetof(fcgi_settings, wait_max), "30",
      "how many seconds an answer is held back at most for a request with Prefer: wait" },
    { "OCCI_WAITERS", OCCI_SETTING_NUMBER, offsetof(fcgi_settings, waiters), "2",
      "how many workers of all may hold answers back at the same time; fewer than there are workers" },
    { "OCCI_TRACE", OCCI_SETTING_SWITCH, offsetof(fcgi_settings, trace), "off",
      "whether answers carry X-Occi-Round-Trips, the number of waits for the registry" },
};
const size_t fcgi_setting_count = sizeof fcgi_setting_rows / sizeof *fcgi_setting_rows;
