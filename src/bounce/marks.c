#include "bounce/marks.h"

#include "know/frame.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

struct template_item {
	struct item item;
	const char *text;
	enum mark_kind kind;
};

struct marks {
	struct list begins_with[UCHAR_MAX + 1]; /* lower case; '{' for any: it begins with a slot */
};

static void add(struct marks *m, struct arena *a, const struct list *texts, enum mark_kind kind)
{
	LIST_EACH (const struct string_item, it, texts) {
		struct template_item *t = ARENA_NEW(a, struct template_item);

		t->text = it->s;
		t->kind = kind;
		list_append(&m->begins_with[tolower((unsigned char)*it->s)], t);
	}
}

struct marks *marks_of(struct arena *a, const struct knowledge *k)
{
	struct marks *m = ARENA_NEW(a, struct marks);

	LIST_EACH (const struct frame, f, knowledge_frames(k)) {
		add(m, a, &f->opens, MARK_OPENS);
		add(m, a, &f->marks, MARK_TELLS);
		add(m, a, &f->labels, MARK_LABEL);
		add(m, a, &f->ends, MARK_ENDS);
	}
	return m;
}

static void try_each(const struct list *templates, char *at, bool first, struct mark *best)
{
	struct told told;

	LIST_EACH (const struct template_item, t, templates) {
		size_t n;

		if (t->kind == MARK_LABEL && !first)
			continue;
		n = template_match(t->text, at, &told);
		if (n > best->n)
			*best = (struct mark){.kind = t->kind, .told = told, .n = n};
	}
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* "required #" is no server: where nothing stands before a name, it has a dot. */
static bool begins_with_word(const char *at, const struct mark *mark)
{
	struct bytes host = mark->told.refuser;

	return host.n > 0 && host.p == at && memchr(at, '.', host.n) == NULL;
}

/* What a slot reads begins behind a blank or what encloses it. */
static bool value_begins(const char *text, const char *at)
{
	return at == text || at[-1] == ' ' || at[-1] == '\n';
}

bool marks_at(const struct marks *m, const char *text, char *at, bool first, struct mark *mark)
{
	unsigned char c = (unsigned char)*at;

	*mark = (struct mark){0};
	if (at == text || !in_word(at[-1]) || !in_word(*at))
		try_each(&m->begins_with[tolower(c)], at, first, mark);
	if (c > ' ' && c != '{' && value_begins(text, at))
		try_each(&m->begins_with['{'], at, first, mark);
	return mark->n > 0 && !begins_with_word(at, mark);
}
