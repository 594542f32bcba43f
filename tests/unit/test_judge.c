/* Every fault of a chain by a made one, and what nearly is one: what tls_judge() says, in a line.
 */
#include "unit.h"

#include "../support/certmaker.h"
#include "base/clock.h"
#include "net/tls_session.h"
#include "net/certificate.h"
#include "net/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct identity root, stranger;
static struct trust *trust;
static uv_loop_t loop;

static void on_trust(void *arg)
{
	*(bool *)arg = true;
}

static struct trust *load(const struct identity *const *ids, unsigned n)
{
	char path[32];
	bool ready = false;
	struct trust *t;

	cert_write_pem(path, ids, n);
	t = trust_load(&loop, path, on_trust, &ready);
	uv_run(&loop, UV_RUN_DEFAULT);
	unlink(path);
	assert_true(ready);
	return t;
}

static int make_all(void **state)
{
	(void)state;
	uv_loop_init(&loop);
	root = cert_make(&(struct cert_spec){.cn = "Root", .ca = true});
	stranger = cert_make(&(struct cert_spec){.cn = "Stranger", .ca = true});
	trust = load((const struct identity *[]){&root}, 1);
	return 0;
}

static int free_all(void **state)
{
	(void)state;
	cert_free(&root);
	cert_free(&stranger);
	trust = trust_free(trust);
	return uv_loop_close(&loop);
}

/* ---- a judgement in a line ---- */

static void add_verified(struct buf *out, const struct tls_facts *f)
{
	LIST_EACH (const struct chain_link, l, &f->verified)
		buf_printf(out, "%s%s (%s)", out->n == 0 ? "" : " ", l->subject + strlen("CN="),
			   link_origin_names[l->from]);
}

static const char *line_of(struct arena *a, const struct tls_facts *f)
{
	struct buf out = {0};
	const char *line;

	add_verified(&out, f);
	if (f->trust_fault != NULL)
		buf_printf(&out, " trust=%s", f->trust_fault);
	if (f->usage_fault != NULL)
		buf_printf(&out, " usage=%s", f->usage_fault);
	buf_printf(&out, "%s%s%s%s%s%s", f->name_ok ? "" : " wrong-name",
		   f->expired ? " expired" : "", f->not_yet_valid ? " not-yet" : "",
		   f->weak ? " weak" : "", f->wrong_order ? " order" : "",
		   f->chain_complete ? "" : " incomplete");
	assert_int_equal(f->trusted, f->trust_fault == NULL);
	line = arena_copy(a, out.p == NULL ? "" : out.p, out.n);
	buf_free(&out);
	return *line == ' ' ? line + 1 : line;
}

/* ---- what goes into a certificate before it is signed ---- */

static void length_0(gnutls_x509_crt_t crt)
{
	assert_int_equal(gnutls_x509_crt_set_basic_constraints(crt, 1, 0), 0);
}

static void length_1(gnutls_x509_crt_t crt)
{
	assert_int_equal(gnutls_x509_crt_set_basic_constraints(crt, 1, 1), 0);
}

static void no_cert_sign(gnutls_x509_crt_t crt)
{
	gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
}

static void purposes(gnutls_x509_crt_t crt, const char *first, const char *second)
{
	assert_int_equal(gnutls_x509_crt_set_key_purpose_oid(crt, first, 0), 0);
	if (second != NULL)
		assert_int_equal(gnutls_x509_crt_set_key_purpose_oid(crt, second, 0), 0);
}

static void for_clients(gnutls_x509_crt_t crt)
{
	purposes(crt, GNUTLS_KP_TLS_WWW_CLIENT, NULL);
}

static void for_both(gnutls_x509_crt_t crt)
{
	purposes(crt, GNUTLS_KP_TLS_WWW_CLIENT, GNUTLS_KP_TLS_WWW_SERVER);
}

static void for_anything(gnutls_x509_crt_t crt)
{
	purposes(crt, GNUTLS_KP_ANY, NULL);
}

static void for_mail(gnutls_x509_crt_t crt)
{
	purposes(crt, GNUTLS_KP_EMAIL_PROTECTION, "1.3.6.1.4.1.311.20.2.2");
}

static void only_encipherment(gnutls_x509_crt_t crt)
{
	gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_KEY_ENCIPHERMENT);
}

static void only_signature(gnutls_x509_crt_t crt)
{
	gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
}

static void extension(gnutls_x509_crt_t crt, const char *oid, bool critical)
{
	static const unsigned char null[] = {5, 0};

	assert_int_equal(
		gnutls_x509_crt_set_extension_by_oid(crt, oid, null, sizeof(null), critical), 0);
}

static void unknown_critical(gnutls_x509_crt_t crt)
{
	extension(crt, "1.2.3.4.5", true);
}

static void unknown_harmless(gnutls_x509_crt_t crt)
{
	extension(crt, "1.2.3.4.5", false);
}

static void constrained_to(gnutls_x509_crt_t crt, const char *permitted, const char *excluded)
{
	gnutls_x509_name_constraints_t all;
	const char *name = permitted != NULL ? permitted : excluded;
	gnutls_datum_t d = {(unsigned char *)name, (unsigned)strlen(name)};

	gnutls_x509_name_constraints_init(&all);
	if (permitted != NULL)
		gnutls_x509_name_constraints_add_permitted(all, GNUTLS_SAN_DNSNAME, &d);
	else
		gnutls_x509_name_constraints_add_excluded(all, GNUTLS_SAN_DNSNAME, &d);
	assert_int_equal(gnutls_x509_crt_set_name_constraints(crt, all, 1), 0);
	gnutls_x509_name_constraints_deinit(all);
}

static void for_example_org(gnutls_x509_crt_t crt)
{
	constrained_to(crt, "example.org", NULL);
}

static void for_example_net(gnutls_x509_crt_t crt)
{
	constrained_to(crt, "example.net", NULL);
}

static void not_for_example_org(gnutls_x509_crt_t crt)
{
	constrained_to(crt, NULL, "example.org");
}

static void of_another_key(gnutls_x509_crt_t crt)
{
	assert_int_equal(gnutls_x509_crt_set_authority_key_id(crt, "01234567890123456789", 20), 0);
}

/* ---- the cases ---- */

enum { OF_ROOT = -1, OF_ITSELF = -2, OF_STRANGER = -3, MADE_MAX = 6 };
#define AIA "http://ca.example/issuer.der"

/* Certificates are made from the last to the first, each by another one of them or of those above;
 * what has no common name ends the list. `sent`: their places, "r": the root, "s": the stranger. */
static const struct {
	const char *label;
	struct {
		struct cert_spec spec;
		int issuer;
	} made[MADE_MAX];
	const char *sent, *says, *host, *exchange; /* host: mail.example.org unless said */
} cases[] = {
#define LEAF	 .cn = "leaf", .dns = {"mail.example.org"}
#define CA(name) .cn = name, .ca = true
	/* trust */
	{.label = "one step", {{{LEAF}, OF_ROOT}}, "0", "leaf (sent) Root (store)"},
	{.label = "two steps",
	 {{{LEAF}, 1}, {{CA("A")}, OF_ROOT}},
	 "01",
	 "leaf (sent) A (sent) Root (store)"},
	{.label = "the root was sent, too",
	 {{{LEAF}, 1}, {{CA("A")}, OF_ROOT}},
	 "01r",
	 "leaf (sent) A (sent) Root (store)"},
	{.label = "the leaf was sent twice", {{{LEAF}, OF_ROOT}}, "00", "leaf (sent) Root (store)"},
	{.label = "an issuer was sent three times",
	 {{{LEAF}, 1}, {{CA("A")}, OF_ROOT}},
	 "0111",
	 "leaf (sent) A (sent) Root (store)"},
	{.label = "unknown issuer", {{{LEAF}, OF_STRANGER}}, "0", "trust=unknown-issuer"},
	{.label = "unknown root that was sent",
	 {{{LEAF}, OF_STRANGER}},
	 "0s",
	 "trust=unknown-issuer"},
	{.label = "signed by itself", {{{LEAF}, OF_ITSELF}}, "0", "trust=unknown-issuer"},
	{.label = "an issuer was kept back",
	 {{{LEAF, .aia = AIA}, 1}, {{CA("A")}, OF_ROOT}},
	 "0",
	 "trust=unknown-issuer incomplete"},
	{.label = "the second of two issuers was kept back",
	 {{{LEAF, .aia = AIA}, 1}, {{CA("A"), .aia = AIA}, 2}, {{CA("B")}, OF_ROOT}},
	 "01",
	 "trust=unknown-issuer incomplete"},
	{.label = "a root of that name has another key",
	 {{{LEAF, .finish = of_another_key}, 1}, {{CA("Root")}, OF_ITSELF}},
	 "0",
	 "trust=other-key"},
	{.label = "an issuer that is none",
	 {{{LEAF}, 1}, {{.cn = "A"}, OF_ROOT}},
	 "01",
	 "trust=issuer-not-ca"},
	{.label = "an issuer that may not sign",
	 {{{LEAF}, 1}, {{CA("A"), .finish = no_cert_sign}, OF_ROOT}},
	 "01",
	 "trust=issuer-key-usage"},
	{.label = "a broken signature",
	 {{{LEAF, .broken = true}, OF_ROOT}},
	 "0",
	 "trust=signature"},
	{.label = "a broken signature further up",
	 {{{LEAF}, 1}, {{CA("A"), .broken = true}, OF_ROOT}},
	 "01",
	 "trust=signature"},
	{.label = "a broken signature, nobody known above",
	 {{{LEAF, .broken = true}, 1}, {{CA("A")}, OF_STRANGER}},
	 "01",
	 "trust=signature"},
	{.label = "a broken signature of its own",
	 {{{LEAF, .broken = true}, OF_ITSELF}},
	 "0",
	 "trust=unknown-issuer"},
	{.label = "an issuer's name, another's key",
	 {{{LEAF}, 2}, {{CA("A")}, OF_ROOT}, {{CA("A")}, OF_ROOT}},
	 "01",
	 "trust=signature"},
	{.label = "one name, two keys: the right one is taken",
	 {{{LEAF}, 2}, {{CA("A")}, OF_ROOT}, {{CA("A")}, OF_ROOT}},
	 "012",
	 "leaf (sent) A (sent) Root (store)"},
	{.label = "no authority may follow",
	 {{{LEAF}, 1}, {{CA("A")}, 2}, {{CA("B"), .finish = length_0}, OF_ROOT}},
	 "012",
	 "trust=path-length"},
	{.label = "one authority may follow",
	 {{{LEAF}, 1}, {{CA("A")}, 2}, {{CA("B"), .finish = length_1}, OF_ROOT}},
	 "012",
	 "leaf (sent) A (sent) B (sent) Root (store)"},
	{.label = "no authority follows where none may",
	 {{{LEAF}, 1}, {{CA("A"), .finish = length_0}, OF_ROOT}},
	 "01",
	 "leaf (sent) A (sent) Root (store)"},
	{.label = "names that the issuer may not give",
	 {{{LEAF}, 1}, {{CA("A"), .finish = for_example_net}, OF_ROOT}},
	 "01",
	 "trust=constraints"},
	{.label = "names that are excluded",
	 {{{LEAF}, 1}, {{CA("A"), .finish = not_for_example_org}, OF_ROOT}},
	 "01",
	 "trust=constraints"},
	{.label = "names that the issuer may give",
	 {{{LEAF}, 1}, {{CA("A"), .finish = for_example_org}, OF_ROOT}},
	 "01",
	 "leaf (sent) A (sent) Root (store)"},
	{.label = "an authority for mail only",
	 {{{LEAF}, 1}, {{CA("A"), .finish = for_mail}, OF_ROOT}},
	 "01",
	 "trust=purpose"},
	{.label = "an authority for clients and servers",
	 {{{LEAF}, 1}, {{CA("A"), .finish = for_both}, OF_ROOT}},
	 "01",
	 "leaf (sent) A (sent) Root (store)"},
	{.label = "an unknown critical extension",
	 {{{LEAF, .finish = unknown_critical}, OF_ROOT}},
	 "0",
	 "trust=critical"},
	{.label = "an unknown critical extension of the issuer",
	 {{{LEAF}, 1}, {{CA("A"), .finish = unknown_critical}, OF_ROOT}},
	 "01",
	 "trust=critical"},
	{.label = "an unknown extension",
	 {{{LEAF, .finish = unknown_harmless}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)"},
	/* two ways */
	{.label = "two authorities sign each other",
	 {{{LEAF}, 1}, {{CA("A")}, 2}, {{CA("B")}, 3}, {{CA("A")}, OF_STRANGER}},
	 "012",
	 "trust=unknown-issuer"},
	{.label = "a dead end first",
	 {{{LEAF}, 1}, {{CA("A")}, OF_ROOT}, {{CA("A")}, OF_STRANGER}},
	 "021",
	 "leaf (sent) A (sent) Root (store)"},
	/* order */
	{.label = "issuers in reverse",
	 {{{LEAF}, 1}, {{CA("A")}, 2}, {{CA("B")}, OF_ROOT}},
	 "021",
	 "leaf (sent) A (sent) B (sent) Root (store) order"},
	{.label = "the root before the issuer",
	 {{{LEAF}, 1}, {{CA("A")}, OF_ROOT}},
	 "0r1",
	 "leaf (sent) A (sent) Root (store) order"},
	{.label = "somebody else's between",
	 {{{LEAF}, 1}, {{CA("A")}, OF_ROOT}},
	 "0s1",
	 "leaf (sent) A (sent) Root (store)"},
	/* dates */
	{.label = "expired",
	 {{{LEAF, .from_hours = -20, .to_hours = -1}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) expired"},
	{.label = "not yet",
	 {{{LEAF, .from_hours = 1, .to_hours = 20}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) not-yet"},
	{.label = "an issuer that expired",
	 {{{LEAF}, 1}, {{CA("A"), .from_hours = -20, .to_hours = -1}, OF_ROOT}},
	 "01",
	 "leaf (sent) A (sent) Root (store) expired"},
	{.label = "an issuer that expired, of no use",
	 {{{LEAF}, OF_ROOT}, {{CA("A"), .from_hours = -20, .to_hours = -1}, OF_ROOT}},
	 "01",
	 "leaf (sent) Root (store)"},
	{.label = "a root of old, sent beside",
	 {{{LEAF}, 1},
	  {{CA("A")}, OF_ROOT},
	  {{CA("Root"), .from_hours = -20, .to_hours = -1}, OF_ITSELF}},
	 "012",
	 "leaf (sent) A (sent) Root (store)"},
	/* names */
	{.label = "another name",
	 {{{LEAF}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) wrong-name",
	 "www.example.org"},
	{.label = "a subject is no name",
	 {{{.cn = "mail.example.org"}, OF_ROOT}},
	 "0",
	 "mail.example.org (sent) Root (store) wrong-name"},
	{.label = "star",
	 {{{.cn = "leaf", .dns = {"*.example.org"}}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)"},
	{.label = "star and two labels",
	 {{{.cn = "leaf", .dns = {"*.example.org"}}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) wrong-name",
	 "a.mail.example.org"},
	{.label = "star and no label",
	 {{{.cn = "leaf", .dns = {"*.example.org"}}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) wrong-name",
	 "example.org"},
	{.label = "half a star",
	 {{{.cn = "leaf", .dns = {"m*.example.org"}}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) wrong-name"},
	{.label = "a star inside",
	 {{{.cn = "leaf", .dns = {"mail.*.org"}}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) wrong-name"},
	{.label = "a star for all",
	 {{{.cn = "leaf", .dns = {"*", "*.org"}}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) wrong-name",
	 "example.org"},
	{.label = "an address",
	 {{{.cn = "leaf", .ip = "192.0.2.1"}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)",
	 "192.0.2.1"},
	{.label = "an address as a name",
	 {{{.cn = "leaf", .dns = {"192.0.2.1"}}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) wrong-name",
	 "192.0.2.1"},
	{.label = "a star for addresses",
	 {{{.cn = "leaf", .dns = {"*.0.2.1"}}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) wrong-name",
	 "192.0.2.1"},
	/* strength */
	{.label = "a key of 1024 bits",
	 {{{LEAF, .rsa_bits = 1024}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) weak"},
	{.label = "a key of 2048 bits",
	 {{{LEAF, .rsa_bits = 2048}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)"},
	{.label = "an RSA-PSS key",
	 {{{LEAF, .rsa_bits = 2048, .key = GNUTLS_PK_RSA_PSS}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)"},
	{.label = "a short RSA-PSS key",
	 {{{LEAF, .rsa_bits = 1024, .key = GNUTLS_PK_RSA_PSS}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) weak"},
	{.label = "an Ed25519 key",
	 {{{LEAF, .key = GNUTLS_PK_EDDSA_ED25519}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)"},
	{.label = "a DSA key",
	 {{{LEAF, .rsa_bits = 2048, .key = GNUTLS_PK_DSA}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) weak"},
	{.label = "SHA-1",
	 {{{LEAF, .digest = GNUTLS_DIG_SHA1}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) weak"},
	{.label = "SHA-1 above",
	 {{{LEAF}, 1}, {{CA("A"), .digest = GNUTLS_DIG_SHA1}, OF_ROOT}},
	 "01",
	 "leaf (sent) A (sent) Root (store) weak"},
	{.label = "SHA-1 of no use",
	 {{{LEAF}, OF_ROOT}, {{CA("A"), .digest = GNUTLS_DIG_SHA1}, OF_ROOT}},
	 "01",
	 "leaf (sent) Root (store)"},
	/* usage */
	{.label = "for clients",
	 {{{LEAF, .finish = for_clients}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) usage=not-for-servers"},
	{.label = "for clients and servers",
	 {{{LEAF, .finish = for_both}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)"},
	{.label = "for anything",
	 {{{LEAF, .finish = for_anything}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)"},
	{.label = "to encrypt, and it signs",
	 {{{LEAF, .finish = only_encipherment}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) usage=key-usage",
	 NULL,
	 "ECDHE-RSA"},
	{.label = "to encrypt, and it does",
	 {{{LEAF, .finish = only_encipherment}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)",
	 NULL,
	 "RSA"},
	{.label = "to sign, and it encrypts",
	 {{{LEAF, .finish = only_signature}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) usage=key-usage",
	 NULL,
	 "RSA"},
	{.label = "to sign, and it does",
	 {{{LEAF, .finish = only_signature}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store)",
	 NULL,
	 "DHE-RSA"},
	{.label = "an authority",
	 {{{CA("leaf"), .dns = {"mail.example.org"}}, OF_ROOT}},
	 "0",
	 "leaf (sent) Root (store) usage=is-a-ca"},
	/* all at once */
	{.label = "expired, another name, unknown issuer",
	 {{{LEAF, .from_hours = -20, .to_hours = -1}, OF_STRANGER}},
	 "0",
	 "trust=unknown-issuer wrong-name expired",
	 "other.example.net"},
	{.label = "everything",
	 {{{LEAF, .aia = AIA, .rsa_bits = 1024, .finish = for_mail, .from_hours = -20,
	    .to_hours = -1},
	   1},
	  {{CA("A")}, OF_STRANGER}},
	 "0",
	 "trust=unknown-issuer usage=not-for-servers wrong-name expired weak incomplete",
	 "192.0.2.1"},
};

static struct tls_facts judge(struct arena *a, const struct identity *const *ids, unsigned n,
			      const char *host, const char *exchange)
{
	struct tls_facts f = {.key_exchange = exchange};
	struct tls_der der[256];

	for (unsigned i = 0; i < n; i++) {
		der[i] = (struct tls_der){ids[i]->der.data, ids[i]->der.size};
		list_append(&f.chain, certificate_read(a, der[i]));
	}
	tls_judge(a, &f, der, n, trust, host, clock_wall_ms());
	return f;
}

static const char *verdict_of(struct arena *a, size_t which)
{
	const struct identity *sent[MADE_MAX], *by;
	struct identity made[MADE_MAX];
	const char *line, *host = cases[which].host;
	unsigned n = 0;
	struct tls_facts f;

	for (int i = MADE_MAX - 1; i >= 0; i--) {
		struct cert_spec spec = cases[which].made[i].spec;
		int issuer = cases[which].made[i].issuer;

		by = issuer == OF_ROOT	     ? &root
		     : issuer == OF_STRANGER ? &stranger
		     : issuer == OF_ITSELF   ? NULL
					     : &made[issuer];
		spec.issuer = by;
		if (spec.cn != NULL)
			made[i] = cert_make(&spec);
	}
	for (const char *p = cases[which].sent; *p != '\0'; p++)
		sent[n++] = *p == 'r' ? &root : *p == 's' ? &stranger : &made[*p - '0'];
	f = judge(a, sent, n, host != NULL ? host : "mail.example.org", cases[which].exchange);
	line = line_of(a, &f);
	for (int i = 0; i < MADE_MAX; i++)
		if (cases[which].made[i].spec.cn != NULL)
			cert_free(&made[i]);
	return line;
}

static void judge_tells_each_fault_and_what_nearly_is_one(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *says = verdict_of(*state, i);

		if (strcmp(says, cases[i].says) == 0)
			continue;
		print_message("%s: \"%s\" instead of \"%s\"\n", cases[i].label, says,
			      cases[i].says);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	assert_true(sizeof(cases) / sizeof(cases[0]) > 60);
}

/* ---- what one row cannot tell ---- */

static struct identity good_leaf(const struct identity *issuer)
{
	return cert_make(&(struct cert_spec){LEAF, .issuer = issuer});
}

static const char *judged(struct arena *a, const struct identity *const *ids, unsigned n)
{
	struct tls_facts f = judge(a, ids, n, "mail.example.org", NULL);

	return line_of(a, &f);
}

static void judge_takes_the_renewed_one_of_two_issuers(void **state)
{
	struct identity new = cert_make(&(struct cert_spec){CA("A"), .issuer = &root});
	struct identity old = cert_make(&(struct cert_spec){
		CA("A"), .issuer = &root, .key_of = &new, .from_hours = -20, .to_hours = -1});
	struct identity id = good_leaf(&new);

	assert_string_equal(judged(*state, (const struct identity *[]){&id, &old, &new}, 3),
			    "leaf (sent) A (sent) Root (store)");
	assert_string_equal(judged(*state, (const struct identity *[]){&id, &old}, 2),
			    "leaf (sent) A (sent) Root (store) expired");
	cert_free(&old);
	cert_free(&new);
	cert_free(&id);
}

static const char *judged_by(struct arena *a, const struct trust *t, const struct identity *id)
{
	struct tls_der der = {id->der.data, id->der.size};
	struct tls_facts f = {0};

	list_append(&f.chain, certificate_read(a, der));
	tls_judge(a, &f, &der, 1, t, "mail.example.org", clock_wall_ms());
	return line_of(a, &f);
}

/* GnuTLS does not ask for the dates of anchors; OpenSSL does. */
static void judge_asks_for_the_dates_of_the_anchor_in_use(void **state)
{
	struct identity new = cert_make(&(struct cert_spec){CA("Old")});
	struct identity old = cert_make(
		&(struct cert_spec){CA("Old"), .key_of = &new, .from_hours = -20, .to_hours = -1});
	struct identity id = good_leaf(&new);
	struct trust *only_old = load((const struct identity *[]){&old}, 1);
	struct trust *both = load((const struct identity *[]){&old, &new}, 2);

	assert_string_equal(judged_by(*state, only_old, &id), "leaf (sent) Old (store) expired");
	assert_string_equal(judged_by(*state, both, &id), "leaf (sent) Old (store)");
	trust_free(only_old);
	trust_free(both);
	cert_free(&old);
	cert_free(&new);
	cert_free(&id);
}

static void judge_takes_an_intermediate_for_an_anchor(void **state)
{
	struct identity middle = cert_make(&(struct cert_spec){CA("A"), .issuer = &stranger});
	struct identity id = good_leaf(&middle);
	struct trust *t = load((const struct identity *[]){&middle}, 1);

	assert_string_equal(judged_by(*state, t, &id), "leaf (sent) A (store)");
	assert_string_equal(judged_by(*state, t, &middle), "A (store) usage=is-a-ca wrong-name");
	trust_free(t);
	cert_free(&middle);
	cert_free(&id);
}

/* ---- without end ---- */

enum { LONG = 200 };

static void judge_follows_a_long_chain_so_far(void **state)
{
	static struct identity made[LONG];
	const struct identity *ids[LONG];
	char cn[16];

	for (int i = LONG - 1; i >= 0; i--) {
		snprintf(cn, sizeof(cn), "C%d", i);
		made[i] = cert_make(&(struct cert_spec){
			.cn = cn,
			.dns = {"mail.example.org"},
			.ca = i > 0,
			.issuer = i == LONG - 1 ? &root : &made[i + 1],
		});
		ids[i] = &made[i];
	}
	assert_string_equal(judged(*state, ids, LONG), "trust=too-long");
	assert_string_equal(judged(*state, ids, 10), "trust=unknown-issuer");
	/* others, out of reach, change nothing */
	ids[0] = &made[LONG - 1];
	ids[1] = &made[5];
	assert_string_equal(judged(*state, ids, LONG), "C199 (sent) Root (store) usage=is-a-ca");
	for (int i = 0; i < LONG; i++)
		cert_free(&made[i]);
}

/* Every one of them could have issued every other. */
static void judge_does_not_lose_itself_in_a_crowd(void **state)
{
	enum { CROWD = 60 };
	static struct identity made[CROWD];
	const struct identity *ids[CROWD + 1];
	struct identity id;
	uint64_t before;

	made[0] = cert_make(&(struct cert_spec){CA("Same")});
	for (int i = 1; i < CROWD; i++)
		made[i] = cert_make(
			&(struct cert_spec){CA("Same"), .key_of = &made[0], .issuer = &made[0]});
	id = good_leaf(&made[0]);
	ids[0] = &id;
	for (int i = 1; i <= CROWD; i++)
		ids[i] = &made[CROWD - i];
	before = uv_hrtime();
	assert_string_equal(judged(*state, ids, CROWD + 1), "trust=unknown-issuer");
	print_message("  %u ms\n", (unsigned)((uv_hrtime() - before) / 1000000));
	cert_free(&id);
	for (int i = 0; i < CROWD; i++)
		cert_free(&made[i]);
}

/* ---- remembered ---- */

static void judge_asks_once_for_chain_and_minute(void **state)
{
	const int64_t now = clock_wall_ms() / 60000 * 60000;
	struct identity id = good_leaf(&root), other = good_leaf(&root);
	struct trust *t = load((const struct identity *[]){&root}, 1);
	const struct {
		const struct identity *id;
		const char *host;
		int64_t now;
		unsigned made, recalled;
	} steps[] = {
		{&id, "mail.example.org", now, 1, 0},
		{&id, "mail.example.org", now + 59999, 1, 1},
		{&id, "mail.example.org", now, 1, 2},
		{&id, "www.example.org", now, 1, 3},
		{&id, "mail.example.org", now, 1, 4},
		{&other, "mail.example.org", now, 2, 4},
		{&other, "www.example.org", now, 2, 5},
		{&id, "mail.example.org", now, 2, 6},
		{&id, "mail.example.org", now + 60000, 3, 6},
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct tls_der der = {steps[i].id->der.data, steps[i].id->der.size};
		struct tls_facts f = {.key_exchange = "RSA"};

		list_append(&f.chain, certificate_read(*state, der));
		tls_judge(*state, &f, &der, 1, t, steps[i].host, steps[i].now);
		assert_string_equal(line_of(*state, &f),
				    strcmp(steps[i].host, "www.example.org") == 0
					    ? "leaf (sent) Root (store) wrong-name"
					    : "leaf (sent) Root (store)");
		assert_int_equal(f.anchors, 1);
		assert_int_equal(trust_counts(t).made, steps[i].made);
		assert_int_equal(trust_counts(t).recalled, steps[i].recalled);
	}
	trust_free(t);
	cert_free(&id);
	cert_free(&other);
}

/* What the session adds is not remembered with the chain. */
static void judge_remembers_nothing_of_the_session(void **state)
{
	struct identity id =
		cert_make(&(struct cert_spec){LEAF, .issuer = &root, .finish = only_signature});
	const struct identity *ids[] = {&id};
	struct tls_facts f = judge(*state, ids, 1, "mail.example.org", "RSA");

	assert_string_equal(f.usage_fault, "key-usage");
	f = judge(*state, ids, 1, "mail.example.org", "ECDHE-RSA");
	assert_null(f.usage_fault);
	cert_free(&id);
}

/* ---- for others ---- */

static void judge_with_a_fetched_issuer(void **state)
{
	struct identity a = cert_make(&(struct cert_spec){CA("A"), .issuer = &root});
	struct identity b = cert_make(&(struct cert_spec){CA("B"), .issuer = &a});
	struct identity id = cert_make(&(struct cert_spec){LEAF, .issuer = &b, .aia = AIA});
	struct tls_der sent = {id.der.data, id.der.size};
	struct tls_der fetched[] = {
		{stranger.der.data, stranger.der.size},
		{a.der.data, a.der.size},
		{b.der.data, b.der.size},
	};
	struct tls_facts f = {0};

	list_append(&f.chain, certificate_read(*state, sent));
	tls_judge_with(*state, &f, &sent, 1, fetched, 3, trust, "mail.example.org",
		       clock_wall_ms());
	assert_string_equal(line_of(*state, &f),
			    "leaf (sent) B (fetched) A (fetched) Root (store)");
	tls_judge_with(*state, &f, &sent, 1, fetched, 2, trust, "mail.example.org",
		       clock_wall_ms());
	assert_string_equal(line_of(*state, &f), "trust=unknown-issuer incomplete");
	assert_int_equal(f.chain.n, 1);
	cert_free(&id);
	cert_free(&b);
	cert_free(&a);
}

static void judge_anchored_believes_in_one_only(void **state)
{
	struct identity a = cert_make(&(struct cert_spec){CA("A"), .issuer = &stranger});
	struct identity id = good_leaf(&a);
	struct tls_der sent[] = {{id.der.data, id.der.size}, {a.der.data, a.der.size}};
	struct tls_facts f = {0};

	for (int i = 0; i < 2; i++)
		list_append(&f.chain, certificate_read(*state, sent[i]));
	tls_judge_anchored(*state, &f, sent, 2,
			   (struct tls_der){stranger.der.data, stranger.der.size},
			   "mail.example.org", clock_wall_ms());
	assert_string_equal(line_of(*state, &f), "leaf (sent) A (sent) Stranger (store)");
	tls_judge_anchored(*state, &f, sent, 2, sent[1], "other.example.org", clock_wall_ms());
	assert_string_equal(line_of(*state, &f), "leaf (sent) A (store) wrong-name");
	tls_judge_anchored(*state, &f, sent, 2, (struct tls_der){root.der.data, root.der.size},
			   "mail.example.org", clock_wall_ms());
	assert_string_equal(line_of(*state, &f), "trust=unknown-issuer");
	cert_free(&id);
	cert_free(&a);
}

static void issuer_is_sent_or_in_the_store(void **state)
{
	struct identity a = cert_make(&(struct cert_spec){CA("A"), .issuer = &stranger});
	struct identity id = good_leaf(&a), direct = good_leaf(&root);
	struct tls_der sent[] = {{id.der.data, id.der.size}, {a.der.data, a.der.size}};
	struct tls_der alone = {direct.der.data, direct.der.size};
	struct bytes issuer = tls_issuer(*state, sent, 2, trust, clock_wall_ms());

	assert_int_equal(issuer.n, a.der.size);
	assert_memory_equal(issuer.p, a.der.data, issuer.n);
	issuer = tls_issuer(*state, &alone, 1, trust, clock_wall_ms());
	assert_int_equal(issuer.n, root.der.size);
	assert_memory_equal(issuer.p, root.der.data, issuer.n);
	assert_null(tls_issuer(*state, sent, 1, trust, clock_wall_ms()).p);
	assert_null(tls_issuer(*state, NULL, 0, trust, clock_wall_ms()).p);
	cert_free(&direct);
	cert_free(&id);
	cert_free(&a);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(judge_tells_each_fault_and_what_nearly_is_one),
	UNIT_TEST(judge_takes_the_renewed_one_of_two_issuers),
	UNIT_TEST(judge_asks_for_the_dates_of_the_anchor_in_use),
	UNIT_TEST(judge_takes_an_intermediate_for_an_anchor),
	UNIT_TEST(judge_follows_a_long_chain_so_far),
	UNIT_TEST(judge_does_not_lose_itself_in_a_crowd),
	UNIT_TEST(judge_asks_once_for_chain_and_minute),
	UNIT_TEST(judge_remembers_nothing_of_the_session),
	UNIT_TEST(judge_with_a_fetched_issuer),
	UNIT_TEST(judge_anchored_believes_in_one_only),
	UNIT_TEST(issuer_is_sent_or_in_the_store),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, make_all, free_all);
}
