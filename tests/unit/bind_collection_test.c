/* What requests to collections mean: filters (GFD.223 7), mixins of a client's own (GFD.223 9.3), and
 * association (GFD.223 11.2 to 11.4). */
#include "tests/unit/binding.h"

/* --- filters --- */

static occi_error *filter_by(const occi_category *kind, const char *text, occi_filter *out)
{
    *out = (occi_filter){ 0 };
    return occi_bind_filter(pool, model, kind, say(text), out);
}

static occi_filter filter(const occi_category *kind, const char *text)
{
    occi_filter out;
    check_accepted(filter_by(kind, text, &out));
    return out;
}

static void refuse_filter(const occi_category *kind, const char *text, occi_error_code code,
                          const char *message)
{
    occi_filter out;
    check_refused(filter_by(kind, text, &out), code, message);
}

START_TEST(categories_and_attributes_are_resolved)
{
    occi_filter found = filter(NULL, COMPUTE MIXIN(OURS, "tag") SET("occi.compute.cores=\"2\""));
    ck_assert_uint_eq(found.category_count, 2);
    ck_assert_ptr_eq(found.categories[0], find(INF "compute"));
    ck_assert_ptr_eq(found.categories[1], find(OURS "tag"));
    ck_assert_uint_eq(found.value_count, 1);
    ck_assert_ptr_null(found.values[0].member);
    ck_assert_str_eq(value_text(&found.values[0].value), "2");
    ck_assert(!found.has_state);
}
END_TEST

START_TEST(several_messages_add_up)
{
    occi_filter found = filter(NULL, COMPUTE);
    check_accepted(
        occi_bind_filter(pool, model, NULL, say(MIXIN(OURS, "tag") SET("occi.core.title=\"a\"")), &found));
    ck_assert_uint_eq(found.category_count, 2);
    ck_assert_uint_eq(found.value_count, 1);
}
END_TEST

START_TEST(core_attributes_are_members_of_the_entity)
{
    static const char *const rows[][3] = {
        { "occi.core.id=\"urn:uuid:0b9d4d80-9e1a-7f52-8000-00000000000a\"", "id",
          "0b9d4d80-9e1a-7f52-8000-00000000000a" },
        { "occi.core.title=\"a b\"", "title", "a b" },
        { "occi.core.summary=\"\"", "summary", "" },
        { "occi.core.source=\"/compute/1\"", "source", "/compute/1" },
        { "occi.core.target=\"/storage/1\"", "target", "/storage/1" },
        { "occi.core.target.kind=\"" INF "storage\"", "target_kind", INF "storage" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        occi_filter found = filter(NULL, occi_pool_format(pool, "X-OCCI-Attribute: %s\n", rows[i][0]));
        ck_assert_str_eq(found.values[0].member, rows[i][1]);
        ck_assert_str_eq(found.values[0].value.string, rows[i][2]);
    }
}
END_TEST

START_TEST(a_state_belongs_to_the_kinds_that_show_it)
{
    occi_filter found = filter(NULL, SET("occi.network.state=\"active\""));
    ck_assert_str_eq(found.values[0].member, "state");
    ck_assert(found.has_state);
    ck_assert_uint_eq(found.state_kind_count, 1);
    ck_assert_ptr_eq(found.state_kinds[0], find(INF "network"));
    found = filter(NULL, SET("occi.network.state.message=\"x\""));
    ck_assert_str_eq(found.values[0].member, "message");
    /* nothing shows both */
    found = filter(NULL, SET("occi.network.state=\"active\"") SET("occi.compute.state=\"active\""));
    ck_assert(found.has_state);
    ck_assert_uint_eq(found.state_kind_count, 0);
}
END_TEST

START_TEST(a_value_is_read_as_a_definition_that_it_fits)
{
    /* thing counts in integers, wide in any numbers */
    occi_filter found = filter(NULL, SET("org.example.count=2.5"));
    ck_assert_int_eq(found.values[0].value.type, OCCI_NUMBER);
    found = filter(NULL, SET("org.example.count=2"));
    ck_assert_int_eq(found.values[0].value.type, OCCI_INTEGER);
}
END_TEST

START_TEST(a_kinds_members_show_what_it_and_its_mixins_define)
{
    const occi_category *compute = find(INF "compute");
    filter(compute, SET("occi.compute.cores=2"));
    filter(compute, SET("org.example.width=2")); /* of a mixin that applies to any kind */
    filter(compute, SET("occi.credentials.ssh.publickey=\"ssh-rsa x\""));
    refuse_filter(compute, SET("occi.network.vlan=2"), OCCI_ERROR_NO_SUCH_ATTRIBUTE,
                  "attribute occi.network.vlan is not defined by " INF "compute");
    refuse_filter(compute, SET("occi.network.address=\"10.0.0.0/8\""), OCCI_ERROR_NO_SUCH_ATTRIBUTE,
                  "attribute occi.network.address is not defined by " INF "compute");
}
END_TEST

START_TEST(filters_are_refused)
{
    refuse_filter(NULL, MIXIN("http://x#", "y"), OCCI_ERROR_NO_SUCH_CATEGORY,
                  "category http://x#y is not known here; GET /-/ lists those that are");
    refuse_filter(NULL, ACTION(INFRA "compute/action#", "stop"), OCCI_ERROR_CLASS_MISMATCH,
                  "category " INFRA "compute/action#stop has class \"action\", not \"kind or mixin\"");
    refuse_filter(NULL, SET("org.example.none=1"), OCCI_ERROR_NO_SUCH_ATTRIBUTE,
                  "attribute org.example.none is not defined by any kind or mixin");
    refuse_filter(NULL, SET("method=\"poweroff\""), OCCI_ERROR_NO_SUCH_ATTRIBUTE,
                  "attribute method is not defined by any kind or mixin");
    refuse_filter(NULL, SET("occi.compute.cores=many"), OCCI_ERROR_ATTRIBUTE_TYPE,
                  "attribute occi.compute.cores: expected an integer, got many");
}
END_TEST

/* --- tags --- */

static occi_error *tag_of(const char *text, occi_tag *out)
{
    const occi_message *message = say(text);
    return occi_bind_tag(pool, model, &message->categories[0], message->categories[0].location, out);
}

#define BLUE "Category: blue; scheme=\"http://tags.example/ann#\"; class=\"mixin\""

START_TEST(a_tag_has_a_name_and_a_place)
{
    occi_tag tag;
    check_accepted(tag_of(
        BLUE "; title=\"Blue\"; rel=\"" OURS "tag http://x#unknown\"; location=\"/tags/blue/\"\n", &tag));
    ck_assert_str_eq(tag.scheme, "http://tags.example/ann#");
    ck_assert_str_eq(tag.term, "blue");
    ck_assert_str_eq(tag.title, "Blue");
    ck_assert_str_eq(tag.location, "/tags/blue/");
    ck_assert_uint_eq(tag.depends_count, 1);
    ck_assert_ptr_eq(tag.depends[0], find(OURS "tag"));
    ck_assert_uint_eq(tag.applies_count, 0);
}
END_TEST

static const struct {
    const char *text;
    occi_error_code code;
} refused_tags[] = {
    { BLUE "\n", OCCI_ERROR_SYNTAX },
    { BLUE "; location=\"tags/blue/\"\n", OCCI_ERROR_SYNTAX },
    { BLUE "; location=\"/tags/blue\"\n", OCCI_ERROR_SYNTAX },
    { BLUE "; location=\"/\"\n", OCCI_ERROR_SYNTAX },
    { BLUE "; location=\"/tags//\"\n", OCCI_ERROR_SYNTAX },
    { BLUE "; location=\"/tags/../\"\n", OCCI_ERROR_SYNTAX },
    { BLUE "; location=\"/tags/a b/\"\n", OCCI_ERROR_SYNTAX },
    { BLUE "; location=\"/-/blue/\"\n", OCCI_ERROR_SYNTAX },
    { BLUE "; location=\"/.well-known/org/\"\n", OCCI_ERROR_SYNTAX },
    { BLUE "; location=\"/tags/blue/\"; attributes=\"colour\"\n", OCCI_ERROR_MIXIN_NOT_TAG },
    { BLUE "; location=\"/tags/blue/\"; actions=\"http://x#y\"\n", OCCI_ERROR_MIXIN_NOT_TAG },
    { BLUE "; location=\"/tags/blue/\"; rel=\"" INF "os_tpl\"\n", OCCI_ERROR_MIXIN_DEPENDS },
    { BLUE "; location=\"/tags/blue/\"; rel=\"" OURS "wide\"\n", OCCI_ERROR_MIXIN_DEPENDS },
    { BLUE "; location=\"/tags/blue/\"; rel=\"" INF "compute\"\n", OCCI_ERROR_MIXIN_DEPENDS },
    { "Category: blue; scheme=\"" INFRA "tags#\"; class=\"mixin\"; location=\"/tags/blue/\"\n",
      OCCI_ERROR_CATEGORY_RESERVED },
    { "Category: blue; scheme=\"http://example.org/test#\"; class=\"mixin\"; location=\"/tags/blue/\"\n",
      OCCI_ERROR_COUNT }, /* laid over the provider's, so a tenant's own scheme here */
    { "Category: blue; scheme=\"http://occibase.org/occi/os_tpl#\"; class=\"mixin\"; "
      "location=\"/tags/blue/\"\n",
      OCCI_ERROR_CATEGORY_RESERVED },
    { "Category: blue; scheme=\"no uri#\"; class=\"mixin\"; location=\"/tags/blue/\"\n", OCCI_ERROR_SYNTAX },
    { "Category: blue; scheme=\"http://x#\"; class=\"kind\"; location=\"/tags/blue/\"\n",
      OCCI_ERROR_CLASS_MISMATCH },
};

START_TEST(tags_are_refused)
{
    for (size_t i = 0; i < sizeof refused_tags / sizeof *refused_tags; i++) {
        occi_tag tag;
        occi_error *error = tag_of(refused_tags[i].text, &tag);
        occi_error_code code = error ? error->code : OCCI_ERROR_COUNT;
        ck_assert_msg(code == refused_tags[i].code, "%s: %s", refused_tags[i].text,
                      error ? error->message : "not refused");
    }
    const char *title = memset(occi_pool_zero(pool, 257), 'x', 256);
    occi_tag tag;
    check_refused(
        tag_of(occi_pool_format(pool, BLUE "; title=\"%s\"; location=\"/tags/blue/\"\n", title), &tag),
        OCCI_ERROR_TOO_LARGE, "the title of a mixin of your own is larger than the limit of 255 bytes");
}
END_TEST

/* --- association --- */

static occi_entity *associated(const occi_entity *current, const char *mixin)
{
    occi_entity *changed;
    check_accepted(occi_bind_associate(pool, model, find(mixin), current, &changed));
    return changed;
}

static occi_entity *dissociated(const occi_entity *current, const char *mixin)
{
    occi_entity *changed;
    check_accepted(occi_bind_dissociate(pool, model, find(mixin), current, &changed));
    return changed;
}

START_TEST(a_mixin_comes_with_its_defaults_and_goes_with_its_attributes)
{
    occi_entity *plain =
        stored(create(COMPUTE SET("occi.core.title=\"one\"") SET("occi.compute.cores=1")), "/compute/1");
    occi_entity *large = associated(plain, TEMPLATE "large");
    ck_assert(has_mixin(large, TEMPLATE "large"));
    CHECK_SHOWN(large, "occi.compute.cores", "4");
    CHECK_SHOWN(large, "occi.compute.ephemeral_storage.size", "40.0");
    CHECK_SHOWN(large, "occi.core.title", "one");
    occi_entity *after = dissociated(large, TEMPLATE "large");
    ck_assert(!has_mixin(after, TEMPLATE "large"));
    CHECK_SHOWN(after, "occi.compute.cores", "4");
    CHECK_SHOWN(after, "occi.compute.ephemeral_storage.size", "undefined");
    ck_assert_str_eq(after->id, plain->id);
}
END_TEST

START_TEST(a_template_replaces_its_rival)
{
    occi_entity *small = stored(create(COMPUTE MIXIN(TEMPLATE, "small")), "/compute/1");
    occi_entity *large = associated(small, TEMPLATE "large");
    ck_assert_uint_eq(large->mixin_count, 1);
    CHECK_SHOWN(large, "occi.compute.cores", "4");
}
END_TEST

START_TEST(what_does_not_apply_or_lacks_something_is_refused)
{
    occi_entity *current = stored(create(COMPUTE), "/compute/1"), *changed;
    check_refused(occi_bind_associate(pool, model, find(INFRA "network#ipnetwork"), current, &changed),
                  OCCI_ERROR_MIXIN_NOT_APPLICABLE,
                  "mixin " INFRA "network#ipnetwork does not apply to kind " INF "compute");
    check_refused(occi_bind_associate(pool, model, find(OURS "wide"), current, &changed),
                  OCCI_ERROR_ATTRIBUTE_REQUIRED, "attribute org.example.width is required and was not given");
}
END_TEST

static occi_error *try_filter(occi_pool *scratch, const void *given)
{
    occi_filter out = { 0 };
    return occi_bind_filter(scratch, model, NULL, given, &out);
}

static occi_error *try_tag(occi_pool *scratch, const void *given)
{
    const occi_message *message = given;
    occi_tag out;
    return occi_bind_tag(scratch, model, &message->categories[0], message->categories[0].location, &out);
}

static occi_error *try_associate(occi_pool *scratch, const void *given)
{
    occi_entity *out;
    TRY(occi_bind_associate(scratch, model, find(TEMPLATE "large"), given, &out));
    return occi_bind_dissociate(scratch, model, find(TEMPLATE "large"), out, &out);
}

START_TEST(memory_may_run_out)
{
    ck_assert_int_eq(
        starve(try_filter, say(COMPUTE SET("occi.network.state=active") SET("occi.compute.cores=2"))),
        OCCI_ERROR_COUNT);
    ck_assert_int_eq(starve(try_filter, say(SET("occi.compute.cores=x"))), OCCI_ERROR_ATTRIBUTE_TYPE);
    ck_assert_int_eq(starve(try_tag, say(BLUE "; rel=\"" OURS "tag\"; location=\"/tags/blue/\"\n")),
                     OCCI_ERROR_COUNT);
    ck_assert_int_eq(starve(try_tag, say(BLUE "\n")), OCCI_ERROR_SYNTAX);
    ck_assert_int_eq(starve(try_associate, stored(create(COMPUTE), "/compute/1")), OCCI_ERROR_COUNT);
}
END_TEST

int main(void)
{
    return BINDING_RUN(
        "bind_collection", categories_and_attributes_are_resolved, several_messages_add_up,
        core_attributes_are_members_of_the_entity, a_state_belongs_to_the_kinds_that_show_it,
        a_value_is_read_as_a_definition_that_it_fits, a_kinds_members_show_what_it_and_its_mixins_define,
        filters_are_refused, a_tag_has_a_name_and_a_place, tags_are_refused,
        a_mixin_comes_with_its_defaults_and_goes_with_its_attributes, a_template_replaces_its_rival,
        what_does_not_apply_or_lacks_something_is_refused, memory_may_run_out);
}
