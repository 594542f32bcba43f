#include "interpret/private_address.h"

#include "base/text.h"
#include "smtp/address.h"

#include <string.h>

bool public_name(const char *host)
{
	static const char *const special[] = {".localhost", ".local",	 ".localdomain",
					      ".lan",	    ".internal", ".home.arpa",
					      ".test",	    ".invalid"};

	if (strchr(host, '.') == NULL || address_family(host) != 0)
		return false;
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (text_has_suffix(host, special[i]))
			return false;
	return true;
}
