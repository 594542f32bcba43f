#include "probe/issuers.h"

#include "base/memory.h"
#include "base/netaddr.h"
#include "http/http.h"
#include "http/stranger.h"
#include "net/certificate.h"
#include "net/issuer.h"

#include <stdlib.h>
#include <string.h>

enum {
	STEPS_MAX = 4,	   /* issuers of issuers, of one chain */
	REDIRECTS_MAX = 3, /* of one URL */
	REQUESTS_MAX = 8,  /* of one run: a peer does not decide how much we ask */
	ANSWER_MAX = 128 * 1024,
	PATIENCE_MS = 10 * 1000, /* with one answer, where the settings have more */
	CHAIN_MAX = 64 + STEPS_MAX,
};

/* What came of one URL. */
struct known {
	struct item item;
	struct fetched fetched;
	struct issuers issuers;
	bool inside; /* asked for somebody in a private network */
};

struct issuer_fetch {
	struct common *common;
	struct lookup *lookup;
	const bool *stopped;
	struct http *http;
	struct list known; /* of struct known */
	struct list hosts; /* of struct address: who was looked up */
	int requests;	   /* so far */
};

struct issuer_fetch *issuer_fetch_new(struct common *c, struct lookup *l, const bool *stopped)
{
	struct issuer_fetch *x = mem_alloc(sizeof(*x));

	x->common = c;
	x->lookup = l;
	x->stopped = stopped;
	return x;
}

struct issuer_fetch *issuer_fetch_free(struct issuer_fetch *x)
{
	if (x == NULL)
		return NULL;
	http_free(x->http);
	free(x);
	return NULL;
}

static struct arena *arena_of(const struct issuer_fetch *x)
{
	return x->common->record->arena;
}

/* ---- whom to ask ---- */

static size_t count_of(const struct list *addresses, const char *host)
{
	size_t n = 0;

	LIST_EACH (const struct address, it, addresses)
		n += strcmp(it->host, host) == 0;
	return n;
}

static void look_up(struct issuer_fetch *x, const char *host)
{
	const struct settings *set = x->common->settings;
	int family = set->family;

	if (family == 0 && set->source != NULL)
		family = address_family(set->source);
	if (count_of(&x->hosts, host) > 0)
		return;
	lookup_host(x->lookup, host, family, &x->hosts);
	while (x->lookup->open > 0 && !*x->stopped)
		uv_run(&x->common->hub->loop, UV_RUN_ONCE);
	lookup_end(x->lookup);
	lookup_take_addresses(x->common->record, host, family, &x->hosts);
}

/* Those of the host's addresses that may be asked; why there is none, or NULL. */
static const char *choose_addresses(struct issuer_fetch *x, const char *host, bool inside,
				    struct list *chosen)
{
	const char *fault = "not asked: its host has no address";

	look_up(x, host);
	if (*x->stopped)
		return "interrupted";
	LIST_EACH (const struct address, it, &x->hosts) {
		const char *kind;

		if (strcmp(it->host, host) != 0)
			continue;
		kind = stranger_address_fault(it->address, inside);
		if (kind == NULL)
			list_add_string(chosen, arena_of(x), it->address);
		else
			fault = arena_printf(arena_of(x), "not asked: its host has %s, %s", kind,
					     it->address);
	}
	return chosen->n > 0 ? NULL : fault;
}

/* ---- one request ---- */

struct answer {
	bool come;
	struct http_result result;
};

static void on_result(void *arg, const struct http_result *result)
{
	struct answer *answer = arg;

	answer->come = true;
	answer->result = *result;
}

static double patience(double set)
{
	return set < PATIENCE_MS ? set : PATIENCE_MS;
}

static struct http_result carry_out(struct issuer_fetch *x, const struct http_request *rq)
{
	struct answer answer = {0};
	struct http_ask *ask = http_ask(x->http, arena_of(x), rq, on_result, &answer);

	while (!answer.come && !*x->stopped)
		uv_run(&x->common->hub->loop, UV_RUN_ONCE);
	if (!answer.come) {
		http_drop(ask);
		answer.result.fault = "interrupted";
	}
	return answer.result;
}

/* What is wrong with asking `url`, or NULL with the result. */
static const char *ask_one(struct issuer_fetch *x, const char *url, bool inside,
			   struct http_result *result)
{
	const struct settings *set = x->common->settings;
	struct http_request rq = {
		.source = set->source,
		.max = ANSWER_MAX,
		.connect_ms = patience(set->connect_ms),
		.all_ms = patience(set->reply_ms),
	};
	const char *fault;

	*result = (struct http_result){0};
	if (http_url_read(arena_of(x), url, &rq.url, &fault) != 0 ||
	    (fault = stranger_url_fault(&rq.url)) != NULL)
		return arena_printf(arena_of(x), "not asked: the URL %s", fault);
	if (x->requests == REQUESTS_MAX)
		return "not asked: enough was asked for in this run";
	fault = choose_addresses(x, rq.url.host, inside, &rq.addresses);
	if (fault != NULL)
		return fault;
	if (x->http == NULL)
		x->http = http_new(&x->common->hub->loop, &fault);
	if (x->http == NULL)
		return arena_printf(arena_of(x), "not asked: %s", fault);
	x->requests++;
	*result = carry_out(x, &rq);
	return result->fault;
}

static bool is_redirect(const struct http_result *r)
{
	return r->code >= 301 && r->code <= 308 && r->code != 304 && r->location != NULL;
}

/* Each place that we are sent to is looked at like the first. */
static const char *ask_along(struct issuer_fetch *x, const char *url, struct known *k,
			     struct http_result *result)
{
	const char *fault = ask_one(x, url, k->inside, result), *sent = "";

	k->fetched.ms = result->ms;
	for (int i = 0; fault == NULL && is_redirect(result); i++) {
		if (i == REDIRECTS_MAX)
			return "redirected again and again";
		url = result->location;
		sent = arena_printf(arena_of(x), "redirected to %.200s: ", url);
		fault = ask_one(x, url, k->inside, result);
		k->fetched.ms += result->ms;
	}
	if (fault == NULL && result->code != 200)
		fault = arena_printf(arena_of(x), "the answer is HTTP status %d", result->code);
	return fault == NULL ? NULL : arena_printf(arena_of(x), "%s%s", sent, fault);
}

static void fetch(struct issuer_fetch *x, struct known *k)
{
	struct http_result result;
	struct fetched *f = &k->fetched;

	f->fault = ask_along(x, f->url, k, &result);
	f->address = result.address;
	f->code = result.code;
	if (f->fault != NULL)
		return;
	issuers_read(arena_of(x), result.body, &k->issuers);
	f->form = k->issuers.form;
	if (f->form == NULL)
		f->fault = "the answer holds no certificate";
}

/* Each URL is asked once. */
static const struct known *fetched_from(struct issuer_fetch *x, const char *url, bool inside)
{
	struct known *k;

	LIST_EACH (struct known, it, &x->known)
		if (strcmp(it->fetched.url, url) == 0 && it->inside == inside)
			return it;
	k = ARENA_NEW(arena_of(x), struct known);
	k->fetched.url = url;
	k->inside = inside;
	fetch(x, k);
	return list_append(&x->known, k);
}

/* ---- one chain ---- */

struct chain {
	struct tls_der der[CHAIN_MAX];
	unsigned sent, n; /* behind what was sent: what was fetched */
};

static void chain_of(const struct tls_facts *f, struct chain *c)
{
	c->n = 0;
	LIST_EACH (const struct certificate, it, &f->chain)
		if (c->n < CHAIN_MAX - STEPS_MAX)
			c->der[c->n++] = (struct tls_der){(const unsigned char *)it->der.p,
							  (unsigned)it->der.n};
	c->sent = c->n;
}

/* The verdict on what the server sent stands; only the path is taken over. */
static bool prove(struct issuer_fetch *x, struct tls_facts *f, const struct chain *c,
		  const char *host)
{
	struct tls_facts with = *f;

	tls_judge_with(arena_of(x), &with, c->der, c->sent, c->der + c->sent, c->n - c->sent,
		       x->common->hub->trust, host, clock_wall_ms());
	if (!with.trusted)
		return false;
	f->verified = with.verified;
	return true;
}

static void describe(struct issuer_fetch *x, struct fetched *f, struct tls_der issuer)
{
	const struct certificate *c = certificate_read(arena_of(x), issuer);

	f->subject = c->subject;
	f->sha256 = c->sha256;
}

static struct fetched *add_fetched(struct issuer_fetch *x, struct tls_facts *f, struct fetched it)
{
	struct fetched *mine = ARENA_NEW(arena_of(x), struct fetched);

	*mine = it;
	return list_append(&f->fetched, mine);
}

/* One issuer more. False: there is none, or none to be had, and `f` says so. */
static bool step(struct issuer_fetch *x, struct tls_facts *f, struct chain *c, bool inside)
{
	struct tls_der end = issuer_path_end(c->der, c->n);
	const struct certificate *last = certificate_read(arena_of(x), end);
	const struct known *k;
	const struct tls_der *issuer;
	struct fetched *mine;

	if (last->self_signed || last->aia == NULL)
		return false;
	if (c->n == c->sent + STEPS_MAX) {
		add_fetched(x, f,
			    (struct fetched){.url = last->aia,
					     .fault = "not asked: enough issuers of issuers came"});
		return false;
	}
	k = fetched_from(x, last->aia, inside);
	mine = add_fetched(x, f, k->fetched);
	issuer = mine->fault == NULL ? issuers_find(&k->issuers, end) : NULL;
	if (issuer != NULL) {
		describe(x, mine, *issuer);
		c->der[c->n++] = *issuer;
	} else if (mine->fault == NULL) {
		mine->fault = "the certificate there is not the issuer's";
	}
	return issuer != NULL;
}

void issuer_fetch_for(struct issuer_fetch *x, struct tls_facts *f, const char *host,
		      const char *address)
{
	bool inside = stranger_inside(address);
	struct chain c;

	chain_of(f, &c);
	if (c.n == 0 || !trust_ready(x->common->hub->trust))
		return;
	while (step(x, f, &c, inside))
		if (prove(x, f, &c, host))
			return;
}
