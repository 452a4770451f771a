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
    { "OCCI_LOGIN_FAILURES", OCCI_SETTING_NUMBER, offsetof(fcgi_settings, login_failures), "20",
      "how many logins from one address may fail within a minute before all others from there are refused" },
    { "OCCI_OIDC_JWKS", OCCI_SETTING_TEXT, offsetof(fcgi_settings, oidc_jwks), "",
      "file with the keys (JWKS) of an OpenID provider; others are in the registry: occi-admin oidc issuer "
      "add" },
    { "OCCI_OIDC_ISSUER", OCCI_SETTING_TEXT, offsetof(fcgi_settings, oidc_issuer), "",
      "the iss of the tokens that these keys sign" },
    { "OCCI_OIDC_AUDIENCE", OCCI_SETTING_TEXT, offsetof(fcgi_settings, oidc_audience), "",
      "the aud that they must have" },
    { "OCCI_OIDC_SKEW", OCCI_SETTING_NUMBER, offsetof(fcgi_settings, oidc_skew), "60",
      "how many seconds the clock of an OpenID provider may differ from ours" },
    { "OCCI_KEYSTONE_URI", OCCI_SETTING_TEXT, offsetof(fcgi_settings, keystone_uri), "",
      "where clients that know OpenStack's Keystone can get a token; a hint in every 401" },
    { "OCCI_TRACE", OCCI_SETTING_SWITCH, offsetof(fcgi_settings, trace), "off",
      "whether answers carry X-Occi-Round-Trips, the number of waits for the registry" },
};
const size_t fcgi_setting_count = sizeof fcgi_setting_rows / sizeof *fcgi_setting_rows;
