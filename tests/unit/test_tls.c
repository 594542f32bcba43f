/* Judging of chains and the versions we offer; handshakes are in test_conn.c. */
#include "unit.h"

#include "../support/certmaker.h"
#include "base/clock.h"
#include "base/memory.h"
#include "net/certificate.h"
#include "net/tls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct identity root, middle, good; /* made once: keys cost time */
static struct trust *trust;
static uv_loop_t loop;

static void on_trust(void *arg)
{
	*(bool *)arg = true;
}

static struct trust *load(const char *file)
{
	bool ready = false;
	struct trust *t = trust_load(&loop, file, on_trust, &ready);

	assert_false(trust_ready(t));
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_true(ready && trust_ready(t));
	return t;
}

static struct trust *load_anchors(const struct identity *const *ids, unsigned n)
{
	char path[32];
	struct trust *t;

	cert_write_pem(path, ids, n);
	t = load(path);
	assert_string_equal(trust_name(t), path);
	assert_int_equal(trust_anchors(t), n);
	unlink(path);
	return t;
}

static struct identity leaf(struct cert_spec s)
{
	if (s.cn == NULL)
		s.cn = "leaf";
	if (s.dns[0] == NULL && s.ip == NULL)
		s.dns[0] = "mail.example.org";
	return cert_make(&s);
}

static int make_all(void **state)
{
	const struct identity *anchors[] = {&root};

	(void)state;
	uv_loop_init(&loop);
	root = cert_make(&(struct cert_spec){.cn = "Root", .ca = true});
	middle = cert_make(&(struct cert_spec){.cn = "Middle", .ca = true, .issuer = &root});
	good = leaf((struct cert_spec){.issuer = &middle, .aia = "http://ca.example/middle.der"});
	trust = load_anchors(anchors, 1);
	return 0;
}

static int free_all(void **state)
{
	(void)state;
	cert_free(&root);
	cert_free(&middle);
	cert_free(&good);
	trust = trust_free(trust);
	return uv_loop_close(&loop);
}

/* What tls_judge() says to a chain as sent. */
static struct tls_facts judge_with(struct arena *a, const struct trust *t, const char *host,
				   const struct identity *const *ids)
{
	struct tls_facts f = {0};
	struct tls_der der[8];
	unsigned n = 0;

	for (; ids[n] != NULL; n++) {
		der[n] = (struct tls_der){ids[n]->der.data, ids[n]->der.size};
		list_append(&f.chain, certificate_read(a, der[n]));
	}
	tls_judge(a, &f, der, n, t, host, clock_wall_ms());
	assert_true(f.judged);
	return f;
}

static struct tls_facts judge(struct arena *a, const char *host, const struct identity *first,
			      const struct identity *second)
{
	return judge_with(a, trust, host, (const struct identity *[]){first, second, NULL});
}

/* ---- each property alone ---- */

static void judge_accepts_a_good_chain(void **state)
{
	struct tls_facts f = judge(*state, "mail.example.org", &good, &middle);

	assert_true(f.name_ok && f.trusted && f.chain_complete);
	assert_false(f.expired || f.not_yet_valid || f.weak);
	assert_int_equal(f.anchors, 1);
}

static void judge_tells_the_wrong_name_only(void **state)
{
	struct tls_facts f = judge(*state, "other.example.org", &good, &middle);

	assert_false(f.name_ok);
	assert_true(f.trusted && f.chain_complete);
	assert_false(f.expired || f.weak);
}

static void judge_compares_names_as_rfc_6125_wants(void **state)
{
	static const struct {
		const char *label;
		struct cert_spec spec;
		const char *host;
		bool ok;
	} cases[] = {
		{"case", {.dns = {"Mail.Example.org"}}, "mail.example.ORG", true},
		{"second name", {.dns = {"a.example", "b.example"}}, "b.example", true},
		{"wildcard", {.dns = {"*.example.org"}}, "mail.example.org", true},
		{"wildcard, two labels", {.dns = {"*.example.org"}}, "a.b.example.org", false},
		{"wildcard, no label", {.dns = {"*.example.org"}}, "example.org", false},
		{"subject beside a SAN",
		 {.cn = "mail.example", .dns = {"a.example"}},
		 "mail.example",
		 false},
		{"address", {.ip = "192.0.2.1"}, "192.0.2.1", true},
		{"other address", {.ip = "192.0.2.1"}, "192.0.2.2", false},
		{"address as a name", {.dns = {"192.0.2.1"}}, "192.0.2.1", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct identity id = leaf(cases[i].spec);

		print_message("  %s\n", cases[i].label);
		assert_int_equal(judge(*state, cases[i].host, &id, NULL).name_ok, cases[i].ok);
		cert_free(&id);
	}
}

/* GnuTLS does not write such names: '|' in the DER form becomes a NUL. */
static struct identity leaf_with_nul(const char *name)
{
	struct identity id = leaf((struct cert_spec){.dns = {name}, .issuer = &middle});
	unsigned char *at = memmem(id.der.data, id.der.size, name, strlen(name));

	assert_non_null(at);
	*(unsigned char *)memchr(at, '|', strlen(name)) = '\0';
	return id;
}

static void judge_is_not_fooled_by_a_nul_in_a_name(void **state)
{
	struct identity id = leaf_with_nul("mail.example|.evil");

	assert_false(judge(*state, "mail.example", &id, NULL).name_ok);
	cert_free(&id);
}

static void judge_shows_expiry_behind_an_unknown_issuer(void **state)
{
	struct identity stranger = cert_make(&(struct cert_spec){.cn = "Stranger", .ca = true});
	struct identity id =
		leaf((struct cert_spec){.issuer = &stranger, .from_hours = -20, .to_hours = -10});
	struct tls_facts f = judge(*state, "mail.example.org", &id, NULL);

	assert_true(f.expired);
	assert_false(f.trusted || f.not_yet_valid || f.weak);
	assert_true(f.name_ok);
	cert_free(&id);
	cert_free(&stranger);
}

static void judge_trusts_what_has_expired(void **state)
{
	struct identity id =
		leaf((struct cert_spec){.issuer = &root, .from_hours = -20, .to_hours = -10});
	struct tls_facts f = judge(*state, "mail.example.org", &id, NULL);

	assert_true(f.expired && f.trusted);
	cert_free(&id);
}

static void judge_sees_what_is_not_yet_valid(void **state)
{
	struct identity id =
		leaf((struct cert_spec){.issuer = &root, .from_hours = 10, .to_hours = 20});
	struct tls_facts f = judge(*state, "mail.example.org", &id, NULL);

	assert_true(f.not_yet_valid && f.trusted);
	assert_false(f.expired);
	cert_free(&id);
}

static void judge_sees_an_expired_intermediate(void **state)
{
	struct identity old = cert_make(&(struct cert_spec){
		.cn = "Old", .ca = true, .issuer = &root, .from_hours = -20, .to_hours = -10});
	struct identity id = leaf((struct cert_spec){.issuer = &old});

	assert_true(judge(*state, "mail.example.org", &id, &old).expired);
	cert_free(&id);
	cert_free(&old);
}

static const struct certificate *nth_certificate(const struct tls_facts *f, size_t n)
{
	const struct item *it = f->chain.first;

	while (n-- > 0)
		it = it->next;
	return (const void *)it;
}

static void judge_overlooks_an_expired_certificate_that_is_not_in_use(void **state)
{
	struct identity old = cert_make(&(struct cert_spec){
		.cn = "Old Root", .ca = true, .from_hours = -20, .to_hours = -10});
	struct tls_facts f = judge_with(*state, trust, "mail.example.org",
					(const struct identity *[]){&good, &old, &middle, NULL});

	assert_true(f.trusted && f.chain_complete);
	assert_false(f.expired);
	assert_false(nth_certificate(&f, 0)->unused);
	assert_true(nth_certificate(&f, 1)->unused);
	assert_false(nth_certificate(&f, 2)->unused);
	cert_free(&old);
}

static void judge_misses_an_intermediate_that_the_server_kept_back(void **state)
{
	struct tls_facts f = judge(*state, "mail.example.org", &good, NULL);

	assert_false(f.trusted);
	assert_false(f.chain_complete);
}

static void judge_calls_a_private_authority_complete(void **state)
{
	struct identity stranger = cert_make(&(struct cert_spec){.cn = "Stranger", .ca = true});
	struct identity id = leaf((struct cert_spec){.issuer = &stranger});
	struct identity with_aia =
		leaf((struct cert_spec){.issuer = &stranger, .aia = "http://ca.example/x"});
	struct tls_facts f = judge(*state, "mail.example.org", &id, NULL);

	assert_true(f.chain_complete && !f.trusted);
	f = judge(*state, "mail.example.org", &with_aia, &stranger);
	assert_true(f.chain_complete && !f.trusted);
	cert_free(&with_aia);
	cert_free(&id);
	cert_free(&stranger);
}

static void judge_does_not_trust_a_self_signed_certificate(void **state)
{
	struct identity id = leaf((struct cert_spec){0});
	struct tls_facts f = judge(*state, "mail.example.org", &id, NULL);

	assert_false(f.trusted || f.expired || f.weak);
	assert_true(f.name_ok && f.chain_complete);
	assert_true(((struct certificate *)f.chain.first)->self_signed);
	cert_free(&id);
}

static void judge_trusts_a_self_signed_certificate_that_is_an_anchor(void **state)
{
	struct identity id = leaf((struct cert_spec){0});
	struct trust *t = load_anchors((const struct identity *[]){&id}, 1);
	struct tls_facts f =
		judge_with(*state, t, "mail.example.org", (const struct identity *[]){&id, NULL});

	assert_true(f.trusted);
	trust_free(t);
	cert_free(&id);
}

static void judge_sees_weak_keys_and_signatures_without_losing_trust(void **state)
{
	static const struct {
		const char *label;
		struct cert_spec spec;
		bool weak;
	} cases[] = {
		{"RSA 1024", {.rsa_bits = 1024}, true},
		{"RSA 2048", {.rsa_bits = 2048}, false},
		{"SHA-1", {.digest = GNUTLS_DIG_SHA1}, true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cert_spec spec = cases[i].spec;
		struct identity id;
		struct tls_facts f;

		spec.issuer = &root;
		id = leaf(spec);
		f = judge(*state, "mail.example.org", &id, NULL);
		print_message("  %s\n", cases[i].label);
		assert_int_equal(f.weak, cases[i].weak);
		assert_true(f.trusted);
		cert_free(&id);
	}
}

static void judge_forgives_a_root_its_old_signature(void **state)
{
	struct identity old =
		cert_make(&(struct cert_spec){.cn = "Old", .ca = true, .digest = GNUTLS_DIG_SHA1});
	struct identity id = leaf((struct cert_spec){.issuer = &old});

	assert_false(judge(*state, "mail.example.org", &id, &old).weak);
	cert_free(&id);
	cert_free(&old);
}

/* A short prime is the session's fault: no other certificate mends it. */
static void judge_blames_no_certificate_for_a_small_prime(void **state)
{
	struct tls_facts f = {.dh_bits = 1024};

	tls_judge(*state, &f, NULL, 0, trust, "mail.example.org", clock_wall_ms());
	assert_false(f.weak);
	assert_false(f.name_ok || f.trusted);
}

static void judge_remembers_chains_and_not_only_their_first_certificate(void **state)
{
	for (int i = 0; i < 2; i++) {
		assert_true(judge(*state, "mail.example.org", &good, &middle).trusted);
		assert_false(judge(*state, "mail.example.org", &good, NULL).trusted);
	}
}

static void judge_survives_garbage(void **state)
{
	struct identity id = good;
	struct tls_facts f;
	unsigned char bytes[2048];

	memcpy(bytes, good.der.data, good.der.size);
	id.der.data = bytes;
	f = judge(*state, "mail.example.org", &id, &middle);
	assert_true(f.trusted);
	for (unsigned i = 0; i < good.der.size; i += 3) {
		bytes[i] ^= 0xff;
		judge(*state, "mail.example.org", &id, &middle);
		bytes[i] ^= 0xff;
	}
	for (id.der.size = 0; id.der.size < good.der.size; id.der.size += 7) {
		f = judge(*state, "mail.example.org", &id, &middle);
		assert_false(f.trusted || f.name_ok);
		assert_int_equal(f.chain.n, 2);
		assert_non_null(((struct certificate *)f.chain.first)->sha256);
	}
}

/* ---- facts ---- */

static void certificate_read_tells_what_is_in_it(void **state)
{
	struct identity id = leaf((struct cert_spec){
		.cn = "a\033[31m,b",
		.dns = {"mail.example.org"},
		.ip = "192.0.2.1",
		.issuer = &middle,
		.aia = "http://ca.example/middle.der",
		.rsa_bits = 1024,
	});
	struct certificate *c =
		certificate_read(*state, (struct tls_der){id.der.data, id.der.size});
	struct bytes_item *name = (struct bytes_item *)c->names.first;

	assert_string_equal(c->subject, "CN=a\\x1b[31m\\,b");
	assert_string_equal(c->issuer, "CN=Middle");
	assert_string_equal(c->key, "RSA");
	assert_int_equal(c->key_bits, 1024);
	assert_string_equal(c->signature, "ECDSA-SHA256");
	assert_string_equal(c->aia, "http://ca.example/middle.der");
	assert_int_equal(strlen(c->sha256), 64);
	assert_int_equal(c->der.n, id.der.size);
	assert_memory_equal(c->der.p, id.der.data, c->der.n);
	assert_int_equal(strncmp(c->serial, "01", 2), 0);
	assert_true(c->not_before < clock_wall_ms() && c->not_after > clock_wall_ms());
	assert_false(c->ca || c->self_signed);
	assert_int_equal(c->names.n, 2);
	assert_true(bytes_is(name->b, "mail.example.org"));
	name = (struct bytes_item *)name->item.next;
	assert_true(bytes_is(name->b, "192.0.2.1"));
	cert_free(&id);
}

static void certificate_read_keeps_a_nul_in_a_name(void **state)
{
	struct identity id = leaf_with_nul("nul|.evil");
	struct certificate *c =
		certificate_read(*state, (struct tls_der){id.der.data, id.der.size});
	struct bytes_item *name = (struct bytes_item *)c->names.first;

	assert_int_equal(name->b.n, 9);
	assert_memory_equal(name->b.p, "nul\0.evil", 9);
	cert_free(&id);
}

static void certificate_read_knows_an_authority(void **state)
{
	struct certificate *c =
		certificate_read(*state, (struct tls_der){root.der.data, root.der.size});

	assert_true(c->ca && c->self_signed);
	assert_string_equal(c->key, "ECDSA");
	assert_int_equal(c->key_bits, 256);
	assert_null(c->aia);
}

/* ---- the store ---- */

static void trust_of_a_missing_file_is_negative(void **state)
{
	struct trust *t = load("/nonexistent/ca.pem");

	(void)state;
	assert_true(trust_anchors(t) < 0);
	trust_free(t);
}

static void trust_of_an_empty_file_has_no_anchors(void **state)
{
	struct trust *t = load("/dev/null");

	assert_int_equal(trust_anchors(t), 0);
	assert_false(judge_with(*state, t, "mail.example.org",
				(const struct identity *[]){&good, &middle, &root, NULL})
			     .trusted);
	trust_free(t);
}

static void trust_waits_for_nobody_to_write_and_reads_no_endless_file(void **state)
{
	static const char *const paths[] = {"/dev/zero", "fifo"};

	(void)state;
	unlink("fifo");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct trust *t = load(paths[i]);

		assert_int_equal(trust_anchors(t), 0);
		trust_free(t);
	}
	unlink("fifo");
}

static char *armoured(const struct identity *id, const char *title)
{
	gnutls_datum_t out;
	char *text;

	assert_true(gnutls_pem_base64_encode2(title, &id->der, &out) >= 0);
	text = mem_str((char *)out.data);
	gnutls_free(out.data);
	return text;
}

/* As people write such files: words between, keys, CRLF, a block that is none, an end that is
 * missing. */
static void trust_takes_the_certificates_out_of_a_file_with_more(void **state)
{
	char path[] = "anchors.XXXXXX", *old = armoured(&middle, "X509 CERTIFICATE"),
	     *key = armoured(&root, "PRIVATE KEY"), *last = armoured(&root, "CERTIFICATE");
	FILE *f = fdopen(mkstemp(path), "w");
	struct trust *t;

	fprintf(f, "# ours\r\n%s\r\n%s-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n",
		old, key);
	fprintf(f, "%.*s\n%s", (int)strlen(last) / 2, last, last);
	fclose(f);
	t = load(path);
	assert_int_equal(trust_anchors(t), 2);
	assert_true(judge_with(*state, t, "mail.example.org",
			       (const struct identity *[]){&good, &middle, NULL})
			    .trusted);
	trust_free(t);
	unlink(path);
	free(old);
	free(key);
	free(last);
}

/* One store for chains of different anchors, asked one after the other and again. */
static void trust_finds_each_chain_its_anchor(void **state)
{
	static const char *const names[] = {"Root 1", "Root 11", "Ro"};
	struct identity others[3], leaves[3];
	const struct identity *all[4] = {&root};
	struct trust *t;

	for (int i = 0; i < 3; i++) {
		others[i] = cert_make(&(struct cert_spec){.cn = names[i], .ca = true});
		leaves[i] = leaf((struct cert_spec){.issuer = &others[i]});
		all[i + 1] = &others[i];
	}
	t = load_anchors(all, 3); /* without the last */
	for (int i = 0; i < 6; i++) {
		struct tls_facts f = judge_with(*state, t, "mail.example.org",
						(const struct identity *[]){&leaves[i % 3], NULL});

		assert_int_equal(f.trusted, i % 3 != 2);
	}
	assert_true(judge_with(*state, t, "mail.example.org",
			       (const struct identity *[]){&good, &middle, NULL})
			    .trusted);
	trust_free(t);
	for (int i = 0; i < 3; i++) {
		cert_free(&others[i]);
		cert_free(&leaves[i]);
	}
}

static void trust_of_the_system_has_a_name(void **state)
{
	struct trust *t = load(NULL);

	(void)state;
	assert_string_equal(trust_name(t), "system");
	assert_true(trust_anchors(t) >= 0);
	trust_free(t);
}

static void trust_freed_while_loading_tells_nobody(void **state)
{
	bool ready = false;

	(void)state;
	trust_free(trust_load(&loop, NULL, on_trust, &ready));
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_false(ready);
}

/* ---- versions ---- */

static void tls_forbidden_allows_what_a_version_probe_needs(void **state)
{
	(void)state;
	for (int v = TLS_1_2; v <= TLS_1_3; v++)
		assert_null(tls_forbidden(&(struct tls_setup){.min = (enum tls_version)v,
							      .max = (enum tls_version)v}));
	assert_null(tls_forbidden(&(struct tls_setup){.min = TLS_ANY, .max = TLS_ANY}));
}

static void tls_forbidden_names_an_impossible_range(void **state)
{
	const char *why = tls_forbidden(&(struct tls_setup){.min = TLS_1_3, .max = TLS_1_2});

	(void)state;
	assert_non_null(why);
	assert_non_null(strstr(why, "TLS1.3"));
	assert_non_null(strstr(why, "TLS1.2"));
}

static const struct tls_setup only_1_0 = {.min = TLS_1_0, .max = TLS_1_0};

/* GnuTLS reads the policy when it is loaded: this program starts once more to show it. */
static void tls_forbidden_names_the_policy_of_the_system(void **state)
{
	static const char policy[] = "[overrides]\ndisabled-version = tls1.0\n";
	char file[] = "/tmp/policy.XXXXXX", expected[128], line[128] = "";
	int fd = mkstemp(file);
	FILE *child;

	assert_int_equal(write(fd, policy, sizeof(policy) - 1), sizeof(policy) - 1);
	close(fd);
	child = popen(arena_printf(*state, "GNUTLS_SYSTEM_PRIORITY_FILE=%s '%s' --policy", file,
				   program_invocation_name),
		      "re");
	assert_non_null(fgets(line, sizeof(line), child));
	pclose(child);
	unlink(file);
	snprintf(expected, sizeof(expected), "the system's policy in %s forbids TLS1.0\n", file);
	assert_string_equal(line, expected);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(judge_accepts_a_good_chain),
	UNIT_TEST(judge_tells_the_wrong_name_only),
	UNIT_TEST(judge_compares_names_as_rfc_6125_wants),
	UNIT_TEST(judge_is_not_fooled_by_a_nul_in_a_name),
	UNIT_TEST(judge_shows_expiry_behind_an_unknown_issuer),
	UNIT_TEST(judge_trusts_what_has_expired),
	UNIT_TEST(judge_sees_what_is_not_yet_valid),
	UNIT_TEST(judge_sees_an_expired_intermediate),
	UNIT_TEST(judge_overlooks_an_expired_certificate_that_is_not_in_use),
	UNIT_TEST(judge_misses_an_intermediate_that_the_server_kept_back),
	UNIT_TEST(judge_calls_a_private_authority_complete),
	UNIT_TEST(judge_does_not_trust_a_self_signed_certificate),
	UNIT_TEST(judge_trusts_a_self_signed_certificate_that_is_an_anchor),
	UNIT_TEST(judge_sees_weak_keys_and_signatures_without_losing_trust),
	UNIT_TEST(judge_forgives_a_root_its_old_signature),
	UNIT_TEST(judge_blames_no_certificate_for_a_small_prime),
	UNIT_TEST(judge_remembers_chains_and_not_only_their_first_certificate),
	UNIT_TEST(judge_survives_garbage),
	UNIT_TEST(certificate_read_tells_what_is_in_it),
	UNIT_TEST(certificate_read_keeps_a_nul_in_a_name),
	UNIT_TEST(certificate_read_knows_an_authority),
	UNIT_TEST(trust_of_a_missing_file_is_negative),
	UNIT_TEST(trust_of_an_empty_file_has_no_anchors),
	UNIT_TEST(trust_waits_for_nobody_to_write_and_reads_no_endless_file),
	UNIT_TEST(trust_takes_the_certificates_out_of_a_file_with_more),
	UNIT_TEST(trust_finds_each_chain_its_anchor),
	UNIT_TEST(trust_of_the_system_has_a_name),
	UNIT_TEST(trust_freed_while_loading_tells_nobody),
	UNIT_TEST(tls_forbidden_allows_what_a_version_probe_needs),
	UNIT_TEST(tls_forbidden_names_an_impossible_range),
	UNIT_TEST(tls_forbidden_names_the_policy_of_the_system),
};

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--policy") == 0) {
		const char *why = tls_forbidden(&only_1_0);

		puts(why != NULL ? why : "nothing is forbidden");
		return 0;
	}
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, make_all, free_all);
}
