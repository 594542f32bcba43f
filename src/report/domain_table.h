/* domain_table.h - several domains side by side */
#ifndef SMTPSCOPE_REPORT_DOMAIN_TABLE_H
#define SMTPSCOPE_REPORT_DOMAIN_TABLE_H

#include "report/report.h"

/* A row a domain, in the form that --format calls so; NULL: there is no table in it. */
const struct gatherer *domain_table_form(const char *format);

#endif
