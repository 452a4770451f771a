/* Mixins of a client's own (GFD.223 9.3; GFD.185 3.4.1): tags that group entities under a location. */
#include "occi/bind_parts.h"

#include <string.h>
#include "occi/uri.h"

#define OGF_PREFIX   "http://schemas.ogf.org/occi/"
#define NAME_MAX     255  /* bytes of a term or title */
#define LOCATION_MAX 1024 /* bytes of a location or scheme */

static occi_error *fail_location(occi_pool *pool, const occi_message_category *said, const char *wrong)
{
    const char *place;
    ALLOC(place = occi_pool_format(pool, "location of mixin %s%s", said->scheme, said->term));
    return OCCI_FAIL(pool, SYNTAX, place, wrong);
}

static occi_error *check_location(occi_pool *pool, const occi_message_category *said, const char *location)
{
    if (!location || !*location)
        return fail_location(pool, said, "it is missing");
    if (!occi_uri_is_plain_path(location) || location[strlen(location) - 1] != '/' || location[1] == '\0')
        return fail_location(pool, said,
                             "expected a path that starts and ends with \"/\", of letters, digits, \"-\", "
                             "\".\", \"_\", \"~\" and \"/\"");
    return occi_uri_is_reserved_path(location) ? fail_location(pool, said, "nothing can be placed there")
                                               : NULL;
}

/* Every worker keeps all of a tenant's mixins, so they stay small. */
static occi_error *check_size(occi_pool *pool, const occi_message_category *said, const char *location)
{
    const struct {
        const char *what;
        const char *text;
        size_t most;
    } parts[] = {
        { "term", said->term, NAME_MAX },
        { "title", said->title, NAME_MAX },
        { "scheme", said->scheme, LOCATION_MAX },
        { "location", location, LOCATION_MAX },
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *what, *most;
        if (!parts[i].text || strlen(parts[i].text) <= parts[i].most)
            continue;
        ALLOC(what = occi_pool_format(pool, "the %s of a mixin of your own", parts[i].what));
        ALLOC(most = occi_pool_format(pool, "%zu bytes", parts[i].most));
        return OCCI_FAIL(pool, TOO_LARGE, what, most);
    }
    return NULL;
}

/* What the provider calls by a scheme stays the provider's. */
static occi_error *check_owner(occi_pool *pool, const occi_model *model, const occi_message_category *said)
{
    const occi_model *provider = occi_model_base(model) ? occi_model_base(model) : model;
    for (size_t i = 0; i < occi_model_count(provider); i++)
        if (strcmp(occi_model_at(provider, i)->scheme, said->scheme) == 0)
            return OCCI_FAIL(pool, CATEGORY_RESERVED, said->scheme);
    return NULL;
}

/* A scheme is part of identifiers, which stand in lists and between quotes. */
static occi_error *check_scheme(occi_pool *pool, const occi_message_category *said)
{
    if (strncmp(said->scheme, OGF_PREFIX, sizeof OGF_PREFIX - 1) == 0)
        return OCCI_FAIL(pool, CATEGORY_RESERVED, OGF_PREFIX);
    const char *colon = strchr(said->scheme, ':');
    bool is_uri = colon && colon > said->scheme;
    for (const char *c = said->scheme; *c; c++)
        is_uri &= *c > ' ' && *c < 0x7F && !strchr("\"<>\\^`{|},;", *c);
    return is_uri ? NULL : OCCI_FAIL(pool, SYNTAX, said->place, "the scheme of a mixin is a URI");
}

static bool is_tag(const occi_category *mixin)
{
    return mixin->class == OCCI_MIXIN && !mixin->family && mixin->all_attribute_count == 0 &&
           mixin->all_action_count == 0;
}

/* Through what it depends on, a tag could become a template or bring attributes: it cannot. */
static occi_error *read_depends(occi_pool *pool, const occi_model *model, const occi_message_category *said,
                                occi_tag *out)
{
    ALLOC(out->depends = occi_pool_array(pool, said->depends_count + 1, sizeof *out->depends));
    for (size_t i = 0; i < said->depends_count; i++) {
        const occi_category *mixin = occi_model_find(model, said->depends[i]);
        if (!mixin)
            continue;
        if (!is_tag(mixin))
            return OCCI_FAIL(pool, MIXIN_DEPENDS, said->term, mixin->identifier);
        out->depends[out->depends_count++] = mixin;
    }
    return NULL;
}

static occi_error *read_applies(occi_pool *pool, const occi_model *model, const occi_message_category *said,
                                occi_tag *out)
{
    ALLOC(out->applies = occi_pool_array(pool, said->applies_count + 1, sizeof *out->applies));
    for (size_t i = 0; i < said->applies_count; i++) {
        const occi_category *kind = occi_model_find(model, said->applies[i]);
        if (!kind)
            return OCCI_FAIL(pool, NO_SUCH_CATEGORY, said->applies[i]);
        if (kind->class != OCCI_KIND)
            return OCCI_FAIL(pool, CLASS_MISMATCH, kind->identifier, occi_class_name(kind->class), "kind");
        out->applies[out->applies_count++] = kind;
    }
    return NULL;
}

occi_error *occi_bind_tag(occi_pool *pool, const occi_model *model, const occi_message_category *said,
                          const char *location, occi_tag *out)
{
    *out = (occi_tag){ said->scheme, said->term, .title = said->title, .location = location };
    if (said->class_name && strcmp(said->class_name, "mixin") != 0)
        return OCCI_FAIL(pool, CLASS_MISMATCH, said->term, said->class_name, "mixin");
    if (said->has_attributes || said->has_actions)
        return OCCI_FAIL(pool, MIXIN_NOT_TAG, said->term, said->has_attributes ? "attributes" : "actions");
    TRY(check_size(pool, said, location));
    TRY(check_scheme(pool, said));
    TRY(check_owner(pool, model, said));
    TRY(check_location(pool, said, location));
    TRY(read_depends(pool, model, said, out));
    return read_applies(pool, model, said, out);
}

static bool is_called(const occi_tag *tag, const char *identifier)
{
    size_t length = strlen(tag->scheme);
    return strncmp(tag->scheme, identifier, length) == 0 && strcmp(tag->term, identifier + length) == 0;
}

occi_error *occi_bind_siblings(occi_pool *pool, const occi_message_category *said, occi_tag *tags,
                               size_t index)
{
    occi_tag *tag = &tags[index];
    ALLOC(tag->siblings = occi_pool_array(pool, said->depends_count + 1, sizeof *tag->siblings));
    for (size_t i = 0; i < said->depends_count; i++)
        for (size_t j = 0; j < index; j++)
            if (is_called(&tags[j], said->depends[i]))
                tag->siblings[tag->sibling_count++] = said->depends[i];
    return NULL;
}
