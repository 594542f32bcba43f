/* Names that are to be hidden: found in any dress, replaced by the same everywhere, and nothing
 * that a diagnosis rests on is lost. */
#include "unit.h"

#include "base/alias.h"
#include "base/base64.h"
#include "base/netaddr.h"
#include "full_record.h"
#include "interpret/interpret.h"
#include "know/public.h"
#include "record/record_json.h"
#include "record/redact.h"
#include "record/redact_names.h"
#include "record/shape_walk.h"
#include "record/shapes.h"
#include "report/report.h"
#include "../support/make_record.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static struct knowledge *knowledge;
static struct arena *fault_arena;
static struct redact_rules rules;

static int load(void **state)
{
	struct list faults = {0};

	(void)state;
	fault_arena = arena_new();
	knowledge = knowledge_load(NULL, &faults, fault_arena);
	public_rules(knowledge, &rules);
	memset(rules.key, 7, sizeof(rules.key));
	return knowledge == NULL;
}

static int unload(void **state)
{
	(void)state;
	knowledge_free(knowledge);
	arena_free(fault_arena);
	return 0;
}

static int begin(void **state)
{
	struct story *t = story_new();

	story_target(t, "mail.corp.example", NULL);
	story_user(t, "zorblax@corp.example");
	story_address(t, "mail.corp.example", "192.0.2.1", ADDRESS_DNS);
	t->r->hostname = "pc17";
	list_add_string(&t->r->sources, t->r->arena, "10.1.2.10");
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_EHLO);
	*state = t;
	return 0;
}

static int end(void **state)
{
	story_free(*state);
	return 0;
}

/* ---- words of a server ---- */

/* Pseudonyms end in letters that nobody can foresee: "user-7kq2d" becomes "user-#". */
static const char *shape_of(struct arena *a, const char *s)
{
	struct buf out = {0};
	const char *shape;

	while (*s != '\0') {
		size_t n = *s == '-' ? strspn(s + 1, ALIAS_LETTERS) : 0;

		buf_char(&out, *s);
		if (n >= 5)
			buf_char(&out, '#');
		s += n >= 5 ? n + 1 : 1;
	}
	shape = arena_copy(a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return shape;
}

static const char *hidden(struct story *t, const char *said)
{
	struct stage *st = session_stage(t->s, STAGE_EHLO);

	st->reply.text = bytes_str(t->r->arena, said);
	record_redact(t->r, &rules);
	return st->reply.text.p;
}

static void says(struct story *t, const char *said, const char *shown)
{
	print_message("  %s\n", said);
	assert_string_equal(shape_of(t->r->arena, hidden(t, said)), shown);
}

#define SAYS(name, said, shown)                                                                    \
	static void name(void **state)                                                             \
	{                                                                                          \
		says(*state, said, shown);                                                         \
	}

SAYS(redact_hides_mailboxes, "<Zorblax@Corp.Example>: no such user, jim@else.example.",
     "<user-#@domain-#.example>: no such user, user-#@domain-#.example.")
SAYS(redact_leaves_whom_everybody_has, "postmaster@corp.example", "postmaster@domain-#.example")
SAYS(redact_hides_a_mailbox_behind_its_name, "user=zorblax@corp.example 'jim@else.example'",
     "user=user-#@domain-#.example 'user-#@domain-#.example'")
SAYS(redact_hides_quoted_mailboxes, "to \"zor blax\"@corp.example", "to user-#@domain-#.example")
SAYS(redact_hides_mailboxes_at_addresses, "jim@[10.1.2.10] jim@[IPv6:2001:db8::1]",
     "user-#@[ipv4-private-#-#] user-#@[IPv6:ipv6-#-#-#]")
SAYS(redact_hides_words_that_are_a_name, "CORP\\zorblax at PC17, pc17-eth0 and pc170",
     "CORP\\user-# at host-#, host-#-eth0 and pc170")
SAYS(redact_hides_hosts, "Hello vault7.Deep.corp.example. www.corp.example",
     "Hello host-#.host-#.domain-#.example. www.domain-#.example")
SAYS(redact_knows_registries, "a.b.corp.co.uk jim@corp.co.uk",
     "host-#.host-#.domain-#.example user-#@domain-#.example")
SAYS(redact_leaves_the_ending_of_a_site, "srv9.corp.local", "host-#.domain-#.local")
SAYS(redact_hides_our_address_in_a_label, "Hello ip-10-1-2-10 (10-1-2-1), 10-1-2-100",
     "Hello ip-ipv4-private-#-# (10-1-2-1), 10-1-2-100")
SAYS(redact_hides_addresses,
     "[10.1.2.10] [IPv6:2001:DB8:0::10]: 203.0.113.9. 100.64.1.2:25 fe80::1",
     "[ipv4-private-#-#] [IPv6:ipv6-#-#-#]: ipv4-#-#. ipv4-carrier-#-#:25 ipv6-link-#-#-#")
SAYS(redact_leaves_addresses_of_this_machine_to_itself, "127.0.0.1 ::1", "127.0.0.1 ::1")
SAYS(redact_hides_names_of_addresses,
     "10.2.1.10.in-addr.arpa 9.113.0.203.dnsbl.corp.example 2.1.10.in-addr.arpa",
     "ipv4-private-#-#.in-addr.arpa ipv4-#-#.host-#.domain-#.example net-#.in-addr.arpa")
SAYS(redact_reads_percent_signs, "https://corp.example/u?m=zorblax%40corp.example&x=%7A%6frblax",
     "https://domain-#.example/u?m=user-#@domain-#.example&x=user-#")
SAYS(redact_leaves_providers,
     "smtp.office365.com AM0PR05CA0001.outlook.office365.com aspmx.l.google.com jim@gmail.com",
     "smtp.office365.com AM0PR05CA0001.outlook.office365.com aspmx.l.google.com user-#@gmail.com")
SAYS(redact_hides_customers_of_providers,
     "corp-example-com.mail.protection.outlook.com corp.onmicrosoft.com x9.smtp.yahoo.com",
     "domain-#.mail.protection.outlook.com domain-#.onmicrosoft.com domain-#.smtp.yahoo.com")
SAYS(redact_leaves_numbers_and_versions, "5.7.139 TLS1.2 4.96 15.20.6838.25 e.g. 250-SIZE",
     "5.7.139 TLS1.2 4.96 15.20.6838.25 e.g. 250-SIZE")
SAYS(redact_hides_files, "cannot read /home/zorblax/ca.pem, http://else.example/else.crt",
     "cannot read file-#, http://domain-#.example/file-#")
SAYS(redact_hides_fingerprints, "3 1 1 00112233445566778899aabbccddeeff0011223344", "3 1 1 hash-#")

static void redact_hides_a_name_in_base64(void **state)
{
	struct story *t = *state;
	struct buf coded = {0}, plain = {0};
	const char *said = "<1896.697170952@mail.corp.example>", *shown;

	base64_encode(&coded, said, strlen(said));
	shown = hidden(t, arena_printf(t->r->arena, "334 %s", coded.p));
	assert_int_equal(base64_decode(&plain, shown + 4, strlen(shown + 4)), 0);
	assert_string_equal(shape_of(t->r->arena, plain.p), "<user-#@mail.domain-#.example>");
	buf_free(&coded);
	buf_free(&plain);
}

/* MS-NLMP, CHALLENGE_MESSAGE */
static void redact_leaves_out_what_ntlm_says(void **state)
{
	struct story *t = *state;
	struct buf coded = {0};

	base64_encode(&coded, "NTLMSSP\0\2\0\0\0C\0O\0R\0P\0", 20);
	assert_string_equal(hidden(t, coded.p), "(hidden)");
	buf_free(&coded);
}

static void redact_knows_both_forms_of_a_name(void **state)
{
	struct story *t = *state;
	char *shown = (char *)(uintptr_t)hidden(t, "xn--bcherwurm-q9a.example b\xc3\xbc"
						   "cherwurm.example B\xc3\xbc"
						   "cherwurm.Example");
	const char *first = strtok(shown, " ");

	assert_non_null(strstr(first, "domain-"));
	assert_string_equal(first, strtok(NULL, " "));
	assert_string_equal(first, strtok(NULL, " "));
}

/* ---- the same for the same ---- */

static struct redaction making(struct arena *a)
{
	return (struct redaction){.a = a, .rules = &rules};
}

static void redact_gives_two_records_the_same(void **state)
{
	struct story *t = *state;
	struct record *other = record_new();

	other->user = "ZORBLAX@corp.example";
	other->host = "xyz.corp.example";
	record_redact(t->r, &rules);
	record_redact(other, &rules);
	assert_string_equal(t->r->user, other->user);
	assert_string_equal(strchr(t->r->host, '.'), strchr(other->host, '.'));
	record_free(other);
}

static void redact_needs_the_key_for_the_same(void **state)
{
	struct story *t = *state;
	struct record *other = record_new();
	struct redact_rules others = rules;

	others.key[31] ^= 1;
	other->user = t->r->user;
	record_redact(t->r, &rules);
	record_redact(other, &others);
	assert_string_not_equal(t->r->user, other->user);
	record_free(other);
}

static int compared(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* 28^5 short forms: among 40,000 values some share one. */
static void redact_never_merges_two_values(void **state)
{
	enum { VALUES = 40000 };
	struct redaction x = making(*state);
	const char **seen = arena_alloc(*state, VALUES * sizeof(*seen));
	int longer = 0;

	for (int i = 0; i < VALUES; i++) {
		seen[i] = redact_alias(&x, "user", arena_printf(*state, "u%d", i));
		longer += strlen(seen[i]) > strlen("user-12345");
	}
	assert_true(longer > 0);
	qsort(seen, VALUES, sizeof(*seen), compared);
	for (int i = 1; i < VALUES; i++)
		assert_string_not_equal(seen[i - 1], seen[i]);
	redact_end(&x);
}

static void redact_changes_nothing_twice(void **state)
{
	struct story *t = *state;
	const char *user, *host;

	record_redact(t->r, &rules);
	user = t->r->user;
	host = t->r->host;
	record_redact(t->r, &rules);
	assert_ptr_equal(t->r->user, user);
	assert_ptr_equal(t->r->host, host);
	assert_string_equal(t->r->redacted, "names");
}

/* ---- addresses keep what they are ---- */

static const char *const addresses[] = {
	"192.0.2.1",   "192.0.2.77",  "198.51.100.1",	  "10.0.0.1",	     "10.0.0.9",
	"10.7.0.1",    "172.16.3.4",  "192.168.1.1",	  "100.64.0.1",	     "100.127.9.9",
	"169.254.1.1", "2001:db8::1", "2001:db8::2",	  "2001:db8:0:7::1", "2001:db8:9::1",
	"fd00::1",     "fe80::1",     "2002:c000:201::1", "2001:0:5ef5::1"};

enum { ADDRESSES = sizeof(addresses) / sizeof(addresses[0]) };

static void redact_keeps_what_an_address_is(void **state)
{
	struct redaction x = making(*state);
	struct record *r = x.r = record_new();
	const char *alias[ADDRESSES];

	for (int i = 0; i < ADDRESSES; i++) {
		alias[i] = redact_address(&x, addresses[i]);
		print_message("  %s %s\n", addresses[i], alias[i]);
		assert_null(strpbrk(alias[i], ".:"));
		assert_int_equal(address_family(alias[i]), address_family(addresses[i]));
		assert_int_equal(private_address(alias[i]), private_address(addresses[i]));
		assert_int_equal(carrier_address(alias[i]), carrier_address(addresses[i]));
		assert_int_equal(same_network(alias[i], "fc00::", 0, 7),
				 same_network(addresses[i], "fc00::", 0, 7) &&
					 address_family(addresses[i]) == 6);
	}
	for (int i = 0; i < ADDRESSES; i++)
		for (int k = 0; k < ADDRESSES; k++) {
			assert_int_equal(strcmp(alias[i], alias[k]) == 0, i == k);
			assert_int_equal(same_network(alias[i], alias[k], 24, 64),
					 same_network(addresses[i], addresses[k], 24, 64));
			assert_int_equal(same_network(alias[i], alias[k], 24, 48),
					 same_network(addresses[i], addresses[k], 24, 48));
		}
	record_free(r);
	redact_end(&x);
}

/* Somebody may type one: it is a name that no DNS knows, and nobody is asked. */
static void redact_makes_no_address_that_is_dialled(void **state)
{
	struct redaction x = making(*state);
	const char *canonical;

	assert_false(address_literal(*state, redact_address(&x, "192.0.2.1"), &canonical));
	assert_int_equal(address_family("ipv4-private-7kq2d"), 0);
	assert_int_equal(address_family("ipv4-7kq2d-9d4bx.example"), 0);
	assert_int_equal(address_family("ipv4-corp-office"), 0);
	redact_end(&x);
}

static void redact_leaves_addresses_of_providers(void **state)
{
	struct story *t = *state;

	story_answers(t, story_asks(t, "smtp.office365.com", "A", DNS_OK), "198.51.100.25");
	story_answers(t, story_asks(t, "smtp.gmail.com", "A", DNS_OK), "10.9.9.9");
	says(t, "198.51.100.25 198.51.100.26 10.9.9.9", "198.51.100.25 ipv4-#-# ipv4-private-#-#");
}

/* ---- certificates ---- */

static struct certificate *certified(struct story *t, const char *subject, const char *issuer)
{
	struct stage *tls = story_passes(t, STAGE_TLS);
	struct certificate *c = (void *)tls->tls->chain.first;

	c->subject = subject;
	c->issuer = issuer;
	c->sha256 = "aa11";
	c->serial = "0102";
	tls->tls->judged = tls->tls->trusted = tls->tls->name_ok = true;
	return c;
}

static void redact_hides_whose_a_certificate_is(void **state)
{
	struct story *t = *state;
	struct arena *a = t->r->arena;
	struct certificate *c = certified(t, "CN=mail.corp.example,O=Quux\\, Inc.,C=AT",
					  "CN=R12,O=Let's Encrypt,C=US");

	list_add_bytes(&c->names, a, bytes_str(a, "*.corp.example"));
	says(t, "Welcome to Quux\\, Inc.", "Welcome to name-#");
	assert_string_equal(shape_of(a, c->subject), "CN=mail.domain-#.example,O=name-#,C=AT");
	assert_string_equal(c->issuer, "CN=R12,O=Let's Encrypt,C=US");
	assert_string_equal(shape_of(a, c->sha256), "cert-#");
	assert_string_equal(shape_of(a, c->serial), "serial-#");
	assert_string_equal(shape_of(a, ((struct bytes_item *)(void *)c->names.last)->b.p),
			    "*.domain-#.example");
}

static void redact_hides_an_authority_that_nobody_trusts(void **state)
{
	struct story *t = *state;
	struct certificate *c = certified(t, "CN=mail.corp.example", "CN=Quux Root,O=DigiCert Inc");

	session_stage(t->s, STAGE_TLS)->tls->trusted = false;
	record_redact(t->r, &rules);
	assert_string_equal(shape_of(t->r->arena, c->issuer), "CN=name-#,O=DigiCert Inc");
}

static void redact_leaves_certificates_of_providers(void **state)
{
	struct story *t = *state;
	struct certificate *c = certified(t, "CN=outlook.com,O=Microsoft Corporation",
					  "CN=DigiCert Cloud Services CA-1,O=DigiCert Inc,C=US");

	t->s->host = "smtp.office365.com";
	record_redact(t->r, &rules);
	assert_string_equal(c->subject, "CN=outlook.com,O=Microsoft Corporation");
	assert_string_equal(c->sha256, "aa11");
}

/* ---- the rest of a record ---- */

static void redact_hides_values_of_the_command_line(void **state)
{
	struct story *t = *state;

	t->r->command =
		"/opt/quux/smtpscope check mail.corp.example:587 --user=quux --ehlo PC17 "
		"--auth XOAUTH2 --tls starttls --ca-file /etc/quux/ca.pem --netrc-file quux";
	record_redact(t->r, &rules);
	assert_string_equal(shape_of(t->r->arena, t->r->command),
			    "smtpscope check mail.domain-#.example:587 --user=value-# --ehlo "
			    "host-# --auth XOAUTH2 --tls starttls --ca-file file-# --netrc-file "
			    "value-#");
}

static void redact_hides_the_proxy(void **state)
{
	struct story *t = *state;

	story_proxied(t, "socks5://jimbo%40else.example@gatehouse:1080");
	says(t, "gatehouse says no to jimbo", "host-# says no to user-#");
	assert_string_equal(shape_of(t->r->arena, t->r->proxy),
			    "socks5://user-#@domain-#.example@host-#:1080");
}

static void redact_hides_whose_a_token_is(void **state)
{
	struct story *t = *state;
	struct token_facts *f = story_token(t);

	f->user = "ZORBLAX@corp.example";
	list_add_string(&f->audiences, t->r->arena, "api://66666666-7777-8888-9999-000000000000");
	says(t, "tenant 11111111-2222-3333-4444-555555555555", "tenant tenant-#");
	assert_string_equal(f->user, t->r->user);
	assert_string_equal(shape_of(t->r->arena, f->issuer), "https://sts.windows.net/tenant-#/");
	assert_string_equal(shape_of(t->r->arena, f->app), "app-#");
	assert_string_equal(shape_of(t->r->arena, f->object), "object-#");
	assert_string_equal(f->user_claim, "upn");
	assert_string_equal(((struct string_item *)(void *)f->audiences.first)->s,
			    "https://outlook.office.com");
	assert_string_equal(((struct string_item *)(void *)f->scopes.first)->s, "SMTP.Send");
}

static void redact_leaves_a_tenant_that_is_everybodys(void **state)
{
	struct story *t = *state;
	struct token_facts *f = story_token(t);

	f->tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
	record_redact(t->r, &rules);
	assert_string_equal(f->tenant, "9188040d-6c67-4c5b-b112-36a304b66dad");
}

static void redact_keeps_names_of_hops_with_them(void **state)
{
	struct story *t = *state;
	struct dns_query *q = story_asks(t, "1.7.168.192.in-addr.arpa", "PTR", DNS_OK);
	struct trace *way = story_trace(t, TRACE_SUBJECT, "192.0.2.1", 587, "192.168.7.1 open");
	const struct hop *h = (const void *)way->hops.first;

	story_answers(t, q, "gw.corp.example.");
	record_redact(t->r, &rules);
	assert_string_equal(q->name, address_reverse(t->r->arena, h->address));
	assert_string_equal(
		shape_of(t->r->arena, ((struct dns_answer *)(void *)q->answers.first)->data.p),
		"host-#.domain-#.example.");
}

static void redact_takes_an_empty_record(void **state)
{
	struct record *r = record_new();

	(void)state;
	record_redact(r, &rules);
	assert_null(r->user);
	record_free(r);
}

/* ---- nothing that was planted is left ---- */

/* What is planted in each text of a record, whatever is added to it, and what must not be left. */
static const struct planted {
	const char *text, *left;
} plants[] = {
	{"zorblax.quimby@plantagenet.example", "quimby"},
	{"ZORBLAX.QUIMBY@PLANTAGENET.EXAMPLE", "quimby"},
	{"zorblax.quimby@plantagenet.example", "plantagenet"},
	{"zorblax.quimby%40plantagenet.example", "quimby"},
	{"see vault7.plantagenet.example. Bye", "vault7"},
	{"vault7.plantagenet.example", "plantagenet"},
	{"VAULT7.PLANTAGENET.CO.UK", "plantagenet"},
	{"plantagenet-example.mail.protection.outlook.com", "plantagenet"},
	{"plantagenet.onmicrosoft.com", "plantagenet"},
	{"b\xc3\xbc"
	 "cherwurm.example",
	 "cherwurm"},
	{"xn--bcherwurm-q9a.example", "cherwurm"},
	{"at 203.0.113.77 now", "203.0.113.77"},
	{"203.000.113.077", "203.000"},
	{"[10.99.88.77]:25", "10.99.88.77"},
	{"2001:db8:77:88::99", "db8:77"},
	{"2001:0DB8:0077:0088:0:0:0:0099", "0077"},
	{"::ffff:203.0.113.77", "203.0.113.77"},
	{"77.113.0.203.in-addr.arpa", "77.113"},
	{"9.9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.8.0.0.7.7.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "8.8.0.0"},
	{"/home/zorblax/plantagenet.pem", "zorblax"},
	{"em9yYmxheC5xdWltYnlAcGxhbnRhZ2VuZXQuZXhhbXBsZQ==", "em9yYmxheC5xdWltYnl"},
	{"00112233445566778899AABBCCDDEEFF0011223344", "778899aa"},
};

static void plant(const struct text_place *at, void *planted)
{
	const char *text = ((const struct planted *)planted)->text;

	if (at->text != NULL)
		*at->text = text;
	else
		*at->bytes = (struct bytes){(char *)(uintptr_t)text, strlen(text)};
}

static void not_left(const char *where, const struct buf *out, const char *planted)
{
	size_t n = strlen(planted);

	for (size_t at = 0; at + n <= out->n; at++)
		if (strncasecmp(out->p + at, planted, n) == 0)
			fail_msg("%s: %.60s", where, out->p + (at < 20 ? 0 : at - 20));
}

static void not_in_reports(const struct record *r, const char *planted)
{
	struct interpretation *i = interpret(r, knowledge);

	for (const char *const *name = reporter_names; *name != NULL; name++)
		for (int verbosity = -1; verbosity <= 2; verbosity++) {
			const struct report_options options = {
				.verbosity = verbosity, .columns = 1000, .transcript = true};
			struct buf out = {0};

			reporter_find(*name)->write(&out, r, i, knowledge, &options);
			not_left(*name, &out, planted);
			buf_free(&out);
		}
	interpretation_free(i);
}

static void redact_leaves_nothing_in_any_report(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(plants) / sizeof(plants[0]); i++) {
		struct record *r = full_record();

		print_message("  %s\n", plants[i].text);
		full_domain(r);
		shape_each_text(&record_shape, r, plant, (void *)(uintptr_t)&plants[i]);
		r->redacted = NULL;
		record_redact(r, &rules);
		not_in_reports(r, plants[i].left);
		record_free(r);
	}
}

/* What is no name by its looks: known from where it is one. */
static void plant_word(const struct text_place *at, void *word)
{
	static const char *const says_so[] = {"command", "proxy", "subject", "issuer", "data"};

	if (at->field->holds == HOLDS_WORD || (at->bytes == NULL && at->field->holds == HOLDS_ELSE))
		return;
	for (size_t i = 0; i < sizeof(says_so) / sizeof(says_so[0]); i++)
		if (strcmp(at->field->name, says_so[i]) == 0)
			return;
	plant(at, &(struct planted){.text = word});
}

static void redact_leaves_no_word_that_is_known(void **state)
{
	static const char *const words[] = {"zorblax", "said by ZORBLAX, (zorblax)"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct record *r = full_record();

		shape_each_text(&record_shape, r, plant_word, (void *)(uintptr_t)words[i]);
		r->user = "zorblax";
		r->redacted = NULL;
		record_redact(r, &rules);
		not_in_reports(r, "zorblax");
		record_free(r);
	}
}

/* ---- only the users, for what one shows of one's own ---- */

static void redact_counts_users(void **state)
{
	struct story *t = *state;
	struct stage *st = story_passes(t, STAGE_QUIT);
	struct recipient *to = ARENA_NEW(t->r->arena, struct recipient);

	st->envelope = ARENA_NEW(t->r->arena, struct envelope_facts);
	st->envelope->mail.text = bytes_str(
		t->r->arena, "Zorblax@corp.example jim.zorblax@corp.example zorblax@corp.example.");
	to->address = "alice@example.net";
	list_append(&st->envelope->recipients, to);
	record_redact_users(t->r);
	assert_string_equal(t->r->user, "user-1");
	assert_string_equal(st->envelope->mail.text.p, "user-1 jim.zorblax@corp.example user-1.");
	assert_string_equal(to->address, "user-2@elsewhere");
	assert_string_equal(t->r->host, "mail.corp.example");
	assert_null(t->r->redacted);
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, begin, end)
#define ARENA(f) cmocka_unit_test_setup_teardown(f, unit_arena, unit_arena_free)

static const struct CMUnitTest tests[] = {
	STORY(redact_hides_mailboxes),
	STORY(redact_leaves_whom_everybody_has),
	STORY(redact_hides_a_mailbox_behind_its_name),
	STORY(redact_hides_quoted_mailboxes),
	STORY(redact_hides_mailboxes_at_addresses),
	STORY(redact_hides_words_that_are_a_name),
	STORY(redact_hides_hosts),
	STORY(redact_knows_registries),
	STORY(redact_leaves_the_ending_of_a_site),
	STORY(redact_hides_our_address_in_a_label),
	STORY(redact_hides_addresses),
	STORY(redact_leaves_addresses_of_this_machine_to_itself),
	STORY(redact_hides_names_of_addresses),
	STORY(redact_reads_percent_signs),
	STORY(redact_leaves_providers),
	STORY(redact_hides_customers_of_providers),
	STORY(redact_leaves_numbers_and_versions),
	STORY(redact_hides_files),
	STORY(redact_hides_fingerprints),
	STORY(redact_hides_a_name_in_base64),
	STORY(redact_leaves_out_what_ntlm_says),
	STORY(redact_knows_both_forms_of_a_name),
	STORY(redact_gives_two_records_the_same),
	STORY(redact_needs_the_key_for_the_same),
	ARENA(redact_never_merges_two_values),
	STORY(redact_changes_nothing_twice),
	ARENA(redact_keeps_what_an_address_is),
	ARENA(redact_makes_no_address_that_is_dialled),
	STORY(redact_leaves_addresses_of_providers),
	STORY(redact_hides_whose_a_certificate_is),
	STORY(redact_hides_an_authority_that_nobody_trusts),
	STORY(redact_leaves_certificates_of_providers),
	STORY(redact_hides_values_of_the_command_line),
	STORY(redact_hides_the_proxy),
	STORY(redact_hides_whose_a_token_is),
	STORY(redact_leaves_a_tenant_that_is_everybodys),
	STORY(redact_keeps_names_of_hops_with_them),
	cmocka_unit_test(redact_takes_an_empty_record),
	cmocka_unit_test(redact_leaves_nothing_in_any_report),
	cmocka_unit_test(redact_leaves_no_word_that_is_known),
	STORY(redact_counts_users),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
