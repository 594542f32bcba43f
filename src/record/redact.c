#include "record/redact.h"

#include "record/certificates.h"
#include "record/redact_names.h"
#include "record/shape_walk.h"
#include "record/shapes.h"

#include <string.h>

/* ---- one text ---- */

static const char *hidden_file(struct redaction *x, const char *name)
{
	return strcmp(name, "system") == 0 ? name : redact_alias(x, "file", name);
}

static const char *hidden(struct redaction *x, const struct field *f, const char *text)
{
	switch (f->holds) {
	case HOLDS_HOST:
	case HOLDS_OWN_HOST:
		return *text == '[' || strpbrk(text, " @/") != NULL
			       ? redact_string(x, text, REDACT_ALL)
			       : redact_host(x, text);
	case HOLDS_USER:
		return redact_user(x, text);
	case HOLDS_FILE:
		return hidden_file(x, text);
	case HOLDS_DATA:
		return redact_alias(x, "data", text);
	case HOLDS_ELSE:
		return text;
	case HOLDS_SCOPE:
		return redact_scope(x, text);
	case HOLDS_WORD:
		return redact_string(x, text, REDACT_LOOKS);
	default:
		return redact_string(x, text, REDACT_ALL);
	}
}

static void hide(const struct text_place *at, void *arg)
{
	struct redaction *x = arg;

	if (at->text != NULL)
		*at->text = hidden(x, at->field, *at->text);
	else if (at->field->holds != HOLDS_ELSE)
		*at->bytes = redact_text(
			x, *at->bytes, at->field->holds == HOLDS_WORD ? REDACT_LOOKS : REDACT_ALL);
}

/* ---- what is not told of by its field alone ---- */

static bool is_id(const char *s)
{
	return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s);
}

/* "smtp://host:587", "bob@example.org", a provider's name. */
static const char *hidden_input(struct redaction *x, const char *input)
{
	if (redact_same(x->r->provider, input) && is_id(input))
		return input;
	return strpbrk(input, "@:/ []") == NULL ? redact_host(x, input)
						: redact_string(x, input, REDACT_ALL);
}

/* "10 mx.example.org.", "0 1 587 mail.example.org.", "192.0.2.1" */
static struct bytes hidden_answer(struct redaction *x, const struct dns_answer *a)
{
	static const char *const of_hosts[] = {"CNAME", "DNAME", "MX", "NS", "PTR", "SRV", NULL};
	const char *host = a->data.p == NULL ? NULL : strrchr(a->data.p, ' ');
	struct bytes data = a->data;

	if (redact_zone_data(x, a->type, &data))
		return data;
	if (name_find(of_hosts, a->type) < 0 || strlen(a->data.p) != a->data.n)
		return redact_text(x, a->data, REDACT_ALL);
	host = host == NULL ? a->data.p : host + 1;
	return bytes_str(x->a, arena_printf(x->a, "%.*s%s", (int)(host - a->data.p), a->data.p,
					    redact_host(x, host)));
}

static void hide_answers(struct redaction *x)
{
	LIST_EACH (const struct dns_query, q, &x->r->queries)
		LIST_EACH (struct dns_answer, a, &q->answers)
			if (a->data.p != NULL)
				a->data = hidden_answer(x, a);
}

static void hide_rest(struct redaction *x)
{
	struct record *r = x->r;

	redact_certificates(x);
	hide_answers(x);
	redact_documents(x);
	if (r->command != NULL)
		r->command = redact_command(x, r->command);
	if (r->input != NULL)
		r->input = hidden_input(x, r->input);
	redact_hide_token(x);
}

void record_redact(struct record *r, const struct redact_rules *rules)
{
	struct redaction x = {
		.r = r,
		.a = r->arena,
		.rules = rules,
		.domain = r->domain == NULL ? NULL : r->domain->name,
	};

	if (redact_same(r->redacted, "names"))
		return;
	redact_learn_all(&x);
	hide_rest(&x); /* learns what certificates say of whose they are */
	shape_each_text(&record_shape, r, hide, &x);
	if (r->asked != NULL)
		shape_each_text(&token_asked_shape, r->asked, hide, &x);
	certificates_forget(r);
	r->redacted = "names";
	redact_end(&x);
}
