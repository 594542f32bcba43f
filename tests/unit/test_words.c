/* The catalogue's words with what is known filled in. */
#include "unit.h"
#include "knowing.h"

#include "interpret/wording.h"
#include "../support/make_record.h"

#include <string.h>

static int begin(void **state)
{
	struct story *t = *state = story_new();

	story_target(t, "mail.example.org", "microsoft365");
	story_user(t, "bob@example.org");
	return 0;
}

static int end(void **state)
{
	story_free(*state);
	return 0;
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const char *fill(struct story *t, const char *text)
{
	struct wording w = {.record = t->r,
			    .provider = provider_by_id(knowledge, "microsoft365"),
			    .session = t->s,
			    .stage = t->st};

	return wording_fill(t->r->arena, &w, text);
}

/* ... and never the port that was just tried. */
static void another_port_is_one_that_was_seen_or_is_promised(void **state)
{
	struct story *t = *state;
	struct session *first = story_session(t, "192.0.2.1", 587);

	story_passes_all(t);
	t->s = first;
	assert_string_equal(fill(t, "{submission}"), "port 587 with STARTTLS");
	assert_string_equal(fill(t, "{elsewhere}"), "the provider's port for sending, 587 or 465");
	story_session(t, "192.0.2.1", 2525);
	story_passes_all(t);
	t->s = first;
	assert_string_equal(fill(t, "{elsewhere}"), "port 2525 with STARTTLS");
}

static void a_resolver_is_written_as_dig_reads_it(void **state)
{
	static const struct {
		const char *server, *name, *dig;
	} cases[] = {
		{"192.0.2.53:53", "192.0.2.53", "@192.0.2.53"},
		{"127.0.0.1:5353", "127.0.0.1:5353", "@127.0.0.1 -p 5353"},
		{"[2001:db8::53]:53", "2001:db8::53", "@2001:db8::53"},
		{"[2001:db8::53]:5353", "[2001:db8::53]:5353", "@2001:db8::53 -p 5353"},
		{"2001:db8::53", "2001:db8::53", "@2001:db8::53"},
		{"resolver", "resolver", "@resolver"},
	};
	struct story *t = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		t->r->resolvers = (struct list){0};
		list_add_string(&t->r->resolvers, t->r->arena, cases[i].server);
		assert_string_equal(fill(t, "{resolver}"), cases[i].name);
		assert_string_equal(fill(t, "{dig_at}"), cases[i].dig);
	}
}

static void what_is_known_is_filled_in(void **state)
{
	static const struct {
		const char *text, *filled;
	} cases[] = {
		{"{host}:{port} is {address}", "mail.example.org:587 is 192.0.2.1"},
		{"Set-CASMailbox -Identity {mailbox}", "Set-CASMailbox -Identity bob@example.org"},
		{"{user} with {mechanism} of {mechanisms}",
		 "bob@example.org with LOGIN of LOGIN, XOAUTH2"},
		{"{capabilities}", "AUTH LOGIN XOAUTH2, SIZE 1000"},
		{"{names} by {issuer}", "mail.example.org by CN=Example CA,O=Example"},
		{"{version} of {offered_versions}", "TLS1.3 of TLS1.2-TLS1.3"},
		{"EHLO {ehlo} after {seconds} s", "EHLO pc17.example.org after 30 s"},
		{"{days}, {store}, {ports}", "60 days, system, 587"},
		{"{family} of {address}", "IPv4 of 192.0.2.1"},
	};
	struct story *t = *state;

	story_session(t, "192.0.2.1", 587);
	story_offers(t, STAGE_EHLO_AGAIN, "AUTH LOGIN XOAUTH2\nSIZE 1000");
	story_fails(t, STAGE_AUTH, FAILURE_TIMEOUT);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(fill(t, cases[i].text), cases[i].filled);
}

static void what_is_unknown_still_reads_well(void **state)
{
	struct story *t = *state;

	t->r->host = t->r->user = NULL;
	assert_string_equal(fill(t, "{host} refused {user}"), "the server refused the user");
	assert_string_equal(fill(t, "Set-CASMailbox -Identity {mailbox}"),
			    "Set-CASMailbox -Identity MAILBOX");
	assert_string_equal(fill(t, "it offers {mechanisms}"), "it offers other mechanisms");
	story_session(t, "192.0.2.1", 587);
	story_offers(t, STAGE_EHLO_AGAIN, "SIZE 1000");
	story_passes_all(t);
	assert_string_equal(fill(t, "it offers {mechanisms}"), "it offers none");
}

static void every_placeholder_of_the_catalogue_is_known_here(void **state)
{
	struct story *t = *state;

	for (size_t i = 0; placeholder_names[i] != NULL; i++) {
		const char *text = arena_printf(t->r->arena, "{%s}", placeholder_names[i]);

		print_message("  %s\n", text);
		assert_string_not_equal(fill(t, text), text);
	}
}

static void braces_that_are_no_placeholder_stay(void **state)
{
	static const char text[] = "Where-Object {$_.Name -eq 'x'} {} {unknown} {HOST}";

	assert_string_equal(fill(*state, text), text);
}

static void words_of_a_peer_are_made_harmless(void **state)
{
	struct story *t = *state;

	story_session(t, "192.0.2.1", 587);
	story_offers(t, STAGE_EHLO_AGAIN, "EVIL\033[31m {host}");
	assert_string_equal(fill(t, "{capabilities}"), "EVIL\\x1b[31m {host}");
}

/* Advice is pasted into sh, PowerShell or cmd, and a record may be anybody's. */
static void a_name_in_advice_stays_one_word(void **state)
{
	static const struct {
		const char *user, *advice;
	} cases[] = {
		{"bob@example.org", "Set -Identity bob@example.org x"},
		{"fe80::1%eth0", "Set -Identity fe80::1%eth0 x"},
		{"x;curl y|sh", "Set -Identity \"x;curl y|sh\" x"},
		{"x; curl -O y", "Set -Identity MAILBOX x"},
		{"o'brien@example.org", "Set -Identity \"o'brien@example.org\" x"},
		{"CORP\\bob", "Set -Identity 'CORP\\bob' x"},
		{"$(id)@example.org", "Set -Identity '$(id)@example.org' x"},
		{"`id`&calc", "Set -Identity MAILBOX x"},
		{"$(id)'", "Set -Identity MAILBOX x"},
		{"a\"b", "Set -Identity MAILBOX x"},
		{"a\xe2\x80\x9d;b", "Set -Identity MAILBOX x"},
		{"-rf", "Set -Identity MAILBOX x"},
	};
	struct story *t = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wording w = {.record = t->r};
		struct list texts = {0};

		t->r->user = cases[i].user;
		list_add_string(&texts, t->r->arena, "Set -Identity {mailbox} x");
		texts = wording_fill_all(t->r->arena, &w, &texts);
		assert_string_equal(((struct string_item *)(void *)texts.first)->s,
				    cases[i].advice);
	}
}

static void a_resolver_in_a_command_is_one_word(void **state)
{
	static const char *const servers[] = {"x;id:53", "x -f /etc/passwd", "127.0.0.1:53 -f x",
					      "$(id)"};
	struct story *t = *state;

	for (size_t i = 0; i < sizeof(servers) / sizeof(servers[0]); i++) {
		t->r->resolvers = (struct list){0};
		list_add_string(&t->r->resolvers, t->r->arena, servers[i]);
		assert_string_equal(fill(t, "dig x {dig_at}"), "dig x @RESOLVER");
	}
}

static void words_of_a_peer_are_kept_short(void **state)
{
	struct story *t = *state;
	char *subject = arena_alloc(t->r->arena, 5001);

	story_session(t, "192.0.2.1", 587);
	for (size_t i = 0; i < 5000; i += 2)
		memcpy(subject + i, "\xc3\xbc", 2);
	story_certificate(t)->subject = subject;
	assert_in_range(strlen(fill(t, "{subject}")), 100, WORDING_VALUE_MAX + 3);
	assert_null(strstr(fill(t, "{subject}"), "\\x"));
}

static void a_long_list_of_names_is_cut(void **state)
{
	struct story *t = *state;

	story_session(t, "192.0.2.1", 587);
	for (int i = 0; i < 9; i++)
		list_add_bytes(&story_certificate(t)->names, t->r->arena,
			       bytes_str(t->r->arena, "n.example"));
	assert_string_equal(fill(t, "{names}"),
			    "mail.example.org, n.example, n.example, n.example, "
			    "n.example, n.example and 4 more");
}

static const struct CMUnitTest tests[] = {
	STORY(what_is_known_is_filled_in),
	STORY(another_port_is_one_that_was_seen_or_is_promised),
	STORY(a_resolver_is_written_as_dig_reads_it),
	STORY(what_is_unknown_still_reads_well),
	STORY(every_placeholder_of_the_catalogue_is_known_here),
	STORY(braces_that_are_no_placeholder_stay),
	STORY(words_of_a_peer_are_made_harmless),
	STORY(a_name_in_advice_stays_one_word),
	STORY(a_resolver_in_a_command_is_one_word),
	STORY(words_of_a_peer_are_kept_short),
	STORY(a_long_list_of_names_is_cut),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
