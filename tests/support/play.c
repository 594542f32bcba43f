/* play.c - speaks the server's lines of a page and watches the client's */
#include "play.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct conn {
	const struct play_options *o;
	const struct page *page;
	const struct script *script;
	int fd, nth;
	gnutls_session_t tls;
	char in[16384];
	size_t n;	 /* bytes in `in` */
	int lines;	 /* said */
	size_t pieces;	 /* sent */
	char nonce[256]; /* of a client that has begun SCRAM */
};

/* ---- the end ---- */

static _Noreturn void deviation(struct conn *c, const struct step *step, const char *what,
				const char *seen)
{
	fprintf(stderr, "%s:%d: port %d, connection %d: %s%s%s\n",
		step != NULL ? step->file : c->page->name, step != NULL ? step->line : 0,
		c->script->port, c->nth, what, seen != NULL ? ": " : "", seen != NULL ? seen : "");
	_exit(1);
}

static _Noreturn void leave(struct conn *c)
{
	shutdown(c->fd, SHUT_WR);
	_exit(0);
}

/* FIN alone would become RST while bytes from the client are unread. */
static _Noreturn void close_politely(struct conn *c)
{
	char rest[4096];

	if (c->tls != NULL)
		gnutls_bye(c->tls, GNUTLS_SHUT_WR);
	shutdown(c->fd, SHUT_WR);
	while (read(c->fd, rest, sizeof(rest)) > 0)
		;
	_exit(0);
}

static _Noreturn void reset(struct conn *c)
{
	struct linger now = {.l_onoff = 1};

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(c->fd);
	_exit(0);
}

/* ---- bytes ---- */

/* The push function of TLS, and the way out without it. */
static ssize_t send_chunk(gnutls_transport_ptr_t ptr, const void *p, size_t n)
{
	struct conn *c = ptr;

	if (c->o->chunk > 0 && n > c->o->chunk) {
		n = c->o->chunk;
		/* pieces are packets (TCP_NODELAY); a pause at each would be minutes on a busy
		 * machine */
		if (c->pieces++ % 16 == 0)
			nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
	}
	return send(c->fd, p, n, MSG_NOSIGNAL);
}

static ssize_t recv_bytes(gnutls_transport_ptr_t ptr, void *p, size_t n)
{
	struct conn *c = ptr;

	return recv(c->fd, p, n, 0);
}

static void put(struct conn *c, const char *p, size_t n)
{
	ssize_t done;

	while (n > 0) {
		if (c->tls != NULL)
			done = gnutls_record_send(
				c->tls, p, c->o->chunk > 0 && n > c->o->chunk ? c->o->chunk : n);
		else
			done = send_chunk(c, p, n);
		if (done == GNUTLS_E_AGAIN || done == GNUTLS_E_INTERRUPTED)
			continue;
		if (done <= 0)
			_exit(0); /* the client is gone: its business */
		p += done;
		n -= (size_t)done;
	}
}

/* More bytes into `in`; false at the end of what the client says. */
static bool get(struct conn *c)
{
	size_t room = sizeof(c->in) - c->n;
	ssize_t got;

	if (room == 0)
		deviation(c, NULL, "a line without end", NULL);
	do {
		if (c->tls != NULL)
			got = gnutls_record_recv(c->tls, c->in + c->n, room);
		else
			got = recv(c->fd, c->in + c->n, room, 0);
	} while (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED);
	if (got <= 0)
		return false;
	c->n += (size_t)got;
	return true;
}

/* One line of the client, without its CRLF; false where it ended instead. */
static bool hear(struct conn *c, char *line, size_t size)
{
	char *lf;
	size_t n;

	while ((lf = memchr(c->in, '\n', c->n)) == NULL)
		if (!get(c))
			return false;
	n = (size_t)(lf - c->in);
	snprintf(line, size, "%.*s", (int)(n > 0 && lf[-1] == '\r' ? n - 1 : n), c->in);
	c->n -= n + 1;
	memmove(c->in, lf + 1, c->n);
	return true;
}

/* ---- steps ---- */

/* {date} and {date+SECONDS}: the time as mail writes it. */
static void append_date(char *out, size_t size, const char *offset)
{
	time_t t = time(NULL) + strtol(offset, NULL, 10);
	struct tm tm;
	size_t n = strlen(out);

	gmtime_r(&t, &tm);
	strftime(out + n, size - n, "%a, %d %b %Y %H:%M:%S +0000", &tm);
}

/* "n,,n=bob,r=NONCE" in base64, at the end of what the client said */
static void note_nonce(struct conn *c, const char *line)
{
	const char *blank = strrchr(line, ' '), *words = blank != NULL ? blank + 1 : line, *at;
	const gnutls_datum_t text = {(unsigned char *)(uintptr_t)words, (unsigned)strlen(words)};
	gnutls_datum_t raw;
	char said[1024];

	if (gnutls_base64_decode2(&text, &raw) < 0)
		return;
	snprintf(said, sizeof(said), "%.*s", (int)raw.size, (char *)raw.data);
	gnutls_free(raw.data);
	at = strstr(said, ",r=");
	if (at != NULL && strstr(said, ",n=") != NULL)
		snprintf(c->nonce, sizeof(c->nonce), "%.*s", (int)strcspn(at + 3, ","), at + 3);
}

/* "334 {scram:REST}": the first message of a SCRAM server, the client's nonce and REST behind it.
 */
static void say_scram(struct conn *c, char *out, size_t size, const char *rest)
{
	char message[1024];
	gnutls_datum_t raw = {(unsigned char *)message, 0}, text;

	snprintf(message, sizeof(message), "r=%s%.*s", c->nonce, (int)strcspn(rest, "}"), rest);
	raw.size = (unsigned)strlen(message);
	gnutls_base64_encode2(&raw, &text);
	snprintf(out, size, "334 %s\r\n", (char *)text.data);
	gnutls_free(text.data);
}

static void say_line(struct conn *c, char *out, size_t size, const char *text)
{
	const char *date, *end;

	if (strncmp(text, "334 {scram:", 11) == 0) {
		say_scram(c, out, size, text + 11);
		return;
	}
	out[0] = '\0';
	while ((date = strstr(text, "{date")) != NULL && (end = strchr(date, '}')) != NULL) {
		snprintf(out + strlen(out), size - strlen(out), "%.*s", (int)(date - text), text);
		append_date(out, size, date + strlen("{date"));
		text = end + 1;
	}
	snprintf(out + strlen(out), size - strlen(out), "%s\r\n", text);
}

static void refuse_early_words(struct conn *c, const struct step *step)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};

	if (c->n > 0)
		deviation(c, step, "more than one command in a write", NULL);
	if (c->tls == NULL && poll(&p, 1, 0) > 0 && recv(c->fd, c->in, 1, MSG_PEEK) > 0)
		deviation(c, step, "the client spoke before its turn", NULL);
}

/* All that is said up to the next turn of the client goes out in one write. */
static const struct step *say(struct conn *c, const struct step *step)
{
	static char out[65536];
	char line[8192];
	size_t n = 0, len;

	refuse_early_words(c, step);
	for (; step != NULL && (step->kind == STEP_SAY || step->kind == STEP_RAW);
	     step = step->next) {
		const char *text = step->text;

		len = step->len;
		if (step->kind == STEP_SAY) {
			if (c->lines++ == c->o->cut)
				break;
			say_line(c, line, sizeof(line), text);
			text = line;
			len = strlen(line);
		}
		if (n + len > sizeof(out))
			deviation(c, step, "the page says too much at once", NULL);
		memcpy(out + n, text, len);
		n += len;
	}
	put(c, out, n);
	if (c->lines > c->o->cut && c->o->cut >= 0)
		leave(c);
	return step;
}

/* A QUIT ends any page politely: a client may stop earlier than the page. */
static void answer_quit(struct conn *c)
{
	static const char bye[] = "221 2.0.0 Bye\r\n";

	put(c, bye, strlen(bye));
	close_politely(c);
}

static void expect_line(struct conn *c, const struct step *step)
{
	char line[8192];

	if (!hear(c, line, sizeof(line))) {
		if (c->o->cut < 0)
			deviation(c, step, "the client left without QUIT; the page expects",
				  step->text);
		_exit(0);
	}
	note_nonce(c, line);
	if (page_match(step->text, line))
		return;
	if (strcasecmp(line, "QUIT") == 0)
		answer_quit(c);
	deviation(c, step, "the client said something else", line);
}

/* GnuTLS puts chains into order; other servers send what stands in the file. */
static int load_as_it_stands(gnutls_certificate_credentials_t cred, const char *path)
{
	gnutls_pcert_st chain[8];
	unsigned n = sizeof(chain) / sizeof(chain[0]);
	gnutls_datum_t pem;
	gnutls_privkey_t key;
	int rc = gnutls_load_file(path, &pem);

	if (rc >= 0)
		rc = gnutls_pcert_list_import_x509_raw(chain, &n, &pem, GNUTLS_X509_FMT_PEM, 0);
	if (rc >= 0)
		rc = gnutls_privkey_init(&key);
	if (rc >= 0)
		rc = gnutls_privkey_import_x509_raw(key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (rc >= 0)
		rc = gnutls_certificate_set_key(cred, NULL, 0, chain, (int)n, key);
	return rc;
}

static void load_certificate(struct conn *c, gnutls_certificate_credentials_t cred,
			     const char *kind)
{
	char path[4096];
	int rc;

	snprintf(path, sizeof(path), "%s/%s.pem", c->o->certs, kind);
	if (strcmp(kind, "wrong-order") == 0)
		rc = load_as_it_stands(cred, path);
	else
		rc = gnutls_certificate_set_x509_key_file(cred, path, path, GNUTLS_X509_FMT_PEM);
	if (rc < 0) {
		fprintf(stderr, "fakesmtpd: %s: %s\n", path, gnutls_strerror(rc));
		_exit(2);
	}
}

static int give_staple(gnutls_session_t tls, void *path, gnutls_datum_t *response)
{
	(void)tls;
	return gnutls_load_file(path, response);
}

/* As it is: the library's own way to set one would refuse a wrong one. */
static void load_staple(struct conn *c, gnutls_certificate_credentials_t cred)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s.%s.ocsp", c->o->certs, c->script->cert,
		 c->script->staple);
	if (access(path, R_OK) != 0) {
		fprintf(stderr, "fakesmtpd: %s: %s\n", path, strerror(errno));
		_exit(2);
	}
	gnutls_certificate_set_ocsp_status_request_function(cred, give_staple, path);
}

static void shake_hands(struct conn *c, const struct step *step)
{
	const struct script *s = c->script;
	gnutls_certificate_credentials_t cred;
	int rc;

	if (c->n > 0)
		deviation(c, step, "the client spoke between STARTTLS and TLS", NULL);
	gnutls_certificate_allocate_credentials(&cred);
	if (s->no_sni_cert != NULL)
		load_certificate(c, cred, s->no_sni_cert);
	load_certificate(c, cred, s->cert);
	if (s->staple != NULL)
		load_staple(c, cred);
	gnutls_init(&c->tls, GNUTLS_SERVER);
	if (gnutls_priority_set_direct(c->tls, s->priority != NULL ? s->priority : "NORMAL", NULL) <
	    0)
		deviation(c, step, "GnuTLS does not know this priority", s->priority);
	gnutls_credentials_set(c->tls, GNUTLS_CRD_CERTIFICATE, cred);
	gnutls_transport_set_ptr(c->tls, c);
	gnutls_transport_set_push_function(c->tls, send_chunk);
	gnutls_transport_set_pull_function(c->tls, recv_bytes);
	do
		rc = gnutls_handshake(c->tls);
	while (rc < 0 && !gnutls_error_is_fatal(rc));
	if (rc < 0) {
		gnutls_alert_send_appropriate(c->tls, rc);
		c->tls = NULL;
		close_politely(c);
	}
}

static void swallow(struct conn *c)
{
	if (c->n == 0 && !get(c))
		_exit(0);
	c->n = 0;
}

static void expect_bytes(struct conn *c, const struct step *step)
{
	while (c->n < step->len)
		if (!get(c)) {
			if (c->o->cut < 0)
				deviation(c, step, "the client left", NULL);
			_exit(0);
		}
	if (memcmp(c->in, step->text, step->len) != 0)
		deviation(c, step, "the client said other bytes", NULL);
	c->n -= step->len;
	memmove(c->in, c->in + step->len, c->n);
}

static void tell(const char *word)
{
	puts(word);
	fflush(stdout);
}

static void hear_message(struct conn *c, const struct step *step)
{
	char line[8192] = "";

	while (strcmp(line, ".") != 0)
		if (!hear(c, line, sizeof(line)))
			deviation(c, step, "the client left within a message", NULL);
}

static void wait_for_end(struct conn *c)
{
	do
		c->n = 0;
	while (get(c));
}

void play(int fd, const struct page *page, const struct script *script, int nth,
	  const struct play_options *o)
{
	static struct conn conn;
	struct conn *c = &conn;
	const struct step *step = script->steps;

	*c = (struct conn){.o = o, .page = page, .script = script, .fd = fd, .nth = nth};

	if (c->o->cut == 0)
		leave(c);
	if (c->script->implicit)
		shake_hands(c, step);
	while (step != NULL) {
		const struct step *now = step;

		step = step->next;
		switch (now->kind) {
		case STEP_SAY:
		case STEP_RAW:
			step = say(c, now);
			break;
		case STEP_HEAR:
			expect_line(c, now);
			break;
		case STEP_BYTES:
			expect_bytes(c, now);
			break;
		case STEP_TLS:
			shake_hands(c, now);
			break;
		case STEP_DELAY:
			poll(NULL, 0, (int)now->ms);
			break;
		case STEP_SWALLOW:
			swallow(c);
			break;
		case STEP_TIMEOUT:
			tell("timeout");
			break;
		case STEP_MESSAGE:
			hear_message(c, now);
			break;
		case STEP_SILENCE:
			tell("silence");
			wait_for_end(c);
			_exit(0);
		case STEP_LEAVES:
			if (get(c))
				deviation(c, now, "the client should have left, but said", c->in);
			_exit(0);
		case STEP_CLOSE:
			close_politely(c);
		case STEP_RESET:
			reset(c);
		}
	}
	close_politely(c);
}
