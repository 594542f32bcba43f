/* Follow-ups with a hello made by hand: what a server wants that refused us, and SSL 3.0. */
#include "interpret/facts.h"
#include "interpret/verdict.h"

#include <string.h>

/* Which of them another hello could get past; a certificate or a name that is missing is told by
 * alerts of its own. */
static bool refused_what_we_offer(const struct stage *tls)
{
	static const char *const disagreements[] = {
		"GNUTLS_E_UNSUPPORTED_VERSION_PACKET", "GNUTLS_E_UNKNOWN_CIPHER_SUITE",
		"GNUTLS_E_NO_CIPHER_SUITES",	       "GNUTLS_E_NO_COMMON_KEY_SHARE",
		"GNUTLS_E_ECC_NO_SUPPORTED_CURVES",    "GNUTLS_E_ECC_UNSUPPORTED_CURVE",
		"GNUTLS_E_DH_PRIME_UNACCEPTABLE",      "GNUTLS_E_INSUFFICIENT_SECURITY",
		"GNUTLS_E_RECEIVED_ILLEGAL_PARAMETER", "GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM",
	};
	const struct tls_facts *t;

	if (!failed_with(tls, FAILURE_TLS) || tls->tls == NULL)
		return false;
	t = tls->tls;
	if (t->alert != NULL)
		return alert_is(t, ALERT_HANDSHAKE_FAILURE) ||
		       alert_is(t, ALERT_PROTOCOL_VERSION) ||
		       alert_is(t, ALERT_INSUFFICIENT_SECURITY);
	for (size_t i = 0; i < sizeof(disagreements) / sizeof(disagreements[0]); i++)
		if (tls_error_is(t, disagreements[i]))
			return true;
	return false;
}

/* One endpoint stands for the server: five connections are enough. */
void want_hellos(struct diagnosis *d)
{
	if (versions_probed(d->record, NULL))
		return;
	LIST_EACH (const struct session, s, &d->record->sessions) {
		if (is_primary(s) && port_unmet(d, s->port) &&
		    refused_what_we_offer(session_stage(s, STAGE_TLS))) {
			want(d, WANT_HELLOS, s);
			return;
		}
	}
}

/* Nobody who has left TLS 1.0 behind speaks SSL 3.0. */
static bool speaks_tls10(const struct session *s)
{
	const char *version = agreed_version(s);

	return version != NULL && strcmp(version, "TLS1.0") == 0;
}

static const struct session *primary_of(const struct record *r, const struct session *probe)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		if (is_primary(s) && same_endpoint(s, probe))
			return s;
	}
	return NULL;
}

static bool asked_for_ssl3(const struct record *r, const struct session *at)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		if (s->purpose == SESSION_TLS_VERSION && s->changed != NULL &&
		    strcmp(s->changed, "SSL3.0") == 0 && same_endpoint(s, at))
			return true;
	}
	return false;
}

/* Only once the versions were asked for, and where: one endpoint is enough for this, too. */
void want_ssl3(struct diagnosis *d)
{
	if (!versions_probed(d->record, NULL))
		return;
	LIST_EACH (const struct session, s, &d->record->sessions) {
		const struct session *at;

		if (s->purpose == SESSION_CONTROL || !speaks_tls10(s))
			continue;
		at = primary_of(d->record, s);
		if (at != NULL && !asked_for_ssl3(d->record, at))
			want(d, WANT_SSL3, at);
		return;
	}
}
