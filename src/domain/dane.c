#include "domain/dane.h"

#include "domain/study.h"
#include "record/dnssec.h"
#include "record/tlsa.h"

#include <gnutls/x509.h>
#include <string.h>

enum { KEY_ID = 32, TEXT_SHOWN = 64 };

const char *const dane_standing_names[] = {
	"pending",	"absent",   "in-force",	     "unusable",	"unsigned",
	"way-unsigned", "unjudged", "lookup-failed", "lookup-harmless", NULL,
};

/* ---- what is published ---- */

static void read_records(struct arena *a, struct dane_host *h)
{
	struct list data = {0};

	view_data(a, h->query, &data);
	LIST_EACH (const struct bytes_item, it, &data) {
		struct dane_record *record = ARENA_NEW(a, struct dane_record);
		struct tlsa t = {0};
		struct bytes bytes;

		record->why = tlsa_read(a, it->b.p, &t, &bytes);
		record->text = text_safe(
			a, (struct bytes){it->b.p, it->b.n < TEXT_SHOWN ? it->b.n : TEXT_SHOWN});
		list_append(&h->records, record);
	}
}

/* Where CNAMEs lead comes first (RFC 7671 section 7). */
static void ask(const struct study *s, struct view *v, struct dane_host *h)
{
	const char *expanded = host_expanded(s->record, h->host->name);

	h->name = arena_printf(s->arena, "_%d._tcp.%s", RELAY_PORT, expanded);
	h->query = view_ask(v, h->name, "TLSA");
	if (h->query == NULL || text_casecmp(expanded, h->host->name) == 0 ||
	    !view_is_absent(h->query))
		return;
	h->name = arena_printf(s->arena, "_%d._tcp.%s", RELAY_PORT, h->host->name);
	h->query = view_ask(v, h->name, "TLSA");
}

/* ---- what it is worth ---- */

/* A resolver that never says AD may simply not validate: what it does not call signed may be
 * signed all the same. NULL: not known yet. */
static const struct dns_query *signed_answer(const struct study *s, struct view *v)
{
	const char *top = strrchr(s->domain, '.');

	LIST_EACH (const struct dns_query, q, &s->record->queries)
		if (q->ad)
			return q;
	return top == NULL ? &view_not_asked : view_ask(v, top + 1, "TXT");
}

static bool any_usable(const struct dane_host *h)
{
	LIST_EACH (const struct dane_record, record, &h->records)
		if (record->why == NULL)
			return true;
	return false;
}

static enum dane_standing unsigned_records(const struct study *s, struct view *v)
{
	const struct dns_query *proof = signed_answer(s, v);

	if (proof == NULL)
		return DANE_PENDING;
	return proof->ad ? DANE_UNSIGNED : DANE_UNJUDGED;
}

static enum dane_standing standing(const struct study *s, struct view *v, const struct dane_host *h,
				   bool signed_to_there)
{
	bool trusted = s->record->resolver_trusted;

	if (view_is_unknown(h->query))
		return trusted && signed_to_there ? DANE_LOOKUP_FAILED : DANE_LOOKUP_HARMLESS;
	if (h->records.n == 0)
		return DANE_ABSENT;
	if (!trusted)
		return DANE_UNJUDGED;
	if (!h->query->ad)
		return unsigned_records(s, v);
	if (!signed_to_there)
		return DANE_WAY_UNSIGNED;
	return any_usable(h) ? DANE_IN_FORCE : DANE_UNUSABLE;
}

/* ---- what --probe saw ---- */

static const char *record_of(struct arena *a, const struct certificate *c)
{
	const gnutls_datum_t der = {(unsigned char *)c->der.p, (unsigned)c->der.n};
	unsigned char id[KEY_ID];
	size_t size = sizeof(id);
	gnutls_x509_crt_t crt;
	bool known;

	if (c->der.n == 0 || gnutls_x509_crt_init(&crt) < 0)
		return NULL;
	known = gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) >= 0 &&
		gnutls_x509_crt_get_key_id(crt, GNUTLS_KEYID_USE_SHA256, id, &size) >= 0;
	gnutls_x509_crt_deinit(crt);
	return known ? arena_printf(a, "%d %d %d %s", TLSA_EE, TLSA_KEY, TLSA_SHA256,
				    text_hex(a, id, size))
		     : NULL;
}

static bool is_at(const struct session *session, const struct dane_host *h)
{
	return session->purpose == SESSION_PRIMARY && session->port == RELAY_PORT &&
	       text_casecmp(session->host, h->host->name) == 0;
}

static void look_at_sessions(const struct study *s, struct dane_host *h)
{
	LIST_EACH (const struct session, session, &s->record->sessions) {
		const struct stage *st = session_stage(session, STAGE_TLS);
		const struct certificate *leaf;
		const char *fitting;

		if (!is_at(session, h) || st == NULL || st->tls == NULL)
			continue;
		h->judged |= st->tls->dane != NULL;
		leaf = (const void *)st->tls->chain.first;
		fitting = leaf == NULL ? NULL : record_of(s->arena, leaf);
		if (fitting != NULL && !list_has_string(&h->fitting, fitting))
			list_add_string(&h->fitting, s->arena, fitting);
	}
}

/* ---- each host ---- */

/* Until its addresses are known nobody can say where CNAMEs lead, nor what is signed; no mail goes
 * to a host that has none. */
static void read_host(const struct study *s, struct view *v, struct dane_host *h)
{
	struct signed_way way;

	look_at_sessions(s, h);
	if (h->host->a == NULL || h->host->aaaa == NULL || h->host->addresses.n == 0)
		return;
	ask(s, v, h);
	if (h->query == NULL)
		return;
	way = signed_way(s->record, h->host->name);
	if (way.gap != NULL)
		h->gap = arena_printf(s->arena, "%s %s", way.gap->name, way.gap->type);
	read_records(s->arena, h);
	h->standing = standing(s, v, h, way.whole);
}

/* Asked for whether anything is signed or not: records that nobody signed are a fault of their own,
 * and a failure counts only where all before it is signed (RFC 7672 section 2.2). */
void dane_read(struct study *s, struct view *v)
{
	LIST_EACH (const struct mx_host, mx, &s->mx.hosts) {
		struct dane_host *h;

		if (mx->fate >= HOST_NO_ADDRESS || mx->again || s->mx.null_mx)
			continue;
		h = list_append(&s->dane.hosts, ARENA_NEW(s->arena, struct dane_host));
		h->host = mx;
		read_host(s, v, h);
	}
}

/* ---- in the report ---- */

#define AT(member) offsetof(struct dane_record, member)
static const struct field record_fields[] = {
	{.name = "record", .kind = FIELD_TEXT, .offset = AT(text), .holds = HOLDS_DATA},
	{.name = "why", .kind = FIELD_TEXT, .offset = AT(why), .holds = HOLDS_WORD},
};
#undef AT
static const struct shape record_shape = SHAPE(struct dane_record, record_fields);

#define AT(member) offsetof(struct dane_host, member)
static const struct field host_fields[] = {
	{.name = "name", .kind = FIELD_TEXT, .offset = AT(name), .holds = HOLDS_HOST},
	{.name = "standing",
	 .kind = FIELD_ENUM,
	 .offset = AT(standing),
	 .names = dane_standing_names},
	{.name = "unsigned", .kind = FIELD_TEXT, .offset = AT(gap)},
	{.name = "records",
	 .kind = FIELD_LIST,
	 .offset = AT(records),
	 .shape = &record_shape,
	 .optional = true},
	{.name = "fitting",
	 .kind = FIELD_STRINGS,
	 .offset = AT(fitting),
	 .holds = HOLDS_DATA,
	 .optional = true},
};
#undef AT
static const struct shape host_shape = SHAPE(struct dane_host, host_fields);

#define AT(member) offsetof(struct dane_study, member)
static const struct field fields[] = {
	{.name = "hosts", .kind = FIELD_LIST, .offset = AT(hosts), .shape = &host_shape},
};
#undef AT
const struct shape dane_study_shape = SHAPE(struct dane_study, fields);
