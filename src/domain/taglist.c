#include "domain/taglist.h"

#include <ctype.h>
#include <string.h>

/* FWS: TXT records hold no line ends but by mistake. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void trim(const char *p, size_t *from, size_t *to)
{
	while (*from < *to && is_blank(p[*from]))
		++*from;
	while (*to > *from && is_blank(p[*to - 1]))
		--*to;
}

static bool is_name(struct bytes name)
{
	if (name.n == 0 || !isalpha((unsigned char)name.p[0]))
		return false;
	for (size_t i = 1; i < name.n; i++)
		if (!isalnum((unsigned char)name.p[i]) && name.p[i] != '_')
			return false;
	return true;
}

static const char *fault_of(const struct taglist *l, const struct tag *tag, bool has_sign)
{
	if (!has_sign)
		return "a tag without \"=\"";
	if (!is_name(tag->name))
		return "a tag whose name is none";
	return l->tags.n == TAGS_MAX ? "more tags than anybody reads" : NULL;
}

/* False: it ends here. */
static bool take_tag(struct arena *a, struct taglist *out, const char *p, size_t from, size_t to)
{
	size_t end = to, sign;
	struct tag *tag = ARENA_NEW(a, struct tag);
	const char *equals = memchr(p + from, '=', to - from);

	sign = equals == NULL ? to : (size_t)(equals - p);
	tag->value_at = equals == NULL ? to : sign + 1;
	trim(p, &from, &sign);
	trim(p, &tag->value_at, &end);
	tag->at = from;
	tag->name = bytes_copy(a, p + from, sign - from);
	tag->value = bytes_copy(a, p + tag->value_at, end - tag->value_at);
	out->fault = fault_of(out, tag, equals != NULL);
	out->fault_at = from;
	if (out->fault != NULL)
		return false;
	if (out->twice == NULL && taglist_find(out, tag->name.p) != NULL)
		out->twice = tag;
	list_append(&out->tags, tag);
	return true;
}

/* A semicolon may follow the last tag; an empty tag elsewhere is a fault. */
void taglist_read(struct arena *a, struct bytes text, struct taglist *out)
{
	size_t from = 0;

	*out = (struct taglist){0};
	while (from < text.n) {
		const char *mark = memchr(text.p + from, ';', text.n - from);
		size_t end = mark == NULL ? text.n : (size_t)(mark - text.p), to = end, at = from;

		trim(text.p, &at, &to);
		if (at == to && end < text.n) {
			out->fault = "an empty tag: two semicolons in a row";
			out->fault_at = at;
		}
		if (out->fault != NULL || (at < to && !take_tag(a, out, text.p, at, to)))
			return;
		from = end + 1;
	}
}

const struct tag *taglist_find(const struct taglist *l, const char *name)
{
	LIST_EACH (const struct tag, tag, &l->tags)
		if (strcmp(tag->name.p, name) == 0)
			return tag;
	return NULL;
}
