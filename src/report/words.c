#include "report/words.h"

const char *const owner_words[] = {
	[OWNER_NOBODY] = "nobody",
	[OWNER_YOU] = "you, at this machine or mail program",
	[OWNER_NETWORK_ADMIN] = "network administrator (firewall, routing)",
	[OWNER_TENANT_ADMIN] = "tenant administrator",
	[OWNER_SERVER_ADMIN] = "administrator of the mail server",
	[OWNER_PROVIDER] = "mail provider",
};

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
