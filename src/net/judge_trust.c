/* GnuTLS decides whether a path holds. Its status says "issuer unknown" of most that may be wrong
 * with one, and so each step is looked at once more. */
#include "net/judge_trust.h"

#include "net/cert_extensions.h"
#include "net/certificate.h"

#include <stdlib.h>
#include <string.h>

/* One step: `of` was issued by `by`. */
struct step {
	const struct certpath *path;
	const struct chain *chain;
	unsigned below; /* certificates between `by` and the server's */
	const struct member *of;
	gnutls_x509_crt_t by;
	const struct certificate *facts; /* of `by`; NULL: an anchor, whose say is its owner's */
	struct arena *arena;
};

static const struct member *member_at(const struct certpath *p, const struct chain *c, unsigned i)
{
	return &c->of[p->at[i]];
}

/* ---- what breaks a step ---- */

static bool signature(const struct step *s)
{
	return !certificate_signed_by(s->of->crt, s->by);
}

static bool issuer_not_ca(const struct step *s)
{
	return s->facts != NULL && !s->facts->ca;
}

static bool issuer_key_usage(const struct step *s)
{
	return s->facts != NULL && s->facts->key_usage.n > 0 &&
	       !list_has_string(&s->facts->key_usage, "keyCertSign");
}

static bool path_length(const struct step *s)
{
	unsigned ca = 0;
	int length = -1;

	return gnutls_x509_crt_get_basic_constraints(s->by, NULL, &ca, &length) >= 0 &&
	       length >= 0 && (unsigned)length < s->below;
}

static bool purpose(const struct step *s)
{
	return s->facts != NULL && s->facts->purposes.n > 0 &&
	       !list_has_string(&s->facts->purposes, "serverAuth") &&
	       !list_has_string(&s->facts->purposes, "anyExtendedKeyUsage");
}

static bool critical(const struct step *s)
{
	return cert_unknown_critical(s->arena, s->of->der) != NULL;
}

/* The first that holds is told: each makes those behind it moot. Names (name constraints) are left
 * to GnuTLS, whose word for them is that for these lengths and rights, too. */
static const struct {
	bool (*holds)(const struct step *s);
	const char *word;
} faults[] = {
	{signature, "signature"},
	{issuer_not_ca, "issuer-not-ca"},
	{issuer_key_usage, "issuer-key-usage"},
	{path_length, "path-length"},
	{purpose, "purpose"},
	{critical, "critical"},
};

/* ---- the steps ---- */

/* The step from the i-th of the path; false: nobody is there who could have issued it. */
static bool step_from(struct step *s, unsigned i)
{
	const struct certpath *p = s->path;
	const struct member *next = i + 1 < p->n ? member_at(p, s->chain, i + 1) : NULL;

	s->of = member_at(p, s->chain, i);
	s->below = i;
	s->facts = next != NULL ? next->facts : NULL;
	s->by = next != NULL ? next->crt : p->anchor;
	return s->by != NULL;
}

static bool any_step(struct arena *a, const struct certpath *p, const struct chain *c,
		     bool (*holds)(const struct step *s))
{
	struct step s = {.path = p, .chain = c, .arena = a};

	for (unsigned i = 0; i < p->n; i++)
		if (step_from(&s, i) && holds(&s))
			return true;
	return false;
}

static const char *broken_step(struct arena *a, const struct certpath *p, const struct chain *c)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (any_step(a, p, c, faults[i].holds))
			return faults[i].word;
	return NULL;
}

/* ---- no anchor ---- */

/* A root that was made anew has its old name and another key. */
static bool other_key(const struct certpath *p, const struct chain *c,
		      const struct anchors *anchors)
{
	return anchors_named(anchors, member_at(p, c, p->n - 1)->crt);
}

static const char *unreached(struct arena *a, const struct certpath *p, const struct chain *c,
			     const struct anchors *anchors)
{
	if (p->n == 0)
		return "unreadable";
	if (any_step(a, p, c, signature))
		return "signature";
	if (p->too_long)
		return "too-long";
	if (other_key(p, c, anchors))
		return "other-key";
	return c->readable ? "unknown-issuer" : "unreadable";
}

/* ---- the library's say ---- */

/* The purpose of the server's certificate is judged apart. */
static unsigned verify(const struct certpath *p, const struct chain *c,
		       const struct anchors *anchors)
{
	gnutls_x509_crt_t crts[PATH_MAX_LENGTH];
	unsigned status = 0;

	for (unsigned i = 0; i < p->n; i++)
		crts[i] = member_at(p, c, i)->crt;
	if (gnutls_x509_trust_list_verify_crt2(anchors_list(anchors), crts, p->n, NULL, 0,
					       CERTIFICATE_VERIFY_FLAGS, &status, NULL) < 0)
		return GNUTLS_CERT_INVALID;
	return status;
}

static const char *word_of_status(unsigned status)
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = {
		{GNUTLS_CERT_SIGNATURE_FAILURE, "signature"},
		{GNUTLS_CERT_SIGNER_NOT_CA, "issuer-not-ca"},
		{GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, "constraints"},
		{GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, "critical"},
		{GNUTLS_CERT_PURPOSE_MISMATCH, "purpose"},
		{GNUTLS_CERT_INSECURE_ALGORITHM, "algorithm"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (status & words[i].bit)
			return words[i].word;
	return "unknown-issuer";
}

const char *certpath_fault(struct arena *a, const struct certpath *p, const struct chain *c,
			   const struct anchors *anchors)
{
	unsigned status;
	const char *word;

	if (!p->reached)
		return unreached(a, p, c, anchors);
	status = verify(p, c, anchors);
	if (status == 0) /* it does not ask for the purposes of authorities */
		return any_step(a, p, c, purpose) ? "purpose" : NULL;
	word = broken_step(a, p, c);
	return word != NULL ? word : word_of_status(status);
}
