/* The table of the reconciler's settings. */
#include "reconciler/settings.h"

const occi_setting reconciler_setting_rows[] = {
    { "OCCI_DATABASE", OCCI_SETTING_TEXT, offsetof(reconciler_settings, database), "",
      "how to reach the registry: a PostgreSQL connection string; the role is occi_reconciler" },
    { "OCCI_LEASE", OCCI_SETTING_NUMBER, offsetof(reconciler_settings, lease), "10",
      "for how many seconds a host is held; another reconciler takes over that long after this one died" },
    { "OCCI_THREADS", OCCI_SETTING_NUMBER, offsetof(reconciler_settings, threads), "4",
      "how many operations are carried out side by side on a host" },
    { "OCCI_SWEEP", OCCI_SETTING_NUMBER, offsetof(reconciler_settings, sweep), "60",
      "seconds between two comparisons of a host with the registry" },
    { "OCCI_AUDIT_KEY", OCCI_SETTING_TEXT, offsetof(reconciler_settings, audit_key), "",
      "file of the private key that the audit is sealed with, made by occi-admin audit key, readable by the "
      "reconciler alone; empty: this reconciler seals nothing" },
    { "OCCI_AUDIT_DATABASE", OCCI_SETTING_TEXT, offsetof(reconciler_settings, audit_database), "",
      "how the sealer reaches the registry; empty: as OCCI_DATABASE says, with user=occi_sealer added" },
};
const size_t reconciler_setting_count = sizeof reconciler_setting_rows / sizeof *reconciler_setting_rows;
