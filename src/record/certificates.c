#include "record/certificates.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct sent_certificate, member)
static const struct field sent_fields[] = {
	{.name = "sha256", .kind = FIELD_TEXT, .required = true, .offset = AT(sha256)},
	{.name = "der", .kind = FIELD_BASE64, .required = true, .offset = AT(der)},
};
#undef AT
const struct shape sent_certificate_shape = SHAPE(struct sent_certificate, sent_fields);

struct certificate_set {
	struct list all; /* of struct sent_certificate */
};

#define AT(member) offsetof(struct certificate_set, member)
static const struct field set_fields[] = {
	{.name = "certificates",
	 .kind = FIELD_LIST,
	 .offset = AT(all),
	 .shape = &sent_certificate_shape,
	 .optional = true},
};
#undef AT
static const struct shape set_shape = SHAPE(struct certificate_set, set_fields);

const char *certificate_sha256(struct arena *a, struct bytes der)
{
	unsigned char digest[32];

	gnutls_hash_fast(GNUTLS_DIG_SHA256, der.p, der.n, digest);
	return text_hex(a, digest, sizeof(digest));
}

/* ---- those of all chains ---- */

typedef void each_certificate(struct certificate *c, void *arg);

static void of_session(const struct session *s, each_certificate *each, void *arg)
{
	LIST_EACH (const struct stage, st, &s->stages) {
		if (st->tls == NULL)
			continue;
		LIST_EACH (struct certificate, c, &st->tls->chain)
			each(c, arg);
	}
}

static void of_record(const struct record *r, each_certificate *each, void *arg)
{
	LIST_EACH (const struct session, s, &r->sessions)
		of_session(s, each, arg);
}

static void forget(struct certificate *c, void *arg)
{
	(void)arg;
	c->der = (struct bytes){0};
}

void certificates_forget(struct record *r)
{
	of_record(r, forget, NULL);
}

/* ---- by fingerprint: a file may name a hundred thousand of them ---- */

static int by_fingerprint(const void *a, const void *b)
{
	const struct sent_certificate *x = *(const struct sent_certificate *const *)a;
	const struct sent_certificate *y = *(const struct sent_certificate *const *)b;

	return strcmp(x->sha256, y->sha256);
}

struct sorted {
	const struct sent_certificate **of;
	size_t n;
};

static struct sorted sorted(struct arena *a, const struct list *l)
{
	struct sorted s = {.of = arena_alloc(a, (l->n + 1) * sizeof(struct sent_certificate *))};

	LIST_EACH (const struct sent_certificate, c, l)
		s.of[s.n++] = c;
	qsort(s.of, s.n, sizeof(s.of[0]), by_fingerprint);
	return s;
}

/* ---- writing ---- */

struct gathering {
	struct arena *arena;
	struct list all;
};

static void gather(struct certificate *c, void *arg)
{
	struct gathering *g = arg;
	struct sent_certificate *sent;

	if (c->der.n == 0 || c->sha256 == NULL)
		return;
	sent = ARENA_NEW(g->arena, struct sent_certificate);
	sent->sha256 = c->sha256;
	sent->der = c->der;
	list_append(&g->all, sent);
}

void certificates_write(struct jsonw *w, const struct record *r)
{
	struct gathering g = {.arena = arena_new()};
	struct certificate_set set = {0};
	struct sorted s;

	of_record(r, gather, &g);
	s = sorted(g.arena, &g.all);
	for (size_t i = 0; i < s.n; i++)
		if (i == 0 || strcmp(s.of[i]->sha256, s.of[i - 1]->sha256) != 0) {
			struct sent_certificate *once = ARENA_NEW(g.arena, struct sent_certificate);

			*once = *s.of[i];
			list_append(&set.all, once);
		}
	shape_write_fields(w, &set_shape, &set);
	arena_free(g.arena);
}

/* ---- reading ---- */

static void give_bytes(struct certificate *c, void *arg)
{
	const struct sorted *s = arg;
	const struct sent_certificate key = {.sha256 = c->sha256}, *wanted = &key;
	const struct sent_certificate *const *found;

	if (c->sha256 == NULL)
		return;
	found = bsearch(&wanted, s->of, s->n, sizeof(s->of[0]), by_fingerprint);
	if (found != NULL)
		c->der = (*found)->der;
}

/* The index of the first whose bytes are others; -1: none. */
static int first_lie(struct arena *a, const struct list *all)
{
	int i = 0;

	LIST_EACH (const struct sent_certificate, c, all) {
		if (strcmp(certificate_sha256(a, c->der), c->sha256) != 0)
			return i;
		i++;
	}
	return -1;
}

int certificates_read(struct record *r, const json_t *json, const char **fault)
{
	struct certificate_set set = {0};
	struct sorted s;
	int lie;

	if (shape_read(r->arena, &set_shape, &set, json, fault) != 0)
		return -1;
	lie = first_lie(r->arena, &set.all);
	if (lie >= 0) {
		*fault = arena_printf(r->arena, "certificates[%d].sha256 is not that of its der",
				      lie);
		return -1;
	}
	s = sorted(r->arena, &set.all);
	of_record(r, give_bytes, &s);
	return 0;
}
