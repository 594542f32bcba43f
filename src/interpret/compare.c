#include "interpret/compare_parts.h"

#include "base/clock.h"

#include <string.h>

/* ---- before and after, or sites ---- */

static bool same_name(const char *a, const char *b)
{
	return a != NULL && b != NULL && text_casecmp(a, b) == 0;
}

static bool share(const struct list *a, const struct list *b)
{
	LIST_EACH (const struct string_item, it, a)
		if (list_has_string(b, it->s))
			return true;
	return false;
}

/* Containers are called anew each time: then it counts as whom servers see us, and from which
 * address of the machine. */
static bool same_vantage(const struct record *a, const struct record *b)
{
	if (same_name(a->hostname, b->hostname))
		return true;
	if (a->hostname != NULL && b->hostname != NULL)
		return share(&a->sources, &b->sources) && share(&a->egress, &b->egress);
	return share(&a->sources, &b->sources);
}

static enum compare_mode mode_of(const struct compared *records, size_t n)
{
	return n == 2 && same_vantage(records[0].record, records[1].record) ? COMPARE_BEFORE_AFTER
									    : COMPARE_SITES;
}

static bool one_target(const struct compared *records, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (!same_name(records[0].record->host, records[i].record->host))
			return false;
	return true;
}

/* ---- labels ---- */

static bool is_taken(const struct compared *records, size_t n, const char *label)
{
	for (size_t i = 0; i < n; i++)
		if (same_name(records[i].label, label))
			return true;
	return false;
}

/* Bytes of the folder that all files are in, which tells none from another. */
static size_t common_folder(const struct comparing *c)
{
	const char *first = c->records[0].file;
	size_t folder = 0;

	for (size_t at = 0; first[at] != '\0'; at++) {
		for (size_t i = 1; i < c->n; i++)
			if (c->records[i].file[at] != first[at])
				return folder;
		if (first[at] == '/')
			folder = at + 1;
	}
	return folder;
}

/* The end of a path: what tells files apart stands there. */
static const char *end_of(struct arena *a, const char *path, size_t most)
{
	size_t length = strlen(path);

	if (length <= most)
		return path;
	path += length - most;
	while (((unsigned char)*path & 0xc0) == 0x80) /* within a character of UTF-8 */
		path++;
	return arena_printf(a, "...%s", path);
}

/* A site is called like its machine where no other has that name. */
static bool by_machine(const struct comparing *c, size_t i)
{
	const char *name = c->records[i].record->hostname;

	if (c->out->mode == COMPARE_BEFORE_AFTER || name == NULL)
		return false;
	for (size_t k = 0; k < c->n; k++)
		if (k != i && same_name(c->records[k].record->hostname, name))
			return false;
	return true;
}

static void label(struct comparing *c)
{
	enum { LABEL = 40 };
	size_t folder = common_folder(c);

	for (size_t i = 0; i < c->n; i++) {
		const struct compared *r = &c->records[i];
		const char *wanted = by_machine(c, i)
					     ? compare_cut(c->arena, r->record->hostname, LABEL)
					     : end_of(c->arena, r->file + folder, LABEL);
		const char *given = wanted;

		for (int number = 2; is_taken(c->records, i, given); number++)
			given = arena_printf(c->arena, "%s #%d", wanted, number);
		c->records[i].label = given;
	}
}

/* ---- what to mind ---- */

static void note_targets(struct comparing *c)
{
	const struct record *first = c->records[0].record;

	for (size_t i = 1; i < c->n && !c->one_target; i++) {
		const struct record *r = c->records[i].record;

		if (same_name(first->host, r->host))
			continue;
		list_add_string(&c->out->notes, c->arena,
				arena_printf(c->arena,
					     "the targets are not the same (%s, %s): only what "
					     "has the same port is compared",
					     compare_short(c->arena, record_target(first)),
					     compare_short(c->arena, record_target(r))));
		return;
	}
}

static void note_order(struct comparing *c)
{
	const struct record *before = c->records[0].record, *after = c->records[1].record;

	if (c->out->mode == COMPARE_BEFORE_AFTER && after->started < before->started)
		list_add_string(&c->out->notes, c->arena,
				arena_printf(c->arena,
					     "%s is older than %s: before and after go by the "
					     "order in which they were named",
					     c->records[1].label, c->records[0].label));
}

static bool same_run(const struct record *a, const struct record *b)
{
	return a->id != NULL && b->id != NULL && strcmp(a->id, b->id) == 0;
}

static void note_runs(struct comparing *c)
{
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < i; k++) {
			if (!same_run(c->records[i].record, c->records[k].record))
				continue;
			list_add_string(&c->out->notes, c->arena,
					arena_printf(c->arena, "%s and %s are of one run",
						     c->records[k].label, c->records[i].label));
			return;
		}
}

/* "only a.json has port 25 of 192.0.2.1": what one did not try cannot be compared. */
static void note_untried(struct comparing *c)
{
	size_t n = 0;
	const char *first = NULL;

	if (c->out->mode != COMPARE_BEFORE_AFTER)
		return;
	LIST_EACH (const struct endpoint_row, row, &c->out->endpoints) {
		bool before = row->outcomes[0].words != NULL,
		     after = row->outcomes[1].words != NULL;

		if (before == after)
			continue;
		if (n++ == 0)
			first = arena_printf(c->arena, "only %s tried %s",
					     c->records[before ? 0 : 1].label,
					     compare_place_words(c->arena, &row->place));
	}
	if (n > 1)
		first = arena_printf(c->arena, "%s; and %zu more such", first, n - 1);
	if (n > 0)
		list_add_string(&c->out->notes, c->arena, first);
}

static void note(struct comparing *c)
{
	note_targets(c);
	note_order(c);
	note_runs(c);
	note_untried(c);
}

/* ---- the whole ---- */

struct comparison *compare_records(struct arena *a, struct compared *records, size_t n,
				   const struct knowledge *k)
{
	struct comparison *out = ARENA_NEW(a, struct comparison);
	struct comparing c = {.arena = a, .know = k, .out = out, .records = records, .n = n};

	out->mode = mode_of(records, n);
	out->records = records;
	out->n = n;
	c.one_target = one_target(records, n);
	label(&c);
	compare_places(&c);
	for (size_t i = 0; i < n; i++)
		compare_run(&c, i);
	compare_sights(&c);
	compare_weigh(&c);
	note(&c);
	out->sentence = out->mode == COMPARE_BEFORE_AFTER ? compare_change_sentence(&c)
							  : compare_sites_sentence(&c);
	return out;
}
