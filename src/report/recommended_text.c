#include "base/text.h"
#include "know/setting.h"
#include "report/recommended.h"
#include "report/snippet_text.h"

#include <string.h>

enum { LABEL = 2, BODY = 19 };

static const char *channel(const struct page *p, const struct recommended *w)
{
	return arena_printf(p->arena, "%s port %d with %s%s%s%s", w->host, w->port,
			    w->mode == TLS_MODE_IMPLICIT ? "implicit TLS" : "STARTTLS",
			    w->tls_version != NULL ? " (" : "",
			    w->tls_version != NULL ? w->tls_version : "",
			    w->tls_version != NULL ? ")" : "");
}

static const char *login(const struct page *p, const struct recommended *w)
{
	static const char *const others[] = {[LOGIN_SEEN] = "login",
					     [LOGIN_NOT_TESTED] = "login not tested",
					     [LOGIN_NOT_NEEDED] = "no login needed"};

	if (w->login != LOGIN_SEEN || w->mechanism == NULL || w->user == NULL)
		return others[w->login];
	return arena_printf(p->arena, "login %s as %s", w->mechanism,
			    text_safe(p->arena, bytes_str(p->arena, w->user)));
}

static const char *more(const struct page *p, const struct recommended *w)
{
	const char *all = "";

	if (w->from != NULL)
		all = arena_printf(p->arena, "; sender %s",
				   text_safe(p->arena, bytes_str(p->arena, w->from)));
	if (w->ehlo != NULL)
		all = arena_printf(p->arena, "%s; EHLO %s", all,
				   text_safe(p->arena, bytes_str(p->arena, w->ehlo)));
	return all;
}

/* The first of them is what most people have. */
static const char *called(const struct page *p, const struct recommended *w,
			  const struct knowledge *k)
{
	const struct setting *s = (const void *)knowledge_settings(k)->first;

	if (s == NULL)
		return NULL;
	return arena_printf(p->arena, "in %s: %s", s->title,
			    w->mode == TLS_MODE_IMPLICIT ? s->implicit : s->starttls);
}

static const char *programs(const struct page *p, const struct knowledge *k)
{
	const char *all = "";

	LIST_EACH (const struct snippet, s, knowledge_snippets(k))
		all = arena_printf(p->arena, "%s%s%s", all, *all == '\0' ? "" : ", ", s->id);
	return *all == '\0'
		       ? NULL
		       : arena_printf(p->arena, "as a file or code: --settings NAME (%s)", all);
}

void recommended_text(const struct page *p, const struct interpretation *i,
		      const struct knowledge *k)
{
	const struct recommended *w = (const void *)i->recommended.first;
	const char *lines[3];

	if (w == NULL)
		return;
	page_labelled(p, LABEL, "seen to work", BODY, channel(p, w));
	lines[0] = arena_printf(p->arena, "%s%s", login(p, w), more(p, w));
	lines[1] = called(p, w, k);
	lines[2] = p->options->snippets.n > 0 ? NULL : programs(p, k);
	for (size_t n = 0; n < sizeof(lines) / sizeof(lines[0]); n++)
		if (lines[n] != NULL)
			page_labelled(p, LABEL, "", BODY, lines[n]);
}

/* A file for a program is no prose: its lines stay as they are. */
static void parts(const struct page *p, const struct snippet_text *t, bool apart)
{
	LIST_EACH (const struct part_text, part, &t->parts) {
		if (apart)
			buf_char(p->out, '\n');
		buf_str(p->out, part->text);
		apart = true;
	}
}

void snippets_text(const struct page *p, const struct record *r, const struct interpretation *i,
		   const struct knowledge *k)
{
	bool whole = p->options->verbosity >= 0, first = true;

	LIST_EACH (const struct string_item, it, &p->options->snippets) {
		struct snippet_text t;

		snippet_fill(p->arena, k, snippet_find(k, it->s), r, i, &t);
		if (t.fault == NULL)
			parts(p, &t, whole || !first);
		else if (whole)
			page_labelled(p, 0, arena_printf(p->arena, "\nno settings for %s:", it->s),
				      0, t.fault);
		first = first && t.fault != NULL;
	}
}
