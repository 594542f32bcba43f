/* html_talk.c - the conversations, line by line, with secrets masked as the record has them */
#include "report/html.h"

#include "report/words.h"

static void line(struct html *h, const struct transcript_line *l)
{
	struct htmlw *w = &h->w;

	htmlw_open(w, "tr");
	htmlw_leaf(w, "td", "number", arena_printf(h->page.arena, "%.1f", l->at_ms));
	htmlw_leaf(w, "td", NULL, l->sent ? "C:" : "S:");
	htmlw_leaf(w, "td", NULL, l->tls ? "TLS" : "");
	htmlw_begin(w, "td", "peer");
	htmlw_bytes(w, l->text);
	htmlw_close(w);
	htmlw_close(w);
}

static void conversation(struct html *h, const struct session *s)
{
	static const char *const heads[] = {"ms", "who", "in", "line"};
	size_t n = 0;

	page_section(&h->page, session_title(h->page.arena, s));
	htmlw_begin(&h->w, "div", "talk");
	html_begin_table(h, "conversation", heads, sizeof(heads) / sizeof(heads[0]));
	LIST_EACH (const struct transcript_line, l, &s->transcript) {
		if (n == HTML_LINES_MAX || html_full(h))
			break;
		line(h, l);
		n++;
	}
	html_end_table(h);
	htmlw_close(&h->w);
	if (s->transcript.n > n)
		page_paragraph(
			&h->page, 0,
			arena_printf(h->page.arena, "... and %zu more lines", s->transcript.n - n));
}

void html_transcripts(struct html *h)
{
	bool first = true;

	html_chapter(h, "Conversations", true);
	LIST_EACH (const struct session, s, &h->record->sessions) {
		if (s->transcript.n == 0 || !html_shows(s) || html_full(h))
			continue;
		if (first)
			page_paragraph(&h->page, 0,
				       "C: is this program, S: the server; secrets are masked.");
		first = false;
		conversation(h, s);
	}
	html_end_chapter(h);
}
