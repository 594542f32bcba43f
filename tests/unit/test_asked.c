/* Why a token service gave no token: each refusal of tests/oauth_errors/answers as the program
 * hears it itself, and what is said where nobody answered as a token service does. */
#include "unit.h"

#include "interpret/diagnose.h"
#include "interpret/interpret.h"
#include "interpret/token.h"
#include "know/knowledge.h"
#include "record/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRACE	    "450bb1aa-e5ba-4a9f-9e3f-451f2ee73500"
#define CORRELATION "521b1a98-e571-4532-9a4b-4cd453b7e1d0"
#define WHEN	    "2026-01-09 02:02:12Z"
#define MICROSOFT   "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token"

static struct knowledge *knowledge;

/* What a test looks at, until it asks for the next one. */
static struct record *record;
static struct token_asked held;
static struct interpretation *judged;

static void forget(void)
{
	judged = interpretation_free(judged);
	record = record_free(record);
}

static const struct finding *first(const struct token_asked *asked)
{
	forget();
	held = *asked;
	record = record_new();
	record->asked = &held;
	judged = interpret_token(record, knowledge);
	return (const void *)judged->findings.first;
}

static bool shows(const struct finding *f, const char *words)
{
	LIST_EACH (const struct evidence, e, &f->evidence)
		if (memmem(e->text.p, e->text.n, words, strlen(words)) != NULL)
			return true;
	return false;
}

static const char *first_fix(const struct finding *f)
{
	return f->fixes.n == 0 ? "" : ((const struct string_item *)(const void *)f->fixes.first)->s;
}

/* ---- the table ---- */

struct answer {
	char *error, *number, *words, *id, *owner, *fix;
};

static bool next_answer(FILE *f, char *line, int size, struct answer *a)
{
	char **const columns[] = {&a->error, &a->number, &a->words, &a->id, &a->owner, &a->fix};

	do {
		if (fgets(line, size, f) == NULL)
			return false;
	} while (*line == '#');
	line[strcspn(line, "\n")] = '\0';
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		*columns[i] = strsep(&line, "|");
	assert_non_null(a->fix);
	return true;
}

static struct token_asked refused(const char *error)
{
	return (struct token_asked){
		.grant = GRANT_REFRESH,
		.step = "token",
		.url = MICROSOFT,
		.address = "192.0.2.1",
		.fault = "error",
		.http_status = 400,
		.error = error,
	};
}

static struct token_asked heard(struct arena *a, const struct answer *x)
{
	struct token_asked t = refused(x->error);

	if (*x->number != '\0') {
		t.description = arena_printf(a,
					     "AADSTS%s: %s Trace ID: " TRACE
					     " Correlation ID: " CORRELATION " Timestamp: " WHEN,
					     x->number, x->words);
		list_add_string(&t.codes, a, x->number);
	} else if (*x->words != '\0') {
		t.description = x->words;
	}
	return t;
}

static bool says(const struct finding *f, const struct answer *x)
{
	if (f != NULL && strcmp(f->id, x->id) == 0 &&
	    strcmp(owner_names[f->owner], x->owner) == 0 && strstr(first_fix(f), x->fix) != NULL)
		return true;
	print_message("%s %s: got %s, %s, \"%s\"\n", x->error, x->number, f == NULL ? "-" : f->id,
		      f == NULL ? "-" : owner_names[f->owner], f == NULL ? "-" : first_fix(f));
	return false;
}

static void each_answer(struct arena *a,
			bool (*check)(const struct token_asked *t, const struct answer *x))
{
	FILE *f = fopen(SOURCE_FOLDER "/tests/oauth_errors/answers", "r");
	struct answer x;
	char line[1000];
	int n = 0, wrong = 0;

	assert_non_null(f);
	for (; next_answer(f, line, sizeof(line), &x); n++) {
		const struct token_asked t = heard(a, &x);

		wrong += !check(&t, &x);
	}
	fclose(f);
	assert_true(n > 150);
	assert_int_equal(wrong, 0);
}

static bool is_explained(const struct token_asked *t, const struct answer *x)
{
	const struct finding *f = first(t);
	bool numbered = *x->number != '\0';

	return says(f, x) && judged->findings.n == 1 && judged->verdict.finding == f &&
	       judged->verdict.status == VERDICT_FAILED && f->severity == SEVERITY_ERROR &&
	       shows(f, "login.microsoftonline.com") && shows(f, "HTTP status 400") &&
	       shows(f, x->error) && shows(f, x->words) &&
	       (!numbered ||
		shows(f, "correlation id " CORRELATION ", trace id " TRACE ", time " WHEN));
}

static void each_answer_has_its_own_explanation(void **state)
{
	each_answer(*state, is_explained);
}

static bool has_two_meanings(const char *number)
{
	static const char *const numbers[] = {"50012", "70001", "70002", "700023", NULL};

	for (size_t i = 0; numbers[i] != NULL; i++)
		if (strcmp(number, numbers[i]) == 0)
			return true;
	return false;
}

/* Where a number has two meanings, only the words tell. */
static bool is_explained_by_its_number(const struct token_asked *whole, const struct answer *x)
{
	struct token_asked t = *whole;

	if (*x->number == '\0' || has_two_meanings(x->number))
		return true;
	t.description = NULL;
	return says(first(&t), x);
}

static void the_number_is_enough(void **state)
{
	each_answer(*state, is_explained_by_its_number);
}

static void what_support_asks_for_comes_from_its_fields_first(void **state)
{
	struct token_asked t = refused("invalid_client");
	const struct finding *f;

	list_add_string(&t.codes, *state, "7000222");
	t.trace_id = "11111111-0000-0000-0000-000000000001";
	t.description = "AADSTS7000222: expired. Trace ID: " TRACE " Correlation ID: " CORRELATION;
	f = first(&t);
	assert_true(shows(f, "correlation id " CORRELATION ", trace id 11111111-"));
	assert_false(shows(f, "time "));
}

/* ---- words that are not known ---- */

static void an_unknown_error_is_shown_and_not_explained(void **state)
{
	struct token_asked t = refused("quota_exceeded");
	const struct finding *f;

	(void)state;
	t.description = "come back tomorrow";
	f = first(&t);
	assert_string_equal(f->id, "oauth-refused");
	assert_null(f->of_case);
	assert_true(shows(f, "quota_exceeded: come back tomorrow"));
}

/* What stands in it may be what mail servers, TLS or the network say elsewhere. */
static void words_of_other_faults_lead_nowhere(void **state)
{
	static const char *const strange[] = {
		"certificate has expired",
		"Connection refused",
		"535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.",
		"550 5.7.1 relay access denied",
		"getaddrinfo ENOTFOUND smtp.example.org",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++) {
		struct token_asked t = refused("custom_error");

		t.description = strange[i];
		assert_string_equal(first(&t)->id, "oauth-refused");
	}
}

static void hostile_words_come_out_harmless(void **state)
{
	struct token_asked t = refused("invalid_grant\x1b[2J");
	const struct finding *f;

	(void)state;
	t.description = "\x1b]0;owned\x07 AADSTS50173: {host} %s%n\r\n535 fake";
	t.suberror = "bad\x1b[31m";
	t.detail = "\x01";
	f = first(&t);
	assert_string_equal(f->id, "entra-grant-revoked");
	LIST_EACH (const struct evidence, e, &f->evidence)
		for (size_t i = 0; i < e->text.n; i++)
			assert_true((unsigned char)e->text.p[i] >= ' ' && e->text.p[i] != 0x7f);
	assert_true(shows(f, "{host} %s%n"));
}

/* ---- Google's device endpoint ---- */

static void google_refuses_mail_by_device_code_without_words(void **state)
{
	struct token_asked t = refused("invalid_scope");

	(void)state;
	t.grant = GRANT_DEVICE;
	t.step = "device";
	t.service = "google";
	t.url = "https://oauth2.googleapis.com/device/code";
	assert_string_equal(first(&t)->id, "google-oauth-device-scope");
	t.service = "other";
	assert_string_equal(first(&t)->id, "oauth-scope");
	t.service = "google";
	t.step = "poll";
	assert_string_equal(first(&t)->id, "oauth-scope");
}

/* ---- nobody answered as a token service ---- */

static const struct {
	const char *fault, *step;
	int status;
	const char *id, *of_case;
	enum owner owner;
} unheard[] = {
	{"dns", "token", 0, "oauth-service-unreachable", "dns", OWNER_NETWORK_ADMIN},
	{"connect", "token", 0, "oauth-service-unreachable", "connect", OWNER_NETWORK_ADMIN},
	{"connect", "token", 407, "oauth-service-unreachable", "proxy", OWNER_NETWORK_ADMIN},
	{"connect", "token", 403, "oauth-service-unreachable", "proxy-way", OWNER_NETWORK_ADMIN},
	{"timeout", "token", 0, "oauth-service-unreachable", "timeout", OWNER_NETWORK_ADMIN},
	{"timeout", "poll", 0, "oauth-service-unreachable", "timeout", OWNER_NETWORK_ADMIN},
	{"tls", "token", 0, "oauth-service-unreachable", "tls", OWNER_NETWORK_ADMIN},
	{"answer", "token", 200, "oauth-service-unreachable", "page", OWNER_NETWORK_ADMIN},
	{"redirect", "token", 302, "oauth-service-unreachable", "redirect", OWNER_YOU},
	{"local", "assertion", 0, "oauth-service-unreachable", "local", OWNER_YOU},
	{"http", "token", 407, "oauth-service-unreachable", "proxy", OWNER_NETWORK_ADMIN},
	{"http", "token", 429, "oauth-service-unreachable", "busy", OWNER_YOU},
	{"http", "token", 500, "oauth-service-unreachable", "server", OWNER_PROVIDER},
	{"http", "token", 503, "oauth-service-unreachable", "server", OWNER_PROVIDER},
	{"http", "token", 511, "oauth-service-unreachable", "page", OWNER_NETWORK_ADMIN},
	{"http", "token", 404, "oauth-service-unreachable", "not-found", OWNER_YOU},
	{"http", "token", 405, "oauth-service-unreachable", "not-found", OWNER_YOU},
	{"http", "token", 400, "oauth-refused", "no-words", OWNER_YOU},
	{"http", "token", 401, "oauth-refused", "no-words", OWNER_YOU},
	{"http", "token", 403, "oauth-refused", "no-words", OWNER_YOU},
	{"timeout", "poll", 400, "oauth-sign-in-unfinished", NULL, OWNER_YOU},
	{"timeout", "authorize", 0, "oauth-sign-in-unfinished", "browser", OWNER_YOU},
	{"a fault of tomorrow", "token", 0, "oauth-service-unreachable", NULL, OWNER_NETWORK_ADMIN},
};

static bool is_diagnosable(const char *id)
{
	for (size_t i = 0; diagnosable_ids[i] != NULL; i++)
		if (strcmp(diagnosable_ids[i], id) == 0)
			return true;
	return false;
}

static struct token_asked unanswered(const char *fault, const char *step, int status)
{
	return (struct token_asked){
		.grant = GRANT_DEVICE,
		.url = MICROSOFT,
		.step = step,
		.fault = fault,
		.http_status = status,
		.detail = "what was seen",
	};
}

static void what_nobody_answered_has_a_case_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(unheard) / sizeof(unheard[0]); i++) {
		const struct token_asked t =
			unanswered(unheard[i].fault, unheard[i].step, unheard[i].status);
		const struct finding *f = first(&t);

		assert_string_equal(f->id, unheard[i].id);
		assert_true(is_diagnosable(f->id));
		assert_true(unheard[i].of_case == NULL
				    ? f->of_case == NULL
				    : strcmp(f->of_case, unheard[i].of_case) == 0);
		assert_int_equal(f->owner, unheard[i].owner);
		assert_int_equal(f->severity, SEVERITY_ERROR);
		assert_true(f->fixes.n > 0 && f->causes.n > 0);
		assert_true(shows(f, "what was seen"));
		assert_int_equal(judged->verdict.status, VERDICT_FAILED);
		assert_null(strchr(f->title, '{'));
	}
}

static void the_firewall_is_told_host_and_port(void **state)
{
	struct token_asked t = unanswered("connect", "token", 0);
	const struct finding *f = first(&t);

	(void)state;
	assert_non_null(strstr(first_fix(f), "login.microsoftonline.com port 443"));
	assert_non_null(strstr(f->title, "login.microsoftonline.com:443"));
	t.url = "https://[2001:db8::1]:8443/token";
	f = first(&t);
	assert_non_null(strstr(f->title, "[2001:db8::1]:8443"));
	assert_non_null(strstr(first_fix(f), "2001:db8::1 port 8443"));
	t.url = "http://idp.example.org/token";
	assert_non_null(strstr(first_fix(first(&t)), "idp.example.org port 80"));
	t.url = NULL;
	assert_non_null(strstr(first_fix(first(&t)), "\"the token service\" port 443"));
}

/* Inspected TLS is mended by trust in the inspector, or by an exception for the host. */
static void an_untrusted_certificate_is_never_waved_through(void **state)
{
	const struct token_asked t = unanswered("tls", "token", 0);
	const struct finding *f = first(&t);
	bool ca_file = false;

	(void)state;
	LIST_EACH (const struct string_item, it, &f->fixes) {
		ca_file = ca_file || strstr(it->s, "--ca-file") != NULL;
		assert_null(strcasestr(it->s, "disable"));
		assert_null(strcasestr(it->s, "insecure"));
	}
	assert_true(ca_file);
}

/* ---- what is no refusal ---- */

static void a_token_that_came_is_no_finding_of_the_service(void **state)
{
	struct token_asked t = refused(NULL);

	(void)state;
	t.fault = NULL;
	t.http_status = 200;
	first(&t);
	LIST_EACH (const struct finding, f, &judged->findings)
		assert_true(strncmp(f->id, "oauth-service", 13) != 0 &&
			    strcmp(f->id, "oauth-refused") != 0);
}

static void who_stops_it_was_not_refused(void **state)
{
	struct token_asked t = unanswered("local", "poll", 400);
	const struct finding *f;

	(void)state;
	t.interrupted = true;
	t.detail = "interrupted";
	t.error = "authorization_pending";
	f = first(&t);
	assert_string_equal(f->id, "interrupted");
	assert_int_equal(f->severity, SEVERITY_NOTICE);
	assert_int_equal(judged->verdict.status, VERDICT_UNTESTED);
}

static int load(void **state)
{
	struct arena *a = arena_new();
	struct list faults = {0};

	(void)state;
	knowledge = knowledge_load(NULL, &faults, a);
	arena_free(a);
	return knowledge == NULL ? -1 : 0;
}

static int unload(void **state)
{
	(void)state;
	forget();
	knowledge = knowledge_free(knowledge);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(each_answer_has_its_own_explanation),
		UNIT_TEST(the_number_is_enough),
		UNIT_TEST(what_support_asks_for_comes_from_its_fields_first),
		UNIT_TEST(an_unknown_error_is_shown_and_not_explained),
		UNIT_TEST(words_of_other_faults_lead_nowhere),
		UNIT_TEST(hostile_words_come_out_harmless),
		UNIT_TEST(google_refuses_mail_by_device_code_without_words),
		UNIT_TEST(what_nobody_answered_has_a_case_each),
		UNIT_TEST(the_firewall_is_told_host_and_port),
		UNIT_TEST(an_untrusted_certificate_is_never_waved_through),
		UNIT_TEST(a_token_that_came_is_no_finding_of_the_service),
		UNIT_TEST(who_stops_it_was_not_refused),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
