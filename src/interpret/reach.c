#include "interpret/reach.h"

#include "interpret/facts.h"

#include <string.h>

static const struct tcp_facts *tcp_of(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TCP);

	return st == NULL ? NULL : st->tcp;
}

enum tcp_class tcp_class(const struct session *s)
{
	const struct tcp_facts *f = tcp_of(s);

	return f == NULL ? TCP_LOCAL_ERROR : f->class;
}

bool unreached(const struct session *s)
{
	return is_primary(s) && failed_with(session_stage(s, STAGE_TCP), FAILURE_NET);
}

bool not_even_tried(const struct session *s)
{
	return unreached(s) && tcp_class(s) == TCP_LOCAL_ERROR;
}

bool lost(const struct session *s)
{
	return unreached(s) && !not_even_tried(s);
}

bool without_route(const struct session *s)
{
	return tcp_class(s) == TCP_NO_ROUTE || tcp_class(s) == TCP_NO_FAMILY;
}

/* "fe80::1%eth0" is called fe80::1 by others. */
bool said_by_server(const struct session *s)
{
	const struct tcp_facts *f = tcp_of(s);
	size_t n = strcspn(s->address, "%");

	return f != NULL && f->icmp_origin != NULL && f->offender != NULL &&
	       strlen(f->offender) == n && strncmp(f->offender, s->address, n) == 0;
}

bool life_ran_out(const struct tcp_facts *f)
{
	return f->icmp_origin != NULL &&
	       f->icmp_type == (strcmp(f->icmp_origin, "icmp6") == 0 ? 3 : 11);
}

bool forbidden(const struct session *s)
{
	const struct tcp_facts *f = tcp_of(s);

	if (f == NULL || f->class == TCP_PROHIBITED)
		return f != NULL;
	if (f->class == TCP_REFUSED)
		return f->icmp_origin != NULL;
	return f->class == TCP_UNREACHABLE && said_by_server(s) && !life_ran_out(f);
}

struct place tcp_place(struct diagnosis *d, const struct session *s)
{
	return (struct place){.d = d, .session = s, .stage = session_stage(s, STAGE_TCP)};
}

void show_connecting(const struct place *at, struct finding *f, const char *name)
{
	const struct tcp_facts *t = at->stage->tcp;

	if (t->errno_name != NULL)
		show(at, f, "network", "%s: %s (%s)", name, tcp_class_names[t->class],
		     t->errno_name);
	else
		show(at, f, "network", "%s: %s%s", name, tcp_class_names[t->class],
		     time_taken(at, " after "));
	if (t->icmp_origin != NULL)
		show(at, f, "network", "%s type %d code %d from %s%s", t->icmp_origin, t->icmp_type,
		     t->icmp_code, t->offender == NULL ? "unknown" : t->offender,
		     t->offender_is_local	   ? ", an address of this machine"
		     : said_by_server(at->session) ? ", the server itself"
						   : "");
}

void show_tcp(const struct place *at, struct finding *f)
{
	show_connecting(at, f, place_name(at));
}

struct finding *put_down(struct diagnosis *d, const struct session *s, const char *id,
			 const char *of_case, enum scope scope)
{
	struct place at = tcp_place(d, s);
	struct finding *f = found_case(&at, id, of_case, scope);

	if (at.stage->tcp != NULL)
		show_tcp(&at, f);
	blame(&at, f);
	return f;
}
