#include "net/resolvconf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 1024, LINES_MAX = 1000 };

static const char blanks[] = " \t\r\n";

static bool is_word(const char *p, size_t n, const char *word)
{
	return n == strlen(word) && strncmp(p, word, n) == 0;
}

static bool has_trust_ad(const char *words)
{
	for (const char *p = words + strspn(words, blanks); *p != '\0'; p += strspn(p, blanks)) {
		size_t n = strcspn(p, blanks);

		if (is_word(p, n, "trust-ad"))
			return true;
		p += n;
	}
	return false;
}

/* As for glibc, a keyword begins in the first column. */
static bool line_trusts(const char *line)
{
	size_t n = strcspn(line, blanks);

	return is_word(line, n, "options") && has_trust_ad(line + n);
}

bool resolvconf_trusts_ad(const char *path)
{
	const char *variable = getenv("RES_OPTIONS");
	bool trusts = variable != NULL && has_trust_ad(variable), whole = true;
	FILE *file = trusts ? NULL : fopen(path, "re");
	char line[LINE_SIZE];

	for (int i = 0; file != NULL && i < LINES_MAX && !trusts; i++) {
		if (fgets(line, sizeof(line), file) == NULL)
			break;
		trusts = whole && line_trusts(line);
		whole = strchr(line, '\n') != NULL; /* what follows is no new line */
	}
	if (file != NULL)
		fclose(file);
	return trusts;
}
