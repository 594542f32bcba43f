/* What a token says of itself, as a report shows it. */
#include "record/words_token.h"
#include "transcript/own.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

static const char *const labels[] = {
	"form",	      "fault",	    "looks like",  "audience",	   "permissions",
	"app roles",  "grants",	    "user",	   "user's claim", "app",
	"app's name", "tenant",	    "made for",	   "subject",	   "object",
	"issuer",     "version",    "algorithm",   "type",	   "nonce",
	"issued",     "valid from", "valid until", "read",	   NULL};
static const struct layout layouts[] = {{2, 16, labels}, {0, 0, NULL}};

/* "JWT, 1543 bytes, behind "Bearer"" */
static void read_form(struct arena *a, struct token_facts *f, const char *s)
{
	size_t n = strcspn(s, ",");
	int form = name_find(token_form_words, arena_copy(a, s, n)), bytes;
	const char *in = strstr(s, " bytes, ");

	if (form < 0 || sscanf(s + n, ", %9d bytes", &bytes) != 1 || bytes < 0)
		return;
	f->form = (enum token_form)form;
	f->bytes = bytes;
	if (in != NULL)
		f->wrapped = token_word(token_wrapped_words, in + strlen(" bytes, "));
}

enum { WORDS_MAX = 256 };

static bool read_list(struct arena *a, struct token_facts *f, const struct row *row)
{
	struct list parts = {0};

	for (const struct token_row *r = token_list_rows; r->label != NULL; r++) {
		struct list *l = token_list(f, r);

		if (strcmp(r->label, row->label) != 0)
			continue;
		own_list(a, row->text, &parts);
		LIST_EACH (const struct bytes_item, it, &parts)
			if (l->n < WORDS_MAX)
				list_add_string(l, a, it->b.p);
		return true;
	}
	return false;
}

static bool read_text(struct token_facts *f, const char *label, const char *s)
{
	for (const struct token_row *r = token_text_rows; r->label != NULL; r++)
		if (strcmp(r->label, label) == 0) {
			*token_text(f, r) = s;
			return true;
		}
	return false;
}

/* "2026-11-21T08:15:00.123Z, 48 minutes left" */
static void read_date(struct arena *a, struct token_facts *f, const char *label, const char *s)
{
	for (const struct token_row *r = token_date_rows; r->label != NULL; r++)
		if (strcmp(r->label, label) == 0 &&
		    clock_read(arena_copy(a, s, strcspn(s, ",")), token_date(f, r)) != 0)
			*token_date(f, r) = 0;
}

static void read_row(struct arena *a, struct token_facts *f, const struct row *row)
{
	const char *label = row->label, *s = arena_copy(a, row->text.p, row->text.n);

	if (strcmp(label, "form") == 0)
		read_form(a, f, s);
	else if (strcmp(label, "fault") == 0)
		f->fault = token_word(token_fault_words, s);
	else if (strcmp(label, "looks like") == 0)
		f->like = token_word(token_like_words, s);
	else if (strcmp(label, "nonce") == 0)
		f->nonce = true;
	else if (!read_list(a, f, row) && !read_text(f, label, s))
		read_date(a, f, label, s);
}

bool own_token(struct record *r, struct bytes title, struct rows *rows)
{
	struct row row;

	if (!bytes_is(title, "Token") || r->token != NULL)
		return false;
	r->token = ARENA_NEW(r->arena, struct token_facts);
	r->token->form = TOKEN_BROKEN;
	while (!rows_heading(rows) && rows_next(rows, layouts, &row))
		if (row.label != NULL)
			read_row(r->arena, r->token, &row);
	return true;
}
