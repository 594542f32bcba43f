/* Reports are written by machines and in ASCII: where there is no GMime, what stands behind a line
 * "--..." and header fields is a part, up to the next line that begins so. */
#include "bounce/plain.h"

#include "bounce/fields.h"
#include "bounce/mime.h"

#include <string.h>

static struct mime_part *add(struct arena *a, struct list *parts, const char *type, int depth)
{
	struct mime_part *p = ARENA_NEW(a, struct mime_part);

	p->type = type;
	p->depth = depth;
	return list_append(parts, p);
}

/* "text/plain" of "Text/Plain; charset=utf-8" */
static const char *type_of(struct arena *a, const struct list *fields)
{
	const char *value = field_of(fields, "Content-Type");
	char *type;

	if (value == NULL)
		return "text/plain";
	type = arena_copy(a, value, strcspn(value, "; \t"));
	for (char *p = type; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return type;
}

static bool is_readable(const struct list *fields)
{
	const char *encoding = field_of(fields, "Content-Transfer-Encoding");

	return encoding == NULL || text_casecmp(encoding, "base64") != 0;
}

/* Whether a part begins behind `line`: a boundary, and a field of its header. */
static bool begins_part(struct bytes line, struct bytes rest)
{
	struct bytes next;

	return line.n > 2 && line.p[0] == '-' && line.p[1] == '-' && piece_line(&rest, &next) &&
	       field_begins(next) && bytes_has(next, "content-");
}

/* The text up to the next part or the end of this one. */
static struct bytes take_text(struct bytes *text)
{
	struct bytes taken = {text->p, 0}, line;

	while (piece_line(text, &line)) {
		if (begins_part(line, *text)) {
			text->n += (size_t)(text->p - line.p);
			text->p = line.p;
			break;
		}
		taken.n = (size_t)(text->p - taken.p);
	}
	return taken;
}

/* A message that is a part is taken by its header alone. */
static void take_part(struct arena *a, struct bytes *text, struct list *parts)
{
	struct bytes line, content;
	struct list fields;
	struct mime_part *p;

	piece_line(text, &line);
	fields = fields_read(a, text, MIME_FIELDS_MAX, MIME_FIELD_MAX);
	content = take_text(text);
	p = add(a, parts, type_of(a, &fields), 2);
	if (strcmp(p->type, "message/rfc822") == 0)
		p->fields = fields_read(a, &content, MIME_FIELDS_MAX, MIME_FIELD_MAX);
	else if (is_readable(&fields))
		p->text = bytes_copy(a, content.p, content.n);
}

void plain_read(struct arena *a, struct bytes message, struct list *parts)
{
	struct mime_part *root = add(a, parts, "message/rfc822", 0), *body;
	struct bytes text;

	root->fields = fields_read(a, &message, MIME_FIELDS_MAX, MIME_FIELD_MAX);
	text = take_text(&message);
	body = add(a, parts, type_of(a, &root->fields), 1);
	if (is_readable(&root->fields) && strncmp(body->type, "multipart/", 10) != 0)
		body->text = bytes_copy(a, text.p, text.n);
	while (message.n > 0 && parts->n < MIME_PARTS_MAX)
		take_part(a, &message, parts);
}
