/* What is wrong with a token: claims that say so, and claims that nearly do. */
#include "unit.h"
#include "knowing.h"

#include "interpret/clocks.h"
#include "interpret/token.h"
#include "interpret/token_judge.h"
#include "../support/make_record.h"

#include <string.h>

#define MINUTE INT64_C(60000)
#define NOW    INT64_C(1795000000000)
#define APP_ID "6731de76-14a6-49ae-97bc-6eba6914391e"
#define OBJECT "99999999-8888-4777-8666-555555555555"

/* A good token of a user at Microsoft 365, until a test spoils it. */
struct bench {
	struct record *r;
	struct token_facts *f;
	struct interpretation *i;
};

static void words(struct bench *b, struct list *l, const char *one, const char *two)
{
	*l = (struct list){0};
	if (one != NULL)
		list_add_string(l, b->r->arena, one);
	if (two != NULL)
		list_add_string(l, b->r->arena, two);
}

static int begin(void **state)
{
	static struct bench bench;
	struct bench *b = &bench;

	*b = (struct bench){.r = record_new()};
	b->r->provider = "microsoft365";
	b->r->user = "bob@contoso.example";
	b->r->token = b->f = ARENA_NEW(b->r->arena, struct token_facts);
	*b->f = (struct token_facts){.form = TOKEN_JWT,
				     .bytes = 1200,
				     .read_at = NOW,
				     .issuer = "https://sts.windows.net/72f988bf/",
				     .app = APP_ID,
				     .user = "bob@contoso.example",
				     .user_claim = "upn",
				     .object = "11111111-2222-4333-8444-555555555555",
				     .issued = NOW - 10 * MINUTE,
				     .not_before = NOW - 10 * MINUTE,
				     .expires = NOW + 50 * MINUTE};
	words(b, &b->f->audiences, "https://outlook.office.com", NULL);
	words(b, &b->f->scopes, "SMTP.Send", NULL);
	*state = b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;

	interpretation_free(b->i);
	record_free(b->r);
	return 0;
}

static void becomes_app(struct bench *b)
{
	b->f->identity = "app";
	b->f->user = b->f->user_claim = NULL;
	b->f->object = b->f->subject = OBJECT;
	words(b, &b->f->scopes, NULL, NULL);
	words(b, &b->f->roles, "SMTP.SendAsApp", NULL);
}

static void becomes_opaque(struct bench *b, const char *like)
{
	*b->f = (struct token_facts){
		.form = TOKEN_OPAQUE, .like = like, .bytes = 300, .read_at = NOW};
}

static size_t faults(const struct bench *b, int64_t ahead, struct token_fault *all)
{
	const struct token_sight s = {
		.facts = b->f,
		.know = knowledge,
		.service = b->r->provider == NULL ? NULL
						  : token_service_find(knowledge, b->r->provider),
		.user = b->r->user,
		.to_be_sent = true,
		.ahead = ahead};

	return token_faults(&s, all);
}

/* One fault, and no other. */
static void says(const struct bench *b, int64_t ahead, const char *id, const char *of_case,
		 enum token_weight weight)
{
	struct token_fault all[TOKEN_FAULTS_MAX];
	size_t n = faults(b, ahead, all);

	for (size_t i = 1; i < n; i++)
		print_message("  also %s %s\n", all[i].id, all[i].of_case);
	assert_int_equal(n, 1);
	assert_string_equal(all[0].id, id);
	if (of_case != NULL)
		assert_string_equal(all[0].of_case, of_case);
	assert_int_equal(all[0].weight, weight);
}

static void says_nothing(const struct bench *b)
{
	struct token_fault all[TOKEN_FAULTS_MAX];
	size_t n = faults(b, 0, all);

	if (n > 0)
		fail_msg("%s %s", all[0].id, all[0].of_case);
}

static const char *hopeless(const struct bench *b)
{
	return token_withheld(b->r, knowledge, ARENA_NEW(b->r->arena, struct session));
}

/* ---- right ---- */

static void good_tokens_have_no_fault(void **state)
{
	struct bench *b = *state;

	says_nothing(b);
	assert_null(hopeless(b));
	words(b, &b->f->audiences, "https://OUTLOOK.office365.com/", NULL);
	b->f->user = "Bob@Contoso.Example";
	says_nothing(b);
	becomes_app(b);
	says_nothing(b);
	assert_null(hopeless(b));
}

static void of_an_unknown_server_only_form_and_time_are_judged(void **state)
{
	struct bench *b = *state;

	b->r->provider = NULL;
	words(b, &b->f->audiences, "https://graph.microsoft.com", NULL);
	words(b, &b->f->scopes, "User.Read", NULL);
	says_nothing(b);
	b->f->expires = NOW - 6 * MINUTE;
	says(b, 0, "oauth-token-expired", "over", TOKEN_HOPELESS);
	assert_string_equal(hopeless(b), "oauth-token-expired");
}

/* ---- for whom ---- */

static void audience_of_a_known_stranger_is_hopeless(void **state)
{
	struct bench *b = *state;

	words(b, &b->f->audiences, "https://graph.microsoft.com/", NULL);
	says(b, 0, "oauth-audience", "stranger", TOKEN_HOPELESS);
	assert_string_equal(hopeless(b), "oauth-audience");
	words(b, &b->f->audiences, "https://graph.microsoft.com", "https://outlook.office.com");
	says_nothing(b);
}

static void audience_that_nobody_knows_is_doubtful(void **state)
{
	struct bench *b = *state;

	words(b, &b->f->audiences, "https://outlook.office.com.example", NULL);
	says(b, 0, "oauth-audience", "unknown", TOKEN_DOUBTFUL);
	assert_null(hopeless(b));
	words(b, &b->f->audiences, NULL, NULL);
	says_nothing(b);
}

static void issuer_of_another_cloud_is_doubtful(void **state)
{
	struct bench *b = *state;

	b->f->issuer = "https://login.microsoftonline.us/72f988bf/v2.0";
	says(b, 0, "oauth-audience", "issuer", TOKEN_DOUBTFUL);
	b->f->issuer = "https://login.microsoftonline.com/72f988bf/v2.0";
	says_nothing(b);
	b->f->issuer = NULL;
	says_nothing(b);
}

static void maker_shows_in_how_an_opaque_token_begins(void **state)
{
	struct bench *b = *state;

	becomes_opaque(b, "google");
	says(b, 0, "oauth-audience", "other-maker", TOKEN_HOPELESS);
	b->r->provider = "gmail";
	says_nothing(b);
	becomes_opaque(b, "microsoft-personal");
	says(b, 0, "oauth-audience", "other-maker", TOKEN_HOPELESS);
	b->r->provider = "outlook";
	says_nothing(b);
	b->r->provider = "microsoft365"; /* whose servers take some of them */
	says(b, 0, "oauth-user-mismatch", "personal", TOKEN_MAY_BE);
	b->r->user = "bob@hotmail.com";
	says_nothing(b);
	becomes_opaque(b, NULL);
	says_nothing(b);
}

/* Nobody knows how Yahoo's tokens begin, nor what those of a cloud of national law are called. */
static void tokens_of_services_that_tell_little_are_not_held_back(void **state)
{
	struct bench *b = *state;

	words(b, &b->f->scopes, "Mail.Send", NULL);
	b->r->provider = "microsoft365-gcc-high";
	says(b, 0, "oauth-scope", "user", TOKEN_DOUBTFUL);
	assert_null(hopeless(b));
	becomes_opaque(b, "microsoft-personal");
	b->r->provider = "yahoo";
	says(b, 0, "oauth-audience", "other-maker", TOKEN_DOUBTFUL);
	assert_null(hopeless(b));
}

static void work_account_at_the_server_for_personal_ones_is_doubtful(void **state)
{
	struct bench *b = *state;

	b->r->provider = "outlook";
	says(b, 0, "oauth-audience", "work", TOKEN_DOUBTFUL);
	b->r->provider = "gmail";
	says(b, 0, "oauth-audience", "other-maker", TOKEN_HOPELESS);
}

/* ---- rights ---- */

static void user_needs_the_scope(void **state)
{
	struct bench *b = *state;

	words(b, &b->f->scopes, "IMAP.AccessAsUser.All", "Mail.Send");
	says(b, 0, "oauth-scope", "user", TOKEN_HOPELESS);
	words(b, &b->f->roles, "SMTP.SendAsApp", NULL);
	says(b, 0, "oauth-scope", "both", TOKEN_DOUBTFUL);
	assert_null(hopeless(b));
	words(b, &b->f->scopes, "IMAP.AccessAsUser.All", "smtp.send");
	says_nothing(b);
}

static void app_may_have_its_right_elsewhere(void **state)
{
	struct bench *b = *state;

	becomes_app(b);
	words(b, &b->f->roles, "IMAP.AccessAsApp", NULL);
	says(b, 0, "oauth-role", NULL, TOKEN_MAY_BE);
	words(b, &b->f->roles, NULL, NULL);
	says(b, 0, "oauth-role", NULL, TOKEN_MAY_BE);
	b->f->identity = NULL; /* subject and object are one */
	says(b, 0, "oauth-role", NULL, TOKEN_MAY_BE);
	assert_null(hopeless(b));
	b->f->subject = "another"; /* whose it is cannot be told */
	says_nothing(b);
}

/* ---- users ---- */

static void other_users_may_be_meant(void **state)
{
	struct bench *b = *state;

	b->f->user = "admin@contoso.example";
	says(b, 0, "oauth-user-mismatch", "name", TOKEN_MAY_BE);
	b->f->user = "bob@contoso.onmicrosoft.example";
	says(b, 0, "oauth-user-mismatch", "domain", TOKEN_DOUBTFUL);
	assert_null(hopeless(b));
	b->r->user = NULL;
	says_nothing(b);
	b->r->user = "scan@contoso.example";
	becomes_app(b); /* which has no user */
	says_nothing(b);
}

/* ---- time ---- */

static void times_are_forgiven_for_five_minutes(void **state)
{
	static const struct {
		int64_t nbf, exp; /* from now */
		const char *id, *of_case;
		enum token_weight weight;
	} cases[] = {
		{-10 * MINUTE, 6 * MINUTE, NULL, NULL, TOKEN_HINT},
		{-10 * MINUTE, 5 * MINUTE, "oauth-token-expired", "soon", TOKEN_HINT},
		{-10 * MINUTE, 1, "oauth-token-expired", "soon", TOKEN_HINT},
		{-10 * MINUTE, 0, "oauth-token-expired", "just", TOKEN_DOUBTFUL},
		{-10 * MINUTE, -5 * MINUTE, "oauth-token-expired", "just", TOKEN_DOUBTFUL},
		{-10 * MINUTE, -5 * MINUTE - 1, "oauth-token-expired", "over", TOKEN_HOPELESS},
		{0, 60 * MINUTE, NULL, NULL, TOKEN_HINT},
		{1, 60 * MINUTE, "oauth-token-not-yet-valid", "nearly", TOKEN_HINT},
		{5 * MINUTE, 60 * MINUTE, "oauth-token-not-yet-valid", "nearly", TOKEN_HINT},
		{5 * MINUTE + 1, 60 * MINUTE, "oauth-token-not-yet-valid", "early", TOKEN_HOPELESS},
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		b->f->not_before = NOW + cases[i].nbf;
		b->f->expires = NOW + cases[i].exp;
		if (cases[i].id == NULL)
			says_nothing(b);
		else
			says(b, 0, cases[i].id, cases[i].of_case, cases[i].weight);
		assert_true((hopeless(b) != NULL) == (cases[i].weight == TOKEN_HOPELESS));
	}
	b->f->read_at = 0; /* nobody knows when that was */
	b->f->expires = 1;
	says_nothing(b);
}

static void issued_in_the_future_tells_of_a_clock(void **state)
{
	struct bench *b = *state;

	b->f->not_before = 0;
	b->f->issued = NOW + 5 * MINUTE;
	says_nothing(b);
	b->f->issued++;
	says(b, 0, "oauth-token-not-yet-valid", "issued", TOKEN_DOUBTFUL);
	assert_null(hopeless(b));
}

/* A machine whose clock is behind sees a new token begin in the future; only somebody else's clock
 * that says the same makes it certain. */
static void a_new_token_is_not_held_back_by_a_slow_clock(void **state)
{
	struct bench *b = *state;

	b->f->issued = b->f->not_before = NOW + 60 * MINUTE;
	b->f->expires = NOW + 120 * MINUTE;
	says(b, 0, "oauth-token-not-yet-valid", "issued", TOKEN_DOUBTFUL);
	assert_null(hopeless(b));
	says(b, 60 * MINUTE, "oauth-token-not-yet-valid", "clock", TOKEN_DOUBTFUL);
	says(b, 1, "oauth-token-not-yet-valid", "early", TOKEN_HOPELESS);
	b->f->issued = NOW;
	says(b, 0, "oauth-token-not-yet-valid", "early", TOKEN_HOPELESS);
}

static void two_clocks_that_differ_leave_it_open(void **state)
{
	struct bench *b = *state;

	says(b, 60 * MINUTE, "oauth-token-expired", "clock", TOKEN_DOUBTFUL);
	says(b, -60 * MINUTE, "oauth-token-not-yet-valid", "clock", TOKEN_DOUBTFUL);
	b->f->expires = NOW - 30 * MINUTE;
	b->f->not_before = b->f->issued = NOW - 90 * MINUTE;
	says(b, -60 * MINUTE, "oauth-token-expired", "clock", TOKEN_DOUBTFUL);
	says(b, 60 * MINUTE, "oauth-token-expired", "over", TOKEN_HOPELESS);
}

/* ---- form ---- */

static void what_is_no_access_token_has_one_fault_only(void **state)
{
	static const struct {
		const char *like, *of_case;
	} cases[] = {
		{"google-refresh", "refresh-token"},
		{"microsoft-refresh", "refresh-token"},
		{"microsoft-secret", "client-secret"},
		{"google-secret", "client-secret"},
		{"google-code", "code"},
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		becomes_opaque(b, cases[i].like);
		says(b, 0, "oauth-token-malformed", cases[i].of_case, TOKEN_HOPELESS);
	}
}

static void broken_ones_are_hopeless_and_encrypted_ones_are_not(void **state)
{
	struct bench *b = *state;

	b->f->form = TOKEN_BROKEN;
	b->f->fault = "base64";
	says(b, 0, "oauth-token-malformed", "cut", TOKEN_HOPELESS);
	b->f->fault = "absent";
	says(b, 0, "oauth-token-malformed", "absent", TOKEN_HOPELESS);
	becomes_opaque(b, NULL);
	b->f->form = TOKEN_BROKEN;
	b->f->fault = "size"; /* more than we read */
	says_nothing(b);
	becomes_opaque(b, NULL);
	b->f->form = TOKEN_ENCRYPTED;
	says_nothing(b);
}

/* An opaque token may begin as it likes. */
static void unknown_servers_may_take_what_looks_broken(void **state)
{
	static const char *const likes[] = {"google-refresh", "microsoft-secret", "google-code"};
	struct bench *b = *state;

	b->r->provider = NULL;
	for (size_t i = 0; i < sizeof(likes) / sizeof(likes[0]); i++) {
		becomes_opaque(b, likes[i]);
		says(b, 0, "oauth-token-malformed", NULL, TOKEN_DOUBTFUL);
		assert_null(hopeless(b));
	}
	b->f->form = TOKEN_BROKEN;
	says(b, 0, "oauth-token-malformed", "cut", TOKEN_DOUBTFUL);
	b->f->wrapped = "json";
	says(b, 0, "oauth-token-malformed", "wrapped", TOKEN_HOPELESS);
}

static void guests_have_their_mailbox_elsewhere(void **state)
{
	struct bench *b = *state;

	b->f->user = "bob_example.net#EXT#@contoso.example";
	says(b, 0, "oauth-user-mismatch", "guest", TOKEN_DOUBTFUL);
	b->f->user = "live.com#bob@outlook.com";
	says(b, 0, "oauth-user-mismatch", "guest", TOKEN_DOUBTFUL);
}

static void signed_proof_of_the_time_comes_before_a_greeting(void **state)
{
	struct story *t = story_new();
	struct tls_facts *f;

	(void)state;
	story_session(t, "192.0.2.1", 587);
	story_passes_all(t);
	t->r->started = NOW;
	assert_int_equal(session_ahead(t->r, t->s), 0);
	f = story_tls(t);
	f->judged = f->trusted = true;
	f->staple = ARENA_NEW(t->r->arena, struct staple);
	f->staple->status = STAPLE_GOOD;
	f->staple->this_update = NOW + 120 * MINUTE;
	assert_in_range(session_ahead(t->r, t->s), 119 * MINUTE, 120 * MINUTE);
	f->staple->this_update = NOW - 120 * MINUTE; /* an old one proves nothing */
	assert_int_equal(session_ahead(t->r, t->s), 0);
	f->staple->this_update = NOW + 120 * MINUTE;
	f->trusted = false;
	assert_int_equal(session_ahead(t->r, t->s), 0);
	story_free(t);
}

static void odd_signature_may_be_right(void **state)
{
	struct bench *b = *state;

	b->f->fault = "signature";
	says(b, 0, "oauth-token-malformed", "signature", TOKEN_DOUBTFUL);
	assert_null(hopeless(b));
}

static void what_is_around_a_token_counts_where_it_is_sent(void **state)
{
	struct bench *b = *state;

	b->f->wrapped = "bearer";
	says(b, 0, "oauth-token-malformed", "wrapped", TOKEN_HOPELESS);
	assert_string_equal(hopeless(b), "oauth-token-malformed");
	assert_string_equal(token_withheld(b->r, knowledge, ARENA_NEW(b->r->arena, struct session)),
			    "oauth-token-malformed");
	b->r->token = NULL;
	assert_null(token_withheld(b->r, knowledge, ARENA_NEW(b->r->arena, struct session)));
}

static void id_tokens_are_for_the_app_and_have_no_right(void **state)
{
	struct bench *b = *state;

	words(b, &b->f->audiences, APP_ID, NULL);
	words(b, &b->f->scopes, NULL, NULL);
	says(b, 0, "oauth-token-malformed", "id-token", TOKEN_HOPELESS);
	b->f->app = NULL;
	b->f->nonce = true;
	says(b, 0, "oauth-token-malformed", "id-token", TOKEN_HOPELESS);
	words(b, &b->f->audiences, "https://outlook.office.com", NULL);
	words(b, &b->f->scopes, "SMTP.Send", NULL);
	says_nothing(b);
}

static void requests_to_the_token_service_are_no_tokens(void **state)
{
	struct bench *b = *state;

	words(b, &b->f->audiences, "https://oauth2.googleapis.com/token", NULL);
	says(b, 0, "oauth-token-malformed", "assertion", TOKEN_HOPELESS);
	words(b, &b->f->audiences,
	      "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token", NULL);
	says(b, 0, "oauth-token-malformed", "assertion", TOKEN_HOPELESS);
	words(b, &b->f->audiences, "https://id.example.org/token", NULL);
	says(b, 0, "oauth-audience", "unknown", TOKEN_DOUBTFUL);
}

/* ---- several ---- */

static void what_a_new_token_mends_comes_behind(void **state)
{
	struct token_fault all[TOKEN_FAULTS_MAX];
	struct bench *b = *state;

	words(b, &b->f->audiences, "https://graph.microsoft.com", NULL);
	words(b, &b->f->scopes, "Mail.Send", NULL);
	b->f->expires = NOW - 60 * MINUTE;
	b->f->user = "admin@contoso.example";
	assert_int_equal(faults(b, 0, all), 4);
	assert_string_equal(all[0].id, "oauth-audience");
	assert_string_equal(all[1].id, "oauth-scope");
	assert_string_equal(all[2].id, "oauth-token-expired");
	assert_string_equal(all[3].id, "oauth-user-mismatch");
}

/* ---- alone ---- */

static void judged(struct bench *b, enum verdict_status status, const char *id)
{
	b->i = interpretation_free(b->i);
	b->i = interpret_token(b->r, knowledge);
	assert_string_equal(b->i->verdict.finding->id, id);
	assert_int_equal(b->i->verdict.status, status);
	assert_ptr_equal(b->i->findings.first, b->i->verdict.finding);
	assert_string_equal(b->i->verdict.summary, b->i->verdict.finding->title);
}

static bool has_fix(const struct finding *f, const char *part)
{
	LIST_EACH (const struct string_item, it, &f->fixes)
		if (strstr(it->s, part) != NULL)
			return true;
	return false;
}

static bool has(const struct interpretation *i, const char *id)
{
	LIST_EACH (const struct finding, f, &i->findings)
		if (strcmp(f->id, id) == 0)
			return true;
	return false;
}

static void verdict_of_a_token_alone(void **state)
{
	struct bench *b = *state;

	judged(b, VERDICT_OK, "oauth-token-ready");
	assert_int_equal(b->i->findings.n, 1);
	b->f->user = "admin@contoso.example";
	judged(b, VERDICT_OK, "oauth-token-ready");
	assert_true(has(b->i, "oauth-user-mismatch"));
	b->f->expires = NOW - MINUTE;
	judged(b, VERDICT_DEGRADED, "oauth-token-expired");
	b->f->expires = NOW - 10 * MINUTE;
	judged(b, VERDICT_FAILED, "oauth-token-expired");
	assert_int_equal(b->i->verdict.finding->certainty, CERTAINTY_CERTAIN);
	becomes_opaque(b, NULL);
	judged(b, VERDICT_UNTESTED, "oauth-token-opaque");
}

static void without_a_provider_the_token_names_its_service(void **state)
{
	struct bench *b = *state;

	b->r->provider = NULL;
	judged(b, VERDICT_OK, "oauth-token-ready");
	words(b, &b->f->audiences, "https://graph.microsoft.com", NULL);
	judged(b, VERDICT_FAILED, "oauth-audience");
	assert_int_equal(b->i->verdict.finding->certainty, CERTAINTY_LIKELY);
	words(b, &b->f->audiences, "mail", NULL);
	b->f->issuer = "https://id.example.org";
	judged(b, VERDICT_OK, "oauth-token-ready");
	assert_string_equal(b->i->verdict.finding->of_case, "unknown");
}

/* What stands in a token is anybody's word. */
static void only_ids_get_into_commands(void **state)
{
	struct bench *b = *state;

	becomes_app(b);
	words(b, &b->f->roles, NULL, NULL);
	judged(b, VERDICT_OK, "oauth-token-ready");
	assert_true(has(b->i, "oauth-role"));
	LIST_EACH (const struct finding, f, &b->i->findings)
		if (strcmp(f->id, "oauth-role") == 0)
			assert_true(has_fix(f, "-AppId " APP_ID " -ObjectId " OBJECT " "));
	b->f->object = b->f->subject = OBJECT "; Remove-Mailbox x";
	b->f->app = "6731de76-14a6-49ae-97bc-6eba6914391'";
	b->i = interpretation_free(b->i);
	b->i = interpret_token(b->r, knowledge);
	LIST_EACH (const struct finding, f, &b->i->findings)
		if (strcmp(f->id, "oauth-role") == 0) {
			assert_true(has_fix(f, "-AppId CLIENT-ID -ObjectId OBJECT-ID "));
			assert_false(has_fix(f, "Remove-Mailbox"));
		}
}

static void what_was_granted_stands_for_a_token_that_cannot_be_read(void **state)
{
	struct bench *b = *state;
	struct token_asked *q = ARENA_NEW(b->r->arena, struct token_asked);

	b->r->provider = q->service = "google";
	b->r->asked = q;
	q->grant = GRANT_CODE;
	becomes_opaque(b, "google");
	q->granted = "https://mail.google.com/ openid";
	judged(b, VERDICT_OK, "oauth-token-ready");
	assert_string_equal(b->i->verdict.finding->of_case, "granted");
	q->granted = NULL; /* what was asked for */
	judged(b, VERDICT_OK, "oauth-token-ready");
	q->granted = "https://mail.google.com/feed openid"; /* a word that only begins like it */
	judged(b, VERDICT_FAILED, "oauth-scope");
	q->granted = "https://www.googleapis.com/auth/gmail.send https://mail.google.com";
	judged(b, VERDICT_FAILED, "oauth-scope");
	assert_string_equal(b->i->verdict.finding->of_case, "granted");
}

#define TOKEN(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const struct CMUnitTest tests[] = {
	TOKEN(good_tokens_have_no_fault),
	TOKEN(of_an_unknown_server_only_form_and_time_are_judged),
	TOKEN(audience_of_a_known_stranger_is_hopeless),
	TOKEN(audience_that_nobody_knows_is_doubtful),
	TOKEN(issuer_of_another_cloud_is_doubtful),
	TOKEN(maker_shows_in_how_an_opaque_token_begins),
	TOKEN(tokens_of_services_that_tell_little_are_not_held_back),
	TOKEN(work_account_at_the_server_for_personal_ones_is_doubtful),
	TOKEN(user_needs_the_scope),
	TOKEN(app_may_have_its_right_elsewhere),
	TOKEN(other_users_may_be_meant),
	TOKEN(times_are_forgiven_for_five_minutes),
	TOKEN(issued_in_the_future_tells_of_a_clock),
	TOKEN(a_new_token_is_not_held_back_by_a_slow_clock),
	TOKEN(two_clocks_that_differ_leave_it_open),
	TOKEN(what_is_no_access_token_has_one_fault_only),
	TOKEN(broken_ones_are_hopeless_and_encrypted_ones_are_not),
	TOKEN(unknown_servers_may_take_what_looks_broken),
	TOKEN(guests_have_their_mailbox_elsewhere),
	cmocka_unit_test(signed_proof_of_the_time_comes_before_a_greeting),
	TOKEN(odd_signature_may_be_right),
	TOKEN(what_is_around_a_token_counts_where_it_is_sent),
	TOKEN(id_tokens_are_for_the_app_and_have_no_right),
	TOKEN(requests_to_the_token_service_are_no_tokens),
	TOKEN(what_a_new_token_mends_comes_behind),
	TOKEN(verdict_of_a_token_alone),
	TOKEN(without_a_provider_the_token_names_its_service),
	TOKEN(only_ids_get_into_commands),
	TOKEN(what_was_granted_stands_for_a_token_that_cannot_be_read),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
