#include "probe/talk.h"

#include "smtp/reply.h"
#include "smtp/sasl.h"

#include <string.h>

#define MASK "****"

/* An echo is cut where the server likes: so many bytes of ours in a row are one. */
enum { ECHO_MIN = 4, ECHO_SURE = 12 };

void transcript_add(struct probe *p, bool sent, struct bytes text)
{
	struct transcript_line *line = PROBE_NEW(p, struct transcript_line);

	line->at_ms = common_now(p->common);
	line->sent = sent;
	line->tls = conn_tls(p->conn) == CONN_TLS;
	line->text = text;
	list_append(&p->session->transcript, line);
}

/* ---- saying ---- */

static enum verdict send_line(struct probe *p, struct buf *line, struct bytes shown)
{
	if (conn_in(p->conn)->n > 0 || conn_state(p->conn) != CONN_OPEN)
		return probe_lost(p);
	transcript_add(p, true, shown);
	buf_str(line, "\r\n");
	conn_write(p->conn, line->p, line->n, line->secret);
	probe_patience(p, p->at->kind->budget(p));
	return STAGE_WAIT;
}

enum verdict probe_say(struct probe *p, const char *fmt, ...)
{
	struct arena *a = p->common->record->arena;
	struct buf line = {0};
	enum verdict v;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&line, fmt, ap);
	va_end(ap);
	if (line.n > 0 && strpbrk(line.p, "\r\n") != NULL)
		v = probe_fail_detail(p, FAILURE_LOCAL, bytes_str(a, "line break in a command"));
	else
		v = send_line(p, &line, bytes_copy(a, line.p, line.n));
	buf_free(&line);
	return v;
}

enum verdict probe_say_secret(struct probe *p, const char *open, const struct buf *secret)
{
	struct arena *a = p->common->record->arena;
	struct buf line = {.secret = true};
	enum verdict v;

	buf_clear(&p->auth.said);
	buf_add(&p->auth.said, secret->p, secret->n);
	buf_str(&line, open);
	buf_add(&line, secret->p, secret->n);
	v = send_line(p, &line, bytes_str(a, arena_printf(a, "%s" MASK, open)));
	buf_free(&line);
	return v;
}

/* ---- hearing ---- */

static size_t common_prefix(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t n = 0;

	while (n < a_len && n < b_len && a[n] == b[n])
		n++;
	return n;
}

/* A mask of constant length, so that it does not tell the secret's; ECHO_MIN keeps it from being
 * longer than what it replaces. Of the first `len` bytes of `heard`; how many they are then. */
static size_t mask_echo_of(struct buf *heard, size_t len, const char *secret, size_t secret_len)
{
	size_t sure = secret_len < ECHO_SURE ? secret_len : ECHO_SURE, to = 0, n;

	if (secret_len < ECHO_MIN)
		return len;
	for (size_t from = 0; from < len; from += n) {
		n = common_prefix(heard->p + from, len - from, secret, secret_len);
		if (n >= sure) {
			memcpy(heard->p + to, MASK, strlen(MASK));
			to += strlen(MASK);
		} else {
			heard->p[to++] = heard->p[from];
			n = 1;
		}
	}
	memmove(heard->p + to, heard->p + len, heard->n - len);
	heard->n -= len - to;
	heard->p[heard->n] = '\0';
	return to;
}

/* The secret within the base64 of something longer, `before` bytes from the start of a group: less
 * the characters that it shares with its neighbours. */
static size_t mask_base64_of(struct buf *heard, size_t len, const struct secret *s, size_t before)
{
	struct buf raw = {.secret = true}, words = {.secret = true};
	size_t shared = before > 0 ? before + 1 : 0, whole = (before + s->n) * 8 / 6;

	buf_add(&raw, "\0\0", before);
	buf_add(&raw, s->p, s->n);
	base64_encode(&words, raw.p, raw.n);
	len = mask_echo_of(heard, len, words.p + shared, whole - shared);
	buf_free(&raw);
	buf_free(&words);
	return len;
}

/* Some servers repeat in their reply a command that they do not know, its argument included; and
 * what one session told them they may say in another. Returns how many the `len` bytes are then. */
size_t probe_mask(struct probe *p, struct buf *heard, size_t len)
{
	const struct secret *s = p->set->secret;

	if (!p->common->login.taken || s == NULL || s->n == 0)
		return len;
	if (p->auth.said.n > 0)
		len = mask_echo_of(heard, len, p->auth.said.p, p->auth.said.n);
	len = mask_echo_of(heard, len, s->p, s->n);
	for (size_t before = 0; before < 3; before++)
		len = mask_base64_of(heard, len, s, before);
	return len;
}

/* Whole lines only: of an echo that is still on its way the end would not be recognised later. */
static void mask_lines(struct probe *p)
{
	struct buf *in = conn_in(p->conn);
	const char *lf = in->n > 0 ? memrchr(in->p, '\n', in->n) : NULL;

	if (lf != NULL)
		probe_mask(p, in, (size_t)(lf - in->p));
}

struct bytes probe_unread(struct probe *p)
{
	struct buf *in = conn_in(p->conn);

	if (in->n == 0)
		return (struct bytes){0};
	probe_mask(p, in, in->n);
	return bytes_copy(p->common->record->arena, in->p,
			  in->n < EVIDENCE_MAX ? in->n : EVIDENCE_MAX);
}

enum verdict probe_hear(struct probe *p)
{
	struct list lines = {0};

	mask_lines(p);
	switch (reply_parse(p->common->record->arena, conn_in(p->conn), &p->now->reply, &lines)) {
	case REPLY_PARTIAL:
		return STAGE_WAIT;
	case REPLY_MALFORMED:
		transcript_add(p, false, probe_unread(p));
		return probe_fail(p, FAILURE_PROTOCOL);
	case REPLY_TOO_LONG:
		return probe_fail(p, FAILURE_TOO_LONG);
	case REPLY_OK:
		break;
	}
	LIST_EACH (struct bytes_item, line, &lines)
		transcript_add(p, false, line->b);
	return STAGE_NEXT;
}

enum verdict probe_lost(struct probe *p)
{
	enum conn_state state = conn_state(p->conn);
	struct buf *in = conn_in(p->conn);
	enum verdict v;

	if (in->n > 0) {
		if (state == CONN_ENDED)
			buf_str(in, "\r\n"); /* last words are often cut off before it */
		v = probe_hear(p);
		if (v == STAGE_FAIL)
			return v;
		if (v == STAGE_NEXT && p->now->reply.code >= 400)
			return probe_fail(p, FAILURE_REPLY);
	}
	return probe_fail(p, state == CONN_BROKEN  ? FAILURE_RESET
			     : state == CONN_ENDED ? FAILURE_CLOSED
						   : FAILURE_PROTOCOL);
}
