/* Who issues tokens: what can be asked of it, and what is wrong with a file of it. */
#include "unit.h"

#include "know/entry.h"
#include "know/layer.h"
#include "know/provider.h"
#include "know/token_service.h"

#include <string.h>

static struct knowledge *load(struct arena *a)
{
	struct list faults = {0};

	return knowledge_load(NULL, &faults, a);
}

/* ---- the embedded ones ---- */

static void names_aliases_and_profiles_lead_to_a_service(void **state)
{
	static const struct {
		const char *name, *id; /* id NULL: nobody's */
	} cases[] = {
		{"microsoft365", "microsoft365"},
		{"Microsoft", "microsoft365"},
		{"m365", "microsoft365"},
		{"entra", "microsoft365"},
		{"office365", "microsoft365"},
		{"microsoft365-hve", "microsoft365-hve"},
		{"microsoft365-gcc-high", "microsoft365-gcc-high"},
		{"dod", "microsoft365-dod"},
		{"21vianet", "microsoft365-china"},
		{"outlook", "outlook"},
		{"outlook.com", "outlook"},
		{"google", "google"},
		{"gmail", "google"},
		{"workspace-relay", "google"},
		{"yahoo", "yahoo"},
		{"aol", "aol"},
		{"fastmail", "fastmail"},
		{"yandex", "yandex"},
		{"mail.ru", "mailru"},
		{"xfinity", "comcast"},
		{"microsoft365-mx", NULL},
		{"generic", NULL},
		{"", NULL},
	};
	struct knowledge *k = load(*state);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct token_service *s = token_service_find(k, cases[i].name);

		print_message("  %s\n", cases[i].name);
		if (cases[i].id == NULL) {
			assert_null(s);
		} else {
			assert_non_null(s);
			assert_string_equal(s->id, cases[i].id);
		}
	}
	knowledge_free(k);
}

static void each_way_has_its_scope_or_a_reason(void **state)
{
	static const struct {
		const char *service;
		enum token_grant grant;
		const char *scope; /* NULL: refused */
		const char *tenant;
	} cases[] = {
		{"microsoft365", GRANT_DEVICE,
		 "https://outlook.office.com/SMTP.Send offline_access", "organizations"},
		{"microsoft365", GRANT_CODE, "https://outlook.office.com/SMTP.Send offline_access",
		 "organizations"},
		{"microsoft365", GRANT_CLIENT_CREDENTIALS, "https://outlook.office365.com/.default",
		 NULL},
		{"microsoft365", GRANT_SERVICE_ACCOUNT, NULL, NULL},
		{"microsoft365-dod", GRANT_CLIENT_CREDENTIALS,
		 "https://outlook-dod.office365.us/.default", NULL},
		{"outlook", GRANT_DEVICE, "https://outlook.office.com/SMTP.Send offline_access",
		 "consumers"},
		{"outlook", GRANT_CLIENT_CREDENTIALS, NULL, NULL},
		{"google", GRANT_CODE, "https://mail.google.com/", NULL},
		{"google", GRANT_SERVICE_ACCOUNT, "https://mail.google.com/", NULL},
		{"google", GRANT_DEVICE, NULL, NULL},
		{"google", GRANT_CLIENT_CREDENTIALS, NULL, NULL},
		{"yahoo", GRANT_CODE, NULL, NULL},
		{"comcast", GRANT_CODE, NULL, NULL},
		{"yandex", GRANT_DEVICE, NULL, NULL},
		{"yandex", GRANT_CODE, "mail:smtp", NULL},
	};
	struct knowledge *k = load(*state);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct token_service *s = token_service_find(k, cases[i].service);
		const struct service_grant *g = service_grant_of(s, cases[i].grant);
		const struct service_refusal *r = service_refusal_of(s, cases[i].grant);

		print_message("  %s %s\n", cases[i].service, token_grant_names[cases[i].grant]);
		assert_true((g == NULL) == (cases[i].scope == NULL));
		assert_true((r != NULL) == (cases[i].scope == NULL));
		if (g == NULL)
			continue;
		assert_string_equal(g->scope, cases[i].scope);
		assert_true((g->tenant == NULL) == (cases[i].tenant == NULL));
		if (g->tenant != NULL)
			assert_string_equal(g->tenant, cases[i].tenant);
	}
	knowledge_free(k);
}

static void what_a_good_token_says_is_known_where_it_can_be_read(void **state)
{
	struct knowledge *k = load(*state);
	const struct token_service *ms = token_service_find(k, "microsoft365");
	const struct token_service *google = token_service_find(k, "google");
	bool graph = false;

	assert_true(list_has_string(&ms->audiences, "https://outlook.office365.com"));
	assert_true(list_has_string(&ms->audiences, "00000002-0000-0ff1-ce00-000000000000"));
	LIST_EACH (const struct service_stranger, it, &ms->strangers)
		graph = graph || strcmp(it->audience, "https://graph.microsoft.com") == 0;
	assert_true(graph);
	assert_string_equal(ms->user_scope, "SMTP.Send");
	assert_string_equal(ms->app_role, "SMTP.SendAsApp");
	assert_string_equal(token_service_find(k, "hve")->app_role, "Mail.Send");
	assert_null(ms->opaque);
	assert_string_equal(google->opaque, "google");
	assert_string_equal(token_service_find(k, "outlook")->opaque, "microsoft-personal");
	assert_int_equal(google->audiences.n, 0);
	assert_string_equal(google->authorize_extra, "access_type=offline&prompt=consent");
	assert_string_equal(google->redirect_host, "127.0.0.1");
	assert_string_equal(ms->redirect_host, "localhost");
	knowledge_free(k);
}

/* Where it is known how one logs in there. */
static void servers_that_take_its_tokens_take_tokens(void **state)
{
	struct knowledge *k = load(*state);

	LIST_EACH (const struct token_service, s, token_services(k))
		LIST_EACH (const struct string_item, it, &s->providers) {
			const struct list *ways = &provider_by_id(k, it->s)->mechanisms;

			print_message("  %s\n", it->s);
			assert_true(ways->n == 0 || list_has_string(ways, "XOAUTH2") ||
				    list_has_string(ways, "OAUTHBEARER"));
		}
	knowledge_free(k);
}

static void whom_a_way_asks_first_is_told_without_the_tenant(void **state)
{
	struct knowledge *k = load(*state);
	const struct token_service *ms = token_service_find(k, "microsoft365");
	const struct token_service *google = token_service_find(k, "google");

	assert_string_equal(service_authority(*state, ms, GRANT_DEVICE),
			    "https://login.microsoftonline.com");
	assert_string_equal(service_authority(*state, google, GRANT_CODE),
			    "https://accounts.google.com/o/oauth2/v2/auth");
	assert_string_equal(service_authority(*state, google, GRANT_SERVICE_ACCOUNT),
			    "https://oauth2.googleapis.com/token");
	assert_false(service_grant_is_told(ms, service_grant_of(ms, GRANT_REFRESH)));
	assert_true(service_grant_is_told(ms, service_grant_of(ms, GRANT_DEVICE)));
	assert_true(service_grant_is_told(
		token_service_find(k, "yahoo"),
		service_grant_of(token_service_find(k, "yahoo"), GRANT_REFRESH)));
	knowledge_free(k);
}

static void a_tenant_fills_the_url_and_changes_nothing_else(void **state)
{
	static const char url[] = "https://login.example.org/{tenant}/token";
	static const struct {
		const char *tenant, *url;
	} cases[] = {
		{"contoso.example", "https://login.example.org/contoso.example/token"},
		{"9188040D-6c67-4c5b-b112-36a304b66dad",
		 "https://login.example.org/9188040D-6c67-4c5b-b112-36a304b66dad/token"},
		{"organizations", "https://login.example.org/organizations/token"},
		{NULL, NULL},
		{"", NULL},
		{"a/b", NULL},
		{"..", NULL},
		{"a..b", NULL},
		{".a", NULL},
		{"-a", NULL},
		{"a b", NULL},
		{"a?b", NULL},
		{"a#b", NULL},
		{"a%2fb", NULL},
		{"a@b", NULL},
		{"{tenant}", NULL},
		{"a\r\nb", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *filled = service_url(*state, url, cases[i].tenant);

		assert_true((filled == NULL) == (cases[i].url == NULL));
		if (filled != NULL)
			assert_string_equal(filled, cases[i].url);
	}
	assert_string_equal(service_url(*state, "https://a.example/t", NULL),
			    "https://a.example/t");
	assert_true(service_url_has_tenant(url));
	assert_false(service_url_has_tenant("https://a.example/tenant"));
}

/* ---- files ---- */

/* The first fault of a file tokens/a.yaml; "" where it has none. */
static const char *fault_of(struct arena *a, const char *text)
{
	struct list faults = {0}, links = {0};
	struct faults f = {.list = &faults, .arena = a, .file = "F"};
	struct reader r = {.arena = a, .faults = &f, .links = &links};
	struct layer l = {0};

	layer_read(&l, &r, "tokens", text, strlen(text));
	LIST_EACH (const struct string_item, it, &faults)
		return it->s;
	return "";
}

#define GRANT(name) "{grant: " name ", scope: s, use: u, source: S, as_of: 2026}"
#define SERVICE(rest)                                                                              \
	"- id: ours\n  name: Ours\n  token: https://a.example/t\n"                                 \
	"  references: [{source: S, as_of: 2026}]\n" rest

static void faults_of_a_service_are_named(void **state)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{SERVICE("  grants: [" GRANT("refresh") "]\n"), ""},
		{SERVICE("  grants: [" GRANT("refresh") "]\n  device: http://a.example/d\n"),
		 "F:6:11: device: a URL that begins with https:// is wanted"},
		{SERVICE("  grants: [" GRANT("refresh") "]\n  device: https://a.example\n"),
		 "F:6:11: device: a URL has a host in small letters, and then a path"},
		{SERVICE("  grants: [" GRANT("refresh") "]\n  device: https://a@b.example/d\n"),
		 "F:6:11: device: a URL has a host in small letters, and then a path"},
		{SERVICE("  grants: [" GRANT(
			 "refresh") "]\n  device: \"https://a.example/{user}/d\"\n"),
		 "F:6:11: device: a path has letters, digits and no braces but one {tenant}"},
		{SERVICE("  grants: [" GRANT(
			 "refresh") "]\n  device: \"https://a.example/{tenant}/{tenant}/d\"\n"),
		 "F:6:11: device: a path has letters, digits and no braces but one {tenant}"},
		{SERVICE("  grants: [" GRANT("device") "]\n"),
		 "F:1:3: ours: grant device wants \"device\""},
		{SERVICE("  grants: [" GRANT("code") "]\n"),
		 "F:1:3: ours: grant code wants \"authorize\""},
		{SERVICE("  grants: [" GRANT("refresh") ", " GRANT("refresh") "]\n"),
		 "F:1:3: ours: grant refresh again"},
		{SERVICE("  grants: [" GRANT(
			 "refresh") "]\n  refusals:\n    - {grant: refresh, why: "
				    "w, instead: i, source: S, as_of: 2026}\n"),
		 "F:1:3: ours: grant refresh among the refusals, too"},
		{SERVICE("  grants: [{grant: refresh, scope: s, tenant: common, use: u, source: S, "
			 "as_of: 2026}]\n"),
		 "F:1:3: ours: grant refresh has a tenant, and \"token\" none"},
		{SERVICE("  grants: [{grant: refresh, scope: s  t, use: u, source: S, as_of: "
			 "2026}]\n"),
		 "F:5:36: scope: one blank between the words of a scope, and none around them"},
		{SERVICE(""), "F:1:3: ours: neither grants nor refusals"},
		{SERVICE("  grants: [" GRANT("refresh") "]\n  audiences: [https://a.example/]\n"),
		 "F:6:15: audiences: no slash at the end: it does not count"},
		{SERVICE("  grants: [" GRANT("refresh") "]\n  audiences: [a]\n"
							"  strangers: [{audience: a, name: A}]\n"),
		 "F:1:3: ours: a is among the audiences and a stranger"},
		{SERVICE("  grants: [" GRANT("refresh") "]\n  authorize_extra: \"a=b c\"\n"),
		 "F:6:20: authorize_extra: name=value pairs with & between them"},
		{SERVICE("  grants: [" GRANT("refresh") "]\n  redirect_host: example.org\n"),
		 "F:6:18: redirect_host: localhost or 127.0.0.1"},
		{"- id: ours\n  name: Ours\n  token: https://a.example/t\n"
		 "  grants: [" GRANT(
			 "refresh") "]\n"
				    "  references: [{source: S, as_of: 2026, for: device}]\n",
		 "F:3:3: ours: no reference is for \"token\""},
		{SERVICE("  aliases: [x]\n  grants: [" GRANT(
			 "refresh") "]\n") "- id: x\n  name: X\n  token: https://a.example/t\n  "
					   "grants: [" GRANT("refresh") "]\n"
									"  references: [{source: "
									"S, as_of: 2026}]\n",
		 "F:7:3: x: \"x\" leads to another one already"},
		{SERVICE("  providers: [p]\n  grants: [" GRANT(
			 "refresh") "]\n") "- id: x\n  name: X\n  token: https://a.example/t\n  "
					   "grants: [" GRANT("refresh") "]\n"
									"  providers: p\n  "
									"references: [{source: S, "
									"as_of: 2026}]\n",
		 "F:7:3: x: \"p\" leads to another one already"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %zu: %s\n", i, cases[i].fault);
		assert_string_equal(fault_of(*state, cases[i].text), cases[i].fault);
	}
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(names_aliases_and_profiles_lead_to_a_service),
	UNIT_TEST(each_way_has_its_scope_or_a_reason),
	UNIT_TEST(what_a_good_token_says_is_known_where_it_can_be_read),
	UNIT_TEST(servers_that_take_its_tokens_take_tokens),
	UNIT_TEST(whom_a_way_asks_first_is_told_without_the_tenant),
	UNIT_TEST(a_tenant_fills_the_url_and_changes_nothing_else),
	UNIT_TEST(faults_of_a_service_are_named),
};

UNIT_MAIN(tests)
