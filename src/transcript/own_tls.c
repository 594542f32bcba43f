/* What was agreed on, and the chain, as a report shows them. */
#include "base/clock.h"
#include "transcript/own.h"

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

static bool is(const char *s, const char *start)
{
	return strncmp(s, start, strlen(start)) == 0;
}

/* ---- the handshake ---- */

static const struct {
	const char *label;
	size_t at;
} texts[] = {
	{"offered", offsetof(struct tls_facts, offered)},
	{"version", offsetof(struct tls_facts, version)},
	{"cipher", offsetof(struct tls_facts, cipher)},
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

/* "leads to an anchor (trust store: system, 140 anchors)" */
static void trust(struct arena *a, struct tls_facts *f, const char *s)
{
	const char *store = strstr(s, "(trust store: "), *comma = strrchr(s, ',');

	f->trusted = is(s, "leads to an anchor");
	if (store == NULL || comma == NULL || comma < store)
		return;
	store += strlen("(trust store: ");
	f->trust_store = arena_copy(a, store, (size_t)(comma - store));
	if (sscanf(comma, ", %9d", &f->anchors) != 1)
		f->anchors = 0;
}

static bool judgement(struct arena *a, struct tls_facts *f, const char *label, const char *s)
{
	if (strcmp(label, "name") == 0) {
		f->judged = true;
		f->name_ok = is(s, "fits");
	} else if (strcmp(label, "trust") == 0) {
		trust(a, f, s);
	} else if (strcmp(label, "dates") == 0) {
		f->expired = is(s, "expired");
		f->not_yet_valid = is(s, "not yet valid");
	} else if (strcmp(label, "chain") == 0) {
		f->chain_complete = is(s, "complete");
	} else if (strcmp(label, "strength") == 0) {
		f->weak = is(s, "weak");
	} else {
		return false;
	}
	return true;
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
	else if (strcmp(row->label, "plain text") == 0)
		f->plaintext = text_unescape(a, s);
	else
		return judgement(a, f, row->label, s) || dane_row(a, f, row->label, s);
	return true;
}

/* ---- the chain ---- */

/* "2026-11-21 08:15" */
static int64_t date(struct arena *a, const char *s)
{
	int64_t ms = 0;

	if (strlen(s) < 16)
		return 0;
	return clock_read(arena_printf(a, "%.10sT%.5s:00.000Z", s, s + 11), &ms) == 0 ? ms : 0;
}

static void validity(struct arena *a, struct certificate *c, const char *s)
{
	const char *to = strstr(s, " to ");

	c->not_before = date(a, s);
	c->not_after = to == NULL ? 0 : date(a, to + 4);
}

/* "ECDSA 256 bits, signed with ECDSA-SHA256" */
static void key(struct arena *a, struct certificate *c, const char *s)
{
	const char *with = strstr(s, "signed with ");

	c->key = arena_copy(a, s, strcspn(s, " "));
	if (sscanf(s + strcspn(s, " "), " %9d bits", &c->key_bits) != 1)
		c->key_bits = 0;
	if (with != NULL)
		c->signature = with + strlen("signed with ");
}

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

bool own_certificate_row(struct arena *a, struct tls_facts *f, const struct row *row)
{
	struct certificate *c = (void *)f->chain.last;
	const char *s = arena_copy(a, row->text.p, row->text.n);

	if (row->label[0] >= '0' && row->label[0] <= '9')
		new_certificate(a, f, s);
	else if (c == NULL || row->indent != 16)
		return false;
	else if (strcmp(row->label, "issuer") == 0)
		c->issuer = s;
	else if (strcmp(row->label, "valid") == 0)
		validity(a, c, s);
	else if (strcmp(row->label, "key") == 0)
		key(a, c, s);
	else if (strcmp(row->label, "names") == 0)
		own_list(a, row->text, &c->names);
	else if (strcmp(row->label, "root") == 0)
		c->self_signed = true;
	else if (strcmp(row->label, "unused") == 0)
		c->unused = true;
	return true;
}
