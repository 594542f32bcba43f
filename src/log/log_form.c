#include "log/forms.h"

#include "base/memory.h"
#include "record/record.h"

#include <ctype.h>
#include <stdlib.h>

const char *const log_fate_names[] = {"noted", "deferred", "bounced", "rejected", NULL};

/* ---- for speeches ---- */

void log_trouble(struct log_event *e, enum log_fate fate, struct bytes words)
{
	e->is_trouble = true;
	e->fate = fate;
	e->words = piece_trimmed(words);
}

void log_peer(struct log_event *e, struct bytes text)
{
	static const char *const no_names[] = {"none", "unknown", "local", "virtual"};
	static const char name_ends[] = "[] \t,;:()";
	struct bytes address;
	size_t n = 0;

	text = piece_trimmed(text);
	while (n < text.n && (text.p[n] == '\0' || strchr(name_ends, text.p[n]) == NULL))
		n++;
	e->peer = piece_first(text, n);
	address = piece_first(piece_between(text, "[", "]"), 2 * LOG_ADDRESS_MAX);
	if (piece_begins(address, "IPv6:"))
		address = piece_from(address, 5);
	if (piece_is_address(address))
		e->peer_address = address;
	else if (piece_is_address(e->peer) && e->peer_address.n == 0)
		e->peer_address = e->peer;
	if (e->peer.n > 0 && e->peer.p[e->peer.n - 1] == '.')
		e->peer.n--;
	for (size_t i = 0; i < sizeof(no_names) / sizeof(no_names[0]); i++)
		if (piece_is(e->peer, no_names[i]))
			e->peer = (struct bytes){0};
}

void log_command(struct log_event *e, struct bytes text)
{
	static const struct {
		const char *begins;
		int stage;
		const char *command;
	} commands[] = {
		{"CONNECT", STAGE_BANNER, NULL},
		{"EHLO", STAGE_EHLO, "EHLO"},
		{"HELO", STAGE_EHLO, "EHLO"},
		{"STARTTLS", STAGE_STARTTLS, "STARTTLS"},
		{"AUTH", STAGE_AUTH, "AUTH"},
		{"MAIL", STAGE_ENVELOPE, "MAIL"},
		{"RCPT", STAGE_ENVELOPE, "RCPT"},
		{"DATA", STAGE_ENVELOPE, "DATA"},
		{"BDAT", STAGE_ENVELOPE, "DATA"},
		{"END-OF-MESSAGE", STAGE_ENVELOPE, "DATA"},
		{"end of data", STAGE_ENVELOPE, "DATA"},
		{"header ", STAGE_ENVELOPE, "DATA"},
		{"body ", STAGE_ENVELOPE, "DATA"},
	};

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (piece_begins(text, commands[i].begins)) {
			e->stage = commands[i].stage;
			e->command = commands[i].command;
			return;
		}
}

/* ---- whose words ---- */

static const struct log_speech *const speeches[] = {
	&log_postfix, &log_sendmail, &log_opensmtpd,
	&log_client,  &log_qmail,    &log_exim, /* by shape: last */
};

const struct log_speech *log_speech_of(const struct log_line *line)
{
	for (size_t i = 0; i < sizeof(speeches) / sizeof(speeches[0]); i++)
		if (speeches[i]->speaks(line))
			return speeches[i];
	return NULL;
}

/* "450 4.2.0 ...", "5.7.1 ..." in words of a program, at the beginning or where something ends. */
static bool reply_begins(struct bytes b, size_t at)
{
	const char *p = b.p + at;
	size_t left = b.n - at;

	if ((*p != '4' && *p != '5') || left < 5 ||
	    (at > 0 && strchr(" (\"'[_:=", b.p[at - 1]) == NULL))
		return false;
	if (p[1] == '.')
		return isdigit((unsigned char)p[2]) && p[3] == '.' && isdigit((unsigned char)p[4]);
	return isdigit((unsigned char)p[1]) && isdigit((unsigned char)p[2]) &&
	       (p[3] == ' ' || p[3] == '-');
}

/* Behind numbers that are none: "after 450 ms". Words of a program end before "(in reply to". */
struct bytes log_reply_in(struct bytes words)
{
	for (size_t i = 0; i < words.n; i++)
		if (reply_begins(words, i))
			return piece_trimmed(piece_until(piece_from(words, i), " (in reply to "));
	return (struct bytes){0};
}

bool log_tell(struct log_state *st, const struct log_line *line, struct log_event *e)
{
	const struct log_speech *s = log_speech_of(line);

	*e = (struct log_event){
		.time = line->time, .host = line->host, .program = line->program, .stage = -1};
	if (s == NULL)
		return false;
	e->kind = s->kind;
	s->read(st, line, e);
	if (e->is_trouble && e->said.n == 0)
		e->said = log_reply_in(e->words);
	return true;
}

/* ---- forms of files ---- */

static const struct log_form *const forms[] = {
	&log_form_lines, &log_form_qmail, &log_form_exchange, &log_form_journal, &log_form_json,
};

const struct log_form *log_form_of(struct bytes head)
{
	enum { LINES_MIN = 2 };
	const struct log_form *best = NULL;
	int most = LINES_MIN - 1;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		int n = forms[i]->lines_of(head);

		if (n > most) {
			best = forms[i];
			most = n;
		}
	}
	return best;
}

const char *log_form_name(const struct log_form *f)
{
	return f->name;
}

bool log_form_ordered(const struct log_form *f)
{
	return f->ordered;
}

const char *const *log_trouble_literals(const struct log_form *f)
{
	return f->literals;
}

struct log_state *log_state_new(const struct log_form *f, struct bytes head,
				const struct log_clock *clock)
{
	struct log_state *st = mem_alloc(sizeof(*st));

	st->clock = *clock;
	if (f->begin != NULL)
		f->begin(st, head);
	return st;
}

void log_state_free(struct log_state *st)
{
	if (st == NULL)
		return;
	free(st->entry);
	free(st->under_way);
	free(st);
}

bool log_line_read(const struct log_form *f, struct log_state *st, struct bytes line,
		   struct log_event *e)
{
	return f->read(st, line, e);
}

int64_t log_line_time(const struct log_form *f, const struct log_clock *clock, struct bytes line)
{
	return f->time(clock, line);
}

bool log_next_line(struct bytes *rest, struct bytes *line)
{
	const char *lf = rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);

	if (lf == NULL)
		return false;
	*line = piece_first(*rest, (size_t)(lf - rest->p));
	*rest = piece_from(*rest, line->n + 1);
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}
