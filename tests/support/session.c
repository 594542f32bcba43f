#include "session.h"

#include "base/memory.h"
#include "fakeuv.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

enum { NOT_OFFERED_MS = 1500 };

const char session_password[] = "Xq7-Vortex-Lampion-93";
const char session_token[] = "ya29.QuokkaNebel~Zimtstern_4711-Brandung";

static const char USER[] = "bob@example.org";

static const struct {
	const char *text;
	bool named; /* by the good certificates: whoever shows one is the right one */
} targets[] = {
	{"mail.example.org", true},	 {"smtp.office365.com", true},
	{"smtp.gmail.com", true},	 {"192.0.2.25", true},
	{"mail.example.org:2525", true}, {"smtps://mail.example.org", true},
	{"2001:db8::25", false},	 {"elsewhere.example.com", false},
	{"bob@example.org", true},	 {"alice@outlook.com", false},
};

enum { TARGETS = sizeof(targets) / sizeof(targets[0]) };

/* ---- once for all runs ---- */

static time_t scripted_time(time_t *t)
{
	time_t now = (time_t)(fake_wall() / 1000);

	if (t != NULL)
		*t = now;
	return now;
}

/* Kept for all runs. */
static struct knowledge *the_knowledge(void)
{
	static struct knowledge *k;
	struct arena *a;
	struct list faults = {0};

	if (k != NULL)
		return k;
	fake_seed(7);
	gnutls_global_set_time_function(scripted_time);
	tls_server_ca();
	a = arena_new();
	k = knowledge_load(NULL, &faults, a);
	arena_free(a);
	return k;
}

/* ---- the first line ---- */

struct reading {
	struct session_test *t;
	struct arena *arena;
	const char *at, *end;
};

static int choice(struct reading *r, int of)
{
	return script_choice(r->at < r->end ? *r->at++ : '0', of);
}

/* 0: any; 1: TLS 1.0. Nobody can ask the library for SSL 3.0. */
static enum tls_version version_chosen(struct reading *r)
{
	int n = choice(r, TLS_1_3 - TLS_1_0 + 2);

	return n == 0 ? TLS_ANY : (enum tls_version)(TLS_1_0 + n - 1);
}

static void add_port(struct reading *r, int port)
{
	struct need *n = ARENA_NEW(r->arena, struct need);

	n->port = port;
	list_append(&r->t->plan.ports, n);
}

static void give_secret(struct reading *r, const char *text, bool token)
{
	struct session_test *t = r->t;

	secret_wipe(&t->secret);
	t->secret = (struct secret){mem_str(text), strlen(text), token};
	t->settings.secret = &t->secret;
	t->settings.user = USER;
	t->script.rules.secret = text;
}

static void give_envelope(struct reading *r, const char *to)
{
	r->t->settings.from = USER;
	list_add_string(&r->t->settings.to, r->arena, to);
}

static void choose_target(struct session_test *t, int i)
{
	t->target = targets[i].text;
	t->script.bad_host = !targets[i].named;
}

static void add_control(struct reading *r)
{
	static const struct host_port those[] = {{.host = "203.0.113.7", .port = 443},
						 {.host = "198.51.100.7", .port = 587},
						 {.host = "2001:db8:7::1", .port = 443}};
	struct host_port *c = ARENA_NEW(r->arena, struct host_port);

	*c = those[choice(r, 3)];
	if (r->t->plan.controls.n < 4)
		list_append(&r->t->plan.controls, c);
}

static void read_option(struct reading *r)
{
	static const char *const mechanisms[] = {"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER",
						 "CRAM-MD5"};
	static const double totals[] = {60000, 10000, 2000};
	static const unsigned loads[] = {0, 10, 40000};
	struct session_test *t = r->t;
	struct settings *set = &t->settings;

	switch (*r->at++) {
	case '5':
		add_port(r, 587);
		break;
	case '4':
		add_port(r, 465);
		break;
	case '2':
		add_port(r, 25);
		break;
	case 'h':
		choose_target(t, choice(r, TARGETS));
		break;
	case 'M':
		t->plan.mx = true;
		t->target = "example.org";
		t->script.bad_host = false;
		break;
	case 'd':
		t->plan.address = NULL;
		break;
	case 'a':
		set->trust_ad = true;
		break;
	case '6':
		t->plan.address = "2001:db8::25";
		break;
	case 's':
		set->source = "192.0.2.200";
		break;
	case 'p':
		give_secret(r, session_password, false);
		break;
	case 'k':
		give_secret(r, session_token, true);
		break;
	case 'm':
		set->auth = mechanisms[choice(r, 5)];
		break;
	case 'f':
		give_envelope(r, "carol@example.net");
		break;
	case 't':
		give_envelope(r, "d\303\244n@example.net");
		break;
	case 'z':
		set->size = 1000000;
		break;
	case 'c':
		set->insecure_auth = t->script.rules.anybody = true;
		break;
	case 'i':
		set->insecure = true;
		break;
	case 'u':
		set->until = (enum stage_id)choice(r, STAGE_COUNT);
		break;
	case 'o':
		t->plan.tls_mode = choice(r, TLS_MODE_NONE + 1);
		break;
	case 'n':
		set->no_sni = true;
		break;
	case 'v':
		t->plan.tls_versions = VERSIONS_NONE;
		break;
	case 'V':
		t->plan.tls_versions = VERSIONS_ALL;
		break;
	case 'l':
		set->tls_min = version_chosen(r);
		break;
	case 'g':
		set->tls_max = version_chosen(r);
		break;
	case 'T':
		set->total_ms = totals[choice(r, 3)];
		break;
	case 'K':
		add_control(r);
		break;
	case 'N':
		t->plan.names = true;
		break;
	case 'R':
		t->redact = true;
		break;
	case 'e':
		fake_hostname("desk");
		break;
	case 'L':
		t->load_ms = loads[choice(r, 3)];
		fake_work_takes(t->load_ms);
		break;
	default:
		break;
	}
}

/* The next line of the input without its LF. */
static struct bytes take_line(struct reading *r)
{
	size_t left = (size_t)(r->end - r->at);
	const char *lf = left > 0 ? memchr(r->at, '\n', left) : NULL;
	struct bytes line = {(char *)r->at, lf != NULL ? (size_t)(lf - r->at) : left};

	r->at += line.n + (lf != NULL);
	return line;
}

static void read_input(struct session_test *t, struct arena *a)
{
	struct reading rest = {t, a, t->input, t->input + t->n}, options;
	struct bytes line = take_line(&rest);

	options = (struct reading){t, a, line.p, line.p + line.n};
	while (options.at < options.end)
		read_option(&options);
	if (rest.at < rest.end && *rest.at == '@') {
		line = take_line(&rest);
		t->dns.text = line.p + 1;
		t->dns.n = line.n - 1;
	}
	t->script.text = rest.at;
	t->script.n = (size_t)(rest.end - rest.at);
}

/* ---- the run ---- */

static void new_record(struct session_test *t)
{
	struct record *r = record_new();

	r->version = "test";
	r->id = "0123456789abcdef";
	r->command = "smtpscope";
	r->knowledge = arena_str(r->arena, knowledge_date(t->knowledge));
	r->cert_days = cert_days_default;
	t->record = r;
}

static void run(struct session_test *t)
{
	static const struct redact_rules hiding;
	struct target target;
	struct run run = {.settings = &t->settings,
			  .options = &t->plan,
			  .target = &target,
			  .knowledge = t->knowledge,
			  .hiding = t->redact ? &hiding : NULL};

	if (target_read(t->record->arena, t->target, &t->plan, t->knowledge, &target, &t->fault) !=
	    0)
		return;
	t->record->user = t->settings.user;
	t->interpretation = run_target(&run, t->record, &t->fault);
}

void session_run(struct session_test *t, const char *input, size_t n)
{
	*t = (struct session_test){.input = input, .n = n, .target = targets[0].text};
	t->knowledge = the_knowledge();
	fake_begin();
	fake_dns_begin(script_dns_answer, &t->dns);
	settings_default(&t->settings);
	t->settings.ca_file = tls_server_ca();
	t->plan = (struct plan_options){
		.tls_mode = -1, .address = "192.0.2.25", .tls_versions = VERSIONS_AUTO};
	new_record(t);
	read_input(t, t->record->arena);
	t->script.rules.patience_ms = NOT_OFFERED_MS;
	script_begin(&t->script);
	run(t);
	t->took_ms = fake_now();
	script_settle(&t->script);
	fake_end();
	secret_wipe(&t->secret);
}

void session_free(struct session_test *t)
{
	script_end(&t->script);
	interpretation_free(t->interpretation);
	t->record = record_free(t->record);
}
