/* explained_json.c - smtpscope.explain/1 (DESIGN section 6; data/explain.schema.json) */
#include "report/explained.h"

#include "bounce/bounce.h"
#include "report/finding_json.h"
#include "report/way.h"

#include <string.h>

static void reply(struct jsonw *w, const struct reply *r)
{
	jsonw_key(w, "reply");
	jsonw_begin_object(w);
	if (r->code != 0) {
		jsonw_key(w, "code");
		jsonw_int(w, r->code);
	}
	if (r->enhanced != NULL)
		text_json(w, "enhanced", r->enhanced);
	jsonw_key(w, "text");
	jsonw_bytes(w, r->text);
	jsonw_end_object(w);
}

/* ---- bounces ---- */

static void bounced(struct jsonw *w, const struct bounced *b)
{
	jsonw_key(w, "bounced");
	jsonw_begin_object(w);
	known_json(w, "kind", b->kind);
	known_json(w, "date", b->date);
	known_json(w, "retry_until", b->retry_until);
	known_json(w, "sender", b->sender);
	strings_json(w, "recipients", &b->recipients);
	jsonw_key(w, "recipient_count");
	jsonw_int(w, (int64_t)b->recipient_count);
	jsonw_end_object(w);
}

/* ---- logs ---- */

static void count_json(struct jsonw *w, const char *key, uint64_t n)
{
	jsonw_key(w, key);
	jsonw_int(w, (int64_t)n);
}

static void time_json(struct jsonw *w, const char *key, int64_t ms)
{
	if (ms == LOG_NO_TIME)
		return;
	jsonw_key(w, key);
	jsonw_date(w, ms);
}

static void names_json(struct jsonw *w, const char *key, const struct log_names *names)
{
	jsonw_key(w, key);
	jsonw_begin_array(w);
	LIST_EACH (const struct name_count, n, &names->top) {
		jsonw_begin_object(w);
		text_json(w, "name", n->name);
		count_json(w, "count", n->count);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void seen(struct jsonw *w, const struct log_group *g)
{
	jsonw_key(w, "seen");
	jsonw_begin_object(w);
	count_json(w, "count", g->count);
	for (int i = 0; i < LOG_FATES; i++)
		count_json(w, log_fate_names[i], g->fates[i]);
	time_json(w, "first", g->first);
	time_json(w, "last", g->last);
	names_json(w, "next_hops", &g->next_hops);
	names_json(w, "clients", &g->clients);
	names_json(w, "recipient_domains", &g->recipient_domains);
	jsonw_key(w, "sample");
	jsonw_bytes(w, g->sample);
	jsonw_end_object(w);
}

/* ---- what was read ---- */

static void riddles(struct jsonw *w, const struct list *l)
{
	jsonw_key(w, "riddles");
	jsonw_begin_array(w);
	LIST_EACH (const struct log_riddle, r, l) {
		jsonw_begin_object(w);
		text_json(w, "file", r->file);
		count_json(w, "line", (uint64_t)r->line);
		jsonw_key(w, "text");
		jsonw_bytes(w, r->text);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void faults(struct jsonw *w, const struct list *l)
{
	jsonw_key(w, "faults");
	jsonw_begin_array(w);
	LIST_EACH (const struct string_item, it, l)
		jsonw_bytes(w, (struct bytes){(char *)it->s, strlen(it->s)});
	jsonw_end_array(w);
}

/* Of a single text there is nothing to say. */
static void what_was_read(struct jsonw *w, const struct gathered *read)
{
	const struct log_count *c = read->logs;

	if (!read->parts && read->files <= 1 && read->fault_count == 0)
		return;
	jsonw_key(w, "read");
	jsonw_begin_object(w);
	count_json(w, "files", read->files);
	count_json(w, "messages", read->messages);
	if (c != NULL) {
		count_json(w, "lines", c->lines);
		count_json(w, "trouble", c->trouble);
		count_json(w, "not_understood", c->not_understood);
		time_json(w, "first", c->first);
		time_json(w, "last", c->last);
		riddles(w, &c->riddles);
	}
	faults(w, &read->faults);
	count_json(w, "fault_count", read->fault_count);
	jsonw_end_object(w);
}

/* ---- items ---- */

/* NULL: a reply, or words, as in a paste. */
static const char *form_of(const struct explanation *x)
{
	if (x->verdict != NULL)
		return "transcript";
	if (x->seen != NULL)
		return "log";
	return x->of->bounced != NULL ? "bounce" : NULL;
}

static void explanation(struct jsonw *w, const struct explanation *x)
{
	const struct reply *r = &x->reply;

	jsonw_begin_object(w);
	jsonw_key(w, "input");
	jsonw_bytes(w, x->of->input);
	jsonw_key(w, "line");
	jsonw_int(w, x->of->line);
	if (r->code != 0 || r->enhanced != NULL)
		reply(w, r);
	if (x->provider != NULL)
		text_json(w, "provider", x->provider);
	if (x->stage >= 0)
		text_json(w, "stage", stage_names[x->stage]);
	if (x->way != NULL)
		way_name_json(w, x->way);
	known_json(w, "form", form_of(x));
	known_json(w, "program", x->form);
	known_json(w, "file", x->of->file);
	known_json(w, "recipient", x->of->recipient);
	known_json(w, "refused_by", x->of->refused_by);
	known_json(w, "reported_by", x->of->reported_by);
	if (x->verdict != NULL)
		verdict_short_json(w, x->verdict);
	if (x->of->bounced != NULL)
		bounced(w, x->of->bounced);
	if (x->seen != NULL)
		seen(w, x->seen);
	if (x->more > 0)
		count_json(w, "more", x->more);
	jsonw_key(w, "findings");
	jsonw_begin_array(w);
	LIST_EACH (const struct finding, f, &x->findings) {
		finding_json(w, f);
	}
	jsonw_end_array(w);
	jsonw_end_object(w);
}

static void document(struct jsonw *w, const struct list *explained, const struct gathered *read)
{
	jsonw_begin_object(w);
	text_json(w, "schema", "smtpscope.explain/1");
	jsonw_key(w, "items");
	jsonw_begin_array(w);
	LIST_EACH (const struct explanation, x, explained) {
		explanation(w, x);
	}
	jsonw_end_array(w);
	what_was_read(w, read);
	jsonw_end_object(w);
	buf_char(w->out, '\n');
}

void explained_json(struct buf *out, const struct list *explained, const struct gathered *read)
{
	document(&(struct jsonw){.out = out, .pretty = true}, explained, read);
}

void explained_json_line(struct buf *out, const struct list *explained, const struct gathered *read)
{
	document(&(struct jsonw){.out = out}, explained, read);
}
