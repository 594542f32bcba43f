/* What smtpscope itself prints with -v and -vv: whole records, each fact at its place. */
#include "record/words.h"
#include "transcript/forms.h"
#include "transcript/own.h"

#include "base/clock.h"
#include "know/provider.h"
#include "smtp/address.h"

#include <stdio.h>
#include <string.h>

enum { RECORDS_MAX = 16, SESSIONS_MAX = 64, QUERIES_MAX = 256, ADDRESSES_MAX = 256 };

struct own {
	struct arena *arena;
	const struct knowledge *know;
	struct rows rows;
	struct list *records;
	struct record *r; /* the one that is being read, NULL: none yet */
};

/* ---- Run ---- */

static const char *const run_labels[] = {"target", "purpose", "profile",   "needs",	"controls",
					 "user",   "name",    "cert days", "started",	"command",
					 "from",   "seen as", "proxy",	   "smtpscope", "earlier",
					 "secret", "memory",  NULL};
static const struct layout run_layouts[] = {{2, 12, run_labels}, {0, 0, NULL}};

static const char *const mode_words[] = {"STARTTLS", "implicit TLS", "no TLS", NULL};

/* "587 STARTTLS, 465 implicit TLS (any of them)" */
static void read_needs(struct own *o, const char *s)
{
	struct list parts = {0};

	o->r->needs_all = strstr(s, "(any of them)") == NULL;
	own_list(o->arena, bytes_str(o->arena, arena_copy(o->arena, s, strcspn(s, "("))), &parts);
	LIST_EACH (const struct bytes_item, it, &parts) {
		struct bytes words = piece_trimmed(it->b);
		const char *blank = memchr(words.p, ' ', words.n);
		size_t n = blank == NULL ? words.n : (size_t)(blank - words.p);
		struct bytes mode = piece_trimmed((struct bytes){words.p + n, words.n - n});
		int port = line_number((struct bytes){words.p, n});
		int index = name_find(mode_words, arena_copy(o->arena, mode.p, mode.n));
		struct need *need;

		if (port <= 0 || index < 0)
			continue;
		need = ARENA_NEW(o->arena, struct need);
		need->port = port;
		need->mode = (enum tls_mode)index;
		list_append(&o->r->needs, need);
	}
}

/* "www.example.net:443, [2001:db8::1]:25" */
static void read_controls(struct own *o, const struct row *row)
{
	struct list parts = {0};

	own_list(o->arena, row->text, &parts);
	LIST_EACH (const struct bytes_item, it, &parts) {
		const char *colon = memrchr(it->b.p, ':', it->b.n);
		size_t n = colon == NULL ? 0 : (size_t)(colon - it->b.p);
		bool bracketed = n > 2 && it->b.p[0] == '[' && it->b.p[n - 1] == ']';
		struct host_port *c;

		if (n == 0)
			continue;
		c = ARENA_NEW(o->arena, struct host_port);
		c->host = arena_copy(o->arena, it->b.p + bracketed, n - 2 * (size_t)bracketed);
		c->port = line_number((struct bytes){(char *)colon + 1, it->b.n - n - 1});
		if (c->port > 0)
			list_append(&o->r->controls, c);
	}
}

/* "2026-11-21T08:15:00.123Z, took 0.1 s, interrupted" */
static void read_start(struct own *o, const char *s)
{
	if (clock_read(arena_copy(o->arena, s, strcspn(s, ",")), &o->r->started) != 0)
		o->r->started = 0;
	o->r->interrupted = strstr(s, ", interrupted") != NULL;
}

/* "client.example.org, 192.0.2.7" */
static void read_sources(struct own *o, const struct row *row)
{
	struct list parts = {0};

	own_list(o->arena, row->text, &parts);
	LIST_EACH (const struct bytes_item, it, &parts)
		if (address_family(it->b.p) != 0)
			list_add_string(&o->r->sources, o->arena, it->b.p);
		else if (o->r->hostname == NULL && strcmp(it->b.p, "unknown") != 0)
			o->r->hostname = it->b.p;
}

/* "203.0.113.9": as servers see us. */
static void read_egress(struct own *o, const struct row *row)
{
	struct list parts = {0};

	own_list(o->arena, row->text, &parts);
	LIST_EACH (const struct bytes_item, it, &parts)
		if (address_family(it->b.p) != 0)
			list_add_string(&o->r->egress, o->arena, it->b.p);
}

/* "2 failed logins, last 2026-11-21T08:15:00.123Z, next 2026-11-21T09:10:00.123Z" */
static void read_earlier(struct own *o, const char *s)
{
	struct earlier_logins *e = &o->r->earlier;
	char last[CLOCK_TEXT_SIZE] = "", next[CLOCK_TEXT_SIZE] = "";

	if (sscanf(s, "%9d failed logins, last %31[^,], next %31s", &e->failures, last, next) < 2)
		return;
	if (clock_read(last, &e->last) != 0)
		e->last = 0;
	if (clock_read(next, &e->next) != 0)
		e->next = 0;
}

/* "password, from file, 23 bytes, 22 characters: blank-last, quoted"; oddities that we know. */
static void read_secret(struct own *o, const char *s)
{
	struct secret_facts *f = ARENA_NEW(o->arena, struct secret_facts);
	const char *colon = strstr(s, ": ");
	char kind[16], from[16];
	struct list words = {0};

	if (sscanf(s, "%15[a-z], from %15[a-z], %9d bytes, %9d characters", kind, from, &f->bytes,
		   &f->characters) != 4 ||
	    (strcmp(kind, "password") != 0 && strcmp(kind, "token") != 0) || f->bytes < 1 ||
	    f->characters < 0)
		return;
	f->kind = arena_str(o->arena, kind);
	f->from = arena_str(o->arena, from);
	if (colon != NULL)
		own_list(o->arena, bytes_str(o->arena, colon + 2), &words);
	LIST_EACH (const struct bytes_item, it, &words)
		if (name_find(secret_oddity_names, it->b.p) >= 0)
			list_add_string(&f->oddities, o->arena, it->b.p);
	o->r->secret = f;
}

static void read_run_row(struct own *o, const struct row *row)
{
	struct record *r = o->r;
	const char *label = row->label, *s = arena_copy(o->arena, row->text.p, row->text.n);
	int n;

	if (strcmp(label, "target") == 0) {
		r->host = r->input = s;
	} else if (strcmp(label, "purpose") == 0) {
		n = name_find(target_purpose_names, s);
		r->purpose = n < 0 ? PURPOSE_SUBMISSION : (enum target_purpose)n;
	} else if (strcmp(label, "profile") == 0) {
		r->provider = provider_by_id(o->know, s) == NULL ? NULL : s;
	} else if (strcmp(label, "needs") == 0) {
		read_needs(o, s);
	} else if (strcmp(label, "controls") == 0) {
		read_controls(o, row);
	} else if (strcmp(label, "user") == 0) {
		r->user = s;
	} else if (strcmp(label, "secret") == 0) {
		read_secret(o, s);
	} else if (strcmp(label, "earlier") == 0) {
		read_earlier(o, s);
	} else if (strcmp(label, "memory") == 0) {
		r->earlier.fault = s;
	} else if (strcmp(label, "name") == 0) {
		r->name_fault = strncmp(s, "no host name: ", 14) == 0 ? s + 14 : NULL;
	} else if (strcmp(label, "cert days") == 0) {
		if (sscanf(s, "%9d, %9d", &r->cert_days.warn, &r->cert_days.critical) != 2)
			r->cert_days = cert_days_default;
	} else if (strcmp(label, "started") == 0) {
		read_start(o, s);
	} else if (strcmp(label, "command") == 0) {
		r->command = s;
	} else if (strcmp(label, "proxy") == 0) {
		r->proxy = s;
	} else if (strcmp(label, "from") == 0) {
		read_sources(o, row);
	} else if (strcmp(label, "seen as") == 0) {
		read_egress(o, row);
	}
}

/* NULL where there are enough. */
static struct record *new_record(struct own *o)
{
	struct record_item *it;

	if (o->records->n == RECORDS_MAX)
		return NULL;
	it = ARENA_NEW(o->arena, struct record_item);
	it->record = ARENA_NEW(o->arena, struct record);
	it->record->arena = o->arena;
	it->record->cert_days = cert_days_default;
	it->record->needs_all = true;
	it->line = o->rows.line;
	list_append(o->records, it);
	return it->record;
}

static void read_run(struct own *o)
{
	struct row row;

	o->r = new_record(o);
	while (o->r != NULL && !rows_heading(&o->rows) && rows_next(&o->rows, run_layouts, &row))
		if (row.label != NULL)
			read_run_row(o, &row);
}

/* ---- DNS ---- */

static const char *const dns_labels[] = {"resolver", "DNSSEC", NULL};
static const struct layout dns_layouts[] = {{2, 12, dns_labels}, {0, 0, NULL}};

static int rcode_of(enum dns_status status)
{
	static const int rcodes[] = {
		[DNS_OK] = 0,	      [DNS_NODATA] = 0,	      [DNS_NXDOMAIN] = 3,
		[DNS_SERVFAIL] = 2,   [DNS_BOGUS] = 2,	      [DNS_REFUSED] = 5,
		[DNS_TIMEOUT] = -1,   [DNS_NO_RESOLVER] = -1, [DNS_NO_ROUTE] = -1,
		[DNS_CNAME_LOOP] = 0, [DNS_MALFORMED] = -1,   [DNS_OTHER] = 1,
	};

	return rcodes[status];
}

/* The first two words of `s`, each in a copy; what is behind them, or NULL. */
static const char *two_words(struct own *o, const char *s, const char **first, const char **second)
{
	size_t n = strcspn(s, " "), m;

	*first = arena_copy(o->arena, s, n);
	s += n + strspn(s + n, " ");
	m = strcspn(s, " ");
	*second = arena_copy(o->arena, s, m);
	return n == 0 || m == 0 ? NULL : s + m + strspn(s + m, " ");
}

/* "mail.example.org A: found, signed (AD), 12 ms, asked 127.0.0.53:53" */
static bool read_query(struct own *o, const char *s)
{
	struct dns_query *q = ARENA_NEW(o->arena, struct dns_query);
	const char *name, *type, *rest = two_words(o, s, &name, &type), *asked;
	size_t n = strlen(type);
	int status;

	if (rest == NULL || n < 2 || type[n - 1] != ':' || o->r->queries.n == QUERIES_MAX)
		return false;
	status = name_find(dns_status_words, arena_copy(o->arena, rest, strcspn(rest, ",")));
	if (status < 0)
		return false;
	q->name = name;
	q->type = arena_copy(o->arena, type, n - 1);
	q->status = (enum dns_status)status;
	q->rcode = rcode_of(q->status);
	asked = strstr(rest, ", asked ");
	if (asked != NULL)
		q->server = arena_copy(o->arena, asked + 8, strcspn(asked + 8, ","));
	q->ad = strstr(rest, "signed (AD)") != NULL;
	list_append(&o->r->queries, q);
	return true;
}

static void add_address(struct own *o, const char *host, const char *address,
			enum address_source source)
{
	struct address *a;

	if ((address_family(address) == 0 && source != ADDRESS_PROXY) ||
	    o->r->addresses.n == ADDRESSES_MAX)
		return;
	a = ARENA_NEW(o->arena, struct address);
	a->host = host;
	a->address = address;
	a->source = source;
	list_append(&o->r->addresses, a);
}

/* "mail.example.org A 192.0.2.25 (TTL 3600 s)" */
static void read_answer(struct own *o, const char *s)
{
	struct dns_query *q = (void *)o->r->queries.last;
	struct dns_answer *an = ARENA_NEW(o->arena, struct dns_answer);
	const char *rest = two_words(o, s, &an->name, &an->type), *ttl;

	if (q == NULL || rest == NULL || q->answers.n == QUERIES_MAX)
		return;
	ttl = strstr(rest, " (TTL ");
	an->data = text_unescape(
		o->arena, ttl == NULL ? rest : arena_copy(o->arena, rest, (size_t)(ttl - rest)));
	if (ttl == NULL || sscanf(ttl, " (TTL %9u s)", &an->ttl) != 1)
		an->ttl = 0;
	list_append(&q->answers, an);
	if (strcmp(an->type, "A") == 0 || strcmp(an->type, "AAAA") == 0)
		add_address(o, q->name, an->data.p, ADDRESS_DNS);
}

/* "mail.example.org has 192.0.2.25 (from the hosts file)" */
static void read_address(struct own *o, const char *s)
{
	const char *host, *has, *rest = two_words(o, s, &host, &has), *open;
	int source;

	if (rest == NULL || strcmp(has, "has") != 0 || (open = strstr(rest, " (")) == NULL)
		return;
	source = name_find(address_source_words,
			   arena_copy(o->arena, open + 2, strcspn(open + 2, ")")));
	if (source >= 0)
		add_address(o, host, arena_copy(o->arena, rest, (size_t)(open - rest)),
			    (enum address_source)source);
}

static void read_resolvers(struct own *o, const struct row *row)
{
	struct list parts = {0};

	own_list(o->arena, row->text, &parts);
	LIST_EACH (const struct bytes_item, it, &parts)
		list_add_string(&o->r->resolvers, o->arena, it->b.p);
}

static void read_dns(struct own *o)
{
	struct row row;

	while (o->r != NULL && !rows_heading(&o->rows) && rows_line(&o->rows, dns_layouts, &row)) {
		const char *s = arena_copy(o->arena, row.text.p, row.text.n);

		if (row.label != NULL && strcmp(row.label, "DNSSEC") == 0)
			o->r->resolver_trusted = strstr(s, "is trusted") != NULL;
		else if (row.label != NULL)
			read_resolvers(o, &row);
		else if (row.indent == 4)
			read_answer(o, s);
		else if (!read_query(o, s))
			read_address(o, s);
	}
}

/* ---- sessions ---- */

/* "192.0.2.25 port 587, STARTTLS (retry tls-mode)"; NULL: something else. */
static struct session *read_title(struct own *o, struct bytes title)
{
	struct session *s = ARENA_NEW(o->arena, struct session);
	struct bytes address = line_between((struct bytes){title.p, title.n}, "", " port ");
	const char *t = arena_copy(o->arena, title.p, title.n), *mode, *purpose;
	int n;

	if (address.p == NULL || memchr(address.p, ' ', address.n) != NULL)
		return NULL;
	t += address.n + strlen(" port ");
	s->address = s->host = arena_copy(o->arena, address.p, address.n);
	s->port = line_number((struct bytes){(char *)t, strcspn(t, ",")});
	mode = strstr(t, ", ");
	if (s->port <= 0 || mode == NULL)
		return NULL;
	purpose = strstr(mode, " (");
	n = name_find(mode_words, arena_copy(o->arena, mode + 2,
					     purpose == NULL ? strlen(mode + 2)
							     : (size_t)(purpose - mode) - 2));
	if (n < 0)
		return NULL;
	s->mode = (enum tls_mode)n;
	s->offered = true;
	if (purpose == NULL)
		return s;
	purpose += 2;
	n = name_find(session_purpose_names, arena_copy(o->arena, purpose, strcspn(purpose, " )")));
	s->purpose = n < 0 ? SESSION_PRIMARY : (enum session_purpose)n;
	purpose += strcspn(purpose, " )");
	if (*purpose == ' ')
		s->changed = arena_copy(o->arena, purpose + 1, strcspn(purpose + 1, ")"));
	return s;
}

static void need_it(struct own *o, const struct session *s)
{
	struct need *n = ARENA_NEW(o->arena, struct need);

	n->port = s->port;
	n->mode = s->mode;
	list_append(&o->r->needs, n);
}

/* A report cut out of its middle has no word on what it was about: each of its sessions, then. */
static void begin_without_run(struct own *o, const struct session *s)
{
	const struct provider *p = provider_by_host(o->know, s->address);

	o->r = new_record(o);
	if (o->r == NULL)
		return;
	o->r->host = o->r->input = s->address;
	o->r->provider = p == NULL || p == provider_generic(o->know) ? NULL : p->id;
	need_it(o, s);
}

static void read_session(struct own *o, struct session *s)
{
	struct stage *st = NULL;
	struct row row;

	if (o->r == NULL)
		begin_without_run(o, s);
	if (o->r == NULL || o->r->sessions.n == SESSIONS_MAX)
		return;
	list_append(&o->r->sessions, s);
	while (!rows_heading(&o->rows) && rows_next(&o->rows, own_session_layouts, &row))
		st = own_stage_row(o->arena, s, st, &row);
}

/* ---- all sections ---- */

static const struct layout none[] = {{0, 0, NULL}};

static void read_section(struct own *o, const struct row *heading)
{
	struct bytes title = piece_trimmed(heading->text);
	struct session *s;

	if (bytes_is(title, "Run"))
		read_run(o);
	else if (bytes_is(title, "DNS"))
		read_dns(o);
	else if (o->r != NULL &&
		 (own_token(o->r, title, &o->rows) || own_path(o->r, title, &o->rows) ||
		  own_suites(o->r, title, &o->rows)))
		return;
	else if ((s = read_title(o, title)) != NULL)
		read_session(o, s);
}

static void whole(struct arena *a, const struct knowledge *k, struct bytes text,
		  struct list *records)
{
	struct own o = {.arena = a, .know = k, .rows = rows_of(a, text), .records = records};
	struct row row;

	while (rows_line(&o.rows, none, &row))
		if (row.indent == 0)
			read_section(&o, &row);
}

/* ---- how it is recognised ---- */

/* "  mail.example.org A: no such name, 3 ms": of a report without sessions there is no more. */
static bool is_query(struct bytes line)
{
	struct bytes status = line_between(line, ": ", ", ");

	if (!piece_begins(line, "  ") || piece_begins(line, "   ") || !bytes_has(line, " ms"))
		return false;
	for (size_t i = 0; status.p != NULL && dns_status_words[i] != NULL; i++)
		if (bytes_is(status, dns_status_words[i]))
			return true;
	return false;
}

static int sign(struct bytes line)
{
	if (is_query(line))
		return SIGN_ENOUGH;
	if (piece_begins(line, "  smtpscope ") && bytes_has(line, ", knowledge of "))
		return SIGN_SURE;
	if (bytes_has(line, " port ") &&
	    (bytes_has(line, ", STARTTLS") || bytes_has(line, ", implicit TLS")) &&
	    !piece_begins(line, " "))
		return SIGN_GOOD;
	if (piece_begins(line, "Path to ") && bytes_has(line, " port ") &&
	    (bytes_has(line, " (subject)") || bytes_has(line, " (control)")))
		return SIGN_GOOD;
	if ((piece_begins(line, "TLS of ") || piece_begins(line, "Cipher suites of ") ||
	     piece_begins(line, "Login at ")) &&
	    bytes_has(line, " port "))
		return SIGN_GOOD;
	if ((piece_begins(line, "  tcp   ") || piece_begins(line, "  banner   ")) &&
	    bytes_has(line, " ms  "))
		return SIGN_GOOD;
	return SIGN_NONE;
}

const struct transcript_form form_own = {.name = "smtpscope -v", .sign = sign, .whole = whole};
