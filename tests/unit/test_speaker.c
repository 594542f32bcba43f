/* Who speaks decides where words are common, and only there. */
#include "unit.h"

#include "interpret/match.h"
#include "know/provider.h"
#include "smtp/reply.h"

#include <string.h>

static struct knowledge *knowledge, *with_samples; /* embedded; of the source folder */

/* What stands in no reply is words alone. */
static const struct entry *best(struct arena *a, const char *text, int stage, const char *provider)
{
	struct reply r = {0};

	if (!reply_read(a, text, &r))
		r.text = bytes_str(a, text);
	return match_reply(knowledge, &(struct match_query){
					      .reply = &r, .stage = stage, .provider = provider});
}

struct case_of {
	const char *provider, *reply, *id;
};

static void try_all(struct arena *a, const struct case_of *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct entry *e = best(a, cases[i].reply, STAGE_AUTH, cases[i].provider);

		print_message("  %s: %s\n", cases[i].provider == NULL ? "?" : cases[i].provider,
			      cases[i].reply);
		assert_non_null(e);
		assert_string_equal(e->id, cases[i].id);
	}
}
#define TRY(cases) try_all(*state, cases, sizeof(cases) / sizeof((cases)[0]))

static void a_refused_login_means_what_the_provider_demands(void **state)
{
	static const struct case_of cases[] = {
		{NULL, "535 Authentication failed", "auth-refused"},
		{"postfix", "535 5.7.8 Error: authentication failed", "auth-refused"},
		{"zoho", "535 Authentication Failed", "zoho-auth"},
		{"ses", "535 Authentication Credentials Invalid", "ses-auth"},
		{"gmx", "535 Authentication credentials invalid", "gmx-auth"},
		{"web-de", "535 Authentication credentials invalid", "gmx-auth"},
		{"icloud", "535 5.7.8 Error: authentication failed: authentication failure",
		 "icloud-auth"},
		{"fastmail", "535 5.7.0 Incorrect username or password", "auth-app-password"},
		{"tonline", "535 5.7.8 authentication failed", "tonline-auth"},
		{"brevo", "535 5.7.8 Authentication failed", "brevo-auth"},
		{"mailgun", "535 5.7.8 Authentication failed", "auth-service-key"},
		{"163", "550 User has no permission", "netease-permission"},
	};

	TRY(cases);
}

static void words_that_say_more_win_whoever_speaks(void **state)
{
	static const struct case_of cases[] = {
		{"yahoo", "535 5.7.0 (#MBR1212) Incorrect username or password", "yahoo-auth005"},
		{"yandex",
		 "535 5.7.8 Error: authentication failed: This user does not have access rights to "
		 "this service",
		 "yandex-access"},
		{"sendgrid", "535 Authentication failed: Bad username / password",
		 "sendgrid-unauth"},
		{"sendgrid", "451 Authentication failed: Maximum credits exceeded",
		 "sendgrid-credits"},
		{"mailgun", "535 5.7.0 Mailgun is not loving your login or password",
		 "mailgun-auth"},
		{"gmx", "553 Relaying disallowed as sales@example.org", "zoho-relaying"},
		{"ses", "454 4.7.0 Temporary authentication failure", "auth-temporary"},
	};

	TRY(cases);
}

/* ---- the whole catalogue ---- */

/* The general entry of which it is a case, or another case of the same. */
static bool of_one_family(const struct entry *found, const struct entry *e)
{
	if (strcmp(found->id, e->id) == 0)
		return true;
	LIST_EACH (struct string_item, it, &found->also)
		if (strcmp(it->s, e->id) == 0 || list_has_string(&e->also, it->s))
			return true;
	return false;
}

static int first_stage(const struct when *w)
{
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		if (w->stages & (1U << stage))
			return stage;
	return -1;
}

/* How many samples of `e` are lost once `provider` is known. */
static int lost(struct arena *a, const struct entry *e, const char *provider)
{
	int n = 0;

	LIST_EACH (struct string_item, it, &e->samples) {
		const struct entry *found = best(a, it->s, first_stage(&e->when), provider);

		if (found == NULL || found->when.providers.n == 0 || found->when.text == NULL ||
		    of_one_family(found, e))
			continue;
		n++;
		print_message("  %s:%d: %s, said by %s, goes to %s: %s\n", e->file, e->line, e->id,
			      provider, found->id, it->s);
	}
	return n;
}

/* Providers of the entries before `end` have had their turn. */
static bool is_new(const struct entry *end, const char *provider)
{
	LIST_EACH (struct entry, e, knowledge_entries(with_samples)) {
		if (e == end)
			return true;
		if (list_has_string(&e->when.providers, provider))
			return false;
	}
	return true;
}

static int lost_to(struct arena *a, const char *provider)
{
	int n = 0;

	LIST_EACH (struct entry, e, knowledge_entries(with_samples))
		if (e->when.text != NULL && e->when.providers.n == 0)
			n += lost(a, e, provider);
	return n;
}

/* An entry for common words of one provider gives way to the words that say more, or names (also)
 * the general entry whose place it takes. What a provider means by a number is its own affair. */
static void knowing_who_spoke_never_loses_what_was_said(void **state)
{
	int n = 0, providers = 0;

	LIST_EACH (struct entry, e, knowledge_entries(with_samples))
		LIST_EACH (struct string_item, it, &e->when.providers)
			if (e->when.text != NULL && is_new(e, it->s)) {
				n += lost_to(*state, it->s);
				providers++;
			}
	assert_in_range(providers, 10, 100);
	assert_int_equal(n, 0);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(a_refused_login_means_what_the_provider_demands),
	UNIT_TEST(words_that_say_more_win_whoever_speaks),
	UNIT_TEST(knowing_who_spoke_never_loses_what_was_said),
};

static int load(void **state)
{
	struct list faults = {0};
	struct arena *a = arena_new();

	(void)state;
	knowledge = knowledge_load(NULL, &faults, a);
	with_samples = knowledge_load(DATA_FOLDER, &faults, a);
	knowledge_expect_many(knowledge);
	arena_free(a);
	return knowledge == NULL || with_samples == NULL ? -1 : 0;
}

static int unload(void **state)
{
	(void)state;
	knowledge = knowledge_free(knowledge);
	with_samples = knowledge_free(with_samples);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
