/* What the commands of occi-admin share. Each command does one thing to the registry and says what it did;
 * what it could not do is its error, which main prints. */
#ifndef CLI_ADMIN_H
#define CLI_ADMIN_H

#include <jansson.h>
#include "store/seal.h"
#include "store/session.h"

#define ADMIN_KEYS_MAX 8

/* What the command line said. */
typedef struct admin_options {
    const char *name;    /* the argument that is no option; NULL: none */
    const char *more[2]; /* those behind it */
    const char *tenant;
    const char *parent;
    const char *role;
    const char *driver;
    const char *uri;
    bool if_missing;
    bool is_default;
    bool is_standard;
    const char *keys[ADMIN_KEYS_MAX]; /* public ones */
    size_t key_count;
    const char *since;
    const char *archive;
    bool is_cadf;
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
admin_run admin_account_grant;
admin_run admin_account_revoke;
admin_run admin_account_password;
admin_run admin_account_list;
admin_run admin_share_add;
admin_run admin_share_remove;
admin_run admin_share_list;
admin_run admin_host_add;
admin_run admin_audit_key; /* admin_audit.c */
admin_run admin_audit_verify;
admin_run admin_audit_archive;
admin_run admin_audit_prove; /* admin_proof.c */
admin_run admin_audit_check_proof;
admin_run admin_audit_export; /* admin_cadf.c */

/* A public key as 64 hexadecimal digits, or the name of a file that begins with them (admin_audit.c). */
OCCI_MUST_USE occi_error *admin_key_read(occi_pool *pool, const char *given, unsigned char key[32]);
/* An event as a JSON object: each column by its name, a text or null (admin_proof.c). NULL: memory is out. */
json_t *admin_event_json(const store_event *event);
admin_run admin_quota_show; /* admin_quota.c */
admin_run admin_quota_set;
admin_run admin_quota_check;
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
