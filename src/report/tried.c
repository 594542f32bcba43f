#include "report/tried.h"

#include "interpret/tried.h"
#include "report/finding_json.h"

enum { LABEL = 2, BODY = 22 };

/* "535 5.7.8 Error: authentication failed", NULL: there was none. */
static const char *reply_of(struct arena *a, const struct tried *t)
{
	const struct reply *r = t->stage == NULL ? NULL : &t->stage->reply;

	if (r == NULL || r->code == 0)
		return NULL;
	return arena_printf(a, "%d%s%s %s", r->code, r->enhanced != NULL ? " " : "",
			    r->enhanced != NULL ? r->enhanced : "", text_safe(a, r->text));
}

static const char *in_words(struct arena *a, const struct tried *t)
{
	static const char *const words[] = {
		[TRIED_ACCEPTED] = "accepted",
		[TRIED_REFUSED] = "refused",
		[TRIED_UNJUDGED] = "failed, the password was not judged",
		[TRIED_NOT] = "not tried",
	};
	const char *more = t->why != NULL ? t->why : reply_of(a, t);

	return more == NULL ? words[t->end] : arena_printf(a, "%s: %s", words[t->end], more);
}

void tried_text(const struct page *p, const struct interpretation *i)
{
	if (i->tried.n == 0)
		return;
	page_section(p, "Logins by mechanism");
	LIST_EACH (const struct tried, t, &i->tried)
		page_labelled(p, LABEL, t->mechanism, BODY, in_words(p->arena, t));
}

void tried_json(struct jsonw *w, const struct interpretation *i)
{
	struct arena *a;

	if (i->tried.n == 0)
		return;
	a = arena_new();
	jsonw_key(w, "mechanisms");
	jsonw_begin_array(w);
	LIST_EACH (const struct tried, t, &i->tried) {
		const char *reply = reply_of(a, t);

		jsonw_begin_object(w);
		text_json(w, "mechanism", t->mechanism);
		text_json(w, "login", tried_end_names[t->end]);
		if (reply != NULL)
			text_json(w, "reply", reply);
		if (t->why != NULL)
			text_json(w, "why", t->why);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
	arena_free(a);
}
