/* Lists of a sweep: each form, each key, each slip of the pen; nothing is passed over untold. */
#include "unit.h"
#include "fake_knowledge.h"

#include "sweep/targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What all targets are read with; each test changes what it is about. */
struct frame {
	struct plan_options plan;
	struct settings settings;
	struct targets_options o;
};

static struct frame *frame(struct arena *a)
{
	struct frame *f = ARENA_NEW(a, struct frame);

	f->plan.tls_mode = -1;
	settings_default(&f->settings);
	f->o = (struct targets_options){
		.plan = &f->plan, .settings = &f->settings, .knowledge = fake_knowledge(a)};
	return f;
}

/* "1 KEY (TAG)" or "! FAULT", a line each; "? FAULT" where nothing can be read. */
static const char *rest(struct arena *a, struct targets *t)
{
	struct sweep_target target;
	enum targets_got got = TARGETS_ONE;
	const char *all = "", *fault = NULL;

	while (got == TARGETS_ONE || got == TARGETS_BAD) {
		got = targets_next(t, a, &target, &fault);
		if (got == TARGETS_ONE)
			all = arena_printf(
				a, "%s%lu %s%s\n", all, target.line, target.key,
				target.tag == NULL ? "" : arena_printf(a, " (%s)", target.tag));
		else if (fault != NULL)
			all = arena_printf(a, "%s%s%s\n", all, got == TARGETS_BROKEN ? "?? " : "! ",
					   fault);
	}
	return all;
}

static const char *told_of(struct arena *a, struct frame *f, struct bytes text)
{
	const char *fault;
	struct targets *t = targets_of(a, source_of_bytes(a, text, "list"), "list", &f->o, &fault);
	const char *all = t == NULL ? arena_printf(a, "? %s\n", fault) : rest(a, t);

	targets_close(t);
	return all;
}

static const char *told(struct arena *a, const char *text)
{
	return told_of(a, frame(a), bytes_str(a, text));
}

/* ---- words ---- */

static void lines_take_every_target_and_key(void **state)
{
	static const char *const cases[][2] = {
		{"mail.example.org", "1 mail.example.org\n"},
		{"\n \t\n# a comment\n  mail.example.org  # too\n", "4 mail.example.org\n"},
		{"a.example#b\n", "1 a.example#b\n"},
		{"MAIL.Example.ORG.:587", "1 mail.example.org port=587\n"},
		{"a.example port=25,587", "1 a.example port=25,587\n"},
		{"a.example tls=starttls", "1 a.example tls=starttls\n"},
		{"a.example tls=auto", "1 a.example tls=auto\n"},
		{"a.example mx=yes", "1 a.example mx=yes\n"},
		{"a.example mx=false", "1 a.example mx=no\n"},
		{"a.example ADDRESS=2001:DB8::1 sni=M.example. ehlo=[192.0.2.1]",
		 "1 a.example address=2001:db8::1 sni=m.example ehlo=[192.0.2.1]\n"},
		{"a.example ehlo=x port=25 tag=y tls=none",
		 "1 a.example port=25 tls=none ehlo=x (y)\n"},
		{"a.example tag=\"branch 3\"", "1 a.example (branch 3)\n"},
		{"a.example tag=\"a \"\"b\"\"\"", "1 a.example (a \"b\")\n"},
		{"a.example tag=\"#1\" # x", "1 a.example (#1)\n"},
		{"a.example tag=", "1 a.example\n"},
		{"a.example tag=k=v", "1 a.example (k=v)\n"},
		{"[2001:DB8::1]:25", "1 2001:db8::1 port=25\n"},
		{"smtps://a.example", "1 smtps://a.example\n"},
		{"smtp://a.example:2525", "1 smtp://a.example port=2525\n"},
		{"bigmail port=587", "1 bigmail port=587\n"},
		{"Bob@Example.org", "1 Bob@example.org\n"},
		{"\"b b\"@example.org mx=no", "1 \"b b\"@example.org mx=no\n"},
		{"m\xc3\xbcller.example", "1 xn--mller-kva.example\n"},
		{"odd..name", "1 odd..name\n"},
		{"a.example\r\nb.example\r\n", "1 a.example\n2 b.example\n"},
		{"\xef\xbb\xbf"
		 "a.example",
		 "1 a.example\n"},
		{"a.example\n\xef\xbb\xbf\n", "1 a.example\n2 \\xef\\xbb\\xbf\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(told(*state, cases[i][0]), cases[i][1]);
}

/* Each with a part of what is said, and none with a word of the secret. */
static void lines_that_are_none_say_why(void **state)
{
	static const char *const cases[][2] = {
		{"a.example geheim", "! list:1: word 2 is no key=value"},
		{"a.example port=25 587", "! list:1: word 3 is no key=value"},
		{"a.example =geheim", "! list:1: word 2 is no key=value"},
		{"a.example prot=25", "! list:1: prot is not known: did you mean port?"},
		{"a.example colour=red", "! list:1: has a key that is not known: port, tls"},
		{"a.example \x1b[31m=red", "! list:1: has a key that is not known"},
		{"a.example port=25 Port=26", "! list:1: port stands there twice"},
		{"a.example port=", "! list:1: port takes ports from 1 to 65535"},
		{"a.example port=0", "! list:1: port takes ports from 1 to 65535"},
		{"a.example port=25;587", "! list:1: port takes ports from 1 to 65535"},
		{"a.example tls=yes", "! list:1: tls takes auto, starttls, implicit or none"},
		{"a.example mx=1", "! list:1: mx takes yes or no"},
		{"a.example address=b.example", "! list:1: address takes an IPv4 or IPv6 address"},
		{"a.example sni=192.0.2.1:1", "! list:1: sni takes a host name"},
		{"a.example ehlo=\"a b\"", "! list:1: ehlo takes one word"},
		{"a.example tag=\"x", "! list:1: word 2: its quotation marks do not fit"},
		{"a.example tag=\"x\"y", "! list:1: word 2: its quotation marks do not fit"},
		{"a.example tag=\xff", "! list:1: tag takes at most 100 bytes of printable"},
		{"\"a b.example", "! list:1: TARGET holds a blank"},
		{"a.example:geheim", "! list:1: TARGET has no port behind its colon"},
		{"smtp://a.example:geheim", "! list:1: TARGET has no port behind its colon"},
		{"[::1]:geheim", "! list:1: TARGET has no port behind its colon"},
		{"a.example Z2VoZWlt==", "! list:1: has a key that is not known: port"},
		{"a.example pass:geheim=x", "! list:1: speaks of a login: a sweep"},
		{"a.example por\x1bt=1", "! list:1: por\\x1bt is not known: did you mean port?"},
		{"a.example:99999", "! list:1: a.example:99999: the port must be a number"},
		{"a.example:25 port=25", "! list:1: TARGET names a port and so does port="},
		{"smtps://a.example tls=none",
		 "! list:1: smtps:// is implicit TLS: leave out tls=none"},
		{"smtp://a.example tls=implicit", "! list:1: smtp:// is STARTTLS"},
		{"smtp://", "! list:1: smtp:// names no host"},
		{"a.example:25 mx=yes", "! list:1: --mx takes a domain without a port"},
		{"smtp://bob:geheim@a.example",
		 "! list:1: TARGET holds a login: a sweep holds no secrets"},
		{"bob:geheim@a.example",
		 "! list:1: TARGET holds a login: a sweep holds no secrets"},
		{"a.example user=geheim", "! list:1: speaks of a login: a sweep holds no secrets"},
		{"a.example Password=geheim",
		 "! list:1: speaks of a login: a sweep holds no secrets"},
		{"a.example token-file=geheim",
		 "! list:1: speaks of a login: a sweep holds no secrets"},
		{"a.example auth=geheim", "! list:1: speaks of a login: a sweep holds no secrets"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *said = told(*state, cases[i][0]);

		print_message("  %s", said);
		assert_ptr_equal(strstr(said, cases[i][1]), said);
		assert_null(strstr(said, "geheim"));
		assert_null(strstr(said, "Z2Vo"));
		assert_non_null(strstr(said, "\n! list holds no target"));
	}
}

static void a_line_is_stronger_than_what_is_said_of_all(void **state)
{
	struct frame *f = frame(*state);
	struct need all = {.port = 2525};
	struct sweep_target t, second;
	const char *fault;
	struct targets *list;
	struct plan_options plan;
	struct settings settings;

	list_append(&f->plan.ports, &all);
	f->plan.tls_mode = TLS_MODE_IMPLICIT;
	f->plan.mx = true;
	f->settings.no_sni = true;
	f->settings.ehlo = "all.example";
	list = targets_of(
		*state,
		source_of_bytes(*state,
				bytes_str(*state, "smtp://a.example:25 mx=no sni=b.example\n"
						  "c.example port=1,2 tls=auto ehlo=d "
						  "address=192.0.2.1\ne.example\n"),
				"list"),
		"list", &f->o, &fault);
	assert_non_null(list);

	assert_int_equal(targets_next(list, *state, &t, &fault), TARGETS_ONE);
	plan = f->plan, settings = f->settings;
	sweep_target_apply(&t, &plan, &settings);
	assert_int_equal(t.read.port, 25);
	assert_int_equal(plan.ports.n, 0);
	assert_int_equal(plan.tls_mode, -1);
	assert_false(plan.mx);
	assert_string_equal(settings.sni, "b.example");
	assert_false(settings.no_sni);
	assert_string_equal(settings.ehlo, "all.example");

	assert_int_equal(targets_next(list, *state, &t, &fault), TARGETS_ONE);
	plan = f->plan, settings = f->settings;
	sweep_target_apply(&t, &plan, &settings);
	assert_int_equal(plan.ports.n, 2);
	assert_int_equal(plan.tls_mode, -1);
	assert_true(plan.mx);
	assert_string_equal(plan.address, "192.0.2.1");
	assert_string_equal(settings.ehlo, "d");
	assert_true(settings.no_sni);
	second = t;

	assert_int_equal(targets_next(list, *state, &t, &fault), TARGETS_ONE);
	plan = f->plan, settings = f->settings;
	sweep_target_apply(&t, &plan, &settings);
	assert_int_equal(plan.ports.n, 1);
	assert_int_equal(plan.tls_mode, TLS_MODE_IMPLICIT);
	assert_int_equal(t.read.kind, TARGET_MX);
	targets_close(list);
	assert_string_equal(second.ehlo, "d"); /* it needs no list any more */
	assert_string_equal(second.address, "192.0.2.1");
	assert_string_equal(second.read.host, "c.example");
	assert_int_equal(second.ports.n, 2);
}

static void addresses_are_of_the_family_that_is_asked_for(void **state)
{
	struct frame *f = frame(*state);

	f->settings.family = 4;
	assert_non_null(strstr(told_of(*state, f, bytes_str(*state, "a.example address=::1")),
			       "! list:1: address=::1 is IPv6 but -4 asks for IPv4"));
	f->settings.family = 0;
	f->settings.source = "192.0.2.1";
	assert_non_null(strstr(told_of(*state, f, bytes_str(*state, "a.example address=::1")),
			       "! list:1: address=::1 is IPv6 but --source 192.0.2.1 is IPv4"));
}

static struct bytes repeated(struct arena *a, const char *head, char c, size_t n, const char *tail)
{
	struct buf text = {0};
	struct bytes b;

	buf_str(&text, head);
	memset(buf_reserve(&text, n), c, n);
	text.n += n;
	buf_str(&text, tail);
	b = bytes_copy(a, text.p, text.n);
	buf_free(&text);
	return b;
}

static void lines_without_end_are_passed_over(void **state)
{
	struct frame *f = frame(*state);

	assert_string_equal(
		told_of(*state, f, repeated(*state, "a.example\n", 'x', 1 << 20, "\nb.example\n")),
		"1 a.example\n! list:2: the line is longer than 64 kB: no TARGET is\n3 "
		"b.example\n");
	assert_string_equal(told_of(*state, f, repeated(*state, "a.example\n", 'x', 1 << 20, "")),
			    "1 a.example\n! list:2: the line is longer than 64 kB: no TARGET is\n");
	assert_string_equal(
		told_of(*state, f,
			repeated(*state, "a.example #", 'x', (64 << 10) - 11, "\nb.example\n")),
		"1 a.example\n2 b.example\n");
	assert_string_equal(
		told_of(*state, f, repeated(*state, "# long\n", '\n', 1 << 20, "b.example\n")),
		arena_printf(*state, "%d b.example\n", (1 << 20) + 2));
}

static void bytes_that_are_no_text_are_told(void **state)
{
	struct frame *f = frame(*state);
	char nul[] = "a.example\nb\0c\nd.example\n", wide[] = "\xff\xfe"
							      "a\0.\0b\0";

	assert_string_equal(
		told_of(*state, f, bytes_copy(*state, nul, sizeof(nul) - 1)),
		"1 a.example\n! list:2: holds a NUL byte: a list is text in UTF-8\n3 d.example\n");
	assert_non_null(strstr(told_of(*state, f, bytes_copy(*state, wide, sizeof(wide) - 1)),
			       "? list is no "
			       "text"));
}

static void lists_without_targets_are_told(void **state)
{
	static const char *const cases[] = {"", "\n\n", "# nothing\n", " \r\n", "\xef\xbb\xbf"};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(told(*state, cases[i]),
				    "? list holds no target: write one in each line, as in "
				    "mail.example.org or mail.example.org:587\n");
	assert_non_null(strstr(told(*state, "target,port\n"), "! list holds no target"));
	assert_non_null(strstr(told(*state, "host,port\na.example,25\n"),
			       "? list is CSV without a column \"target\""));
	assert_non_null(
		strstr(told(*state, "[{\"target\": \"a.example\"}]"), "? list is a JSON array"));
}

/* ---- what is the same ---- */

static void targets_come_once(void **state)
{
	struct frame *f = frame(*state);
	struct seen *done = seen_new();
	const char *fault;
	struct targets *t;
	struct targets_counts n;

	f->o.done = done;
	t = targets_of(
		*state,
		source_of_bytes(*state,
				bytes_str(*state,
					  "a.example:25 tag=one\nA.EXAMPLE. port=25 tag=two\n"
					  "b.example\nb.example mx=no\nc.example\nc.example\n"
					  "oops oops\n"),
				"list"),
		"list", &f->o, &fault);
	assert_non_null(t);
	seen_add(done, "c.example"); /* results are read when the list is open */
	assert_string_equal(rest(*state, t), "1 a.example port=25 (one)\n3 b.example\n"
					     "4 b.example mx=no\n"
					     "! list:7: word 2 is no key=value: one TARGET a line, "
					     "then words as in port=587\n");
	n = targets_counts(t);
	assert_int_equal(n.lines, 7);
	assert_int_equal(n.targets, 3);
	assert_int_equal(n.twice, 2);
	assert_int_equal(n.done, 1);
	assert_int_equal(n.bad, 1);
	assert_int_equal(n.others, 0);
	targets_close(t);
	seen_free(done);
}

/* All of them together are the list, and a target stays where it is as lines come and go. */
static void shards_share_a_list(void **state)
{
	enum { N = 3, TARGETS = 60 };
	const char *list = "", *longer = "z0.example\n";
	unsigned long all = 0;

	for (int i = 0; i < TARGETS; i++)
		list = arena_printf(*state, "%sh%d.example port=25\n", list, i);
	longer = arena_printf(*state, "%s%s", longer, list);
	for (int i = 1; i <= N; i++) {
		struct frame *f = frame(*state);
		const char *mine, *again;

		f->o.shard = (struct shard){i, N};
		mine = told_of(*state, f, bytes_str(*state, list));
		again = told_of(*state, f, bytes_str(*state, longer));
		for (const char *p = mine; *p != '\0'; p = strchr(p, '\n') + 1) {
			const char *key = arena_copy(*state, strchr(p, ' '), strcspn(p, "\n"));

			all++;
			assert_non_null(strstr(again, arena_copy(*state, key, strcspn(key, "\n"))));
		}
	}
	assert_int_equal(all, TARGETS);
}

/* A key is a line again, and has itself as its key. */
static void keys_are_lines(void **state)
{
	static const char *const lines[] = {"MAIL.example.org:25 tls=none mx=no",
					    "smtps://a.example:4465",
					    "[2001:db8::1]:25",
					    "bob@example.org",
					    "bigmail tls=auto",
					    "a.example ehlo=x=y sni=b.example port=1,2,3"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *once = told(*state, lines[i]);
		const char *key = arena_copy(*state, once + 2, strlen(once) - 3);

		assert_string_equal(told(*state, key), once);
		assert_string_equal(
			told(*state, arena_printf(*state, "{\"target\": {\"key\": \"%s\"}}", key)),
			once);
	}
}

/* ---- CSV ---- */

static void csv_is_read_by_its_columns(void **state)
{
	static const char *const cases[][2] = {
		{"target\na.example\n", "2 a.example\n"},
		{"Target,PORT,tag\r\na.example,25,x\r\nb.example,,\r\n",
		 "2 a.example port=25 (x)\n3 b.example\n"},
		{"port;target\n587;a.example\n", "2 a.example port=587\n"},
		{"port\ttarget\ttag\n587\ta.example\ttwo words\n",
		 "2 a.example port=587 (two words)\n"},
		{"\"target\",\"port\"\n\"a.example\",\"25,587\"\n", "2 a.example port=25,587\n"},
		{"target,tag\na.example,\"a \"\"b\"\"\"\n", "2 a.example (a \"b\")\n"},
		{"note,target\n\"two\nlines\",a.example\nx,b.example\n",
		 "2 a.example\n4 b.example\n"},
		{"# ours\n\ntarget,port\n\n# the first\na.example,25\n,\n",
		 "6 a.example port=25\n"},
		{"\xef\xbb\xbf"
		 "target,port\na.example,25",
		 "2 a.example port=25\n"},
		{"target,port\n a.example , 25 \n", "2 a.example port=25\n"},
		{"target,tls\na.example port=25,none\n", "2 a.example port=25 tls=none\n"},
		{"target,port\na.example,25,x\nb.example\n",
		 "! list:2: has 3 fields, and the first line names 2 columns: put a field that "
		 "holds the separator between quotation marks\n3 b.example\n"},
		{"sep=;\r\ntarget;port;;\r\na.example;25;;;\r\n;;;\r\n", "3 a.example port=25\n"},
		{"target,port\n,25\na.example,\n",
		 "! list:2: names no TARGET: a server, as in mail.example.org, stands first\n"
		 "3 a.example\n"},
		{"target,tag\na.example,x \"y\"\nb.example,\n",
		 "! list:2: a quotation mark stands within a field: put the field between "
		 "quotation "
		 "marks, and double those in it\n3 b.example\n"},
		{"target,tag\na.example,\"open\nb.example,\nc.example,\n",
		 "! list:2: a quotation mark is not closed: close it, or leave it out\n"
		 "3 b.example\n4 c.example\n"},
		{"target,port,port\n", "? list has two columns port: leave one of them out\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(told(*state, cases[i][0]), cases[i][1]);
	assert_non_null(
		strstr(told(*state, "target,Password\na.example,geheim\n"),
		       "? list has a column that speaks of a login: a sweep holds no secrets"));
}

static void columns_that_nobody_asks_for_are_named(void **state)
{
	struct frame *f = frame(*state);
	const char *fault;
	struct targets *t = targets_of(
		*state,
		source_of_bytes(*state,
				bytes_str(*state, "customer,target,prot\n\x1b,a.example,5\n"),
				"list"),
		"list", &f->o, &fault);

	assert_non_null(t);
	assert_string_equal(targets_unused(t), "customer, prot");
	assert_string_equal(rest(*state, t), "2 a.example\n");
	targets_close(t);
}

/* What a mark that is not closed might swallow is bounded, and comes after all. */
static void csv_marks_swallow_nothing(void **state)
{
	struct frame *f = frame(*state);
	struct buf text = {0};
	const char *said;

	buf_str(&text, "target,note\na.example,\"open\n");
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "h%d.example,\n", i);
	said = told_of(*state, f, bytes_copy(*state, text.p, text.n));
	buf_free(&text);
	assert_non_null(strstr(said, "! list:2: a quotation mark is not closed"));
	assert_non_null(strstr(said, "\n3 h0.example\n4 h1.example\n"));
	assert_non_null(strstr(said, "\n20002 h19999.example\n"));
}

/* ---- NDJSON ---- */

static void json_is_read_by_its_members(void **state)
{
	static const char *const cases[][2] = {
		{"{\"target\": \"a.example\"}", "1 a.example\n"},
		{"{\"target\": \"a.example\", \"port\": 25, \"tag\": \"two words\"}",
		 "1 a.example port=25 (two words)\n"},
		{"{\"target\": \"a.example\", \"port\": [25, \"587\"], \"mx\": false}",
		 "1 a.example port=25,587 mx=no\n"},
		{"{\"target\": \"a.example tls=none\", \"port\": null}", "1 a.example tls=none\n"},
		{"\n# x\n{\"target\": \"a.example\"}\n\n{\"target\": \"b.example\"}\n",
		 "3 a.example\n5 b.example\n"},
		{"{\"schema\": \"x\", \"user\": \"x\", \"target\": {\"input\": \"b\", \"key\": "
		 "\"a.example port=25\", \"tag\": \"t\"}}",
		 "1 a.example port=25 (t)\n"},
		{"{\"target\": {\"input\": \"a.example:25\", \"host\": \"b\"}}",
		 "1 a.example port=25\n"},
	};
	static const char *const faults[][2] = {
		{"{\"target\": \"a.example\"", "is no JSON object (column"},
		{"{}", "has no member target"},
		{"{\"target\": \"\"}", "has no member target"},
		{"{\"target\": 5", "is no JSON object (column"},
		{"{\"target\": {}}", "is an object without a key"},
		{"{\"target\": {\"key\": \"a b\"}}", "word 2 is no key=value"},
		{"{\"target\": \"a\", \"target\": \"b\"}", "a member stands there twice"},
		{"{\"target\": \"a port=25\", \"port\": 25}", "port stands there twice"},
		{"{\"target\": \"a\", \"port\": {}}", "port takes a word or a number"},
		{"{\"target\": \"a\", \"port\": [[25]]}", "port takes a word or a number"},
		{"{\"target\": \"a\", \"port\": []}", "port takes a word or a number"},
		{"{\"target\": \"a\", \"prot\": 25}", "prot is not known: did you mean port?"},
		{"{\"host\": \"a\"}", "host is not known: did you mean target?"},
		{"{\"target\": \"a\", \"password\": \"geheim\"}", "a sweep holds no secrets"},
		{"{\"target\": \"a\", \"password\": \"geheim\"", "is no JSON object (column"},
		{"{\"target\": \"a\", \"x\": \"geheim\", \"x\": 1}", "a member stands there twice"},
		{"{\"target\": \"a\\u0000b\"}", "is no JSON object (column"},
		{"{\"target\": \"a\xff\"}", "is no JSON object (column"},
		{"{} {}", "is no JSON object (column"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(told(*state, cases[i][0]), cases[i][1]);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const char *said = told(*state, faults[i][0]);

		assert_ptr_equal(strstr(said, "! list:1: "), said);
		assert_non_null(strstr(said, faults[i][1]));
		assert_null(strstr(said, "geheim"));
	}
	assert_non_null(strstr(told(*state, "{\"target\": \"a\"}\n[1]\n"),
			       "! list:2: is JSON, but no object"));
}

/* A record of a server with much to tell is a long line. */
static void results_of_a_sweep_are_a_list(void **state)
{
	struct frame *f = frame(*state);
	struct bytes line = repeated(*state, "{\"target\": {\"key\": \"a.example\"}, \"x\": \"",
				     'x', 1 << 20, "\"}\n{\"target\": {\"key\": \"b.example\"}}\n");

	assert_string_equal(told_of(*state, f, line), "1 a.example\n2 b.example\n");
}

/* ---- files ---- */

static void files_are_opened_by_name(void **state)
{
	struct frame *f = frame(*state);
	char path[] = "/tmp/smtpscope-test-XXXXXX";
	int fd = mkstemp(path);
	const char *fault;
	struct targets *t;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "a.example\nb b\n", 14), 14);
	close(fd);
	t = targets_open(*state, path, &f->o, &fault);
	assert_non_null(t);
	assert_string_equal(
		rest(*state, t),
		arena_printf(*state,
			     "1 a.example\n! %s:2: word 2 is no key=value: one TARGET a "
			     "line, then words as in port=587\n",
			     path));
	assert_true(targets_counts(t).part > 0.99);
	targets_close(t);
	unlink(path);
	assert_null(targets_open(*state, path, &f->o, &fault));
	assert_non_null(strstr(fault, "No such file"));
}

/* What is cut off in the middle of a line is no target: half a name is another name. */
static void a_source_that_breaks_gives_whole_lines(void **state)
{
	static const unsigned char cut[] = {
		/* gzip, stored: "a.example\nb.exam", then the end */
		0x1f, 0x8b, 8,	 0,   0,   0,	0,   0,	  0,	3,   0,	  40,  0,   0xd7, 0xff, 'a',
		'.',  'e',  'x', 'a', 'm', 'p', 'l', 'e', '\n', 'b', '.', 'e', 'x', 'a',  'm'};
	struct frame *f = frame(*state);
	const char *said = told_of(*state, f, bytes_copy(*state, cut, sizeof(cut)));

	assert_ptr_equal(strstr(said, "1 a.example\n?? list: the compressed data ends too early"),
			 said);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(lines_take_every_target_and_key),
	UNIT_TEST(lines_that_are_none_say_why),
	UNIT_TEST(a_line_is_stronger_than_what_is_said_of_all),
	UNIT_TEST(addresses_are_of_the_family_that_is_asked_for),
	UNIT_TEST(lines_without_end_are_passed_over),
	UNIT_TEST(bytes_that_are_no_text_are_told),
	UNIT_TEST(lists_without_targets_are_told),
	UNIT_TEST(targets_come_once),
	UNIT_TEST(shards_share_a_list),
	UNIT_TEST(keys_are_lines),
	UNIT_TEST(csv_is_read_by_its_columns),
	UNIT_TEST(columns_that_nobody_asks_for_are_named),
	UNIT_TEST(csv_marks_swallow_nothing),
	UNIT_TEST(json_is_read_by_its_members),
	UNIT_TEST(results_of_a_sweep_are_a_list),
	UNIT_TEST(files_are_opened_by_name),
	UNIT_TEST(a_source_that_breaks_gives_whole_lines),
};

UNIT_MAIN(tests)
