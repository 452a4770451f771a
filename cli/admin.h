/* What the commands of occi-admin share. Each command does one thing to the registry and says what it did;
 * what it could not do is its error, which main prints. */
#ifndef CLI_ADMIN_H
#define CLI_ADMIN_H

#include "store/session.h"

/* What the command line said. */
typedef struct admin_options {
    const char *name; /* the argument that is no option; NULL: none */
    const char *tenant;
    const char *role;
    const char *driver;
    const char *uri;
    bool if_missing;
    bool is_standard;
    const char *label; /* --name, of a token */
    const char *expires;
    const char *scope;
    const char *dn;
    const char *fqan;
    const char *issuer;
    const char *audience;
    const char *jwks_uri;
    const char *claim;
    const char *value;
} admin_options;

typedef occi_error *admin_run(store_session *session, occi_pool *pool, const admin_options *given);

admin_run admin_migrate;   /* admin_migrate.c */
admin_run admin_model_add; /* admin_model.c */
admin_run admin_model_list;
admin_run admin_model_show;
admin_run admin_model_remove;
admin_run admin_tenant_add; /* admin_identity.c */
admin_run admin_account_add;
admin_run admin_host_add;
admin_run admin_token_add; /* admin_credential.c */
admin_run admin_token_list;
admin_run admin_token_revoke;
admin_run admin_certificate_add;
admin_run admin_certificate_remove;
admin_run admin_certificate_rule_add;
admin_run admin_certificate_rule_list;
admin_run admin_certificate_rule_remove;
admin_run admin_oidc_issuer_add;
admin_run admin_oidc_issuer_list;
admin_run admin_oidc_issuer_remove;
admin_run admin_oidc_rule_add;
admin_run admin_oidc_rule_list;
admin_run admin_oidc_rule_remove;

/* The whole file as one text (admin_file.c). */
OCCI_MUST_USE occi_error *admin_file_read(occi_pool *pool, const char *path, const char **out);
/* Calls `visit` with the name and text of each file of a folder whose name begins with a digit and ends in
 * `suffix`, in the order of their names. */
typedef occi_error *admin_file_visit(store_session *session, occi_pool *pool, const char *name,
                                     const char *text);
OCCI_MUST_USE occi_error *admin_files_visit(store_session *session, occi_pool *pool, const char *directory,
                                            const char *suffix, admin_file_visit *visit);

/* Loads one of the documents that ship with us, as migrate does: not at all when its text is loaded already,
 * or an operator has removed it (admin_model.c). */
OCCI_MUST_USE occi_error *admin_model_ship(store_session *session, occi_pool *pool, const char *name,
                                           const char *text);

#endif
