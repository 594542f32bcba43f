/* What can be wrong with a token, as one table: what must hold, and what it means before a server
 * was asked. A server that is not known may take what it likes; only form and dates count there. */
#include "interpret/token_judge.h"

#include "know/provider.h"

#include <string.h>

#define SKEW_MS INT64_C(300000) /* five minutes: what servers usually forgive */

/* ---- what it is ---- */

static bool is(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool begins(const char *s, const char *with)
{
	return s != NULL && strncmp(s, with, strlen(with)) == 0;
}

bool token_is_readable(const struct token_facts *f)
{
	return f->form == TOKEN_JWT;
}

/* Microsoft's tokens need not say so; then nobody is named, and subject and object are one. */
bool token_is_of_app(const struct token_facts *f)
{
	if (!token_is_readable(f) || f->scopes.n > 0)
		return false;
	if (f->identity != NULL)
		return is(f->identity, "app");
	return f->roles.n > 0 || (f->user == NULL && is(f->subject, f->object));
}

bool token_is_of_user(const struct token_facts *f)
{
	return token_is_readable(f) && !is(f->identity, "app") &&
	       (f->scopes.n > 0 || f->user != NULL);
}

/* ---- whose it is ---- */

/* But for the slash at their ends. */
static bool same_audience(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	while (n > 0 && a[n - 1] == '/')
		n--;
	while (m > 0 && b[m - 1] == '/')
		m--;
	return n == m && bytes_begins((struct bytes){(char *)a, n}, b);
}

static bool knows_audience(const struct token_service *s, const struct token_facts *f)
{
	LIST_EACH (const struct string_item, aud, &f->audiences)
		LIST_EACH (const struct string_item, own, &s->audiences)
			if (same_audience(aud->s, own->s))
				return true;
	return false;
}

static const struct service_stranger *stranger_of(const struct token_service *s,
						  const struct token_facts *f)
{
	LIST_EACH (const struct string_item, aud, &f->audiences)
		LIST_EACH (const struct service_stranger, st, &s->strangers)
			if (same_audience(aud->s, st->audience))
				return st;
	return NULL;
}

static bool knows_issuer(const struct token_service *s, const struct token_facts *f)
{
	LIST_EACH (const struct string_item, own, &s->issuers)
		if (begins(f->issuer, own->s))
			return true;
	return false;
}

static bool knows_beginning(const struct token_service *s, const struct token_facts *f)
{
	return s->opaque != NULL && begins(f->like, s->opaque);
}

/* Whoever knows the audience is nearer than who knows the issuer, or a name of another service. */
static const struct token_service *maker_of(const struct knowledge *k, const struct token_facts *f)
{
	static bool (*const known[])(const struct token_service *s, const struct token_facts *f) = {
		knows_audience, knows_beginning, knows_issuer};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		LIST_EACH (const struct token_service, s, token_services(k))
			if (known[i](s, f))
				return s;
	LIST_EACH (const struct token_service, s, token_services(k))
		if (stranger_of(s, f) != NULL)
			return s;
	return NULL;
}

const struct token_service *token_service_of(const struct knowledge *k, const char *provider,
					     const struct token_facts *f)
{
	if (provider != NULL)
		return token_service_find(k, provider);
	return f == NULL ? NULL : maker_of(k, f);
}

const char *token_audience_name(const struct token_service *s, const struct token_facts *f)
{
	const struct string_item *first = (const void *)f->audiences.first;
	const struct service_stranger *st = s == NULL ? NULL : stranger_of(s, f);

	if (st != NULL)
		return st->name;
	return first == NULL ? NULL : first->s;
}

/* ---- form ---- */

static bool fault_is(const struct token_sight *s, const char *fault)
{
	return is(s->facts->fault, fault);
}

static bool is_absent(const struct token_sight *s)
{
	return fault_is(s, "absent");
}

static bool is_wrapped(const struct token_sight *s)
{
	return s->as_given && s->facts->wrapped != NULL;
}

/* One that is larger than we read may be whole. */
static bool is_broken(const struct token_sight *s)
{
	return s->facts->form == TOKEN_BROKEN && !fault_is(s, "size");
}

static bool is_signature_odd(const struct token_sight *s)
{
	return fault_is(s, "signature");
}

static bool likes(const struct token_sight *s, const char *end)
{
	const char *like = s->facts->like, *dash = like == NULL ? NULL : strrchr(like, '-');

	return dash != NULL && strcmp(dash, end) == 0;
}

static bool is_refresh_token(const struct token_sight *s)
{
	return likes(s, "-refresh");
}

static bool is_client_secret(const struct token_sight *s)
{
	return likes(s, "-secret");
}

static bool is_code(const struct token_sight *s)
{
	return likes(s, "-code");
}

/* What its maker signed itself, to be shown to the token service for a token. */
static bool is_assertion(const struct token_sight *s)
{
	LIST_EACH (const struct string_item, aud, &s->facts->audiences)
		if (begins(aud->s, "https://") && text_has_suffix(aud->s, "/token"))
			return true;
	return false;
}

/* Its audience is the app itself, whose id is all that it says of an app (OpenID Connect Core, 2).
 */
static bool is_for_the_app(const struct token_facts *f)
{
	LIST_EACH (const struct string_item, aud, &f->audiences)
		if ((f->app != NULL && strcmp(aud->s, f->app) == 0) ||
		    text_has_suffix(aud->s, ".apps.googleusercontent.com"))
			return true;
	return false;
}

static bool is_id_token(const struct token_sight *s)
{
	const struct token_facts *f = s->facts;

	return token_is_readable(f) && f->scopes.n == 0 && f->roles.n == 0 &&
	       (f->nonce || is_for_the_app(f));
}

/* ---- for whose servers ---- */

static const struct token_service *other_maker(const struct token_sight *s)
{
	const struct token_service *m = s->service == NULL ? NULL : maker_of(s->know, s->facts);

	return m == s->service ? NULL : m;
}

static bool readable_for(const struct token_sight *s)
{
	return s->service != NULL && token_is_readable(s->facts);
}

static bool audience_fits(const struct token_sight *s)
{
	return s->service->audiences.n == 0 || s->facts->audiences.n == 0 ||
	       knows_audience(s->service, s->facts);
}

static bool is_for_stranger(const struct token_sight *s)
{
	return readable_for(s) && !knows_audience(s->service, s->facts) &&
	       stranger_of(s->service, s->facts) != NULL;
}

/* Personal and work accounts are of one maker: the same host gives out their tokens. */
static bool same_family(const struct token_service *a, const struct token_service *b)
{
	size_t n;

	if (!begins(a->token, "https://"))
		return false;
	n = strcspn(a->token + strlen("https://"), "/") + strlen("https://");
	return begins(b->token, "https://") && strncmp(a->token, b->token, n) == 0;
}

static bool is_of_other_maker(const struct token_sight *s)
{
	const struct token_service *m = other_maker(s);

	if (m == NULL || same_family(m, s->service))
		return false;
	return !token_is_readable(s->facts) || s->service->opaque != NULL || !audience_fits(s);
}

/* Tokens of personal accounts cannot be read, those of work accounts can. */
static bool is_of_other_kind(const struct token_sight *s)
{
	const struct token_service *m = other_maker(s);

	return m != NULL && same_family(m, s->service) &&
	       (s->service->opaque != NULL) != (m->opaque != NULL);
}

static bool is_own_mailbox(const struct provider *p, const char *user)
{
	const char *at = user == NULL ? NULL : strrchr(user, '@');

	return p != NULL && at != NULL && list_has_string(&p->mailbox_domains, at + 1);
}

/* Some servers of work accounts take personal ones, too. */
static bool is_personal_at_work(const struct token_sight *s)
{
	const struct token_service *m = other_maker(s);

	if (!is_of_other_kind(s) || m->opaque == NULL)
		return false;
	LIST_EACH (const struct string_item, id, &m->providers)
		if (is_own_mailbox(provider_by_id(s->know, id->s), s->user))
			return false;
	return true;
}

static bool is_work_at_personal(const struct token_sight *s)
{
	return is_of_other_kind(s) && s->service->opaque != NULL;
}

static bool is_for_unknown(const struct token_sight *s)
{
	return readable_for(s) && !audience_fits(s);
}

static bool is_of_other_issuer(const struct token_sight *s)
{
	return readable_for(s) && s->service->issuers.n > 0 && s->facts->issuer != NULL &&
	       !knows_issuer(s->service, s->facts);
}

/* ---- with which rights ---- */

static bool lacks_user_scope(const struct token_sight *s)
{
	return readable_for(s) && s->service->user_scope != NULL && token_is_of_user(s->facts) &&
	       !list_has_string(&s->facts->scopes, s->service->user_scope);
}

static bool has_app_role(const struct token_sight *s)
{
	return s->service->app_role != NULL &&
	       list_has_string(&s->facts->roles, s->service->app_role);
}

static bool has_role_for_scope(const struct token_sight *s)
{
	return lacks_user_scope(s) && has_app_role(s);
}

/* Those of a Microsoft app may stand in Exchange alone (RBAC for applications). */
static bool lacks_app_role(const struct token_sight *s)
{
	return readable_for(s) && s->service->app_role != NULL && token_is_of_app(s->facts) &&
	       !has_app_role(s);
}

static bool has_word(const char *words, const char *word, size_t n)
{
	for (; *words != '\0'; words += strspn(words, " ")) {
		size_t m = strcspn(words, " ");

		if (m == n && strncmp(words, word, n) == 0)
			return true;
		words += m;
	}
	return false;
}

/* A service says which scopes it granted where they are not those asked for (RFC 6749, 5.1). The
 * first of ours is the one for mail. */
static bool was_granted_less(const struct token_sight *s)
{
	const struct service_grant *g;

	if (s->service == NULL || s->asked == NULL || s->asked->granted == NULL ||
	    token_is_readable(s->facts))
		return false;
	g = service_grant_of(s->service, s->asked->grant);
	return g != NULL && !has_word(s->asked->granted, g->scope, strcspn(g->scope, " "));
}

/* ---- for whom ---- */

static const char *domain_of(const char *user)
{
	const char *at = strrchr(user, '@');

	return at == NULL ? NULL : at + 1;
}

static bool is_for_other_user(const struct token_sight *s)
{
	return token_is_of_user(s->facts) && s->facts->user != NULL && s->user != NULL &&
	       text_casecmp(s->facts->user, s->user) != 0;
}

static bool is_for_other_domain(const struct token_sight *s)
{
	const char *a, *b;

	if (!is_for_other_user(s))
		return false;
	a = domain_of(s->facts->user);
	b = domain_of(s->user);
	return a != NULL && b != NULL && text_casecmp(a, b) != 0;
}

/* ---- when ---- */

enum moment { IN_TIME, ENDS_SOON, JUST_OVER, OVER, NEARLY, TOO_EARLY };

static enum moment moment_at(const struct token_facts *f, int64_t now)
{
	if (f->expires != 0 && now >= f->expires)
		return now > f->expires + SKEW_MS ? OVER : JUST_OVER;
	if (f->not_before > now)
		return f->not_before > now + SKEW_MS ? TOO_EARLY : NEARLY;
	return f->expires != 0 && now + SKEW_MS >= f->expires ? ENDS_SOON : IN_TIME;
}

/* By this machine's clock; nobody knows when a transcript was made. */
static enum moment by_ours(const struct token_sight *s)
{
	return s->facts->read_at == 0 ? IN_TIME : moment_at(s->facts, s->facts->read_at);
}

static enum moment by_theirs(const struct token_sight *s)
{
	return s->facts->read_at == 0 ? IN_TIME : moment_at(s->facts, s->facts->read_at + s->ahead);
}

static bool is_over(const struct token_sight *s)
{
	return by_ours(s) == OVER && by_theirs(s) == OVER;
}

static bool is_over_by_one_clock(const struct token_sight *s)
{
	return (by_ours(s) == OVER) != (by_theirs(s) == OVER);
}

static bool is_just_over(const struct token_sight *s)
{
	return by_ours(s) == JUST_OVER;
}

static bool ends_soon(const struct token_sight *s)
{
	return by_ours(s) == ENDS_SOON;
}

static bool is_too_early(const struct token_sight *s)
{
	return by_ours(s) == TOO_EARLY && by_theirs(s) == TOO_EARLY;
}

static bool is_early_by_one_clock(const struct token_sight *s)
{
	return (by_ours(s) == TOO_EARLY) != (by_theirs(s) == TOO_EARLY);
}

/* Nothing is issued in the future. */
static bool is_issued_ahead(const struct token_sight *s)
{
	return s->facts->read_at != 0 && s->facts->issued > s->facts->read_at + SKEW_MS &&
	       by_ours(s) != TOO_EARLY;
}

static bool is_nearly_valid(const struct token_sight *s)
{
	return by_ours(s) == NEARLY;
}

/* ---- all of it ---- */

#define FORM	 "oauth-token-malformed"
#define AUDIENCE "oauth-audience"
#define USER	 "oauth-user-mismatch"
#define EXPIRED	 "oauth-token-expired"
#define EARLY	 "oauth-token-not-yet-valid"

static const struct rule {
	bool (*holds)(const struct token_sight *s);
	struct token_fault fault;
} rules[] = {
	{is_absent, {FORM, "absent", TOKEN_HOPELESS}},
	{is_wrapped, {FORM, "wrapped", TOKEN_HOPELESS}},
	{is_broken, {FORM, "cut", TOKEN_HOPELESS}},
	{is_refresh_token, {FORM, "refresh-token", TOKEN_HOPELESS}},
	{is_client_secret, {FORM, "client-secret", TOKEN_HOPELESS}},
	{is_code, {FORM, "code", TOKEN_HOPELESS}},
	{is_assertion, {FORM, "assertion", TOKEN_HOPELESS}},
	{is_id_token, {FORM, "id-token", TOKEN_HOPELESS}},
	{is_of_other_maker, {AUDIENCE, "other-maker", TOKEN_HOPELESS}},
	{is_for_stranger, {AUDIENCE, "stranger", TOKEN_HOPELESS}},
	{is_for_unknown, {AUDIENCE, "unknown", TOKEN_DOUBTFUL}},
	{is_of_other_issuer, {AUDIENCE, "issuer", TOKEN_DOUBTFUL}},
	{is_work_at_personal, {AUDIENCE, "work", TOKEN_DOUBTFUL}},
	{has_role_for_scope, {"oauth-scope", "both", TOKEN_DOUBTFUL}},
	{lacks_user_scope, {"oauth-scope", "user", TOKEN_HOPELESS}},
	{was_granted_less, {"oauth-scope", "granted", TOKEN_HOPELESS}},
	{lacks_app_role, {"oauth-role", NULL, TOKEN_MAY_BE}},
	{is_too_early, {EARLY, "early", TOKEN_HOPELESS}},
	{is_early_by_one_clock, {EARLY, "clock", TOKEN_DOUBTFUL}},
	{is_issued_ahead, {EARLY, "issued", TOKEN_DOUBTFUL}},
	{is_nearly_valid, {EARLY, "nearly", TOKEN_HINT}},
	{is_over, {EXPIRED, "over", TOKEN_HOPELESS}},
	{is_over_by_one_clock, {EXPIRED, "clock", TOKEN_DOUBTFUL}},
	{is_just_over, {EXPIRED, "just", TOKEN_DOUBTFUL}},
	{ends_soon, {EXPIRED, "soon", TOKEN_HINT}},
	{is_for_other_domain, {USER, "domain", TOKEN_DOUBTFUL}},
	{is_for_other_user, {USER, "name", TOKEN_MAY_BE}},
	{is_personal_at_work, {USER, "personal", TOKEN_MAY_BE}},
	{is_signature_odd, {FORM, "signature", TOKEN_DOUBTFUL}},
};

/* Of one id the first that holds tells most. */
static bool has_id(const struct token_fault *faults, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(faults[i].id, id) == 0)
			return true;
	return false;
}

size_t token_faults(const struct token_sight *s, struct token_fault faults[TOKEN_FAULTS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) && n < TOKEN_FAULTS_MAX; i++)
		if (!has_id(faults, n, rules[i].fault.id) && rules[i].holds(s))
			faults[n++] = rules[i].fault;
	/* what is no access token at all has no further faults */
	return n > 0 && strcmp(faults[0].id, FORM) == 0 && faults[0].weight == TOKEN_HOPELESS ? 1
											      : n;
}
