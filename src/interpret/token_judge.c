/* What can be wrong with a token, as one table: what must hold, and what it means before a server
 * was asked. A server that is not known may take what it likes; only form and dates count there. */
#include "interpret/token_judge.h"

#include "interpret/clocks.h"
#include "know/provider.h"

#include <string.h>

static bool is(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool begins(const char *s, const char *with)
{
	return s != NULL && strncmp(s, with, strlen(with)) == 0;
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
	return s->to_be_sent && s->facts->wrapped != NULL;
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

/* The token endpoint of a service, or what it wants to see in its place. */
static bool is_of_endpoint(const struct token_service *t, const char *audience)
{
	const char *tenant = t->token == NULL ? NULL : strchr(t->token, '{');

	if (is(audience, t->assertion_audience) || is(audience, t->token))
		return true;
	return tenant != NULL && strchr(tenant, '}') != NULL &&
	       strncmp(audience, t->token, (size_t)(tenant - t->token)) == 0 &&
	       text_has_suffix(audience, strchr(tenant, '}') + 1);
}

/* What its maker signed itself, to be shown to the token service for a token. */
static bool is_assertion(const struct token_sight *s)
{
	LIST_EACH (const struct string_item, aud, &s->facts->audiences)
		LIST_EACH (const struct token_service, t, token_services(s->know))
			if (is_of_endpoint(t, aud->s))
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
	const struct token_service *m = s->service == NULL ? NULL : token_maker(s->know, s->facts);

	return m == s->service ? NULL : m;
}

static bool readable_for(const struct token_sight *s)
{
	return s->service != NULL && token_is_readable(s->facts);
}

static bool audience_fits(const struct token_sight *s)
{
	return s->service->audiences.n == 0 || s->facts->audiences.n == 0 ||
	       token_audience_known(s->service, s->facts);
}

static bool is_for_stranger(const struct token_sight *s)
{
	return readable_for(s) && !token_audience_known(s->service, s->facts) &&
	       token_stranger(s->service, s->facts) != NULL;
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
	       !token_issuer_known(s->service, s->facts);
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

/* Of whom another tenant knows: "live.com#bob@outlook.com", "bob_example.net#EXT#@contoso...". The
 * mailbox is not in the tenant that issued it. */
static bool is_of_guest(const struct token_sight *s)
{
	return token_is_of_user(s->facts) && s->facts->user != NULL &&
	       strchr(s->facts->user, '#') != NULL;
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
		return now > f->expires + CLOCK_SKEW_MS ? OVER : JUST_OVER;
	if (f->not_before > now)
		return f->not_before > now + CLOCK_SKEW_MS ? TOO_EARLY : NEARLY;
	return f->expires != 0 && now + CLOCK_SKEW_MS >= f->expires ? ENDS_SOON : IN_TIME;
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
	return s->facts->read_at != 0 && s->facts->issued > s->facts->read_at + CLOCK_SKEW_MS;
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
	{is_of_guest, {USER, "guest", TOKEN_DOUBTFUL}},
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

/* A server that nobody knows may take what looks like something else, and name it a token. */
static enum token_weight weight_at(const struct token_sight *s, const struct token_fault *f)
{
	bool any =
		s->service == NULL || (s->service->opaque == NULL && s->service->audiences.n == 0);
	bool of_form = is(f->id, FORM) && !is(f->of_case, "absent") && !is(f->of_case, "wrapped");

	return any && of_form && s->to_be_sent && f->weight == TOKEN_HOPELESS ? TOKEN_DOUBTFUL
									      : f->weight;
}

size_t token_faults(const struct token_sight *s, struct token_fault faults[TOKEN_FAULTS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) && n < TOKEN_FAULTS_MAX; i++)
		if (!has_id(faults, n, rules[i].fault.id) && rules[i].holds(s)) {
			faults[n] = rules[i].fault;
			faults[n].weight = weight_at(s, &rules[i].fault);
			n++;
		}
	/* what is no access token at all has no further faults */
	return n > 0 && strcmp(faults[0].id, FORM) == 0 && faults[0].weight == TOKEN_HOPELESS ? 1
											      : n;
}
