/* controls.h - one line for each that the target was compared with */
#ifndef SMTPSCOPE_REPORT_CONTROLS_H
#define SMTPSCOPE_REPORT_CONTROLS_H

#include "report/page.h"

/* "control www.example.net:443 open, 12 ms" */
void controls_write(const struct page *p, const struct record *r);

/* "www.example.net:443", "[2001:db8::1]:25" */
const char *control_name(struct arena *a, const struct host_port *c);

#endif
