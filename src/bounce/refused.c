#include "bounce/refused.h"

#include "bounce/fields.h"
#include "bounce/gather.h"
#include "interpret/mask.h"
#include "interpret/named.h"

#include <string.h>

enum { PARAGRAPH_MAX = 1500 };

struct reading {
	struct arena *arena;
	const struct report *report;
	const struct refusal *refusal;
	const char *recipient;	 /* NULL: not said */
	const char *remote;	 /* host */
	const char *status;	 /* "5.1.1" */
	const char *action;	 /* one of `actions` */
	struct bytes paragraph;	 /* of the report's text, about the recipient */
	struct bytes diagnostic; /* all of them, a line each */
};

bool refused_is_error(const struct paste_item *it)
{
	return it->reply.code >= 400 || (it->reply.code == 0 && it->reply.enhanced != NULL);
}

struct paste_item *refused_words(struct arena *a, struct list *items, struct bytes input,
				 const char *words)
{
	struct paste_item *it = ARENA_NEW(a, struct paste_item);

	it->line = 1;
	it->stage = -1;
	it->input = mask_secrets(a, input);
	it->words = it->reply.text = bytes_str(a, words);
	return list_append(items, it);
}

/* ---- what the report tells ---- */

static const char *const actions[] = {"failed", "delayed", "delivered", "relayed", "expanded"};

/* By the class of the code where it is not said. */
static const char *action_of(struct arena *a, struct bytes value, const char *status)
{
	const char *word = status_word(a, value);

	for (size_t i = 0; word != NULL && i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(word, actions[i]) == 0)
			return actions[i];
	if (status == NULL)
		return NULL;
	return *status == '5' ? "failed" : *status == '4' ? "delayed" : "delivered";
}

static bool is_success(const char *action)
{
	return action != NULL && action != actions[0] && action != actions[1];
}

/* "5.0.0": no more than "no". */
static bool says_something(const char *status)
{
	return status != NULL && strcmp(status + 1, ".0.0") != 0;
}

static size_t indent_of(struct bytes line)
{
	size_t n = 0;

	while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	return n;
}

/* From the first line with `word` in it to the next empty one, or, where lines that are indented
 * deeper followed, to the next that is not; {0}: there is none. */
static struct bytes paragraph_with(struct bytes text, const char *word)
{
	struct bytes line, all = {0};
	size_t indent = 0;
	bool deeper = false;

	while (piece_line(&text, &line)) {
		if (all.p == NULL && !bytes_has(line, word))
			continue;
		if (all.p == NULL) {
			all.p = line.p;
			indent = indent_of(line);
		} else if (piece_is_blank(line) || (deeper && indent_of(line) <= indent)) {
			break;
		}
		deeper = deeper || indent_of(line) > indent;
		all.n = (size_t)(line.p + line.n - all.p);
	}
	return all;
}

/* Whole words: half a secret would not be known for one. */
static struct bytes cut(struct arena *a, struct bytes text, size_t max)
{
	size_t n = text.n;

	while (n > 0 && strchr(" \t\r\n", text.p[n - 1]) != NULL && text.p[n - 1] != '\0')
		n--;
	if (n > max)
		for (n = max; n > 0 && text.p[n] != ' ' && text.p[n] != '\n';)
			n--;
	return bytes_copy(a, text.p, n);
}

/* Lines that were wrapped are indented; what they say is joined again. */
static struct bytes joined(struct arena *a, struct bytes text)
{
	struct bytes out = bytes_copy(a, text.p, text.n);
	size_t to = 0;

	for (size_t i = 0; i < text.n; i++) {
		bool wrapped = text.p[i] == '\n' && i + 1 < text.n &&
			       (text.p[i + 1] == ' ' || text.p[i + 1] == '\t');
		bool blank = wrapped || text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\r';

		if (!blank || (to > 0 && out.p[to - 1] != ' '))
			out.p[to++] = blank ? ' ' : text.p[i];
	}
	out.p[to] = '\0';
	return (struct bytes){out.p, to};
}

static struct bytes paragraph_of(const struct reading *r, bool alone)
{
	struct bytes text = r->report->text, found = {0};

	if (r->recipient != NULL)
		found = paragraph_with(text, r->recipient);
	if (found.n == 0 && alone && !says_something(r->status))
		found = text;
	return joined(r->arena, cut(r->arena, found, PARAGRAPH_MAX));
}

static struct bytes diagnostics_of(struct arena *a, const struct status_recipient *s)
{
	struct buf all = {0};
	struct bytes text;

	for (size_t i = 0; i < s->diagnostic_count; i++) {
		const char *said = status_diagnostic(a, s->diagnostics[i], PARAGRAPH_MAX);

		if (said != NULL)
			buf_printf(&all, "%s%s", all.n > 0 ? "\n" : "", said);
	}
	text = bytes_copy(a, all.p, all.n);
	buf_free(&all);
	return text;
}

static struct reading reading_of(struct arena *a, const struct report *report,
				 const struct refusal *refusal, bool alone)
{
	const struct status_recipient *s = &refusal->first;
	struct reading r = {.arena = a, .report = report, .refusal = refusal};

	r.recipient = status_mailbox(a, s->final.n > 0 ? s->final : s->original);
	r.remote = status_host(a, s->remote_mta);
	r.status = status_code(a, s->status);
	r.action = action_of(a, s->action, r.status);
	r.diagnostic = diagnostics_of(a, s);
	r.paragraph = paragraph_of(&r, alone);
	return r;
}

/* ---- the item ---- */

/* The fields, and what was said of them to people. */
static struct bytes input_of(const struct reading *r)
{
	struct bytes group = cut(r->arena, r->refusal->first.group, PASTE_WORDS_MAX);
	const char *all = arena_printf(r->arena, "%s%s%s", group.p, r->paragraph.n > 0 ? "\n" : "",
				       r->paragraph.n > 0 ? r->paragraph.p : "");

	return mask_secrets(r->arena, bytes_str(r->arena, all));
}

/* As programs say it: others read it so. */
static struct bytes words_of(const struct reading *r)
{
	struct buf all = {0};
	struct bytes words;

	if (r->remote != NULL)
		buf_printf(&all, "host %s said: ", r->remote);
	buf_printf(&all, "%s\n%s\n", r->diagnostic.p, r->paragraph.p);
	if (r->action != NULL && r->diagnostic.n == 0) /* a reason says more */
		buf_printf(&all, "Action: %s\n", r->action);
	if (r->status != NULL)
		buf_printf(&all, "Status: %s\n", r->status);
	if (r->report->sender != NULL)
		buf_printf(&all, "from=<%s>\n", r->report->sender);
	words = cut(r->arena, (struct bytes){all.p, all.n}, PASTE_WORDS_MAX);
	buf_free(&all);
	return words;
}

/* The first reply in `text` that says no, NULL where there is none. */
static struct paste_item *reply_in(struct arena *a, struct bytes text)
{
	struct list found = {0};

	if (text.n > 0)
		paste_read(a, text, &found);
	LIST_EACH (struct paste_item, it, &found)
		if (refused_is_error(it))
			return it;
	return NULL;
}

static struct bytes good_news(const struct reading *r)
{
	return bytes_str(r->arena, arena_printf(r->arena, "Action: %s", r->action));
}

/* What was said: in the field that is made for it, else in the text; else the words, else the
 * code. */
static struct paste_item *said(const struct reading *r, struct bytes words)
{
	struct paste_item *it = is_success(r->action) ? NULL : reply_in(r->arena, r->diagnostic);

	if (it == NULL && !is_success(r->action))
		it = reply_in(r->arena, r->paragraph);
	if (it != NULL)
		return it;
	it = ARENA_NEW(r->arena, struct paste_item);
	it->stage = -1;
	it->reply.text = is_success(r->action) ? good_news(r) : words;
	if (r->diagnostic.n == 0 && r->paragraph.n == 0 && says_something(r->status) &&
	    !is_success(r->action)) {
		it->reply.enhanced = r->status;
		it->reply.text = bytes_str(r->arena, "");
	}
	return it;
}

/* Whose words the reply is; a host that was not found, or did not answer, has said nothing. */
static const char *refused_by(const struct reading *r, const struct paste_item *it)
{
	if (r->remote != NULL || it->reply.code == 0)
		return r->remote;
	return named_read(r->arena, r->paragraph.n > 0 ? r->paragraph : r->diagnostic).host;
}

static struct bounced *bounced_of(const struct reading *r, const struct status *s)
{
	const struct status_recipient *first = &r->refusal->first;
	struct bounced *b = ARENA_NEW(r->arena, struct bounced);

	b->kind = r->action;
	b->date = status_text(r->arena, first->last_attempt);
	if (b->date == NULL)
		b->date = status_text(r->arena, s->arrival);
	b->retry_until = status_text(r->arena, first->retry_until);
	b->sender = r->report->sender;
	b->recipients = r->refusal->recipients;
	b->recipient_count = r->refusal->count;
	return b;
}

static void add_item(const struct reading *r, const struct status *s, struct list *items)
{
	struct bytes words = words_of(r);
	struct paste_item *it = said(r, words);

	it->line = 0; /* to be found by the recipient */
	it->words = is_success(r->action) ? it->reply.text : words;
	it->input = input_of(r);
	it->reported = is_success(r->action) ? NULL : r->status;
	it->recipient = r->recipient;
	it->refused_by = is_success(r->action) ? NULL : refused_by(r, it);
	it->reported_by = status_host(r->arena, s->reporting_mta);
	it->bounced = bounced_of(r, s);
	list_append(items, it);
}

void refused_read(struct arena *a, const struct knowledge *k, const struct report *report,
		  struct list *items, struct list *faults)
{
	const struct status head = status_begin(report->status);
	struct status s = head;
	size_t left_out = 0;
	struct list refusals = gather(a, &s, &left_out);

	(void)k;
	LIST_EACH (const struct refusal, it, &refusals) {
		struct reading r;

		if (items->n >= BOUNCE_ITEMS_MAX) {
			left_out += it->count;
			continue;
		}
		r = reading_of(a, report, it, refusals.n == 1);
		add_item(&r, &head, items);
	}
	if (left_out > 0)
		list_add_string(faults, a,
				arena_printf(a,
					     "%zu more recipients got further refusals, which "
					     "are not shown",
					     left_out));
}
