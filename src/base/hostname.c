#include "base/hostname.h"

#include "base/netaddr.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

const char *special_ending(const char *host)
{
	static const char *const special[] = {".localhost", ".local",	 ".localdomain",
					      ".lan",	    ".internal", ".home.arpa",
					      ".test",	    ".invalid"};

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (text_has_suffix(host, special[i]))
			return special[i];
	return NULL;
}

bool public_name(const char *host)
{
	return strchr(host, '.') != NULL && address_family(host) == 0 &&
	       special_ending(host) == NULL;
}

/* ---- what is registered ---- */

static const char *last_labels(const char *host, int n)
{
	const char *at = host + strlen(host);

	for (; at > host; at--)
		if (at[-1] == '.' && n-- == 1)
			break;
	return at;
}

/* "co.uk", "com.au": a registry's own. */
static bool is_registry(const char *two)
{
	static const char *const own[] = {"ac", "co", "com", "edu", "go", "gob", "gouv", "gov",
					  "gv", "ne", "net", "nom", "or", "org", "qc"};
	size_t n = strcspn(two, ".");

	if (two[n] == '\0' || strlen(two + n + 1) != 2)
		return false;
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strlen(own[i]) == n && strncasecmp(two, own[i], n) == 0)
			return true;
	return false;
}

const char *registered_part(const char *host)
{
	const char *two = last_labels(host, 2);

	return is_registry(two) ? last_labels(host, 3) : two;
}
