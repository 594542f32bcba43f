#include "report/words.h"

#include <string.h>

const char *const owner_words[] = {
	[OWNER_NOBODY] = "nobody",
	[OWNER_YOU] = "you",
	[OWNER_NETWORK_ADMIN] = "network administrator",
	[OWNER_TENANT_ADMIN] = "tenant administrator",
	[OWNER_SERVER_ADMIN] = "administrator of the mail server",
	[OWNER_PROVIDER] = "mail provider",
};

const char *const owner_hints[] = {
	[OWNER_NOBODY] = "",
	[OWNER_YOU] = ", at this machine or mail program",
	[OWNER_NETWORK_ADMIN] = " (firewall, routing)",
	[OWNER_TENANT_ADMIN] = "",
	[OWNER_SERVER_ADMIN] = "",
	[OWNER_PROVIDER] = "",
};

const char *const outcome_words[] = {
	[OUTCOME_NOT_REACHED] = "not reached",
	[OUTCOME_PASS] = "pass",
	[OUTCOME_FAIL] = "fail",
	[OUTCOME_SKIP] = "skip",
	[OUTCOME_NOT_TESTED] = "not tested",
};

const char *const dns_status_words[] = {
	[DNS_OK] = "found",
	[DNS_NODATA] = "no such record",
	[DNS_NXDOMAIN] = "no such name",
	[DNS_SERVFAIL] = "server failure",
	[DNS_REFUSED] = "refused",
	[DNS_TIMEOUT] = "no answer",
	[DNS_NO_RESOLVER] = "no resolver",
	[DNS_NO_ROUTE] = "no route to a resolver",
	[DNS_CNAME_LOOP] = "aliases in a circle",
	[DNS_MALFORMED] = "not an answer",
	[DNS_OTHER] = "another error",
};

/* The words of stage.note, for people. */
static const struct {
	const char *note, *phrase;
} notes[] = {
	{"until", "not asked for (--until)"},
	{"no-credentials", "no password or token was given"},
	{"no-sender", "no --from was given"},
	{"not-needed", "not the business of this connection"},
	{"tried-elsewhere", "tried once only, on another connection"},
	{"out-of-step", "nobody there to say it to"},
	{"connection-budget", "connections enough to that address"},
	{"server-limited", "the server limited us"},
	{"system-policy", "this system does not allow it"},
	{"interrupted", "interrupted"},
	{"total-timeout", "the time was up"},
};

const char *note_in_words(const char *note)
{
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if (strcmp(notes[i].note, note) == 0)
			return notes[i].phrase;
	return note;
}

const char *const verdict_words[] = {
	[VERDICT_OK] = "OK",
	[VERDICT_DEGRADED] = "DEGRADED",
	[VERDICT_FAILED] = "FAILED",
	[VERDICT_UNTESTED] = "UNTESTED",
};

const char *const address_source_words[] = {
	[ADDRESS_DNS] = "from the DNS",
	[ADDRESS_HOSTS] = "from the hosts file",
	[ADDRESS_LITERAL] = "given as an address",
	[ADDRESS_OPTION] = "given with --address",
};

enum mark severity_mark(enum severity s)
{
	static const enum mark marks[] = {MARK_OK, MARK_NONE, MARK_WARN, MARK_FAIL};

	return marks[s];
}

enum mark verdict_mark(enum verdict_status s)
{
	static const enum mark marks[] = {MARK_OK, MARK_WARN, MARK_FAIL, MARK_SKIP};

	return marks[s];
}
