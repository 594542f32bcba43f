/* saslpeer.c - a mail server whose logins are libgsasl's, with channel binding, which no MTA of
 * Debian 12 has
 *
 *   saslpeer ADDRESS PORT CERTIFICATE PRIORITY PASSWORD WAY
 *
 * CERTIFICATE: a file with key and chain; PRIORITY: what its TLS can, in GnuTLS's words. WAY is
 * "right", or what is wrong with it: see ways[]. It serves one connection after the other, says
 * "ready" on stdout when it listens, and then a line for each login: "taken", "refused" or "given
 * up". */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gsasl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE_MAX_LEN = 65536, HUGE_SALT = 9000 };

/* What is done to the server's first or last message of SCRAM, or to a property of the exchange. */
struct way {
	const char *name;
	const char *iterations, *salt;
	void (*spoil_first)(char *s, size_t size), (*spoil_last)(char *s, size_t size);
	bool other_binding, no_proof, more_after_success;
};

struct peer {
	int fd;
	gnutls_session_t tls; /* NULL: not yet */
	char line[LINE_MAX_LEN];
	char held[LINE_MAX_LEN];
	size_t n;
};

static const struct way *way;
static const char *password;
static gnutls_certificate_credentials_t credentials;
static gnutls_priority_t priority;
static char huge_salt[HUGE_SALT];

/* ---- ways ---- */

static void cut(char *s, size_t size)
{
	(void)size;
	s[strlen(s) / 2] = '\0';
}

static void other_nonce(char *s, size_t size)
{
	(void)size;
	s[2] = s[2] == 'A' ? 'B' : 'A'; /* r=... */
}

static void other_signature(char *s, size_t size)
{
	(void)size;
	s[2] = s[2] == 'A' ? 'B' : 'A'; /* v=... */
}

static void mandatory_extension(char *s, size_t size)
{
	char before[1024];

	snprintf(before, sizeof(before), "%s", s);
	snprintf(s, size, "m=new,%s", before);
}

static const struct way ways[] = {
	{"right", .iterations = "4096"},
	{"wrong-binding", .iterations = "4096", .other_binding = true},
	{"lying-signature", .iterations = "4096", .spoil_last = other_signature},
	{"no-proof", .iterations = "4096", .no_proof = true},
	{"iterations-2^31", .iterations = "2147483648"},
	{"iterations-10^8", .iterations = "100000000"},
	{"iterations-1", .iterations = "1"},
	{"huge-salt", .iterations = "4096", .salt = huge_salt},
	{"truncated", .iterations = "4096", .spoil_first = cut},
	{"other-nonce", .iterations = "4096", .spoil_first = other_nonce},
	{"extension", .iterations = "4096", .spoil_first = mandatory_extension},
	{"more-after-success", .iterations = "4096", .more_after_success = true},
};

/* ---- lines ---- */

static ssize_t get(struct peer *p, char *to, size_t n)
{
	ssize_t got;

	if (p->tls == NULL)
		return recv(p->fd, to, n, 0);
	do
		got = gnutls_record_recv(p->tls, to, n);
	while (got == GNUTLS_E_INTERRUPTED || got == GNUTLS_E_AGAIN);
	return got;
}

static void say(struct peer *p, const char *line)
{
	char all[LINE_MAX_LEN + 8];
	int n = snprintf(all, sizeof(all), "%s\r\n", line);

	if (p->tls == NULL)
		send(p->fd, all, (size_t)n, MSG_NOSIGNAL);
	else
		gnutls_record_send(p->tls, all, (size_t)n);
}

/* The client's next line, without its end, in p->line. */
static bool hear(struct peer *p)
{
	for (;;) {
		char *end = memchr(p->held, '\n', p->n);
		ssize_t got;

		if (end != NULL) {
			size_t len = (size_t)(end - p->held);

			memcpy(p->line, p->held, len);
			p->line[len] = '\0';
			p->line[strcspn(p->line, "\r")] = '\0';
			p->n -= len + 1;
			memmove(p->held, end + 1, p->n);
			return true;
		}
		if (p->n == sizeof(p->held))
			return false;
		got = get(p, p->held + p->n, sizeof(p->held) - p->n);
		if (got <= 0)
			return false;
		p->n += (size_t)got;
	}
}

static bool start_tls(struct peer *p)
{
	gnutls_session_t tls;
	int rc;

	p->n = 0;
	if (gnutls_init(&tls, GNUTLS_SERVER) < 0 || gnutls_priority_set(tls, priority) < 0 ||
	    gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, credentials) < 0)
		return false;
	gnutls_transport_set_int(tls, p->fd);
	do
		rc = gnutls_handshake(tls);
	while (rc < 0 && gnutls_error_is_fatal(rc) == 0);
	if (rc < 0) {
		gnutls_deinit(tls);
		return false;
	}
	p->tls = tls;
	return true;
}

/* ---- logins ---- */

static int give_binding(Gsasl_session *s, const struct peer *p, Gsasl_property which)
{
	bool modern = gnutls_protocol_get_version(p->tls) == GNUTLS_TLS1_3;
	gnutls_datum_t bytes;
	char *words;
	size_t n;

	if (modern != (which == GSASL_CB_TLS_EXPORTER))
		return GSASL_NO_CB_TLS_UNIQUE;
	if (gnutls_session_channel_binding(
		    p->tls, modern ? GNUTLS_CB_TLS_EXPORTER : GNUTLS_CB_TLS_UNIQUE, &bytes) < 0)
		return GSASL_NO_CB_TLS_UNIQUE;
	if (way->other_binding)
		bytes.data[0] ^= 1;
	gsasl_base64_to((char *)bytes.data, bytes.size, &words, &n);
	gsasl_property_set(s, which, words);
	gsasl_free(words);
	gnutls_free(bytes.data);
	return GSASL_OK;
}

static int callback(Gsasl *ctx, Gsasl_session *s, Gsasl_property wanted)
{
	const struct peer *p = gsasl_session_hook_get(s);

	(void)ctx;
	switch (wanted) {
	case GSASL_PASSWORD:
		return gsasl_property_set(s, wanted, password);
	case GSASL_SCRAM_ITER:
		return gsasl_property_set(s, wanted, way->iterations);
	case GSASL_SCRAM_SALT:
		return way->salt == NULL ? GSASL_NO_CALLBACK
					 : gsasl_property_set(s, wanted, way->salt);
	case GSASL_CB_TLS_UNIQUE:
	case GSASL_CB_TLS_EXPORTER:
		return give_binding(s, p, wanted);
	default:
		return GSASL_NO_CALLBACK;
	}
}

static void challenge(struct peer *p, const char *words, void (*spoil)(char *, size_t))
{
	static char line[LINE_MAX_LEN], raw[LINE_MAX_LEN];
	char *bytes, *spoilt;
	size_t n;

	if (spoil == NULL || gsasl_base64_from(words, strlen(words), &bytes, &n) != GSASL_OK) {
		snprintf(line, sizeof(line), "334 %s", words);
		say(p, line);
		return;
	}
	snprintf(raw, sizeof(raw), "%.*s", (int)n, bytes);
	spoil(raw, sizeof(raw));
	gsasl_base64_to(raw, strlen(raw), &spoilt, &n);
	snprintf(line, sizeof(line), "334 %s", spoilt);
	say(p, line);
	gsasl_free(bytes);
	gsasl_free(spoilt);
}

static const char *exchange(struct peer *p, Gsasl_session *s, char *first)
{
	char *words = NULL, *in = first;
	int step = 0, rc;

	for (;; step++) {
		rc = gsasl_step64(s, in, &words);
		if (rc != GSASL_OK && rc != GSASL_NEEDS_MORE) {
			say(p, "535 5.7.8 Authentication failed");
			return "refused";
		}
		if (rc == GSASL_OK && (words[0] == '\0' || way->no_proof))
			break;
		challenge(p, words, rc == GSASL_OK ? way->spoil_last : way->spoil_first);
		gsasl_free(words);
		if (!hear(p) || strcmp(p->line, "*") == 0) {
			say(p, "501 5.7.0 Authentication aborted");
			return "given up";
		}
		in = p->line;
		if (rc == GSASL_OK) {
			words = NULL;
			break;
		}
	}
	gsasl_free(words);
	say(p, "235 2.7.0 Authentication successful");
	if (way->more_after_success)
		say(p, "535 5.7.8 Authentication failed");
	return "taken";
}

static void log_in(struct peer *p, Gsasl *ctx)
{
	char mechanism[64], *first = strchr(p->line + 5, ' ');
	Gsasl_session *s;

	if (first != NULL)
		*first++ = '\0';
	snprintf(mechanism, sizeof(mechanism), "%s", p->line + 5);
	if (gsasl_server_start(ctx, mechanism, &s) != GSASL_OK) {
		say(p, "504 5.5.4 Unrecognized authentication type");
		return;
	}
	gsasl_session_hook_set(s, p);
	if (first == NULL) {
		say(p, "334 ");
		first = hear(p) ? p->line : p->held;
	}
	puts(exchange(p, s, first));
	gsasl_finish(s);
}

static void greet_back(struct peer *p)
{
	say(p, "250-mail.test.example");
	say(p, p->tls == NULL
		       ? "250 STARTTLS"
		       : "250 AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-1");
}

static void serve(struct peer *p, Gsasl *ctx)
{
	say(p, "220 mail.test.example ESMTP");
	while (hear(p)) {
		if (strncasecmp(p->line, "EHLO", 4) == 0) {
			greet_back(p);
		} else if (strcasecmp(p->line, "STARTTLS") == 0) {
			say(p, "220 2.0.0 Ready to start TLS");
			if (!start_tls(p))
				return;
		} else if (strncasecmp(p->line, "AUTH ", 5) == 0 && p->tls != NULL) {
			log_in(p, ctx);
		} else if (strcasecmp(p->line, "QUIT") == 0) {
			say(p, "221 2.0.0 Bye");
			return;
		} else {
			say(p, "250 2.0.0 Ok");
		}
	}
}

static int listener(const char *address, const char *port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	inet_pton(AF_INET, address, &to.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0 || listen(fd, 8) < 0) {
		perror(address);
		exit(1);
	}
	return fd;
}

static const struct way *way_named(const char *name)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(ways[i].name, name) == 0)
			return &ways[i];
	fprintf(stderr, "no such way: %s\n", name);
	exit(1);
}

int main(int argc, char **argv)
{
	static struct peer p;
	Gsasl *ctx;
	int fd;

	if (argc != 7)
		return 1;
	password = argv[5];
	way = way_named(argv[6]);
	memset(huge_salt, 'A', sizeof(huge_salt) - 1);
	signal(SIGPIPE, SIG_IGN); /* of clients that leave */
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (gsasl_init(&ctx) != GSASL_OK ||
	    gnutls_certificate_allocate_credentials(&credentials) < 0 ||
	    gnutls_certificate_set_x509_key_file(credentials, argv[3], argv[3],
						 GNUTLS_X509_FMT_PEM) < 0 ||
	    gnutls_priority_init(&priority, argv[4], NULL) < 0)
		return 1;
	gsasl_callback_set(ctx, callback);
	fd = listener(argv[1], argv[2]);
	puts("ready");
	for (;;) {
		memset(&p, 0, sizeof(p));
		p.fd = accept(fd, NULL, NULL);
		if (p.fd < 0)
			return 1;
		serve(&p, ctx);
		if (p.tls != NULL) {
			gnutls_bye(p.tls, GNUTLS_SHUT_WR);
			gnutls_deinit(p.tls);
		}
		close(p.fd);
	}
}
