/* firsts.h - the first few of many names, whatever order they come in */
#ifndef SMTPSCOPE_REPORT_FIRSTS_H
#define SMTPSCOPE_REPORT_FIRSTS_H

#include <stddef.h>
#include <stdint.h>

enum { FIRSTS_MAX = 20 };

/* By rank, among equals by name, each pair once. {0} is empty. */
struct firsts {
	size_t n;
	struct first {
		int64_t rank;
		char *name; /* ours */
	} at[FIRSTS_MAX];
};

void firsts_add(struct firsts *f, int64_t rank, const char *name);
void firsts_merge(struct firsts *into, const struct firsts *from);
void firsts_free(struct firsts *f); /* leaves an empty one */

#endif
