#include "unit.h"

#include "base/clock.h"
#include "base/memory.h"
#include "interpret/judged.h"
#include "run/attempts_file.h"
#include "run/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MINUTE = 60 * 1000 };

static const int64_t noon = 1795248000000;

/* ---- what is remembered ---- */

static struct attempts *fresh(struct arena *a)
{
	struct attempts *t = ARENA_NEW(a, struct attempts);

	attempts_new(t);
	return t;
}

static struct login_attempt try_at(struct attempts *t, const char *user, const char *host,
				   int64_t at)
{
	static unsigned char id;
	struct login_attempt e = {.at = at, .id = {++id}};

	attempts_hash(t, user, host, e.who);
	attempts_add(t, &e);
	return e;
}

static struct attempts_seen of(const struct attempts *t, const char *user, const char *host)
{
	unsigned char who[ATTEMPT_WHO];

	attempts_hash(t, user, host, who);
	return attempts_of(t, who);
}

static void attempts_are_of_one_identity_at_one_host(void **state)
{
	struct attempts *t = fresh(*state);

	try_at(t, "bob@example.org", "mail.example.org", noon);
	try_at(t, "BOB@Example.ORG", "Mail.Example.Org.", noon);
	try_at(t, "bob@example.org", "other.example.org", noon);
	try_at(t, "eve@example.org", "mail.example.org", noon);
	assert_int_equal(of(t, "bob@example.org", "mail.example.org").n, 2);
	assert_int_equal(of(t, "bob@example.org", "other.example.org").n, 1);
	assert_int_equal(of(t, "eve@example.org", "mail.example.org").n, 1);
	assert_int_equal(of(t, "eve@example.org", "other.example.org").n, 0);
	/* what belongs to the name is not taken for the host */
	assert_int_equal(of(t, "bob@example.orgmail", ".example.org").n, 0);
}

static void attempts_free_the_way_an_hour_after_the_last_but_one(void **state)
{
	struct attempts *t = fresh(*state);
	struct attempts_seen seen;

	try_at(t, "bob", "h", noon);
	seen = of(t, "bob", "h");
	assert_int_equal(seen.last, noon);
	assert_int_equal(seen.free, 0);
	try_at(t, "bob", "h", noon + 30 * MINUTE);
	try_at(t, "bob", "h", noon + 10 * MINUTE);
	seen = of(t, "bob", "h");
	assert_int_equal(seen.last, noon + 30 * MINUTE);
	assert_int_equal(seen.free, noon + 70 * MINUTE);
}

static void attempts_are_forgotten_after_an_hour(void **state)
{
	struct attempts *t = fresh(*state);

	try_at(t, "bob", "h", noon);
	try_at(t, "bob", "h", noon + 1);
	assert_false(attempts_prune(t, noon + ATTEMPTS_AGE_MS - 1));
	assert_int_equal(of(t, "bob", "h").n, 2);
	assert_true(attempts_prune(t, noon + ATTEMPTS_AGE_MS));
	assert_int_equal(of(t, "bob", "h").n, 1);
}

/* The clock was a year ahead, or was set back: they count, and an hour later no more. */
static void attempts_of_the_future_are_of_now(void **state)
{
	struct attempts *t = fresh(*state);

	try_at(t, "bob", "h", noon + (int64_t)365 * 24 * 60 * MINUTE);
	try_at(t, "bob", "h", noon + 5 * MINUTE);
	assert_true(attempts_prune(t, noon));
	assert_int_equal(of(t, "bob", "h").n, 2);
	assert_int_equal(of(t, "bob", "h").free, noon + ATTEMPTS_AGE_MS);
	attempts_prune(t, noon + ATTEMPTS_AGE_MS);
	assert_int_equal(of(t, "bob", "h").n, 0);
}

static void attempts_end_in_three_ways(void **state)
{
	struct attempts *t = fresh(*state);
	struct login_attempt first = try_at(t, "bob", "h", noon),
			     second = try_at(t, "bob", "h", noon + 1);

	try_at(t, "bob", "other", noon);
	attempts_settle(t, &first, ATTEMPT_FAILED);
	assert_int_equal(of(t, "bob", "h").n, 2);
	attempts_settle(t, &second, ATTEMPT_NOT_JUDGED);
	assert_int_equal(of(t, "bob", "h").n, 1);
	second = try_at(t, "bob", "h", noon + 2);
	attempts_settle(t, &second, ATTEMPT_PASSED);
	assert_int_equal(of(t, "bob", "h").n, 0);
	assert_int_equal(of(t, "bob", "other").n, 1);
	attempts_settle(t, &first, ATTEMPT_FAILED); /* of a run that is slower */
	assert_int_equal(of(t, "bob", "h").n, 1);
	assert_int_equal(of(t, "bob", "h").last, noon);
}

static void attempts_have_an_end_where_the_oldest_go_first(void **state)
{
	struct attempts *t = fresh(*state);

	for (int i = 0; i < ATTEMPTS_MAX + 5; i++)
		try_at(t, i < 5 ? "first" : "later", "h", noon + i);
	assert_int_equal(t->n, ATTEMPTS_MAX);
	assert_int_equal(of(t, "first", "h").n, 0);
	assert_int_equal(of(t, "later", "h").n, ATTEMPTS_MAX);
}

/* ---- as text ---- */

static char *written(struct arena *a, const struct attempts *t)
{
	struct buf out = {0};
	char *text;

	attempts_write(t, &out);
	text = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return text;
}

static void attempts_read_back_what_they_wrote(void **state)
{
	struct attempts *t = fresh(*state), *back = fresh(*state);
	char *text;

	for (int i = 0; i < ATTEMPTS_MAX; i++)
		try_at(t, i % 2 ? "bob" : "eve", "h", noon + i);
	text = written(*state, t);
	assert_true(strlen(text) < ATTEMPTS_TEXT_MAX);
	assert_int_equal(attempts_read(back, text, strlen(text)), ATTEMPTS_SOUND);
	assert_memory_equal(back, t, sizeof(*t));
}

/* Wherever a text is cut off, what stands whole before the cut is there, under the same key. */
static void attempts_torn_keep_their_whole_lines(void **state)
{
	struct attempts *t = fresh(*state), *back = fresh(*state);
	char *text;
	size_t head;

	try_at(t, "bob", "h", noon);
	try_at(t, "bob", "h", noon);
	text = written(*state, t);
	head = strcspn(text, "\n") + 1;
	for (size_t n = 0; n < strlen(text); n++) {
		assert_int_equal(attempts_read(back, text, n), ATTEMPTS_DAMAGED);
		assert_true(back->n == 0 || of(back, "bob", "h").n == (int)back->n);
		if (n >= strlen(text) - strlen("end\n"))
			assert_int_equal(back->n, 2);
		if (n < head)
			assert_int_equal(back->n, 0);
	}
}

static void attempts_of_others_are_told_from_damaged_ones(void **state)
{
	static const struct {
		const char *text;
		enum attempts_state state;
	} rows[] = {
		{"", ATTEMPTS_DAMAGED},
		{"smtpscope att", ATTEMPTS_DAMAGED},
		{"smtpscope attempts 1 00\nend\n", ATTEMPTS_DAMAGED},
		{"smtpscope attempts 2 00\nend\n", ATTEMPTS_FOREIGN},
		{"smtpscope attempts 11 00\nend\n", ATTEMPTS_FOREIGN},
		{"Dear diary\n", ATTEMPTS_FOREIGN},
		{"\n", ATTEMPTS_FOREIGN},
	};
	struct attempts *t = fresh(*state);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (attempts_read(t, rows[i].text, strlen(rows[i].text)) != rows[i].state ||
		    t->n != 0)
			fail_msg("%s", rows[i].text);
}

static void attempts_in_bad_lines_are_left_out(void **state)
{
	static const char *const bad[] = {
		"-1 0000000000000000 ", "x 0000000000000000 ",
		"1  0000000000000000 ", "1 000000000000000g ",
		"1 00000000000000000 ", "1234567890123456 0000000000000000 ",
		"1 0000000000000000",
	};
	struct attempts *t = fresh(*state), *back = fresh(*state);
	char *text, *line;

	try_at(t, "bob", "h", noon);
	text = written(*state, t);
	text[strlen(text) - strlen("end\n")] = '\0';
	line = strrchr(text, ' ');
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *all = arena_printf(*state, "%s%s%send\n", text, bad[i], line + 1);

		assert_int_equal(attempts_read(back, all, strlen(all)), ATTEMPTS_DAMAGED);
		assert_int_equal(back->n, 1);
	}
}

/* ---- as a file ---- */

static char *folder_for(struct arena *a)
{
	char *folder = arena_str(a, "/tmp/smtpscope-test-XXXXXX");

	assert_non_null(mkdtemp(folder));
	return arena_printf(a, "%s/state/smtpscope", folder);
}

static void remove_folder(struct arena *a, const char *folder)
{
	char *top = arena_str(a, folder);

	top[strlen(top) - strlen("/state/smtpscope")] = '\0';
	assert_int_equal(system(arena_printf(a, "rm -rf '%s'", top)), 0);
}

static const char *file_in(struct arena *a, const char *folder)
{
	return arena_printf(a, "%s/attempts", folder);
}

static void put_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static void save_one(struct arena *a, const char *folder)
{
	struct attempts_file f;

	attempts_open(&f, a, folder);
	assert_null(f.fault);
	try_at(f.now, "bob@example.org", "mail.example.org", noon);
	attempts_save(&f);
	assert_null(f.fault);
	attempts_close(&f);
}

static int remembered(struct arena *a, const char *folder)
{
	struct attempts_file f;
	int n;

	attempts_open(&f, a, folder);
	n = of(f.now, "bob@example.org", "mail.example.org").n;
	attempts_close(&f);
	return n;
}

static void file_is_made_private_with_its_folders(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder);
	mode_t before = umask(0);

	save_one(*state, folder);
	umask(0777);
	save_one(*state, folder);
	umask(before);
	assert_int_equal(remembered(*state, folder), 2);
	assert_int_equal(mode_of(folder), 0700);
	assert_int_equal(mode_of(path), 0600);
	assert_int_equal(mode_of(arena_printf(*state, "%s.lock", path)), 0600);
	assert_int_equal(access(arena_printf(*state, "%s.new", path), F_OK), -1);
	remove_folder(*state, folder);
}

/* What stands at its place, and whether it may be replaced. */
static void faults_at_its_place(void **state)
{
	static const struct {
		const char *text, *fault;
		bool replaced;
	} rows[] = {
		{"Dear diary\n", "not written by this program", false},
		{"smtpscope attempts 2 x\n", "or by a later one", false},
		{"", "damaged", true},
		{"smtpscope attempts 1 00\nend\n", "damaged", true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *folder = folder_for(*state), *path = file_in(*state, folder);
		struct attempts_file f;

		save_one(*state, folder);
		put_file(path, rows[i].text);
		attempts_open(&f, *state, folder);
		assert_non_null(f.fault);
		if (strstr(f.fault, rows[i].fault) == NULL || f.writable != rows[i].replaced)
			fail_msg("%s", f.fault);
		attempts_save(&f);
		attempts_close(&f);
		attempts_open(&f, *state, folder);
		assert_int_equal(f.fault == NULL, rows[i].replaced);
		attempts_close(&f);
		remove_folder(*state, folder);
	}
}

static void file_of_another_kind_is_left_alone(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder);
	const char *aim = arena_printf(*state, "%s.aim", path);
	struct attempts_file f;

	save_one(*state, folder);
	assert_int_equal(rename(path, aim), 0);
	assert_int_equal(symlink(aim, path), 0);
	attempts_open(&f, *state, folder);
	assert_non_null(strstr(f.fault, "a symbolic link"));
	assert_false(f.writable);
	attempts_close(&f);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	attempts_open(&f, *state, folder); /* and does not wait for who writes */
	assert_non_null(strstr(f.fault, "not a plain file"));
	attempts_close(&f);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rename(aim, path), 0);
	assert_int_equal(chmod(path, 0620), 0);
	attempts_open(&f, *state, folder);
	assert_non_null(strstr(f.fault, "others can write to it"));
	attempts_close(&f);
	remove_folder(*state, folder);
}

static void file_longer_than_it_can_be_is_not_read(void **state)
{
	const char *folder = folder_for(*state), *path = file_in(*state, folder);
	struct attempts_file f;

	save_one(*state, folder);
	assert_int_equal(truncate(path, (off_t)1 << 40), 0);
	attempts_open(&f, *state, folder);
	assert_non_null(strstr(f.fault, "longer than it can be"));
	assert_int_equal(f.now->n, 0);
	attempts_close(&f);
	remove_folder(*state, folder);
}

/* Read all the same: a run that hangs must not open the way. */
static void file_of_a_run_that_hangs_is_read_and_not_written(void **state)
{
	const char *folder = folder_for(*state);
	struct attempts_file held, f;

	save_one(*state, folder);
	attempts_open(&held, *state, folder);
	attempts_open(&f, *state, folder);
	assert_non_null(strstr(f.fault, "another run does not let go of it"));
	assert_int_equal(of(f.now, "bob@example.org", "mail.example.org").n, 1);
	try_at(f.now, "bob@example.org", "mail.example.org", noon);
	attempts_save(&f);
	attempts_close(&f);
	attempts_close(&held);
	assert_int_equal(remembered(*state, folder), 1);
	remove_folder(*state, folder);
}

static void file_without_a_home_is_a_fault(void **state)
{
	struct attempts_file f;

	attempts_open(&f, *state, NULL);
	assert_non_null(strstr(f.fault, "no home"));
	attempts_save(&f);
	attempts_close(&f);
	attempts_open(&f, *state, "/proc/none/smtpscope");
	assert_non_null(strstr(f.fault, "No such file"));
	attempts_save(&f);
	attempts_close(&f);
}

/* ---- a run ---- */

static int64_t wall;

static int64_t told_wall(void)
{
	return wall;
}

static double no_time(void)
{
	return 0;
}

struct place {
	struct record *r;
	struct knowledge *know;
	const char *folder;
};

static int begin_place(void **state)
{
	static const struct clock told = {no_time, told_wall};
	struct place *p = mem_alloc(sizeof(*p));
	struct list faults = {0};

	p->r = record_new();
	p->r->user = "bob@example.org";
	p->know = knowledge_load(NULL, &faults, p->r->arena);
	p->folder = folder_for(p->r->arena);
	wall = noon;
	clock_replace(&told);
	*state = p;
	return 0;
}

static int end_place(void **state)
{
	struct place *p = *state;

	clock_replace(NULL);
	remove_folder(p->r->arena, p->folder);
	knowledge_free(p->know);
	record_free(p->r);
	free(p);
	return 0;
}

static struct session *session_at(struct place *p, const char *host)
{
	struct session *s = ARENA_NEW(p->r->arena, struct session);
	struct stage *st = ARENA_NEW(p->r->arena, struct stage);

	s->host = host;
	st->id = STAGE_AUTH;
	stage_make_facts(p->r->arena, st);
	list_append(&s->stages, st);
	return list_append(&p->r->sessions, s);
}

struct end {
	enum outcome outcome;
	enum failure failure;
	int code;
	const char *enhanced, *text;
};

static bool may_try(struct guard *g, const struct session *s)
{
	enum withheld w = g->hook.withholds(g->hook.arg, s);

	assert_true(w == WITHHELD_NO || w == WITHHELD_LOCKOUT);
	return w == WITHHELD_NO;
}

/* One run of the program; false: it did not try. */
static bool run_once(struct place *p, const char *host, bool lets_all, const struct end *end)
{
	struct session *s = session_at(p, host);
	struct stage *st = session_stage(s, STAGE_AUTH);
	struct guard g;

	p->r->earlier = (struct earlier_logins){0};
	guard_begin(&g, p->r, p->know, p->folder);
	g.lets_all = lets_all;
	if (!may_try(&g, s))
		return false;
	st->outcome = end->outcome;
	st->failure = end->failure;
	st->reply.code = end->code;
	st->reply.enhanced = end->enhanced;
	if (end->text != NULL)
		st->reply.text = bytes_str(p->r->arena, end->text);
	guard_settle(&g);
	return true;
}

static const struct end wrong = {OUTCOME_FAIL, FAILURE_REPLY, 535, "5.7.8",
				 "Error: authentication failed"};
static const struct end right = {OUTCOME_PASS, FAILURE_NONE, 235, "2.7.0", "Welcome"};

static void third_login_after_two_failures_is_not_tried(void **state)
{
	struct place *p = *state;

	assert_true(run_once(p, "mail.example.org", false, &wrong));
	assert_int_equal(p->r->earlier.failures, 0);
	wall += 20 * MINUTE;
	assert_true(run_once(p, "mail.example.org", false, &wrong));
	assert_int_equal(p->r->earlier.failures, 1);
	assert_int_equal(p->r->earlier.next, 0);
	wall += 20 * MINUTE;
	assert_false(run_once(p, "mail.example.org", false, &wrong));
	assert_int_equal(p->r->earlier.failures, 2);
	assert_int_equal(p->r->earlier.last, noon + 20 * MINUTE);
	assert_int_equal(p->r->earlier.next, noon + 60 * MINUTE);
	assert_null(p->r->earlier.fault);
	assert_true(run_once(p, "other.example.org", false, &wrong));
	p->r->user = "eve@example.org";
	assert_true(run_once(p, "mail.example.org", false, &wrong));
	p->r->user = "bob@example.org";
	wall = noon + 60 * MINUTE;
	assert_true(run_once(p, "mail.example.org", false, &wrong));
	assert_int_equal(p->r->earlier.failures, 1);
}

static void who_knows_of_lockouts_is_not_kept_from_them(void **state)
{
	struct place *p = *state;

	for (int i = 0; i < 4; i++) {
		assert_true(run_once(p, "mail.example.org", true, &wrong));
		assert_int_equal(p->r->earlier.failures, i);
	}
	assert_false(run_once(p, "mail.example.org", false, &wrong));
}

static void success_shows_that_nothing_is_locked(void **state)
{
	struct place *p = *state;

	assert_true(run_once(p, "mail.example.org", false, &wrong));
	assert_true(run_once(p, "mail.example.org", false, &right));
	assert_true(run_once(p, "mail.example.org", false, &wrong));
	assert_int_equal(p->r->earlier.failures, 0);
}

/* Also the clock that was a year ahead for one run. */
static void clock_set_back_locks_for_an_hour_at_most(void **state)
{
	struct place *p = *state;

	wall += (int64_t)365 * 24 * 60 * MINUTE;
	assert_true(run_once(p, "mail.example.org", false, &wrong));
	assert_true(run_once(p, "mail.example.org", false, &wrong));
	wall = noon;
	assert_false(run_once(p, "mail.example.org", false, &wrong));
	wall += 59 * MINUTE;
	assert_false(run_once(p, "mail.example.org", false, &wrong));
	wall += MINUTE;
	assert_true(run_once(p, "mail.example.org", false, &wrong));
}

/* Nothing is sent, so nothing is remembered; who wants to see the refusal is held to the memory. */
static void hopeless_token_is_kept_back_and_not_remembered(void **state)
{
	struct place *p = *state;
	struct token_facts token = {
		.form = TOKEN_JWT, .read_at = noon, .expires = noon - 10 * MINUTE};
	struct session *s = session_at(p, "mail.example.org");
	struct guard g;

	p->r->token = &token;
	for (int i = 0; i < 5; i++) {
		guard_begin(&g, p->r, p->know, p->folder);
		assert_int_equal(g.hook.withholds(g.hook.arg, s), WITHHELD_TOKEN);
		guard_settle(&g);
	}
	assert_int_equal(p->r->earlier.failures, 0);
	for (int i = 0; i < 3; i++) {
		guard_begin(&g, p->r, p->know, p->folder);
		g.lets_any_token = true;
		assert_int_equal(g.hook.withholds(g.hook.arg, s),
				 i < 2 ? WITHHELD_NO : WITHHELD_LOCKOUT);
	}
	token.expires = noon + 10 * MINUTE;
	p->r->user = "eve@example.org";
	guard_begin(&g, p->r, p->know, p->folder);
	assert_int_equal(g.hook.withholds(g.hook.arg, s), WITHHELD_NO);
	p->r->token = NULL;
}

/* A run that never settles. */
static void login_of_a_killed_run_counts(void **state)
{
	struct place *p = *state;
	struct guard g;

	for (int i = 0; i < 2; i++) {
		guard_begin(&g, p->r, p->know, p->folder);
		assert_true(may_try(&g, session_at(p, "mail.example.org")));
	}
	guard_begin(&g, p->r, p->know, p->folder);
	assert_false(may_try(&g, session_at(p, "mail.example.org")));
	assert_false(may_try(&g, session_at(p, "mail.example.org")));
}

/* Its session did not get as far as the first word; then another may try. */
static void login_that_could_not_be_begun_leaves_nothing_behind(void **state)
{
	struct place *p = *state;
	struct guard g;

	for (int i = 0; i < 2; i++) {
		guard_begin(&g, p->r, p->know, p->folder);
		for (int k = 0; k < 3; k++)
			assert_true(may_try(&g, session_at(p, "mail.example.org")));
		session_stage(g.session, STAGE_AUTH)->outcome = OUTCOME_FAIL;
		session_stage(g.session, STAGE_AUTH)->failure = FAILURE_WITHHELD;
		guard_settle(&g);
	}
	assert_true(run_once(p, "mail.example.org", false, &wrong));
	assert_int_equal(p->r->earlier.failures, 0);
}

static void what_counts_is_what_the_server_judged(void **state)
{
	static const struct {
		struct end end;
		bool counts;
	} rows[] = {
		{{OUTCOME_FAIL, FAILURE_REPLY, 535, NULL, "no"}, true},
		{{OUTCOME_FAIL, FAILURE_REPLY, 550, NULL, "User has no permission"}, true},
		{{OUTCOME_FAIL, FAILURE_REPLY, 535, "5.7.139",
		  "Authentication unsuccessful, the user credentials were incorrect."},
		 true},
		{{OUTCOME_FAIL, FAILURE_REPLY, 535, "5.7.139",
		  "Authentication unsuccessful, account locked. Contact your administrator."},
		 true},
		{{OUTCOME_FAIL, FAILURE_REPLY, 535, "5.7.139",
		  "Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
		  "Tenant."},
		 false},
		{{OUTCOME_FAIL, FAILURE_REPLY, 535, "5.7.139",
		  "Authentication unsuccessful, basic authentication is disabled."},
		 false},
		{{OUTCOME_FAIL, FAILURE_REPLY, 535, "5.7.8",
		  "Error: authentication failed: Invalid authentication mechanism"},
		 false},
		{{OUTCOME_FAIL, FAILURE_REPLY, 454, "4.7.0", "Temporary authentication failure"},
		 false},
		{{OUTCOME_FAIL, FAILURE_REPLY, 421, "4.7.0", "Too many login attempts"}, false},
		{{OUTCOME_FAIL, FAILURE_REPLY, 504, "5.7.4", "Unrecognized type"}, false},
		{{OUTCOME_FAIL, FAILURE_REPLY, 503, "5.5.1", "Error: already"}, false},
		{{OUTCOME_FAIL, FAILURE_REPLY, 530, "5.7.0", "Must issue STARTTLS"}, false},
		{{OUTCOME_FAIL, FAILURE_REPLY, 534, "5.7.9", "Please log in with your browser"},
		 false},
		{{OUTCOME_FAIL, FAILURE_TIMEOUT, 0, NULL, NULL}, false},
		{{OUTCOME_FAIL, FAILURE_CLOSED, 0, NULL, NULL}, false},
		{{OUTCOME_FAIL, FAILURE_RESET, 0, NULL, NULL}, false},
		{{OUTCOME_FAIL, FAILURE_PROTOCOL, 334, NULL, "more"}, false},
	};
	struct place *p = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *host = arena_printf(p->r->arena, "%zu.example.org", i);

		assert_true(run_once(p, host, false, &rows[i].end));
		assert_true(run_once(p, host, false, &right)); /* to see the number */
		if (p->r->earlier.failures != rows[i].counts)
			fail_msg("%d %s", rows[i].end.code,
				 rows[i].end.text != NULL ? rows[i].end.text : "");
	}
}

/* Nobody saw its end: the user's Ctrl-C. The end of our own patience is one. */
static void interrupted_login_counts(void **state)
{
	static const struct end end = {OUTCOME_FAIL, FAILURE_INTERRUPTED, 0, NULL, NULL};
	struct place *p = *state;

	assert_true(run_once(p, "a.example.org", false, &end));
	assert_true(run_once(p, "a.example.org", false, &right));
	assert_int_equal(p->r->earlier.failures, 0);
	p->r->interrupted = true;
	assert_true(run_once(p, "b.example.org", false, &end));
	assert_true(run_once(p, "b.example.org", false, &right));
	assert_int_equal(p->r->earlier.failures, 1);
}

static void file_tells_nobody_who_logged_in_where(void **state)
{
	struct place *p = *state;
	char text[1000];
	size_t n;
	FILE *f;

	assert_true(run_once(p, "mail.example.org", false, &wrong));
	f = fopen(file_in(p->r->arena, p->folder), "r");
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	assert_non_null(strstr(text, "1795248000000"));
	assert_null(strstr(text, "bob"));
	assert_null(strstr(text, "example"));
}

#define RUN_TEST(f) cmocka_unit_test_setup_teardown(f, begin_place, end_place)

static const struct CMUnitTest tests[] = {
	UNIT_TEST(attempts_are_of_one_identity_at_one_host),
	UNIT_TEST(attempts_free_the_way_an_hour_after_the_last_but_one),
	UNIT_TEST(attempts_are_forgotten_after_an_hour),
	UNIT_TEST(attempts_of_the_future_are_of_now),
	UNIT_TEST(attempts_end_in_three_ways),
	UNIT_TEST(attempts_have_an_end_where_the_oldest_go_first),
	UNIT_TEST(attempts_read_back_what_they_wrote),
	UNIT_TEST(attempts_torn_keep_their_whole_lines),
	UNIT_TEST(attempts_of_others_are_told_from_damaged_ones),
	UNIT_TEST(attempts_in_bad_lines_are_left_out),
	UNIT_TEST(file_is_made_private_with_its_folders),
	UNIT_TEST(faults_at_its_place),
	UNIT_TEST(file_of_another_kind_is_left_alone),
	UNIT_TEST(file_longer_than_it_can_be_is_not_read),
	UNIT_TEST(file_of_a_run_that_hangs_is_read_and_not_written),
	UNIT_TEST(file_without_a_home_is_a_fault),
	RUN_TEST(third_login_after_two_failures_is_not_tried),
	RUN_TEST(who_knows_of_lockouts_is_not_kept_from_them),
	RUN_TEST(success_shows_that_nothing_is_locked),
	RUN_TEST(clock_set_back_locks_for_an_hour_at_most),
	RUN_TEST(hopeless_token_is_kept_back_and_not_remembered),
	RUN_TEST(login_of_a_killed_run_counts),
	RUN_TEST(login_that_could_not_be_begun_leaves_nothing_behind),
	RUN_TEST(what_counts_is_what_the_server_judged),
	RUN_TEST(interrupted_login_counts),
	RUN_TEST(file_tells_nobody_who_logged_in_where),
};

UNIT_MAIN(tests)
