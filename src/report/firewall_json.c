#include "report/finding_json.h"
#include "report/firewall.h"

static void attempt(struct jsonw *w, const struct attempt *t)
{
	jsonw_begin_object(w);
	text_json(w, "result", passage_names[t->passage]);
	text_json(w, "protocol", "TCP");
	known_json(w, "source", t->source);
	text_json(w, "host", t->host);
	text_json(w, "address", t->address);
	jsonw_key(w, "port");
	jsonw_int(w, t->port);
	text_json(w, "sent", t->sent);
	text_json(w, "answer", t->answer);
	if (t->at != 0) {
		jsonw_key(w, "at");
		jsonw_date(w, t->at);
	}
	if (t->rtt_ms > 0) {
		jsonw_key(w, "rtt_ms");
		jsonw_ms(w, t->rtt_ms);
	}
	known_json(w, "hop", t->hop);
	known_json(w, "remark", t->remark);
	known_json(w, "finding", t->finding);
	if (t->control) {
		jsonw_key(w, "control");
		jsonw_bool(w, true);
	}
	jsonw_end_object(w);
}

static void request(struct jsonw *w, const struct request *r)
{
	jsonw_begin_object(w);
	text_json(w, "ask", asked_names[r->ask]);
	text_json(w, "host", r->host);
	text_json(w, "sentence", r->sentence);
	jsonw_end_object(w);
}

static void allowing(struct jsonw *w, const struct allowing *it)
{
	jsonw_begin_object(w);
	text_json(w, "host", it->host);
	text_json(w, "provider", it->provider);
	strings_json(w, "names", &it->names);
	strings_json(w, "ports", &it->ports);
	strings_json(w, "ranges", &it->ranges);
	strings_json(w, "unlisted", &it->unlisted);
	known_json(w, "url", it->url);
	known_json(w, "note", it->note);
	text_json(w, "source", it->source);
	text_json(w, "as_of", it->as_of);
	jsonw_end_object(w);
}

static void block(struct jsonw *w, const struct block *b)
{
	jsonw_begin_object(w);
	text_json(w, "network", b->network);
	text_json(w, "title", b->title);
	known_json(w, "lifting", b->lifting);
	known_json(w, "instead", b->instead);
	text_json(w, "source", b->source);
	text_json(w, "as_of", b->as_of);
	jsonw_end_object(w);
}

#define ARRAY(w, key, type, list, each)                                                            \
	do {                                                                                       \
		jsonw_key(w, key);                                                                 \
		jsonw_begin_array(w);                                                              \
		LIST_EACH (const type, it, list)                                                   \
			each(w, it);                                                               \
		jsonw_end_array(w);                                                                \
	} while (0)

void firewall_json(struct jsonw *w, const struct firewall *f)
{
	if (firewall_is_empty(f))
		return;
	jsonw_key(w, "firewall");
	jsonw_begin_object(w);
	jsonw_key(w, "proof");
	jsonw_bool(w, f->proof);
	ARRAY(w, "attempts", struct attempt, &f->attempts, attempt);
	ARRAY(w, "requests", struct request, &f->requests, request);
	ARRAY(w, "allowing", struct allowing, &f->allowing, allowing);
	ARRAY(w, "blocks", struct block, &f->blocks, block);
	strings_json(w, "egress", &f->egress);
	jsonw_end_object(w);
}
