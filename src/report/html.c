/* html.c - one page that needs nothing else: no script, no other file */
#include "report/report.h"

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	(void)r;
	(void)k;
	(void)o;
	buf_printf(out, "%s\n", i->verdict.summary);
}

const struct reporter reporter_html = {.name = "html", .write = write};
