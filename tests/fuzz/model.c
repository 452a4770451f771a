/* The model that fuzzers bind to (see fuzz.h). */
#include "tests/fuzz/fuzz.h"

#include <glob.h>

static void append(json_t *all, json_t *document)
{
    const char *member;
    json_t *list;
    json_object_foreach(document, member, list)
    {
        if (json_object_get(all, member))
            json_array_extend(json_object_get(all, member), list);
        else
            json_object_set(all, member, list);
    }
}

static const occi_model *load(occi_pool *pool, const char *pattern, const occi_model *base)
{
    glob_t files;
    const occi_model *model;
    json_t *all = json_object();
    fuzz_check(glob(pattern, 0, NULL, &files) == 0 ? NULL : pattern);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        json_error_t where;
        json_t *document = json_load_file(files.gl_pathv[i], JSON_REJECT_DUPLICATES, &where);
        fuzz_check(document ? NULL : where.text);
        append(all, document);
        json_decref(document);
    }
    globfree(&files);
    occi_error *error = occi_model_parse(pool, all, base, &model);
    json_decref(all);
    fuzz_check(error ? error->message : NULL);
    return model;
}

const occi_model *fuzz_model(void)
{
    static occi_pool *pool;
    static const occi_model *model;
    if (!model) {
        pool = occi_pool_new(NULL);
        model = load(pool, OCCI_SRCDIR "/model/[0-9]*.json", NULL);
        model = load(pool, OCCI_SRCDIR "/tests/fuzz/model.json", model);
    }
    return model;
}
