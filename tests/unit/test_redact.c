#include "unit.h"

#include "record/redact.h"
#include "record/record_json.h"
#include "../support/make_record.h"

#include <string.h>

static int begin(void **state)
{
	struct story *t = story_new();

	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	story_address(t, "mail.example.org", "192.0.2.1", ADDRESS_DNS);
	t->r->hostname = "pc17";
	list_add_string(&t->r->sources, t->r->arena, "192.0.2.10");
	list_add_string(&t->r->sources, t->r->arena, "2001:db8::10");
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

/* What becomes of words that a server said. */
static void says(struct story *t, const char *said, const char *shown)
{
	struct stage *st = session_stage(t->s, STAGE_EHLO);

	st->reply.text = bytes_str(t->r->arena, said);
	record_redact(t->r);
	print_message("  %s\n", said);
	assert_string_equal(st->reply.text.p, shown);
}

#define SAYS(name, said, shown)                                                                    \
	static void name(void **state)                                                             \
	{                                                                                          \
		says(*state, said, shown);                                                         \
	}

SAYS(redact_hides_a_mailbox_in_any_case, "<Bob@Example.ORG>: no such user, bob@example.org.",
     "<user-1>: no such user, user-1.")
SAYS(redact_leaves_longer_mailboxes, "jim.bob@example.org bob@example.org.au xbob@example.org",
     "jim.bob@example.org bob@example.org.au xbob@example.org")
SAYS(redact_hides_addresses_of_ours, "Hello [192.0.2.10] and [IPv6:2001:db8::10]: 192.0.2.10.",
     "Hello [address-1] and [IPv6:address-2]: address-1.")
SAYS(redact_leaves_addresses_of_others, "192.0.2.1 192.0.2.100 1.192.0.2.10 2001:db8::10:1",
     "192.0.2.1 192.0.2.100 1.192.0.2.10 2001:db8::10:1")
SAYS(redact_hides_our_name_with_its_domain, "Hello PC17.corp.example, from pc17.",
     "Hello host-1, from host-1.")
SAYS(redact_leaves_names_of_others, "pc170 my-pc17 www.pc17 mail.example.org",
     "pc170 my-pc17 www.pc17 mail.example.org")

/* What a translation of addresses makes of ours is ours as well. */
static void redact_hides_our_address_as_servers_see_it(void **state)
{
	struct story *t = *state;

	list_add_string(&t->r->egress, t->r->arena, "203.0.113.9");
	says(t, "Hello pc17 [203.0.113.9]", "Hello host-1 [address-3]");
	assert_false(list_has_string(&t->r->egress, "203.0.113.9"));
}

static void redact_leaves_the_name_of_the_target_to_a_namesake(void **state)
{
	struct story *t = *state;

	t->r->hostname = "mail";
	says(t, "mail.example.org greets mail.corp.example", "mail.example.org greets host-1");
}

static void redact_leaves_an_address_that_is_the_target_s_too(void **state)
{
	struct story *t = *state;

	list_add_string(&t->r->sources, t->r->arena, "192.0.2.1");
	says(t, "192.0.2.1", "192.0.2.1");
}

/* The command line has a domain as it was typed, the envelope as it was said; and of who is at home
 * nobody need say so. */
static void redact_hides_addresses_of_the_command_line(void **state)
{
	struct story *t = *state;
	struct stage *st = story_passes(t, STAGE_QUIT);
	struct recipient *to = ARENA_NEW(t->r->arena, struct recipient);

	st->envelope = ARENA_NEW(t->r->arena, struct envelope_facts);
	st->envelope->from = "jo@xn--bcher-kva.example";
	to->address = "ann@example.org";
	list_append(&st->envelope->recipients, to);
	t->r->command = "smtpscope x --from jo@bücher.example --to=ann@example.org --token y";
	record_redact(t->r);
	assert_null(strstr(t->r->command, "jo@"));
	assert_null(strstr(t->r->command, "ann@"));
	assert_non_null(strstr(t->r->command, "--token y"));
	assert_null(strchr(to->address, '@'));
}

static void redact_counts_by_kind_and_says_the_same_everywhere(void **state)
{
	struct story *t = *state;
	struct stage *st = story_passes(t, STAGE_QUIT);
	struct transcript_line *line = ARENA_NEW(t->r->arena, struct transcript_line);
	struct recipient *to = ARENA_NEW(t->r->arena, struct recipient);

	st->envelope = ARENA_NEW(t->r->arena, struct envelope_facts);
	st->envelope->from = "bob@example.org";
	st->envelope->mail.text = bytes_str(t->r->arena, "bob@example.org ok");
	to->address = "alice@example.net";
	list_append(&st->envelope->recipients, to);
	line->text = bytes_str(t->r->arena, "RCPT TO:<alice@example.net>");
	list_append(&t->s->transcript, line);
	record_redact(t->r);
	assert_string_equal(t->r->user, "user-1");
	assert_string_equal(st->envelope->from, "user-1");
	assert_string_equal(st->envelope->mail.text.p, "user-1 ok");
	assert_string_equal(to->address, "user-2@elsewhere");
	assert_string_equal(line->text.p, "RCPT TO:<user-2@elsewhere>");
	assert_string_equal(t->r->host, "mail.example.org");
	assert_string_equal(t->s->address, "192.0.2.1");
}

/* Whose proxy it is, and who uses it. The target stays what it is. */
static void redact_hides_the_proxy(void **state)
{
	struct story *t = *state;
	struct arena *a = t->r->arena;
	struct dns_query *q;

	story_proxied(t, "socks5://jim%40corp.example@proxy.corp.example:1080");
	t->r->command = "smtpscope mail.example.org --proxy-user jim@corp.example";
	q = story_asks(t, "proxy.corp.example", "A", DNS_OK);
	story_answers(t, q, "192.0.2.99");
	story_session(t, "mail.example.org", 587);
	story_proxy_refuses(t, 2)->address = arena_str(a, "192.0.2.99");
	t->st->proxy->bound = "203.0.113.99";
	record_redact(t->r);
	assert_string_equal(t->r->proxy, "socks5://user-3@host-3:1080");
	assert_string_equal(t->r->command, "smtpscope mail.example.org --proxy-user user-2");
	assert_string_equal(q->name, "host-3");
	assert_string_equal(((struct dns_answer *)(void *)q->answers.first)->data.p, "address-3");
	assert_string_equal(t->st->proxy->address, "address-3");
	assert_string_equal(t->st->proxy->bound, "address-4");
	assert_string_equal(t->s->address, "mail.example.org");
}

static void plant(struct arena *a, struct bytes *b)
{
	*b = bytes_str(a, "bob@example.org at pc17 [192.0.2.10]");
}

/* Whatever is added to the record: the JSON form holds all of it. */
static void plant_fetched(struct arena *a, struct tls_facts *f)
{
	struct fetched *it = ARENA_NEW(a, struct fetched);

	it->url = "http://pc17/ca.crt";
	it->address = "192.0.2.10";
	it->fault = "redirected to http://192.0.2.10/ca.crt: not asked";
	list_append(&f->fetched, it);
	((struct certificate *)(void *)f->chain.first)->aia = it->url;
}

static void redact_leaves_nothing_in_the_json(void **state)
{
	struct story *t = *state;
	struct arena *a = t->r->arena;
	struct buf out = {0};
	struct jsonw w = {.out = &out};

	t->r->input = "bob@example.org";
	t->r->command = "smtpscope --user=bob@example.org --source 192.0.2.10 --ehlo pc17";
	story_passes_all(t);
	LIST_EACH (struct stage, st, &t->s->stages) {
		struct transcript_line *line = ARENA_NEW(a, struct transcript_line);

		plant(a, &st->detail);
		plant(a, &st->reply.text);
		plant(a, &line->text);
		list_append(&t->s->transcript, line);
		if (st->tcp != NULL)
			st->tcp->source = "192.0.2.10";
		if (st->ehlo != NULL)
			plant(a, &((struct bytes_item *)(void *)st->ehlo->capabilities.first)->b);
		if (st->ehlo != NULL)
			st->ehlo->name = "[192.0.2.10]";
		if (st->starttls != NULL)
			plant(a, &st->starttls->injected);
		if (st->tls != NULL)
			plant(a, &st->tls->plaintext);
		if (st->tls != NULL)
			st->tls->trust_store = "/home/bob@example.org/ca.pem";
		if (st->tls != NULL)
			plant_fetched(a, st->tls);
		if (st->auth != NULL)
			plant(a, &st->auth->challenge);
	}
	record_redact(t->r);
	jsonw_begin_object(&w);
	record_write(&w, t->r);
	jsonw_end_object(&w);
	assert_null(strstr(out.p, "bob"));
	assert_null(strstr(out.p, "pc17"));
	assert_null(strstr(out.p, "192.0.2.10"));
	assert_null(strstr(out.p, "2001:db8::10"));
	assert_non_null(strstr(out.p, "user-1 at host-1 [address-1]"));
	buf_free(&out);
}

/* Whose it is, not what it is good for. */
static void redact_hides_whose_a_token_is(void **state)
{
	struct story *t = *state;
	struct token_facts *f = story_token(t);
	struct stage *st = session_stage(t->s, STAGE_EHLO);

	f->user = "BOB@example.org";
	list_add_string(&f->audiences, t->r->arena, "api://66666666-7777-8888-9999-000000000000");
	st->reply.text = bytes_str(t->r->arena, "tenant 11111111-2222-3333-4444-555555555555, "
						"a scanner, a subject");
	record_redact(t->r);
	assert_string_equal(f->user, "user-1");
	assert_string_equal(t->r->user, "user-1");
	assert_string_equal(f->tenant, "tenant-1");
	assert_string_equal(f->issuer, "https://sts.windows.net/tenant-1/");
	assert_string_equal(f->app, "app-1");
	assert_string_equal(f->app_name, "app");
	assert_string_equal(f->object, "object-1");
	assert_string_equal(f->subject, "subject");
	assert_string_equal(f->user_claim, "upn");
	assert_string_equal(((struct string_item *)(void *)f->audiences.first)->s,
			    "https://outlook.office.com");
	assert_string_equal(((struct string_item *)(void *)f->audiences.last)->s, "api://app-1");
	assert_string_equal(((struct string_item *)(void *)f->scopes.first)->s, "SMTP.Send");
	assert_string_equal(st->reply.text.p, "tenant tenant-1, a scanner, a subject");
}

/* An app may be called as everything is, and a tenant be everybody's. */
static void redact_leaves_words_that_a_token_shares(void **state)
{
	struct story *t = *state;
	struct token_facts *f = story_token(t);
	struct stage *st = session_stage(t->s, STAGE_EHLO);

	f->app = f->subject = "smtp";
	f->object = NULL;
	f->tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
	st->reply.text = bytes_str(t->r->arena, "220 smtp service");
	record_redact(t->r);
	assert_string_equal(f->app, "app");
	assert_string_equal(f->subject, "subject");
	assert_null(f->object);
	assert_string_equal(f->tenant, "9188040d-6c67-4c5b-b112-36a304b66dad");
	assert_string_equal(st->reply.text.p, "220 smtp service");
}

static void redact_hides_who_asked_for_a_token(void **state)
{
	struct story *t = *state;
	struct token_asked *f = t->r->asked = ARENA_NEW(t->r->arena, struct token_asked);

	f->user = "eve@contoso.example";
	f->tenant = "contoso.onmicrosoft.example";
	f->client_id = "66666666-7777-8888-9999-000000000000";
	f->scope = "https://outlook.office.com/SMTP.Send";
	f->url = "https://login.microsoftonline.com/contoso.onmicrosoft.example/oauth2/v2.0/token";
	f->description = "eve@contoso.example is not in contoso.onmicrosoft.example";
	record_redact(t->r);
	assert_string_equal(f->user, "user-2");
	assert_string_equal(f->tenant, "tenant-1");
	assert_string_equal(f->client_id, "app-1");
	assert_string_equal(f->scope, "https://outlook.office.com/SMTP.Send");
	assert_string_equal(f->url, "https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token");
	assert_string_equal(f->description, "user-2 is not in tenant-1");
}

static const char *hop_shown(const struct trace *t, int ttl)
{
	LIST_EACH (const struct hop, h, &t->hops)
		if (h->ttl == ttl)
			return h->address;
	return NULL;
}

static void redact_hides_the_hops_of_our_own_network(void **state)
{
	struct story *t = *state;
	struct dns_query *own = story_asks(t, "1.7.168.192.in-addr.arpa", "PTR", DNS_OK);
	struct dns_query *other = story_asks(t, "9.113.0.203.in-addr.arpa", "PTR", DNS_OK);
	struct trace *way;

	story_answers(t, own, "gw.corp.example.");
	story_answers(t, other, "core.carrier.example.");
	way = story_trace(t, TRACE_SUBJECT, "192.0.2.1", 587,
			  "192.168.7.1 10.1.1.1 203.0.113.9 10.9.9.9 open");
	record_redact(t->r);
	assert_string_equal(hop_shown(way, 1), "address-4");
	assert_string_equal(hop_shown(way, 2), "address-6");
	assert_string_equal(hop_shown(way, 3), "203.0.113.9");
	assert_string_equal(hop_shown(way, 4), "10.9.9.9");
	assert_string_equal(hop_shown(way, 5), "192.0.2.1");
	assert_string_equal(way->source, "address-3");
	assert_string_equal(own->name, "address-5");
	assert_string_equal(((const struct dns_answer *)own->answers.first)->data.p, "host-3.");
	assert_string_equal(((const struct dns_answer *)other->answers.first)->data.p,
			    "core.carrier.example.");
}

static void redact_hides_a_public_first_hop_and_those_of_our_prefix(void **state)
{
	struct story *t = *state;
	struct trace *way = story_trace(t, TRACE_SUBJECT, "198.51.100.1", 587,
					"203.0.113.1 203.0.113.2 203.0.114.1 open");

	way->source = "203.0.113.7";
	record_redact(t->r);
	assert_string_equal(hop_shown(way, 1), "address-4");
	assert_string_equal(hop_shown(way, 2), "address-5");
	assert_string_equal(hop_shown(way, 3), "203.0.114.1");
}

/* What becomes of a proxy's URL, and of what was seen of it. */
static void proxied(struct story *t, const char *url, const char *shown)
{
	struct proxy_facts *f = ARENA_NEW(t->r->arena, struct proxy_facts);

	session_stage(t->s, STAGE_TCP)->proxy = f;
	t->r->proxy = url;
	f->address = "192.0.2.98";
	f->bound = "192.0.2.10";
	record_redact(t->r);
	assert_string_equal(t->r->proxy, shown);
	assert_string_equal(f->address, "address-3");
	assert_string_equal(f->bound, "address-1");
}

static void redact_hides_the_name_of_the_proxy(void **state)
{
	proxied(*state, "socks5://proxy.corp.example:1080", "socks5://host-3:1080");
}

static void redact_hides_the_address_of_the_proxy(void **state)
{
	proxied(*state, "http://[2001:db8::99]", "http://[address-4]");
}

static void redact_hides_the_user_of_the_proxy(void **state)
{
	proxied(*state, "http://ann@192.0.2.99:3128/", "http://user-2@address-4:3128/");
}

static void redact_takes_an_empty_record(void **state)
{
	struct record *r = record_new();

	(void)state;
	record_redact(r);
	assert_null(r->user);
	record_free(r);
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const struct CMUnitTest tests[] = {
	STORY(redact_hides_a_mailbox_in_any_case),
	STORY(redact_leaves_longer_mailboxes),
	STORY(redact_hides_addresses_of_ours),
	STORY(redact_leaves_addresses_of_others),
	STORY(redact_hides_our_name_with_its_domain),
	STORY(redact_leaves_names_of_others),
	STORY(redact_hides_our_address_as_servers_see_it),
	STORY(redact_leaves_the_name_of_the_target_to_a_namesake),
	STORY(redact_leaves_an_address_that_is_the_target_s_too),
	STORY(redact_counts_by_kind_and_says_the_same_everywhere),
	STORY(redact_hides_addresses_of_the_command_line),
	STORY(redact_hides_the_proxy),
	STORY(redact_leaves_nothing_in_the_json),
	STORY(redact_hides_whose_a_token_is),
	STORY(redact_leaves_words_that_a_token_shares),
	STORY(redact_hides_who_asked_for_a_token),
	STORY(redact_hides_the_hops_of_our_own_network),
	STORY(redact_hides_a_public_first_hop_and_those_of_our_prefix),
	STORY(redact_hides_the_name_of_the_proxy),
	STORY(redact_hides_the_address_of_the_proxy),
	STORY(redact_hides_the_user_of_the_proxy),
	STORY(redact_takes_an_empty_record),
};

UNIT_MAIN(tests)
