#include "probe/documents.h"

#include "base/memory.h"
#include "base/netaddr.h"
#include "http/cert_fault.h"
#include "http/http.h"
#include "http/stranger.h"

#include <stdlib.h>
#include <string.h>

enum {
	DOCUMENTS_MAX = 8,	 /* of one run */
	PATIENCE_MS = 10 * 1000, /* with one, where the settings have more */
};

struct documents {
	struct common *common;
	struct http *http;
	struct list errands; /* of struct errand */
	size_t asked, open, came;
};

struct errand {
	struct item item;
	bool over;
	struct documents *documents;
	const char *host;
	struct policy_fetch *fetch;
};

struct documents *documents_new(struct common *c)
{
	struct documents *d = mem_alloc(sizeof(*d));

	d->common = c;
	return d;
}

struct documents *documents_free(struct documents *d)
{
	if (d == NULL)
		return NULL;
	http_free(d->http);
	free(d);
	return NULL;
}

static void has_come(struct documents *d, struct policy_fetch *f)
{
	list_append(&d->common->record->domain->fetched, f);
	d->came++;
	common_nudge(d->common);
}

/* The names are in the order of the troubles; there is none for "no trouble". */
static const char *trouble_word(enum http_trouble trouble)
{
	return trouble == HTTP_NO_TROUBLE ? NULL : policy_trouble_names[trouble - 1];
}

static void on_result(void *arg, const struct http_result *result)
{
	struct errand *e = arg;
	struct policy_fetch *f = e->fetch;
	struct arena *a = e->documents->common->record->arena;
	struct cert_fault fault = {.words = result->fault};

	if (result->trouble == HTTP_NO_TLS)
		fault = cert_fault_of(a, result->peer, e->host, result->fault);
	f->trouble = trouble_word(result->trouble);
	f->fault = fault.words;
	f->certificate = fault.word;
	f->not_after = fault.not_after;
	f->address = result->address;
	f->code = result->code;
	f->location = result->location;
	f->type = result->type;
	f->body = result->body;
	f->ms = result->ms;
	e->over = true;
	e->documents->open--;
	has_come(e->documents, f);
}

/* No zone makes us talk to what listens here, or to a cloud's metadata. A private address may be
 * the way to it from within a house. NULL with those that may be asked, or what is wrong with one.
 */
static const char *choose(struct arena *a, const struct list *addresses, struct list *chosen)
{
	const char *fault = NULL;

	LIST_EACH (const struct string_item, it, addresses) {
		const char *kind = stranger_address_fault(it->s, true);

		if (kind == NULL)
			list_add_string(chosen, a, it->s);
		else
			fault = arena_printf(a, "not asked: its host has %s, %s", kind, it->s);
	}
	return chosen->n > 0 ? NULL : fault;
}

static double patience(double set)
{
	return set < PATIENCE_MS ? set : PATIENCE_MS;
}

/* NULL, or why nobody is asked. */
static const char *ask(struct documents *d, struct policy_fetch *f, const struct list *addresses)
{
	struct arena *a = d->common->record->arena;
	const struct settings *set = d->common->settings;
	struct errand *e = ARENA_NEW(a, struct errand);
	struct http_request rq = {
		.addresses = *addresses,
		.source = set->source,
		.ca_file = set->ca_file,
		.max = POLICY_MAX,
		.connect_ms = patience(set->connect_ms),
		.all_ms = patience(set->reply_ms),
	};
	const char *fault;

	if (common_proxied(d->common))
		return "documents are not fetched through a proxy";
	if (d->asked++ >= DOCUMENTS_MAX)
		return "enough documents were fetched in this run";
	if (http_url_read(a, f->url, &rq.url, &fault) != 0)
		return arena_printf(a, "the URL %s", fault);
	if (d->http == NULL)
		d->http = http_new(&d->common->hub->loop, &fault);
	if (d->http == NULL)
		return fault;
	e->documents = d;
	e->host = rq.url.host;
	e->fetch = f;
	d->open++;
	list_append(&d->errands, e);
	http_ask(d->http, a, &rq, on_result, e);
	return NULL;
}

void documents_fetch(struct documents *d, const char *url, const struct list *addresses)
{
	struct arena *a = d->common->record->arena;
	struct policy_fetch *f = ARENA_NEW(a, struct policy_fetch);
	struct list chosen = {0};
	enum http_trouble trouble = HTTP_UNREACHED;

	f->url = arena_str(a, url);
	f->fault = choose(a, addresses, &chosen);
	if (f->fault == NULL) {
		trouble = HTTP_OWN;
		f->fault = ask(d, f, &chosen);
	}
	if (f->fault == NULL)
		return;
	f->trouble = trouble_word(trouble);
	has_come(d, f);
}

size_t documents_take(struct documents *d)
{
	size_t came = d->came;

	d->came = 0;
	return came;
}

size_t documents_open(const struct documents *d)
{
	return d->open + d->came;
}

void documents_give_up(struct documents *d)
{
	LIST_EACH (struct errand, e, &d->errands) {
		if (e->over || d->common->record->interrupted)
			continue;
		e->fetch->trouble = "silent";
		e->fetch->fault = "no whole answer came in time";
		has_come(d, e->fetch);
	}
}
