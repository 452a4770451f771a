/* Entities as the registry's JSON documents, there and back. */
#include "store/document.h"
#include "tests/unit/binding.h"

static const char *write(const occi_entity *entity)
{
    const char *text;
    check_accepted(document_write(pool, entity, &text));
    return text;
}

START_TEST(an_entity_is_written_with_its_links)
{
    const occi_entity *entity = create(COMPUTE MIXIN(TEMPLATE, "small") SET("occi.core.title=\"a \\\"b\\\"\"")
                                           LINK("</storage/1>; rel=\"" INF "storage\"; category=\"" INF
                                                "storagelink\"; occi.storagelink.mountpoint=\"/x\""));
    json_error_t where;
    json_t *json = json_loads(write(entity), 0, &where);
    ck_assert_ptr_nonnull(json);
    ck_assert_str_eq(json_string_value(json_object_get(json, "title")), "a \"b\"");
    ck_assert_str_eq(json_string_value(json_object_get(json, "state")), "inactive");
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(json, "desired"), "state")), "active");
    ck_assert_int_eq(json_integer_value(json_object_get(json, "kind")), entity->kind->key);
    ck_assert_int_eq(
        json_integer_value(json_object_get(json_object_get(json, "attributes"), "occi.compute.cores")), 1);
    ck_assert_uint_eq(json_array_size(json_object_get(json, "mixins")), 1);
    const json_t *link = json_array_get(json_object_get(json, "links"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(link, "target")), "/storage/1");
    ck_assert_str_eq(json_string_value(
                         json_object_get(json_object_get(link, "attributes"), "occi.storagelink.mountpoint")),
                     "/x");
    json_decref(json);
}
END_TEST

/* A document as sql/functions/20-worker.sql writes it. */
static const char *document_of(const occi_category *kind, const char *rest)
{
    return occi_pool_format(pool, "{\"id\": \"i\", \"location\": \"/l\", \"kind\": %lld, %s}",
                            (long long)kind->key, rest);
}

START_TEST(an_entity_is_read_with_its_links)
{
    occi_entity *entity;
    const char *links = occi_pool_format(
        pool, "[%s]",
        document_of(find(INF "storagelink"), "\"source\": \"/l\", \"target\": \"/t\", \"attributes\": {}"));
    check_accepted(document_read(
        pool, model,
        document_of(find(INF "compute"),
                    "\"title\": \"t\", \"state\": \"active\", \"message\": null, \"version\": 7,"
                    "\"attributes\": {\"occi.compute.cores\": 2, \"occi.compute.memory\": 2.0, \"gone\": 1}"),
        links, &entity));
    ck_assert_str_eq(entity->title, "t");
    ck_assert_str_eq(entity->state, "active");
    ck_assert_ptr_null(entity->state_message);
    ck_assert_int_eq(entity->version, 7);
    ck_assert_uint_eq(entity->value_count, 2); /* what no kind or mixin defines any more is not shown */
    ck_assert_uint_eq(entity->link_count, 1);
    ck_assert_str_eq(entity->links[0]->target, "/t");
}
END_TEST

START_TEST(a_category_that_is_not_known_means_that_the_model_is_old)
{
    occi_entity *entity;
    occi_error *error = document_read(pool, model, "{\"kind\": 99999}", NULL, &entity);
    ck_assert_ptr_nonnull(error);
    ck_assert_int_eq(error->code, OCCI_ERROR_MODEL_STALE);
}
END_TEST

START_TEST(memory_may_run_out)
{
    const occi_entity *entity = create(COMPUTE MIXIN(TEMPLATE, "small"));
    const char *text = document_of(find(INF "compute"),
                                   "\"title\": \"t\", \"attributes\": {\"occi.compute.cores\": 2}"),
               *out;
    occi_entity *read;
    occi_error *error;
    for (long allocations = 0;; allocations++) {
        occi_pool *scratch = occi_pool_new(NULL);
        occi_pool_fail_after(allocations);
        error = document_write(scratch, entity, &out);
        if (!error)
            error = document_read(scratch, model, text, NULL, &read);
        occi_pool_fail_after(-1);
        occi_pool_free(scratch);
        if (!error)
            break;
        ck_assert_ptr_eq(error, &occi_error_no_memory);
    }
}
END_TEST

int main(void)
{
    return BINDING_RUN("document", an_entity_is_written_with_its_links, an_entity_is_read_with_its_links,
                       a_category_that_is_not_known_means_that_the_model_is_old, memory_may_run_out);
}
