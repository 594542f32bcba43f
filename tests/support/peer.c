#include "peer.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void run(void *arg)
{
	struct peer *p = arg;

	p->fd = accept(p->listener, NULL, NULL);
	p->serve(p);
	if (p->tls != NULL) {
		gnutls_deinit(p->tls);
		gnutls_certificate_free_credentials(p->credentials);
	}
	if (p->fd >= 0)
		close(p->fd);
}

void peer_start(struct peer *p)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);

	p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(p->listener, (struct sockaddr *)&a, len) != 0 || listen(p->listener, 1) != 0)
		abort();
	getsockname(p->listener, (struct sockaddr *)&a, &len);
	p->port = ntohs(a.sin_port);
	uv_thread_create(&p->thread, run, p);
}

void peer_join(struct peer *p)
{
	uv_thread_join(&p->thread);
	close(p->listener);
}

void peer_say(struct peer *p, const char *text)
{
	size_t n = strlen(text);

	if (p->tls != NULL)
		gnutls_record_send(p->tls, text, n);
	else if (send(p->fd, text, n, MSG_NOSIGNAL) < 0)
		p->heard_end = true;
}

static ssize_t hear(struct peer *p, char *room, size_t n)
{
	ssize_t got;

	if (p->tls == NULL)
		return recv(p->fd, room, n, 0);
	do
		got = gnutls_record_recv(p->tls, room, n);
	while (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED);
	p->heard_close_notify |= got == 0;
	return got;
}

void peer_hear(struct peer *p, size_t n)
{
	ssize_t got;

	while (p->heard_n < n && !p->heard_end) {
		got = hear(p, p->heard + p->heard_n, sizeof(p->heard) - 1 - p->heard_n);
		if (got <= 0)
			p->heard_end = true;
		else
			p->heard_n += (size_t)got;
	}
}

void peer_reset(struct peer *p)
{
	struct linger now = {1, 0};

	setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(p->fd);
	p->fd = -1;
}

int peer_handshake(struct peer *p)
{
	gnutls_x509_crt_t chain[8];
	unsigned n = 0;
	int rc;

	for (; p->chain[n] != NULL; n++)
		chain[n] = p->chain[n]->crt;
	gnutls_certificate_allocate_credentials(&p->credentials);
	gnutls_certificate_set_x509_key(p->credentials, chain, (int)n, p->chain[0]->key);
	gnutls_init(&p->tls, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
	gnutls_priority_set_direct(p->tls, p->priority != NULL ? p->priority : "NORMAL", NULL);
	gnutls_credentials_set(p->tls, GNUTLS_CRD_CERTIFICATE, p->credentials);
	gnutls_transport_set_int(p->tls, p->fd);
	if (p->tickets) {
		gnutls_datum_t key;

		gnutls_session_ticket_key_generate(&key);
		gnutls_session_ticket_enable_server(p->tls, &key);
		gnutls_free(key.data);
	}
	do
		rc = gnutls_handshake(p->tls);
	while (rc == GNUTLS_E_AGAIN || rc == GNUTLS_E_INTERRUPTED);
	if (rc < 0)
		gnutls_alert_send_appropriate(p->tls, rc);
	return rc;
}
