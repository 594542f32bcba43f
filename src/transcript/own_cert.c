#include "transcript/own_cert.h"

#include "base/clock.h"
#include "transcript/own.h"

#include <stdio.h>
#include <string.h>

static bool is(const char *s, const char *start)
{
	return strncmp(s, start, strlen(start)) == 0;
}

/* "2026-11-21 08:15" */
int64_t own_minute(struct arena *a, const char *s)
{
	int64_t ms = 0;

	if (strlen(s) < 16)
		return 0;
	return clock_read(arena_printf(a, "%.10sT%.5s:00.000Z", s, s + 11), &ms) == 0 ? ms : 0;
}

/* ---- the judgement ---- */

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

/* "CN=Root (store, until 2035-06-04 11:04, SHA-256 ab12...)" */
static bool verified(struct arena *a, struct tls_facts *f, const char *s)
{
	enum { LINKS_MAX = 32 };
	const char *open = strrchr(s, '('), *until, *print;
	struct chain_link *link;
	int from;

	if (open == NULL || open - s < 2 || f->verified.n == LINKS_MAX)
		return false;
	until = strstr(open, ", until ");
	print = strstr(open, ", SHA-256 ");
	from = name_find(link_origin_names, arena_copy(a, open + 1, strcspn(open + 1, ",)")));
	if (from < 0)
		return false;
	link = ARENA_NEW(a, struct chain_link);
	link->subject = arena_copy(a, s, (size_t)(open - s) - 1);
	link->from = (enum link_origin)from;
	link->not_after = until == NULL ? 0 : own_minute(a, until + strlen(", until "));
	if (print != NULL) {
		print += strlen(", SHA-256 ");
		link->sha256 = arena_copy(a, print, strcspn(print, ")"));
	}
	list_append(&f->verified, link);
	return true;
}

static bool judgement_more(struct arena *a, struct tls_facts *f, const char *label, const char *s)
{
	if (strcmp(label, "trust fault") == 0)
		f->trust_fault = s;
	else if (strcmp(label, "usage fault") == 0)
		f->usage_fault = s;
	else if (strcmp(label, "order") == 0)
		f->wrong_order = true;
	else if (strcmp(label, "sent") == 0)
		return sscanf(s, "%9d", &f->chain_total) == 1;
	else if (strcmp(label, "verified") == 0)
		return verified(a, f, s);
	else
		return false;
	return true;
}

bool own_judgement(struct arena *a, struct tls_facts *f, const char *label, const char *s)
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
		return judgement_more(a, f, label, s);
	}
	return true;
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
	if (is(s, "revoked on "))
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

bool own_staple(struct arena *a, struct tls_facts *f, const char *label, const char *s)
{
	if (strcmp(label, "OCSP") == 0)
		return staple(a, f, s);
	return strcmp(label, "OCSP dates") == 0 && staple_dates(a, f, s);
}

/* ---- a certificate ---- */

static void validity(struct arena *a, struct certificate *c, const char *s)
{
	const char *to = strstr(s, " to ");

	c->not_before = own_minute(a, s);
	c->not_after = to == NULL ? 0 : own_minute(a, to + 4);
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

static void words(struct arena *a, struct list *strings, const char *s)
{
	struct list bytes = {0};

	own_list(a, bytes_str(a, s), &bytes);
	LIST_EACH (const struct bytes_item, it, &bytes)
		list_add_string(strings, a, it->b.p);
}

/* "may issue certificates, authorities below: 0" */
static void authority(struct certificate *c, const char *s)
{
	const char *below = strstr(s, "authorities below: ");

	c->ca = true;
	if (below != NULL)
		c->path_length = below + strlen("authorities below: ");
}

static bool certificate_more(struct arena *a, struct certificate *c, const char *label,
			     const char *s)
{
	if (strcmp(label, "of names") == 0)
		return sscanf(s, "%9d", &c->names_total) == 1;
	if (strcmp(label, "authority") == 0)
		authority(c, s);
	else if (strcmp(label, "key use") == 0)
		words(a, &c->key_usage, s);
	else if (strcmp(label, "purposes") == 0)
		words(a, &c->purposes, s);
	else if (strcmp(label, "issuer at") == 0)
		c->aia = s;
	else if (strcmp(label, "SHA-256") == 0)
		c->sha256 = s;
	else if (strcmp(label, "feature") == 0)
		c->must_staple = strcmp(s, "must-staple") == 0;
	else
		return false;
	return true;
}

bool own_certificate(struct arena *a, struct certificate *c, const char *label, const char *s)
{
	if (strcmp(label, "issuer") == 0)
		c->issuer = s;
	else if (strcmp(label, "valid") == 0)
		validity(a, c, s);
	else if (strcmp(label, "key") == 0)
		key(a, c, s);
	else if (strcmp(label, "names") == 0)
		own_list(a, bytes_str(a, s), &c->names);
	else if (strcmp(label, "root") == 0)
		c->self_signed = true;
	else if (strcmp(label, "unused") == 0)
		c->unused = true;
	else
		return certificate_more(a, c, label, s);
	return true;
}
