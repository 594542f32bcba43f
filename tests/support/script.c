#include "script.h"

#include "fakeuv.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { SAID_MAX = 1 << 20 };

int script_choice(char c, int of)
{
	int n = c >= '0' && c <= '9'   ? c - '0'
		: c >= 'a' && c <= 'z' ? c - 'a' + 10
				       : (unsigned char)c;

	return n % of;
}

char script_next_char(struct server *s)
{
	return s->at < s->end ? *s->at++ : '0';
}

/* ---- on the way to the program ---- */

static void on_piece(void *arg);

static void send_pieces(struct server *s, const char *data, size_t n)
{
	if (s->pieces.n == 0)
		fake_after(s->piece_ms, on_piece, s);
	buf_add(&s->pieces, data, n);
}

static void on_piece(void *arg)
{
	struct server *s = arg;
	size_t n = s->piece > 0 && s->piece < s->pieces.n ? s->piece : s->pieces.n;

	wire_send(s->wire, s->pieces.p, n);
	buf_take(&s->pieces, NULL, n);
	if (s->pieces.n > 0)
		fake_after(s->piece_ms, on_piece, s);
	else if (s->fin_after_pieces)
		wire_fin(s->wire);
}

/* What goes onto the wire, TLS or not. */
static void send_out(void *arg, const void *data, size_t n)
{
	struct server *s = arg;
	char *copy = malloc(n + 1);

	memcpy(copy, data, n);
	if (s->spoil >= 0 && n > 0)
		copy[(size_t)s->spoil % n] ^= 0x41;
	if (s->keep >= 0 && (size_t)s->keep < n)
		n = (size_t)s->keep;
	s->spoil = s->keep = -1;
	if (s->piece > 0 || s->pieces.n > 0)
		send_pieces(s, copy, n);
	else
		wire_send(s->wire, copy, n);
	free(copy);
}

static void say_once(struct server *s, const char *text, size_t n)
{
	s->script->said += n;
	if (s->script->said > SAID_MAX)
		return;
	if (s->secure && !s->below) {
		witness_reads_in_tls(&s->witness, text, n);
		tls_server_write(s->tls, text, n);
	} else {
		send_out(s, text, n);
	}
}

void script_say(struct server *s, const char *text, size_t n)
{
	s->greeted = true;
	for (; s->times > 0; s->times--)
		say_once(s, text, n);
	s->times = 1;
	s->below = false;
}

static void end_our_side(struct server *s)
{
	s->fin_after_pieces = s->pieces.n > 0;
	if (s->pieces.n == 0)
		wire_fin(s->wire);
}

void script_close(struct server *s)
{
	if (s->secure)
		tls_server_bye(s->tls);
	end_our_side(s);
}

/* ---- what comes from the program ---- */

static void decrypt(struct server *s)
{
	static char record[1 << 15];
	size_t n;

	while ((n = tls_server_read(s->tls, record, sizeof(record))) > 0) {
		witness_sends_in_tls(&s->witness, record, n);
		buf_add(&s->heard, record, n);
	}
}

void script_take_in(struct server *s)
{
	struct buf *from = &s->wire->from_program;

	if (s->tls != NULL)
		tls_server_feed(s->tls, from->p, from->n);
	else
		buf_add(&s->heard, from->p, from->n);
	buf_clear(from);
	if (s->secure)
		decrypt(s);
}

bool script_hear(struct server *s)
{
	const char *lf;
	size_t n;

	script_take_in(s);
	lf = s->heard.n > 0 ? memchr(s->heard.p, '\n', s->heard.n) : NULL;
	if (lf == NULL)
		return false;
	n = (size_t)(lf - s->heard.p);
	buf_clear(&s->line);
	buf_add(&s->line, s->heard.p, n);
	if (n > 0 && s->line.p[n - 1] == '\r')
		s->line.p[--s->line.n] = '\0';
	buf_take(&s->heard, NULL, n + 1);
	return true;
}

static void begin_tls(struct server *s)
{
	if (s->tls == NULL)
		s->tls = tls_server_new(s->certificate, s->manner, send_out, s);
	s->witness.verified = tls_server_is_good(s->certificate) && !s->script->bad_host;
	tls_server_feed(s->tls, s->heard.p, s->heard.n);
	buf_clear(&s->heard);
}

bool script_handshake(struct server *s)
{
	int rc;

	if (s->secure)
		return true;
	if (s->tls == NULL)
		begin_tls(s);
	script_take_in(s);
	rc = tls_server_handshake(s->tls);
	if (rc == 0)
		return false;
	s->secure = rc > 0;
	s->tls_due = false;
	if (rc < 0)
		end_our_side(s);
	return true;
}

/* ---- instructions ---- */

static void on_wake(void *arg)
{
	struct server *s = arg;

	s->asleep = false;
	script_run(s);
}

static bool do_wait(struct server *s)
{
	static const unsigned ms[] = {1, 5, 50, 500, 1000, 3000, 10000, 29000, 31000, 59000};

	s->asleep = true;
	fake_after(ms[script_choice(script_next_char(s), 10)], on_wake, s);
	return true;
}

const char *script_string_end(const char *from, const char *end, char quote)
{
	const char *at = from < end ? memchr(from, quote, (size_t)(end - from)) : NULL;

	return at != NULL ? at : end;
}

/* Between double quotes a LF stands for CRLF. */
static bool do_string(struct server *s, char quote)
{
	const char *end = script_string_end(s->at, s->end, quote);
	struct buf text = {0};

	for (; s->at < end; s->at++) {
		if (quote == '"' && *s->at == '\n')
			buf_char(&text, '\r');
		buf_char(&text, *s->at);
	}
	s->at += s->at < s->end;
	if (text.n > 0)
		script_say(s, text.p, text.n);
	buf_free(&text);
	return true;
}

static bool do_pieces(struct server *s)
{
	static const struct {
		unsigned bytes, ms;
	} pieces[] = {{0, 0}, {1, 5}, {1, 1000}, {7, 50}};
	int i = script_choice(script_next_char(s), 4);

	s->piece = pieces[i].bytes;
	s->piece_ms = pieces[i].ms;
	return true;
}

static bool do_room(struct server *s)
{
	static const size_t rooms[] = {SIZE_MAX, 1, 10, 300};

	s->script->narrow = true;
	s->wire->room = rooms[script_choice(script_next_char(s), 4)];
	return true;
}

static bool do_times(struct server *s)
{
	static const unsigned times[] = {10, 100, 1000, 10000};

	s->times = times[script_choice(script_next_char(s), 4)];
	return true;
}

static bool do_alert(struct server *s)
{
	static const unsigned char alerts[] = {0, 10, 20, 40, 42, 46, 48, 70, 71, 80, 86, 112, 120};
	int i = script_choice(script_next_char(s), (int)sizeof(alerts));

	if (s->tls == NULL)
		begin_tls(s);
	tls_server_alert(s->tls, alerts[i]);
	return true;
}

static bool do_goodbye(struct server *s)
{
	if (s->tls != NULL)
		tls_server_bye(s->tls);
	return true;
}

static bool do_new_keys(struct server *s)
{
	if (s->tls != NULL)
		tls_server_renew(s->tls);
	return true;
}

/* All steps: the instruction stays where it is, and waits for ever in the end. */
static bool do_all(struct server *s)
{
	if (!script_serve(s))
		return false;
	s->at--;
	return true;
}

/* False: it has to wait for the program, and is to be done again. */
static bool instruction(struct server *s)
{
	char c = script_next_char(s);

	switch (c) {
	case 's':
		return script_serve(s);
	case 'S':
		return do_all(s);
	case '?':
		return script_hear(s);
	case '"':
	case '\'':
		return do_string(s, c);
	case 'l':
		script_say_usual(s, script_next_char(s));
		return true;
	case 'e':
		script_say_echo(s, script_next_char(s));
		return true;
	case 'x':
		return do_times(s);
	case 'r':
		s->below = true;
		return true;
	case 'w':
		return do_wait(s);
	case 'F':
		end_our_side(s);
		return true;
	case 'X':
		wire_reset(s->wire);
		return true;
	case 'c':
		s->certificate = (enum tls_server_certificate)script_choice(script_next_char(s),
									    SERVES_KINDS);
		return true;
	case 'v':
		s->manner = script_choice(script_next_char(s), TLS_SERVER_MANNERS);
		return true;
	case 'T':
		return script_handshake(s);
	case 'A':
		return do_alert(s);
	case 'B':
		return do_goodbye(s);
	case 'y':
		return do_new_keys(s);
	case 'g':
		s->spoil = script_choice(script_next_char(s), 36) * 3;
		return true;
	case 'k':
		s->keep = script_choice(script_next_char(s), 36) * 4;
		return true;
	case 'b':
		return do_pieces(s);
	case 'o':
		return do_room(s);
	case 'i':
		fake_signal(SIGINT);
		return true;
	default:
		return true;
	}
}

void script_run(struct server *s)
{
	const char *before;

	while (!s->asleep && s->at < s->end) {
		before = s->at;
		if (!instruction(s)) {
			s->at = before;
			return;
		}
	}
}
