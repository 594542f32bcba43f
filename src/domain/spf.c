#include "domain/spf.h"

#include "domain/spf_tree.h"
#include "domain/study.h"

/* Texts of the domain that were meant to be its record. */
static void find_almost(struct study *s)
{
	struct list texts = {0};

	if (s->spf.record->query == NULL)
		return;
	view_data(s->arena, s->spf.record->query, &texts);
	LIST_EACH (const struct bytes_item, it, &texts) {
		const char *meant, *what;
		struct spf_almost *almost;

		if (spf_is_record(it->b) || s->spf.almost.n == SPF_RECORDS_MAX)
			continue;
		what = spf_almost(s->arena, it->b, &meant);
		if (what == NULL)
			continue;
		almost = list_append(&s->spf.almost, ARENA_NEW(s->arena, struct spf_almost));
		*almost = (struct spf_almost){.text = it->b, .what = what, .meant = meant};
	}
}

void spf_read(struct study *s, struct view *v)
{
	const struct domain_facts *asked = s->record->domain;

	spf_tree_read(s, v);
	find_almost(s);
	if (asked->ip != NULL)
		s->spf.check = spf_check_host(s, v, asked->ip, asked->from, asked->helo);
}
