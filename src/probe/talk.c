#include "probe/talk.h"

#include "smtp/data.h"
#include "smtp/reply.h"

#include <string.h>

#define MASK "****"

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

enum verdict probe_say_two(struct probe *p, const char *first, const char *second)
{
	struct arena *a = p->common->record->arena;
	struct buf lines = {0};
	enum verdict v;

	buf_printf(&lines, "%s\r\n%s", first, second);
	v = send_line(p, &lines, bytes_str(a, first));
	if (v == STAGE_WAIT)
		transcript_add(p, true, bytes_str(a, second));
	buf_free(&lines);
	return v;
}

static void show_lines(struct probe *p, struct bytes text)
{
	const char *at = text.p, *end = text.p + text.n, *lf;

	for (; at < end; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (lf == NULL)
			lf = end;
		transcript_add(p, true,
			       bytes_copy(p->common->record->arena, at, (size_t)(lf - at)));
	}
	transcript_add(p, true, bytes_str(p->common->record->arena, "."));
}

enum verdict probe_say_message(struct probe *p, struct bytes text)
{
	struct buf wire = {0};

	if (conn_in(p->conn)->n > 0 || conn_state(p->conn) != CONN_OPEN)
		return probe_lost(p);
	show_lines(p, text);
	data_encode(&wire, text.p, text.n);
	conn_write(p->conn, wire.p, wire.n, false);
	buf_free(&wire);
	probe_patience(p, p->at->kind->budget(p));
	return STAGE_WAIT;
}

enum verdict probe_say_secret(struct probe *p, const char *open, const struct buf *secret)
{
	struct arena *a = p->common->record->arena;
	struct buf line = {.secret = true};
	enum verdict v;

	echo_learn_words(common_echo(p->common), secret->p, secret->n);
	buf_str(&line, open);
	buf_add(&line, secret->p, secret->n);
	v = send_line(p, &line, bytes_str(a, arena_printf(a, "%s" MASK, open)));
	buf_free(&line);
	return v;
}

/* ---- hearing ---- */

/* "250-": more is to come. */
static bool goes_on(const char *p, const char *end)
{
	const char *lf = memrchr(p, '\n', (size_t)(end - p)), *line = lf != NULL ? lf + 1 : p;

	return end - line > 3 && line[3] == '-';
}

size_t probe_mask(struct probe *p, struct buf *heard, size_t len)
{
	len = echo_mask(p->common->echo, heard, len);
	return echo_mask(p->common->proxy_echo, heard, len);
}

/* Whole replies only: of an echo that is still on its way the end would not be recognised later. */
static void mask_replies(struct probe *p)
{
	struct buf *in = conn_in(p->conn);
	const char *lf = in->n > 0 ? memrchr(in->p, '\n', in->n) : NULL;

	if (lf != NULL && !goes_on(in->p, lf))
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

	mask_replies(p);
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

/* What stands behind the last line end could have become a reply code. */
static bool ends_within_a_code(const struct buf *in)
{
	const char *lf = memrchr(in->p, '\n', in->n), *tail = lf != NULL ? lf + 1 : in->p;
	size_t n = (size_t)(in->p + in->n - tail);

	return n < 3 && strspn(tail, "0123456789") == n;
}

/* TLS 1.3 refuses a client when the handshake is over for the client: its Finished is the first
 * thing that a server sees of it. */
static void see_late_alert(struct probe *p)
{
	const struct stage *tls = session_stage(p->session, STAGE_TLS);

	if (tls != NULL && tls->tls != NULL)
		conn_tls_late_alert(p->conn, p->common->record->arena, tls->tls);
}

enum verdict probe_lost(struct probe *p)
{
	enum conn_state state = conn_state(p->conn);
	struct buf *in = conn_in(p->conn);
	const char *ours = conn_local_fault(p->conn);
	enum verdict v;

	see_late_alert(p);
	p->unasked |= state == CONN_OPEN;
	if (ours != NULL)
		return probe_fail_detail(p, FAILURE_LOCAL,
					 bytes_str(p->common->record->arena, ours));
	if (in->n > 0) {
		if (state == CONN_ENDED && !ends_within_a_code(in))
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
