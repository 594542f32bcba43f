/* A log of any bytes, in any form: what it tells lies in the line or is bounded, the lines with a
 * literal tell all, twice the same, and what is explained of it is sound.
 *
 * Input: which form (0: what log_form_of() says); the log. */
#include "fuzz.h"

#include "interpret/paste.h"
#include "log/forms.h"

#include <stdlib.h>
#include <string.h>

static const struct log_form *const forms[] = {
	NULL,		&log_form_lines, &log_form_qmail, &log_form_exchange, &log_form_journal,
	&log_form_json,
};
static const struct log_clock clock = {.now = 1795305600000, .utc_offset = 3600};

struct told {
	unsigned long hash;
	int events;
};

static void take_in(struct told *t, struct bytes b)
{
	CLAIM(b.n == 0 || b.p != NULL);
	for (size_t i = 0; i < b.n; i++)
		t->hash = 31 * t->hash + (unsigned char)b.p[i];
	t->hash = 31 * t->hash + b.n;
}

static bool has_literal(const struct log_form *f, struct bytes line)
{
	const char *const *literals = log_trouble_literals(f);

	for (; literals != NULL && *literals != NULL; literals++)
		if (piece_has(line, *literals))
			return true;
	return literals == NULL;
}

static void sound_items(const struct log_event *e)
{
	struct arena *a = arena_new();
	struct list items = {0};

	log_event_items(a, e, &items);
	CLAIM(items.n <= PASTE_ITEMS_MAX);
	LIST_EACH (const struct paste_item, it, &items)
		CLAIM(it->stage >= -1 && it->stage < STAGE_COUNT);
	arena_free(a);
}

static void sound_event(struct told *t, const struct log_event *e, struct bytes line)
{
	const struct bytes parts[] = {e->host,	 e->program, e->peer, e->peer_address, e->recipient,
				      e->sender, e->words,   e->said, e->dsn};

	CLAIM(e->kind != NULL && e->stage >= -1 && e->stage < STAGE_COUNT);
	CLAIM(e->time == LOG_NO_TIME || (e->time > -86400000 && e->time < INT64_C(1) << 48));
	CLAIM(e->said.n <= e->words.n);
	if (strcmp(e->kind, "qmail") == 0) /* remembered */
		CLAIM(e->recipient.n <= LOG_ADDRESS_MAX);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		CLAIM(parts[i].n <= (line.n > LOG_WORDS_MAX ? line.n : LOG_WORDS_MAX));
		take_in(t, parts[i]);
	}
	t->events++;
}

/* In memory of its size: a sanitizer sees who reads past it. */
static struct bytes exactly(struct bytes line)
{
	struct bytes alone = {malloc(line.n), line.n};

	CLAIM(alone.p != NULL || line.n == 0);
	if (line.n > 0)
		memcpy(alone.p, line.p, line.n);
	return alone;
}

static void read_line(struct told *t, const struct log_form *f, struct log_state *st,
		      struct bytes line, bool chosen)
{
	struct log_event e;

	(void)log_line_time(f, &clock, line);
	if (!log_line_read(f, st, line, &e) || !e.is_trouble)
		return;
	CLAIM(has_literal(f, line));
	sound_event(t, &e, line);
	if (!chosen && t->events <= 8)
		sound_items(&e);
}

/* `chosen`: as a reader with a prefilter would. */
static struct told read_log(const struct log_form *f, struct bytes text, bool chosen)
{
	struct log_state *st = log_state_new(f, text, &clock);
	struct told t = {0};
	struct bytes rest = text, line;

	while (log_next_line(&rest, &line))
		if (!chosen || has_literal(f, line)) {
			struct bytes alone = exactly(line);

			read_line(&t, f, st, alone, chosen);
			free(alone.p);
		}
	log_state_free(st);
	return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	const struct log_form *f = forms[input_byte(&in) % (sizeof(forms) / sizeof(forms[0]))];
	struct bytes text;
	struct told all, again;

	text.p = input_rest(&in, &text.n);
	if (f == NULL)
		f = log_form_of(text);
	if (f != NULL) {
		all = read_log(f, text, false);
		again = read_log(f, text, true);
		CLAIM(all.events == again.events && all.hash == again.hash);
	}
	free(text.p);
	return 0;
}
