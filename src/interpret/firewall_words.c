/* What came back, and how far the way goes, in the words of the field. */
#include "interpret/firewall_parts.h"
#include "interpret/path.h"

#include <string.h>

static const struct {
	const char *origin;
	int type, code;
	const char *meaning;
} icmp[] = {
	/* RFC 792, 1122, 1812 */
	{"icmp", 3, 0, "net unreachable"},
	{"icmp", 3, 1, "host unreachable"},
	{"icmp", 3, 2, "protocol unreachable"},
	{"icmp", 3, 3, "port unreachable"},
	{"icmp", 3, 9, "net administratively prohibited"},
	{"icmp", 3, 10, "host administratively prohibited"},
	{"icmp", 3, 13, "administratively prohibited"},
	{"icmp", 11, 0, "time to live exceeded"},
	/* RFC 4443 */
	{"icmp6", 1, 0, "no route"},
	{"icmp6", 1, 1, "administratively prohibited"},
	{"icmp6", 1, 3, "address unreachable"},
	{"icmp6", 1, 4, "port unreachable"},
	{"icmp6", 1, 5, "source address failed policy"},
	{"icmp6", 1, 6, "reject route"},
	{"icmp6", 3, 0, "hop limit exceeded"},
};

const char *icmp_meaning(const char *origin, int type, int code)
{
	for (size_t i = 0; i < sizeof(icmp) / sizeof(icmp[0]); i++)
		if (strcmp(icmp[i].origin, origin) == 0 && icmp[i].type == type &&
		    icmp[i].code == code)
			return icmp[i].meaning;
	return NULL;
}

/* ---- the way ---- */

/* Nobody should be sent to a place that is only possible as if it were known. */
static const char *between(const struct diagnosis *d, const struct path *p, const char *what)
{
	return arena_printf(d->arena, "%s%s between %s and %s", what,
			    p->certainty < CERTAINTY_LIKELY ? ", perhaps" : "",
			    hop_words(d->arena, p->last), hop_words(d->arena, p->next));
}

const char *way_words(const struct diagnosis *d, const struct session *s)
{
	struct path p;

	if (!path_find(d->record, s->address, s->port, &p))
		return NULL;
	switch (p.shape) {
	case PATH_CUT:
		return between(d, &p, "lost");
	case PATH_REFUSED_NEARER:
		return between(d, &p, "refused");
	case PATH_ANSWERED:
		return arena_printf(d->arena, "%s answers: %s",
				    hop_words(d->arena, path_answerer(&p)),
				    hop_answer_names[p.end->answer]);
	case PATH_HERE:
		return "stopped on this machine";
	case PATH_SAME_END:
	case PATH_UNKNOWN:
		return p.last == NULL
			       ? "no hop answers on this port"
			       : arena_printf(d->arena, "%s is the last that answers on this port",
					      hop_words(d->arena, p.last));
	default:
		return NULL;
	}
}
