#include "config.h"

#include "http/http.h"

#ifdef HAVE_CURL

#include "http/libcurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

/* Both have one interface; the first brings the TLS library that we have already. */
static const char *const libraries[] = {"libcurl-gnutls.so.4", "libcurl.so.4"};

/* The oldest with all that is asked of it here. */
enum { OLDEST = 0x073d00 };

static struct libcurl lib;
static const char *why_not;

static bool find_symbol(void *library, const char *name, void *into)
{
	void *symbol = dlsym(library, name);

	memcpy(into, &symbol, sizeof(symbol));
	return symbol != NULL;
}

static bool find_all(void *library)
{
	bool all = find_symbol(library, "curl_easy_setopt", &lib.setopt) &&
		   find_symbol(library, "curl_easy_getinfo", &lib.getinfo) &&
		   find_symbol(library, "curl_multi_setopt", &lib.multi_setopt);

#define FIND(name) all = find_symbol(library, #name, &lib.name) && all;
	LIBCURL_SYMBOLS(FIND)
#undef FIND
	return all;
}

static void *open_library(void)
{
	void *library = NULL;

	for (size_t i = 0; library == NULL && i < sizeof(libraries) / sizeof(libraries[0]); i++)
		library = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	return library;
}

/* Once a process; it stays loaded, as the libraries that it brings cannot all be unloaded. */
static void load(void)
{
	void *library = open_library();

	if (library == NULL)
		why_not = "libcurl is not here: install libcurl3-gnutls";
	else if (!find_all(library) || lib.curl_version_info(CURLVERSION_NOW)->version_num < OLDEST)
		why_not = "libcurl is too old: 7.61 or newer is needed";
	else if (lib.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		why_not = "libcurl does not start";
}

const struct libcurl *libcurl_open(const char **fault)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	*fault = why_not;
	return why_not == NULL ? &lib : NULL;
}

#endif
