/* oddcert.c - certificates that no authority should sign
 *
 *   oddcert DIR CERTS      DIR/KIND.pem: key and chain for each kind of the table below
 *
 * CERTS is where tests/support/certs has made its authorities: those kinds that are signed by "ca"
 * are trusted by the client, so that only what is odd about them stands in the way. */
#include "../support/certmaker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOST "mail.example.org"
/* Clears the screen, sets the title, C1, right-to-left override, markup, formats. */
#define PAINT                                                                                      \
	"\033[2J\033]0;owned\a \xe2\x80\xae GRO \r\n \xc2\x9b"                                     \
	"31m <b>%s%n{}\\"
#define BROKEN PAINT "\233[31m \xff\xfe \xc0\xaf" /* and no UTF-8 */

enum { LINKS_MAX = 200, PATH_SIZE = 4096 };

static const char *certs;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "oddcert: %s\n", what);
	exit(1);
}

static void must(int rc)
{
	if (rc < 0)
		die(gnutls_strerror(rc));
}

/* ---- names, in DER by hand: the library refuses the odd ones, and takes minutes for many ---- */

enum { DNS_NAME = 0x82, IP_ADDRESS = 0x87, NAMES_SIZE = 512 * 1024 };

static struct {
	unsigned char der[NAMES_SIZE];
	size_t n;
} names;

static size_t put_length(unsigned char *at, size_t n)
{
	size_t bytes = n < 0x80 ? 0 : n < 0x100 ? 1 : n < 0x10000 ? 2 : 3;

	at[0] = (unsigned char)(bytes == 0 ? n : 0x80 | bytes);
	for (size_t i = 1; i <= bytes; i++)
		at[i] = (unsigned char)(n >> 8 * (bytes - i));
	return 1 + bytes;
}

/* A tag, a length and `n` bytes behind the names that there are. */
static void add(int type, const char *data, size_t n)
{
	names.der[names.n++] = (unsigned char)type;
	names.n += put_length(names.der + names.n, n);
	memcpy(names.der + names.n, data, n);
	names.n += n;
}

static void add_name(const char *name)
{
	add(DNS_NAME, name, strlen(name));
}

static void add_hosts(int n)
{
	char text[64];

	for (int i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "host%d.example.org", i);
		add_name(text);
	}
}

static void set_names(gnutls_x509_crt_t crt)
{
	static unsigned char der[NAMES_SIZE];
	size_t head = 1 + put_length(der + 1, names.n);

	der[0] = 0x30; /* SEQUENCE */
	memcpy(der + head, names.der, names.n);
	must(gnutls_x509_crt_set_extension_by_oid(crt, "2.5.29.17", der, head + names.n, 0));
	names.n = 0;
}

/* ---- what is odd ---- */

static void set_organisation(gnutls_x509_crt_t crt, const char *text, size_t n)
{
	must(gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_ORGANIZATION_NAME, 0, text,
					   (unsigned)n));
}

static void our_name(gnutls_x509_crt_t crt)
{
	add_name(HOST);
	set_names(crt);
}

static void many_names(gnutls_x509_crt_t crt)
{
	add_hosts(10000);
	set_names(crt);
}

/* As many as fit into what a handshake may hold; ours is the last. */
static void some_names(gnutls_x509_crt_t crt)
{
	add_hosts(4000);
	add_name(HOST);
	set_names(crt);
}

static void nul_name(gnutls_x509_crt_t crt)
{
	static const char evil[] = HOST "\0.evil.example";

	add(DNS_NAME, evil, sizeof(evil) - 1);
	set_names(crt);
}

static void painted_names(gnutls_x509_crt_t crt)
{
	add_name(BROKEN);
	add_name(HOST);
	set_names(crt);
	set_organisation(crt, PAINT, strlen(PAINT));
}

static void long_names(gnutls_x509_crt_t crt)
{
	static char text[50000];

	memset(text, 'a', sizeof(text));
	add(DNS_NAME, text, sizeof(text));
	add_name(HOST);
	set_names(crt);
	set_organisation(crt, text, sizeof(text));
}

static void odd_addresses(gnutls_x509_crt_t crt)
{
	add(IP_ADDRESS, "\1\2\3", 3);
	add(IP_ADDRESS, "", 0);
	add_name("");
	add_name("*");
	add_name("*.*");
	add_name("*.org");
	add_name("mail.*.org");
	set_names(crt);
}

static void long_serial(gnutls_x509_crt_t crt)
{
	static unsigned char serial[20000];

	memset(serial, 0x41, sizeof(serial));
	must(gnutls_x509_crt_set_serial(crt, serial, sizeof(serial)));
	our_name(crt);
}

/* Where its issuer is to be had: an extension by hand, too. */
static void painted_address(gnutls_x509_crt_t crt)
{
	static const char uri[] = "http://" PAINT "/x.crt";
	static unsigned char der[200] = {0x30, 0, 0x30, 0, 6,	 8, 0x2b, 6,
					 1,    5, 5,	7, 0x30, 2, 0x86};
	const size_t head = 16, n = sizeof(uri) - 1;

	der[1] = (unsigned char)(head - 2 + n);
	der[3] = (unsigned char)(head - 4 + n);
	der[15] = (unsigned char)n;
	memcpy(der + head, uri, n);
	must(gnutls_x509_crt_set_extension_by_oid(crt, "1.3.6.1.5.5.7.1.1", der, head + n, 0));
	our_name(crt);
}

/* The kinds: what the subject's common name is, who signs ("ca", or itself), and the odd part. */
static const struct kind {
	const char *file, *cn;
	bool trusted;
	void (*finish)(gnutls_x509_crt_t crt);
	int links; /* of a chain of its own above it */
} kinds[] = {
	{"many-names", HOST, true, many_names, 0},
	{"some-names", HOST, true, some_names, 0},
	{"nul-name", HOST, true, nul_name, 0},
	{"painted", PAINT, true, painted_names, 0},
	{"painted-stranger", PAINT, false, painted_names, 0},
	{"long-names", HOST, true, long_names, 0},
	{"odd-addresses", "*", true, odd_addresses, 0},
	{"end-of-time", HOST, true, our_name, 0},
	{"long-serial", HOST, true, long_serial, 0},
	{"painted-address", HOST, false, painted_address, 1},
	{"long-chain", HOST, false, our_name, LINKS_MAX - 1},
};

/* ---- making ---- */

static void read_file(char *path, gnutls_datum_t *d)
{
	must(gnutls_load_file(path, d));
}

static struct identity authority(void)
{
	struct identity ca = {0};
	char path[PATH_SIZE];
	gnutls_datum_t d;

	must(gnutls_x509_crt_init(&ca.crt));
	must(gnutls_x509_privkey_init(&ca.key));
	snprintf(path, sizeof(path), "%s/ca.pem", certs);
	read_file(path, &d);
	must(gnutls_x509_crt_import(ca.crt, &d, GNUTLS_X509_FMT_PEM));
	gnutls_free(d.data);
	snprintf(path, sizeof(path), "%s/ca.key", certs);
	read_file(path, &d);
	must(gnutls_x509_privkey_import(ca.key, &d, GNUTLS_X509_FMT_PEM));
	gnutls_free(d.data);
	return ca;
}

static void print(FILE *out, gnutls_datum_t *pem)
{
	fwrite(pem->data, 1, pem->size, out);
	gnutls_free(pem->data);
}

static void write_chain(const char *dir, const char *file, const struct identity *ids, int n)
{
	char path[PATH_SIZE];
	gnutls_datum_t pem;
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s.pem", dir, file);
	out = fopen(path, "w");
	if (out == NULL)
		die(path);
	must(gnutls_x509_privkey_export2(ids[n - 1].key, GNUTLS_X509_FMT_PEM, &pem));
	print(out, &pem);
	for (int i = n - 1; i >= 0; i--) {
		must(gnutls_x509_crt_export2(ids[i].crt, GNUTLS_X509_FMT_PEM, &pem));
		print(out, &pem);
	}
	if (fclose(out) != 0)
		die(path);
}

static void make(const char *dir, const struct kind *k, const struct identity *ca)
{
	static struct identity ids[LINKS_MAX];
	struct cert_spec spec = {.ca = true};
	char cn[64];
	int n = 0;

	for (; n < k->links; n++) {
		snprintf(cn, sizeof(cn), "link %d", n);
		spec.cn = cn;
		spec.issuer = n > 0 ? &ids[n - 1] : NULL;
		ids[n] = cert_make(&spec);
	}
	spec = (struct cert_spec){.cn = k->cn, .finish = k->finish};
	if (strcmp(k->file, "end-of-time") == 0) {
		spec.from_hours = (int)(-time(NULL) / 3600) + 24; /* 1970 */
		spec.to_hours = 7900 * 365 * 24;		  /* the 100th century */
	}
	spec.issuer = k->trusted ? ca : n > 0 ? &ids[n - 1] : NULL;
	ids[n++] = cert_make(&spec);
	write_chain(dir, k->file, ids, n);
	while (n > 0)
		cert_free(&ids[--n]);
}

int main(int argc, char **argv)
{
	struct identity ca;

	if (argc != 3)
		die("usage: oddcert DIR CERTS");
	certs = argv[2];
	ca = authority();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		make(argv[1], &kinds[i], &ca);
	cert_free(&ca);
	return 0;
}
