/* dmarc_cross: what we make of DMARC records, beside what libopendmarc makes of them
 *
 * Each case is a domain, TXT records, and a message that has passed SPF or DKIM for some domain.
 * Compared are the domain whose record counts, its policy for the message, pct, the modes of
 * alignment, and whether the message passes. The library is one of RFC 7489, so our way by the
 * public suffix list stands beside it. Where the two differ the case says why, and who is right;
 * a difference that no case explains fails, and so does an explanation that is not needed.
 *
 * libopendmarc asks no DNS as long as one fake record is set. It keeps those, so each case is a
 * process of its own. It is opened at run time: only this test needs it. */
#include "../unit/unit.h"
#include "../unit/domain_zone.h"
#include "../unit/knowing.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIBRARY	 "libopendmarc.so.2"
#define SUFFIXES "/usr/share/publicsuffix/public_suffix_list.dat"

enum { NAME_SIZE = 256, LINE_SIZE = 512 };

/* ---- the cases ---- */

struct txt {
	const char *name, *text;
};

static const struct cross_case {
	const char *label, *from;
	struct txt records[4];
	const char *spf, *dkim; /* domains that have passed, or NULL */
	const char *theirs;	/* what libopendmarc says, where it says something else */
	const char *why;	/* ... and who is right */
} cases[] = {
#include "dmarc_cross.cases"
};

/* ---- what a reading comes to: one line ---- */

struct reading {
	const char *at;	    /* the domain whose record counts, "-": none */
	const char *policy; /* for that message */
	int pct;
	bool strict_dkim, strict_spf;
	const char *result;
};

static void print_reading(char line[LINE_SIZE], const struct reading *r)
{
	if (strcmp(r->policy, "unset") == 0)
		snprintf(line, LINE_SIZE, "no policy");
	else
		snprintf(line, LINE_SIZE, "%s p=%s pct=%d adkim=%c aspf=%c %s", r->at, r->policy,
			 r->pct, r->strict_dkim ? 's' : 'r', r->strict_spf ? 's' : 'r', r->result);
}

/* ---- ours ---- */

static void escape(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_char(out, '\\');
		buf_char(out, *text);
	}
}

static const char *zone_of(struct arena *a, const struct cross_case *c)
{
	struct buf out = {0};
	const char *lines;

	buf_printf(&out, "%s A 192.0.2.1\n", c->from);
	for (const struct txt *t = c->records; t < c->records + 4 && t->name != NULL; t++) {
		buf_printf(&out, "%s TXT \"", t->name);
		escape(&out, t->text);
		buf_str(&out, "\"\n");
	}
	lines = arena_str(a, out.p);
	buf_free(&out);
	return lines;
}

static void read_ours(const struct cross_case *c, char line[LINE_SIZE])
{
	struct arena *a = arena_new();
	struct domain_zone *z = zone_new(c->from, zone_of(a, c));
	const char *dkim[] = {c->dkim, NULL};
	const struct dmarc_way *way;
	struct reading r = {.at = "-", .policy = "unset", .pct = 100};

	zone_read(z, knowledge);
	way = &z->study->dmarc.by_list;
	r.policy = dmarc_policy_names[way->own];
	if (way->at != NULL) {
		r.at = way->at->domain;
		r.pct = way->at->record->pct;
		r.strict_dkim = way->at->record->strict_dkim;
		r.strict_spf = way->at->record->strict_spf;
		r.result = dmarc_outcome_names[dmarc_would_pass(z->study, c->spf, dkim)];
	}
	print_reading(line, &r);
	zone_free(z);
	arena_free(a);
}

/* ---- theirs: what is used of their interface ---- */

struct opendmarc_lib { /* OPENDMARC_LIB_T */
	int tld_type;
	unsigned char tld_source_file[4096];
	int nscount;
	unsigned char nsaddr_list[3 * 16];
};
typedef struct dmarc_policy_t policy_t;

enum {
	TLD_TYPE_MOZILLA = 1,
	IP_TYPE_IPV4 = 4,
	ORIGIN_MAILFROM = 1,
	HAS_PASSED = 1,
	PARSE_OKAY = 0,
	POLICY_PASS = 15,
};

static struct {
	int (*init)(struct opendmarc_lib *lib);
	void (*fake_record)(const char *name, const char *answer);
	policy_t *(*connect)(const unsigned char *ip, int type);
	int (*store_from)(policy_t *p, const unsigned char *domain);
	int (*store_spf)(policy_t *p, const unsigned char *domain, int result, int origin,
			 unsigned char *human);
	int (*store_dkim)(policy_t *p, const unsigned char *domain, unsigned char *selector,
			  int result, unsigned char *human);
	int (*query)(policy_t *p, const unsigned char *domain);
	int (*utilized)(policy_t *p, unsigned char *out, size_t room);
	int (*enforce)(policy_t *p);
	int (*pct)(policy_t *p, int *out);
	int (*adkim)(policy_t *p, int *out);
	int (*aspf)(policy_t *p, int *out);
	int (*p)(policy_t *p, int *out);
	int (*sp)(policy_t *p, int *out);
} lib;

static const struct {
	const char *name;
	void *at;
} functions[] = {
	{"opendmarc_policy_library_init", &lib.init},
	{"opendmarc_dns_fake_record", &lib.fake_record},
	{"opendmarc_policy_connect_init", &lib.connect},
	{"opendmarc_policy_store_from_domain", &lib.store_from},
	{"opendmarc_policy_store_spf", &lib.store_spf},
	{"opendmarc_policy_store_dkim", &lib.store_dkim},
	{"opendmarc_policy_query_dmarc", &lib.query},
	{"opendmarc_policy_fetch_utilized_domain", &lib.utilized},
	{"opendmarc_get_policy_to_enforce", &lib.enforce},
	{"opendmarc_policy_fetch_pct", &lib.pct},
	{"opendmarc_policy_fetch_adkim", &lib.adkim},
	{"opendmarc_policy_fetch_aspf", &lib.aspf},
	{"opendmarc_policy_fetch_p", &lib.p},
	{"opendmarc_policy_fetch_sp", &lib.sp},
};

/* What keeps the comparison from being made, or NULL. */
static const char *open_library(void)
{
	void *handle = dlopen(LIBRARY, RTLD_NOW);

	if (handle == NULL)
		return LIBRARY " (package opendmarc) is not installed";
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *symbol = dlsym(handle, functions[i].name);

		if (symbol == NULL)
			return functions[i].name;
		memcpy(functions[i].at, &symbol, sizeof(symbol));
	}
	return access(SUFFIXES, R_OK) == 0 ? NULL : SUFFIXES " (package publicsuffix) is missing";
}

static const unsigned char *u(const char *s)
{
	return (const unsigned char *)s;
}

static policy_t *make_policy(const struct cross_case *c)
{
	struct opendmarc_lib settings = {.tld_type = TLD_TYPE_MOZILLA, .tld_source_file = SUFFIXES};
	policy_t *p;

	lib.init(&settings);
	lib.fake_record("_dmarc.nobody.invalid", ""); /* so that it asks nobody */
	for (const struct txt *t = c->records; t < c->records + 4 && t->name != NULL; t++)
		lib.fake_record(t->name, t->text);
	p = lib.connect(u("192.0.2.1"), IP_TYPE_IPV4);
	lib.store_from(p, u(c->from));
	if (c->spf != NULL)
		lib.store_spf(p, u(c->spf), HAS_PASSED, ORIGIN_MAILFROM, NULL);
	if (c->dkim != NULL)
		lib.store_dkim(p, u(c->dkim), (unsigned char *)(void *)(char[]){"s"}, HAS_PASSED,
			       NULL);
	return p;
}

static const char *policy_word(int letter)
{
	return letter == 'r' ? "reject" : letter == 'q' ? "quarantine" : "none";
}

static void read_theirs(const struct cross_case *c, char line[LINE_SIZE])
{
	policy_t *p = make_policy(c);
	char at[NAME_SIZE] = "";
	int adkim = 0, aspf = 0, own = 0, below = 0;
	struct reading r = {.at = at, .policy = "unset", .pct = 100};

	if (lib.query(p, u(c->from)) == PARSE_OKAY) {
		lib.utilized(p, (unsigned char *)at, sizeof(at));
		lib.p(p, &own);
		lib.sp(p, &below);
		lib.pct(p, &r.pct);
		lib.adkim(p, &adkim);
		lib.aspf(p, &aspf);
		r.strict_dkim = adkim == 's';
		r.strict_spf = aspf == 's';
		r.policy = policy_word(strcasecmp(at, c->from) == 0 || below == 0 ? own : below);
		r.result = lib.enforce(p) == POLICY_PASS ? "passes" : "fails";
	}
	print_reading(line, &r);
}

/* ---- side by side ---- */

/* In a child, since the library keeps its fake records. */
static void ask_theirs(const struct cross_case *c, char line[LINE_SIZE])
{
	int ends[2], status;
	ssize_t n;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		read_theirs(c, line);
		n = write(ends[1], line, strlen(line));
		_exit(n < 0);
	}
	close(ends[1]);
	n = read(ends[0], line, LINE_SIZE - 1);
	line[n < 0 ? 0 : n] = '\0';
	close(ends[0]);
	waitpid(child, &status, 0);
	if (!WIFEXITED(status))
		snprintf(line, LINE_SIZE, "crashed");
}

static bool agrees(const struct cross_case *c)
{
	char ours[LINE_SIZE] = "", theirs[LINE_SIZE] = "";
	bool same, good;

	read_ours(c, ours);
	ask_theirs(c, theirs);
	same = strcmp(ours, theirs) == 0;
	good = c->theirs == NULL ? same : !same && strcmp(theirs, c->theirs) == 0;
	printf("%s - %s: %s\n", good ? "ok" : "not ok", c->label, ours);
	if (!same)
		printf("#   libopendmarc: %s%s%s\n", theirs, c->why != NULL ? "; " : "",
		       c->why != NULL ? c->why : "");
	return good;
}

int main(int argc, char **argv)
{
	const char *missing = open_library();
	size_t bad = 0, all = 0;

	if (missing != NULL) {
		printf("skipped: %s\n", missing);
		return getenv("CI") != NULL && strcmp(getenv("CI"), "true") == 0 ? 1 : 77;
	}
	load(NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (argc > 1 && strstr(cases[i].label, argv[1]) == NULL)
			continue;
		all++;
		bad += !agrees(&cases[i]);
	}
	unload(NULL);
	printf("%zu cases, %zu unexplained\n", all, bad);
	return bad == 0 && all > 0 ? 0 : 1;
}
