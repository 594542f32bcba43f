#include "interpret/publish.h"

#include <string.h>

enum { STRING_MAX = 255, TTL = 3600 };

const char *const publish_action_names[] = {"add", "replace", "remove", NULL};

static bool is_there(const struct finding *f, enum publish_action action, const char *name,
		     const char *type, const char *value)
{
	LIST_EACH (const struct publish, p, &f->publish)
		if (p->action == action && text_casecmp(p->name, name) == 0 &&
		    strcmp(p->type, type) == 0 && text_same(p->value, value))
			return true;
	return false;
}

void publish(const struct place *at, struct finding *f, enum publish_action action,
	     const char *name, const char *type, const char *value, const char *note)
{
	struct publish *p;

	if (is_there(f, action, name, type, value))
		return;
	p = ARENA_NEW(at->d->arena, struct publish);
	p->action = action;
	p->name = arena_str(at->d->arena, name);
	p->type = type;
	p->value = value == NULL ? NULL : arena_str(at->d->arena, value);
	p->note = note;
	list_append(&f->publish, p);
}

static void add_character(struct buf *out, char c)
{
	if (c == '"' || c == '\\')
		buf_char(out, '\\');
	if (c >= ' ' && c <= '~')
		buf_char(out, c);
	else
		buf_printf(out, "\\%03u", (unsigned char)c); /* RFC 1035 section 5.1 */
}

static void add_strings(struct buf *out, const char *text)
{
	size_t n = strlen(text), i = 0;

	do {
		buf_str(out, i == 0 ? "\"" : " \"");
		for (size_t end = i + STRING_MAX; i < n && i < end; i++)
			add_character(out, text[i]);
		buf_char(out, '"');
	} while (i < n);
}

/* A dot at the end of the name that a record of these leads to. */
static bool ends_in_name(const char *type)
{
	static const char *const types[] = {"MX", "CNAME", "SRV", "PTR", NULL};

	return name_find(types, type) >= 0;
}

/* A zone file that it is pasted into takes it for a remark. */
static void add_file(struct buf *out, const struct publish *p, const char *text)
{
	buf_printf(out, "; %s:", p->name);
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		buf_printf(out, "\n;   %.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

void publish_line(struct buf *out, const struct publish *p)
{
	const char *value = p->value != NULL ? p->value : "...";
	size_t n = strlen(value);

	if (strcmp(p->type, PUBLISH_FILE) == 0) {
		add_file(out, p, value);
		return;
	}
	if (p->action == PUBLISH_REMOVE)
		buf_str(out, "; remove: ");
	else if (p->value == NULL)
		buf_str(out, "; fill in: ");
	buf_printf(out, "%s. %d IN %s ", p->name, TTL, p->type);
	if (strcmp(p->type, "TXT") == 0)
		add_strings(out, value);
	else
		buf_printf(out, "%s%s", value,
			   ends_in_name(p->type) && n > 0 && value[n - 1] != '.' ? "." : "");
}
