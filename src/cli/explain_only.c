#include "cli/explain_only.h"

#include "cli/common.h"
#include "report/explained.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static bool fits_any(const struct knowledge *k, const char *glob)
{
	LIST_EACH (const struct entry, e, knowledge_entries(k))
		if (fnmatch(glob, e->id, 0) == 0)
			return true;
	return false;
}

static const char *nearest_id(const struct knowledge *k, const char *id)
{
	const struct list *entries = knowledge_entries(k);
	const char **ids = malloc((entries->n + 1) * sizeof(char *)), *near;
	size_t n = 0;

	LIST_EACH (const struct entry, e, entries)
		ids[n++] = e->id;
	near = text_nearest(id, ids, n);
	free(ids);
	return near;
}

const char *only_unknown(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	LIST_EACH (const struct string_item, it, &o->only) {
		const char *near;

		if (fits_any(k, it->s))
			continue;
		near = nearest_id(k, it->s);
		if (near != NULL)
			return arena_printf(a,
					    "--only %s: there is no such finding: did you mean %s?",
					    shown(a, it->s), near);
		return arena_printf(a,
				    "--only %s: there is no such finding: see smtpscope catalogue "
				    "list for their names",
				    shown(a, it->s));
	}
	return NULL;
}

static bool only_wanted(const struct cli_options *o, const char *id)
{
	LIST_EACH (const struct string_item, it, &o->only)
		if (fnmatch(it->s, id, 0) == 0)
			return true;
	return o->only.n == 0;
}

struct list explained_wanted(struct list *explained, const struct cli_options *o)
{
	struct list wanted = {0};
	struct item *next;

	for (struct item *it = explained->first; it != NULL; it = next) {
		const struct explanation *x = (const struct explanation *)(const void *)it;

		next = it->next;
		if (only_wanted(o, explanation_finding(x)->id))
			list_append(&wanted, it);
	}
	return wanted;
}

struct list explained_only(struct list *explained, const struct cli_options *o, size_t *left_out)
{
	struct list wanted = explained_wanted(explained, o), top = {0};
	struct item *next;

	for (struct item *it = wanted.first; it != NULL; it = next) {
		next = it->next;
		if (o->top == 0 || top.n < (size_t)o->top)
			list_append(&top, it);
	}
	*left_out = wanted.n - top.n;
	return top;
}

bool explained_answers(const struct cli_options *o, const struct list *explained,
		       const struct gathered *read)
{
	return explained->n > 0 || (o->only.n == 0 && gathered_no_trouble(read));
}
