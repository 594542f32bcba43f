/* Why programs give up, in the words of their libraries. */
#include "base/clock.h"
#include "transcript/program.h"

#include <string.h>

/* ---- certificates ---- */

/* What OpenSSL, GnuTLS, Java, Go and .NET say; the more telling first. */
static const struct {
	const char *words;
	unsigned faults;
} certificate_words[] = {
	{"certificate has expired", CERT_EXPIRED},
	{"expired certificate", CERT_EXPIRED},
	{"certificate expired", CERT_EXPIRED},
	{"has expired or is not yet valid", CERT_EXPIRED},
	{"CertificateExpiredException", CERT_EXPIRED},
	{"NotAfter: ", CERT_EXPIRED},
	{"ERROR_EXPIRED_CERT", CERT_EXPIRED},
	{"not yet valid", CERT_EARLY},
	{"not yet activated", CERT_EARLY},
	{"CertificateNotYetValid", CERT_EARLY},
	{"NOT_YET_VALID_CERT", CERT_EARLY},
	{"hostname mismatch", CERT_NAME},
	{"hostname verification failed", CERT_NAME},
	{"IP address mismatch", CERT_NAME},
	{"host name does not match", CERT_NAME},
	{"certificate does not match", CERT_NAME},
	{"certificate owner does not match", CERT_NAME},
	{"no alternative certificate subject name matches", CERT_NAME},
	{"does not match target host name", CERT_NAME},
	{"did not match expected name", CERT_NAME},
	{"did not match expected CN", CERT_NAME},
	{"not match certificate's altnames", CERT_NAME},
	{"No subject alternative", CERT_NAME},
	{"verify identity of server", CERT_NAME},
	{"not match the expected", CERT_NAME},
	{"certificate is valid for ", CERT_NAME},
	{"BAD_CERT_DOMAIN", CERT_NAME},
	{"in certificate chain", CERT_TRUST},
	{"self-signed certificate", CERT_SELF | CERT_TRUST},
	{"self signed certificate", CERT_SELF | CERT_TRUST},
	{"SELF_SIGNED_CERT", CERT_SELF | CERT_TRUST},
	{"unable to verify the first certificate", CERT_CHAIN | CERT_TRUST},
	{"unable to get local issuer certificate", CERT_TRUST},
	{"unable to get issuer certificate", CERT_CHAIN | CERT_TRUST},
	{"issuer is unknown", CERT_TRUST},
	{"unable to find valid certification path", CERT_TRUST},
	{"unknown authority", CERT_TRUST},
	{"UNKNOWN_ISSUER", CERT_TRUST},
	{"certificate verify failed", CERT_TRUST},
	{"certificate verification failed", CERT_TRUST},
	{"CERTIFICATE_VERIFY_FAILED", CERT_TRUST},
	{"certificate problem", CERT_TRUST},
	{"remote certificate is invalid", CERT_TRUST},
};

static unsigned faults_of(struct bytes words)
{
	for (size_t i = 0; i < sizeof(certificate_words) / sizeof(certificate_words[0]); i++)
		if (bytes_has(words, certificate_words[i].words))
			return certificate_words[i].faults;
	return 0;
}

void certificate_refused(struct reading *rd, struct bytes words)
{
	const unsigned faults = faults_of(words);

	event(rd, &(struct event){.kind = EVENT_NOT_VERIFIED,
				  .mode = MODE_UNKNOWN,
				  .text = words,
				  .faults = faults != 0 ? faults : CERT_TRUST});
}

/* ---- all else ---- */

static const struct {
	const char *words;
	enum event_kind kind;
} others[] = {
	{"STARTTLS extension not supported", EVENT_NO_STARTTLS},
	{"STARTTLS not supported", EVENT_NO_STARTTLS},
	{"STARTTLS is required but", EVENT_NO_STARTTLS},
	{"STARTTLS required but not supported", EVENT_NO_STARTTLS},
	{"does not support TLS via the STARTTLS", EVENT_NO_STARTTLS},
	{"does not support STARTTLS", EVENT_NO_STARTTLS},
	{"not support STARTTLS", EVENT_NO_STARTTLS},
	{"STARTTLS not available", EVENT_NO_STARTTLS},
	{"STARTTLS is not supported", EVENT_NO_STARTTLS},
	{"AUTH extension not supported", EVENT_NO_AUTH},
	{"No suitable authentication method", EVENT_NO_AUTH},
	{"No known authentication mechanisms", EVENT_NO_AUTH},
	{"does not support authentication", EVENT_NO_AUTH},
	{"cannot use a secure authentication method", EVENT_NO_AUTH},
	{"cannot find a usable authentication method", EVENT_NO_AUTH},
	{"No supported authentication method", EVENT_NO_AUTH},
	{"No authenticators available", EVENT_NO_AUTH},
	{"No available auth method", EVENT_NO_AUTH},
	{"No authentication mechanisms supported", EVENT_NO_AUTH},
	{"wrong version number", EVENT_TLS_FAILED},
	{"unexpected eof while reading", EVENT_TLS_FAILED},
	{"packet length too long", EVENT_TLS_FAILED},
	{"alert handshake failure", EVENT_TLS_FAILED},
	{"alert protocol version", EVENT_TLS_FAILED},
	{"unsupported protocol", EVENT_TLS_FAILED},
	{"unsupported or unrecognized SSL message", EVENT_TLS_FAILED},
	{"handshake_failure", EVENT_TLS_FAILED},
	{"protocol_version", EVENT_TLS_FAILED},
	{"TLS handshake failed", EVENT_TLS_FAILED},
	{"TLS connect error", EVENT_TLS_FAILED},
	{"SSL_ERROR_SYSCALL", EVENT_TLS_FAILED},
	{":SSL routines:", EVENT_TLS_FAILED},
	{"socket disconnected before secure TLS", EVENT_TLS_FAILED},
	{"unexpected EOF", EVENT_CLOSED},
	{"end of file reached", EVENT_CLOSED},
	{"sent an empty reply", EVENT_CLOSED},
	{"response reading failed", EVENT_CLOSED},
	{"unexpected socket close", EVENT_CLOSED},
	{"[EOF]", EVENT_CLOSED},
	{"ConnectionRefusedError", EVENT_REFUSED},
	{"NetworkTimeoutError", EVENT_UNREACHED},
	{"NetworkInterruptError", EVENT_RESET},
	{"DomainNotFoundError", EVENT_NO_NAME},
	{"UnknownHostException", EVENT_NO_NAME},
	{"cannot be resolved", EVENT_NO_NAME},
	{"getaddrinfo", EVENT_NO_NAME},
	{"errno: 111", EVENT_REFUSED},
	{"errno=111", EVENT_REFUSED},
	{"errno: 110", EVENT_UNREACHED},
	{"errno=110", EVENT_UNREACHED},
	{"errno: 113", EVENT_NO_ROUTE},
	{"errno=113", EVENT_NO_ROUTE},
	{"errno=104", EVENT_RESET},
};

static enum event_kind kind_of(struct bytes words)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (bytes_has(words, others[i].words))
			return others[i].kind;
	return kind_of_words(words);
}

bool trouble_says(struct reading *rd, struct bytes words)
{
	enum event_kind kind;

	if (words.n == 0)
		return false;
	if (faults_of(words) != 0) {
		certificate_refused(rd, words);
		return true;
	}
	kind = kind_of(words);
	if (kind != EVENT_NOTE)
		program_says(rd, kind, words);
	return kind != EVENT_NOTE;
}

/* ---- dates ---- */

int64_t openssl_date(struct bytes words)
{
	struct bytes rest;
	const struct bytes name = line_word(words, &rest);
	const int month = name.n == 3 ? clock_month(name.p) : 0;
	const int day = line_number(line_word(rest, &rest));
	const struct bytes time = line_word(rest, &rest);
	const int year = line_number(line_word(rest, &rest));
	int at[3];

	if (month == 0 || day < 1 || day > 31 || year < 1950 || year > 9999 || time.n != 8)
		return 0;
	for (int i = 0; i < 3; i++) {
		at[i] = line_number((struct bytes){time.p + 3 * i, 2});
		if (at[i] < 0 || at[i] > 60)
			return 0;
	}
	return ((clock_days(year, month, day) * 24 + at[0]) * 60 + at[1]) * 60000 + at[2] * 1000LL;
}
