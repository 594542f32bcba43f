#include "domain/orgdomain.h"

#include "base/hostname.h"
#include "base/netaddr.h"
#include "base/text.h"

#include <ctype.h>
#include <libpsl.h>
#include <pthread.h>
#include <string.h>

enum { NAME_MAX_LENGTH = 253 };

static const psl_ctx_t *suffixes; /* NULL: this machine's libpsl came without any list */

static void load(void)
{
	suffixes = psl_builtin();
	if (suffixes == NULL)
		suffixes = psl_latest(NULL);
}

static const psl_ctx_t *list(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return suffixes;
}

/* The list is in small letters. False: longer than any name. */
static bool lower(char out[NAME_MAX_LENGTH + 1], const char *name)
{
	size_t n = strlen(name);

	if (n > NAME_MAX_LENGTH)
		return false;
	for (size_t i = 0; i <= n; i++)
		out[i] = (char)tolower((unsigned char)name[i]);
	return true;
}

const char *orgdomain(const char *name)
{
	char plain[NAME_MAX_LENGTH + 1];
	const char *part;

	if (address_family(name) != 0 || !lower(plain, name))
		return name;
	if (list() == NULL)
		return registered_part(name);
	part = psl_registrable_domain(list(), plain);
	return part == NULL ? name : name + (part - plain);
}

bool orgdomain_is_suffix(const char *name)
{
	char plain[NAME_MAX_LENGTH + 1];

	return lower(plain, name) && list() != NULL && psl_is_public_suffix(list(), plain) == 1;
}

bool orgdomain_same(const char *a, const char *b)
{
	return text_casecmp(orgdomain(a), orgdomain(b)) == 0;
}
