#include "certmaker.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void must(int rc)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "certs: %s\n", gnutls_strerror(rc));
	abort();
}

static void add_names(gnutls_x509_crt_t crt, const struct cert_spec *s)
{
	struct in_addr ip;

	for (int i = 0; i < 4 && s->dns[i] != NULL; i++)
		must(gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, s->dns[i],
							  (unsigned)strlen(s->dns[i]),
							  GNUTLS_FSAN_APPEND));
	if (s->ip != NULL) {
		inet_pton(AF_INET, s->ip, &ip);
		must(gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, &ip,
							  sizeof(ip), GNUTLS_FSAN_APPEND));
	}
}

static void add_aia(gnutls_x509_crt_t crt, const char *uri)
{
	static const char ocsp[] = "http://ocsp.example/";
	gnutls_datum_t first = {(unsigned char *)ocsp, sizeof(ocsp) - 1};
	gnutls_datum_t second = {(unsigned char *)uri, (unsigned)strlen(uri)};

	must(gnutls_x509_crt_set_authority_info_access(crt, GNUTLS_IA_OCSP_URI, &first));
	must(gnutls_x509_crt_set_authority_info_access(crt, GNUTLS_IA_CAISSUERS_URI, &second));
}

static void set_dates(gnutls_x509_crt_t crt, const struct cert_spec *s)
{
	bool given = s->from_hours != 0 || s->to_hours != 0;
	time_t now = time(NULL);

	must(gnutls_x509_crt_set_activation_time(crt, now + (given ? s->from_hours : -1) * 3600L));
	must(gnutls_x509_crt_set_expiration_time(crt, now + (given ? s->to_hours : 1000) * 3600L));
}

static gnutls_x509_privkey_t make_key(const struct cert_spec *s)
{
	gnutls_x509_privkey_t key;

	must(gnutls_x509_privkey_init(&key));
	if (s->key_of != NULL)
		must(gnutls_x509_privkey_cpy(key, s->key_of->key));
	else if (s->key != 0)
		must(gnutls_x509_privkey_generate(key, s->key, (unsigned)s->rsa_bits, 0));
	else if (s->rsa_bits != 0)
		must(gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, (unsigned)s->rsa_bits, 0));
	else
		must(gnutls_x509_privkey_generate(
			key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
	return key;
}

struct identity cert_make(const struct cert_spec *s)
{
	static unsigned char serial;
	struct identity id = {.key = make_key(s)};
	unsigned char number[] = {1, ++serial}, key_id[20];
	size_t key_id_size = sizeof(key_id);

	must(gnutls_x509_crt_init(&id.crt));
	must(gnutls_x509_crt_set_version(id.crt, 3));
	must(gnutls_x509_crt_set_serial(id.crt, number, sizeof(number)));
	must(gnutls_x509_crt_set_dn_by_oid(id.crt, GNUTLS_OID_X520_COMMON_NAME, 0, s->cn,
					   (unsigned)strlen(s->cn)));
	must(gnutls_x509_crt_set_key(id.crt, id.key));
	must(gnutls_x509_crt_get_key_id(id.crt, 0, key_id, &key_id_size));
	must(gnutls_x509_crt_set_subject_key_id(id.crt, key_id, key_id_size));
	must(gnutls_x509_crt_set_basic_constraints(id.crt, s->ca, -1));
	must(gnutls_x509_crt_set_key_usage(id.crt, s->ca ? GNUTLS_KEY_KEY_CERT_SIGN
							 : GNUTLS_KEY_DIGITAL_SIGNATURE |
								   GNUTLS_KEY_KEY_ENCIPHERMENT));
	set_dates(id.crt, s);
	add_names(id.crt, s);
	if (s->aia != NULL)
		add_aia(id.crt, s->aia);
	if (s->finish != NULL)
		s->finish(id.crt);
	must(gnutls_x509_crt_sign2(id.crt, s->issuer != NULL ? s->issuer->crt : id.crt,
				   s->issuer != NULL ? s->issuer->key : id.key,
				   s->digest != 0 ? s->digest : GNUTLS_DIG_SHA256, 0));
	must(gnutls_x509_crt_export2(id.crt, GNUTLS_X509_FMT_DER, &id.der));
	if (s->broken)
		id.der.data[id.der.size - 1] ^= 1;
	return id;
}

void cert_free(struct identity *id)
{
	gnutls_x509_crt_deinit(id->crt);
	gnutls_x509_privkey_deinit(id->key);
	gnutls_free(id->der.data);
}

void cert_write_pem(char *path, const struct identity *const *ids, unsigned n)
{
	gnutls_datum_t pem;
	int fd;

	strcpy(path, "/tmp/certs.XXXXXX");
	fd = mkstemp(path);
	for (unsigned i = 0; i < n; i++) {
		must(gnutls_x509_crt_export2(ids[i]->crt, GNUTLS_X509_FMT_PEM, &pem));
		must(write(fd, pem.data, pem.size) == (ssize_t)pem.size ? 0 : GNUTLS_E_FILE_ERROR);
		gnutls_free(pem.data);
	}
	close(fd);
}
