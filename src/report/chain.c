#include "report/chain.h"

#include "interpret/facts.h"
#include "base/base64.h"

#include <string.h>

enum { LINE = 64 }; /* RFC 7468 section 2 */

static const struct list *chain_of(const struct session *s)
{
	const struct stage *st = s == NULL ? NULL : session_stage(s, STAGE_TLS);

	if (st == NULL || st->tls == NULL || st->tls->chain.n == 0)
		return NULL;
	LIST_EACH (const struct certificate, c, &st->tls->chain)
		if (c->der.n == 0)
			return NULL;
	return &st->tls->chain;
}

static const struct session *session_of(const struct record *r, const struct works *w)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		if (is_primary(s) && s->port == w->port && s->mode == w->mode &&
		    strcmp(s->address, w->address) == 0)
			return s;
	}
	return NULL;
}

static const struct session *best(const struct record *r, const struct verdict *v)
{
	LIST_EACH (const struct works, w, &v->works) {
		const struct session *s = session_of(r, w);

		if (chain_of(s) != NULL)
			return s;
	}
	if (chain_of(v->finding->session) != NULL)
		return v->finding->session;
	LIST_EACH (const struct session, s, &r->sessions) {
		if (chain_of(s) != NULL)
			return s;
	}
	return NULL;
}

/* Some readers find the beginning of a block anywhere in a line. */
static const char *subject_of(const struct certificate *c)
{
	if (c->subject == NULL)
		return "no subject";
	return strstr(c->subject, "-----") == NULL ? c->subject : "a subject that feigns PEM";
}

static void write_block(struct buf *out, struct bytes der)
{
	struct buf text = {0};

	base64_encode(&text, der.p, der.n);
	buf_str(out, "-----BEGIN CERTIFICATE-----\n");
	for (size_t at = 0; at < text.n; at += LINE)
		buf_printf(out, "%.*s\n", LINE, text.p + at);
	buf_str(out, "-----END CERTIFICATE-----\n");
	buf_free(&text);
}

bool chain_write(struct buf *out, const struct record *r, const struct interpretation *i)
{
	const struct session *s = best(r, &i->verdict);

	if (s == NULL)
		return false;
	LIST_EACH (const struct certificate, c, chain_of(s)) {
		buf_printf(out, "# %s port %d: %s\n", s->address, s->port, subject_of(c));
		write_block(out, c->der);
	}
	return true;
}

bool chain_was_sent(const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		const struct stage *st = session_stage(s, STAGE_TLS);

		if (st != NULL && st->tls != NULL && st->tls->chain.n > 0)
			return true;
	}
	return false;
}
