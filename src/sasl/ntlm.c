#include "sasl/ntlm.h"

#include <string.h>

/* [MS-NLMP] 2.2.1.2: signature, type, target's name (length, room, offset), flags, challenge; and
 * what libntlm has room for: 1024 bytes behind a head of 48, in an answer domain and user (twice),
 * two bytes a letter. */
enum {
	AT_TYPE = 8,
	AT_NAME_LENGTH = 12,
	AT_NAME_OFFSET = 16,
	HEAD = 32,
	MOST = 48 + 1024,
	NAME_MOST = 200,
	USER_MOST = 128,
};

static unsigned long number(struct bytes b, size_t at, size_t n)
{
	unsigned long value = 0;

	for (size_t i = n; i > 0; i--)
		value = value << 8 | (unsigned char)b.p[at + i - 1];
	return value;
}

bool ntlm_sound(struct bytes c)
{
	unsigned long length, offset;

	if (c.n < HEAD || c.n > MOST || memcmp(c.p, "NTLMSSP", 8) != 0 ||
	    number(c, AT_TYPE, 4) != 2)
		return false;
	length = number(c, AT_NAME_LENGTH, 2);
	offset = number(c, AT_NAME_OFFSET, 4);
	return length <= NAME_MOST && (length == 0 || (offset <= c.n && length <= c.n - offset));
}

const char *ntlm_user(struct arena *a, const char *user)
{
	const char *slash = strchr(user, '\\');

	if (strlen(user) > USER_MOST)
		return NULL;
	if (slash == NULL)
		return user;
	return arena_printf(a, "%s@%.*s", slash + 1, (int)(slash - user), user);
}
