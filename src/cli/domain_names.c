/* Which domains: those that were named, and those of a list. */
#include "cli/domain.h"

#include "cli/common.h"
#include "input/source.h"
#include "smtp/address.h"
#include "sweep/list_text.h"

#include <string.h>

enum { LINE_MOST = 1000, NAMES_MOST = 10000, FAULTS_TOLD = 20 };

/* The domain that `word` names, in A-labels; NULL with one line in *fault that names the remedy. */
static const char *name_of(struct arena *a, const char *word, const char **fault)
{
	const char *at = strrchr(word, '@'), *why, *meant, *name;

	if (at != NULL && host_fault(at + 1) == NULL) {
		*fault = arena_printf(a, "%s is a mailbox: name its domain, %s", shown(a, word),
				      shown(a, at + 1));
		return NULL;
	}
	name = host_fault(word) == NULL && address_family(word) == 0 ? host_to_ascii(a, word, &why)
								     : NULL;
	if (name != NULL)
		return name;
	meant = host_meant(a, word);
	*fault = meant != NULL && address_family(meant) == 0
			 ? arena_printf(a, "%s is no domain: did you mean %s?", shown(a, word),
					shown(a, meant))
			 : arena_printf(a, "%s is no domain: name one as in example.org",
					shown(a, word));
	return NULL;
}

static void add_once(struct arena *a, struct list *names, const char *name)
{
	if (!list_has_string(names, name))
		list_add_string(names, a, name);
}

/* ---- a list ---- */

/* Without a comment and blanks around it: NULL, there is nothing. */
static const char *word_of(struct arena *a, struct bytes line)
{
	const char *mark = memchr(line.p, '#', line.n);
	struct bytes text = {line.p, mark == NULL ? line.n : (size_t)(mark - line.p)};
	/* a name does not end where a NUL stands in it */
	char *word = memchr(text.p, '\0', text.n) != NULL ? text_safe(a, text)
							  : arena_copy(a, text.p, text.n);
	size_t n = text_squeeze(word, strlen(word));

	word[n] = '\0';
	return n == 0 ? NULL : word;
}

static void take_line(struct arena *a, const char *file, unsigned long number, struct bytes line,
		      struct list *names, int *skipped)
{
	const char *fault = NULL, *word = word_of(a, line), *name;

	if (word == NULL)
		return;
	name = name_of(a, word, &fault);
	if (name != NULL) {
		add_once(a, names, name);
		return;
	}
	if (++*skipped <= FAULTS_TOLD)
		output_warning(arena_printf(a, "%s:%lu: %s", shown(a, file), number, fault));
}

static int read_lines(struct arena *a, const char *file, struct list_text *text, struct list *names,
		      int *skipped, const char **fault)
{
	struct bytes line;
	enum list_line got;

	while ((got = list_text_next(text, LINE_MOST, &line, fault)) == LIST_LINE ||
	       got == LIST_TOO_LONG) {
		take_line(a, file, list_text_number(text),
			  got == LIST_LINE ? line : bytes_str(a, "a line too long for a domain"),
			  names, skipped);
		if (names->n > NAMES_MOST) {
			*fault = arena_printf(a, "%s holds more than %d domains: split it",
					      shown(a, file), NAMES_MOST);
			return -1;
		}
	}
	return got == LIST_END ? 0 : -1;
}

static int read_file(struct arena *a, const char *file, struct list *names, int *skipped,
		     const char **fault)
{
	struct source *s = source_open(a, file, fault);
	struct list_text *text;
	int rc;

	if (s == NULL)
		return -1;
	text = list_text_new(s);
	rc = read_lines(a, file, text, names, skipped, fault);
	list_text_free(text);
	source_close(s);
	if (rc == 0 && names->n == 0) {
		*fault = arena_printf(a, "%s holds no domain: one in each line, # begins a comment",
				      shown(a, file));
		rc = -1;
	}
	return rc;
}

/* ---- all ---- */

int domain_names(struct arena *a, const struct cli_options *o, struct list *names, int *skipped,
		 const char **fault)
{
	*skipped = 0;
	for (int i = 0; i < o->word_count; i++) {
		const char *name = name_of(a, o->words[i], fault);

		if (name == NULL)
			return -1;
		add_once(a, names, name);
	}
	return o->domain.file == NULL ? 0 : read_file(a, o->domain.file, names, skipped, fault);
}
