/* A model document, by itself or laid over another (the first byte says which): what is accepted is the same
 * model when it is rendered and read again, and can be asked. */
#include "occi/json.h"
#include "tests/fuzz/fuzz.h"

static void ask(const occi_model *model)
{
    for (size_t i = 0; i < occi_model_count(model); i++) {
        const occi_category *category = occi_model_at(model, i);
        fuzz_check(occi_model_find(model, category->identifier) == category ? NULL
                                                                            : "a category is not found");
        fuzz_check(occi_model_find_split(model, category->scheme, category->term) == category
                       ? NULL
                       : "nor in parts");
        fuzz_check(occi_model_find_key(model, category->key) == category ? NULL : "nor by its key");
        if (category->location)
            fuzz_check(occi_model_find_location(model, category->location) == category
                           ? NULL
                           : "nor by its location");
        for (size_t j = 0; j < category->all_attribute_count; j++) {
            const occi_attribute *attribute = category->all_attributes[j];
            fuzz_check(occi_category_attribute(category, attribute->name) ? NULL
                                                                          : "an attribute is not found");
            if (attribute->default_value)
                fuzz_check(occi_pattern_matches(attribute->pattern, attribute->default_value)
                               ? NULL
                               : "a default is wrong");
        }
        fuzz_check(occi_category_is(category, category) ? NULL : "a category is not itself");
        if (category->class == OCCI_KIND)
            fuzz_check(occi_category_is_a(category, OCCI_CORE_ENTITY) ? NULL : "a kind is no entity");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    SCOPED_POOL pool = occi_pool_new(NULL);
    const occi_model *base = length && *bytes == '+' ? fuzz_model() : NULL, *model;
    json_error_t where;
    size_t prefix = length && *bytes == '+';
    json_t *document =
        json_loadb((const char *)bytes + prefix, length - prefix, JSON_REJECT_DUPLICATES, &where);
    if (!document)
        return 0;
    occi_error *error = occi_model_parse(pool, document, base, &model);
    json_decref(document);
    if (fuzz_is_refused(pool, error))
        return 0;
    ask(model);
    fuzz_check(roundtrip_model(pool, model, base));
    return 0;
}
