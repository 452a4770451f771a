/* The table of renderings and content negotiation (RFC 9110 12.5.1; http.md 10). */
#include "occi/rendering.h"

#include <string.h>
#include <strings.h>
#include "occi/html.h"
#include "occi/json.h"
#include "occi/text.h"

/* In the order in which we like to give them; the first is what anyone gets who does not ask. */
static const occi_rendering *const renderings[] = {
    &occi_text_plain,
    &occi_text_occi,
    &occi_text_uri_list,
    &occi_json_occi,
    &occi_json_plain,
    &occi_html,
};

#define RENDERING_COUNT (sizeof renderings / sizeof *renderings)
#define BLANKS          " \t"
#define QUALITY_MAX     1000 /* q=1, in thousandths */

const occi_rendering *occi_rendering_at(size_t index)
{
    return index < RENDERING_COUNT ? renderings[index] : NULL;
}

static bool equals(const char *name, const char *bytes, size_t length)
{
    return strlen(name) == length && strncasecmp(name, bytes, length) == 0;
}

static bool is_named(const occi_rendering *rendering, const char *bytes, size_t length)
{
    if (equals(rendering->media_type, bytes, length))
        return true;
    for (const char *const *alias = rendering->aliases; *alias; alias++)
        if (equals(*alias, bytes, length))
            return true;
    return false;
}

const occi_rendering *occi_rendering_find(const char *media_type, size_t length)
{
    for (size_t i = 0; i < RENDERING_COUNT; i++)
        if (is_named(renderings[i], media_type, length))
            return renderings[i];
    return NULL;
}

/* How closely a media range fits a rendering; the closest one's q counts, even if another gives more. */
typedef enum closeness { FITS_NOT, FITS_ANY, FITS_TYPE, FITS_EXACTLY } closeness;

typedef struct media_range {
    const char *type;
    size_t length;
    int quality;
} media_range;

/* Wildcards are for renderings that can show anything, and to programs. */
static closeness fit(const media_range *range, const occi_rendering *rendering)
{
    if (is_named(rendering, range->type, range->length))
        return FITS_EXACTLY;
    if (rendering->is_listing_only || rendering->is_by_name_only)
        return FITS_NOT;
    if (equals("*/*", range->type, range->length) || equals("*", range->type, range->length))
        return FITS_ANY;
    size_t prefix = strcspn(rendering->media_type, "/") + 1;
    bool is_subtype_any = range->length == prefix + 1 && range->type[prefix] == '*';
    return is_subtype_any && strncasecmp(rendering->media_type, range->type, prefix) == 0 ? FITS_TYPE
                                                                                          : FITS_NOT;
}

/* Up to the next of the marks in `stops` that is not inside quotes. */
static size_t span_to(const char *text, const char *stops)
{
    bool is_quoted = false;
    size_t length = 0;
    for (; text[length] && (is_quoted || !strchr(stops, text[length])); length++) {
        if (text[length] == '"')
            is_quoted = !is_quoted;
        else if (is_quoted && text[length] == '\\' && text[length + 1])
            length++;
    }
    return length;
}

/* "0.5" is 500. What is no number says nothing, so it is 1. */
static int parse_quality(const char *text)
{
    if (!strchr("01.", *text) || !*text)
        return QUALITY_MAX;
    int quality = 0;
    if (*text != '.')
        quality = (*text++ - '0') * QUALITY_MAX;
    if (*text == '.')
        for (int place = QUALITY_MAX / 10; place && *++text >= '0' && *text <= '9'; place /= 10)
            quality += (*text - '0') * place;
    return quality < QUALITY_MAX ? quality : QUALITY_MAX;
}

/* Reads one media range and its parameters; answers what follows it. */
static const char *next_range(const char *accept, media_range *out)
{
    accept += strspn(accept, BLANKS ",;");
    *out = (media_range){ accept, strcspn(accept, BLANKS ",;"), QUALITY_MAX };
    accept += span_to(accept, ",;");
    while (*accept == ';') {
        accept += strspn(accept, BLANKS ";");
        size_t name = strcspn(accept, BLANKS "=,;");
        const char *value = accept + name + strspn(accept + name, BLANKS);
        if (equals("q", accept, name) && *value == '=')
            out->quality = parse_quality(value + 1 + strspn(value + 1, BLANKS));
        accept += span_to(accept, ",;");
    }
    return accept;
}

/* The q of `rendering` in `accept`, 0 when it is not wanted. */
static int quality_of(const char *accept, const occi_rendering *rendering)
{
    closeness closest = FITS_NOT;
    int quality = 0;
    media_range range;
    for (accept = next_range(accept, &range); range.length; accept = next_range(accept, &range)) {
        closeness how = fit(&range, rendering);
        if (how == FITS_NOT || how < closest)
            continue;
        if (how > closest || range.quality > quality)
            quality = range.quality;
        closest = how;
    }
    return quality;
}

const occi_rendering *occi_rendering_negotiate(const char *accept)
{
    if (!accept || !accept[strspn(accept, BLANKS ",")])
        return renderings[0];
    const occi_rendering *best = NULL;
    int best_quality = 0;
    for (size_t i = 0; i < RENDERING_COUNT; i++) {
        int quality = renderings[i]->is_request_only ? 0 : quality_of(accept, renderings[i]);
        if (quality > best_quality) {
            best = renderings[i];
            best_quality = quality;
        }
    }
    return best;
}
