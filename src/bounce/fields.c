#include "bounce/fields.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Length of the name at the front of `line`, 0 where there is none. */
static size_t name_length(struct bytes line)
{
	enum { LONGEST = 76 };
	size_t n = 0;

	while (n < line.n && n <= LONGEST && line.p[n] > ' ' && line.p[n] < 0x7f &&
	       line.p[n] != ':')
		n++;
	return n < line.n && n <= LONGEST && line.p[n] == ':' ? n : 0;
}

bool field_begins(struct bytes line)
{
	return name_length(line) > 0;
}

/* Takes the lines that a field goes on for; where its value ends. */
static const char *take_folds(struct bytes *text, struct bytes line)
{
	while (text->n > 0 && is_blank(*text->p))
		piece_line(text, &line);
	return line.p + line.n;
}

bool fields_next(struct bytes *text, struct raw_field *field)
{
	struct bytes line;

	while (piece_line(text, &line)) {
		size_t n = name_length(line);

		if (line.n == 0)
			return false;
		if (n == 0)
			continue;
		field->name = (struct bytes){line.p, n};
		field->value.p = line.p + n + 1;
		field->value.n = (size_t)(take_folds(text, line) - field->value.p);
		return true;
	}
	return false;
}

const char *field_unfold(struct arena *a, struct bytes value, size_t max)
{
	char *out = arena_alloc(a, (value.n < max ? value.n : max) + 1);
	size_t to = 0;

	for (size_t i = 0; i < value.n && to < max; i++) {
		char c = value.p[i];
		bool blank = is_blank(c) || c == '\r' || c == '\n';

		if (!blank || (to > 0 && out[to - 1] != ' '))
			out[to++] = blank ? ' ' : c == '\0' ? '?' : c;
	}
	while (to > 0 && out[to - 1] == ' ')
		to--;
	out[to] = '\0';
	return out;
}

struct list fields_read(struct arena *a, struct bytes *text, size_t count, size_t max)
{
	struct list fields = {0};
	struct raw_field raw;

	while (fields_next(text, &raw)) {
		struct field *f;

		if (fields.n >= count)
			continue;
		f = ARENA_NEW(a, struct field);
		f->name = arena_copy(a, raw.name.p, raw.name.n);
		f->value = bytes_str(a, field_unfold(a, raw.value, max));
		list_append(&fields, f);
	}
	return fields;
}

const char *field_of(const struct list *fields, const char *name)
{
	LIST_EACH (const struct field, f, fields)
		if (text_casecmp(f->name, name) == 0)
			return f->value.p;
	return NULL;
}

const char *field_mailbox(struct arena *a, const char *value)
{
	const char *open = value == NULL ? NULL : strrchr(value, '<');
	const char *start = open == NULL ? value : open + 1;
	size_t n = start == NULL ? 0 : strcspn(start, "> \t,");

	return n > 0 && memchr(start, '@', n) != NULL ? arena_copy(a, start, n) : NULL;
}
