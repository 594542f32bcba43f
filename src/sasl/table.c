#include "sasl/library.h"
#include "sasl/words.h"

/* In order of preference on a channel that may be told a password: what mail programs use first, in
 * one round trip; then what computes, the strongest first. Of both for a token the one that every
 * provider with OAuth offers. What takes no secret stands last: it is for those who have none. */
static const struct sasl_mechanism mechanisms[] = {
	{"PLAIN", SASL_PASSWORD, .reveals = true, .client_first = true, .words = 1,
	 .own = &words_plain},
	{"LOGIN", SASL_PASSWORD, .reveals = true, .words = 2, .own = &words_login},
	{"SCRAM-SHA-256-PLUS", SASL_PASSWORD, .client_first = true, .binds = true,
	 .must_prove = true, .slow = true, .library = true},
	{"SCRAM-SHA-256", SASL_PASSWORD, .client_first = true, .must_prove = true, .slow = true,
	 .library = true},
	{"SCRAM-SHA-1-PLUS", SASL_PASSWORD, .client_first = true, .binds = true, .must_prove = true,
	 .slow = true, .library = true},
	{"SCRAM-SHA-1", SASL_PASSWORD, .client_first = true, .must_prove = true, .slow = true,
	 .library = true},
	{"CRAM-MD5", SASL_PASSWORD, .words = 1, .library = true},
	{"DIGEST-MD5", SASL_PASSWORD, .words = 1, .library = true},
	/* its first words stand alone: servers answer the bare command with text */
	{"NTLM", SASL_PASSWORD, .words = 2, .library = true},
	{"XOAUTH2", SASL_TOKEN, .reveals = true, .client_first = true, .words = 1,
	 .own = &words_xoauth2},
	{"OAUTHBEARER", SASL_TOKEN, .reveals = true, .client_first = true, .words = 1,
	 .own = &words_oauthbearer},
	{"EXTERNAL", SASL_CERTIFICATE, .client_first = true, .words = 1, .own = &words_external},
	{"GSSAPI", SASL_TICKET, .client_first = true, .must_prove = true, .slow = true,
	 .library = true},
};

enum { MECHANISMS = sizeof(mechanisms) / sizeof(mechanisms[0]) };

const struct sasl_mechanism *sasl_at(size_t i)
{
	return i < MECHANISMS ? &mechanisms[i] : NULL;
}

const struct sasl_mechanism *sasl_find(const char *name)
{
	for (size_t i = 0; i < MECHANISMS; i++)
		if (text_casecmp(mechanisms[i].name, name) == 0)
			return &mechanisms[i];
	return NULL;
}

const char *sasl_missing(const struct sasl_mechanism *m)
{
	return m->library ? library_missing(m->name) : NULL;
}

static bool has_credential(const struct sasl_means *means, const struct sasl_mechanism *m)
{
	switch (m->takes) {
	case SASL_PASSWORD:
		return means->password && (!m->binds || means->binding);
	case SASL_TOKEN:
		return means->token;
	case SASL_CERTIFICATE:
		return means->certificate;
	case SASL_TICKET:
		return means->ticket;
	}
	return false;
}

static void add_those(struct arena *a, const struct list *offered, const struct sasl_means *means,
		      bool reveal, struct list *able)
{
	for (size_t i = 0; i < MECHANISMS; i++) {
		const struct sasl_mechanism *m = &mechanisms[i];

		if ((!means->guarded || m->reveals == reveal) && has_credential(means, m) &&
		    list_has_string(offered, m->name) && sasl_missing(m) == NULL)
			list_add_string(able, a, m->name);
	}
}

void sasl_able(struct arena *a, const struct list *offered, const struct sasl_means *means,
	       struct list *able)
{
	add_those(a, offered, means, false, able);
	if (means->guarded)
		add_those(a, offered, means, true, able);
}

const struct sasl_mechanism *sasl_choose(const struct list *able, const struct sasl_means *means,
					 const char **why)
{
	const struct string_item *best = (const struct string_item *)(const void *)able->first;

	if (best == NULL)
		return NULL;
	*why = able->n == 1 ? "only" : means->guarded ? "least-revealing" : "preferred";
	return sasl_find(best->s);
}
