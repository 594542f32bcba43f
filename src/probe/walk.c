#include "probe/stage.h"

#include <string.h>

/* Without STARTTLS no secret is sent, but who has none still learns what the server says to a MAIL
 * in the clear; after a bad certificate the capabilities are worth seeing. Neither channel counts
 * as verified. */
static const struct step starttls_walk[] = {
	{&stage_tcp, STAGE_QUIT},	{&stage_banner, STAGE_QUIT},
	{&stage_ehlo, STAGE_QUIT},	{&stage_starttls, STAGE_AUTH},
	{&stage_tls, STAGE_EHLO_AGAIN}, {&stage_ehlo_again, STAGE_QUIT},
	{&stage_auth, STAGE_QUIT},	{&stage_envelope, STAGE_QUIT},
	{&stage_quit, STAGE_COUNT},	{NULL, STAGE_QUIT},
};

static const struct step implicit_walk[] = {
	{&stage_tcp, STAGE_QUIT},   {&stage_tls, STAGE_BANNER}, {&stage_banner, STAGE_QUIT},
	{&stage_ehlo, STAGE_QUIT},  {&stage_auth, STAGE_QUIT},	{&stage_envelope, STAGE_QUIT},
	{&stage_quit, STAGE_COUNT}, {NULL, STAGE_QUIT},
};

static const struct step plain_walk[] = {
	{&stage_tcp, STAGE_QUIT},  {&stage_banner, STAGE_QUIT},	  {&stage_ehlo, STAGE_QUIT},
	{&stage_auth, STAGE_QUIT}, {&stage_envelope, STAGE_QUIT}, {&stage_quit, STAGE_COUNT},
	{NULL, STAGE_QUIT},
};

static const struct step starttls_version_walk[] = {
	{&stage_tcp, STAGE_QUIT},  {&stage_banner, STAGE_QUIT},
	{&stage_ehlo, STAGE_QUIT}, {&stage_starttls, STAGE_QUIT},
	{&stage_tls, STAGE_QUIT},  {&stage_quit, STAGE_COUNT},
	{NULL, STAGE_QUIT},
};

/* The greeting is waited for: who leaves before it has not said QUIT, and stands in the log. */
static const struct step implicit_version_walk[] = {
	{&stage_tcp, STAGE_QUIT},   {&stage_tls, STAGE_QUIT}, {&stage_banner, STAGE_QUIT},
	{&stage_quit, STAGE_COUNT}, {NULL, STAGE_QUIT},
};

/* Nothing can be said in what was only asked for. */
static const struct step starttls_hello_walk[] = {
	{&stage_tcp, STAGE_QUIT},    {&stage_banner, STAGE_QUIT},
	{&stage_ehlo, STAGE_QUIT},   {&stage_starttls, STAGE_QUIT},
	{&stage_hello, STAGE_COUNT}, {&stage_quit, STAGE_COUNT},
	{NULL, STAGE_QUIT},
};

static const struct step implicit_hello_walk[] = {
	{&stage_tcp, STAGE_COUNT},
	{&stage_hello, STAGE_COUNT},
	{NULL, STAGE_QUIT},
};

/* To say a long line at the end, and in the same channel as the one that was lost. */
static const struct step starttls_noop_walk[] = {
	{&stage_tcp, STAGE_QUIT},      {&stage_banner, STAGE_QUIT}, {&stage_ehlo, STAGE_QUIT},
	{&stage_starttls, STAGE_QUIT}, {&stage_tls, STAGE_QUIT},    {&stage_ehlo_again, STAGE_QUIT},
	{&stage_noop, STAGE_QUIT},     {&stage_quit, STAGE_COUNT},  {NULL, STAGE_QUIT},
};

static const struct step implicit_noop_walk[] = {
	{&stage_tcp, STAGE_QUIT},  {&stage_tls, STAGE_QUIT},  {&stage_banner, STAGE_QUIT},
	{&stage_ehlo, STAGE_QUIT}, {&stage_noop, STAGE_QUIT}, {&stage_quit, STAGE_COUNT},
	{NULL, STAGE_QUIT},
};

static const struct step plain_noop_walk[] = {
	{&stage_tcp, STAGE_QUIT},  {&stage_banner, STAGE_QUIT}, {&stage_ehlo, STAGE_QUIT},
	{&stage_noop, STAGE_QUIT}, {&stage_quit, STAGE_COUNT},	{NULL, STAGE_QUIT},
};

/* What a server should not do, and no client of good manners asks for: take MAIL in clear, and obey
 * in TLS what came before it. A bad certificate changes nothing about that. */
static const struct step injection_walk[] = {
	{&stage_tcp, STAGE_QUIT},	   {&stage_banner, STAGE_QUIT},	  {&stage_ehlo, STAGE_QUIT},
	{&stage_envelope, STAGE_STARTTLS}, {&stage_starttls, STAGE_QUIT}, {&stage_tls, STAGE_NOOP},
	{&stage_injection, STAGE_QUIT},	   {&stage_quit, STAGE_COUNT},	  {NULL, STAGE_QUIT},
};

static const struct step reach_walk[] = {
	{&stage_tcp, STAGE_QUIT},
	{NULL, STAGE_QUIT},
};

/* What strangers say of themselves: greeting and certificate. */
static const struct step implicit_control_walk[] = {
	{&stage_tcp, STAGE_QUIT},   {&stage_tls, STAGE_BANNER}, {&stage_banner, STAGE_QUIT},
	{&stage_quit, STAGE_COUNT}, {NULL, STAGE_QUIT},
};

static const struct step plain_control_walk[] = {
	{&stage_tcp, STAGE_QUIT},
	{&stage_banner, STAGE_QUIT},
	{&stage_quit, STAGE_COUNT},
	{NULL, STAGE_QUIT},
};

static const struct step *const walks[] = {
	[TLS_MODE_STARTTLS] = starttls_walk,
	[TLS_MODE_IMPLICIT] = implicit_walk,
	[TLS_MODE_NONE] = plain_walk,
};

/* A login and no envelope: the first session had that. */
static const struct step starttls_auth_walk[] = {
	{&stage_tcp, STAGE_QUIT},      {&stage_banner, STAGE_QUIT}, {&stage_ehlo, STAGE_QUIT},
	{&stage_starttls, STAGE_QUIT}, {&stage_tls, STAGE_QUIT},    {&stage_ehlo_again, STAGE_QUIT},
	{&stage_auth, STAGE_QUIT},     {&stage_quit, STAGE_COUNT},  {NULL, STAGE_QUIT},
};

static const struct step implicit_auth_walk[] = {
	{&stage_tcp, STAGE_QUIT},  {&stage_tls, STAGE_QUIT},  {&stage_banner, STAGE_QUIT},
	{&stage_ehlo, STAGE_QUIT}, {&stage_auth, STAGE_QUIT}, {&stage_quit, STAGE_COUNT},
	{NULL, STAGE_QUIT},
};

static const struct step plain_auth_walk[] = {
	{&stage_tcp, STAGE_QUIT},  {&stage_banner, STAGE_QUIT}, {&stage_ehlo, STAGE_QUIT},
	{&stage_auth, STAGE_QUIT}, {&stage_quit, STAGE_COUNT},	{NULL, STAGE_QUIT},
};

static const struct step *const auth_walks[] = {
	[TLS_MODE_STARTTLS] = starttls_auth_walk,
	[TLS_MODE_IMPLICIT] = implicit_auth_walk,
	[TLS_MODE_NONE] = plain_auth_walk,
};

/* TLS is all that they are for. */
static const struct step *const version_walks[] = {
	[TLS_MODE_STARTTLS] = starttls_version_walk,
	[TLS_MODE_IMPLICIT] = implicit_version_walk,
	[TLS_MODE_NONE] = plain_walk,
};

static const struct step *const hello_walks[] = {
	[TLS_MODE_STARTTLS] = starttls_hello_walk,
	[TLS_MODE_IMPLICIT] = implicit_hello_walk,
	[TLS_MODE_NONE] = plain_walk,
};

static const struct step *const noop_walks[] = {
	[TLS_MODE_STARTTLS] = starttls_noop_walk,
	[TLS_MODE_IMPLICIT] = implicit_noop_walk,
	[TLS_MODE_NONE] = plain_noop_walk,
};

static const struct step *const control_walks[] = {
	[TLS_MODE_STARTTLS] = starttls_version_walk, /* goes as far */
	[TLS_MODE_IMPLICIT] = implicit_control_walk,
	[TLS_MODE_NONE] = plain_control_walk,
};

static const struct step *const *const walks_of[] = {
	[SESSION_PRIMARY] = walks,
	[SESSION_TLS_VERSION] = version_walks,
	[SESSION_RETRY] = walks,
	[SESSION_CONTROL] = control_walks,
	[SESSION_TLS_SUITES] = hello_walks,
	[SESSION_AUTH] = auth_walks,
};

static const struct step *direct_walk(const struct endpoint *ep, enum stage_id until)
{
	bool tls_only = ep->starttls_anyway || ep->sni != NULL;
	enum session_purpose like = tls_only ? SESSION_TLS_VERSION : ep->purpose;

	if (until <= STAGE_PROXY || ep->connect_only)
		return reach_walk;
	if (ep->injection)
		return injection_walk;
	if (ep->noop > 0)
		return noop_walks[ep->mode];
	if (ep->by_hand)
		return hello_walks[ep->mode];
	return walks_of[like][ep->mode];
}

static const struct step *with_step(struct arena *a, const struct step *walk, enum stage_id behind,
				    struct step step)
{
	size_t n = (size_t)(walk_find(walk, STAGE_COUNT) - walk) + 1;
	size_t at = (size_t)(walk_find(walk, behind) - walk) + 1;
	struct step *longer = arena_alloc(a, (n + 1) * sizeof(*longer));

	memcpy(longer, walk, at * sizeof(*longer));
	longer[at] = step;
	memcpy(longer + at + 1, walk + at, (n - at) * sizeof(*longer));
	return longer;
}

/* The proxy comes right behind tcp, which leads to it only. Whom it does not connect to is not said
 * good-bye to. */
static const struct step *through_proxy(struct arena *a, const struct step *walk)
{
	return with_step(a, walk, STAGE_TCP, (struct step){&stage_proxy, STAGE_COUNT});
}

/* Only sessions of the first round that may log in have an envelope of their own, and a message. */
static bool may_send(const struct endpoint *ep, const struct step *walk)
{
	return ep->purpose == SESSION_PRIMARY && ep->login && !ep->injection &&
	       walk_find(walk, STAGE_ENVELOPE)->kind != NULL;
}

static const struct step *with_message(struct arena *a, const struct step *walk)
{
	return with_step(a, walk, STAGE_ENVELOPE, (struct step){&stage_message, STAGE_QUIT});
}

const struct step *walk_for(struct arena *a, const struct endpoint *ep, enum stage_id until,
			    const struct settings *set)
{
	const struct step *walk = direct_walk(ep, until);

	if (set->send && may_send(ep, walk))
		walk = with_message(a, walk);
	return set->proxy.url.kind != PROXY_NONE ? through_proxy(a, walk) : walk;
}

const struct step *walk_find(const struct step *walk, enum stage_id id)
{
	while (walk->kind != NULL && walk->kind->id != id)
		walk++;
	return walk;
}

const struct step *walk_last(const struct step *walk, enum stage_id id)
{
	const struct step *last = walk;

	for (; walk->kind != NULL; walk++) {
		if (walk->kind->id == id)
			return walk;
		if (walk->kind->id < id)
			last = walk;
	}
	return last;
}
