#include "cli/catalogue.h"

#include "cli/common.h"
#include "interpret/soundness.h"
#include "report/catalogue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- list ---- */

/* Whether the entry's words have `word`, in any case. */
static bool has_word(struct arena *a, const struct entry *e, const char *word)
{
	const char *texts[] = {e->id, e->title, e->meaning, severity_names[e->severity],
			       owner_names[e->owner]};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (bytes_has(bytes_str(a, texts[i]), word))
			return true;
	return list_has_string(&e->when.providers, word);
}

static bool wanted(struct arena *a, const struct entry *e, char **words, int n)
{
	for (int i = 0; i < n; i++)
		if (!has_word(a, e, words[i]))
			return false;
	return true;
}

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct entry *const *)a)->id, (*(const struct entry *const *)b)->id);
}

/* The entries that have all words, sorted. */
static const struct entry **select_entries(struct arena *a, const struct knowledge *k, char **words,
					   int n_words, size_t *n)
{
	const struct list *all = knowledge_entries(k);
	const struct entry **entries = arena_alloc(a, (all->n + 1) * sizeof(const struct entry *));

	*n = 0;
	LIST_EACH (const struct entry, e, all)
		if (wanted(a, e, words, n_words))
			entries[(*n)++] = e;
	qsort(entries, *n, sizeof(const struct entry *), by_id);
	return entries;
}

static int list(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	const struct report_options options = report_options_of(o);
	struct buf out = {0};
	size_t n;
	const struct entry **entries = select_entries(a, k, o->words + 1, o->word_count - 1, &n);

	if (as_json(o))
		catalogue_json(&out, k, entries, n, false);
	else
		catalogue_list_text(&out, entries, n, &options);
	if (n == 0)
		output_complaint("no entry has all of these words");
	return write_result(a, o, &out, n == 0 ? EXIT_FAILED : EXIT_GOOD);
}

/* ---- show ---- */

static const char *nearest(struct arena *a, const struct knowledge *k, const char *id)
{
	const struct list *all = knowledge_entries(k);
	const char **ids = arena_alloc(a, all->n * sizeof(const char *));
	size_t n = 0;

	LIST_EACH (const struct entry, e, all)
		ids[n++] = e->id;
	return text_nearest(id, ids, n);
}

static int unknown_id(struct arena *a, const struct knowledge *k, const char *id)
{
	const char *near = nearest(a, k, id);

	if (near == NULL)
		return complain(arena_printf(
			a, "no entry has the id %s: see smtpscope catalogue list", shown(a, id)));
	return complain(
		arena_printf(a, "no entry has the id %s: did you mean %s?", shown(a, id), near));
}

static int show(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	const struct report_options options = report_options_of(o);
	const struct entry *e;
	struct buf out = {0};

	if (o->word_count != 2)
		return complain("catalogue show takes one id, as in catalogue show auth-refused");
	e = knowledge_entry(k, o->words[1]);
	if (e == NULL)
		return unknown_id(a, k, o->words[1]);
	if (as_json(o))
		catalogue_json(&out, k, &e, 1, true);
	else
		catalogue_entry_text(&out, e, &options);
	return write_result(a, o, &out, EXIT_GOOD);
}

/* ---- check ---- */

static size_t entries_of_files(const struct knowledge *k)
{
	size_t n = 0;

	LIST_EACH (const struct entry, e, knowledge_entries(k))
		n += e->file != NULL;
	return n;
}

/* What does not even read is not tried. */
static int check_directory(struct arena *a, const struct cli_options *o, const char *dir)
{
	struct list faults = {0};
	struct catalogue_check c = {.dir = dir, .faults = &faults};
	struct knowledge *k = knowledge_load(dir, &faults, a);
	struct buf out = {0};

	if (k == NULL)
		return complain(arena_printf(a, "%s: %s", shown(a, dir), strerror(errno)));
	if (faults.n == 0)
		c.samples = soundness_faults(k, &faults, a);
	c.files = knowledge_files(k);
	c.entries = entries_of_files(k);
	if (c.files == 0)
		list_add_string(&faults, a,
				arena_printf(a,
					     "%s:1:1: no .yaml file is in its folders replies, "
					     "findings, providers, networks, hints, "
					     "bounces, boxes, settings and ways",
					     dir));
	if (as_json(o))
		catalogue_check_json(&out, k, &c);
	else
		catalogue_check_text(&out, &c);
	knowledge_free(k);
	return write_result(a, o, &out, faults.n == 0 ? EXIT_GOOD : EXIT_USAGE);
}

static int check(struct arena *a, const struct cli_options *o)
{
	const char *dir = o->word_count > 1 ? o->words[1] : o->data != NULL ? o->data : own_data(a);

	if (o->word_count == 1 && dir == NULL)
		return complain("there is no ~/.config/smtpscope/data: name a directory, as in "
				"catalogue check data");
	if (o->word_count > 2)
		return complain("catalogue check takes one directory, as in catalogue check data");
	return check_directory(a, o, dir);
}

/* ---- all together ---- */

static int with_knowledge(struct arena *a, const struct cli_options *o,
			  int (*act)(struct arena *a, const struct cli_options *o,
				     const struct knowledge *k))
{
	struct knowledge *k = load_knowledge(a, o->data);
	int rc;

	if (k == NULL)
		return EXIT_USAGE;
	rc = act(a, o, k);
	knowledge_free(k);
	return rc;
}

int catalogue_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	const char *verb = o->word_count > 0 ? o->words[0] : "";

	(void)command_line;
	if (strcmp(verb, "list") == 0)
		return with_knowledge(a, o, list);
	if (strcmp(verb, "show") == 0)
		return with_knowledge(a, o, show);
	if (strcmp(verb, "check") == 0)
		return check(a, o);
	return complain("catalogue does one of: list [WORDS], show ID, check [DIR]");
}
