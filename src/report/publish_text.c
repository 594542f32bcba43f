#include "report/publish_text.h"

#include "base/text.h"

#include <string.h>

static const char *harmless(struct arena *a, const char *s)
{
	return text_safe(a, bytes_str(a, s));
}

/* " (v=spf1)", of data that say what they are: a name has TXT records of several kinds. */
static const char *kind_of(struct arena *a, const struct publish *p)
{
	enum { KIND_MAX = 16 };
	size_t n = p->value == NULL ? 0 : strcspn(p->value, "; ");

	if (n < 3 || n > KIND_MAX || strncmp(p->value, "v=", 2) != 0)
		return "";
	return harmless(a, arena_printf(a, " (%.*s)", (int)n, p->value));
}

static bool is_file(const struct publish *p)
{
	return strcmp(p->type, PUBLISH_FILE) == 0;
}

const char *publish_words(struct arena *a, const struct publish *p)
{
	static const struct {
		const char *verb, *where, *end;
	} words[] = {
		[PUBLISH_ADD] = {"add the", "at", ":"},
		[PUBLISH_REPLACE] = {"change the", "of", " to:"},
		[PUBLISH_REMOVE] = {"remove this", "of", ":"},
	};

	if (is_file(p))
		return arena_printf(a, "serve this file at %s:", harmless(a, p->name));
	return arena_printf(a, "%s %s record %s %s%s%s", words[p->action].verb, p->type,
			    words[p->action].where, harmless(a, p->name), kind_of(a, p),
			    words[p->action].end);
}

static const char *zone_line(struct arena *a, const struct publish *p)
{
	struct buf line = {0};
	const char *safe;

	publish_line(&line, p);
	safe = text_safe(a, (struct bytes){line.p, line.n});
	buf_free(&line);
	return safe;
}

static void file_lines(struct arena *a, const char *text, struct list *lines)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\r\n");

		list_add_string(lines, a, text_safe(a, bytes_copy(a, text, n)));
		text += n;
		text += strspn(text, "\r\n");
	}
}

void publish_lines(struct arena *a, const struct publish *p, struct list *lines)
{
	if (!is_file(p))
		list_add_string(lines, a, zone_line(a, p));
	else if (p->value != NULL)
		file_lines(a, p->value, lines);
}

const char *publish_value(struct arena *a, const struct publish *p)
{
	const char *value = p->value == NULL ? NULL : harmless(a, p->value);

	if (value == NULL || is_file(p) || p->action == PUBLISH_REMOVE ||
	    strcmp(value, p->value) != 0 || strstr(zone_line(a, p), value) != NULL)
		return NULL;
	return value;
}

const char *publish_panel_words(struct arena *a, const struct publish *p)
{
	return arena_printf(a, "in a web panel: name %s, type %s, and as its value:",
			    harmless(a, p->name), p->type);
}

static void record(const struct page *p, const struct publish *r, const char *label, int column,
		   int body)
{
	const char *value = publish_value(p->arena, r);
	struct list lines = {0};

	page_labelled(p, column, label, body, publish_words(p->arena, r));
	publish_lines(p->arena, r, &lines);
	LIST_EACH (const struct string_item, line, &lines)
		page_line(p, line->s);
	if (value != NULL) {
		page_labelled(p, column, "", body, publish_panel_words(p->arena, r));
		page_line(p, value);
	}
	if (r->note != NULL)
		page_labelled(p, column, "note", body, r->note);
}

void publish_rows(const struct page *p, const struct finding *f, int label, int body)
{
	LIST_EACH (const struct publish, r, &f->publish)
		record(p, r, &r->item == f->publish.first ? "publish" : "then", label, body);
}
