#include "config.h"

#ifdef HAVE_GSASL

#include "sasl/libgsasl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

static struct libgsasl lib;
static const char *why_not;

static bool find_symbol(void *library, const char *name, void *into)
{
	void *symbol = dlsym(library, name);

	memcpy(into, &symbol, sizeof(symbol));
	return symbol != NULL;
}

static bool find_all(void *library)
{
	bool all = true;

#define FIND(name) all = find_symbol(library, #name, &lib.name) && all;
	LIBGSASL_SYMBOLS(FIND)
#undef FIND
	return all;
}

/* Once a process; it stays loaded, with the list of its mechanisms. */
static void load(void)
{
	void *library = dlopen("libgsasl.so.18", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

	if (library == NULL)
		why_not = "libgsasl is not here: install libgsasl18";
	else if (!find_all(library) || lib.gsasl_check_version("2.0.0") == NULL)
		why_not = "libgsasl is too old: 2.0 or newer is needed";
	else if (lib.gsasl_init(&lib.mechanisms) != GSASL_OK)
		why_not = "libgsasl does not start";
}

const struct libgsasl *libgsasl_open(const char **fault)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	*fault = why_not;
	return why_not == NULL ? &lib : NULL;
}

/* ---- tickets ---- */

/* RFC 2744 appendix A, as far as one question goes: is there a credential to begin with, and how
 * long will it last? */
typedef uint32_t inquire_cred(uint32_t *minor, void *credential, void **name, uint32_t *lifetime,
			      int *usage, void **mechanisms);

static bool failed(uint32_t major)
{
	return major >> 16 != 0;
}

bool libgsasl_has_ticket(void)
{
	/* what libgsasl hands on to; it is loaded already where libgsasl has GSSAPI */
	void *library = dlopen("libgssglue.so.1", RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
	uint32_t minor = 0, lifetime = 0, major;
	inquire_cred *inquire;

	if (library == NULL)
		library = dlopen("libgssapi_krb5.so.2", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (library == NULL || !find_symbol(library, "gss_inquire_cred", &inquire))
		return true; /* cannot tell */
	major = inquire(&minor, NULL, NULL, &lifetime, NULL, NULL);
	return !failed(major) && lifetime > 0;
}

#endif
