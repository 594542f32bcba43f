/* Ways to a port, as report/path_facts.c prints them. */
#include "transcript/own.h"

#include <stdio.h>
#include <string.h>

enum { TRACES_MAX = 64, HOPS_MAX = 64 };

static const char *const labels[] = {"host", "from", "took", "lost here", "hop", NULL};
static const struct layout layouts[] = {{2, 12, labels}, {0, 0, NULL}};

/* "Path to 192.0.2.25 port 587 (subject)"; NULL: something else. */
static struct trace *read_title(struct arena *a, struct bytes title)
{
	struct bytes address = line_between(title, "Path to ", " port ");
	const char *s = arena_copy(a, title.p, title.n), *port = strstr(s, " port ");
	struct trace *t;
	char role[16];
	int role_index;

	if (!piece_begins(title, "Path to ") || address.p == NULL ||
	    memchr(address.p, ' ', address.n) != NULL)
		return NULL;
	t = ARENA_NEW(a, struct trace);
	if (sscanf(port, " port %5d (%15[a-z])", &t->port, role) != 2 || t->port <= 0)
		return NULL;
	role_index = name_find(trace_role_names, role);
	if (role_index < 0)
		return NULL;
	t->role = (enum trace_role)role_index;
	t->address = t->host = arena_copy(a, address.p, address.n);
	return t;
}

/* "2 passed 203.0.113.9, 8.6 ms, icmp type 11 code 0, asked again" */
static void read_hop(struct arena *a, struct trace *t, const char *s)
{
	struct hop *h = ARENA_NEW(a, struct hop);
	char answer[16] = "", origin[16] = "";
	const char *address = strchr(s, ','), *icmp;
	int index, at = 0;

	if (t->hops.n == HOPS_MAX || sscanf(s, "%3d %15[a-z]%n", &h->ttl, answer, &at) != 2 ||
	    (index = name_find(hop_answer_names, answer)) < 0)
		return;
	h->answer = (enum hop_answer)index;
	s += at + (s[at] == ' ');
	if (*s != ',' && *s != '\0')
		h->address = arena_copy(a, s, strcspn(s, ", "));
	s = address == NULL ? "" : address;
	if (sscanf(s, ", %lf ms", &h->ms) != 1)
		h->ms = 0;
	icmp = strstr(s, ", icmp");
	if (icmp != NULL && sscanf(icmp, ", %15[a-z0-9] type %9d code %9d", origin, &h->icmp_type,
				   &h->icmp_code) == 3)
		h->icmp_origin = arena_str(a, origin);
	h->again = strstr(s, ", asked again") != NULL;
	list_append(&t->hops, h);
}

static void read_row(struct arena *a, struct trace *t, const struct row *row)
{
	const char *label = row->label, *s = arena_copy(a, row->text.p, row->text.n);

	if (strcmp(label, "host") == 0)
		t->host = s;
	else if (strcmp(label, "from") == 0)
		t->source = s;
	else if (strcmp(label, "took") == 0) {
		if (sscanf(s, "%lf ms from %lf ms on, windows: %9d", &t->ms, &t->at_ms,
			   &t->windows) != 3)
			t->ms = 0;
	} else if (strcmp(label, "lost here") == 0) {
		if (sscanf(s, "%9d", &t->resends_lost) != 1)
			t->resends_lost = 0;
	} else {
		read_hop(a, t, s);
	}
}

bool own_path(struct record *r, struct bytes title, struct rows *rows)
{
	struct trace *t = read_title(r->arena, title);
	struct row row;

	if (t == NULL || r->traces.n == TRACES_MAX)
		return false;
	while (!rows_heading(rows) && rows_next(rows, layouts, &row))
		if (row.label != NULL)
			read_row(r->arena, t, &row);
	list_append(&r->traces, t);
	return true;
}
