#include "cli/programs.h"

#include "cli/common.h"
#include "report/snippet_text.h"

const char *programs_fault(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	const char *known = "";

	LIST_EACH (const struct snippet, s, knowledge_snippets(k))
		known = arena_printf(a, "%s%s%s", known, *known == '\0' ? "" : ", ", s->id);
	LIST_EACH (const struct string_item, it, &o->snippets)
		if (snippet_find(k, it->s) == NULL)
			return arena_printf(a, "--settings %s: no such program; there are %s",
					    shown(a, it->s), known);
	return NULL;
}

/* Where nothing works there is one reason for all of them. */
static const char *reason(struct arena *a, const struct interpretation *i)
{
	if (i->no_settings == NULL || i->verdict.status == VERDICT_OK)
		return i->no_settings;
	return arena_printf(a, "%s: %s", i->no_settings, i->verdict.summary);
}

bool programs_served(struct arena *a, const struct cli_options *o, const struct record *r,
		     const struct interpretation *i, const struct knowledge *k, bool aloud)
{
	bool all = true;

	if (o->snippets.n > 0 && i->recommended.n == 0) {
		if (aloud)
			complain(arena_printf(a, "--settings: none: %s", reason(a, i)));
		return false;
	}
	LIST_EACH (const struct string_item, it, &o->snippets) {
		struct snippet_text t;

		snippet_fill(a, k, snippet_find(k, it->s), r, i, &t);
		if (t.fault != NULL && aloud)
			complain(arena_printf(a, "--settings %s: none: %s", it->s, t.fault));
		all = all && t.fault == NULL;
	}
	return all;
}
