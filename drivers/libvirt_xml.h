/* libvirt's XML, written and read with libxml2: a client's text becomes a text node or an attribute's value,
 * never markup. Characters that XML or libvirt cannot hold become spaces, and outer spaces go, so that what
 * libvirt gives back is what we wrote.
 *
 * A writer keeps its own failure: call all functions in a row, and libvirt_xml_print says whether memory held
 * out. */
#ifndef DRIVERS_LIBVIRT_XML_H
#define DRIVERS_LIBVIRT_XML_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/libvirt.h"

typedef struct libvirt_xml {
    xmlDocPtr document;
    bool has_failed;
} libvirt_xml;

xmlNodePtr libvirt_xml_start(libvirt_xml *xml, const char *root);
xmlNodePtr libvirt_xml_add(libvirt_xml *xml, xmlNodePtr parent, const char *name);
/* NULL, or text that is nothing but spaces: no element, no attribute. */
xmlNodePtr libvirt_xml_text(libvirt_xml *xml, xmlNodePtr parent, const char *name, const char *text);
void libvirt_xml_set(libvirt_xml *xml, xmlNodePtr node, const char *name, const char *value);
xmlNodePtr libvirt_xml_number(libvirt_xml *xml, xmlNodePtr parent, const char *name, uint64_t number);
void libvirt_xml_set_number(libvirt_xml *xml, xmlNodePtr node, const char *name, uint64_t number);
/* Our element in a <metadata> of its own. */
xmlNodePtr libvirt_xml_mark(libvirt_xml *xml, xmlNodePtr parent, const char *id);
/* The text is the caller's to free. */
driver_outcome libvirt_xml_print(libvirt_xml *xml, char **text, driver_note *note);
void libvirt_xml_free(libvirt_xml *xml);

/* Something that two definitions may differ in: the nodes, and of each of them what counts. Their order does
 * not. */
typedef struct libvirt_facet {
    unsigned bit;
    const char *nodes; /* XPath, from the document */
    const char *key;   /* XPath of a string, from each node */
    bool is_optional;  /* where nothing is wanted, whatever is there is right */
} libvirt_facet;

/* The bits of the facets in which two definitions differ. */
driver_outcome libvirt_xml_differences(const libvirt_facet *facets, size_t count, const char *there,
                                       const char *wanted, unsigned *differences, driver_note *note);
/* The value of an XPath of a string in the document `text`; the caller's to free. */
driver_outcome libvirt_xml_read(const char *text, const char *path, char **value, driver_note *note);

#endif
