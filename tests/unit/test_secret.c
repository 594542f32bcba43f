#include "unit.h"

#include "cli/cli.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE_MS = 60000 };

static struct secret_owner owner_bob(void)
{
	return (struct secret_owner){
		.user = "bob", .host = "mail.example.org", .patience_ms = PATIENCE_MS};
}

/* The secret from there, or "! line". */
static const char *told_of(struct arena *a, enum secret_from from, const char *where, bool token,
			   struct secret_owner *owner)
{
	struct secret_source source = {
		.from = from, .where = where, .kind = token ? KIND_TOKEN : KIND_PASSWORD};
	struct secret secret;
	const char *fault = NULL, *text;

	if (secret_read(a, &source, owner, &secret, &fault) < 0) {
		assert_null(secret.p);
		assert_null(strstr(fault, "geheim"));
		print_message("  %s\n", fault);
		return arena_printf(a, "! %s", fault);
	}
	assert_int_equal(secret.token, token);
	text = secret.p == NULL ? "" : arena_copy(a, secret.p, secret.n);
	secret_wipe(&secret);
	return text;
}

static const char *told(struct arena *a, enum secret_from from, const char *where, bool token)
{
	struct secret_owner bob = owner_bob();

	return told_of(a, from, where, token, &bob);
}

static const char *make_file(struct arena *a, const char *text, size_t n, mode_t mode)
{
	char *path = arena_str(a, "/tmp/smtpscope-test-XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	fchmod(fd, mode);
	close(fd);
	return path;
}

static const char *told_of_file(struct arena *a, const char *text, size_t n)
{
	const char *path = make_file(a, text, n, 0600), *said = told(a, SECRET_FILE, path, false);

	unlink(path);
	return said;
}

static void secret_of_a_proxy_is_called_so(void **state)
{
	const struct secret_source source = {
		.from = SECRET_FILE, .where = "/nonexistent/pw", .kind = KIND_PROXY_PASSWORD};
	const struct secret_source empty = {
		.from = SECRET_COMMAND, .where = "true", .kind = KIND_PROXY_PASSWORD};
	struct secret_owner bob = owner_bob();
	struct secret secret;
	const char *fault;

	assert_int_equal(secret_read(*state, &source, &bob, &secret, &fault), -1);
	assert_string_equal(fault,
			    "--proxy-password-file /nonexistent/pw: No such file or directory");
	assert_int_equal(secret_read(*state, &empty, &bob, &secret, &fault), -1);
	assert_string_equal(fault, "the proxy's password is empty: is it the right source?");
}

static void secret_file_loses_one_line_end_only(void **state)
{
	static const char *const cases[][2] = {
		{"geheim", "geheim"},
		{"geheim\n", "geheim"},
		{"geheim\r\n", "geheim"},
		{" ge heim \n", " ge heim "},
		{"g\xc3\xa4heim$\"'\\#", "g\xc3\xa4heim$\"'\\#"},
		{"geheim\n\n", "! the password ends in more than one line end"},
		{"user\ngeheim\n", "! the password has more than one line"},
		{"user\rgeheim\n", "! the password has more than one line"},
		{"geheim\r", "! the password ends in a carriage return"},
		{"geheim\r\r\n", "! the password ends in a carriage return"},
		{"geheim\001auth", "! the password holds a control character"},
		{"\033[Dgeheim", "! the password holds a control character"},
		{"\xff\xfeg", "! the password is in UTF-16"},
		{"", "! the password is empty"},
		{"\n", "! the password is empty"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *said = told_of_file(*state, cases[i][0], strlen(cases[i][0]));

		if (cases[i][1][0] == '!')
			assert_memory_equal(said, cases[i][1], strlen(cases[i][1]));
		else
			assert_string_equal(said, cases[i][1]);
	}
	assert_non_null(strstr(told_of_file(*state, "geh\0eim", 7), "a zero byte"));
}

static void secret_file_that_is_no_secret_is_refused(void **state)
{
	char *large = arena_alloc(*state, 20000);

	memset(large, 'x', 20000);
	assert_non_null(strstr(told_of_file(*state, large, 20000), "longer"));
	assert_int_equal(strlen(told_of_file(*state, large, 12000)), 12000);
	assert_non_null(strstr(told(*state, SECRET_FILE, "/nonexistent/pw", true),
			       "--token-file /nonexistent/pw: No such file"));
	assert_non_null(strstr(told(*state, SECRET_FILE, "/", false), "Is a directory"));
}

static void secret_file_of_others_gives_a_warning(void **state)
{
	const char *path = make_file(*state, "geheim", 6, 0644);
	int ends[2], err = dup(STDERR_FILENO);
	char warning[500];
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	fflush(stderr);
	dup2(ends[1], STDERR_FILENO);
	assert_string_equal(told(*state, SECRET_FILE, path, false), "geheim");
	chmod(path, 0600);
	assert_string_equal(told(*state, SECRET_FILE, path, false), "geheim");
	dup2(err, STDERR_FILENO);
	close(ends[1]);
	n = read(ends[0], warning, sizeof(warning) - 1);
	assert_true(n > 0);
	warning[n] = '\0';
	assert_non_null(strstr(warning, path));
	assert_non_null(strstr(warning, "chmod 600"));
	assert_ptr_equal(strchr(warning, '\n'), warning + n - 1);
	close(ends[0]);
	close(err);
	unlink(path);
}

static void secret_fd_is_read_to_its_end(void **state)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "geh", 3), 3);
	assert_int_equal(write(ends[1], "eim\n", 4), 4);
	close(ends[1]);
	assert_string_equal(told(*state, SECRET_FD, arena_printf(*state, "%d", ends[0]), false),
			    "geheim");
	close(ends[0]);
	assert_non_null(strstr(told(*state, SECRET_FD, "stdin", false), "number"));
	assert_non_null(strstr(told(*state, SECRET_FD, "999999", false), "Bad file descriptor"));
}

static void secret_variable_is_gone_from_the_environment(void **state)
{
	const char *where;

	setenv("SMTPSCOPE_TEST_SECRET", "geheim", 1);
	where = getenv("SMTPSCOPE_TEST_SECRET");
	assert_string_equal(told(*state, SECRET_ENV, "SMTPSCOPE_TEST_SECRET", true), "geheim");
	assert_null(getenv("SMTPSCOPE_TEST_SECRET"));
	assert_int_equal(where[0], '\0');
	assert_int_equal(where[5], '\0');
	assert_non_null(
		strstr(told(*state, SECRET_ENV, "SMTPSCOPE_TEST_SECRET", true),
		       "--token-env takes the name of a variable, and there is none of that name"));
}

static void secret_variable_too_long_is_refused_and_wiped(void **state)
{
	char *large = arena_alloc(*state, 20001);
	const char *where;

	memset(large, 'x', 20000);
	setenv("SMTPSCOPE_TEST_SECRET", large, 1);
	where = getenv("SMTPSCOPE_TEST_SECRET");
	assert_non_null(strstr(told(*state, SECRET_ENV, "SMTPSCOPE_TEST_SECRET", false),
			       "--password-env SMTPSCOPE_TEST_SECRET: longer"));
	assert_null(getenv("SMTPSCOPE_TEST_SECRET"));
	assert_int_equal(where[0], '\0');
	assert_int_equal(where[19999], '\0');
}

static void secret_command_gives_its_output_or_one_line(void **state)
{
	assert_string_equal(told(*state, SECRET_COMMAND, "printf geh; sleep 0.1; echo eim", false),
			    "geheim");
	assert_non_null(
		strstr(told(*state, SECRET_COMMAND, "echo geheim; exit 3", false), "status 3"));
	assert_non_null(strstr(told(*state, SECRET_COMMAND, "kill -9 $$", false), "signal 9"));
	assert_non_null(strstr(told(*state, SECRET_COMMAND, "true", false), "empty"));
	assert_non_null(
		strstr(told(*state, SECRET_COMMAND, "head -c 20000 /dev/zero", false), "longer"));
}

static void secret_command_is_waited_for_no_longer_than_the_user_waits(void **state)
{
	struct secret_owner hasty = {.user = "bob", .host = "h", .patience_ms = 50};
	const char *said =
		told_of(*state, SECRET_COMMAND, "echo geheim; exec sleep 1000", false, &hasty);

	assert_non_null(strstr(said, "within 0.05 s (--timeout)"));
}

/* Each would keep open() or a reader for ever. */
static void secret_file_that_nobody_writes_is_waited_for_no_longer_either(void **state)
{
	struct secret_owner hasty = {.user = "bob", .host = "h", .patience_ms = 50};
	const char *path = arena_printf(*state, "/tmp/smtpscope-test-%d", (int)getpid());

	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(20);
	assert_non_null(strstr(told_of(*state, SECRET_FILE, path, false, &hasty),
			       "within 0.05 s (--timeout)"));
	assert_non_null(strstr(told_of(*state, SECRET_NETRC, path, false, &hasty),
			       "within 0.05 s (--timeout)"));
	alarm(0);
	unlink(path);
}

static void secret_file_may_be_a_pipe_that_is_written_later(void **state)
{
	const char *path = arena_printf(*state, "/tmp/smtpscope-test-%d", (int)getpid());
	pid_t pid;
	int fd;

	assert_int_equal(mkfifo(path, 0600), 0);
	pid = fork();
	if (pid == 0) {
		usleep(100000);
		fd = open(path, O_WRONLY);
		usleep(50000);
		_exit(write(fd, "geheim\n", 7) == 7 ? 0 : 1);
	}
	assert_string_equal(told(*state, SECRET_FILE, path, false), "geheim");
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	unlink(path);
}

static void secret_descriptor_is_closed_to_commands_once_it_was_read(void **state)
{
	const char *path = make_file(*state, "geheim", 6, 0600);
	int fd = open(path, O_RDONLY);

	unlink(path);
	assert_int_equal(fcntl(fd, F_GETFD), 0);
	assert_string_equal(told(*state, SECRET_FD, arena_printf(*state, "%d", fd), false),
			    "geheim");
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
}

/* ---- netrc ---- */

/* "user password", or "! line". */
static const char *told_of_netrc(struct arena *a, const char *text, const char *user)
{
	struct secret_owner owner = {
		.user = user, .host = "mail.example.org", .patience_ms = PATIENCE_MS};
	const char *path = make_file(a, text, strlen(text), 0600), *said;

	said = told_of(a, SECRET_NETRC, path, false, &owner);
	unlink(path);
	return said[0] == '!' ? said : arena_printf(a, "%s %s", owner.user, said);
}

static void secret_of_netrc_is_that_of_host_and_user(void **state)
{
	static const char file[] = "machine other.example.org login eve password nogeheim\n"
				   "machine mail.example.org login bob password geheim\n"
				   "machine mail.example.org login jim password geheim2\n"
				   "default login joe password geheim3\n";
	const char *const odd[] = {"machine mail.example.org password geheim",
				   "names no login",
				   "machine mail.example.org login bob",
				   "has no password",
				   "machine mail.example.org login \"bob",
				   "a quote without its end",
				   "machine h login bob",
				   "no entry for mail.example.org in",
				   "machine mail.example.org login \"b\\nb\" password geheim",
				   "control character",
				   "machine mail.example.org login b password \"gehe\\nim\"",
				   "more than one line"};

	assert_string_equal(told_of_netrc(*state, file, NULL), "bob geheim");
	assert_string_equal(told_of_netrc(*state, file, "jim"), "jim geheim2");
	assert_string_equal(told_of_netrc(*state, file, "joe"), "joe geheim3");
	assert_non_null(strstr(told_of_netrc(*state, "machine h login bob", "bob"),
			       "machine mail.example.org login bob password"));
	assert_non_null(strstr(told_of_netrc(*state, file, "ann"), "with login ann"));
	assert_string_equal(told_of_netrc(*state, "machine mail.example.org password geheim", "x"),
			    "x geheim");
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i += 2)
		assert_non_null(strstr(told_of_netrc(*state, odd[i], NULL), odd[i + 1]));
}

static void secret_of_netrc_is_looked_for_where_curl_does(void **state)
{
	struct secret_owner owner = {.host = "mail.example.org", .patience_ms = PATIENCE_MS};
	const char *text = "machine mail.example.org login bob password geheim",
		   *path = make_file(*state, text, strlen(text), 0600);

	setenv("HOME", "/nonexistent", 1);
	assert_non_null(strstr(told_of(*state, SECRET_NETRC, NULL, false, &owner),
			       "/nonexistent/.netrc: No such file"));
	setenv("NETRC", path, 1);
	assert_string_equal(told_of(*state, SECRET_NETRC, NULL, false, &owner), "geheim");
	assert_string_equal(owner.user, "bob");
	unsetenv("NETRC");
	unsetenv("HOME");
	assert_non_null(strstr(told_of(*state, SECRET_NETRC, NULL, false, &owner), "no home"));
	unlink(path);
}

static void secret_of_no_source_is_none(void **state)
{
	assert_string_equal(told(*state, SECRET_NONE, NULL, false), "");
}

static void secret_prompt_needs_a_terminal(void **state)
{
	int in = dup(STDIN_FILENO), null = open("/dev/null", O_RDONLY);
	const char *said;

	dup2(null, STDIN_FILENO);
	said = told(*state, SECRET_PROMPT, NULL, false);
	dup2(in, STDIN_FILENO);
	close(in);
	close(null);
	assert_non_null(strstr(said, "of bob"));
	assert_non_null(strstr(said, "--password-file"));
}

/* ---- a child that asks on a terminal of its own ---- */

struct asker {
	int terminal; /* our end */
	pid_t pid;
	char seen[1000];
	size_t n;
};

static void start(struct asker *k)
{
	*k = (struct asker){0};
	fflush(NULL); /* the child ends with exit() and would write it, too */
	k->pid = forkpty(&k->terminal, NULL, NULL, NULL);
	assert_true(k->pid >= 0);
	if (k->pid == 0) {
		struct arena *a = arena_new();
		struct secret_source source = {.from = SECRET_PROMPT};
		struct secret_owner bob = owner_bob();
		struct secret secret;
		const char *fault;
		bool right;

		signal(SIGINT, SIG_DFL); /* who runs us in the background may ignore it */
		right = secret_read(a, &source, &bob, &secret, &fault) == 0 &&
			strcmp(secret.p, "geheim") == 0;
		secret_wipe(&secret);
		arena_free(a);
		exit(right ? 0 : 1);
	}
}

/* Reads what the child writes until `part` is there. */
static void expect(struct asker *k, const char *part)
{
	while (strstr(k->seen, part) == NULL) {
		ssize_t n = read(k->terminal, k->seen + k->n, sizeof(k->seen) - 1 - k->n);

		if (n <= 0)
			fail_msg("'%s' did not come, but '%s'", part, k->seen);
		k->n += (size_t)n;
		k->seen[k->n] = '\0';
	}
}

static bool echoes(const struct asker *k)
{
	struct termios t;

	assert_int_equal(tcgetattr(k->terminal, &t), 0);
	return (t.c_lflag & ECHO) != 0;
}

static int ended(struct asker *k)
{
	int status;

	assert_int_equal(waitpid(k->pid, &status, 0), k->pid);
	return status;
}

static void secret_prompt_does_not_show_what_is_typed(void **state)
{
	struct asker k;

	(void)state;
	start(&k);
	expect(&k, "Password of bob: ");
	assert_false(echoes(&k));
	assert_int_equal(write(k.terminal, "geheim\n", 7), 7);
	expect(&k, ": \r\n");
	assert_null(strstr(k.seen, "geheim"));
	assert_int_equal(ended(&k), 0);
	close(k.terminal);
}

static void secret_prompt_leaves_the_terminal_as_it_was_when_interrupted(void **state)
{
	struct asker k;
	int slave;

	(void)state;
	start(&k);
	expect(&k, "Password of bob: ");
	slave = open(ptsname(k.terminal), O_RDWR | O_NOCTTY);
	assert_false(echoes(&k));
	assert_int_equal(write(k.terminal, "\003", 1), 1);
	assert_int_equal(WTERMSIG(ended(&k)), SIGINT);
	assert_true(echoes(&k));
	close(slave);
	close(k.terminal);
}

static void secret_prompt_asks_again_after_a_stop(void **state)
{
	struct asker k;
	int status;

	(void)state;
	start(&k);
	expect(&k, "Password of bob: ");
	assert_int_equal(kill(k.pid, SIGSTOP), 0);
	assert_int_equal(waitpid(k.pid, &status, WUNTRACED), k.pid);
	assert_int_equal(kill(k.pid, SIGCONT), 0);
	assert_int_equal(kill(k.pid, SIGTSTP), 0); /* ignored: no shell is there to go on */
	expect(&k, "Password of bob: \r\nPassword of bob: ");
	assert_false(echoes(&k));
	assert_int_equal(write(k.terminal, "geheim\n", 7), 7);
	assert_int_equal(ended(&k), 0);
	close(k.terminal);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(secret_of_a_proxy_is_called_so),
	UNIT_TEST(secret_file_loses_one_line_end_only),
	UNIT_TEST(secret_file_that_is_no_secret_is_refused),
	UNIT_TEST(secret_file_of_others_gives_a_warning),
	UNIT_TEST(secret_fd_is_read_to_its_end),
	UNIT_TEST(secret_variable_is_gone_from_the_environment),
	UNIT_TEST(secret_variable_too_long_is_refused_and_wiped),
	UNIT_TEST(secret_command_gives_its_output_or_one_line),
	UNIT_TEST(secret_command_is_waited_for_no_longer_than_the_user_waits),
	UNIT_TEST(secret_file_that_nobody_writes_is_waited_for_no_longer_either),
	UNIT_TEST(secret_file_may_be_a_pipe_that_is_written_later),
	UNIT_TEST(secret_descriptor_is_closed_to_commands_once_it_was_read),
	UNIT_TEST(secret_of_netrc_is_that_of_host_and_user),
	UNIT_TEST(secret_of_netrc_is_looked_for_where_curl_does),
	UNIT_TEST(secret_of_no_source_is_none),
	UNIT_TEST(secret_prompt_needs_a_terminal),
	UNIT_TEST(secret_prompt_does_not_show_what_is_typed),
	UNIT_TEST(secret_prompt_leaves_the_terminal_as_it_was_when_interrupted),
	UNIT_TEST(secret_prompt_asks_again_after_a_stop),
};

UNIT_MAIN(tests)
