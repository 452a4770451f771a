/* Writing HTML. Markup stands in templates of our own; what anybody else has said comes in through a mark of
 * the template, and there is no mark that lets it in unescaped:
 *
 *     occi_html_write(to, "<a href=\"%p\">%t</a>", entity->location, entity->title);
 *
 *   %t  text, fit for elements and for quoted attribute values. Control characters become their pictures,
 * bytes that are no UTF-8 the replacement character, so that a page is always valid. %p  a path as it is
 * meant, percent-encoded for use in a URL of this endpoint %u  a URI reference as it was given: what cannot
 * stand in one is percent-encoded
 *
 * The markup is XML as well as HTML: elements are closed, attributes quoted. */
#ifndef OCCI_HTML_WRITER_H
#define OCCI_HTML_WRITER_H

#include "occi/writer.h"

/* As many strings as `markup` has marks; NULL is nothing. */
#define occi_html_write(to, markup, ...)                                                                     \
    occi_html_write_values((to), (markup), (const char *const[]){ NULL, ##__VA_ARGS__, NULL } + 1)
void occi_html_write_values(occi_writer *to, const char *markup, const char *const *values);

/* What %t does, to `length` bytes that need not be whole characters' worth of text. */
void occi_html_text(occi_writer *to, const char *text, size_t length);

/* A browser may be sent there: a path of this endpoint, or http and https elsewhere. "javascript:" and the
 * like are shown, never linked, and so is "//host/", which looks like a path and is none. */
bool occi_html_is_walkable(const char *reference);

#endif
