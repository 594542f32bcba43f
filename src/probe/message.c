#include "probe/message.h"

#include "base/clock.h"
#include "base/random.h"
#include "probe/tlsa.h"
#include "smtp/address.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

bool message_fits_channel(const struct probe *p)
{
	if (p->verified || p->set->insecure || p->ep->mode == TLS_MODE_NONE)
		return true;
	return p->common->record->purpose == PURPOSE_MX && !tlsa_binds(p->common, p->session);
}

/* ---- what it says ---- */

/* In a line of its own, whatever it is: short, and ASCII. */
static void say(struct buf *out, const char *label, const char *value)
{
	enum { VALUE_MAX = 200 };

	if (value == NULL || *value == '\0')
		return;
	buf_printf(out, "  %-11s ", label);
	for (size_t n = 0; *value != '\0' && n < VALUE_MAX; value++, n++)
		buf_char(out, *value >= ' ' && *value <= '~' ? *value : '?');
	buf_char(out, '\n');
}

/* RFC 5322 section 3.3, in UTC whatever the locale. */
static const char *date(struct arena *a, int64_t wall_ms)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return arena_printf(a, "%s, %d %s %d %02d:%02d:%02d +0000", days[tm.tm_wday], tm.tm_mday,
			    months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static const char *ehlo_said(const struct probe *p)
{
	const struct stage *st = session_stage(p->session, STAGE_EHLO);

	return st != NULL && st->ehlo != NULL ? st->ehlo->name : NULL;
}

/* What makes it the only one of its name: the run's id is as random, but a run may be replayed. */
static const char *new_id(const struct probe *p, const char *from)
{
	struct arena *a = p->common->record->arena;
	const char *name = ehlo_said(p), *run = p->common->record->id, *domain;
	uint64_t unique;

	random_bytes(&unique, sizeof(unique));
	if (name == NULL || host_fault(name) != NULL || strchr(name, '.') == NULL)
		name = mailbox_split(from, &domain) ? domain : "localhost";
	return arena_printf(a, "<%s.%016" PRIx64 "@%s>", run != NULL ? run : "check", unique, name);
}

/* "postmaster" has no domain in RCPT; in a header it needs one. */
static const char *in_header(const struct probe *p, const char *address)
{
	struct arena *a = p->common->record->arena;

	return strchr(address, '@') != NULL ? arena_printf(a, "<%s>", address)
					    : arena_printf(a, "<%s@%s>", address, p->session->host);
}

static void add_header(const struct probe *p, struct buf *out, const struct message *m,
		       const char *from, const struct list *to, bool utf8)
{
	struct arena *a = p->common->record->arena;
	const char *run = p->common->record->id;

	buf_printf(out, "Date: %s\n", date(a, clock_wall_ms()));
	buf_printf(out, "From: %s\n", in_header(p, from));
	LIST_EACH (const struct string_item, it, to)
		buf_printf(out, "%s%s%s", it == (void *)to->first ? "To: " : " ",
			   in_header(p, it->s), it->item.next == NULL ? "\n" : ",\n");
	buf_printf(out, "Subject: smtpscope test message %s\n", run != NULL ? run : "");
	buf_printf(out, "Message-ID: %s\n", m->id);
	buf_str(out, "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n");
	buf_printf(out, "Content-Type: text/plain; charset=%s\nContent-Transfer-Encoding: %s\n\n",
		   utf8 ? "utf-8" : "us-ascii", utf8 ? "8bit" : "7bit");
}

static void add_text(const struct probe *p, struct buf *out, const struct message *m,
		     const char *from)
{
	const struct record *r = p->common->record;
	char now[CLOCK_TEXT_SIZE];

	buf_str(out, "This is a test message. Nobody need answer it, and it may be deleted.\n\n"
		     "Somebody checked with smtpscope whether mail can be sent through this\n"
		     "server, and asked for one message to be sent.\n\n");
	say(out, "server", p->session->host);
	say(out, "address",
	    arena_printf(r->arena, "%s port %d", p->session->address, p->session->port));
	say(out, "login", session_passed(p->session, STAGE_AUTH) ? p->set->user : "none");
	say(out, "sender", from);
	say(out, "machine", r->hostname);
	say(out, "EHLO", ehlo_said(p));
	say(out, "time", clock_text(clock_wall_ms(), now));
	say(out, "program",
	    arena_printf(r->arena, "smtpscope %s", r->version != NULL ? r->version : ""));
	say(out, "run", r->id);
	buf_printf(out,
		   "\nIn the logs of the servers on the way it is found by its Message-ID,\n%s\n",
		   m->id);
}

static int64_t octets(const struct buf *text)
{
	int64_t n = (int64_t)text->n;

	for (size_t i = 0; i < text->n; i++)
		n += text->p[i] == '\n';
	return n;
}

const struct message *message_compose(const struct probe *p, const char *from,
				      const struct list *to, bool utf8)
{
	struct message *m = PROBE_NEW(p, struct message);
	struct buf text = {0};

	m->id = new_id(p, from);
	add_header(p, &text, m, from, to, utf8);
	add_text(p, &text, m, from);
	m->text = bytes_copy(p->common->record->arena, text.p, text.n);
	m->size = octets(&text);
	buf_free(&text);
	return m;
}
