/* own_catalogue.h - a catalogue of a test's own: entries of replies in a folder that ends with it
 */
#ifndef SMTPSCOPE_TESTS_OWN_CATALOGUE_H
#define SMTPSCOPE_TESTS_OWN_CATALOGUE_H

#include "unit.h"

#include "base/list.h"
#include "base/text.h"
#include "know/knowledge.h"

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct own {
	char dir[64];
	struct knowledge *k;
};

static inline bool own_write(const char *path, const char *entries, const char *words)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		return false;
	for (const char *p = entries; *p != '\0';) {
		bool here = strncmp(p, "WORDS", 5) == 0;

		if (here)
			fputs(words, f);
		else
			fputc(*p, f);
		p += here ? 5 : 1;
	}
	return fclose(f) == 0;
}

/* For a fixture: *state is a struct own that knows `entries`, in YAML; "WORDS" in them stands for
 * `words`, which they share. */
static inline int own_load(void **state, const char *entries, const char *words)
{
	static struct own own;
	struct arena *a = arena_new();
	struct list faults = {0};
	char path[128];

	own = (struct own){.dir = "/tmp/smtpscope-own.XXXXXX"};
	if (mkdtemp(own.dir) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/replies", own.dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/replies/own.yaml", own.dir);
	if (!own_write(path, entries, words))
		return -1;
	own.k = knowledge_load(own.dir, &faults, a);
	LIST_EACH (struct string_item, it, &faults)
		print_message("  %s\n", it->s);
	arena_free(a);
	*state = &own;
	return own.k == NULL || faults.n > 0 ? -1 : 0;
}

static inline int own_remove(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline int own_end(void **state)
{
	struct own *own = *state;

	knowledge_free(own->k);
	return nftw(own->dir, own_remove, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
