/* occi-admin quota: how much tenants may use, and do. */
#include "cli/admin.h"

#include <stdio.h>
#include "store/quota.h"

occi_error *admin_quota_show(store_session *session, occi_pool *pool, const admin_options *given)
{
    static const char row[] = "%-12s  %12s  %12s  %s\n";
    store_quota *quotas;
    size_t count;
    TRY(store_quota_show(session, pool, given->name, &quotas, &count));
    printf(row, "RESOURCE", "USED", "ALLOWED", "UNIT");
    for (size_t i = 0; i < count; i++)
        printf(row, quotas[i].resource, quotas[i].used, quotas[i].allowed, quotas[i].unit);
    return NULL;
}

occi_error *admin_quota_set(store_session *session, occi_pool *pool, const admin_options *given)
{
    const char *resource = given->more[0], *limit = given->more[1];
    bool is_changed;
    TRY(store_quota_set(session, pool, given->name, resource, limit, &is_changed));
    printf("quota of %s for tenant %s is %s%s\n", resource, given->name, limit, is_changed ? "" : " already");
    return NULL;
}

occi_error *admin_quota_check(store_session *session, occi_pool *pool, const admin_options *given)
{
    (void)given;
    store_quota *wrong;
    size_t count;
    TRY(store_quota_check(session, pool, &wrong, &count));
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, "tenant %s: %s of %s are held to be used, but there are %s\n", wrong[i].tenant,
                wrong[i].used, wrong[i].resource, wrong[i].counted);
    if (count)
        return OCCI_FAIL(pool, OPERATOR,
                         occi_pool_format(pool, "%zu of the quotas are not what there is", count));
    printf("every quota is what there is\n");
    return NULL;
}
