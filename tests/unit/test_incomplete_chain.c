/* An issuer that was not sent: what is likely, what fetching it proves, and what it shows instead.
 */
#include "unit.h"
#include "told.h"

#include "report/report.h"
#include "transcript/transcript.h"

#include <string.h>

#define URL "http://ca.example/i.crt"

/* A certificate of the chain tells where its issuer is, and the chain ends there. */
static struct tls_facts *gap(struct told *told)
{
	struct tls_facts *t;

	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE);
	t = story_tls(told->t);
	t->trusted = t->chain_complete = false;
	story_certificate(told->t)->self_signed = false;
	story_certificate(told->t)->aia = URL;
	return t;
}

static struct fetched *fetch(struct told *told, const char *fault)
{
	struct fetched *f = ARENA_NEW(told->t->r->arena, struct fetched);

	f->url = URL;
	f->address = "198.51.100.7";
	f->code = 200;
	f->fault = fault;
	f->form = "DER";
	f->subject = fault == NULL ? "CN=middle" : NULL;
	return list_append(&story_tls(told->t)->fetched, f);
}

static struct chain_link *path(struct told *told, const char *subject, enum link_origin from)
{
	struct chain_link *l = ARENA_NEW(told->t->r->arena, struct chain_link);

	l->subject = subject;
	l->from = from;
	l->not_after = told->t->r->started + 86400000;
	return list_append(&story_tls(told->t)->verified, l);
}

static struct chain_link *proof(struct told *told)
{
	struct chain_link *fetched;

	path(told, "CN=mail.example.org", LINK_SENT);
	fetched = path(told, "CN=middle", LINK_FETCHED);
	path(told, "CN=root", LINK_STORE);
	return fetched;
}

static const struct finding *verdict(struct told *told, const char *id)
{
	told->i = interpret(told->t->r, knowledge);
	assert_string_equal(told->i->verdict.finding->id, id);
	return told->i->verdict.finding;
}

static size_t wanted(const struct told *told)
{
	size_t n = 0;

	LIST_EACH (const struct want, w, &told->i->wants)
		n += w->kind == WANT_ISSUER;
	return n;
}

static bool says(const struct finding *f, const char *words)
{
	LIST_EACH (const struct evidence, e, &f->evidence)
		if (memmem(e->text.p, e->text.n, words, strlen(words)) != NULL)
			return true;
	return false;
}

static void a_gap_is_likely_until_it_is_filled(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	gap(told);
	f = verdict(told, "cert-incomplete-chain");
	assert_int_equal(f->certainty, CERTAINTY_LIKELY);
	assert_int_equal(f->owner, OWNER_SERVER_ADMIN);
	assert_true(says(f, URL "; --fetch-aia asks there"));
	assert_int_equal(wanted(told), 1);
}

static void what_was_fetched_proves_it(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	gap(told);
	fetch(told, NULL);
	proof(told);
	f = verdict(told, "cert-incomplete-chain");
	assert_int_equal(f->certainty, CERTAINTY_CERTAIN);
	assert_int_equal(f->owner, OWNER_SERVER_ADMIN);
	assert_non_null(strstr(f->meaning, "complete with CN=middle"));
	assert_true(says(f, URL ": CN=middle"));
	assert_false(says(f, "--fetch-aia"));
	assert_false(says(f, "PEM"));
	assert_int_equal(told->i->verdict.status, VERDICT_FAILED);
	assert_int_equal(wanted(told), 0);
}

static void all_that_is_missing_is_named(void **state)
{
	struct told *told = *state;

	gap(told);
	fetch(told, NULL);
	path(told, "CN=mail.example.org", LINK_SENT);
	path(told, "CN=low", LINK_FETCHED);
	path(told, "CN=high", LINK_FETCHED);
	path(told, "CN=root", LINK_STORE);
	assert_non_null(strstr(verdict(told, "cert-incomplete-chain")->meaning,
			       "complete with CN=low, CN=high: fetched"));
}

static void pem_is_remarked_on(void **state)
{
	struct told *told = *state;

	gap(told);
	fetch(told, NULL)->form = "PEM";
	proof(told);
	assert_true(says(verdict(told, "cert-incomplete-chain"), "(as PEM"));
}

static void an_issuer_past_its_day_proves_nothing(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	gap(told);
	fetch(told, NULL);
	proof(told)->not_after = told->t->r->started - 86400000;
	f = verdict(told, "cert-incomplete-chain");
	assert_int_equal(f->certainty, CERTAINTY_LIKELY);
	assert_true(says(f, "CN=middle expired on "));
}

static void an_issuer_that_nobody_knows_is_a_private_one(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	gap(told);
	fetch(told, NULL);
	f = verdict(told, "cert-untrusted");
	assert_string_equal(f->of_case, "fetched");
	assert_int_equal(f->certainty, CERTAINTY_CERTAIN);
	assert_true(says(f, URL ": CN=middle"));
}

static void who_asked_in_vain_is_told_why(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	gap(told);
	fetch(told, NULL);
	fetch(told, "the answer is HTTP status 404");
	f = verdict(told, "cert-incomplete-chain");
	assert_int_equal(f->certainty, CERTAINTY_LIKELY);
	assert_true(says(f, URL ": the answer is HTTP status 404"));
	assert_int_equal(wanted(told), 0); /* not again */
}

static void nobody_is_asked_through_a_proxy(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	story_proxied(told->t, "socks5://192.0.2.9:1080");
	gap(told);
	f = verdict(told, "cert-incomplete-chain");
	assert_true(says(f, URL));
	assert_false(says(f, "--fetch-aia"));
	assert_int_equal(wanted(told), 0);
}

static void nobody_is_asked_without_need(void **state)
{
	struct told *told = *state;
	struct tls_facts *t = gap(told);

	t->trusted = t->chain_complete = true;
	told->i = interpret(told->t->r, knowledge);
	assert_int_equal(wanted(told), 0);
}

static void nobody_is_asked_for_a_root(void **state)
{
	struct told *told = *state;
	struct tls_facts *t = gap(told);

	story_certificate(told->t)->self_signed = true;
	t->chain_complete = true;
	verdict(told, "cert-self-signed");
	assert_int_equal(wanted(told), 0);
}

static void nobody_is_asked_without_a_trust_store(void **state)
{
	struct told *told = *state;

	gap(told)->anchors = 0;
	verdict(told, "cert-no-trust-store");
	assert_int_equal(wanted(told), 0);
}

/* With --insecure the session goes on, and the gap is there all the same. */
static void a_session_that_went_on_asks_too(void **state)
{
	struct told *told = *state;
	struct tls_facts *t;

	story_session(told->t, "192.0.2.1", 587);
	story_passes_all(told->t);
	t = story_tls(told->t);
	t->trusted = t->chain_complete = false;
	story_certificate(told->t)->aia = URL;
	told->i = interpret(told->t->r, knowledge);
	assert_int_equal(wanted(told), 1);
}

/* ---- printed and read back ---- */

static struct dialogue *read_back(struct told *told, struct arena *a)
{
	const struct report_options options = {.verbosity = 2, .columns = 80};
	struct list dialogues = {0};
	struct buf out = {0};

	told->i = interpret(told->t->r, knowledge);
	reporter_terminal.write(&out, told->t->r, told->i, knowledge, &options);
	transcript_read(a, knowledge, bytes_copy(a, out.p, out.n), true, &dialogues);
	buf_free(&out);
	assert_int_equal(dialogues.n, 1);
	return (void *)dialogues.first;
}

static void same_fetched(const struct fetched *got, const struct fetched *meant)
{
	assert_string_equal(got->url, meant->url);
	assert_string_equal(got->address, meant->address);
	assert_int_equal(got->code, meant->code);
	if (meant->fault == NULL)
		assert_null(got->fault);
	else
		assert_string_equal(got->fault, meant->fault);
	assert_string_equal(got->form, meant->form);
	if (meant->subject == NULL)
		assert_null(got->subject);
	else
		assert_string_equal(got->subject, meant->subject);
}

static void what_was_fetched_is_printed_and_read_back(void **state)
{
	struct told *told = *state;
	struct arena *a = arena_new();
	struct dialogue *d;
	const struct session *s;
	const struct fetched *got, *meant;

	gap(told);
	fetch(told, NULL)->form = "PKCS #7";
	fetch(told, "the answer is HTTP status 404")->code = 404;
	d = read_back(told, a);
	s = (const void *)d->record->sessions.first;
	got = (const void *)session_stage(s, STAGE_TLS)->tls->fetched.first;
	meant = (const void *)story_tls(told->t)->fetched.first;
	for (int i = 0; i < 2; i++) {
		assert_non_null(got);
		same_fetched(got, meant);
		got = (const void *)got->item.next;
		meant = (const void *)meant->item.next;
	}
	assert_null(got);
	arena_free(a);
}

static void a_proof_that_is_read_is_one(void **state)
{
	struct told *told = *state;
	struct arena *a = arena_new();
	struct interpretation *again;
	struct dialogue *d;

	gap(told);
	fetch(told, NULL);
	proof(told);
	d = read_back(told, a);
	again = interpret(d->record, knowledge);
	assert_string_equal(again->verdict.finding->id, "cert-incomplete-chain");
	assert_int_equal(again->verdict.finding->certainty, CERTAINTY_CERTAIN);
	interpretation_free(again);
	arena_free(a);
}

static const struct CMUnitTest tests[] = {
	STORY(a_gap_is_likely_until_it_is_filled),
	STORY(what_was_fetched_proves_it),
	STORY(all_that_is_missing_is_named),
	STORY(pem_is_remarked_on),
	STORY(an_issuer_past_its_day_proves_nothing),
	STORY(an_issuer_that_nobody_knows_is_a_private_one),
	STORY(who_asked_in_vain_is_told_why),
	STORY(nobody_is_asked_through_a_proxy),
	STORY(nobody_is_asked_without_need),
	STORY(nobody_is_asked_for_a_root),
	STORY(nobody_is_asked_without_a_trust_store),
	STORY(a_session_that_went_on_asks_too),
	STORY(what_was_fetched_is_printed_and_read_back),
	STORY(a_proof_that_is_read_is_one),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
