/* clients.h - what an endpoint's TLS means to old and to strict clients, and to policies */
#ifndef SMTPSCOPE_INTERPRET_CLIENTS_H
#define SMTPSCOPE_INTERPRET_CLIENTS_H

#include "interpret/tls_picture.h"
#include "know/tls_client.h"
#include "know/tls_policy.h"

enum client_answer { CLIENT_UNKNOWN, CLIENT_CAN, CLIENT_CANNOT };

struct client_seen {
	struct item item;
	const struct tls_client *client;
	enum client_answer answer;
	const char *why; /* of CLIENT_CANNOT: "TLS1.0 at best"; of CLIENT_UNKNOWN: what is open */
};

/* Of struct client_seen: all classes of clients that we know, and whether they can connect to what
 * was seen. */
struct list clients_of(struct arena *a, const struct knowledge *k, const struct record *r,
		       const struct tls_picture *p);

/* "Windows XP, Java 6 (TLS1.0 at best); RHEL 8 (TLS1.2 at least)"; NULL: none. */
const char *clients_with(struct arena *a, const struct list *clients, enum client_answer answer);

/* "RFC 8996 (2021-03), PCI DSS (card payments, 2018-06)": who is against serving that version to
 * clients of `provider` (an id, or NULL); NULL: nobody. */
const char *policies_against(struct arena *a, const struct knowledge *k, const char *provider,
			     const char *version, enum policy_force force);

#endif
