/* grid.h - addresses down, ports across, what became of each */
#ifndef SMTPSCOPE_REPORT_GRID_H
#define SMTPSCOPE_REPORT_GRID_H

#include "report/page.h"

/* With the footnotes under it. Nothing where there was no session. */
void grid_write(const struct page *p, const struct record *r, const struct interpretation *i,
		const struct knowledge *k);

#endif
