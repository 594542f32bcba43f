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

/* ---- the OCSP response ---- */

/* "good", "revoked on 2026-11-01 10:00: keyCompromise", "invalid: signature" */
static bool staple(struct arena *a, struct tls_facts *f, const char *s)
{
	const char *word = arena_copy(a, s, strcspn(s, ": ")), *colon = strstr(s, ": ");
	const char *told = colon == NULL || strcmp(colon, ": unknown") == 0 ? NULL : colon + 2;
	int status = name_find(staple_status_names, word);

	if (status < 0)
		return false;
	f->staple = ARENA_NEW(a, struct staple);
	f->staple->status = (enum staple_status)status;
	if (status == STAPLE_INVALID)
		f->staple->fault = told;
	if (status != STAPLE_REVOKED)
		return true;
	f->staple->reason = told;
	if (strncmp(s, "revoked on ", strlen("revoked on ")) == 0)
		f->staple->revoked_at = own_minute(a, s + strlen("revoked on "));
	return true;
}

/* "2026-11-20 10:00 to 2026-11-27 10:00, signed 2026-11-20 10:00" */
static bool staple_dates(struct arena *a, struct tls_facts *f, const char *s)
{
	const char *to = strstr(s, " to "), *made = strstr(s, ", signed ");

	if (f->staple == NULL || to == NULL || made == NULL)
		return false;
	f->staple->this_update = own_minute(a, s);
	f->staple->next_update = own_minute(a, to + strlen(" to "));
	f->staple->produced = own_minute(a, made + strlen(", signed "));
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
	else if (strcmp(row->label, "client") == 0)
		f->asked_for_certificate = strcmp(s, "asked for a certificate") == 0;
	else if (strcmp(row->label, "extensions") == 0)
		extensions(f, s);
	else if (strcmp(row->label, "hello") == 0)
		f->by_hand = true;
	else if (strcmp(row->label, "OCSP") == 0)
		return staple(a, f, s);
	else if (strcmp(row->label, "OCSP dates") == 0)
		return staple_dates(a, f, s);
	else if (strcmp(row->label, "plain text") == 0)
		f->plaintext = text_unescape(a, s);
	else
		return own_judgement(a, f, row->label, s);
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
