/* The documents of model/ as one, as the registry gives them to the workers, for tests that need a real
 * model. Programs that use it are compiled with OCCI_SRCDIR. */
#ifndef TESTS_UNIT_MODELS_H
#define TESTS_UNIT_MODELS_H

#include <stdio.h>
#include "occi/model.h"
#include "tests/unit/unit.h"

#define MODEL_FILES "10-core.json", "20-infrastructure.json", "30-compute-templates.json", "35-openstack.json", \
                    "40-occibase.json", "45-quota.json", "50-platform.json", "60-sla.json"

static inline json_t *models_read(const char *name)
{
    char path[4096];
    json_error_t where;
    snprintf(path, sizeof path, "%s/model/%s", OCCI_SRCDIR, name);
    json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
    ck_assert_msg(document != NULL, "%s:%d: %s", path, where.line, where.text);
    return document;
}

/* A new reference. */
static inline json_t *models_document(void)
{
    static const char *const files[] = { MODEL_FILES };
    json_t *all = json_object();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        json_t *document = models_read(files[i]);
        const char *member;
        json_t *list;
        json_object_foreach(document, member, list)
        {
            if (json_object_get(all, member))
                json_array_extend(json_object_get(all, member), list);
            else
                json_object_set(all, member, list);
        }
        json_decref(document);
    }
    return all;
}

static inline const occi_model *models_load(occi_pool *pool)
{
    json_t *document = models_document();
    const occi_model *model = NULL;
    occi_error *error = occi_model_parse(pool, document, NULL, &model);
    json_decref(document);
    ck_assert_msg(error == NULL, "%s", error ? error->message : "");
    return model;
}

#endif
