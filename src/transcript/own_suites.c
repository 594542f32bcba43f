/* The cipher suites of an endpoint, as a report shows them: each was one session. */
#include "record/words.h"
#include "transcript/form.h"
#include "transcript/own.h"

#include <stdio.h>
#include <string.h>

enum { SUITES_MAX = 1024 };

static const char *const labels[] = {"SSL3.0", "TLS1.0", "TLS1.1",	"TLS1.2", "TLS1.3",
				     "order",  "others", "compression", NULL};
static const struct layout layouts[] = {{2, 15, labels}, {0, 0, NULL}};

/* What is being read. */
struct reading {
	struct record *r;
	const char *address, *version;
	int port;
	struct list names; /* of that version, of struct bytes_item */
	int n;
};

/* That of the endpoint's first session; those come before. */
static enum tls_mode mode_of(const struct reading *at)
{
	LIST_EACH (const struct session, s, &at->r->sessions) {
		if (s->port == at->port && strcmp(s->address, at->address) == 0)
			return s->mode;
	}
	return TLS_MODE_STARTTLS;
}

static struct stage *session_about(struct reading *at, const char *cipher)
{
	struct arena *a = at->r->arena;
	struct session *s = ARENA_NEW(a, struct session);
	struct stage *st = ARENA_NEW(a, struct stage);

	s->address = s->host = at->address;
	s->port = at->port;
	s->mode = mode_of(at);
	s->purpose = SESSION_TLS_SUITES;
	s->changed = at->version;
	s->offered = true;
	st->id = STAGE_TLS;
	stage_make_facts(a, st);
	st->tls->by_hand = true;
	st->tls->offered = at->version;
	st->outcome = cipher != NULL ? OUTCOME_PASS : OUTCOME_FAIL;
	st->tls->cipher = cipher;
	st->tls->version = cipher != NULL ? at->version : NULL;
	list_append(&s->stages, st);
	if (at->n++ < SUITES_MAX)
		list_append(&at->r->sessions, s);
	return st;
}

/* Where a line held one name only, no blank is left behind its comma. */
static void read_names(struct reading *at, const struct row *row)
{
	struct bytes left = row->text;

	at->version = row->label;
	at->names = (struct list){0};
	while (piece_begins(left, "TLS_") && at->names.n < SUITES_MAX) {
		const char *comma = memchr(left.p, ',', left.n);
		size_t n = comma != NULL ? (size_t)(comma - left.p) : left.n;

		list_add_bytes(&at->names, at->r->arena, (struct bytes){left.p, n});
		n += comma != NULL;
		left = piece_trimmed((struct bytes){left.p + n, left.n - n});
	}
	LIST_EACH (const struct bytes_item, it, &at->names)
		session_about(at, it->b.p);
}

/* The first two were offered the other way round. */
static void read_order(struct reading *at, const char *s)
{
	const struct bytes_item *first = (const void *)at->names.first;

	if (at->names.n < 2)
		return;
	if (strcmp(s, "the server's") == 0)
		session_about(at, first->b.p);
	else if (strcmp(s, "the client's") == 0)
		session_about(at, ((const struct bytes_item *)(const void *)first->item.next)->b.p);
}

static void read_others(struct reading *at, const char *s)
{
	struct stage *st = session_about(at, NULL);

	st->outcome = OUTCOME_NOT_TESTED;
	if (strncmp(s, "not tested: ", 12) == 0)
		st->note = note_of_words(s + 12);
}

static void read_row(struct reading *at, const struct row *row)
{
	const char *s = arena_copy(at->r->arena, row->text.p, row->text.n);
	const struct session *last = (const void *)at->r->sessions.last;

	if (row->label[0] == 'S' || row->label[0] == 'T')
		read_names(at, row);
	else if (at->version == NULL)
		return;
	else if (strcmp(row->label, "order") == 0)
		read_order(at, s);
	else if (strcmp(row->label, "others") == 0)
		read_others(at, s);
	else if (at->names.n > 0)
		session_stage(last, STAGE_TLS)->tls->compression = s;
}

/* "Cipher suites of 192.0.2.25 port 587" */
bool own_suites(struct record *r, struct bytes title, struct rows *rows)
{
	struct bytes address = line_between(title, "Cipher suites of ", " port ");
	const char *s = arena_copy(r->arena, title.p, title.n);
	struct reading at = {.r = r};
	struct row row;

	if (!piece_begins(title, "Cipher suites of ") || address.p == NULL ||
	    memchr(address.p, ' ', address.n) != NULL ||
	    sscanf(s + (address.p - title.p) + address.n, " port %5d", &at.port) != 1)
		return false;
	at.address = arena_copy(r->arena, address.p, address.n);
	while (!rows_heading(rows) && rows_next(rows, layouts, &row))
		if (row.label != NULL)
			read_row(&at, &row);
	return true;
}
