/* saved_report.h - a report as --json printed it, back in memory with its findings
 *
 * The program itself never reads findings: it interprets the record anew. Tests of reporters do, so
 * that what they expect does not depend on the catalogue's words of today. */
#ifndef SMTPSCOPE_TESTS_SAVED_REPORT_H
#define SMTPSCOPE_TESTS_SAVED_REPORT_H

#include "interpret/finding.h"
#include "record/record.h"

struct saved_report {
	struct record *record;
	struct interpretation *interpretation;
};

/* Ends the program with a line on stderr where `file` is no such report. */
struct saved_report saved_report_read(const char *file);
void saved_report_free(struct saved_report *s);

#endif
