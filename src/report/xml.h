/* xml.h - text that is safe in XML 1.0, whatever bytes it comes of */
#ifndef SMTPSCOPE_REPORT_XML_H
#define SMTPSCOPE_REPORT_XML_H

#include "base/buf.h"

/* As the content of an element. What XML has no characters for (section 2.2: most controls), what
 * cannot be seen, and what is no UTF-8 stands as "\xNN"; tabs and line feeds stay. */
void xml_text(struct buf *out, const char *s);

/* ' name="value"', for a start tag. */
void xml_attribute(struct buf *out, const char *name, const char *value);

#endif
