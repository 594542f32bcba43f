#include "net/tls_offer.h"

#include <stdio.h>

const char *const tls_version_names[] = {"any",	   "SSL3.0", "TLS1.0", "TLS1.1",
					 "TLS1.2", "TLS1.3", NULL};

enum { VERSIONS = TLS_1_3 + 1 };

/* LEGACY offers what NORMAL does, but does not refuse a server for a small prime or key. That is
 * judged afterwards: a refusal of ours would hide everything else that is to be said. */
#define BASE "LEGACY"

static struct tls_offer offers[VERSIONS][VERSIONS]; /* by min and max */

static void name_versions(struct tls_offer *o)
{
	const unsigned *list;
	int n = gnutls_priority_protocol_list(o->priority, &list);
	unsigned min = 0, max = 0;

	for (int i = 0; i < n; i++) {
		if (list[i] < GNUTLS_TLS1_0 || list[i] > GNUTLS_TLS1_3)
			continue; /* DTLS */
		min = min == 0 || list[i] < min ? list[i] : min;
		max = list[i] > max ? list[i] : max;
	}
	snprintf(o->versions, sizeof(o->versions), min == max ? "%s" : "%s-%s",
		 gnutls_protocol_get_name((gnutls_protocol_t)min),
		 gnutls_protocol_get_name((gnutls_protocol_t)max));
}

static void note_fault(struct tls_offer *o, int min, int max)
{
	const char *file = gnutls_get_system_config_file();

	if (min > max)
		snprintf(o->fault, sizeof(o->fault), "no TLS version is at least %s and at most %s",
			 tls_version_names[min], tls_version_names[max]);
	else if (max == SSL_3_0)
		snprintf(o->fault, sizeof(o->fault), "GnuTLS offers no SSL 3.0");
	else
		snprintf(o->fault, sizeof(o->fault),
			 min == max ? "the system's policy in %s forbids %s"
				    : "the system's policy in %s forbids %s to %s",
			 file, tls_version_names[min], tls_version_names[max]);
}

static void compile(struct tls_offer *o, int min, int max)
{
	char text[160];
	int n = snprintf(text, sizeof(text), "%s:-VERS-ALL", BASE);

	for (int v = max; v >= min; v--)
		n += snprintf(text + n, sizeof(text) - (size_t)n, ":+VERS-%s",
			      tls_version_names[v]);
	if (min <= max && gnutls_priority_init(&o->priority, text, NULL) >= 0) {
		name_versions(o);
		return;
	}
	o->priority = NULL;
	note_fault(o, min, max);
}

static void compile_all(void)
{
	for (int min = TLS_ANY; min < VERSIONS; min++)
		for (int max = TLS_ANY; max < VERSIONS; max++)
			compile(&offers[min][max], min == TLS_ANY ? TLS_1_0 : min,
				max == TLS_ANY ? TLS_1_3 : max);
}

const struct tls_offer *tls_offer(const struct tls_setup *setup)
{
	static uv_once_t once = UV_ONCE_INIT;

	uv_once(&once, compile_all);
	return &offers[setup->min][setup->max];
}

const char *tls_forbidden(const struct tls_setup *setup)
{
	const struct tls_offer *o = tls_offer(setup);

	return o->priority == NULL ? o->fault : NULL;
}
