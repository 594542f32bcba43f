/* The faces of a certificate: all that hold are told, each in the words of its case, and nothing
 * else is. */
#include "unit.h"
#include "told.h"

#include <string.h>

#define DAY_MS INT64_C(86400000)

struct spoilt {
	struct story *t;
	struct tls_facts *f;
	struct certificate *c;
};

/* ---- names ---- */

static void names(struct spoilt *s, const char *host, const char *first, const char *second)
{
	s->t->r->host = s->t->s->host = host;
	s->f->name_ok = false;
	s->c->names = (struct list){0};
	s->c->sha256 = "5555"; /* it was read whole */
	if (first != NULL)
		list_add_bytes(&s->c->names, s->t->r->arena, bytes_str(s->t->r->arena, first));
	if (second != NULL)
		list_add_bytes(&s->c->names, s->t->r->arena, bytes_str(s->t->r->arena, second));
}

static void hosters_name(struct spoilt *s)
{
	names(s, "mail.example.org", "*.webhost.example", "webhost.example");
}

static void web_name(struct spoilt *s)
{
	names(s, "mail.example.org", "example.org", "www.example.org");
}

static void address_target(struct spoilt *s)
{
	names(s, "192.0.2.1", "mail.example.org", NULL);
}

static void star_too_short(struct spoilt *s)
{
	names(s, "smtp.eu.example.org", "*.example.org", "example.org");
}

static void star_without_domain(struct spoilt *s)
{
	names(s, "example.org", "*.example.org", NULL);
}

static void star_of_another(struct spoilt *s)
{
	names(s, "myexample.org", "*.example.org", NULL);
}

static void subject_only(struct spoilt *s)
{
	names(s, "mail.example.org", NULL, NULL);
}

static void no_name_at_all(struct spoilt *s)
{
	names(s, "mail.example.org", NULL, NULL);
	s->c->subject = "CN=Postmaster";
}

/* openssl s_client prints subjects only. */
static void names_not_printed(struct spoilt *s)
{
	names(s, "mail.example.org", NULL, NULL);
	s->c->sha256 = NULL;
}

static void star_within(struct spoilt *s)
{
	names(s, "mail.example.org", "m*.example.org", "mail.*.org");
}

static void star_within_beside_another(struct spoilt *s)
{
	names(s, "mail.example.org", "m*.example.org", "www.elsewhere.example");
}

static void other_address(struct spoilt *s)
{
	names(s, "192.0.2.1", "192.0.2.9", NULL);
}

static void address_without_names(struct spoilt *s)
{
	names(s, "192.0.2.1", NULL, NULL);
	s->c->subject = "CN=192.0.2.1";
}

static void alias(struct spoilt *s, const char *target)
{
	names(s, "mail.example.org", "cloud.contoso.example", NULL);
	story_asks(s->t, "mail.example.org", "A", DNS_OK);
	{
		struct dns_query *q = (struct dns_query *)(void *)s->t->r->queries.last;
		struct dns_answer *a = ARENA_NEW(s->t->r->arena, struct dns_answer);

		a->name = "mail.example.org";
		a->type = "CNAME";
		a->data = bytes_str(s->t->r->arena, target);
		list_append(&q->answers, a);
	}
}

static void alias_of_what_fits(struct spoilt *s)
{
	alias(s, "cloud.contoso.example");
}

static void alias_of_a_third(struct spoilt *s)
{
	alias(s, "other.contoso.example");
}

static void alias_of_itself(struct spoilt *s)
{
	alias(s, "mail.example.org");
}

static void odd_names(struct spoilt *s)
{
	names(s, "mail.example.org", "\033[2J.example.org", "m ail.example.org");
}

/* ---- trust ---- */

static void untrusted(struct spoilt *s, const char *why)
{
	s->f->trusted = false;
	s->f->trust_fault = why;
}

static struct certificate *issuer(struct spoilt *s)
{
	struct certificate *c = ARENA_NEW(s->t->r->arena, struct certificate);

	*c = *s->c;
	c->subject = s->c->issuer;
	c->issuer = "CN=Example Root";
	return list_append(&s->f->chain, c);
}

static void unknown_issuer(struct spoilt *s)
{
	untrusted(s, "unknown-issuer");
}

static void unknown_issuer_in_a_file(struct spoilt *s)
{
	untrusted(s, "unknown-issuer");
	s->f->trust_store = "/etc/ours.pem";
}

static void private_root(struct spoilt *s)
{
	untrusted(s, "unknown-issuer");
	issuer(s)->self_signed = true;
}

static void unused_root(struct spoilt *s)
{
	private_root(s);
	((struct certificate *)(void *)s->f->chain.last)->unused = true;
}

static void other_key(struct spoilt *s)
{
	untrusted(s, "other-key");
}

static void too_long(struct spoilt *s)
{
	untrusted(s, "too-long");
}

static void self_signed(struct spoilt *s)
{
	untrusted(s, "unknown-issuer");
	s->c->self_signed = true;
}

static void self_signed_authority(struct spoilt *s)
{
	self_signed(s);
	s->f->usage_fault = "is-a-ca";
}

static void incomplete(struct spoilt *s)
{
	untrusted(s, "unknown-issuer");
	s->f->chain_complete = false;
	s->c->aia = "http://ca.example/issuer.der";
}

static void empty_store(struct spoilt *s)
{
	untrusted(s, "unknown-issuer");
	s->f->anchors = 0;
}

static void empty_file(struct spoilt *s)
{
	empty_store(s);
	s->f->trust_store = "/etc/ours.pem";
}

static void broken(struct spoilt *s)
{
	untrusted(s, "signature");
}

static void broken_and_incomplete(struct spoilt *s)
{
	incomplete(s);
	untrusted(s, "signature");
}

static void unreadable(struct spoilt *s)
{
	untrusted(s, "unreadable");
}

#define BEYOND(function, word)                                                                     \
	static void function(struct spoilt *s)                                                     \
	{                                                                                          \
		untrusted(s, word);                                                                \
	}
BEYOND(not_ca, "issuer-not-ca")
BEYOND(may_not_sign, "issuer-key-usage")
BEYOND(too_many, "path-length")
BEYOND(not_those_names, "constraints")
BEYOND(not_servers, "purpose")
BEYOND(unknown_extension, "critical")

static void wrong_order(struct spoilt *s)
{
	s->f->wrong_order = true;
}

/* ---- time ---- */

static void expired(struct spoilt *s)
{
	s->f->expired = true;
	s->c->not_after = s->t->r->started - DAY_MS;
}

static void expired_issuer(struct spoilt *s)
{
	s->f->expired = true;
	issuer(s)->not_after = s->t->r->started - DAY_MS;
}

static void expired_issuer_with_a_comma(struct spoilt *s)
{
	expired_issuer(s);
	((struct certificate *)(void *)s->f->chain.last)->subject =
		"CN=Contoso\\, Inc. CA,O=Contoso";
}

static void expired_root(struct spoilt *s)
{
	struct chain_link *link = ARENA_NEW(s->t->r->arena, struct chain_link);

	s->f->expired = true;
	link->subject = "CN=Example Root";
	link->from = LINK_STORE;
	link->not_after = s->t->r->started - DAY_MS;
	list_append(&s->f->verified, link);
}

static void expired_and_unused(struct spoilt *s)
{
	struct certificate *c = issuer(s);

	c->not_after = s->t->r->started - DAY_MS;
	c->unused = true;
}

static void not_yet(struct spoilt *s)
{
	s->f->not_yet_valid = true;
}

static void issuer_not_yet(struct spoilt *s)
{
	s->f->not_yet_valid = true;
	issuer(s)->not_before = s->t->r->started + DAY_MS;
}

static void ends_soon(struct spoilt *s)
{
	s->c->not_after = s->t->r->started + 5 * DAY_MS;
}

static void issuer_ends_soon(struct spoilt *s)
{
	issuer(s)->not_after = s->t->r->started + 5 * DAY_MS;
}

/* ---- use ---- */

static void for_clients(struct spoilt *s)
{
	s->f->usage_fault = "not-for-servers";
	list_add_string(&s->c->purposes, s->t->r->arena, "clientAuth");
}

static void not_to_sign(struct spoilt *s)
{
	s->f->usage_fault = "key-usage";
	s->f->key_exchange = "ECDHE-RSA";
}

static void authority(struct spoilt *s)
{
	s->f->usage_fault = "is-a-ca";
}

static void weak(struct spoilt *s, const char *key, int bits, const char *signature)
{
	s->f->weak = true;
	s->c->key = key;
	s->c->key_bits = bits;
	s->c->signature = signature;
}

static void short_key(struct spoilt *s)
{
	weak(s, "RSA", 1024, "RSA-SHA256");
}

static void short_curve(struct spoilt *s)
{
	weak(s, "ECDSA", 192, "RSA-SHA256");
}

static void sha1(struct spoilt *s)
{
	weak(s, "ECDSA", 256, "ECDSA-SHA1");
}

static void md5_and_short(struct spoilt *s)
{
	weak(s, "RSA", 512, "RSA-MD5");
}

static void unused_is_weaker(struct spoilt *s)
{
	struct certificate *c;

	sha1(s);
	c = issuer(s);
	c->signature = "RSA-MD5";
	c->unused = true;
}

static void dsa(struct spoilt *s)
{
	weak(s, "DSA", 3072, "RSA-SHA256");
}

static void weak_by_words(struct spoilt *s)
{
	s->f->weak = true;
}

static void old_root(struct spoilt *s)
{
	struct certificate *c = issuer(s);

	weak(s, "RSA", 1024, "RSA-SHA256");
	c->self_signed = true;
	c->signature = "RSA-SHA1";
}

/* ---- several ---- */

static void three(struct spoilt *s)
{
	expired(s);
	web_name(s);
	unknown_issuer(s);
}

static void all(struct spoilt *s)
{
	three(s);
	incomplete(s);
	for_clients(s);
	sha1(s);
	wrong_order(s);
}

static void broken_and_expired(struct spoilt *s)
{
	expired(s);
	broken(s);
}

static void nothing(struct spoilt *s)
{
	(void)s;
}

/* ---- told ---- */

static bool is_about_certificates(const struct finding *f)
{
	return strncmp(f->id, "cert-", strlen("cert-")) == 0;
}

/* The findings in order, that of the verdict first: "expired/member sibling". */
static const char *told_line(struct told *told)
{
	struct arena *a = told->t->r->arena;
	const char *line = "";

	interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	LIST_EACH (const struct finding, f, &told->i->findings)
		if (is_about_certificates(f))
			line = arena_printf(a, "%s%s%s%s%s", line, *line == '\0' ? "" : " ",
					    f->id + strlen("cert-"), f->of_case == NULL ? "" : "/",
					    f->of_case == NULL ? "" : f->of_case);
	return line;
}

static void each_fault_is_told_in_its_words(void **state)
{
	static const struct {
		const char *label;
		void (*spoil)(struct spoilt *s);
		const char *says;
		bool accepted; /* by the probe */
	} cases[] = {
		{"nothing", nothing, "", true},
		{"a hoster's name", hosters_name, "name-mismatch", false},
		{"the web server's name", web_name, "name-mismatch/sibling", false},
		{"an address", address_target, "name-mismatch/address", false},
		{"a star too short", star_too_short, "name-mismatch/wildcard-deep", false},
		{"a star, no domain", star_without_domain, "name-mismatch/wildcard-bare", false},
		{"another's star", star_of_another, "name-mismatch", false},
		{"subject only", subject_only, "name-mismatch/subject-only", false},
		{"no name", no_name_at_all, "name-mismatch/useless", false},
		{"names not printed", names_not_printed, "name-mismatch", false},
		{"a star within", star_within, "name-mismatch/useless", false},
		{"and another", star_within_beside_another, "name-mismatch", false},
		{"another address", other_address, "name-mismatch", false},
		{"an address, no names", address_without_names, "name-mismatch/useless", false},
		{"an alias", alias_of_what_fits, "name-mismatch/alias", false},
		{"an alias of a third", alias_of_a_third, "name-mismatch", false},
		{"an alias of itself", alias_of_itself, "name-mismatch", false},
		{"names nobody can type", odd_names, "name-mismatch/useless", false},
		{"unknown issuer", unknown_issuer, "untrusted", false},
		{"not in a file", unknown_issuer_in_a_file, "untrusted/ca-file", false},
		{"a private root", private_root, "untrusted/private-root", false},
		{"a root of no use", unused_root, "untrusted", false},
		{"another key", other_key, "untrusted/other-key", false},
		{"too long", too_long, "untrusted/too-long", false},
		{"self-signed", self_signed, "self-signed", false},
		{"self-signed authority", self_signed_authority, "self-signed", false},
		{"incomplete", incomplete, "incomplete-chain", false},
		{"no store", empty_store, "no-trust-store", false},
		{"an empty file", empty_file, "no-trust-store/ca-file", false},
		{"broken", broken, "broken/signature", false},
		{"broken, incomplete", broken_and_incomplete, "broken/signature", false},
		{"unreadable", unreadable, "broken/unreadable", false},
		{"not a CA", not_ca, "constraints/issuer-not-ca", false},
		{"may not sign", may_not_sign, "constraints/issuer-key-usage", false},
		{"too many", too_many, "constraints/path-length", false},
		{"other names", not_those_names, "constraints/constraints", false},
		{"not for servers", not_servers, "constraints/purpose", false},
		{"unknown extension", unknown_extension, "constraints/critical", false},
		{"wrong order", wrong_order, "wrong-order", true},
		{"expired", expired, "expired", false},
		{"expired issuer", expired_issuer, "expired/member", false},
		{"expired root", expired_root, "expired/root", false},
		{"expired, unused", expired_and_unused, "", true},
		{"not yet", not_yet, "not-yet-valid", false},
		{"the issuer not yet", issuer_not_yet, "not-yet-valid/member", false},
		{"ends soon", ends_soon, "expiring", true},
		{"the issuer ends soon", issuer_ends_soon, "expiring/member", true},
		{"for clients", for_clients, "wrong-usage/not-for-servers", false},
		{"not to sign", not_to_sign, "wrong-usage/key-usage", false},
		{"an authority", authority, "wrong-usage/is-a-ca", true},
		{"short key", short_key, "weak/key-size", true},
		{"short curve", short_curve, "weak/key-size", true},
		{"SHA-1", sha1, "weak/sha1", true},
		{"MD5, short key", md5_and_short, "weak/md5 weak/key-size", true},
		{"a weaker one of no use", unused_is_weaker, "weak/sha1", true},
		{"DSA", dsa, "weak/dsa", true},
		{"weak, who knows how", weak_by_words, "weak", true},
		{"an old root", old_root, "weak/key-size", true},
		{"three", three, "expired name-mismatch/sibling untrusted", false},
		{"broken and expired", broken_and_expired, "broken/signature expired", false},
		{"all", all,
		 "expired name-mismatch/sibling incomplete-chain wrong-usage/not-for-servers "
		 "weak/sha1 wrong-order",
		 false},
	};
	struct told *told = *state;
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct spoilt s = {.t = told->t};
		const char *says;

		story_session(s.t, "192.0.2.1", 587);
		if (cases[i].accepted)
			story_passes_all(s.t);
		else
			story_fails(s.t, STAGE_TLS, FAILURE_CERTIFICATE);
		s.f = story_tls(s.t);
		s.c = story_certificate(s.t);
		cases[i].spoil(&s);
		says = told_line(told);
		if (strcmp(says, cases[i].says) != 0) {
			print_message("%s: \"%s\" instead of \"%s\"\n", cases[i].label, says,
				      cases[i].says);
			wrong++;
		}
		interpretation_free(told->i);
		story_free(told->t);
		begin(state);
	}
	assert_int_equal(wrong, 0);
}

static const struct finding *finding(struct told *told, const char *id)
{
	LIST_EACH (const struct finding, f, &told->i->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	fail_msg("no %s", id);
	return NULL;
}

static bool shows(const struct finding *f, const char *part)
{
	LIST_EACH (struct evidence, e, &f->evidence)
		if (bytes_has(e->text, part))
			return true;
	return false;
}

static struct spoilt told_of(struct told *told, void (*spoil)(struct spoilt *s))
{
	struct spoilt s = {.t = told->t};

	story_session(s.t, "192.0.2.1", 587);
	story_fails(s.t, STAGE_TLS, FAILURE_CERTIFICATE);
	s.f = story_tls(s.t);
	s.c = story_certificate(s.t);
	spoil(&s);
	told_line(told);
	return s;
}

static void nearest_name_is_named(void **state)
{
	struct told *told = *state;

	told_of(told, web_name);
	assert_non_null(strstr(finding(told, "cert-name-mismatch")->title, "www.example.org"));
	assert_true(shows(finding(told, "cert-name-mismatch"), "valid for example.org"));
}

static void names_are_counted(void **state)
{
	struct told *told = *state;
	struct spoilt s = told_of(told, web_name);

	s.c->names_total = 10000;
	told_line(told);
	assert_true(shows(finding(told, "cert-name-mismatch"), "and for 9990 more names"));
}

static void star_is_named(void **state)
{
	struct told *told = *state;

	told_of(told, star_too_short);
	assert_non_null(strstr(finding(told, "cert-name-mismatch")->title, "*.example.org"));
}

static void member_that_expired_is_named(void **state)
{
	struct told *told = *state;

	told_of(told, expired_issuer);
	assert_non_null(strstr(finding(told, "cert-expired")->meaning, "Example CA is not"));
}

static void comma_in_a_name_is_part_of_it(void **state)
{
	struct told *told = *state;

	told_of(told, expired_issuer_with_a_comma);
	assert_non_null(strstr(finding(told, "cert-expired")->meaning, "Contoso, Inc. CA is not"));
}

/* Where only the server's owner can help, he is the one. */
static void who_can_help_is_the_owner(void **state)
{
	struct told *told = *state;

	told_of(told, star_within);
	assert_int_equal(finding(told, "cert-name-mismatch")->owner, OWNER_SERVER_ADMIN);
	assert_true(shows(finding(told, "cert-name-mismatch"), "valid for m*.example.org"));
}

static void authority_as_a_server_is_a_warning(void **state)
{
	struct told *told = *state;

	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_TIMEOUT);
	story_tls(told->t)->usage_fault = "is-a-ca";
	told_line(told);
	assert_int_equal(finding(told, "cert-wrong-usage")->severity, SEVERITY_WARNING);
	assert_string_equal(told->i->verdict.finding->id, "auth-timeout");
}

/* ---- several endpoints ---- */

static struct certificate *endpoint(struct told *told, const char *address, int port, bool good,
				    const char *sha256)
{
	story_session(told->t, address, port);
	if (good)
		story_passes_all(told->t);
	else
		story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE);
	story_certificate(told->t)->sha256 = sha256;
	return story_certificate(told->t);
}

static void one_port_was_not_reloaded(void **state)
{
	struct told *told = *state;
	struct certificate *old = endpoint(told, "192.0.2.1", 587, false, "aa");

	old->not_after = told->t->r->started - DAY_MS;
	story_tls(told->t)->expired = true;
	endpoint(told, "192.0.2.1", 465, true, "bb");
	assert_string_equal(told_line(told), "expired/renewed differs/one-bad");
	assert_non_null(strstr(finding(told, "cert-expired")->meaning, "192.0.2.1 port 465"));
	assert_ptr_equal(finding(told, "cert-differs")->root, finding(told, "cert-expired"));
	assert_true(shows(finding(told, "cert-differs"), "192.0.2.1 port 587: CN="));
	assert_true(shows(finding(told, "cert-differs"), "192.0.2.1 port 465: CN="));
}

static void one_node_has_another_name(void **state)
{
	struct told *told = *state;

	endpoint(told, "192.0.2.1", 587, false, "aa");
	story_tls(told->t)->name_ok = false;
	endpoint(told, "192.0.2.2", 587, true, "bb");
	assert_string_equal(told_line(told), "name-mismatch differs/one-bad");
}

/* Its other properties are as they have to be. */
static void a_revoked_one_is_no_better(void **state)
{
	struct told *told = *state;

	endpoint(told, "192.0.2.1", 587, false, "aa")->not_after = told->t->r->started - DAY_MS;
	story_tls(told->t)->expired = true;
	endpoint(told, "192.0.2.1", 465, false, "bb");
	story_tls(told->t)->staple = ARENA_NEW(told->t->r->arena, struct staple);
	story_tls(told->t)->staple->status = STAPLE_REVOKED;
	assert_string_equal(told_line(told), "expired revoked");
}

static void all_are_bad_alike(void **state)
{
	struct told *told = *state;

	endpoint(told, "192.0.2.1", 587, false, "aa");
	story_tls(told->t)->name_ok = false;
	endpoint(told, "192.0.2.2", 587, false, "bb");
	story_tls(told->t)->name_ok = false;
	assert_string_equal(told_line(told), "name-mismatch");
}

/* Days that the first and the second have been there, and that are left of them. */
static const char *two_good(struct told *told, const int64_t days[4], const char *key)
{
	struct certificate *one = endpoint(told, "192.0.2.1", 587, true, "aa"),
			   *two = endpoint(told, "192.0.2.1", 465, true, "bb");
	int64_t now = told->t->r->started;

	one->not_before = now - days[0] * DAY_MS;
	one->not_after = now + days[1] * DAY_MS;
	two->not_before = now - days[2] * DAY_MS;
	two->not_after = now + days[3] * DAY_MS;
	two->key = key;
	return told_line(told);
}

static void what_is_normal_is_no_difference(void **state)
{
	static const struct {
		int64_t days[4];
		const char *key, *says;
	} cases[] = {
		{{65, 25, 5, 85}, "RSA", "differs"},
		{{5, 85, 65, 25}, "RSA", "differs"},
		{{65, 25, 5, 85}, "ECDSA", ""}, /* a pair */
		{{55, 35, 5, 85}, "RSA", ""},	/* early */
		{{40, 50, 5, 85}, "RSA", ""},	/* each node renews for itself */
		{{65, 25, 64, 26}, "RSA", ""},
		{{65, 25, 0, 90}, "RSA", ""}, /* just now */
		{{85, 5, 5, 85}, "RSA", "expiring differs"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct told *told = *state;

		assert_string_equal(two_good(told, cases[i].days, cases[i].key), cases[i].says);
		if (strcmp(cases[i].says, "differs") == 0) {
			assert_int_equal(told->i->verdict.status, VERDICT_OK);
			assert_int_equal(finding(told, "cert-differs")->severity, SEVERITY_NOTICE);
		}
		interpretation_free(told->i);
		story_free(told->t);
		begin(state);
	}
}

static void the_same_certificate_is_no_difference(void **state)
{
	struct told *told = *state;

	endpoint(told, "192.0.2.1", 587, true, "aa");
	endpoint(told, "192.0.2.2", 587, true, "aa");
	assert_string_equal(told_line(told), "");
}

static const struct CMUnitTest tests[] = {
	STORY(each_fault_is_told_in_its_words),
	STORY(nearest_name_is_named),
	STORY(names_are_counted),
	STORY(star_is_named),
	STORY(member_that_expired_is_named),
	STORY(comma_in_a_name_is_part_of_it),
	STORY(who_can_help_is_the_owner),
	STORY(authority_as_a_server_is_a_warning),
	STORY(one_port_was_not_reloaded),
	STORY(one_node_has_another_name),
	STORY(a_revoked_one_is_no_better),
	STORY(all_are_bad_alike),
	STORY(what_is_normal_is_no_difference),
	STORY(the_same_certificate_is_no_difference),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
