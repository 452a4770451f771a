/* The HTML rendering: every answer as a page that a browser can walk, without scripts. Written, never read.
 * It is given to who asks for it by name, as browsers do, and to nobody who would take anything. */
#ifndef OCCI_HTML_H
#define OCCI_HTML_H

#include "occi/rendering.h"

extern const occi_rendering occi_html;

#endif
