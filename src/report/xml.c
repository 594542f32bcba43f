#include "report/xml.h"

#include "base/text.h"

#include <string.h>

/* What the character stands as; NULL: as it is. Where a value stands between double quotes, the
 * single one is as good as any. */
static const char *entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\t':
		return "&#9;"; /* readers make a blank of one that stands bare in a value */
	case '\n':
		return "&#10;";
	default:
		return NULL;
	}
}

static void escaped(struct buf *out, const char *s, const char *bare)
{
	for (size_t left = strlen(s), n; left > 0; s += n, left -= n) {
		const char *entity = strchr(bare, *s) == NULL ? entity_of(*s) : NULL;

		n = text_printable(s, left);
		if (entity != NULL)
			buf_str(out, entity);
		else if (n > 0 || strchr(bare, *s) != NULL)
			buf_add(out, s, n > 0 ? n : 1);
		else
			buf_printf(out, "\\x%02x", (unsigned char)*s);
		n = n > 0 ? n : 1;
	}
}

void xml_text(struct buf *out, const char *s)
{
	escaped(out, s, "\t\n\"");
}

void xml_attribute(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, " %s=\"", name);
	escaped(out, value, "");
	buf_char(out, '"');
}
