/* Random models and entities, rendered in every rendering and read again, are what they were. On a failure
 * the seed is said; OCCI_SEED=N runs that case alone, OCCI_CASES=N more of them or fewer. */
#include <stdio.h>
#include "tests/property/generate.h"
#include "tests/roundtrip.h"
#include "tests/unit/unit.h"

#define MODELS             150
#define ENTITIES_PER_MODEL 20

static unsigned long setting(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);
    return text ? strtoul(text, NULL, 10) : otherwise;
}

static const occi_model *make_model(generator *from)
{
    const occi_model *model;
    json_t *document = generate_document(from);
    occi_error *error = occi_model_parse(from->pool, document, NULL, &model);
    ck_assert_msg(!error, "a model that was made is refused: %s", error ? error->message : "");
    return model;
}

static const char *try_entities(generator *from, const occi_model *model)
{
    const char *wrong = NULL;
    for (size_t i = 0; i < ENTITIES_PER_MODEL && !wrong; i++) {
        from->is_ascii = generate_below(from, 3) == 0;
        occi_entity *entity = generate_entity(from, model);
        ck_assert_ptr_nonnull(entity);
        roundtrip_store(from->pool, entity);
        wrong = roundtrip_entity(from->pool, model, entity);
    }
    return wrong;
}

static void run_case(unsigned long seed)
{
    generator from = { .state = seed * 2 + 1, .pool = occi_pool_new(NULL) };
    const occi_model *model = make_model(&from);
    const char *wrong = roundtrip_model(from.pool, model, NULL);
    if (!wrong)
        wrong = try_entities(&from, model);
    ck_assert_msg(!wrong, "%s\nto repeat it: OCCI_SEED=%lu %s", wrong ? wrong : "", seed,
                  "tests/unit/roundtrip_test");
    occi_pool_free(from.pool);
}

START_TEST(what_is_rendered_and_read_again_is_what_it_was)
{
    unsigned long only = setting("OCCI_SEED", 0);
    if (only)
        run_case(only);
    for (unsigned long seed = 1; !only && seed <= setting("OCCI_CASES", MODELS); seed++)
        run_case(seed);
}
END_TEST

int main(void)
{
    TCase *group = tcase_create("roundtrip");
    tcase_set_timeout(group, 0); /* OCCI_CASES may be many */
    tcase_add_test(group, what_is_rendered_and_read_again_is_what_it_was);
    Suite *suite = suite_create("roundtrip");
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
