#include "probe/ehloname.h"

#include "base/text.h"
#include "smtp/address.h"

#include <string.h>
#include <strings.h>

static bool is_public_name(const char *hostname)
{
	return hostname != NULL && strchr(hostname, '.') != NULL && host_fault(hostname) == NULL &&
	       strncasecmp(hostname, "localhost.", strlen("localhost.")) != 0 &&
	       !text_has_suffix(hostname, ".localhost");
}

const char *ehlo_name(struct arena *a, const char *hostname, const char *source)
{
	size_t scope;

	if (is_public_name(hostname))
		return hostname;
	if (source == NULL)
		source = "127.0.0.1";
	if (strchr(source, ':') == NULL)
		return arena_printf(a, "[%s]", source);
	scope = strcspn(source, "%");
	return arena_printf(a, "[IPv6:%.*s]", (int)scope, source);
}

bool ehlo_can_be(const char *name)
{
	const char *s = name;

	while ((unsigned char)*s > ' ' && *s != 0x7f)
		s++;
	return *name != '\0' && *s == '\0';
}
