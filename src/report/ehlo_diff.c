#include "report/ehlo_diff.h"

#include "smtp/caps.h"

#include <string.h>

static struct bytes keyword_of(struct bytes line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] != ' ' && line.p[n] != '=')
		n++;
	return (struct bytes){line.p, n};
}

static const struct bytes *line_of(struct arena *a, const struct list *caps, struct bytes keyword)
{
	return caps_find(caps, arena_copy(a, keyword.p, keyword.n));
}

static void add(struct arena *a, struct list *rows, struct bytes clear, struct bytes tls)
{
	struct ehlo_row *row = ARENA_NEW(a, struct ehlo_row);

	row->clear = clear;
	row->tls = tls;
	row->change = tls.p == NULL		? EHLO_GONE
		      : clear.p == NULL		? EHLO_NEW
		      : bytes_alike(clear, tls) ? EHLO_SAME
						: EHLO_CHANGED;
	list_append(rows, row);
}

static const struct list *capabilities(const struct session *s, enum stage_id id)
{
	const struct stage *st = session_stage(s, id);

	return st != NULL && st->outcome == OUTCOME_PASS && st->ehlo != NULL
		       ? &st->ehlo->capabilities
		       : NULL;
}

bool ehlo_diff(struct arena *a, const struct session *s, struct list *rows)
{
	const struct list *clear = capabilities(s, STAGE_EHLO);
	const struct list *tls = capabilities(s, STAGE_EHLO_AGAIN);

	if (clear == NULL || tls == NULL)
		return false;
	LIST_EACH (const struct bytes_item, it, clear) {
		const struct bytes *other = line_of(a, tls, keyword_of(it->b));

		add(a, rows, it->b, other == NULL ? (struct bytes){0} : *other);
	}
	LIST_EACH (const struct bytes_item, it, tls)
		if (line_of(a, clear, keyword_of(it->b)) == NULL)
			add(a, rows, (struct bytes){0}, it->b);
	return true;
}
