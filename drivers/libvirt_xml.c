/* Writing and comparing libvirt's XML (see libvirt_xml.h). */
#include "drivers/libvirt_xml.h"

#include <inttypes.h>
#include <libxml/chvalid.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <stdio.h>
#include <string.h>

LIBVIRT_CLEANUP(free_document, xmlDocPtr, xmlFreeDoc)
LIBVIRT_CLEANUP(free_context, xmlXPathContextPtr, xmlXPathFreeContext)
LIBVIRT_CLEANUP(free_object, xmlXPathObjectPtr, xmlXPathFreeObject)
LIBVIRT_CLEANUP(free_xml_text, xmlChar *, xmlFree)

/* Writing. */

/* How many bytes at `text` are one character that XML can hold and that ends no line; 0: none. libxml2
 * decodes more than UTF-8 allows: a first byte that begins nothing, and more bytes than a character needs. */
static size_t fit_character(const char *text)
{
    int length = (int)strnlen(text, 4);
    int character = xmlGetUTF8Char((const unsigned char *)text, &length);
    int needed = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    bool is_encoded = length == needed && ((unsigned char)*text & 0xC0) != 0x80;
    if (!is_encoded || character < ' ' || character == 0x7F || !xmlIsCharQ((unsigned)character))
        return 0;
    return (size_t)length;
}

/* NULL when memory is out. */
static char *clean(const char *text)
{
    char *copy = malloc(strlen(text) + 1), *end = copy;
    if (!copy)
        return NULL;
    while (*text) {
        size_t length = fit_character(text);
        if (length > 0)
            memcpy(end, text, length);
        else
            *end = ' ';
        end += length ? length : 1;
        text += length ? length : 1;
    }
    *end = '\0';
    return copy;
}

/* `clean`, without the spaces around it; NULL when nothing is left, or memory is out. */
static char *trimmed(libvirt_xml *xml, const char *text)
{
    char *copy = clean(text ? text : "");
    if (!copy) {
        xml->has_failed = true;
        return NULL;
    }
    size_t start = strspn(copy, " "), length = strlen(copy + start);
    while (length > 0 && copy[start + length - 1] == ' ')
        length--;
    memmove(copy, copy + start, length);
    copy[length] = '\0';
    if (length > 0)
        return copy;
    free(copy);
    return NULL;
}

static void *checked(libvirt_xml *xml, void *made)
{
    if (!made)
        xml->has_failed = true;
    return made;
}

xmlNodePtr libvirt_xml_start(libvirt_xml *xml, const char *root)
{
    *xml = (libvirt_xml){ .document = xmlNewDoc(BAD_CAST "1.0") };
    if (!checked(xml, xml->document))
        return NULL;
    xmlNodePtr node = checked(xml, xmlNewDocNode(xml->document, NULL, BAD_CAST root, NULL));
    if (node)
        xmlDocSetRootElement(xml->document, node);
    return node;
}

xmlNodePtr libvirt_xml_add(libvirt_xml *xml, xmlNodePtr parent, const char *name)
{
    return parent ? checked(xml, xmlNewChild(parent, NULL, BAD_CAST name, NULL)) : NULL;
}

xmlNodePtr libvirt_xml_text(libvirt_xml *xml, xmlNodePtr parent, const char *name, const char *text)
{
    _cleanup_(libvirt_free_text) char *value = trimmed(xml, text);
    if (!parent || !value)
        return NULL;
    return checked(xml, xmlNewTextChild(parent, NULL, BAD_CAST name, BAD_CAST value));
}

void libvirt_xml_set(libvirt_xml *xml, xmlNodePtr node, const char *name, const char *value)
{
    _cleanup_(libvirt_free_text) char *text = trimmed(xml, value);
    if (node && text)
        checked(xml, xmlNewProp(node, BAD_CAST name, BAD_CAST text));
}

xmlNodePtr libvirt_xml_number(libvirt_xml *xml, xmlNodePtr parent, const char *name, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, number);
    return libvirt_xml_text(xml, parent, name, text);
}

void libvirt_xml_set_number(libvirt_xml *xml, xmlNodePtr node, const char *name, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, number);
    libvirt_xml_set(xml, node, name, text);
}

xmlNodePtr libvirt_xml_mark(libvirt_xml *xml, xmlNodePtr parent, const char *id)
{
    xmlNodePtr mark = libvirt_xml_add(xml, libvirt_xml_add(xml, parent, "metadata"), "entity");
    if (!mark)
        return NULL;
    xmlNsPtr space = checked(xml, xmlNewNs(mark, BAD_CAST LIBVIRT_MARK, BAD_CAST LIBVIRT_MARK_PREFIX));
    xmlSetNs(mark, space);
    libvirt_xml_set(xml, mark, "id", id);
    return mark;
}

driver_outcome libvirt_xml_print(libvirt_xml *xml, char **text, driver_note *note)
{
    _cleanup_(free_xml_text) xmlChar *printed = NULL;
    int size = 0;
    if (!xml->has_failed)
        xmlDocDumpMemoryEnc(xml->document, &printed, &size, "UTF-8");
    *text = printed ? strdup((const char *)printed) : NULL;
    return *text ? DRIVER_DONE : libvirt_again(note, "out of memory");
}

void libvirt_xml_free(libvirt_xml *xml)
{
    if (xml->document)
        xmlFreeDoc(xml->document);
    xml->document = NULL;
}

/* Reading. */

static xmlXPathContextPtr parse(const char *text, xmlDocPtr *document)
{
    *document = xmlReadMemory(text, (int)strlen(text), NULL, NULL,
                              XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    return *document ? xmlXPathNewContext(*document) : NULL;
}

static driver_outcome unreadable(driver_note *note)
{
    return libvirt_again(note, "out of memory, or libvirt's XML is none");
}

driver_outcome libvirt_xml_read(const char *text, const char *path, char **value, driver_note *note)
{
    _cleanup_(free_document) xmlDocPtr document = NULL;
    _cleanup_(free_context) xmlXPathContextPtr context = parse(text, &document);
    _cleanup_(free_object) xmlXPathObjectPtr object =
        context ? xmlXPathEvalExpression(BAD_CAST path, context) : NULL;
    _cleanup_(free_xml_text) xmlChar *string = object ? xmlXPathCastToString(object) : NULL;
    *value = string ? strdup((const char *)string) : NULL;
    return *value ? DRIVER_DONE : unreadable(note);
}

/* The keys of a facet in one document, sorted. */
typedef struct facet_keys {
    size_t count;
    xmlChar **keys;
    bool has_failed;
} facet_keys;

static void free_keys(facet_keys *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        xmlFree(keys->keys[i]);
    free(keys->keys);
}

static int compare_keys(const void *left, const void *right)
{
    return xmlStrcmp(*(const xmlChar *const *)left, *(const xmlChar *const *)right);
}

static facet_keys read_keys(xmlXPathContextPtr context, const libvirt_facet *facet)
{
    facet_keys keys = { 0 };
    xmlXPathSetContextNode(xmlDocGetRootElement(context->doc), context);
    _cleanup_(free_object) xmlXPathObjectPtr nodes = xmlXPathEvalExpression(BAD_CAST facet->nodes, context);
    size_t count = nodes && nodes->nodesetval ? (size_t)nodes->nodesetval->nodeNr : 0;
    keys.keys = calloc(count + 1, sizeof *keys.keys);
    keys.has_failed = !nodes || !keys.keys;
    for (size_t i = 0; i < count && !keys.has_failed; i++) {
        xmlXPathSetContextNode(nodes->nodesetval->nodeTab[i], context);
        _cleanup_(free_object) xmlXPathObjectPtr key = xmlXPathEvalExpression(BAD_CAST facet->key, context);
        keys.keys[i] = key ? xmlXPathCastToString(key) : NULL;
        if (keys.keys[i])
            keys.count++;
        else
            keys.has_failed = true;
    }
    if (!keys.has_failed)
        qsort(keys.keys, keys.count, sizeof *keys.keys, compare_keys);
    return keys;
}

static bool are_equal(const facet_keys *left, const facet_keys *right)
{
    if (left->count != right->count)
        return false;
    for (size_t i = 0; i < left->count; i++)
        if (!xmlStrEqual(left->keys[i], right->keys[i]))
            return false;
    return true;
}

driver_outcome libvirt_xml_differences(const libvirt_facet *facets, size_t count, const char *there,
                                       const char *wanted, unsigned *differences, driver_note *note)
{
    _cleanup_(free_document) xmlDocPtr there_document = NULL;
    _cleanup_(free_document) xmlDocPtr wanted_document = NULL;
    _cleanup_(free_context) xmlXPathContextPtr there_context = parse(there, &there_document);
    _cleanup_(free_context) xmlXPathContextPtr wanted_context = parse(wanted, &wanted_document);
    if (!there_context || !wanted_context)
        return unreadable(note);
    *differences = 0;
    for (size_t i = 0; i < count; i++) {
        _cleanup_(free_keys) facet_keys have = read_keys(there_context, &facets[i]);
        _cleanup_(free_keys) facet_keys want = read_keys(wanted_context, &facets[i]);
        if (have.has_failed || want.has_failed)
            return unreadable(note);
        if (!are_equal(&have, &want) && !(facets[i].is_optional && want.count == 0))
            *differences |= facets[i].bit;
    }
    return DRIVER_DONE;
}
