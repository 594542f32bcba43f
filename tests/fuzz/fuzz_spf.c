/* An SPF record of a stranger: faults have their place in it, what was meant is sound, and macros
 * become harmless names.
 *
 * Input: the record behind "v=spf1 "; in a second line the sender's local part. */
#include "fuzz.h"

#include "domain/spf_macro.h"
#include "domain/spf_record.h"
#include "interpret/spf_draft.h"

#include <stdlib.h>
#include <string.h>

static struct spf_record *record_of(struct arena *a, const char *text)
{
	struct spf_record *r = ARENA_NEW(a, struct spf_record);

	r->name = "example.org";
	r->state = SPF_FOUND;
	r->text = bytes_str(a, text);
	CLAIM(spf_is_record(r->text));
	spf_record_read(a, r->text, r);
	return r;
}

static void term_is_described(const struct spf_record *r, const struct spf_term *t)
{
	CLAIM(t->text.n > 0 && (size_t)t->at + t->text.n <= r->text.n);
	CLAIM(memcmp(r->text.p + t->at, t->text.p, t->text.n) == 0);
	CLAIM(t->kind != SPF_NO_TERM || t->fault != NULL);
	CLAIM(t->prefix4 >= -1 && t->prefix4 <= 32 && t->prefix6 >= -1 && t->prefix6 <= 128);
	CLAIM(t->fault == NULL || is_harmless_line(t->fault));
	CLAIM(t->fault == NULL ||
	      (t->fault_at >= t->at && (size_t)t->fault_at <= (size_t)t->at + t->text.n));
	CLAIM(t->meant == NULL || *t->meant == '\0' || is_harmless_line(t->meant));
	CLAIM(t->fault != NULL || t->meant == NULL || t->odd != NULL);
}

/* Whatever it was, what is published in its place is read to its end and stays as it is. */
static void draft_is_sound(struct arena *a, const struct spf_record *r)
{
	struct spf_draft d = spf_draft_of(a, r, NULL);
	const char *text = spf_draft_text(&d, NULL);
	const struct spf_record *again;
	struct spf_draft second;

	CLAIM(r->faulty != NULL || r->left_out || text != NULL);
	if (text == NULL)
		return;
	CLAIM(is_harmless_line(text));
	again = record_of(a, text);
	CLAIM(again->faulty == NULL);
	second = spf_draft_of(a, again, NULL);
	CLAIM(!second.known || strcmp(text, spf_draft_text(&second, NULL)) == 0);
}

static void macros_become_names(struct arena *a, const struct spf_record *r, const char *local)
{
	struct spf_macros m = {.local = local,
			       .sender_domain = "example.org",
			       .domain = "example.org",
			       .helo = "mx.example.net",
			       .validated = "unknown",
			       .address = "192.0.2.1",
			       .family = 4,
			       .ip = {192, 0, 2, 1}};

	LIST_EACH (const struct spf_term, t, &r->terms) {
		const char *name;

		if (t->fault != NULL || t->domain.n == 0)
			continue;
		name = spf_expand_name(a, t->domain, &m);
		CLAIM(name == NULL || spf_name_is_sound(name));
		CLAIM(name == NULL || strlen(name) <= SPF_NAME_MAX);
		if (!spf_text_uses(t->domain, "slodiphcrtv") && name != NULL)
			CLAIM(is_harmless_line(name));
	}
}

static void almost_is_sound(struct arena *a, const char *text, size_t n)
{
	const char *meant, *what = spf_almost(a, bytes_copy(a, text, n), &meant);

	CLAIM(what == NULL || is_harmless_line(what));
	CLAIM(meant == NULL || what != NULL);
	if (meant != NULL)
		CLAIM(record_of(a, meant)->faulty == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	char *line = input_line(&in), *local = input_line(&in);
	const struct spf_record *r = record_of(a, arena_printf(a, "v=spf1 %s", line));

	LIST_EACH (const struct spf_term, t, &r->terms)
		term_is_described(r, t);
	CLAIM(r->terms.n <= SPF_TERMS_MAX);
	draft_is_sound(a, r);
	macros_become_names(a, r, local);
	almost_is_sound(a, (const char *)data, size);
	free(line);
	free(local);
	arena_free(a);
	return 0;
}
