#include "domain/spf_ask.h"

#include "domain/spf_macro.h"

#include <stdlib.h>
#include <string.h>

/* Resolvers turn the order of records: what is said of several must not depend on it. */
static int by_text(const void *x, const void *y)
{
	const struct bytes *a = x, *b = y;
	int order = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);

	return order != 0 ? order : (a->n > b->n) - (a->n < b->n);
}

/* The SPF records among all texts of the name (RFC 7208 section 4.5). */
static void select_records(struct arena *a, struct spf_record *out)
{
	struct bytes found[SPF_RECORDS_MAX];
	struct list texts = {0};
	size_t n = 0;

	view_data(a, out->query, &texts);
	LIST_EACH (const struct bytes_item, it, &texts)
		if (spf_is_record(it->b) && n < SPF_RECORDS_MAX)
			found[n++] = it->b;
	qsort(found, n, sizeof(found[0]), by_text);
	for (size_t i = 0; i < n; i++)
		list_add_bytes(&out->texts, a, found[i]);
}

static enum spf_state state_of(const struct spf_record *r)
{
	if (r->query == NULL)
		return SPF_NOT_KNOWN_YET;
	if (r->texts.n > 1)
		return SPF_SEVERAL;
	if (view_is_unknown(r->query))
		return SPF_NO_ANSWER;
	if (r->query->status == DNS_NXDOMAIN)
		return SPF_NO_SUCH_NAME;
	return r->texts.n == 0 ? SPF_NO_RECORD : SPF_FOUND;
}

void spf_ask_record(struct arena *a, struct view *v, struct spf_record *out)
{
	out->query = view_ask(v, out->name, "TXT");
	if (out->query != NULL)
		select_records(a, out);
	out->state = state_of(out);
	if (out->state != SPF_FOUND)
		return;
	out->text = ((const struct bytes_item *)(const void *)out->texts.first)->b;
	out->texts = (struct list){0};
	spf_record_read(a, out->text, out);
}

/* "10 mx.example.org." or "host.example.org." */
static const char *name_in(struct arena *a, struct bytes data)
{
	const char *blank = memrchr(data.p, ' ', data.n);
	size_t from = blank == NULL ? 0 : (size_t)(blank - data.p) + 1;
	size_t end = data.n > from && data.p[data.n - 1] == '.' ? data.n - 1 : data.n;
	const char *name = arena_copy(a, data.p + from, end - from);

	return spf_name_is_sound(name) ? name : NULL;
}

size_t spf_names(struct arena *a, const struct dns_query *q, size_t most, struct list *out)
{
	struct list data = {0};
	size_t n = 0;

	view_data(a, q, &data);
	LIST_EACH (const struct bytes_item, it, &data) {
		const char *name = n++ < most ? name_in(a, it->b) : NULL;

		if (name != NULL)
			list_add_string(out, a, name);
	}
	return data.n;
}
