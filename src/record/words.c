#include "record/words.h"

#include <string.h>

const char *const outcome_words[] = {
	[OUTCOME_NOT_REACHED] = "not reached",
	[OUTCOME_PASS] = "pass",
	[OUTCOME_FAIL] = "fail",
	[OUTCOME_SKIP] = "skip",
	[OUTCOME_NOT_TESTED] = "not tested",
	NULL,
};

const char *const dns_status_words[] = {
	[DNS_OK] = "found",
	[DNS_NODATA] = "no such record",
	[DNS_NXDOMAIN] = "no such name",
	[DNS_SERVFAIL] = "server failure",
	[DNS_BOGUS] = "bogus signatures",
	[DNS_REFUSED] = "refused",
	[DNS_TIMEOUT] = "no answer",
	[DNS_NO_RESOLVER] = "no resolver",
	[DNS_NO_ROUTE] = "no route to a resolver",
	[DNS_CNAME_LOOP] = "aliases in a circle",
	[DNS_MALFORMED] = "not an answer",
	[DNS_OTHER] = "another error",
	NULL,
};

const char *const address_source_words[] = {
	[ADDRESS_DNS] = "from the DNS",
	[ADDRESS_HOSTS] = "from the hosts file",
	[ADDRESS_LITERAL] = "given as an address",
	[ADDRESS_OPTION] = "given with --address",
	[ADDRESS_PROXY] = "looked up by the proxy",
	NULL,
};

const char *const tcp_class_words[] = {
	[TCP_OPEN] = "open",
	[TCP_REFUSED] = "refused",
	[TCP_RESET] = "reset",
	[TCP_TIMEOUT] = "timed out",
	[TCP_UNREACHABLE] = "unreachable",
	[TCP_PROHIBITED] = "prohibited",
	[TCP_NO_ROUTE] = "no route",
	[TCP_NO_FAMILY] = "no address here",
	[TCP_LOCAL_BLOCK] = "blocked here",
	[TCP_LOCAL_ERROR] = "local error",
	NULL,
};

const char *const failure_words[] = {
	[FAILURE_NONE] = "",
	[FAILURE_NET] = "not connected",
	[FAILURE_TIMEOUT] = "timed out",
	[FAILURE_CLOSED] = "closed",
	[FAILURE_RESET] = "reset",
	[FAILURE_REPLY] = "refused",
	[FAILURE_PROTOCOL] = "not SMTP",
	[FAILURE_TOO_LONG] = "too long",
	[FAILURE_NOT_OFFERED] = "not offered",
	[FAILURE_TLS] = "failed",
	[FAILURE_CERTIFICATE] = "not acceptable",
	[FAILURE_WITHHELD] = "withheld",
	[FAILURE_LOCAL] = "not possible here",
	[FAILURE_INTERRUPTED] = "interrupted",
	NULL,
};

const char *const proxy_failure_words[] = {
	[FAILURE_NONE] = "",
	[FAILURE_NET] = "proxy not connected",
	[FAILURE_TIMEOUT] = "proxy silent",
	[FAILURE_CLOSED] = "proxy closed",
	[FAILURE_RESET] = "proxy reset",
	[FAILURE_REPLY] = "proxy refused",
	[FAILURE_PROTOCOL] = "not a proxy",
	[FAILURE_TOO_LONG] = "proxy too long",
	[FAILURE_NOT_OFFERED] = "proxy not offered",
	[FAILURE_TLS] = "proxy failed",
	[FAILURE_CERTIFICATE] = "proxy not acceptable",
	[FAILURE_WITHHELD] = "proxy withheld",
	[FAILURE_LOCAL] = "not possible here",
	[FAILURE_INTERRUPTED] = "interrupted",
	NULL,
};

/* The words of stage.note, for people. */
static const struct {
	const char *note, *phrase;
} notes[] = {
	{"until", "not asked for (--until)"},
	{"no-credentials", "no password or token was given"},
	{"no-sender", "no --from was given"},
	{"channel", "nobody vouches for the server"},
	{"not-needed", "not the business of this connection"},
	{"tried-elsewhere", "tried once only, on another connection"},
	{"out-of-step", "nobody there to say it to"},
	{"connection-budget", "connections enough to that address"},
	{"server-limited", "the server limited us"},
	{"system-policy", "this system does not allow it"},
	{"interrupted", "interrupted"},
	{"total-timeout", "the time was up"},
	{"not-seen", "the text does not show it"},
};

const char *note_in_words(const char *note)
{
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if (strcmp(notes[i].note, note) == 0)
			return notes[i].phrase;
	return note;
}

const char *note_of_words(const char *phrase)
{
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if (strcmp(notes[i].phrase, phrase) == 0)
			return notes[i].note;
	return NULL;
}

/* What is wrong with a certificate: the most telling fault only. */
static const char *certificate_words(const struct tls_facts *t)
{
	bool revoked = t->staple != NULL && t->staple->status == STAPLE_REVOKED;
	const struct {
		bool is;
		const char *words;
	} faults[] = {
		{revoked, "cert revoked"},
		{t->expired, "cert expired"},
		{t->not_yet_valid, "cert not yet valid"},
		{!t->name_ok, "cert wrong name"},
		{!t->trusted, "cert untrusted"},
		{t->weak, "cert weak"},
	};

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].is)
			return faults[i].words;
	return "cert refused";
}

/* RFC 1928: what it says of itself first, then of the server. */
static const char *socks5_words(struct arena *a, const struct proxy_facts *f)
{
	static const char *const words[] = {
		[2] = "proxy forbids", [3] = "unreachable", [4] = "unreachable",
		[5] = "refused",       [6] = "timed out",
	};

	if (f->code < 0)
		return "proxy login";
	if ((size_t)f->code < sizeof(words) / sizeof(words[0]) && words[f->code] != NULL)
		return words[f->code];
	return arena_printf(a, "proxy reply %d", f->code);
}

static const char *proxy_words(struct arena *a, const struct stage *st)
{
	const struct proxy_facts *f = st->proxy;

	if (st->failure != FAILURE_REPLY || f == NULL)
		return proxy_failure_words[st->failure];
	if (f->scheme != NULL && strcmp(f->scheme, "http") == 0)
		return arena_printf(a, "proxy %d", f->code);
	return socks5_words(a, f);
}

const char *failure_in_words(struct arena *a, const struct stage *st)
{
	if (st->id == STAGE_PROXY)
		return proxy_words(a, st);
	if (st->failure == FAILURE_NET && st->tcp != NULL)
		return tcp_class_words[st->tcp->class];
	if (st->failure == FAILURE_REPLY && st->reply.code != 0)
		return arena_printf(a, "%d", st->reply.code);
	if (st->failure == FAILURE_CERTIFICATE && st->tls != NULL)
		return certificate_words(st->tls);
	if (st->tls != NULL && st->tls->plaintext.n > 0)
		return "plain text";
	return failure_words[st->failure];
}
