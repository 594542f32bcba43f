#include "config.h"

#include "sasl/library.h"

#ifdef HAVE_GSASL

#include "base/memory.h"
#include "sasl/libgsasl.h"
#include "sasl/ntlm.h"
#include "sasl/scram.h"
#include "base/base64.h"

#include <stdlib.h>
#include <string.h>

/* Which family: what its challenges look like. */
enum family { CRAM, DIGEST, SCRAM, NTLM, GSSAPI };

struct library_session {
	enum family family;
	Gsasl_session *gsasl;
	int steps; /* that the library has done */
	bool over, proved;
	bool refused; /* the server has said so itself: it waits for an empty line */
	int iterations;
	const char *binding;
};

/* Challenges of these are lines of a few hundred characters (RFC 2831: 2048). */
enum { LINE_MAX_OCTETS = 2048 };

/* ---- the library's memory ---- */

/* It frees what it has copied as it is: so the heap wipes, and then the stack is wiped. */
static void enter_library(void)
{
	mem_wipes_freed = true;
}

static void leave_library(void)
{
	mem_wipes_freed = false;
	mem_wipe_stack();
}

/* ---- beginning and end ---- */

const char *library_missing(const char *mechanism)
{
	const char *fault;
	const struct libgsasl *lib = libgsasl_open(&fault);

	if (lib == NULL)
		return fault;
	return lib->gsasl_client_support_p(lib->mechanisms, mechanism)
		       ? NULL
		       : "libgsasl was built without it: install another build of it";
}

const char *sasl_library_version(void)
{
	const char *fault;
	const struct libgsasl *lib = libgsasl_open(&fault);

	return lib != NULL ? lib->gsasl_check_version(NULL) : NULL;
}

static enum family family_of(const char *name)
{
	static const struct {
		const char *begin;
		enum family family;
	} families[] = {{"CRAM-", CRAM},
			{"DIGEST-", DIGEST},
			{"SCRAM-", SCRAM},
			{"NTLM", NTLM},
			{"GSSAPI", GSSAPI}};
	size_t i = 0;

	while (strncmp(name, families[i].begin, strlen(families[i].begin)) != 0)
		i++;
	return families[i].family;
}

static void set(const struct library_session *l, const struct libgsasl *lib,
		Gsasl_property property, const char *value)
{
	if (value != NULL)
		lib->gsasl_property_set(l->gsasl, property, value);
}

/* NULL, or the word for a name that the mechanism cannot carry. */
static const char *set_user(const struct library_session *l, const struct libgsasl *lib,
			    const struct sasl_identity *id)
{
	struct arena *a = arena_new();
	const char *user = id->user, *fault = NULL;

	if (l->family == NTLM && user != NULL)
		user = ntlm_user(a, user);
	if (user == NULL && l->family != GSSAPI)
		fault = "identity";
	else if (l->family != GSSAPI)
		set(l, lib, GSASL_AUTHID, user);
	arena_free(a);
	return fault;
}

/* Not given to those that do not bind: they would have to tell the server that they could (RFC 5802
 * section 6), and libgsasl 2.2.0 fails where it should say so. */
static void set_binding(struct library_session *l, const struct libgsasl *lib,
			const struct sasl_mechanism *m, const struct sasl_identity *id)
{
	struct buf text = {0};

	if (!m->binds || id->binding_name == NULL)
		return;
	base64_encode(&text, id->binding.p, id->binding.n);
	set(l, lib,
	    strcmp(id->binding_name, "tls-exporter") == 0 ? GSASL_CB_TLS_EXPORTER
							  : GSASL_CB_TLS_UNIQUE,
	    text.p);
	l->binding = id->binding_name;
	buf_free(&text);
}

static const char *set_identity(struct library_session *l, const struct libgsasl *lib,
				const struct sasl_mechanism *m, const struct sasl_identity *id)
{
	const char *fault = set_user(l, lib, id);

	set(l, lib, GSASL_AUTHZID, id->authzid);
	if (id->secret_len > 0)
		lib->gsasl_property_set_raw(l->gsasl, GSASL_PASSWORD, id->secret, id->secret_len);
	set(l, lib, GSASL_SERVICE, "smtp");
	set(l, lib, GSASL_HOSTNAME, id->host);
	set(l, lib, GSASL_QOP, "qop-auth");
	set_binding(l, lib, m, id);
	return m->binds && id->binding_name == NULL ? "no-binding" : fault;
}

struct library_session *library_begin(const struct sasl_mechanism *m,
				      const struct sasl_identity *id, const char **fault)
{
	const struct libgsasl *lib;
	struct library_session *l;
	const char *missing;

	*fault = "library";
	lib = libgsasl_open(&missing);
	if (lib == NULL)
		return NULL;
	l = mem_alloc(sizeof(*l));
	l->family = family_of(m->name);
	if (lib->gsasl_client_start(lib->mechanisms, m->name, &l->gsasl) != GSASL_OK) {
		free(l);
		return NULL;
	}
	enter_library();
	*fault = set_identity(l, lib, m, id);
	leave_library();
	return *fault == NULL ? l : library_end(l);
}

struct library_session *library_end(struct library_session *l)
{
	const char *fault;
	const struct libgsasl *lib = l != NULL ? libgsasl_open(&fault) : NULL;
	char *password;

	if (lib == NULL)
		return NULL;
	password = (char *)lib->gsasl_property_fast(l->gsasl, GSASL_PASSWORD);
	if (password != NULL) /* where the heap is not ours: a sanitizer's */
		mem_wipe(password, strlen(password));
	enter_library();
	lib->gsasl_finish(l->gsasl);
	leave_library();
	free(l);
	return NULL;
}

/* ---- challenges ---- */

static bool is_line(struct bytes c)
{
	return c.n > 0 && c.n <= LINE_MAX_OCTETS && memchr(c.p, '\0', c.n) == NULL;
}

static const char *look_at_scram(struct library_session *l, struct bytes challenge)
{
	if (l->steps == 1)
		return scram_first(challenge, &l->iterations);
	switch (l->steps == 2 ? scram_last(challenge) : SCRAM_NEITHER) {
	case SCRAM_PROOF:
		return NULL;
	case SCRAM_ERROR:
		l->refused = true;
		return NULL;
	default:
		return "challenge";
	}
}

const char *library_look(struct library_session *l, struct bytes challenge)
{
	bool first_words = l->steps == 0;

	if (l->over || l->refused)
		return "challenge";
	switch (l->family) {
	case CRAM:
	case DIGEST:
		return is_line(challenge) ? NULL : "challenge";
	case SCRAM:
		return first_words ? NULL : look_at_scram(l, challenge);
	case NTLM:
		return first_words || ntlm_sound(challenge) ? NULL : "challenge";
	case GSSAPI:
		return NULL; /* ASN.1, for a library that nobody can replace */
	}
	return "challenge";
}

/* ---- steps ---- */

/* Whether the last step was the one in which the server has to prove something. */
static bool judged_the_server(const struct library_session *l)
{
	return (l->family == SCRAM && l->steps == 2) || (l->family == DIGEST && l->steps == 1);
}

static const char *fault_of(const struct library_session *l, int rc)
{
	switch (rc) {
	case GSASL_OK:
	case GSASL_NEEDS_MORE:
		return NULL;
	case GSASL_AUTHENTICATION_ERROR:
		return judged_the_server(l) ? "server-signature" : "challenge";
	case GSASL_SASLPREP_ERROR:
		return "identity";
	case GSASL_GSSAPI_INIT_SEC_CONTEXT_ERROR:
		if (l->steps > 0)
			return "challenge";
		return libgsasl_has_ticket() ? "kerberos" : "no-ticket";
	case GSASL_MECHANISM_PARSE_ERROR:
	case GSASL_BASE64_ERROR:
	case GSASL_INTEGRITY_ERROR:
	case GSASL_GSSAPI_UNWRAP_ERROR:
		return "challenge";
	default:
		return "library";
	}
}

const char *library_step(struct library_session *l, struct bytes challenge, struct buf *answer)
{
	const char *ignored, *fault;
	const struct libgsasl *lib = libgsasl_open(&ignored);
	char *out = NULL;
	size_t n = 0;
	int rc;

	if (l->refused)
		return NULL;
	enter_library();
	rc = lib->gsasl_step(l->gsasl, challenge.p, challenge.n, &out, &n);
	fault = fault_of(l, rc);
	if (fault == NULL && n > 0)
		buf_add(answer, out, n);
	lib->gsasl_free(out);
	leave_library();
	l->over = rc == GSASL_OK;
	l->proved = rc == GSASL_OK && (judged_the_server(l) || l->family == GSSAPI);
	l->steps++;
	return fault;
}

/* ---- facts ---- */

int library_iterations(const struct library_session *l)
{
	return l->iterations;
}

bool library_proved(const struct library_session *l)
{
	return l->proved;
}

const char *library_binding(const struct library_session *l)
{
	return l->binding;
}

#else /* a build without it */

const char *library_missing(const char *mechanism)
{
	(void)mechanism;
	return "this build has no libgsasl: build it where libgsasl-dev is installed";
}

const char *sasl_library_version(void)
{
	return NULL;
}

struct library_session *library_begin(const struct sasl_mechanism *m,
				      const struct sasl_identity *id, const char **fault)
{
	(void)m;
	(void)id;
	*fault = "library";
	return NULL;
}

struct library_session *library_end(struct library_session *l)
{
	return l;
}

const char *library_look(struct library_session *l, struct bytes challenge)
{
	(void)l;
	(void)challenge;
	return "library";
}

const char *library_step(struct library_session *l, struct bytes challenge, struct buf *answer)
{
	(void)l;
	(void)challenge;
	(void)answer;
	return "library";
}

int library_iterations(const struct library_session *l)
{
	(void)l;
	return 0;
}

bool library_proved(const struct library_session *l)
{
	(void)l;
	return false;
}

const char *library_binding(const struct library_session *l)
{
	(void)l;
	return NULL;
}

#endif
