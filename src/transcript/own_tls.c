/* What was agreed on, and the chain, as a report shows them. */
#include "transcript/own.h"
#include "transcript/own_cert.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

void own_list(struct arena *a, struct bytes text, struct list *items)
{
	enum { ITEMS_MAX = 256 };
	const char *p = text.p;

	while (p != NULL && *p != '\0' && items->n < ITEMS_MAX) {
		const char *comma = strstr(p, ", ");
		size_t n = comma == NULL ? strlen(p) : (size_t)(comma - p);

		list_add_bytes(items, a, text_unescape(a, arena_copy(a, p, n)));
		p += n + (comma == NULL ? 0 : 2);
	}
}

/* ---- the handshake ---- */

static const struct {
	const char *label;
	size_t at;
} texts[] = {
	{"offered", offsetof(struct tls_facts, offered)},
	{"version", offsetof(struct tls_facts, version)},
	{"cipher", offsetof(struct tls_facts, cipher)},
	{"exchange", offsetof(struct tls_facts, key_exchange)},
	{"compression", offsetof(struct tls_facts, compression)},
	{"group", offsetof(struct tls_facts, group)},
	{"signature", offsetof(struct tls_facts, peer_signature)},
	{"error", offsetof(struct tls_facts, error)},
	{"last came", offsetof(struct tls_facts, last_in)},
};

/* "no route (112)" -> the number; the name in *name */
static int number_in_brackets(struct arena *a, const char *s, const char **name)
{
	const char *open = strrchr(s, '(');
	int n = 0;

	*name = s;
	if (open == NULL || open == s || sscanf(open, "(%d)", &n) != 1)
		return 0;
	*name = arena_copy(a, s, (size_t)(open - s) - 1);
	return n;
}

/* "extended master secret, session tickets" */
static void extensions(struct tls_facts *f, const char *s)
{
	f->extended_master_secret = strstr(s, "extended master secret") != NULL;
	f->safe_renegotiation = strstr(s, "secure renegotiation") != NULL;
	f->tickets = strstr(s, "session tickets") != NULL;
}

/* ---- DANE ---- */

/* "secure at _25._tcp.mx.example.org" */
static bool dane_state(struct arena *a, struct tls_facts *f, const char *s)
{
	int state = name_find(dane_state_names, arena_copy(a, s, strcspn(s, " ")));
	const char *at = strstr(s, " at ");

	if (state < 0)
		return false;
	f->dane = ARENA_NEW(a, struct dane_facts);
	f->dane->state = (enum dane_state)state;
	f->dane->name = at == NULL ? NULL : at + strlen(" at ");
	return true;
}

/* "3 1 1 0123abcd: matches" */
static bool tlsa(struct arena *a, struct dane_facts *d, const char *s)
{
	enum { RECORDS_MAX = 64 };
	struct tlsa *t = ARENA_NEW(a, struct tlsa);
	const char *colon = strstr(s, ": ");
	int used = 0, verdict = colon == NULL ? -1 : name_find(tlsa_verdict_names, colon + 2);

	if (verdict < 0 || d->records.n == RECORDS_MAX ||
	    sscanf(s, "%3d %3d %3d %n", &t->usage, &t->selector, &t->matching, &used) != 3 ||
	    s + used > colon)
		return false;
	t->data = arena_copy(a, s + used, (size_t)(colon - s) - (size_t)used);
	t->verdict = (enum tlsa_verdict)verdict;
	list_append(&d->records, t);
	return true;
}

static bool dane_row(struct arena *a, struct tls_facts *f, const char *label, const char *s)
{
	struct tlsa *last = f->dane == NULL ? NULL : (void *)f->dane->records.last;

	if (strcmp(label, "DANE") == 0)
		return dane_state(a, f, s);
	if (f->dane != NULL && strcmp(label, "not signed") == 0)
		f->dane->unsigned_at = s;
	else if (f->dane != NULL && strcmp(label, "would fit") == 0)
		f->dane->fitting = s;
	else if (f->dane != NULL && strcmp(label, "TLSA") == 0)
		return tlsa(a, f->dane, s);
	else if (last != NULL && strcmp(label, "why") == 0)
		last->why = s;
	else if (last != NULL && strcmp(label, "matches") == 0)
		return sscanf(s, "certificate %9d", &last->certificate) == 1 &&
		       last->certificate++ >= 0;
	else
		return false;
	return true;
}

static void client(struct tls_facts *f, const char *s)
{
	const char *shown = strstr(s, ", was shown ");

	f->asked_for_certificate = strncmp(s, "asked for a certificate", 23) == 0;
	f->client_certificate = shown != NULL ? shown + strlen(", was shown ") : NULL;
}

bool own_tls_row(struct arena *a, struct tls_facts *f, const struct row *row)
{
	const char *s = arena_copy(a, row->text.p, row->text.n);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(row->label, texts[i].label) == 0) {
			*(const char **)((char *)f + texts[i].at) = s;
			return true;
		}
	if (strcmp(row->label, "server name") == 0)
		f->sni = strcmp(s, "not sent") == 0 ? NULL : s;
	else if (strcmp(row->label, "DH") == 0)
		return sscanf(s, "%9d bits", &f->dh_bits) == 1;
	else if (strcmp(row->label, "alert") == 0)
		f->alert_number = number_in_brackets(a, s, &f->alert);
	else if (strcmp(row->label, "client") == 0)
		client(f, s);
	else if (strcmp(row->label, "extensions") == 0)
		extensions(f, s);
	else if (strcmp(row->label, "hello") == 0)
		f->by_hand = true;
	else if (strcmp(row->label, "plain text") == 0)
		f->plaintext = text_unescape(a, s);
	else
		return own_judgement(a, f, row->label, s) || own_staple(a, f, row->label, s) ||
		       dane_row(a, f, row->label, s);
	return true;
}

/* ---- the chain ---- */

static void new_certificate(struct arena *a, struct tls_facts *f, const char *subject)
{
	enum { CHAIN_MAX = 16 };
	struct certificate *c;

	if (f->chain.n == CHAIN_MAX)
		return;
	c = ARENA_NEW(a, struct certificate);
	c->subject = subject;
	list_append(&f->chain, c);
}

/* "200 from 198.51.100.7, PKCS #7" */
static void answer(struct arena *a, struct fetched *f, const char *s)
{
	const char *from = strstr(s, " from "), *comma = strstr(s, ", ");

	if (from == NULL || sscanf(s, "%3d", &f->code) != 1)
		return;
	from += strlen(" from ");
	f->address = arena_copy(a, from, strcspn(from, ","));
	if (comma != NULL)
		f->form = comma + 2;
}

static void new_fetched(struct arena *a, struct tls_facts *f, const char *url)
{
	enum { FETCHED_MAX = 16 };
	struct fetched *it;

	if (f->fetched.n == FETCHED_MAX)
		return;
	it = ARENA_NEW(a, struct fetched);
	it->url = url;
	list_append(&f->fetched, it);
}

/* False: it is about a certificate of the chain. */
static bool fetched_row(struct arena *a, struct tls_facts *f, const char *label, const char *s)
{
	struct fetched *it = (void *)f->fetched.last;

	if (it == NULL)
		return false;
	if (strcmp(label, "answer") == 0)
		answer(a, it, s);
	else if (strcmp(label, "fault") == 0)
		it->fault = s;
	else if (strcmp(label, "subject") == 0)
		it->subject = s;
	else if (strcmp(label, "SHA-256") == 0)
		it->sha256 = s;
	else
		return false;
	return true;
}

bool own_certificate_row(struct arena *a, struct tls_facts *f, const struct row *row)
{
	struct certificate *c = (void *)f->chain.last;
	const char *s = arena_copy(a, row->text.p, row->text.n);

	if (row->indent == 16 && fetched_row(a, f, row->label, s))
		return true;
	if (strcmp(row->label, "fetched") == 0)
		new_fetched(a, f, s);
	else if (row->label[0] >= '0' && row->label[0] <= '9')
		new_certificate(a, f, s);
	else if (c == NULL || row->indent != 16)
		return false;
	else
		own_certificate(a, c, row->label, s);
	return true;
}
