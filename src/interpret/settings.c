#include "interpret/settings.h"

#include "know/setting.h"

struct list settings_for(struct arena *a, const struct knowledge *k, enum mended_by by)
{
	struct list all = {0};

	if (by == MENDED_ELSEWHERE)
		return all;
	LIST_EACH (const struct setting, s, knowledge_settings(k)) {
		struct program_setting *p = ARENA_NEW(a, struct program_setting);

		p->program = s->title;
		p->setting = by == MENDED_BY_STARTTLS ? s->starttls : s->implicit;
		p->references = s->references;
		list_append(&all, p);
	}
	return all;
}
