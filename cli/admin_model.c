/* occi-admin model: model documents checked, loaded into the running cloud, shown, and taken away. What is
 * wrong with a document is printed line by line; what is in the way of a change likewise. */
#include "cli/admin.h"

#include <stdio.h>
#include <string.h>
#include "occi/json.h"
#include "occi/model_check.h"
#include "store/model.h"

#define SHOWN_MAX 50 /* findings and refusals that are printed */

/* A document on its way into the registry. */
typedef struct loading {
    const char *name;
    const char *text;
    const json_t *json;
    bool is_standard;
} loading;

/* For people: what a file or the registry says does not get to steer their terminal. */
static void print_line(FILE *out, const char *name, const char *mark, const char *text)
{
    fprintf(out, "%s: %s", name, mark);
    for (; *text; text++)
        putc((unsigned char)*text < ' ' || *text == 0x7F ? '?' : *text, out);
    putc('\n', out);
}

/* Names go into listings and stand for files. */
static bool is_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    return *name && !strchr(".-", *name) && name[strspn(name, letters)] == '\0';
}

static occi_error *read_json(occi_pool *pool, const loading *work, const json_t **out)
{
    json_error_t where;
    json_t *json = json_loads(work->text, JSON_REJECT_DUPLICATES, &where);
    if (!json && json_error_code(&where) != json_error_out_of_memory)
        return OCCI_FAIL(
            pool, OPERATOR,
            occi_pool_format(pool, "%s:%d:%d: %s", work->name, where.line, where.column, where.text));
    ALLOC(*out = occi_json_adopt(pool, json));
    return NULL;
}

static occi_error *fail_counted(occi_pool *pool, const loading *work, size_t count)
{
    return OCCI_FAIL(pool, OPERATOR,
                     occi_pool_format(pool, "%s is not loaded: %zu %s above", work->name, count,
                                      count == 1 ? "error" : "errors"));
}

/* Prints what is found; only errors keep the document out. */
static occi_error *check(store_session *session, occi_pool *pool, const loading *work)
{
    const char *text;
    json_t *others;
    occi_findings found;
    size_t errors = 0;
    TRY(store_model_others(session, pool, work->name, &text));
    TRY(occi_json_read(pool, text, &others));
    TRY(occi_model_check(pool, work->json, others, work->is_standard, &found));
    for (size_t i = 0; i < found.count; i++) {
        const occi_finding *finding = &found.list[i];
        errors += finding->is_error;
        if (i >= SHOWN_MAX)
            continue;
        const char *line;
        ALLOC(line = occi_pool_format(pool, "%s [%s]", finding->text, finding->rule));
        print_line(stderr, work->name, finding->is_error ? "" : "warning: ", line);
    }
    return errors ? fail_counted(pool, work, errors) : NULL;
}

static void print_refusals(const char *name, const store_refusals *refusals)
{
    for (size_t i = 0; i < refusals->count && i < SHOWN_MAX; i++)
        print_line(stderr, name, "", refusals->list[i]);
}

/* Checks and loads what is not loaded yet. */
static occi_error *load(store_session *session, occi_pool *pool, loading *work)
{
    store_refusals refusals;
    TRY(read_json(pool, work, &work->json));
    TRY(check(session, pool, work));
    TRY(store_model_load(session, pool, work->name, work->text, work->is_standard, &refusals));
    print_refusals(work->name, &refusals);
    if (refusals.count)
        return fail_counted(pool, work, refusals.count);
    printf("model %s loaded\n", work->name);
    return NULL;
}

occi_error *admin_model_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    const char *slash = strrchr(given->name, '/');
    loading work = { .name = slash ? slash + 1 : given->name, .is_standard = given->is_standard };
    store_model_state state;
    if (!is_name(work.name))
        return OCCI_FAIL(pool, OPERATOR,
                         "the file's name becomes the document's: letters, digits, \"_\", \".\" and \"-\"");
    TRY(admin_file_read(pool, given->name, &work.text));
    TRY(read_json(pool, &work, &work.json)); /* before the registry is asked to read it */
    TRY(store_model_lock(session, pool));
    TRY(store_model_find(session, pool, work.name, work.text, &state));
    if (state != STORE_MODEL_SAME)
        return load(session, pool, &work);
    printf("model %s is loaded already\n", work.name);
    return NULL;
}

occi_error *admin_model_ship(store_session *session, occi_pool *pool, const char *name, const char *text)
{
    loading work = { .name = name, .text = text, .is_standard = true };
    store_model_state state;
    TRY(store_model_find(session, pool, name, text, &state));
    if (state == STORE_MODEL_REMOVED)
        printf("model %s stays removed; occi-admin model add --standard FILE brings it back\n", name);
    return state == STORE_MODEL_SAME || state == STORE_MODEL_REMOVED ? NULL : load(session, pool, &work);
}

occi_error *admin_model_list(store_session *session, occi_pool *pool, const admin_options *given)
{
    static const char row[] = "%-30s  %-20s  %5s  %6s  %7s  %8s%s\n";
    (void)given;
    store_model *models;
    size_t count;
    TRY(store_model_list(session, pool, &models, &count));
    printf(row, "NAME", "LOADED", "KINDS", "MIXINS", "ACTIONS", "ENTITIES", "");
    for (size_t i = 0; i < count; i++) {
        const store_model *model = &models[i];
        char kinds[24], mixins[24], actions[24], entities[24];
        snprintf(kinds, sizeof kinds, "%lld", (long long)model->kinds);
        snprintf(mixins, sizeof mixins, "%lld", (long long)model->mixins);
        snprintf(actions, sizeof actions, "%lld", (long long)model->actions);
        snprintf(entities, sizeof entities, "%lld", (long long)model->entities);
        printf(row, model->name, model->is_removed ? "removed" : model->loaded, kinds, mixins, actions,
               entities, model->is_standard ? "  ships with occibase" : "");
    }
    return NULL;
}

occi_error *admin_model_show(store_session *session, occi_pool *pool, const admin_options *given)
{
    const char *document;
    TRY(store_model_read(session, pool, given->name, &document));
    if (!document)
        return OCCI_FAIL(pool, OPERATOR,
                         occi_pool_format(pool, "there is no model document called %s", given->name));
    printf("%s%s", document, *document && document[strlen(document) - 1] == '\n' ? "" : "\n");
    return NULL;
}

occi_error *admin_model_remove(store_session *session, occi_pool *pool, const admin_options *given)
{
    store_refusals refusals;
    TRY(store_model_lock(session, pool));
    TRY(store_model_remove(session, pool, given->name, &refusals));
    print_refusals(given->name, &refusals);
    if (refusals.count)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s is not removed", given->name));
    printf("model %s removed\n", given->name);
    return NULL;
}
