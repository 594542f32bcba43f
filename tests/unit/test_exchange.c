/* Exchanges that libgsasl computes, against servers of our own that know RFC 5802, 7677 and 2831;
 * with none on this machine it is skipped. */
#include "unit.h"

#include "base/memory.h"
#include "sasl/exchange.h"
#include "base/base64.h"

#include <dirent.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct sasl_identity identity(const char *user, const char *secret)
{
	return (struct sasl_identity){.user = user,
				      .secret = secret,
				      .secret_len = secret != NULL ? strlen(secret) : 0,
				      .host = "smtp.example.org",
				      .port = 587};
}

static struct sasl_exchange *begin(const char *mechanism, const struct sasl_identity *id)
{
	return sasl_new(sasl_find(mechanism), id, NULL, NULL, NULL);
}

static struct bytes text(const char *s)
{
	return (struct bytes){(char *)(uintptr_t)s, strlen(s)};
}

/* The answer to `challenge` (NULL: our first words), or "!" and the fault. */
static const char *answer(struct arena *a, struct sasl_exchange *x, const char *challenge)
{
	struct buf out = {0};
	enum sasl_state state =
		challenge == NULL ? sasl_first(x, &out) : sasl_next(x, text(challenge), &out);
	const char *s = state == SASL_SAY ? arena_copy(a, out.n > 0 ? out.p : "", out.n)
					  : arena_printf(a, "!%s", sasl_fault(x));

	assert_int_not_equal(state, SASL_WORKING);
	buf_free(&out);
	return s;
}

static const char *base64(struct arena *a, const void *data, size_t n)
{
	struct buf out = {0};
	const char *s;

	base64_encode(&out, data, n);
	s = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return s;
}

/* ---- CRAM-MD5, DIGEST-MD5 ---- */

static void cram_md5_gives_the_vector_of_rfc_2195(void **state)
{
	const struct sasl_identity id = identity("tim", "tanstaaftanstaaf");
	struct sasl_exchange *x = begin("CRAM-MD5", &id);

	assert_string_equal(answer(*state, x, "<1896.697170952@postoffice.reston.mci.net>"),
			    "tim b913a602c7eda7a495b4e6e7334d3890");
	assert_null(sasl_success(x));
	assert_false(sasl_server_proved(x)); /* it has no such thing */
	assert_string_equal(answer(*state, x, "<more@x>"), "!challenge");
	sasl_free(x);
}

static const char *md5_hex(struct arena *a, const void *data, size_t n)
{
	unsigned char raw[16];
	char *hex = arena_alloc(a, 33);

	gnutls_hash_fast(GNUTLS_DIG_MD5, data, n, raw);
	for (size_t i = 0; i < sizeof(raw); i++)
		sprintf(hex + 2 * i, "%02x", raw[i]);
	return hex;
}

/* RFC 2831 section 2.1.2.1 and 2.1.3, with qop=auth and nc=00000001; `method` is "AUTHENTICATE", or
 * nothing for what the server answers. */
static const char *digest(struct arena *a, const char *user, const char *realm,
			  const char *password, const char *nonce, const char *cnonce,
			  const char *method, const char *uri)
{
	const char *who = arena_printf(a, "%s:%s:%s", user, realm, password), *a2;
	struct buf a1 = {0};
	const char *ha1;

	gnutls_hash_fast(GNUTLS_DIG_MD5, who, strlen(who), buf_reserve(&a1, 16));
	a1.n = 16;
	buf_printf(&a1, ":%s:%s", nonce, cnonce);
	ha1 = md5_hex(a, a1.p, a1.n);
	buf_free(&a1);
	a2 = arena_printf(a, "%s:%s", method, uri);
	a2 = arena_printf(a, "%s:%s:00000001:%s:auth:%s", ha1, nonce, cnonce,
			  md5_hex(a, a2, strlen(a2)));
	return md5_hex(a, a2, strlen(a2));
}

static void our_digest_is_that_of_rfc_2831(void **state)
{
	const char *uri = "imap/elwood.innosoft.com", *nonce = "OA6MG9tEQGm2hh",
		   *cnonce = "OA6MHXh6VqTrRk", *realm = "elwood.innosoft.com";

	assert_string_equal(
		digest(*state, "chris", realm, "secret", nonce, cnonce, "AUTHENTICATE", uri),
		"d388dad90d4bbd760a152321f2143af7");
	assert_string_equal(digest(*state, "chris", realm, "secret", nonce, cnonce, "", uri),
			    "ea40f60335c427b5527b84dbabcdfffd");
}

/* What stands between `before` and the next quote or comma. */
static const char *value(struct arena *a, const char *all, const char *before)
{
	const char *p = strstr(all, before);

	assert_non_null(p);
	p += strlen(before);
	return arena_copy(a, p, strcspn(p, "\","));
}

static struct sasl_exchange *digest_up_to_proof(struct arena *a, const char **proof)
{
	static struct sasl_identity id;
	const char *uri = "smtp/smtp.example.org", *cnonce, *said;
	struct sasl_exchange *x;

	id = identity("chris", "secret");
	x = begin("DIGEST-MD5", &id);
	said = answer(a, x,
		      "realm=\"example.org\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\","
		      "algorithm=md5-sess,charset=utf-8");
	cnonce = value(a, said, "cnonce=\"");
	assert_string_equal(value(a, said, "digest-uri=\""), uri);
	assert_string_equal(value(a, said, "response="),
			    digest(a, "chris", "example.org", "secret", "OA6MG9tEQGm2hh", cnonce,
				   "AUTHENTICATE", uri));
	*proof = arena_printf(
		a, "rspauth=%s",
		digest(a, "chris", "example.org", "secret", "OA6MG9tEQGm2hh", cnonce, "", uri));
	return x;
}

static void digest_md5_answers_and_checks_the_server(void **state)
{
	const char *proof;
	struct sasl_exchange *x = digest_up_to_proof(*state, &proof);

	assert_false(sasl_server_proved(x));
	assert_string_equal(answer(*state, x, proof), "");
	assert_true(sasl_server_proved(x));
	assert_null(sasl_success(x));
	sasl_free(x);
}

static void digest_md5_finds_out_who_only_passes_it_on(void **state)
{
	const char *proof;
	struct sasl_exchange *x = digest_up_to_proof(*state, &proof);

	assert_string_equal(answer(*state, x, "rspauth=ea40f60335c427b5527b84dbabcdfffd"),
			    "!server-signature");
	assert_string_equal(sasl_success(x), "server-signature");
	sasl_free(x);
}

static void broken_lines_are_not_given_to_the_library(void **state)
{
	const struct sasl_identity id = identity("chris", "secret");
	static const char *const names[] = {"CRAM-MD5", "DIGEST-MD5"};
	char *large = arena_alloc(*state, 4000);

	memset(large, 'a', 3999);
	for (size_t i = 0; i < 2; i++) {
		struct sasl_exchange *x = begin(names[i], &id);

		assert_string_equal(answer(*state, x, large), "!challenge");
		assert_string_equal(answer(*state, x, "<a@b>"), "!challenge"); /* for good */
		sasl_free(x);
		x = begin(names[i], &id);
		assert_string_equal(answer(*state, x, ""), "!challenge");
		sasl_free(x);
	}
}

/* ---- SCRAM ---- */

struct scram {
	gnutls_mac_algorithm_t mac;
	gnutls_digest_algorithm_t hash;
	size_t n;
};
static const struct scram sha1 = {GNUTLS_MAC_SHA1, GNUTLS_DIG_SHA1, 20},
			  sha256 = {GNUTLS_MAC_SHA256, GNUTLS_DIG_SHA256, 32};

/* RFC 5802 section 3: the proof that a client sends, and the signature that its server answers. */
static void scram_compute(struct arena *a, const struct scram *s, const char *password,
			  const char *first_bare, const char *server_first, const char *final_bare,
			  const char **proof, const char **signature)
{
	const char *message = arena_printf(a, "%s,%s,%s", first_bare, server_first, final_bare);
	unsigned char salted[32], client_key[32], stored[32], server_key[32], sign[32];
	const char *salt64 = value(a, server_first, ",s="), *count = strstr(server_first, ",i=");
	struct buf salt = {0};
	gnutls_datum_t key = {(unsigned char *)(uintptr_t)password, (unsigned)strlen(password)};
	gnutls_datum_t salt_datum;

	assert_int_equal(base64_decode(&salt, salt64, strlen(salt64)), 0);
	salt_datum = (gnutls_datum_t){(unsigned char *)salt.p, (unsigned)salt.n};
	gnutls_pbkdf2(s->mac, &key, &salt_datum, (unsigned)atoi(count + 3), salted, s->n);
	gnutls_hmac_fast(s->mac, salted, s->n, "Client Key", 10, client_key);
	gnutls_hash_fast(s->hash, client_key, s->n, stored);
	gnutls_hmac_fast(s->mac, stored, s->n, message, strlen(message), sign);
	for (size_t i = 0; i < s->n; i++)
		client_key[i] ^= sign[i];
	*proof = base64(a, client_key, s->n);
	gnutls_hmac_fast(s->mac, salted, s->n, "Server Key", 10, server_key);
	gnutls_hmac_fast(s->mac, server_key, s->n, message, strlen(message), sign);
	*signature = arena_printf(a, "v=%s", base64(a, sign, s->n));
	buf_free(&salt);
}

static void our_server_is_that_of_rfc_5802_and_7677(void **state)
{
	const char *proof, *signature;

	scram_compute(*state, &sha1, "pencil", "n=user,r=fyko+d2lbbFgONRv9qkxdawL",
		      "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
		      "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j", &proof, &signature);
	assert_string_equal(proof, "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
	assert_string_equal(signature, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
	scram_compute(*state, &sha256, "pencil", "n=user,r=rOprNGfwEbeRWgbNEkqO",
		      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
		      "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
		      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", &proof,
		      &signature);
	assert_string_equal(proof, "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
	assert_string_equal(signature, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

struct scram_talk {
	struct sasl_identity id;
	struct sasl_exchange *x;
	const char *first, *bare; /* our first words, and without the head for the binding */
	const char *server_first, *last, *signature;
};

static void scram_begin(struct arena *a, struct scram_talk *t, const char *mechanism)
{
	t->x = begin(mechanism, &t->id);
	t->first = answer(a, t->x, NULL);
	t->bare = strstr(t->first, ",,");
	assert_non_null(t->bare);
	t->bare += 2;
	t->server_first =
		arena_printf(a, "r=%sserver,s=QSXCR+Q6sek8bf92,i=4096", strstr(t->bare, ",r=") + 3);
}

/* Up to where the server has to prove itself; the proof of ours is right. */
static void scram_answer(struct arena *a, struct scram_talk *t, const struct scram *s)
{
	const char *proof, *cut;

	t->last = answer(a, t->x, t->server_first);
	cut = strstr(t->last, ",p=");
	assert_non_null(cut);
	scram_compute(a, s, t->id.secret, t->bare, t->server_first,
		      arena_copy(a, t->last, (size_t)(cut - t->last)), &proof, &t->signature);
	assert_string_equal(cut + 3, proof);
	assert_int_equal(sasl_iterations(t->x), 4096);
	assert_false(sasl_server_proved(t->x));
}

static void scram_logs_in_and_checks_the_server(void **state)
{
	static const char *const names[] = {"SCRAM-SHA-1", "SCRAM-SHA-256"};

	for (size_t i = 0; i < 2; i++) {
		struct scram_talk t = {.id = identity("user", "pencil")};

		scram_begin(*state, &t, names[i]);
		assert_memory_equal(t.first, "n,,n=user,r=", 12);
		scram_answer(*state, &t, i == 0 ? &sha1 : &sha256);
		assert_memory_equal(t.last, "c=biws,r=", 9);
		assert_string_equal(answer(*state, t.x, t.signature), "");
		assert_true(sasl_server_proved(t.x));
		assert_null(sasl_success(t.x));
		assert_string_equal(answer(*state, t.x, t.signature), "!challenge");
		sasl_free(t.x);
	}
}

/* A server that has not heard enough cannot have judged anything. */
static void no_server_is_believed_before_it_was_told_enough(void **state)
{
	static const struct {
		const char *mechanism;
		const char *challenges[3]; /* what it asks for before that; then it may say yes */
	} cases[] = {
		{"PLAIN", {NULL}},
		{"XOAUTH2", {NULL}},
		{"OAUTHBEARER", {NULL}},
		{"LOGIN", {"Username:", "Password:"}},
		{"CRAM-MD5", {"<1@example.org>"}},
		{"DIGEST-MD5", {"nonce=\"abc\",qop=\"auth\",charset=utf-8,algorithm=md5-sess"}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct sasl_mechanism *m = sasl_find(cases[i].mechanism);
		const struct sasl_identity id = identity("user", "pencil");
		struct sasl_exchange *x = sasl_new(m, &id, NULL, NULL, NULL);

		for (const char *const *c = cases[i].challenges; *c != NULL; c++) {
			struct sasl_exchange *early = sasl_new(m, &id, NULL, NULL, NULL);

			for (const char *const *b = cases[i].challenges; b < c; b++)
				answer(*state, early, *b);
			assert_string_equal(sasl_success(early), "too-early");
			sasl_free(early);
			answer(*state, x, *c);
		}
		if (m->client_first) {
			struct buf first = {0};

			assert_string_equal(sasl_success(x), "too-early");
			sasl_free(x);
			x = sasl_new(m, &id, NULL, NULL, NULL);
			assert_int_equal(sasl_first(x, &first), SASL_SAY);
			buf_free(&first);
		}
		assert_null(sasl_success(x));
		sasl_free(x);
	}
}

static void scram_never_takes_a_server_that_proves_nothing(void **state)
{
	struct scram_talk t = {.id = identity("user", "pencil")};

	scram_begin(*state, &t, "SCRAM-SHA-256");
	assert_string_equal(sasl_success(t.x), "server-unproved"); /* 235 at once */
	sasl_free(t.x);
	scram_begin(*state, &t, "SCRAM-SHA-256");
	scram_answer(*state, &t, &sha256);
	assert_string_equal(sasl_success(t.x), "server-unproved");
	sasl_free(t.x);
	scram_begin(*state, &t, "SCRAM-SHA-256");
	scram_answer(*state, &t, &sha256);
	assert_string_equal(answer(*state, t.x, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
			    "!server-signature");
	assert_string_equal(sasl_success(t.x), "server-signature");
	sasl_free(t.x);
}

static void scram_waits_for_the_refusal_behind_an_error(void **state)
{
	struct scram_talk t = {.id = identity("user", "pencil")};

	scram_begin(*state, &t, "SCRAM-SHA-1");
	scram_answer(*state, &t, &sha1);
	assert_string_equal(answer(*state, t.x, "e=invalid-proof"), "");
	assert_null(sasl_fault(t.x));
	assert_string_equal(answer(*state, t.x, t.signature), "!challenge");
	sasl_free(t.x);
}

static void scram_does_no_work_for_what_is_out_of_bounds(void **state)
{
	static const struct {
		const char *rest, *fault;
	} firsts[] = {
		{",s=QSXCR+Q6sek8bf92,i=0", "!iterations"},
		{",s=QSXCR+Q6sek8bf92,i=5000001", "!iterations"},
		{",s=QSXCR+Q6sek8bf92,i=99999999999999999999999", "!iterations"},
		{",s=QSXCR+Q6sek8bf92,i=-1", "!challenge"},
		{",s=QSXCR+Q6sek8bf92,i=4096x", "!challenge"},
		{",s=QSXCR+Q6sek8bf92,i=", "!challenge"},
		{",s=QSXCR+Q6sek8bf92", "!challenge"},
		{",s=,i=4096", "!challenge"},
		{",i=4096,s=QSXCR+Q6sek8bf92", "!challenge"},
		{",s=Q SX,i=4096", "!challenge"},
		{"", "!challenge"},
	};
	struct scram_talk t = {.id = identity("user", "pencil")};
	char *salt = arena_alloc(*state, 2000);

	for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++) {
		scram_begin(*state, &t, "SCRAM-SHA-256");
		print_message("  %s\n", firsts[i].rest);
		assert_string_equal(answer(*state, t.x,
					   arena_printf(*state, "r=%sserver%s",
							strstr(t.bare, ",r=") + 3, firsts[i].rest)),
				    firsts[i].fault);
		sasl_free(t.x);
	}
	memset(salt, 'Q', 1600);
	scram_begin(*state, &t, "SCRAM-SHA-256");
	assert_string_equal(
		answer(*state, t.x,
		       arena_printf(*state, "r=%sx,s=%s,i=4096", strstr(t.bare, ",r=") + 3, salt)),
		"!challenge");
	sasl_free(t.x);
	scram_begin(*state, &t, "SCRAM-SHA-256"); /* somebody else's nonce */
	assert_string_equal(answer(*state, t.x, "r=elsewhere,s=QSXCR+Q6sek8bf92,i=4096"),
			    "!challenge");
	sasl_free(t.x);
}

static struct sasl_identity bound(const char *name)
{
	struct sasl_identity id = identity("user", "pencil");

	id.binding_name = name;
	id.binding = text("\x01\xff"
			  "0123456789abcdef0123456789ab");
	return id;
}

static void scram_plus_binds_to_the_channel(void **state)
{
	static const char *const names[] = {"tls-exporter", "tls-unique"};

	for (size_t i = 0; i < 2; i++) {
		struct scram_talk t = {.id = bound(names[i])};
		const char *head = arena_printf(*state, "p=%s,,", names[i]);

		scram_begin(*state, &t, "SCRAM-SHA-256-PLUS");
		assert_memory_equal(t.first, head, strlen(head));
		assert_string_equal(sasl_binding(t.x), names[i]);
		scram_answer(*state, &t, &sha256);
		head = arena_printf(*state, "%s%s", head, t.id.binding.p);
		assert_string_equal(value(*state, t.last, "c="),
				    base64(*state, head, strlen(head)));
		assert_string_equal(answer(*state, t.x, t.signature), "");
		sasl_free(t.x);
	}
}

/* The user has named it: what it could be bound to has no say. */
static void scram_that_does_not_bind_says_so(void **state)
{
	struct scram_talk t = {.id = bound("tls-exporter")};

	scram_begin(*state, &t, "SCRAM-SHA-256");
	assert_memory_equal(t.first, "n,,", 3);
	assert_null(sasl_binding(t.x));
	sasl_free(t.x);
}

static void what_cannot_bind_is_not_tried(void **state)
{
	const struct sasl_identity id = identity("user", "pencil");
	struct sasl_exchange *x = begin("SCRAM-SHA-1-PLUS", &id);

	assert_string_equal(answer(*state, x, NULL), "!no-binding");
	sasl_free(x);
}

/* ---- NTLM ---- */

static struct bytes ntlm_challenge(char raw[48])
{
	memset(raw, 0, 48);
	memcpy(raw, "NTLMSSP\0\2\0\0\0", 12);
	memcpy(raw + 12, "\10\0\10\0\50\0\0\0\1\202\0\0abcdefgh", 20); /* name: 8 bytes at 40 */
	memcpy(raw + 40, "D\0O\0M\0N\0", 8);
	return (struct bytes){raw, 48};
}

static enum sasl_state ntlm(struct bytes challenge, const char *user, struct buf *out)
{
	const struct sasl_identity id = identity(user, "SecREt01");
	struct sasl_exchange *x = begin("NTLM", &id);
	enum sasl_state state = sasl_next(x, text(""), out);

	if (state == SASL_SAY) {
		assert_memory_equal(out->p, "NTLMSSP\0\1\0\0\0", 12);
		buf_clear(out);
		state = sasl_next(x, challenge, out);
	}
	sasl_free(x);
	return state;
}

static bool holds(const struct buf *b, const char *part, size_t n)
{
	return memmem(b->p, b->n, part, n) != NULL;
}

static void ntlm_answers_for_a_user_and_a_domain(void **state)
{
	char raw[48];
	struct bytes c = ntlm_challenge(raw);
	struct buf out = {0};

	(void)state;
	assert_int_equal(ntlm(c, "CORP\\bob", &out), SASL_SAY);
	assert_memory_equal(out.p, "NTLMSSP\0\3\0\0\0", 12);
	assert_true(holds(&out, "b\0o\0b\0", 6));
	buf_free(&out);
}

static void ntlm_that_points_outside_itself_is_no_challenge(void **state)
{
	static const struct {
		size_t at, n;
		const char *bytes;
	} faults[] = {
		{0, 1, "M"},	       {8, 1, "\3"},	     {12, 2, "\377\377"},
		{12, 2, "\311\0"},     {16, 4, "\51\0\0\0"}, {16, 4, "\377\377\377\377"},
		{16, 4, "\0\0\0\200"},
	};
	struct buf out = {0};
	char raw[48];

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct bytes c = ntlm_challenge(raw);

		memcpy(raw + faults[i].at, faults[i].bytes, faults[i].n);
		print_message("  %zu\n", i);
		assert_int_equal(ntlm(c, "bob", &out), SASL_FAULT);
	}
	assert_int_equal(ntlm((struct bytes){raw, 31}, "bob", &out), SASL_FAULT);
	assert_int_equal(ntlm(ntlm_challenge(raw),
			      "a-name-longer-than-a-hundred-and-twenty-eight-bytes-has-no-room-in-"
			      "the-thousand-bytes-that-libntlm-keeps-for-an-answer-and-is-refused",
			      &out),
			 SASL_FAULT);
	buf_free(&out);
}

/* ---- Kerberos ---- */

static void no_ticket_is_found_before_anything_is_said(void **state)
{
	const struct sasl_identity id = identity(NULL, NULL);
	struct sasl_exchange *x;

	setenv("KRB5CCNAME", "FILE:/nonexistent/cache", 1);
	setenv("KRB5_CONFIG", "/dev/null", 1);
	setenv("KRB5_CLIENT_KTNAME", "FILE:/nonexistent/keytab", 1);
	x = begin("GSSAPI", &id);
	assert_string_equal(answer(*state, x, NULL), "!no-ticket");
	sasl_free(x);
}

/* ---- on a thread ---- */

static void on_wake(void *arg)
{
	++*(int *)arg;
}

/* A machine that stands still gives the thread the time to be done at once. */
static enum sasl_state wait_for(struct sasl_exchange *x, enum sasl_state state, uv_loop_t *loop,
				struct buf *out)
{
	while (state == SASL_WORKING) {
		uv_run(loop, UV_RUN_ONCE);
		state = sasl_result(x, out);
	}
	return state;
}

/* One whose work takes a while: `iterations` of PBKDF2; whether it goes on. */
static enum sasl_state work(struct arena *a, struct sasl_exchange *x, uv_loop_t *loop,
			    int iterations, struct buf *out)
{
	const char *first;

	assert_int_equal(wait_for(x, sasl_first(x, out), loop, out), SASL_SAY);
	first = arena_printf(a, "r=%sx,s=QSXCR+Q6sek8bf92,i=%d", strstr(out->p, ",r=") + 3,
			     iterations);
	buf_clear(out);
	return sasl_next(x, text(first), out);
}

static void slow_steps_leave_the_loop_alone(void **state)
{
	const struct sasl_identity id = identity("user", "pencil");
	struct buf out = {0};
	enum sasl_state done;
	int wakes = 0;
	uv_loop_t loop;
	struct sasl_exchange *x;

	assert_int_equal(uv_loop_init(&loop), 0);
	x = sasl_new(sasl_find("SCRAM-SHA-256"), &id, &loop, on_wake, &wakes);
	done = work(*state, x, &loop, 20000, &out);
	assert_int_equal(sasl_iterations(x), 20000); /* known before the work is done */
	assert_int_equal(wait_for(x, done, &loop, &out), SASL_SAY);
	assert_true(done == SASL_SAY || wakes > 0);
	assert_true(holds(&out, ",p=", 3));
	sasl_free(x);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	buf_free(&out);
}

static int threads(void)
{
	DIR *d = opendir("/proc/self/task");
	int n = -2; /* . and .. */

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

/* The loop is gone before the work is done: it ends for nobody, and takes its memory along. */
static bool leave_at_work(struct arena *a)
{
	const struct sasl_identity id = identity("user", "pencil");
	const int before = threads(); /* ThreadSanitizer has one of its own */
	int wakes = 0, seen;
	struct buf out = {0};
	uv_loop_t loop;
	struct sasl_exchange *x;
	bool working;

	assert_int_equal(uv_loop_init(&loop), 0);
	x = sasl_new(sasl_find("SCRAM-SHA-256"), &id, &loop, on_wake, &wakes);
	working = work(a, x, &loop, 1000000, &out) == SASL_WORKING;
	seen = wakes;
	sasl_free(x);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	memset(&loop, 0xee, sizeof(loop));
	buf_free(&out);
	while (threads() > before)
		usleep(1000);
	assert_int_equal(wakes, seen);
	return working;
}

static void work_goes_on_without_its_session(void **state)
{
	bool seen = false;

	for (int i = 0; i < 10 && !seen; i++)
		seen = leave_at_work(*state);
	assert_true(seen);
}

/* ---- what is left in memory ---- */

/* A sanitizer's heap keeps what was freed. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define HEAP_IS_OURS
#endif

#ifdef HEAP_IS_OURS

/* How often the bytes whose complement is `mask` stand in memory that can be written. */
static int traces(const char *mask, size_t n)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512], rights[8];
	unsigned long from, to;
	int found = 0;

	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) != 3 || rights[1] != 'w' ||
		    rights[0] != 'r' || strstr(line, "[v") != NULL)
			continue;
		for (const char *p = (const char *)from; p + n <= (const char *)to; p++) {
			size_t i = 0;

			while (i < n && (char)~p[i] == mask[i])
				i++;
			found += i == n;
		}
	}
	fclose(maps);
	return found;
}

static void all_of_a_password_goes_with_the_exchange(void **state)
{
	static const char *const names[] = {"CRAM-MD5",	   "DIGEST-MD5",    "NTLM",
					    "SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN"};
	static const char *const challenges[] = {
		"<1@x>", "realm=\"r\",nonce=\"n\",qop=\"auth\",algorithm=md5-sess"};
	/* a heap writes over the beginning of what is freed */
	enum { LENGTH = 40, LATE = 20 };
	char mask[LENGTH], raw[48];

	for (size_t i = 0; i < sizeof(mask); i++)
		mask[i] = (char)~('A' + i * 7 % 50 + i / 25); /* nowhere else in memory */
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *secret = mem_alloc(sizeof(mask));
		struct sasl_identity id = identity("bob", "");
		struct buf out = {.secret = true};
		struct sasl_exchange *x;

		for (size_t k = 0; k < sizeof(mask); k++)
			secret[k] = (char)~mask[k];
		id.secret = secret;
		id.secret_len = sizeof(mask);
		x = begin(names[i], &id);
		if (i < 2)
			assert_int_equal(sasl_next(x, text(challenges[i]), &out), SASL_SAY);
		else if (i == 2)
			assert_int_equal(sasl_next(x, text(""), &out), SASL_SAY);
		else
			assert_int_equal(sasl_first(x, &out), SASL_SAY);
		if (i == 2)
			assert_int_equal(sasl_next(x, ntlm_challenge(raw), &out), SASL_SAY);
		if (i == 3 || i == 4) {
			const char *first = arena_printf(*state, "r=%sx,s=QSXCR+Q6,i=4096",
							 strstr(out.p, ",r=") + 3);

			assert_int_equal(sasl_next(x, text(first), &out), SASL_SAY);
		}
		assert_true(traces(mask + LATE, sizeof(mask) - LATE) >= 1); /* we do find it */
		sasl_free(x);
		buf_free(&out);
		mem_wipe(secret, sizeof(mask));
		free(secret);
		print_message("  %s\n", names[i]);
		assert_int_equal(traces(mask + LATE, sizeof(mask) - LATE), 0);
	}
}
#endif

static const struct CMUnitTest tests[] = {
	UNIT_TEST(cram_md5_gives_the_vector_of_rfc_2195),
	UNIT_TEST(our_digest_is_that_of_rfc_2831),
	UNIT_TEST(digest_md5_answers_and_checks_the_server),
	UNIT_TEST(digest_md5_finds_out_who_only_passes_it_on),
	UNIT_TEST(broken_lines_are_not_given_to_the_library),
	UNIT_TEST(our_server_is_that_of_rfc_5802_and_7677),
	UNIT_TEST(scram_logs_in_and_checks_the_server),
	UNIT_TEST(no_server_is_believed_before_it_was_told_enough),
	UNIT_TEST(scram_never_takes_a_server_that_proves_nothing),
	UNIT_TEST(scram_waits_for_the_refusal_behind_an_error),
	UNIT_TEST(scram_does_no_work_for_what_is_out_of_bounds),
	UNIT_TEST(scram_plus_binds_to_the_channel),
	UNIT_TEST(scram_that_does_not_bind_says_so),
	UNIT_TEST(what_cannot_bind_is_not_tried),
	UNIT_TEST(ntlm_answers_for_a_user_and_a_domain),
	UNIT_TEST(ntlm_that_points_outside_itself_is_no_challenge),
	UNIT_TEST(no_ticket_is_found_before_anything_is_said),
	UNIT_TEST(slow_steps_leave_the_loop_alone),
	UNIT_TEST(work_goes_on_without_its_session),
#ifdef HEAP_IS_OURS
	UNIT_TEST(all_of_a_password_goes_with_the_exchange),
#endif
};

int main(int argc, char **argv)
{
	if (sasl_missing(sasl_find("SCRAM-SHA-256")) != NULL) {
		fprintf(stderr, "skipped: %s\n", sasl_missing(sasl_find("SCRAM-SHA-256")));
		return 77;
	}
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
