#include "witness.h"

#include "fakeuv.h"
#include "base/base64.h"

#include <string.h>

enum { RECORD_MAX = 16384 + 2048, SURE = 12, PIECE = 6 };

void witness_free(struct witness *w)
{
	buf_free(&w->hearing);
}

/* ---- secrets ---- */

/* Byte by byte: a fuzzer watches what memmem() is asked for, and would learn the secret. */
static bool contains(const char *data, size_t n, const char *part, size_t part_n)
{
	for (size_t i = 0; i + part_n <= n; i++) {
		size_t same = 0;

		while (same < part_n && data[i + same] == part[same])
			same++;
		if (same == part_n)
			return true;
	}
	return false;
}

/* The secret as it is, and as base64 of something longer shows it: in one of three ways, less what
 * it shares with its neighbours. */
enum { FORMS = 4 };

static void add_form(struct buf *form, const char *secret, int which)
{
	struct buf raw = {0}, words = {0};
	size_t before = (size_t)which, shared = before > 0 ? before + 1 : 0;

	if (which == FORMS - 1) {
		buf_str(form, secret);
		return;
	}
	buf_add(&raw, "\0\0", before);
	buf_str(&raw, secret);
	base64_encode(&words, raw.p, raw.n);
	buf_add(form, words.p + shared, raw.n * 8 / 6 - shared);
	buf_free(&raw);
	buf_free(&words);
}

bool shows_secret(const char *secret, const char *data, size_t n)
{
	bool found = false;

	for (int i = 0; secret != NULL && i < FORMS && !found; i++) {
		struct buf form = {0};

		add_form(&form, secret, i);
		found = contains(data, n, form.p, SURE);
		buf_free(&form);
	}
	return found;
}

bool knows_secret(const char *secret, const char *data, size_t n)
{
	bool found = false;

	for (int i = 0; i < FORMS && !found; i++) {
		struct buf form = {0};

		add_form(&form, secret, i);
		for (size_t at = 0; at + PIECE <= form.n && !found; at++)
			found = contains(data, n, form.p + at, PIECE);
		buf_free(&form);
	}
	return found;
}

/* ---- what the program says ---- */

/* Inside TLS what was said need not have been seen yet. */
static bool is_early(const struct witness *w)
{
	return w->commands == 0 && (w->tls || w->replies == 0) &&
	       fake_now() - w->since >= w->rules->patience_ms;
}

/* A server may give notice unasked (421, RFC 5321 section 3.8): QUIT is right even then. */
static bool may_quit(const struct witness *w)
{
	return w->replies > w->commands && (w->tls || w->hearing.n == 0);
}

static bool is_its_turn(const struct witness *w, const char *command)
{
	bool quits = strcmp(command, "QUIT") == 0;

	if (quits && is_early(w)) /* the greeting is waited for in vain */
		return true;
	if (w->gone_wrong)
		return false;
	if (quits)
		return may_quit(w);
	return w->tls ? w->replies > w->commands
		      : w->replies == w->commands + 1 && w->hearing.n == 0;
}

static void keep_verb(struct witness *w, const char *command)
{
	size_t n = strcspn(command, " ");

	if (++w->commands >= WITNESS_LOG)
		return;
	n = n < WITNESS_VERB - 1 ? n : WITNESS_VERB - 1;
	memcpy(w->log[w->commands].verb, command, n);
}

static void judge(struct witness *w, const char *command, size_t n)
{
	if (!is_its_turn(w, command))
		fake_panic("out of turn, after %u commands and %u replies: %s", w->commands,
			   w->replies, command);
	if (!(w->tls && w->verified) && !w->rules->anybody &&
	    shows_secret(w->rules->secret, command, n))
		fake_panic("the secret goes to a stranger");
	if (strncmp(command, "AUTH", 4) == 0 && ++w->rules->logins > 1)
		fake_panic("a second login");
	keep_verb(w, command);
}

/* One send() or one record: a whole command. */
static void hear_program(struct witness *w, const char *data, size_t n)
{
	struct buf command = {0};

	if (n < 2 || memchr(data, '\n', n) != data + n - 1 || data[n - 2] != '\r')
		fake_panic("not one command in one write");
	buf_add(&command, data, n - 2);
	judge(w, command.p, command.n);
	buf_free(&command);
}

/* ---- what it hears ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void hear_line(struct witness *w, const char *line, size_t n)
{
	bool coded = n >= 3 && is_digit(line[0]) && is_digit(line[1]) && is_digit(line[2]);

	if (!coded) /* what comes after a reply in TLS need not have been seen yet */
		w->gone_wrong |= !w->tls || w->replies <= w->commands;
	else if (n == 3 || line[3] != '-') {
		if (w->replies < WITNESS_LOG)
			w->log[w->replies].code =
				(line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
		w->replies++;
	}
}

static void hear_server(struct witness *w, const char *data, size_t n)
{
	const char *lf;
	size_t line;

	buf_add(&w->hearing, data, n);
	while (w->hearing.n > 0 && (lf = memchr(w->hearing.p, '\n', w->hearing.n)) != NULL) {
		line = (size_t)(lf - w->hearing.p);
		hear_line(w, w->hearing.p, line > 0 && lf[-1] == '\r' ? line - 1 : line);
		buf_take(&w->hearing, NULL, line + 1);
	}
}

/* ---- on the wire ---- */

static void begin_record(struct witness *w)
{
	if (w->header[0] < 0x14 || w->header[0] > 0x17 || w->header[1] != 3)
		fake_panic("something in clear where TLS was begun");
	w->record_left = (size_t)(w->header[3] << 8 | w->header[4]);
	if (w->record_left > RECORD_MAX)
		fake_panic("a TLS record of %zu bytes", w->record_left);
	w->header_n = 0;
}

static void see_records(struct witness *w, const char *data, size_t n)
{
	size_t some;

	while (n > 0) {
		if (w->record_left == 0) {
			w->header[w->header_n++] = (unsigned char)*data++;
			n--;
			if (w->header_n == sizeof(w->header))
				begin_record(w);
		}
		some = n < w->record_left ? n : w->record_left;
		w->record_left -= some;
		data += some;
		n -= some;
	}
}

/* A ClientHello: right at the start, or once STARTTLS was agreed. */
static bool begins_tls(const struct witness *w, const char *data, size_t n)
{
	if (n < 2 || data[0] != 0x16 || data[1] != 3)
		return false;
	return w->commands == 0 ||
	       (w->commands < WITNESS_LOG && strcmp(w->log[w->commands].verb, "STARTTLS") == 0 &&
		w->log[w->commands].code == 220);
}

/* Injected words are void. */
static void begin_tls(struct witness *w)
{
	w->tls = true;
	buf_clear(&w->hearing);
	w->gone_wrong = false;
	w->replies = w->commands == 0 ? 0 : w->commands + 1;
}

/* What the socket did not take comes again. */
void witness_sends(struct witness *w, const char *data, size_t n, size_t taken)
{
	if (!w->tls && w->unsent == 0 && begins_tls(w, data, n))
		begin_tls(w);
	if (shows_secret(w->rules->secret, data, n) && !w->rules->anybody)
		fake_panic("the secret is on the wire");
	if (w->tls) {
		see_records(w, data, taken);
		return;
	}
	if (w->unsent == 0)
		hear_program(w, data, n);
	w->unsent = n - taken;
}

void witness_reads(struct witness *w, const char *data, size_t n)
{
	if (!w->tls)
		hear_server(w, data, n);
}

void witness_sends_in_tls(struct witness *w, const char *data, size_t n)
{
	hear_program(w, data, n);
}

void witness_reads_in_tls(struct witness *w, const char *data, size_t n)
{
	hear_server(w, data, n);
}

int witness_reply(const struct witness *w, const char *verb, int n)
{
	for (unsigned i = 0; i < WITNESS_LOG && i <= w->commands; i++)
		if (strcmp(w->log[i].verb, verb) == 0 && n-- == 0)
			return w->log[i].code;
	return 0;
}
