/* What is told of a server's offer of logins: the lists, what is odd about them, who can log in,
 * and what is found where nobody can. */
#include "told.h"

#include "interpret/offers.h"
#include "report/report.h"
#include "sasl/sasl.h"
#include "transcript/transcript.h"

#include <stdio.h>
#include <string.h>

/* ---- the table ---- */

struct offer_row {
	const char *name;
	const char *before, *inside; /* capabilities; inside NULL: no TLS. before NULL: port 465 */
	const char *with;	     /* "password", "token", NULL: not known */
	const char *odd;	     /* in the order of the enum, separated by blanks */
	const char *able;	     /* what of it we can do, at least */
	const char *cannot;	     /* id of a client that cannot log in with a password ... */
	const char *can;	     /* ... and of one that can; NULL: nobody is asked */
};

static const struct offer_row offers[] = {
	/* as it should be */
	{"plain and login inside TLS", "STARTTLS", "AUTH PLAIN LOGIN", NULL, "", "PLAIN LOGIN",
	 NULL, "dotnet"},
	{"the same on 465", NULL, "AUTH PLAIN LOGIN", "password", "", "PLAIN LOGIN", NULL,
	 "go-net-smtp"},
	{"in small letters", "STARTTLS", "auth plain login", NULL, "", "PLAIN LOGIN", NULL,
	 "dotnet"},
	{"in both forms", "STARTTLS", "AUTH PLAIN LOGIN\nAUTH=PLAIN LOGIN", NULL, "", "PLAIN LOGIN",
	 NULL, "outlook"},
	{"on two lines", "STARTTLS", "AUTH PLAIN\nAUTH LOGIN", NULL, "", "PLAIN LOGIN", NULL,
	 "login-only"},
	{"Microsoft 365", "STARTTLS", "AUTH LOGIN XOAUTH2", "password", "", "LOGIN", "go-net-smtp",
	 "login-only"},
	{"Gmail", "STARTTLS", "AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH",
	 "token", "", "XOAUTH2", NULL, "postfix"},
	{"Dovecot with SCRAM", "STARTTLS", "AUTH PLAIN LOGIN SCRAM-SHA-256", NULL, "", "PLAIN",
	 NULL, "curl"},

	/* who is left out */
	{"plain only", "STARTTLS", "AUTH PLAIN", NULL, "", "PLAIN", "dotnet", "go-net-smtp"},
	{"plain only, old .NET", "STARTTLS", "AUTH PLAIN", NULL, "", "PLAIN", "dotnet-framework",
	 "python-smtplib"},
	{"plain only, printers", "STARTTLS", "AUTH PLAIN", NULL, "", "PLAIN", "login-only",
	 "fuji-xerox"},
	{"plain only, CDO", "STARTTLS", "AUTH PLAIN", NULL, "", "PLAIN", "cdo", "canon"},
	{"login only", "STARTTLS", "AUTH LOGIN", NULL, "", "LOGIN", "go-net-smtp", "cdo"},
	{"SCRAM only", "STARTTLS", "AUTH SCRAM-SHA-256", NULL, "", "", "python-smtplib", "msmtp"},
	{"SCRAM only, MailKit", "STARTTLS", "AUTH SCRAM-SHA-1 SCRAM-SHA-256", NULL, "", "",
	 "phpmailer", "mailkit"},
	{"NTLM only", "STARTTLS", "AUTH NTLM", NULL, "only-windows only-retired", "", "phpmailer",
	 "dotnet"},
	{"CRAM-MD5 only", "STARTTLS", "AUTH CRAM-MD5", NULL, "only-retired", "", "dotnet",
	 "python-smtplib"},
	{"DIGEST-MD5 only, old .NET knows another name", "STARTTLS", "AUTH DIGEST-MD5", NULL,
	 "only-retired", "", "dotnet-framework", "mutt"},
	{"something nobody knows", "STARTTLS", "AUTH X-CONTOSO-PIN", NULL, "", "", "curl", NULL},

	/* only ... */
	{"tokens only", "STARTTLS", "AUTH XOAUTH2 OAUTHBEARER", "password", "only-tokens", "",
	 "python-smtplib", NULL},
	{"tokens only, one given", "STARTTLS", "AUTH XOAUTH2 OAUTHBEARER", "token", "only-tokens",
	 "XOAUTH2", "postfix", NULL},
	{"tokens of two ages", "STARTTLS", "AUTH XOAUTH XOAUTH2", NULL, "only-tokens", "XOAUTH2",
	 "canon", NULL},
	{"Kerberos only", "STARTTLS", "AUTH GSSAPI", NULL, "only-windows", "", "phpmailer", NULL},
	{"Kerberos and NTLM", "STARTTLS", "AUTH GSSAPI NTLM", NULL, "only-windows", "",
	 "nodemailer", "dotnet"},
	{"a word we do not know makes it open", "STARTTLS", "AUTH NTLM X-CONTOSO-PIN", NULL, "", "",
	 "nodemailer", "dotnet"},
	{"certificates only", "STARTTLS", "AUTH EXTERNAL", NULL, "only-certificates external", "",
	 "phpmailer", NULL},
	{"certificates, too", "STARTTLS", "AUTH PLAIN EXTERNAL", NULL, "external", "PLAIN", "cdo",
	 "phpmailer"},
	{"bound only", "STARTTLS", "AUTH SCRAM-SHA-256-PLUS", NULL, "only-bound bound-alone", "",
	 "msmtp", NULL},
	{"bound without its plain form", "STARTTLS", "AUTH PLAIN SCRAM-SHA-1-PLUS", NULL,
	 "bound-alone", "PLAIN", "cdo", "msmtp"},
	{"bound with its plain form", "STARTTLS", "AUTH SCRAM-SHA-1-PLUS SCRAM-SHA-1", NULL, "", "",
	 "cdo", "msmtp"},
	{"retired only", "STARTTLS", "AUTH CRAM-MD5 DIGEST-MD5 NTLM", NULL, "only-retired", "",
	 "nullmailer", "go-net-smtp"},

	/* before TLS */
	{"the same before and inside", "STARTTLS\nAUTH PLAIN LOGIN", "AUTH PLAIN LOGIN", NULL,
	 "readable", "PLAIN LOGIN", NULL, "dotnet"},
	{"a proof before TLS", "STARTTLS\nAUTH CRAM-MD5", "AUTH CRAM-MD5 PLAIN", NULL, "", "PLAIN",
	 "cdo", "exim"},
	{"tokens before TLS", "STARTTLS\nAUTH XOAUTH2", "AUTH XOAUTH2 PLAIN", NULL, "readable",
	 "PLAIN", "cdo", "exim"},
	{"less inside", "STARTTLS\nAUTH PLAIN LOGIN", "AUTH PLAIN", NULL, "readable vanishes",
	 "PLAIN", "cdo", "exim"},
	{"Exchange: another list inside", "STARTTLS\nAUTH NTLM", "AUTH LOGIN", NULL, "vanishes",
	 "LOGIN", "go-net-smtp", "outlook"},
	{"nothing inside", "STARTTLS\nAUTH PLAIN LOGIN", "SIZE 1000", NULL, "readable clear-only",
	 "", NULL, NULL},
	{"no TLS at all", "AUTH PLAIN LOGIN", NULL, NULL, "readable", "PLAIN LOGIN", "go-net-smtp",
	 "nodemailer"},
	{"no TLS at all, msmtp", "AUTH PLAIN CRAM-MD5", NULL, NULL, "readable", "PLAIN", "cdo",
	 "msmtp"},
	{"no TLS, and only a password readably", "AUTH LOGIN", NULL, NULL, "readable", "LOGIN",
	 "msmtp", "cdo"},

	/* odd lines */
	{"no list of logins", "STARTTLS", "SIZE 1000", NULL, "", "", NULL, NULL},
	{"AUTH alone", "STARTTLS", "AUTH", NULL, "empty", "", NULL, NULL},
	{"AUTH= alone", "STARTTLS", "AUTH=", NULL, "empty", "", NULL, NULL},
	{"the old form only", "STARTTLS", "AUTH=LOGIN PLAIN", NULL, "old-form", "PLAIN LOGIN", NULL,
	 "dotnet"},
	{"named twice", "STARTTLS", "AUTH PLAIN LOGIN PLAIN", NULL, "twice", "PLAIN LOGIN", NULL,
	 "dotnet"},
	{"named twice, in two cases", "STARTTLS", "AUTH plain PLAIN", NULL, "twice", "PLAIN",
	 "dotnet", "exim"},
	{"named twice before TLS, where it matters no more", "STARTTLS\nAUTH LOGIN LOGIN",
	 "AUTH LOGIN", NULL, "readable", "LOGIN", "go-net-smtp", "dotnet"},
	{"no name", "STARTTLS", "AUTH PLAIN \033[2J", NULL, "not-a-name", "PLAIN", "dotnet",
	 "exim"},
	{"too long a name", "STARTTLS", "AUTH PLAIN A-NAME-OF-21-LETTERS-", NULL, "not-a-name",
	 "PLAIN", "dotnet", "exim"},
	{"a name of twenty", "STARTTLS", "AUTH PLAIN A-NAME-OF-20-LETTERS", NULL, "", "PLAIN",
	 "dotnet", "exim"},
	{"nothing but what is no name", "STARTTLS", "AUTH (PLAIN)", NULL, "not-a-name", "", NULL,
	 NULL},
};

static struct offers *offered(struct story *t, const struct offer_row *w)
{
	struct session *s;

	if (w->before == NULL)
		s = story_session(t, "192.0.2.1", 465);
	else if (w->inside == NULL)
		s = story_session_in(t, "192.0.2.1", 587, TLS_MODE_NONE);
	else
		s = story_session(t, "192.0.2.1", 587);
	if (w->before != NULL)
		story_offers(t, STAGE_EHLO, w->before);
	if (w->inside != NULL)
		story_offers(t, w->before == NULL ? STAGE_EHLO : STAGE_EHLO_AGAIN, w->inside);
	story_passes_all(t);
	if (w->with != NULL) {
		t->r->secret = ARENA_NEW(t->r->arena, struct secret_facts);
		t->r->secret->kind = w->with;
	}
	return offers_of(t->r->arena, knowledge, t->r, s);
}

static const char *oddities(struct arena *a, const struct offers *o)
{
	const char *all = "";

	for (int i = 0; i < ODDITIES; i++)
		if (offers_are(o, (enum oddity)i))
			all = arena_printf(a, "%s%s%s", all, *all != '\0' ? " " : "",
					   oddity_names[i]);
	return all;
}

/* NULL: there is no such client. */
static const struct login_seen *seen(const struct list *clients, const char *id)
{
	LIST_EACH (const struct login_seen, l, clients)
		if (strcmp(l->client->id, id) == 0)
			return l;
	return NULL;
}

static void check_clients(struct arena *a, const struct offers *o, const struct offer_row *w)
{
	struct list clients = logins_of(a, knowledge, o);
	const struct login_seen *l;

	if (offers_final(o)->n == 0) {
		assert_int_equal(clients.n, 0);
		return;
	}
	assert_int_equal(clients.n, knowledge_logins(knowledge)->n);
	l = w->cannot == NULL ? NULL : seen(&clients, w->cannot);
	if (l != NULL && l->answer == LOGIN_CAN)
		fail_msg("%s: %s can", w->name, w->cannot);
	if (l != NULL && l->answer == LOGIN_CANNOT)
		assert_non_null(l->why);
	if (w->can == NULL)
		return;
	l = seen(&clients, w->can);
	assert_non_null(l);
	if (l->answer != LOGIN_CAN)
		fail_msg("%s: %s cannot: %s", w->name, w->can, l->why);
	assert_true(list_has_string(offers_final(o), l->with->name));
	assert_true(list_has_string(&l->client->mechanisms, l->with->name));
}

static void what_is_told_of_an_offer(void **state)
{
	const struct offer_row *w = *state;
	struct story *t = story_new();
	const struct offers *o;
	char words[64], *save = NULL;

	story_target(t, "mail.example.org", NULL);
	o = offered(t, w);
	assert_non_null(o);
	if (strcmp(oddities(t->r->arena, o), w->odd) != 0)
		fail_msg("%s: \"%s\" is not \"%s\"", w->name, oddities(t->r->arena, o), w->odd);
	snprintf(words, sizeof(words), "%s", w->able);
	for (char *m = strtok_r(words, " ", &save); m != NULL; m = strtok_r(NULL, " ", &save))
		if (!list_has_string(&o->able, m))
			fail_msg("%s: %s is not among what we can do", w->name, m);
	LIST_EACH (const struct string_item, it, &o->able)
		assert_true(list_has_string(offers_final(o), it->s));
	check_clients(t->r->arena, o, w);
	story_free(t);
}

/* ---- lists ---- */

static const char *joined(struct arena *a, const struct list *names)
{
	const char *all = "";

	LIST_EACH (const struct string_item, it, names)
		all = arena_printf(a, "%s%s%s", all, *all != '\0' ? " " : "", it->s);
	return all;
}

static void both_lists_are_kept_in_the_server_s_order(void **state)
{
	struct told *told = *state;
	const struct offer_row w = {.before = "STARTTLS\nAUTH=LOGIN\nAUTH CRAM-MD5 LOGIN",
				    .inside = "AUTH xoauth2 PLAIN\nAUTH LOGIN PLAIN"};
	const struct offers *o = offered(told->t, &w);

	assert_string_equal(joined(told->t->r->arena, &o->clear), "CRAM-MD5 LOGIN");
	assert_string_equal(joined(told->t->r->arena, &o->tls), "XOAUTH2 PLAIN LOGIN");
	assert_ptr_equal(offers_final(o), &o->tls);
	assert_true(o->clear_seen && o->tls_seen);
}

static void without_a_list_nothing_is_said(void **state)
{
	struct told *told = *state;
	struct session *s = story_session(told->t, "192.0.2.1", 587);

	story_fails(told->t, STAGE_BANNER, FAILURE_TIMEOUT);
	assert_null(offers_of(told->t->r->arena, knowledge, told->t->r, s));
}

/* Where TLS failed, what was seen in clear is all there is; it is no list of what is inside. */
static void a_handshake_that_failed_leaves_the_first_list(void **state)
{
	struct told *told = *state;
	struct session *s = story_session(told->t, "192.0.2.1", 587);
	const struct offers *o;

	story_offers(told->t, STAGE_EHLO, "STARTTLS\nAUTH PLAIN");
	story_fails(told->t, STAGE_TLS, FAILURE_CLOSED);
	o = offers_of(told->t->r->arena, knowledge, told->t->r, s);
	assert_true(o->clear_seen);
	assert_false(o->tls_seen);
	assert_false(offers_are(o, ODD_CLEAR_ONLY));
	assert_false(offers_are(o, ODD_VANISHES));
}

static void a_certificate_that_was_shown_is_no_oddity(void **state)
{
	struct told *told = *state;
	const struct offer_row w = {.before = "STARTTLS", .inside = "AUTH PLAIN EXTERNAL"};
	struct session *s = story_session(told->t, "192.0.2.2", 587);
	const struct offers *o = offered(told->t, &w);

	assert_true(offers_are(o, ODD_EXTERNAL));
	story_tls(told->t)->client_certificate = "CN=scanner";
	s = (struct session *)o->session;
	o = offers_of(told->t->r->arena, knowledge, told->t->r, s);
	assert_false(offers_are(o, ODD_EXTERNAL));
}

static void what_the_login_knew_comes_before_a_guess(void **state)
{
	struct told *told = *state;
	struct session *s =
		(story_user(told->t, "bob@example.org"), story_session(told->t, "192.0.2.1", 587));
	const struct offers *o;
	struct auth_facts *f;

	story_offers(told->t, STAGE_EHLO_AGAIN, "AUTH SCRAM-SHA-256 PLAIN");
	f = story_passes(told->t, STAGE_AUTH)->auth;
	f->mechanism = "SCRAM-SHA-256";
	f->chosen = "least-revealing";
	list_add_string(&f->able, told->t->r->arena, "SCRAM-SHA-256");
	list_add_string(&f->able, told->t->r->arena, "PLAIN");
	o = offers_of(told->t->r->arena, knowledge, told->t->r, s);
	assert_string_equal(joined(told->t->r->arena, &o->able), "SCRAM-SHA-256 PLAIN");
	assert_ptr_equal(o->auth, f);
	assert_string_equal(chosen_in_words(f->chosen),
			    "of those that both can do it gives the least away");
	assert_string_equal(chosen_in_words("of-tomorrow"), "of-tomorrow");
	assert_null(chosen_in_words(NULL));
}

/* ---- clients ---- */

static void a_client_takes_the_first_of_its_own(void **state)
{
	static const struct {
		const char *offered, *client, *with;
	} choices[] = {
		{"AUTH LOGIN PLAIN CRAM-MD5", "phpmailer", "CRAM-MD5"},
		{"AUTH LOGIN PLAIN", "phpmailer", "LOGIN"},
		{"AUTH LOGIN PLAIN", "nodemailer", "PLAIN"},
		{"AUTH PLAIN LOGIN", "jakarta-mail", "LOGIN"},
		{"AUTH LOGIN PLAIN CRAM-MD5", "python-smtplib", "CRAM-MD5"},
		{"AUTH LOGIN NTLM CRAM-MD5", "canon", "CRAM-MD5"},
		{"AUTH LOGIN PLAIN SCRAM-SHA-256", "curl", "SCRAM-SHA-256"},
		{"AUTH XOAUTH2 PLAIN", "curl", "PLAIN"}, /* with a password */
	};
	struct told *told = *state;
	struct arena *a = told->t->r->arena;

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		const struct offer_row w = {.before = "STARTTLS", .inside = choices[i].offered};
		const struct offers *o = offered(told->t, &w);
		struct list clients = logins_of(a, knowledge, o);

		assert_string_equal(seen(&clients, choices[i].client)->with->name, choices[i].with);
	}
}

static void who_cannot_is_told_with_a_reason(void **state)
{
	struct told *told = *state;
	struct arena *a = told->t->r->arena;
	const struct offer_row plain = {.before = "STARTTLS", .inside = "AUTH PLAIN"};
	const struct offer_row token = {.before = "STARTTLS", .inside = "AUTH XOAUTH2"};
	const struct offer_row clear = {.before = "AUTH LOGIN"};
	struct list clients = logins_of(a, knowledge, offered(told->t, &plain));
	const char *all = logins_with(a, &clients, LOGIN_CANNOT);

	assert_non_null(strstr(all, "devices that know LOGIN only (knows LOGIN)"));
	assert_non_null(strstr(all, "(knows GSSAPI, NTLM, LOGIN)"));
	assert_null(logins_with(a, &clients, LOGIN_OTHERWISE));
	assert_true(strncmp(logins_with(a, &clients, LOGIN_CAN), "PLAIN: ", 7) == 0);
	clients = logins_of(a, knowledge, offered(told->t, &token));
	assert_null(logins_with(a, &clients, LOGIN_CAN));
	assert_non_null(strstr(logins_with(a, &clients, LOGIN_OTHERWISE), "XOAUTH2: Thunderbird"));
	clients = logins_of(a, knowledge, offered(told->t, &clear));
	assert_non_null(strstr(logins_with(a, &clients, LOGIN_CANNOT),
			       "msmtp (shows no password without TLS)"));
}

static void settings_are_those_for_what_is_offered(void **state)
{
	struct told *told = *state;
	struct arena *a = told->t->r->arena;
	const struct offer_row cram = {.before = "STARTTLS", .inside = "AUTH CRAM-MD5"};
	const struct offer_row nothing = {.before = "STARTTLS", .inside = "SIZE 1000"};
	struct list all = login_settings(a, knowledge, offered(told->t, &cram));
	bool thunderbird = false;

	LIST_EACH (const struct program_setting, s, &all) {
		assert_string_not_equal(s->program, "Outlook"); /* it knows no CRAM-MD5 */
		assert_true(s->references.n > 0);
		if (strcmp(s->program, "Thunderbird") == 0)
			thunderbird = strstr(s->setting, "Encrypted password") != NULL;
	}
	assert_true(thunderbird);
	assert_int_equal(login_settings(a, knowledge, offered(told->t, &nothing)).n, 0);
}

static void equal_offers_are_told_once(void **state)
{
	struct told *told = *state;
	const struct offer_row one = {.before = "STARTTLS", .inside = "AUTH PLAIN LOGIN"};
	const struct offer_row two = {.before = "STARTTLS", .inside = "AUTH LOGIN PLAIN"};
	struct offers *first = offered(told->t, &one), *second = offered(told->t, &one);
	struct list all = {0};

	list_append(&all, first);
	assert_ptr_equal(offers_find_same(&all, second), first);
	assert_null(offers_find_same(&all, offered(told->t, &two)));
	second->auth = ARENA_NEW(told->t->r->arena, struct auth_facts);
	assert_null(offers_find_same(&all, second)); /* it has a login of its own to tell of */
}

/* ---- as it is shown ---- */

static void tried(struct story *t)
{
	struct auth_facts *f;

	story_user(t, "bob@example.org");
	story_session(t, "192.0.2.1", 587);
	story_offers(t, STAGE_EHLO, "STARTTLS\nAUTH NTLM");
	story_offers(t, STAGE_EHLO_AGAIN, "AUTH LOGIN PLAIN");
	f = story_passes(t, STAGE_AUTH)->auth;
	f->mechanism = "PLAIN";
	f->chosen = "preferred";
	list_add_string(&f->able, t->r->arena, "PLAIN");
	list_add_string(&f->able, t->r->arena, "LOGIN");
	story_passes_all(t);
}

static const char *shown(struct told *told, const char *reporter, int verbosity)
{
	const struct report_options options = {.columns = 80, .verbosity = verbosity};
	struct buf out = {0};
	const char *text;

	if (told->i == NULL)
		told->i = interpret(told->t->r, knowledge);
	reporter_find(reporter)->write(&out, told->t->r, told->i, knowledge, &options);
	text = arena_copy(told->t->r->arena, out.p, out.n);
	buf_free(&out);
	return text;
}

static void the_details_tell_it_and_the_page_does_not(void **state)
{
	struct told *told = *state;
	const char *page;

	tried(told->t);
	page = shown(told, "text", 1);
	assert_non_null(strstr(page, "\nLogin at 192.0.2.1 port 587\n"
				     "  before TLS  NTLM\n"
				     "  inside TLS  LOGIN, PLAIN\n"
				     "  odd         some are offered before TLS and not inside it\n"
				     "  we can do   PLAIN, LOGIN\n"
				     "  chosen      PLAIN: the first of ours that is offered\n"));
	assert_null(strstr(page, "can         log in"));
	page = shown(told, "text", 2);
	assert_non_null(strstr(page, "  can         log in: "));
	assert_null(strstr(shown(told, "text", 0), "Login at"));
	page = shown(told, "json", 0);
	assert_non_null(strstr(page, "\"offers\": ["));
	assert_non_null(strstr(page, "\"chosen\": \"preferred\""));
	assert_non_null(strstr(page, "\"vanishes\""));
}

static void the_details_read_back_as_they_were(void **state)
{
	struct told *told = *state;
	struct arena *a = told->t->r->arena;
	struct list dialogues = {0};
	const struct dialogue *d;
	const struct session *s;
	const struct offers *o;

	tried(told->t);
	transcript_read(a, knowledge, bytes_str(a, shown(told, "text", 2)), true, &dialogues);
	assert_int_equal(dialogues.n, 1);
	d = (const void *)dialogues.first;
	assert_int_equal(d->record->sessions.n, 1); /* the section is none */
	s = (const void *)d->record->sessions.first;
	o = offers_of(a, knowledge, d->record, s);
	assert_string_equal(joined(a, &o->clear), "NTLM");
	assert_string_equal(joined(a, &o->tls), "LOGIN PLAIN");
	assert_string_equal(joined(a, &o->able), "PLAIN LOGIN");
	assert_string_equal(o->auth->chosen, "preferred");
	assert_string_equal(o->auth->mechanism, "PLAIN");
}

/* What a server says is shown harmless, and only as far as it can be a name. */
static void hostile_words_reach_no_page(void **state)
{
	struct told *told = *state;
	const char *page;

	story_session(told->t, "192.0.2.1", 587);
	story_offers(told->t, STAGE_EHLO_AGAIN, "AUTH PLAIN \033[2J <script> %s%n");
	story_passes_all(told->t);
	page = strstr(shown(told, "text", 2), "Login at");
	assert_non_null(strstr(page, "  inside TLS  PLAIN\n"));
	assert_non_null(strstr(page, "a word that can be no mechanism's name"));
	assert_null(strchr(page, '\033'));
	page = strstr(shown(told, "json", 0), "\"offers\"");
	assert_null(strstr(page, "script"));
}

/* ---- what is found ---- */

/* A login that could not be made at `inside`, with `with` in hand; --auth NAMED. */
struct failure_told {
	const char *before, *inside, *with, *named;
	const char *id, *of_case;
};

static const struct failure_told failures[] = {
	{"STARTTLS", "AUTH XOAUTH2 OAUTHBEARER", "password", NULL, "auth-mechanism-mismatch",
	 "only-tokens"},
	{"STARTTLS", "AUTH XOAUTH2", NULL, NULL, "auth-mechanism-mismatch", "only-tokens"},
	{"STARTTLS", "AUTH XOAUTH", "token", NULL, "auth-mechanism-mismatch", "only-retired"},
	{"STARTTLS", "AUTH PLAIN LOGIN", "token", NULL, "auth-mechanism-mismatch",
	 "token-unwanted"},
	{"STARTTLS", "AUTH GSSAPI", "password", NULL, "auth-mechanism-mismatch", "only-windows"},
	{"STARTTLS", "AUTH GSSAPI NTLM", "password", NULL, "auth-mechanism-mismatch",
	 "only-windows"},
	{"STARTTLS", "AUTH EXTERNAL", "password", NULL, "auth-mechanism-mismatch",
	 "only-certificates"},
	{"STARTTLS", "AUTH SCRAM-SHA-256-PLUS", "password", NULL, "auth-mechanism-mismatch",
	 "only-bound"},
	{"STARTTLS", "AUTH CRAM-MD5 DIGEST-MD5", "password", NULL, "auth-mechanism-mismatch",
	 "only-retired"},
	{"STARTTLS", "AUTH X-CONTOSO-PIN", "password", NULL, "auth-mechanism-mismatch", NULL},
	{"STARTTLS\nAUTH LOGIN", "AUTH PLAIN", "password", "LOGIN", "auth-mechanism-mismatch",
	 "only-before-tls"},
	{"STARTTLS", "AUTH PLAIN", "password", "LOGIN", "auth-mechanism-mismatch", NULL},
	{"STARTTLS", "AUTH PLAIN", "token", "XOAUTH2", "auth-mechanism-mismatch", "token-unwanted"},
	{"STARTTLS", "AUTH PLAIN", NULL, "XOAUTH2", "auth-mechanism-mismatch", "token-unwanted"},
	{"STARTTLS", "SIZE 1000", "password", NULL, "auth-not-offered", NULL},
	{"STARTTLS", "AUTH", "password", NULL, "auth-not-offered", "no-mechanism"},
	{"STARTTLS\nAUTH LOGIN", "SIZE 1000", "password", NULL, "auth-not-offered",
	 "only-before-tls"},
};

static void login_impossible(struct story *t, const struct failure_told *f)
{
	bool none = f->named == NULL;
	struct stage *st;

	story_user(t, "bob@example.org");
	story_session(t, "192.0.2.1", 587);
	story_offers(t, STAGE_EHLO, f->before);
	story_offers(t, STAGE_EHLO_AGAIN, f->inside);
	if (strncmp(f->inside, "AUTH", 4) != 0)
		st = story_fails(t, STAGE_AUTH, FAILURE_NOT_OFFERED);
	else
		st = story_fails(t, STAGE_AUTH, none ? FAILURE_WITHHELD : FAILURE_REPLY);
	st->auth->withheld = none ? WITHHELD_NO_MECHANISM : WITHHELD_NO;
	st->auth->mechanism = f->named;
	st->auth->without_secret = !none;
	if (!none)
		story_says(t, "504 5.5.4 Unrecognized authentication type");
	if (f->with != NULL) {
		t->r->secret = ARENA_NEW(t->r->arena, struct secret_facts);
		t->r->secret->kind = f->with;
	}
}

static const struct finding *find(const struct interpretation *i, const char *id)
{
	LIST_EACH (const struct finding, f, &i->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

static void why_nobody_could_log_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		const struct failure_told *w = &failures[i];
		struct story *t = story_new();
		struct interpretation *in;
		const struct finding *f;

		story_target(t, "mail.example.org", NULL);
		login_impossible(t, w);
		in = interpret(t->r, knowledge);
		f = find(in, w->id);
		if (f == NULL || in->verdict.finding != f)
			fail_msg("%s: %s", w->inside, in->verdict.finding->id);
		if ((f->of_case == NULL) != (w->of_case == NULL) ||
		    (w->of_case != NULL && strcmp(f->of_case, w->of_case) != 0))
			fail_msg("%s: case %s", w->inside, f->of_case);
		assert_null(strchr(f->title, '{'));
		assert_true(f->fixes.n > 0 && f->causes.n > 0);
		interpretation_free(in);
		story_free(t);
	}
}

static void passes(struct story *t, const char *address, int port, const char *inside)
{
	story_session(t, address, port);
	story_offers(t, port == 465 ? STAGE_EHLO : STAGE_EHLO_AGAIN, inside);
	story_passes_all(t);
}

static void login_elsewhere(struct story *t, const char *address, int port)
{
	struct stage *st;

	story_session(t, address, port);
	story_offers(t, STAGE_EHLO_AGAIN, "SIZE 1000");
	st = story_passes(t, STAGE_AUTH);
	st->outcome = OUTCOME_SKIP;
	st->note = "tried-elsewhere";
	story_passes_all(t);
}

static bool tells(const struct finding *f, const char *words)
{
	LIST_EACH (const struct evidence, e, &f->evidence)
		if (memmem(e->text.p, e->text.n, words, strlen(words)) != NULL)
			return true;
	return false;
}

static const struct finding *refused(struct told *told, const char *mechanism)
{
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY)->auth->mechanism = mechanism;
	story_says(told->t, "535 5.7.8 authentication failed");
	told->i = interpret(told->t->r, knowledge);
	return find(told->i, "auth-refused");
}

static void a_proof_that_was_refused_may_be_of_the_server_s_making(void **state)
{
	assert_true(tells(refused(*state, "CRAM-MD5"),
			  "CRAM-MD5 works only where the server stores "
			  "the password itself"));
}

static void a_password_that_was_refused_is_a_password(void **state)
{
	const struct finding *f = refused(*state, "PLAIN");

	assert_false(tells(f, "works only where"));
	assert_null(f->of_case);
}

static void a_certificate_that_was_refused_is_no_password(void **state)
{
	assert_string_equal(refused(*state, "EXTERNAL")->of_case, "certificate");
}

static void a_ticket_that_was_refused_is_no_password(void **state)
{
	assert_string_equal(refused(*state, "GSSAPI")->of_case, "ticket");
}

static void where_it_is_offered_is_told(void **state)
{
	static const struct failure_told named = {
		.before = "STARTTLS", .inside = "AUTH PLAIN", .with = "password", .named = "LOGIN"};
	struct told *told = *state;
	const struct finding *f;

	passes(told->t, "192.0.2.9", 465, "AUTH CRAM-MD5");
	passes(told->t, "192.0.2.2", 465, "AUTH LOGIN");
	login_impossible(told->t, &named);
	told->i = interpret(told->t->r, knowledge);
	f = find(told->i, "auth-mechanism-mismatch");
	assert_true(tells(f, "192.0.2.2 port 465 offers LOGIN"));
	assert_false(tells(f, "192.0.2.9 port 465 offers"));
}

static void one_address_of_a_pool_offers_none(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	story_user(told->t, "bob@example.org");
	passes(told->t, "192.0.2.1", 587, "AUTH PLAIN LOGIN");
	login_elsewhere(told->t, "192.0.2.2", 587);
	told->i = interpret(told->t->r, knowledge);
	f = find(told->i, "auth-not-offered");
	assert_non_null(f);
	assert_string_equal(f->of_case, "this-address");
	assert_int_equal(f->owner, OWNER_SERVER_ADMIN);
	assert_non_null(strstr(f->meaning, "192.0.2.2"));
	assert_null(find(told->i, "auth-offers-differ")); /* it is told already */
}

static void port_25_has_none_and_587_has(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	story_user(told->t, "bob@example.org");
	passes(told->t, "192.0.2.1", 587, "AUTH PLAIN LOGIN");
	story_session(told->t, "192.0.2.1", 25);
	story_offers(told->t, STAGE_EHLO_AGAIN, "SIZE 1000");
	story_fails(told->t, STAGE_AUTH, FAILURE_NOT_OFFERED);
	told->i = interpret(told->t->r, knowledge);
	f = find(told->i, "auth-not-offered");
	assert_non_null(f);
	assert_string_equal(f->of_case, "relay-port");
	assert_non_null(strstr(f->title, "port 587 with STARTTLS"));
}

static void different_offers_are_a_notice_with_both_lists(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	passes(told->t, "192.0.2.1", 587, "AUTH PLAIN LOGIN");
	passes(told->t, "192.0.2.2", 587, "AUTH LOGIN");
	told->i = interpret(told->t->r, knowledge);
	f = find(told->i, "auth-offers-differ");
	assert_string_equal(f->of_case, "addresses");
	assert_int_equal(f->severity, SEVERITY_NOTICE);
	assert_int_equal(f->evidence.n, 2);
	assert_int_equal(told->i->verdict.status, VERDICT_OK);
}

static void other_hosts_may_offer_what_they_like(void **state)
{
	struct told *told = *state;

	passes(told->t, "192.0.2.1", 587, "AUTH PLAIN LOGIN");
	passes(told->t, "192.0.2.2", 587, "AUTH LOGIN");
	told->t->s->host = "smtp.example.net";
	told->i = interpret(told->t->r, knowledge);
	assert_null(find(told->i, "auth-offers-differ"));
}

/* ---- */

enum { OFFERS = sizeof(offers) / sizeof(offers[0]) };

/* What we use a mechanism with, and what the catalogue says that it needs. */
static void catalogue_and_program_agree_on_mechanisms(void **state)
{
	static const enum sasl_credential takes[] = {[NEEDS_PASSWORD] = SASL_PASSWORD,
						     [NEEDS_TOKEN] = SASL_TOKEN,
						     [NEEDS_TICKET] = SASL_TICKET,
						     [NEEDS_CERTIFICATE] = SASL_CERTIFICATE};
	const struct sasl_mechanism *m;
	size_t n = 0;

	(void)state;
	for (; (m = sasl_at(n)) != NULL; n++) {
		const struct mechanism *told = mechanism_find(knowledge, m->name);

		if (told == NULL || told->needs == NEEDS_NOTHING || takes[told->needs] != m->takes)
			fail_msg("%s is not told as it is used", m->name);
		if (m->reveals != (told->shows == SHOWS_SECRET))
			fail_msg("%s: what the server sees of the secret", m->name);
	}
	assert_true(n > 10);
}

int main(void)
{
	static const struct CMUnitTest stories[] = {
		STORY(both_lists_are_kept_in_the_server_s_order),
		STORY(without_a_list_nothing_is_said),
		STORY(a_handshake_that_failed_leaves_the_first_list),
		STORY(a_certificate_that_was_shown_is_no_oddity),
		STORY(what_the_login_knew_comes_before_a_guess),
		STORY(a_client_takes_the_first_of_its_own),
		STORY(who_cannot_is_told_with_a_reason),
		STORY(settings_are_those_for_what_is_offered),
		STORY(equal_offers_are_told_once),
		STORY(the_details_tell_it_and_the_page_does_not),
		STORY(the_details_read_back_as_they_were),
		STORY(hostile_words_reach_no_page),
		STORY(why_nobody_could_log_in),
		STORY(a_proof_that_was_refused_may_be_of_the_server_s_making),
		STORY(a_password_that_was_refused_is_a_password),
		STORY(a_certificate_that_was_refused_is_no_password),
		STORY(a_ticket_that_was_refused_is_no_password),
		STORY(where_it_is_offered_is_told),
		STORY(one_address_of_a_pool_offers_none),
		STORY(port_25_has_none_and_587_has),
		STORY(different_offers_are_a_notice_with_both_lists),
		STORY(other_hosts_may_offer_what_they_like),
		STORY(catalogue_and_program_agree_on_mechanisms),
	};
	static struct CMUnitTest table[OFFERS];

	for (size_t i = 0; i < OFFERS; i++)
		table[i] = (struct CMUnitTest){.name = offers[i].name,
					       .test_func = what_is_told_of_an_offer,
					       .initial_state = (void *)&offers[i]};
	return cmocka_run_group_tests(table, load, unload) +
	       cmocka_run_group_tests(stories, load, unload);
}
