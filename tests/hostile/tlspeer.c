/* tlspeer.c - a TLS server that does after the handshake what no server does
 *
 *   tlspeer FD PEM PRIORITY ACT [GREETING]
 *
 * FD is a connection whose client begins TLS now. GREETING is said first. Ends when the client
 * does, or after so much of a flood that it has had its chance. */
#include <gnutls/gnutls.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FLOOD = 300000, NO_HANDSHAKE = 3 };

static _Noreturn void die(const char *what, int rc)
{
	fprintf(stderr, "tlspeer: %s: %s\n", what, gnutls_strerror(rc));
	exit(1);
}

/* ---- acts: each is done over and over until it fails; 0: once more ---- */

static int update_keys(gnutls_session_t s)
{
	return gnutls_session_key_update(s, GNUTLS_KU_PEER);
}

static int warn(gnutls_session_t s)
{
	return gnutls_alert_send(s, GNUTLS_AL_WARNING, GNUTLS_A_USER_CANCELED);
}

static int send_nothing(gnutls_session_t s)
{
	return (int)gnutls_record_send2(s, "", 0, 1, 0);
}

static int send_ticket(gnutls_session_t s)
{
	return gnutls_session_ticket_send(s, 1, 0);
}

static int ask_again(gnutls_session_t s)
{
	return gnutls_rehandshake(s);
}

static int send_heartbeat(gnutls_session_t s)
{
	return gnutls_heartbeat_ping(s, 64, 1, 0);
}

static int one_byte_records(gnutls_session_t s)
{
	static const char text[] = "220-a line of one byte a record\r\n";
	static size_t at;
	char c = text[at++ % (sizeof(text) - 1)];

	return (int)gnutls_record_send(s, &c, 1);
}

static int largest_records(gnutls_session_t s)
{
	static char text[16000];

	memset(text, 'x', sizeof(text));
	return (int)gnutls_record_send(s, text, sizeof(text));
}

static int plain_bytes(gnutls_session_t s, const char *text, size_t n)
{
	return send(gnutls_transport_get_int(s), text, n, MSG_NOSIGNAL) == (ssize_t)n ? 0 : -1;
}

static int clear_text(gnutls_session_t s)
{
	static const char text[] = "250 in the clear\r\n";

	return plain_bytes(s, text, sizeof(text) - 1);
}

static int forged_record(gnutls_session_t s)
{
	static const char record[5 + 64] = {23, 3, 3, 0, 64, 'f'};

	return plain_bytes(s, record, sizeof(record));
}

static int change_cipher(gnutls_session_t s)
{
	static const char record[] = {20, 3, 3, 0, 1, 1};

	return plain_bytes(s, record, sizeof(record));
}

/* The end of the connection without the end of TLS. */
static int hang_up(gnutls_session_t s)
{
	shutdown(gnutls_transport_get_int(s), SHUT_RDWR);
	return -1;
}

static const struct act {
	const char *name;
	int (*once)(gnutls_session_t s);
} acts[] = {
	{"update-keys", update_keys},
	{"warn", warn},
	{"send-nothing", send_nothing},
	{"send-tickets", send_ticket},
	{"ask-again", ask_again},
	{"heartbeat", send_heartbeat},
	{"one-byte-records", one_byte_records},
	{"largest-records", largest_records},
	{"clear-text", clear_text},
	{"forged-record", forged_record},
	{"change-cipher", change_cipher},
	{"hang-up", hang_up},
};

static const struct act *act_named(const char *name)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i].name, name) == 0)
			return &acts[i];
	die(name, GNUTLS_E_INVALID_REQUEST);
}

/* Until the client leaves; what it says is its own affair. */
static void swallow(gnutls_session_t s)
{
	char data[4096];

	while (recv(gnutls_transport_get_int(s), data, sizeof(data), 0) > 0)
		;
}

static void must(const char *what, int rc)
{
	if (rc < 0)
		die(what, rc);
}

static struct {
	gnutls_certificate_credentials_t credentials;
	gnutls_datum_t ticket_key;
	gnutls_session_t session;
} server;

static void open_server(int fd, const char *pem, const char *priority)
{
	gnutls_certificate_credentials_t *c = &server.credentials;
	gnutls_session_t *s = &server.session;

	must("credentials", gnutls_certificate_allocate_credentials(c));
	must(pem, gnutls_certificate_set_x509_key_file(*c, pem, pem, GNUTLS_X509_FMT_PEM));
	must("session", gnutls_init(s, GNUTLS_SERVER | GNUTLS_NO_AUTO_SEND_TICKET));
	must(priority, gnutls_priority_set_direct(*s, priority, NULL));
	must("credentials", gnutls_credentials_set(*s, GNUTLS_CRD_CERTIFICATE, *c));
	must("tickets", gnutls_session_ticket_key_generate(&server.ticket_key));
	must("tickets", gnutls_session_ticket_enable_server(*s, &server.ticket_key));
	gnutls_heartbeat_enable(*s, GNUTLS_HB_PEER_ALLOWED_TO_SEND);
	gnutls_transport_set_int(*s, fd);
}

static void close_server(void)
{
	gnutls_deinit(server.session);
	gnutls_certificate_free_credentials(server.credentials);
	gnutls_free(server.ticket_key.data);
}

/* 0, or NO_HANDSHAKE. */
static int serve(gnutls_session_t s, const struct act *act, const char *greeting)
{
	int rc;

	do
		rc = gnutls_handshake(s);
	while (rc < 0 && !gnutls_error_is_fatal(rc));
	if (rc < 0)
		return NO_HANDSHAKE;
	if (greeting != NULL && gnutls_record_send(s, greeting, strlen(greeting)) < 0)
		return 0; /* the client has left */
	for (int i = 0; i < FLOOD && act->once(s) >= 0; i++)
		;
	swallow(s);
	return 0;
}

int main(int argc, char **argv)
{
	const struct act *act;
	int status;

	if (argc < 5)
		die("usage: tlspeer FD PEM PRIORITY ACT [GREETING]", GNUTLS_E_INVALID_REQUEST);
	signal(SIGPIPE, SIG_IGN);
	act = act_named(argv[4]);
	open_server(atoi(argv[1]), argv[2], argv[3]);
	status = serve(server.session, act, argc > 5 ? argv[5] : NULL);
	close_server();
	return status;
}
