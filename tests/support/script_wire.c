/* script_wire.c - connections come about and go; who plays at their far ends is in script.c */
#include "script.h"

#include "fakeuv.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <stdlib.h>
#include <string.h>

enum { ONE_WAY_MS = 10, IMPLICIT_PORT = 465, FIRST_PORT = 25 };

static struct script *playing;

/* How a connect() ends: by the first two characters of a section, "C#". */
static const struct fate {
	int at_once; /* errno of connect() */
	unsigned ms;
	enum { OPENS, REFUSED, SILENT, ICMP, OPENS_AND_RESETS } how;
	int origin, type, code, error;
	bool ours; /* the ICMP comes from this machine */
} fates[] = {
	{0, 10, OPENS, 0, 0, 0, 0, false},
	{0, 900, OPENS, 0, 0, 0, 0, false},
	{0, 10, REFUSED, 0, 0, 0, 0, false},
	{0, 0, SILENT, 0, 0, 0, 0, false},
	{0, 10, ICMP, SO_EE_ORIGIN_ICMP, 3, 1, EHOSTUNREACH, false},
	{0, 10, ICMP, SO_EE_ORIGIN_ICMP, 3, 13, EHOSTUNREACH, false},
	{0, 10, ICMP, SO_EE_ORIGIN_ICMP, 3, 3, ECONNREFUSED, true},
	{0, 10, ICMP, SO_EE_ORIGIN_ICMP6, 1, 1, EACCES, false},
	{0, 10, OPENS_AND_RESETS, 0, 0, 0, 0, false},
	{ENETUNREACH, 0, SILENT, 0, 0, 0, 0, false},
	{EPERM, 0, SILENT, 0, 0, 0, 0, false},
	{EADDRNOTAVAIL, 0, SILENT, 0, 0, 0, 0, false},
};

enum { FATES = sizeof(fates) / sizeof(fates[0]) };

static const struct fate *fate_of(struct server *s)
{
	if (s->at == s->end || *s->at != 'C')
		return &fates[0];
	s->at++;
	return &fates[script_choice(script_next_char(s), FATES)];
}

static void on_fate(void *arg)
{
	struct server *s = arg;
	const struct fate *f = fate_of(s);
	const char *from = f->ours			? "192.0.2.200"
			   : s->wire->family == AF_INET ? "198.51.100.1"
							: "2001:db8:ffff::1";

	if (f->how == ICMP) {
		wire_icmp(s->wire, f->origin, f->type, f->code, f->error, from, f->ours);
		return;
	}
	if (f->how != REFUSED)
		wire_open(s->wire);
	s->witness.since = fake_now();
	if (f->how == OPENS)
		script_run(s);
	else
		wire_reset(s->wire);
}

/* The `n`th section; the last one if there are fewer. */
static void find_section(struct script *sc, int n, struct server *s)
{
	const char *at = sc->text, *end = sc->text + sc->n;

	s->at = at;
	for (; at < end; at++) {
		if (*at == '"' || *at == '\'')
			at = script_string_end(at + 1, end, *at);
		else if (*at == '|' && n-- == 0)
			break;
		else if (*at == '|')
			s->at = at + 1;
	}
	s->end = at < end ? at : end;
}

/* Nobody listens there, unless the first section begins with "P": then something takes every
 * connection and says nothing. Such connections use up no section. */
static void find_nobody(struct script *sc, struct server *s)
{
	static const char refuses[] = "C2";

	s->at = refuses;
	s->end = sc->n > 0 && sc->text[0] == 'P' ? s->at : s->at + strlen(refuses);
}

static int on_dialled(struct wire *w)
{
	struct server *s = calloc(1, sizeof(*s));
	struct server look;
	const struct fate *f;

	if (playing->servers_n == SCRIPT_SERVERS)
		fake_panic("more than %d connections", SCRIPT_SERVERS);
	playing->servers[playing->servers_n++] = s;
	w->peer = s;
	s->script = playing;
	s->wire = w;
	s->witness.rules = &playing->rules;
	s->times = 1;
	s->spoil = s->keep = -1;
	s->tls_due = w->port == IMPLICIT_PORT;
	if (w->port < FIRST_PORT)
		find_nobody(playing, s);
	else
		find_section(playing, playing->sections_n++, s);
	look = *s;
	f = fate_of(&look);
	if (f->at_once == 0 && f->how != SILENT)
		fake_after(f->ms, on_fate, s);
	return f->at_once;
}

static void on_news(void *arg)
{
	struct server *s = arg;

	s->news = false;
	script_take_in(s);
	script_run(s);
}

static void on_heard(struct wire *w)
{
	struct server *s = w->peer;

	if (!s->news)
		fake_after(ONE_WAY_MS, on_news, s);
	s->news = true;
}

static void on_sends(struct wire *w, const char *data, size_t n, size_t taken)
{
	witness_sends(&((struct server *)w->peer)->witness, data, n, taken);
}

static void on_reads(struct wire *w, const char *data, size_t n)
{
	witness_reads(&((struct server *)w->peer)->witness, data, n);
}

void script_begin(struct script *s)
{
	static const struct far_end servers = {on_dialled, on_heard, on_sends, on_reads};

	playing = s;
	fake_sockets_begin(&servers);
}

void script_settle(struct script *sc)
{
	for (int i = 0; i < sc->servers_n; i++)
		script_take_in(sc->servers[i]);
}

void script_end(struct script *sc)
{
	for (int i = 0; i < sc->servers_n; i++) {
		struct server *s = sc->servers[i];

		fake_forget(s);
		tls_server_free(s->tls);
		buf_free(&s->heard);
		buf_free(&s->line);
		buf_free(&s->pieces);
		witness_free(&s->witness);
		free(s);
	}
	sc->servers_n = 0;
	fake_sockets_end();
}
