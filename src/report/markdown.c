/* markdown.c - a ticket for whoever must act, to paste (ASCII, 80 columns) */
#include "report/report.h"

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	(void)r;
	(void)k;
	(void)o;
	buf_printf(out, "%s\n", i->verdict.summary);
}

const struct reporter reporter_markdown = {.name = "markdown", .write = write};
