/* A response proves something where a chain of four holds: it is one, it is about this certificate,
 * the certificate's issuer vouches for it, and it is of today. The first that does not hold is its
 * fault. */
#include "net/staple.h"

#include "net/certificate.h"
#include "net/tls_session.h"

#include <gnutls/gnutls.h>
#include <gnutls/ocsp.h>
#include <gnutls/x509.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define DAY_MS	  INT64_C(86400000)

enum {
	LEEWAY_MINUTES = 5, /* clocks of a responder and of its readers differ */
	ENDLESS_DAYS = 15,  /* how long one that tells no end is believed, as GnuTLS does */
};

/* Dates are judged apart: a wrong clock of ours must not make a good signature a bad one. */
static const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
			      GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS |
			      GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;

/* ---- certificates ---- */

/* By its key, not only by its name: a server could send an issuer of its own making. */
static gnutls_x509_crt_t issuer_of(gnutls_x509_crt_t crt, const struct tls_der *der, unsigned n,
				   const struct trust *trust, int64_t now)
{
	struct arena *scratch = arena_new();
	struct bytes known = tls_issuer(scratch, der, n, trust, now);
	gnutls_x509_crt_t issuer = NULL;

	if (known.n > 0)
		issuer = certificate_import(
			(struct tls_der){(const unsigned char *)known.p, (unsigned)known.n});
	arena_free(scratch);
	if (issuer != NULL && certificate_signed_by(crt, issuer))
		return issuer;
	certificate_release(issuer);
	return NULL;
}

/* ---- words ---- */

static const char *responder_fault(int status)
{
	switch (status) {
	case GNUTLS_OCSP_RESP_MALFORMEDREQUEST:
		return "malformed-request";
	case GNUTLS_OCSP_RESP_INTERNALERROR:
		return "internal-error";
	case GNUTLS_OCSP_RESP_TRYLATER:
		return "try-later";
	case GNUTLS_OCSP_RESP_SIGREQUIRED:
		return "signature-required";
	case GNUTLS_OCSP_RESP_UNAUTHORIZED:
		return "unauthorized";
	default:
		return status == GNUTLS_OCSP_RESP_SUCCESSFUL ? NULL : "malformed";
	}
}

/* RFC 5280 section 5.3.1 */
static const char *reason_word(unsigned reason)
{
	static const char *const words[] = {
		"unspecified",	 "keyCompromise",	 "cACompromise",    "affiliationChanged",
		"superseded",	 "cessationOfOperation", "certificateHold", NULL,
		"removeFromCRL", "privilegeWithdrawn",	 "aACompromise",
	};

	return reason < sizeof(words) / sizeof(words[0]) ? words[reason] : NULL;
}

static int64_t date(time_t t)
{
	return t == (time_t)-1 ? 0 : (int64_t)t * 1000;
}

/* ---- what it says ---- */

static void note_entry(struct staple *s, gnutls_ocsp_resp_t resp, unsigned i)
{
	time_t this_update = -1, next_update = -1, revoked_at = -1;
	unsigned status = GNUTLS_OCSP_CERT_UNKNOWN, reason = 0;

	if (gnutls_ocsp_resp_get_single(resp, i, NULL, NULL, NULL, NULL, &status, &this_update,
					&next_update, &revoked_at, &reason) < 0)
		return;
	s->produced = date(gnutls_ocsp_resp_get_produced(resp));
	s->this_update = date(this_update);
	s->next_update = date(next_update);
	s->status = status == GNUTLS_OCSP_CERT_GOOD	 ? STAPLE_GOOD
		    : status == GNUTLS_OCSP_CERT_REVOKED ? STAPLE_REVOKED
							 : STAPLE_UNKNOWN;
	if (s->status != STAPLE_REVOKED)
		return;
	s->revoked_at = date(revoked_at);
	s->reason = reason_word(reason);
}

/* One response may be about many certificates. */
static int entry_about(gnutls_ocsp_resp_t resp, gnutls_x509_crt_t crt)
{
	int rc = 0;

	for (int i = 0; i < STAPLE_ENTRIES_MAX && rc != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
	     i++) {
		rc = gnutls_ocsp_resp_check_crt(resp, (unsigned)i, crt);
		if (rc >= 0)
			return i;
	}
	return -1;
}

/* ---- who vouches for it ---- */

static bool signers_affordable(gnutls_ocsp_resp_t resp)
{
	gnutls_x509_crt_t *certs = NULL;
	size_t n = 0;
	bool all = true;

	if (gnutls_ocsp_resp_get_certs(resp, &certs, &n) < 0)
		return true; /* none are there: the issuer's own key is tried */
	for (size_t i = 0; i < n; i++) {
		all = all && certificate_key_affordable(certs[i]);
		gnutls_x509_crt_deinit(certs[i]);
	}
	gnutls_free(certs);
	return all;
}

/* 0: the issuer, or a certificate that it has made for signing responses. */
static unsigned signature_faults(gnutls_ocsp_resp_t resp, gnutls_x509_crt_t issuer, unsigned how)
{
	unsigned faults = 0;

	if (gnutls_ocsp_resp_verify_direct(resp, issuer, &faults, how) < 0)
		return GNUTLS_OCSP_VERIFY_SIGNATURE_FAILURE;
	return faults;
}

static const char *signature_fault(gnutls_ocsp_resp_t resp, gnutls_x509_crt_t issuer)
{
	unsigned faults;

	if (issuer == NULL)
		return "issuer-unknown";
	if (!signers_affordable(resp))
		return "signature";
	faults = signature_faults(resp, issuer, flags);
	if (faults & GNUTLS_OCSP_VERIFY_SIGNER_KEYUSAGE_ERROR)
		return "signer-not-appointed";
	return faults != 0 ? "signature" : NULL;
}

/* The responder's own certificate is as old as any. */
static bool signer_in_time(gnutls_ocsp_resp_t resp, gnutls_x509_crt_t issuer)
{
	const unsigned dates =
		GNUTLS_OCSP_VERIFY_CERT_NOT_ACTIVATED | GNUTLS_OCSP_VERIFY_CERT_EXPIRED;

	return (signature_faults(resp, issuer, GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1) & dates) == 0;
}

/* ---- its time ---- */

static bool in_time(const struct staple *s, int64_t now)
{
	const int64_t leeway = LEEWAY_MINUTES * MINUTE_MS;
	int64_t end = s->next_update != 0 ? s->next_update : s->this_update + ENDLESS_DAYS * DAY_MS;

	return s->this_update <= now + leeway && now <= end + leeway;
}

/* That a certificate was revoked does not grow old, unless it was only put on hold. */
static bool outlives_its_time(const struct staple *s)
{
	return s->status == STAPLE_REVOKED &&
	       (s->reason == NULL || (strcmp(s->reason, "certificateHold") != 0 &&
				      strcmp(s->reason, "removeFromCRL") != 0));
}

/* ---- all four ---- */

static const char *fault_of(struct staple *s, gnutls_ocsp_resp_t resp, gnutls_x509_crt_t crt,
			    gnutls_x509_crt_t issuer, int64_t now)
{
	const char *fault = responder_fault(gnutls_ocsp_resp_get_status(resp));
	int entry = fault == NULL ? entry_about(resp, crt) : -1;

	if (fault != NULL)
		return fault;
	if (entry < 0)
		return gnutls_ocsp_resp_get_single(resp, 0, NULL, NULL, NULL, NULL, NULL, NULL,
						   NULL, NULL, NULL) < 0
			       ? "malformed"
			       : "other-certificate";
	note_entry(s, resp, (unsigned)entry);
	fault = signature_fault(resp, issuer);
	if (fault != NULL)
		return fault;
	if (!in_time(s, now) && !outlives_its_time(s))
		return "out-of-date";
	return signer_in_time(resp, issuer) || outlives_its_time(s) ? NULL : "signer-out-of-date";
}

static const char *read_response(struct staple *s, struct tls_der response, gnutls_x509_crt_t crt,
				 gnutls_x509_crt_t issuer, int64_t now)
{
	gnutls_datum_t d = {(unsigned char *)response.data, response.size};
	gnutls_ocsp_resp_t resp;
	const char *fault = "malformed";

	if (gnutls_ocsp_resp_init(&resp) < 0)
		return fault;
	if (gnutls_ocsp_resp_import(resp, &d) >= 0)
		fault = fault_of(s, resp, crt, issuer, now);
	gnutls_ocsp_resp_deinit(resp);
	return fault;
}

struct staple *staple_judge(struct arena *a, struct tls_der response, const struct tls_der *der,
			    unsigned n, const struct trust *trust, int64_t now)
{
	struct staple *s;
	gnutls_x509_crt_t crt, issuer;

	if (response.size == 0)
		return NULL;
	s = ARENA_NEW(a, struct staple);
	crt = n > 0 ? certificate_import(der[0]) : NULL;
	if (response.size > STAPLE_SIZE_MAX) {
		s->fault = "too-long";
	} else if (crt == NULL) {
		s->fault = "other-certificate";
	} else {
		issuer = issuer_of(crt, der, n, trust, now);
		s->fault = read_response(s, response, crt, issuer, now);
		certificate_release(issuer);
	}
	certificate_release(crt);
	if (s->fault != NULL)
		s->status = STAPLE_INVALID;
	return s;
}
