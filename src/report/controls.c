#include "report/controls.h"

#include "interpret/facts.h"
#include "record/words.h"

#include <string.h>

const char *control_name(struct arena *a, const struct host_port *c)
{
	return arena_printf(a, is_ipv6(c->host) ? "[%s]:%d" : "%s:%d", c->host, c->port);
}

static bool is_of(const struct session *s, const struct host_port *c)
{
	return s->purpose == SESSION_CONTROL && s->changed == NULL && s->port == c->port &&
	       text_casecmp(s->host, c->host) == 0;
}

/* ", 6 of 6 times again": what became of later connections to the same place. */
static const char *again(const struct page *p, const struct record *r, const struct session *first)
{
	int asked = 0, open = 0;

	LIST_EACH (const struct session, s, &r->sessions) {
		if (!is_pulse_of(s, first))
			continue;
		asked++;
		open += session_open(s);
	}
	return asked == 0 ? "" : arena_printf(p->arena, ", again %d of %d times", open, asked);
}

/* Beyond tcp it is of interest where it failed only. */
static const char *words_of(const struct page *p, const struct record *r, const struct session *s)
{
	const struct stage *tcp = session_stage(s, STAGE_TCP), *failed = fatal_stage(s);
	const char *more = "";

	if (tcp == NULL || tcp->outcome == OUTCOME_NOT_TESTED ||
	    tcp->outcome == OUTCOME_NOT_REACHED)
		return "not tested";
	if (tcp->outcome == OUTCOME_FAIL)
		return failure_in_words(p->arena, tcp);
	if (failed != NULL)
		more = arena_printf(p->arena, ", %s %s", stage_names[failed->id],
				    failure_in_words(p->arena, failed));
	return arena_printf(p->arena, "open, %.0f ms%s%s", tcp->ms, again(p, r, s), more);
}

/* With its address where the name has another, in the other family. */
static const char *outcome_of_control(const struct page *p, const struct record *r,
				      const struct host_port *c)
{
	const char *all = "", *one = "";
	int n = 0;

	LIST_EACH (const struct session, s, &r->sessions) {
		if (!is_of(s, c))
			continue;
		one = words_of(p, r, s);
		all = arena_printf(p->arena, "%s%s%s %s", all, n++ > 0 ? "; " : "", s->address,
				   one);
	}
	return n == 0 ? "not tested: no address" : n == 1 ? one : all;
}

void controls_write(const struct page *p, const struct record *r)
{
	LIST_EACH (const struct host_port, c, &r->controls) {
		page_paragraph(p, 0,
			       arena_printf(p->arena, "control %s %s", control_name(p->arena, c),
					    outcome_of_control(p, r, c)));
	}
}
