#include "unit.h"

#include "base/clock.h"
#include "base/memory.h"
#include "oauth/cache.h"
#include "oauth/cache_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const int64_t noon = 1795248000000;

static const struct oauth_request device = {
	.grant = GRANT_DEVICE,
	.token_url = "https://login.example.org/token",
	.client_id = "client-1",
	.scope = "smtp offline",
	.user = "bob@example.org",
};

static struct secret secret_of(const char *s)
{
	return s == NULL ? (struct secret){0}
			 : (struct secret){.p = mem_str(s), .n = strlen(s), .token = true};
}

static void wipe(struct oauth_tokens *t)
{
	secret_wipe(&t->access);
	secret_wipe(&t->refresh);
}

/* ---- places ---- */

static const char *folder_for(struct arena *a)
{
	char *folder = arena_str(a, "/tmp/smtpscope-test-XXXXXX");

	assert_non_null(mkdtemp(folder));
	return folder;
}

static void remove_folder(struct arena *a, const char *folder)
{
	assert_int_equal(system(arena_printf(a, "rm -rf '%s'", folder)), 0);
}

static const char *file_in(struct arena *a, const char *folder)
{
	return arena_printf(a, "%s/tokens", folder);
}

static void put_text(const char *path, const char *text, mode_t mode)
{
	FILE *f;

	unlink(path);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static char *text_of(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = arena_alloc(a, 8192);

	assert_non_null(f);
	text[fread(text, 1, 8191, f)] = '\0';
	fclose(f);
	return text;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static struct token_cache *opened(struct arena *a, const char *path)
{
	const char *fault = NULL;
	struct token_cache *c = token_cache_open(path, 1000, a, &fault);

	if (c == NULL)
		fail_msg("%s", fault);
	return c;
}

static void keep(struct arena *a, const char *path, const struct oauth_request *rq,
		 const char *access, const char *refresh, int64_t expires)
{
	struct token_cache *c = opened(a, path);
	struct oauth_tokens t = {secret_of(access), secret_of(refresh)};
	const char *fault = "?";

	if (token_cache_keep(c, rq, &t, expires, &fault) != 0)
		fail_msg("%s", fault);
	assert_null(fault);
	wipe(&t);
	token_cache_close(c);
}

/* "ACCESS REFRESH EXPIRES", or NULL. */
static const char *found(struct arena *a, const char *path, const struct oauth_request *rq)
{
	struct token_cache *c = opened(a, path);
	struct oauth_tokens t = {0};
	int64_t expires = -1;
	const char *said = NULL;

	if (token_cache_find(c, rq, &t, &expires))
		said = arena_printf(a, "%s %s %lld", t.access.p,
				    t.refresh.p == NULL ? "-" : t.refresh.p, (long long)expires);
	wipe(&t);
	token_cache_close(c);
	return said;
}

/* The file must not open; its fault has the words, and names the file. */
static void refused(struct arena *a, const char *path, const char *words)
{
	const char *fault = NULL;
	struct token_cache *c = token_cache_open(path, 0, a, &fault);

	assert_null(c);
	assert_non_null(fault);
	if (strstr(fault, words) == NULL || strncmp(fault, path, strlen(path)) != 0)
		fail_msg("%s: %s", words, fault);
}

/* ---- what is kept ---- */

static void tokens_come_back(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder);

	assert_null(found(*state, path, &device));
	keep(*state, path, &device, "access-1", "refresh-1", noon);
	assert_string_equal(found(*state, path, &device), "access-1 refresh-1 1795248000000");
	keep(*state, path, &device, "a\"c\\ess", NULL, 0);
	assert_string_equal(found(*state, path, &device), "a\"c\\ess refresh-1 0");
	keep(*state, path, &device, "access-3", "refresh-3", INT64_MAX);
	assert_string_equal(found(*state, path, &device), "access-3 refresh-3 253402300799999");
	remove_folder(*state, folder);
}

static void requests_that_differ_in_anything_have_their_own(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder);
	struct oauth_request rows[8];

	for (size_t i = 0; i < 8; i++)
		rows[i] = device;
	rows[1].token_url = "https://login.example.org/token/";
	rows[2].client_id = "client-2";
	rows[3].scope = "smtp";
	rows[4].user = "eve@example.org";
	rows[5].user = NULL;
	rows[6].grant = GRANT_CODE;
	rows[7].client_id = NULL;
	rows[7].service_account = "key.json";
	for (size_t i = 0; i < 8; i++)
		keep(*state, path, &rows[i], arena_printf(*state, "access-%zu", i), NULL, 0);
	for (size_t i = 0; i < 8; i++)
		assert_string_equal(found(*state, path, &rows[i]),
				    arena_printf(*state, "access-%zu - 0", i));
	remove_folder(*state, folder);
}

static void forgotten_is_one_request_only(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder), *fault = "?";
	struct oauth_request other = device;
	struct token_cache *c;

	other.user = "eve@example.org";
	keep(*state, path, &device, "access-1", "refresh-1", 0);
	keep(*state, path, &other, "access-2", NULL, 0);
	c = opened(*state, path);
	assert_int_equal(token_cache_forget(c, &device, &fault), 0);
	assert_null(fault);
	assert_int_equal(token_cache_forget(c, &device, &fault), 0);
	token_cache_close(c);
	assert_null(found(*state, path, &device));
	assert_string_equal(found(*state, path, &other), "access-2 - 0");
	assert_null(strstr(text_of(*state, path), "refresh-1"));
	remove_folder(*state, folder);
}

static struct oauth_request of_user(struct arena *a, int i)
{
	struct oauth_request rq = device;

	rq.user = arena_printf(a, "user%d@example.org", i);
	return rq;
}

static void kept_longest_go_first(void **state)
{
	struct cache_entries e = {.arena = *state};
	struct oauth_tokens t = {secret_of("access"), secret_of(NULL)};
	struct oauth_request first = of_user(*state, 0), second = of_user(*state, 1);

	for (int i = 0; i < CACHE_ENTRIES_MAX; i++) {
		struct oauth_request rq = of_user(*state, i);

		cache_entry_put(&e, &rq, &t, 0, noon + i);
	}
	cache_entry_put(&e, &first, &t, 0, noon + 100); /* kept anew: the second is the oldest */
	assert_int_equal(e.list.n, CACHE_ENTRIES_MAX);
	cache_entry_put(&e, &device, &t, 0, noon + 101);
	assert_int_equal(e.list.n, CACHE_ENTRIES_MAX);
	assert_non_null(cache_entry_of(&e, &first));
	assert_null(cache_entry_of(&e, &second));
	assert_non_null(cache_entry_of(&e, &device));
	cache_entries_wipe(&e);
	wipe(&t);
}

/* The longest tokens, of characters that take two each. */
static void file_never_gets_longer_than_it_is_read(void **state)
{
	struct cache_entries e = {.arena = *state}, back = {.arena = *state};
	char *quotes = arena_alloc(*state, CACHE_TOKEN_MAX + 2);
	struct buf text = {0};
	struct oauth_tokens t;

	memset(quotes, '"', CACHE_TOKEN_MAX);
	t = (struct oauth_tokens){secret_of(quotes), secret_of(quotes)};
	assert_true(cache_token_sound(&t.access));
	for (int i = 0; i < CACHE_ENTRIES_MAX; i++) {
		struct oauth_request rq = of_user(*state, i);

		cache_entry_put(&e, &rq, &t, 0, noon);
		assert_non_null(cache_entry_of(&e, &rq));
	}
	cache_text_write(&e, &text);
	assert_in_range(text.n, CACHE_TEXT_MAX / 2, CACHE_TEXT_MAX);
	assert_null(cache_text_read(&back, text.p, text.n));
	assert_int_equal(back.list.n, e.list.n);
	buf_free(&text);
	cache_entries_wipe(&back);
	cache_entries_wipe(&e);
	wipe(&t);
	quotes[CACHE_TOKEN_MAX] = '"';
	t.access = secret_of(quotes);
	assert_false(cache_token_sound(&t.access));
	wipe(&t);
}

static void what_no_token_is_is_not_kept(void **state)
{
	static const char *const rows[] = {"", "a\nb", "a\x7f", "a\xc3\xa4", "a\tb"};
	const char *folder = folder_for(*state), *path = file_in(*state, folder), *fault;

	keep(*state, path, &device, "access-1", "refresh-1", 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct token_cache *c = opened(*state, path);
		struct oauth_tokens t = {secret_of(rows[i]), secret_of(NULL)};

		fault = NULL;
		assert_int_equal(token_cache_keep(c, &device, &t, 0, &fault), -1);
		assert_non_null(strstr(fault, "not kept"));
		wipe(&t);
		token_cache_close(c);
	}
	assert_string_equal(found(*state, path, &device), "access-1 refresh-1 0");
	remove_folder(*state, folder);
}

/* ---- the file ---- */

static void file_is_private_and_leaves_nothing_beside_it(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder);
	const char *beside = arena_printf(*state, "%s.new", path);
	mode_t before = umask(0);

	put_text(beside, "a killed run left this", 0600);
	keep(*state, path, &device, "access-1", "refresh-1", 0);
	umask(before);
	assert_int_equal(mode_of(path), 0600);
	assert_int_equal(mode_of(arena_printf(*state, "%s.lock", path)), 0600);
	assert_int_equal(access(beside, F_OK), -1);
	remove_folder(*state, folder);
}

static void file_of_others_is_refused(void **state)
{
	static const mode_t modes[] = {0640, 0604, 0620, 0602, 0660, 0644, 0666};
	const char *folder = folder_for(*state), *path = file_in(*state, folder), *before;

	keep(*state, path, &device, "access-1", "refresh-1", 0);
	before = text_of(*state, path);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(path, modes[i]), 0);
		refused(*state, path, "chmod 600");
	}
	assert_int_equal(chmod(path, 0600), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 12345, (gid_t)-1), 0);
		refused(*state, path, "belongs to another user");
		assert_int_equal(chown(path, 0, (gid_t)-1), 0);
	}
	assert_string_equal(text_of(*state, path), before);
	remove_folder(*state, folder);
}

static void file_of_another_kind_is_left_alone(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder);
	const char *aim = arena_printf(*state, "%s.aim", path);

	keep(*state, path, &device, "access-1", NULL, 0);
	assert_int_equal(rename(path, aim), 0);
	assert_int_equal(symlink(aim, path), 0);
	refused(*state, path, "a symbolic link: move it away");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	refused(*state, path, "not a plain file"); /* and does not wait for who writes */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	refused(*state, path, "not a plain file");
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(unlink(arena_printf(*state, "%s.lock", path)), 0);
	assert_int_equal(symlink(aim, arena_printf(*state, "%s.lock", path)), 0);
	refused(*state, path, "a symbolic link");
	remove_folder(*state, folder);
}

static void folder_must_be_there_and_ours(void **state)
{
	static const mode_t modes[] = {0720, 0702, 0777};
	const char *folder = folder_for(*state), *path = file_in(*state, folder), *fault = NULL;

	assert_null(token_cache_open(arena_printf(*state, "%s/none/tokens", folder), 0, *state,
				     &fault));
	assert_non_null(strstr(fault, "No such file"));
	assert_null(token_cache_open(arena_printf(*state, "%s/", folder), 0, *state, &fault));
	assert_non_null(strstr(fault, "names no file"));
	assert_null(token_cache_open("", 0, *state, &fault));
	assert_non_null(strstr(fault, "names no file"));
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(folder, modes[i]), 0);
		assert_null(token_cache_open(path, 0, *state, &fault));
		assert_non_null(strstr(fault, "others can write to it: chmod go-w"));
	}
	assert_int_equal(chmod(folder, 01777), 0); /* as /tmp is */
	keep(*state, path, &device, "access-1", NULL, 0);
	remove_folder(*state, folder);
}

static void names_without_a_folder_are_of_this_one(void **state)
{
	const char *folder = folder_for(*state);
	char *before = getcwd(NULL, 0);

	assert_int_equal(chdir(folder), 0);
	keep(*state, "tokens", &device, "access-1", NULL, 0);
	assert_string_equal(found(*state, "./tokens", &device), "access-1 - 0");
	assert_int_equal(chdir(before), 0);
	free(before);
	assert_string_equal(found(*state, file_in(*state, folder), &device), "access-1 - 0");
	remove_folder(*state, folder);
}

#define ENTRY(more)                                                                                \
	"{\"schema\": \"smtpscope.tokens/1\", \"entries\": [{\"service\": \"s\", \"grant\": "      \
	"\"device\", \"access_token\": \"a\", \"kept\": \"2026-11-21T08:15:00.000Z\"" more "}]}"

static void what_is_not_sound_is_refused_and_kept(void **state)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{"Dear diary\n", "damaged: move it away"},
		{"{}", "not written by this program: move it away"},
		{"[]", "not written by this program: move it away"},
		{"{\"schema\": 1}", "not written by this program: move it away"},
		{"{\"schema\": \"smtpscope.tokens/2\", \"entries\": []}", "or by a later one"},
		{"{\"schema\": \"smtpscope.tokens/1\"}", "damaged"},
		{"{\"schema\": \"smtpscope.tokens/1\", \"entries\": {}}", "damaged"},
		{"{\"schema\": \"smtpscope.tokens/1\", \"entries\": [1]}", "damaged"},
		{"{\"schema\": \"smtpscope.tokens/1\", \"entries\": [{}]}", "damaged"},
		{"{\"schema\": \"smtpscope.tokens/1\", \"entries\": [], \"more\": 1}", "damaged"},
		{"{\"schema\": \"smtpscope.tokens/1\", \"entries\": []} x", "damaged"},
		{"{\"schema\": \"smtpscope.tokens/1\", \"entries\": [", "damaged"},
		{ENTRY("}, {\"service\": \"s\", \"grant\": \"device\", \"access_token\": \"b\", "
		       "\"kept\": \"2026-11-21T08:15:00.000Z\""),
		 "damaged"}, /* the same request twice */
		{ENTRY(", \"more\": 1"), "damaged"},
		{ENTRY(", \"user\": 1"), "damaged"},
		{ENTRY(", \"user\": null"), "damaged"},
		{ENTRY(", \"grant\": \"code\""), "damaged"},
		{ENTRY(", \"expires\": \"tomorrow\""), "damaged"},
		{ENTRY(", \"expires\": \"1969-12-31T23:59:59.000Z\""), "damaged"},
		{ENTRY(", \"expires\": 1795248000"), "damaged"},
		{ENTRY(", \"refresh_token\": \"\""), "damaged"},
		{ENTRY(", \"refresh_token\": \"a\\nb\""), "damaged"},
		{ENTRY(", \"refresh_token\": \"a\\u0000b\""), "damaged"},
	};
	const char *folder = folder_for(*state), *path = file_in(*state, folder);
	struct oauth_request rq = {.grant = GRANT_DEVICE, .token_url = "s"};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put_text(path, rows[i].text, 0600);
		refused(*state, path, rows[i].words);
		assert_string_equal(text_of(*state, path), rows[i].text);
	}
	put_text(path, ENTRY(""), 0600);
	assert_string_equal(found(*state, path, &rq), "a - 0");
	put_text(path, "", 0600);
	assert_null(found(*state, path, &rq));
	assert_int_equal(truncate(path, (off_t)1 << 40), 0);
	refused(*state, path, "longer than it can be");
	remove_folder(*state, folder);
}

static void one_at_a_time_has_it(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder), *fault = NULL;
	struct token_cache *held = opened(*state, path);

	assert_null(token_cache_open(path, 30, *state, &fault));
	assert_non_null(strstr(fault, "another run does not let go of it"));
	token_cache_close(held);
	token_cache_close(opened(*state, path));
	assert_null(token_cache_close(NULL));
	remove_folder(*state, folder);
}

/* The folder went away, or lets us write no more. */
static void what_cannot_be_kept_is_said(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder), *fault = NULL;
	struct oauth_tokens t = {secret_of("access"), secret_of(NULL)};
	struct token_cache *c = opened(*state, path);

	remove_folder(*state, folder);
	assert_int_equal(token_cache_keep(c, &device, &t, 0, &fault), -1);
	assert_non_null(strstr(fault, "No such file"));
	wipe(&t);
	token_cache_close(c);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(tokens_come_back),
	UNIT_TEST(requests_that_differ_in_anything_have_their_own),
	UNIT_TEST(forgotten_is_one_request_only),
	UNIT_TEST(kept_longest_go_first),
	UNIT_TEST(file_never_gets_longer_than_it_is_read),
	UNIT_TEST(what_no_token_is_is_not_kept),
	UNIT_TEST(file_is_private_and_leaves_nothing_beside_it),
	UNIT_TEST(file_of_others_is_refused),
	UNIT_TEST(file_of_another_kind_is_left_alone),
	UNIT_TEST(folder_must_be_there_and_ours),
	UNIT_TEST(names_without_a_folder_are_of_this_one),
	UNIT_TEST(what_is_not_sound_is_refused_and_kept),
	UNIT_TEST(one_at_a_time_has_it),
	UNIT_TEST(what_cannot_be_kept_is_said),
};

UNIT_MAIN(tests)
