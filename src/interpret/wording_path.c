/* What placeholders say of the way to a port. */
#include "interpret/path.h"
#include "interpret/placeholder.h"

static bool path_of(const struct wording *w, struct path *p)
{
	const struct session *s = w->session;

	return s != NULL && path_find(w->record, s->address, s->port, p);
}

/* Between that one and the next the way ends. */
const char *wording_last_hop(struct arena *a, const struct wording *w)
{
	struct path p;

	return path_of(w, &p) ? hop_words(a, p.last) : NULL;
}

const char *wording_next_hop(struct arena *a, const struct wording *w)
{
	struct path p;

	return path_of(w, &p) && p.next != NULL ? hop_words(a, p.next) : NULL;
}

const char *wording_place(struct arena *a, const struct wording *w)
{
	struct path p;

	return path_of(w, &p) ? path_place(a, &p) : NULL;
}

/* Who told the connection, else who told the trace. */
const char *wording_offender(struct arena *a, const struct wording *w)
{
	const struct stage *st = w->session == NULL ? NULL : session_stage(w->session, STAGE_TCP);
	const struct tcp_facts *f = st == NULL ? NULL : st->tcp;
	struct path p;

	(void)a;
	if (f == NULL || f->offender != NULL)
		return f == NULL ? NULL : f->offender;
	return path_of(w, &p) && p.shape == PATH_ANSWERED ? p.end->address : NULL;
}
