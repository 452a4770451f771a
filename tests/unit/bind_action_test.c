/* Action requests (GFD.223 10.3.2): which action is meant, and with which parameters. */
#include "tests/unit/binding.h"

#define STOP ACTION(INFRA "compute/action#", "stop")

static occi_entity *compute_here(void)
{
    return stored(create(COMPUTE), "/compute/1");
}

static occi_invocation invoke(const occi_entity *current, const char *term, const char *text)
{
    occi_invocation invocation;
    check_accepted(occi_bind_action(pool, model, say(text), term, current, &invocation));
    return invocation;
}

static void refuse(const occi_entity *current, const char *term, const char *text, occi_error_code code,
                   const char *message)
{
    occi_invocation invocation;
    check_refused(occi_bind_action(pool, model, say(text), term, current, &invocation), code, message);
}

static const char *parameter(const occi_invocation *invocation, const char *name)
{
    for (size_t i = 0; i < invocation->parameter_count; i++)
        if (strcmp(invocation->parameters[i].attribute->name, name) == 0)
            return value_text(&invocation->parameters[i].value);
    return "none";
}

START_TEST(an_action_is_named_with_its_parameters)
{
    occi_invocation stop = invoke(compute_here(), "stop", STOP SET("method=\"poweroff\""));
    ck_assert_ptr_eq(stop.action, find(INFRA "compute/action#stop"));
    ck_assert_uint_eq(stop.parameter_count, 1);
    ck_assert_str_eq(parameter(&stop, "method"), "poweroff");
}
END_TEST

START_TEST(parameters_have_defaults)
{
    occi_invocation save = invoke(compute_here(), "save", ACTION(INFRA "compute/action#", "save"));
    ck_assert_uint_eq(save.parameter_count, 1);
    ck_assert_str_eq(parameter(&save, "method"), "hot");
    ck_assert_str_eq(parameter(&save, "name"), "none");
}
END_TEST

START_TEST(an_action_without_category_is_found_by_its_term)
{
    occi_invocation stop = invoke(compute_here(), "stop", SET("method=\"acpioff\""));
    ck_assert_ptr_eq(stop.action, find(INFRA "compute/action#stop"));
    ck_assert_str_eq(parameter(&stop, "method"), "acpioff");
    refuse(compute_here(), "fly", "", OCCI_ERROR_NO_SUCH_ACTION, "/compute/1 has no action called \"fly\"");
    refuse(create(COMPUTE), "fly", "", OCCI_ERROR_NO_SUCH_ACTION, INF "compute has no action called \"fly\"");
}
END_TEST

START_TEST(actions_of_one_term_are_told_apart)
{
    occi_entity *thing = create(KIND(OURS, "thing") SET("org.example.label=\"a\"") MIXIN(OURS, "wide")
                                    SET("org.example.width=1") MIXIN(OURS, "wider"));
    refuse(thing, "poke", "", OCCI_ERROR_ACTION_MISSING,
           "the body names no action; give one Category of class \"action\"");
    ck_assert_ptr_eq(invoke(thing, "poke", ACTION("http://example.org/test/wide#", "poke")).action,
                     find("http://example.org/test/wide#poke"));
    refuse(thing, "poke", ACTION("http://example.org/test/wide#", "poke") ACTION(OURS, "poke"),
           OCCI_ERROR_SYNTAX, "line 2: a request names one action");
}
END_TEST

START_TEST(an_action_is_available_or_not_later)
{
    occi_entity *compute = compute_here();
    compute->desired_state = "inactive";
    ck_assert_ptr_nonnull(invoke(compute, "stop", STOP STOP).action);
}
END_TEST

START_TEST(actions_are_refused)
{
    occi_entity *compute = compute_here();
    refuse(compute, "start", STOP, OCCI_ERROR_ACTION_MISMATCH,
           "the query says ?action=start, the body names action " INFRA "compute/action#stop");
    refuse(compute, "up", ACTION(INFRA "network/action#", "up"), OCCI_ERROR_NO_SUCH_ACTION,
           "/compute/1 has no action called \"up\"");
    refuse(compute, "fly", ACTION(INFRA "compute/action#", "fly"), OCCI_ERROR_NO_SUCH_CATEGORY,
           "category " INFRA "compute/action#fly is not known here; GET /-/ lists those that are");
    refuse(compute, "compute", COMPUTE, OCCI_ERROR_CLASS_MISMATCH,
           "category " INF "compute has class \"kind\", not \"action\"");
    refuse(compute, "stop", KIND(INFRA "compute/action#", "stop"), OCCI_ERROR_CLASS_MISMATCH,
           "category " INFRA "compute/action#stop has class \"action\", not \"kind\"");
}
END_TEST

START_TEST(parameters_are_refused)
{
    occi_entity *storage = stored(create(KIND(INF, "storage") SET("occi.storage.size=1")), "/storage/1");
    refuse(compute_here(), "stop", STOP SET("speed=1"), OCCI_ERROR_NO_SUCH_ATTRIBUTE,
           "attribute speed is not defined by action " INFRA "compute/action#stop");
    refuse(compute_here(), "stop", STOP SET("method=graceful") SET("method=graceful"),
           OCCI_ERROR_ATTRIBUTE_TWICE, "attribute method is given twice");
    refuse(compute_here(), "stop", STOP SET("method=\"kill\""), OCCI_ERROR_ATTRIBUTE_TYPE,
           "attribute method: expected one of \"graceful\", \"acpioff\", \"poweroff\", got \"kill\"");
    refuse(storage, "resize", "", OCCI_ERROR_ATTRIBUTE_REQUIRED,
           "attribute size is required and was not given");
    occi_invocation resize = invoke(storage, "resize", SET("size=\"2\""));
    ck_assert_str_eq(parameter(&resize, "size"), "2.0");
}
END_TEST

START_TEST(mutability_says_nothing_of_parameters)
{
    occi_entity *thing = create(KIND(OURS, "thing") SET("org.example.label=\"a\""));
    occi_invocation poke = invoke(thing, "poke", SET("depth=3.0"));
    ck_assert_str_eq(parameter(&poke, "depth"), "3");
    ck_assert_str_eq(parameter(&poke, "how"), "gently");
}
END_TEST

static const occi_entity *current_entity;

static occi_error *try_stop(occi_pool *scratch, const void *given)
{
    occi_invocation invocation;
    return occi_bind_action(scratch, model, given, "stop", current_entity, &invocation);
}

START_TEST(memory_may_run_out)
{
    current_entity = compute_here();
    ck_assert_int_eq(starve(try_stop, say(STOP SET("method=graceful"))), OCCI_ERROR_COUNT);
    ck_assert_int_eq(starve(try_stop, say("")), OCCI_ERROR_COUNT);
    ck_assert_int_eq(starve(try_stop, say(STOP SET("speed=1"))), OCCI_ERROR_NO_SUCH_ATTRIBUTE);
    ck_assert_int_eq(starve(try_stop, say(STOP SET("method=x"))), OCCI_ERROR_ATTRIBUTE_TYPE);
}
END_TEST

int main(void)
{
    return BINDING_RUN("bind_action", an_action_is_named_with_its_parameters, parameters_have_defaults,
                       an_action_without_category_is_found_by_its_term, actions_of_one_term_are_told_apart,
                       an_action_is_available_or_not_later, actions_are_refused, parameters_are_refused,
                       mutability_says_nothing_of_parameters, memory_may_run_out);
}
