/* The hello by hand: what it offers byte for byte, and what is made of answers, in any pieces. */
#include "net/hello.h"
#include "unit.h"

#include <string.h>

/* ---- what we send ---- */

static struct hello_offer offer_of(enum tls_version v, uint16_t *suites)
{
	struct hello_offer o = {.version = v, .suites = suites, .sni = "mx.example.org"};

	o.n = suites_of(v, suites);
	memset(o.random, 'r', HELLO_RANDOM);
	memset(o.session, 's', HELLO_RANDOM);
	memset(o.share, 'k', HELLO_RANDOM);
	return o;
}

static unsigned at(const struct buf *b, size_t i, int bytes)
{
	unsigned v = 0;

	for (; bytes > 0; bytes--)
		v = v << 8 | (unsigned char)b->p[i++];
	return v;
}

/* Where the extensions begin; 0: there are none. */
static size_t walk_to_extensions(const struct buf *b, enum tls_version v, size_t suites)
{
	size_t i = 9 + 2 + HELLO_RANDOM;

	assert_int_equal(at(b, 0, 1), 22);
	assert_int_equal(at(b, 1, 2), v == SSL_3_0 ? 0x0300 : 0x0301);
	assert_int_equal(at(b, 3, 2), b->n - 5);
	assert_int_equal(at(b, 5, 1), 1);
	assert_int_equal(at(b, 6, 3), b->n - 9);
	assert_int_equal(at(b, 9, 2), 0x0300 + (v == TLS_1_3 ? TLS_1_2 : v) - SSL_3_0);
	assert_int_equal(at(b, i, 1), v == TLS_1_3 ? 32 : 0);
	i += 1 + at(b, i, 1);
	assert_int_equal(at(b, i, 2), 2 * suites);
	i += 2 + 2 * suites;
	assert_int_equal(at(b, i, 1), v == TLS_1_3 ? 1 : 2);
	i += 1 + at(b, i, 1);
	if (i == b->n)
		return 0;
	assert_int_equal(at(b, i, 2), b->n - i - 2);
	return i + 2;
}

/* Where the body of that extension begins, 0: it is not there. All of them must fit. */
static size_t extension(const struct buf *b, size_t i, unsigned type)
{
	size_t found = 0;

	while (i < b->n) {
		if (at(b, i, 2) == type)
			found = i + 4;
		i += 4 + at(b, i + 2, 2);
	}
	assert_int_equal(i, b->n);
	return found;
}

static void each_version_offers_its_own(void **state)
{
	(void)state;
	for (enum tls_version v = SSL_3_0; v <= TLS_1_3; v++) {
		uint16_t suites[SUITES_MAX];
		struct hello_offer o = offer_of(v, suites);
		struct buf b = {0};
		size_t ext;

		print_message("  %s: %d suites\n", tls_version_names[v], (int)o.n);
		hello_write(&b, &o);
		ext = walk_to_extensions(&b, v, o.n);
		assert_int_equal(ext != 0, v != SSL_3_0);
		if (ext != 0) {
			size_t name = extension(&b, ext, 0);

			assert_true(name != 0);
			assert_memory_equal(b.p + name + 5, "mx.example.org", 14);
			assert_true(extension(&b, ext, 10) != 0);
			assert_int_equal(extension(&b, ext, 13) != 0, v >= TLS_1_2);
			assert_int_equal(extension(&b, ext, 43) != 0, v == TLS_1_3);
			assert_int_equal(extension(&b, ext, 51) != 0, v == TLS_1_3);
			assert_int_equal(extension(&b, ext, 23) != 0, v != TLS_1_3);
			assert_int_equal(extension(&b, ext, 35) != 0, v != TLS_1_3);
			assert_int_equal(extension(&b, ext, 0xff01) != 0, v != TLS_1_3);
		}
		buf_free(&b);
	}
}

static void without_a_name_none_is_sent(void **state)
{
	uint16_t suites[SUITES_MAX];
	struct hello_offer o = offer_of(TLS_1_2, suites);
	struct buf b = {0};

	(void)state;
	o.sni = NULL;
	hello_write(&b, &o);
	assert_int_equal(extension(&b, walk_to_extensions(&b, TLS_1_2, o.n), 0), 0);
	buf_free(&b);
}

static void good_bye_is_said_in_the_words_of_the_version(void **state)
{
	struct buf b = {0};

	(void)state;
	hello_farewell(&b, TLS_1_3);
	assert_int_equal(b.n, 14);
	assert_memory_equal(b.p, "\x15\x03\x03\0\x02\x01\x5a\x15\x03\x03\0\x02\x01\0", 14);
	buf_clear(&b);
	hello_farewell(&b, SSL_3_0);
	assert_int_equal(b.n, 7);
	assert_memory_equal(b.p, "\x15\x03\0\0\x02\x01\0", 7);
	buf_free(&b);
}

static void suites_have_one_number_and_one_name(void **state)
{
	static const size_t least[] = {
		[SSL_3_0] = 50, [TLS_1_0] = 50, [TLS_1_1] = 50, [TLS_1_2] = 100, [TLS_1_3] = 5};

	(void)state;
	for (enum tls_version v = SSL_3_0; v <= TLS_1_3; v++) {
		uint16_t codes[SUITES_MAX];
		size_t n = suites_of(v, codes);

		assert_in_range(n, least[v], SUITES_MAX);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(suite_code(suite_name(codes[i])), codes[i]);
			for (size_t j = 0; j < i; j++)
				assert_int_not_equal(codes[i], codes[j]);
		}
	}
	assert_string_equal(suite_name(0x0005), "TLS_RSA_WITH_RC4_128_SHA");
	assert_string_equal(suite_name(0xc02f), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
	assert_string_equal(suite_name(0x0017), "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5");
	assert_null(suite_name(0x00ff));
	assert_int_equal(suite_code("TLS_NO_SUCH_THING"), -1);
	assert_int_equal(suite_code(NULL), -1);
}

/* ---- what comes ---- */

/* Messages of a server, and records around them. */
static void message(struct buf *b, int type, const char *body, size_t n)
{
	const char head[] = {(char)type, (char)(n >> 16), (char)(n >> 8), (char)n};

	buf_add(b, head, 4);
	buf_add(b, body, n);
}

static void record(struct buf *b, int type, int minor, const char *body, size_t n)
{
	const char head[] = {(char)type, 3, (char)minor, (char)(n >> 8), (char)n};

	buf_add(b, head, 5);
	buf_add(b, body, n);
}

#define RANDOM "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"

/* A ServerHello; `ext`: its extensions with their length. */
static void server_hello(struct buf *b, int minor, unsigned suite, int compression, const char *ext,
			 size_t n)
{
	const char rest[] = {0, (char)(suite >> 8), (char)suite, (char)compression};
	struct buf body = {0};

	buf_char(&body, 3);
	buf_char(&body, (char)minor);
	buf_add(&body, RANDOM, 32);
	buf_add(&body, rest, 4);
	buf_add(&body, ext, n);
	message(b, 2, body.p, body.n);
	buf_free(&body);
}

static struct hello_reader read_in(const struct buf *b, size_t pieces)
{
	struct hello_reader r;

	hello_begin(&r);
	for (size_t i = 0; i < b->n; i += pieces)
		hello_read(&r, b->p + i, b->n - i < pieces ? b->n - i : pieces);
	return r;
}

/* The same in pieces of any size. */
static struct hello_answer answer_of(const struct buf *records, enum hello_step step)
{
	struct hello_reader whole = read_in(records, records->n);

	for (size_t pieces = 1; pieces < 9; pieces++) {
		struct hello_reader r = read_in(records, pieces);

		assert_int_equal(r.step, whole.step);
		assert_memory_equal(&r.answer, &whole.answer, sizeof(r.answer));
	}
	assert_int_equal(whole.step, step);
	return whole.answer;
}

static void ssl3_is_a_server_hello_of_ssl3_in_a_record_of_ssl3(void **state)
{
	(void)state;
	for (int minor = 0; minor < 2; minor++) {
		struct buf m = {0}, b = {0};
		struct hello_answer a;

		server_hello(&m, 0, 0x0005, 0, NULL, 0);
		message(&m, 14, NULL, 0);
		record(&b, 22, minor, m.p, m.n);
		a = answer_of(&b, minor == 0 ? HELLO_DONE : HELLO_BROKEN);
		assert_int_equal(a.version, minor == 0 ? SSL_3_0 : TLS_ANY);
		assert_int_equal(a.suite, minor == 0 ? 5 : 0);
		buf_free(&m);
		buf_free(&b);
	}
}

static void an_alert_in_a_record_of_ssl3_is_no_ssl3(void **state)
{
	struct buf b = {0};
	struct hello_answer a;

	(void)state;
	record(&b, 21, 0, "\x02\x28", 2);
	a = answer_of(&b, HELLO_ALERTED);
	assert_int_equal(a.alert, 40);
	assert_int_equal(a.version, TLS_ANY);
	buf_free(&b);
}

static void warnings_are_passed_over(void **state)
{
	struct buf m = {0}, b = {0};

	(void)state;
	record(&b, 21, 3, "\x01\x70", 2);
	server_hello(&m, 3, 0xc02f, 0, NULL, 0);
	message(&m, 14, NULL, 0);
	record(&b, 22, 3, m.p, m.n);
	assert_int_equal(answer_of(&b, HELLO_DONE).alert, -1);
	buf_free(&m);
	buf_free(&b);
}

static void extensions_tell_of_the_server(void **state)
{
	static const char ext[] = "\0\x0d\xff\x01\0\x01\0\0\x17\0\0\0\x23\0\0";
	struct buf m = {0}, b = {0};
	struct hello_answer a;

	(void)state;
	server_hello(&m, 2, 0x002f, 1, ext, sizeof(ext) - 1);
	message(&m, 14, NULL, 0);
	record(&b, 22, 2, m.p, m.n);
	a = answer_of(&b, HELLO_DONE);
	assert_int_equal(a.version, TLS_1_1);
	assert_int_equal(a.compression, 1);
	assert_true(a.safe_renegotiation && a.extended_master_secret && a.tickets);
	buf_free(&m);
	buf_free(&b);
}

/* A prime of 512 bits, its first byte zero; over two records, behind a certificate. */
static void diffie_hellman_is_measured(void **state)
{
	char body[2 + 65 + 3 + 66 + 6], certificate[5000] = {0};
	struct buf m = {0}, b = {0};
	struct hello_answer a;

	(void)state;
	memset(body, 0xff, sizeof(body));
	memcpy(body, "\0\x41\0\x80", 4);
	memcpy(body + 67, "\0\x01\x02\0\x40", 5);
	memcpy(body + 67 + 3 + 66, "\x04\x01\0\x02", 4);
	server_hello(&m, 3, 0x0033, 0, NULL, 0);
	message(&m, 11, certificate, sizeof(certificate));
	message(&m, 12, body, sizeof(body));
	message(&m, 14, NULL, 0);
	record(&b, 22, 3, m.p, 100);
	record(&b, 22, 3, m.p + 100, m.n - 100);
	a = answer_of(&b, HELLO_DONE);
	assert_int_equal(a.dh_bits, 512);
	assert_int_equal(a.signature, 0x0401);
	assert_string_equal(hello_signature_name(a.signature), "RSA-SHA256");
	assert_int_equal(a.last, 14);
	buf_free(&m);
	buf_free(&b);
}

static void curves_are_named(void **state)
{
	static const char body[] = "\x03\0\x17\x03xyz\x04\x03\0\x01s";
	struct buf m = {0}, b = {0};
	struct hello_answer a;

	(void)state;
	server_hello(&m, 3, 0xc02b, 0, NULL, 0);
	message(&m, 12, body, sizeof(body) - 1);
	message(&m, 14, NULL, 0);
	record(&b, 22, 3, m.p, m.n);
	a = answer_of(&b, HELLO_DONE);
	assert_string_equal(hello_group_name(a.group), "SECP256R1");
	assert_string_equal(hello_signature_name(a.signature), "ECDSA-SHA256");
	buf_free(&m);
	buf_free(&b);
}

static void tls13_ends_with_its_hello(void **state)
{
	static const char ext[] = "\0\x0e\0\x2b\0\x02\x03\x04\0\x33\0\x04\0\x1d\0\0";
	struct buf m = {0}, b = {0};
	struct hello_answer a;

	(void)state;
	server_hello(&m, 3, 0x1301, 0, ext, sizeof(ext) - 1);
	record(&b, 22, 3, m.p, m.n);
	buf_str(&b, "\x14\x03\x03");
	a = answer_of(&b, HELLO_DONE);
	assert_int_equal(a.version, TLS_1_3);
	assert_false(a.retry);
	assert_string_equal(hello_group_name(a.group), "X25519");
	buf_free(&m);
	buf_free(&b);
}

static void what_makes_no_sense_ends_it(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum hello_step step;
	} cases[] = {
		{"220 mail.example.org ESMTP\r\n", 28, HELLO_PLAIN},
		{"\x16\x02\0\0\x04", 5, HELLO_PLAIN},
		{"\x16\x03\x09\0\x04", 5, HELLO_BROKEN},
		{"\x16\x03\x01\0\0", 5, HELLO_BROKEN},
		{"\x16\x03\x01\xff\xff", 5, HELLO_BROKEN},
		{"\x17\x03\x03\0\x10", 5, HELLO_BROKEN},
		{"\x16\x03\x03\0\x04\x0e\0\0\0", 9, HELLO_BROKEN}, /* done before hello */
		{"\x16\x03\x03\0\x06\x02\0\0\x02\x03\x03", 11, HELLO_BROKEN}, /* cut hello */
		{"\x16\x03\x03\0\x04\x02\xff\xff\xff", 9, HELLO_BROKEN},      /* 16 MB */
		{"\x16\x03\x03\0\x04\x02\0\0", 8, HELLO_WAIT},
		{"", 0, HELLO_WAIT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = {0};

		print_message("  %d\n", (int)i);
		buf_add(&b, cases[i].bytes, cases[i].n);
		assert_int_equal(answer_of(&b, cases[i].step).version, TLS_ANY);
		buf_free(&b);
	}
}

/* A server that sends certificates for ever. */
static void there_is_an_end_to_it(void **state)
{
	static const char part[16000];
	struct buf m = {0}, b = {0};
	struct hello_reader r;
	int records = 0;

	(void)state;
	server_hello(&m, 1, 0x002f, 0, NULL, 0);
	buf_add(&m, "\x0b\xff\xff\xff", 4);
	record(&b, 22, 1, m.p, m.n);
	hello_begin(&r);
	hello_read(&r, b.p, b.n);
	buf_clear(&b);
	record(&b, 22, 1, part, sizeof(part));
	while (hello_read(&r, b.p, b.n) == HELLO_WAIT)
		assert_in_range(++records, 1, HELLO_BYTES_MAX / sizeof(part) + 1);
	assert_int_equal(r.step, HELLO_BROKEN);
	assert_int_equal(r.answer.version, TLS_1_0);
	buf_free(&m);
	buf_free(&b);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(each_version_offers_its_own),
	UNIT_TEST(without_a_name_none_is_sent),
	UNIT_TEST(good_bye_is_said_in_the_words_of_the_version),
	UNIT_TEST(suites_have_one_number_and_one_name),
	UNIT_TEST(ssl3_is_a_server_hello_of_ssl3_in_a_record_of_ssl3),
	UNIT_TEST(an_alert_in_a_record_of_ssl3_is_no_ssl3),
	UNIT_TEST(warnings_are_passed_over),
	UNIT_TEST(extensions_tell_of_the_server),
	UNIT_TEST(diffie_hellman_is_measured),
	UNIT_TEST(curves_are_named),
	UNIT_TEST(tls13_ends_with_its_hello),
	UNIT_TEST(what_makes_no_sense_ends_it),
	UNIT_TEST(there_is_an_end_to_it),
};

UNIT_MAIN(tests)
