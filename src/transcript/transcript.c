#include "transcript/transcript.h"

#include "interpret/interpret.h"
#include "interpret/way.h"
#include "interpret/mask.h"
#include "record/redact.h"
#include "transcript/build.h"

#include <string.h>

/* ---- lines ---- */

struct lines {
	const char *p, *end;
	int number; /* of the line that was taken last, from 1 */
};

static struct lines lines_of(struct bytes text)
{
	const size_t n = text.n < TRANSCRIPT_MAX ? text.n : TRANSCRIPT_MAX;

	return (struct lines){text.p, text.p + n, 0};
}

static bool take_line(struct lines *l, struct bytes *line)
{
	struct bytes rest = {(char *)l->p, (size_t)(l->end - l->p)};

	if (l->number == TRANSCRIPT_LINES_MAX || !piece_line(&rest, line))
		return false;
	*line = piece_first(*line, TRANSCRIPT_LINE_MAX);
	l->p = rest.p;
	l->number++;
	return true;
}

/* ---- whose form it is ---- */

enum { HEAD = 65536 };

static int sum_of_signs(const struct transcript_form *form, struct bytes head)
{
	struct lines l = lines_of(head);
	struct bytes line;
	int sum = 0;

	while (take_line(&l, &line))
		sum += form->sign(line);
	return sum;
}

static const struct transcript_form *best_form(struct bytes head, bool last_resort)
{
	const struct transcript_form *best = NULL;
	int most = SIGN_ENOUGH - 1;

	for (size_t i = 0; transcript_forms[i] != NULL; i++) {
		const struct transcript_form *form = transcript_forms[i];
		int sum = form->last_resort == last_resort ? sum_of_signs(form, head) : 0;

		if (sum > most) {
			most = sum;
			best = form;
		}
	}
	return best;
}

/* The best; NULL: none is good enough. A dialogue with no more than marks is read by those who know
 * the program behind it, if there is one. */
static const struct transcript_form *form_of(struct bytes text)
{
	const struct bytes head = {text.p, text.n < HEAD ? text.n : HEAD};
	const struct transcript_form *form = best_form(head, false);

	return form != NULL ? form : best_form(head, true);
}

bool transcript_is(struct bytes text)
{
	return text.n > 0 && form_of(text) != NULL;
}

/* Empty lines may be part of it: a message was sent (bare, between 354 and the dot), or a program
 * printed what ends in a line feed. */
struct bytes transcript_part(struct bytes text)
{
	const struct transcript_form *form = text.n == 0 ? NULL : form_of(text);
	struct lines l = lines_of(text);
	const char *paragraph = text.p, *begin = NULL, *end = NULL;
	struct bytes line;
	bool ours = false, body = false;

	while (form != NULL && take_line(&l, &line)) {
		body = (body && !bytes_is(line, ".")) || piece_begins(line, "354 ");
		if (piece_is_blank(line) && !body) {
			paragraph = l.p;
			ours = false;
			continue;
		}
		if (form->sign(line) != SIGN_NONE) {
			begin = begin != NULL ? begin : paragraph;
			ours = true;
		}
		end = ours ? l.p : end;
	}
	return begin == NULL ? (struct bytes){0}
			     : (struct bytes){(char *)begin, (size_t)(end - begin)};
}

/* ---- reading ---- */

struct reading {
	struct arena *arena;
	struct build *build;
	struct lines lines;
	void *state;
};

void event(struct reading *rd, const struct event *e)
{
	build_event(rd->build, e, rd->lines.number);
}

void server_says(struct reading *rd, struct bytes line)
{
	event(rd, &(struct event){.kind = EVENT_SERVER, .text = line});
}

void client_says(struct reading *rd, struct bytes line)
{
	event(rd, &(struct event){.kind = EVENT_CLIENT, .text = line});
}

void program_says(struct reading *rd, enum event_kind kind, struct bytes words)
{
	event(rd, &(struct event){.kind = kind, .text = words, .mode = MODE_UNKNOWN});
}

void *form_state(struct reading *rd)
{
	return rd->state;
}

struct arena *form_arena(struct reading *rd)
{
	return rd->arena;
}

int form_line(const struct reading *rd)
{
	return rd->lines.number;
}

void form_tell_of(struct reading *rd, int line)
{
	rd->lines.number = line;
}

static void read_lines(struct arena *a, const struct knowledge *k,
		       const struct transcript_form *form, struct bytes text,
		       struct list *dialogues)
{
	struct reading rd = {.arena = a, .lines = lines_of(text)};
	struct bytes line;

	rd.build = build_new(a, k, dialogues);
	rd.state = arena_alloc(a, form->state_size + 1);
	while (take_line(&rd.lines, &line))
		form->read(&rd, line);
	if (form->end != NULL)
		form->end(&rd);
	build_end(rd.build);
}

static void take_records(struct arena *a, const struct list *records, struct list *dialogues)
{
	LIST_EACH (const struct record_item, it, records) {
		struct dialogue *d = ARENA_NEW(a, struct dialogue);

		d->record = it->record;
		d->line = it->line;
		list_append(dialogues, d);
	}
}

/* ---- what is kept of a dialogue ---- */

/* The answer that ended it stands for the text in reports. */
static const struct stage *last_word(const struct record *r)
{
	const struct stage *last = NULL;

	LIST_EACH (const struct session, s, &r->sessions) {
		const struct stage *failed = session_failed(s);

		if (failed != NULL)
			return failed;
		LIST_EACH (const struct stage, st, &s->stages)
			if (st->reply.code != 0)
				last = st;
	}
	return last;
}

static void describe(struct arena *a, struct dialogue *d, const struct transcript_form *form)
{
	const struct stage *st = last_word(d->record);

	d->form = form->name;
	d->of_no_program = form->last_resort;
	d->of.line = d->line;
	d->of.stage = st == NULL ? -1 : (int)st->id;
	d->of.provider = d->record->provider;
	if (st != NULL) {
		d->of.reply = st->reply;
		d->of.input = mask_secrets(a, st->reply.text);
	}
}

/* A program that tells that it connected and then shows an error, but not what was said, holds no
 * dialogue: its error is read as words. */
static bool tells(const struct stage *st)
{
	return st->outcome == OUTCOME_FAIL || (st->reply.code != 0 && st->id != STAGE_QUIT) ||
	       (st->outcome == OUTCOME_PASS && st->tls != NULL && st->tls->judged);
}

static bool empty(const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions)
		LIST_EACH (const struct stage, st, &s->stages)
			if (tells(st))
				return false;
	return r->queries.n == 0 && r->name_fault == NULL;
}

void transcript_read(struct arena *a, const struct knowledge *k, struct bytes text, bool show_user,
		     struct list *dialogues)
{
	const struct transcript_form *form = text.n == 0 ? NULL : form_of(text);
	struct list read = {0}, records = {0};
	struct item *next;

	if (form == NULL)
		return;
	if (form->whole != NULL) {
		form->whole(a, k, text, &records);
		take_records(a, &records, &read);
	} else {
		read_lines(a, k, form, text, &read);
	}
	for (struct item *it = read.first; it != NULL; it = next) {
		struct dialogue *d = (struct dialogue *)(void *)it;

		next = it->next;
		if (form->whole == NULL && empty(d->record))
			continue;
		if (!show_user)
			record_redact_users(d->record);
		describe(a, d, form);
		list_append(dialogues, d);
	}
}

/* ---- what they come to ---- */

/* A guess between two is no news. */
static const struct way *way_of_dialogue(const struct interpretation *i)
{
	return i->way == NULL || i->way->rival != NULL || i->way->certainty == CERTAINTY_POSSIBLE
		       ? NULL
		       : i->way->way;
}

static struct explanation *explain_dialogue(struct arena *a, const struct knowledge *k,
					    const struct dialogue *d)
{
	struct explanation *x = ARENA_NEW(a, struct explanation);
	const struct interpretation *i = interpret_in(a, d->record, k);

	x->of = &d->of;
	x->reply = d->of.reply;
	x->provider = d->record->provider;
	x->stage = d->of.stage;
	x->findings = i->findings;
	x->verdict = &i->verdict;
	x->way = way_of_dialogue(i);
	x->record = d->record;
	x->form = d->form;
	return x;
}

struct list transcript_explain(struct arena *a, const struct knowledge *k,
			       const struct list *dialogues)
{
	struct list done = {0};

	LIST_EACH (const struct dialogue, d, dialogues)
		list_append(&done, explain_dialogue(a, k, d));
	return done;
}
