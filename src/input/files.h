/* files.h - what the words behind a command name: a text, the standard input, files and folders */
#ifndef SMTPSCOPE_INPUT_FILES_H
#define SMTPSCOPE_INPUT_FILES_H

#include "base/text.h"

#include <stdbool.h>

enum { FILES_MAX = 100000 }; /* of one run */

struct input_file {
	struct item item;
	const char *path; /* "-": the standard input */
	bool message;	  /* it stands in a Maildir: one message, whatever its first line */
};

struct input_set {
	struct list files; /* of struct input_file, in the order to be read in */
	bool many;	   /* one that cannot be read does not spoil the others */
	struct list
		faults; /* of struct string_item: folders that cannot be read, what is left out */
};

/* Whether the words name files: none or "-" the standard input, one or more that are there files
 * and folders. Words that name nothing are a text, unless they are written like a path ("./x"). */
bool files_named(const char *const *words, int n);

/* The files that `words` name. A folder stands for its files, a Maildir for its messages. Rotated
 * logs ("mail.log", "mail.log.1", "mail.log.2.gz", "mail.log-20261101") come oldest first; the same
 * file under several names comes once. */
void files_find(struct arena *a, const char *const *words, int n, struct input_set *set);

#endif
