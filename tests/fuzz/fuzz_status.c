/* The groups of a delivery status: every recipient is in exactly one refusal, values come from the
 * text and fit on a line, line ends and empty lines more or fewer do not change what is read.
 *
 * Input: the text. */
#include "fuzz.h"

#include "base/buf.h"
#include "bounce/bounce.h"
#include "bounce/gather.h"
#include "bounce/status.h"

#include <stdlib.h>
#include <string.h>

static void is_one_line(const char *s)
{
	CLAIM(s == NULL || (*s != '\0' && strpbrk(s, "\r\n") == NULL));
}

static void is_inside(struct bytes part, struct bytes text)
{
	CLAIM(part.n == 0 || (part.p >= text.p && part.p + part.n <= text.p + text.n));
}

/* "A|B|C" of one recipient */
static const char *values(struct arena *a, const struct status_recipient *r)
{
	const char *mailbox = status_mailbox(a, r->final), *host = status_host(a, r->remote_mta);
	const char *action = status_word(a, r->action), *code = status_code(a, r->status);
	const char *all;

	is_one_line(mailbox);
	is_one_line(host);
	is_one_line(action);
	is_one_line(code);
	CLAIM(host == NULL || strchr(host, ' ') == NULL);
	CLAIM(code == NULL || strlen(code) <= 9);
	all = arena_printf(a, "%s|%s|%s|%s", mailbox, host, action, code);
	for (size_t i = 0; i < r->diagnostic_count; i++) {
		const char *said = status_diagnostic(a, r->diagnostics[i], 300);

		is_one_line(said);
		CLAIM(said == NULL || strlen(said) <= 300);
		all = arena_printf(a, "%s|%s", all, said);
	}
	return all;
}

static const char *all_values(struct arena *a, struct bytes text, size_t *count)
{
	struct status s = status_begin(text);
	struct status_recipient r;
	struct buf all = {0};
	const char *copy;

	is_one_line(status_host(a, s.reporting_mta));
	for (*count = 0; status_next(&s, &r); ++*count) {
		is_inside(r.group, text);
		is_inside(r.final, text);
		is_inside(r.status, text);
		CLAIM(r.diagnostic_count <= STATUS_DIAGNOSTICS_MAX);
		buf_printf(&all, "%s\n", values(a, &r));
	}
	copy = arena_copy(a, all.p, all.n);
	buf_free(&all);
	return copy;
}

static void each_in_one_refusal(struct arena *a, struct bytes text, size_t count)
{
	struct status s = status_begin(text);
	size_t left_out = 0, gathered = 0;
	struct list refusals = gather(a, &s, &left_out);

	CLAIM(refusals.n <= BOUNCE_ITEMS_MAX);
	LIST_EACH (const struct refusal, it, &refusals) {
		CLAIM(it->count >= 1 && it->recipients.n <= it->count);
		CLAIM(it->recipients.n <= BOUNCE_RECIPIENTS);
		gathered += it->count;
	}
	CLAIM(gathered + left_out == count);
}

/* As Windows writes it, with empty lines around. */
static struct bytes with_other_ends(struct arena *a, struct bytes text)
{
	struct buf out = {0};
	struct bytes copy;

	buf_str(&out, "\r\n\r\n");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			buf_char(&out, '\r');
		buf_char(&out, text.p[i]);
	}
	buf_str(&out, "\r\n\r\n\r\n");
	copy = bytes_copy(a, out.p, out.n);
	buf_free(&out);
	return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	size_t count, again;
	struct bytes text;
	const char *read;

	text.p = input_rest(&in, &text.n);
	read = all_values(a, text, &count);
	each_in_one_refusal(a, text, count);
	if (memchr(text.p, '\r', text.n) == NULL) {
		CLAIM(strcmp(read, all_values(a, with_other_ends(a, text), &again)) == 0);
		CLAIM(count == again);
	}
	free(text.p);
	arena_free(a);
	return 0;
}
