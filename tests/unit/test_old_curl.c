/* A machine with a libcurl of long ago: it is turned away, whatever it lacks. The library is opened
 * once a process, so each case has one. */
#include "unit.h"

#include "http/http.h"
#include "net/loop.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The linker puts it in the place of dlsym(). */
void *__wrap_dlsym(void *library, const char *name);
void *__real_dlsym(void *library, const char *name);

static const char *missing; /* this symbol is not there; NULL: all are, and the version is old */

static curl_version_info_data *old_version(CURLversion now)
{
	static curl_version_info_data data = {.version = "7.60.0", .version_num = 0x073c00};

	(void)now;
	return &data;
}

void *__wrap_dlsym(void *library, const char *name)
{
	curl_version_info_data *(*version)(CURLversion) = old_version;
	void *symbol = __real_dlsym(library, name);

	if (missing == NULL && strcmp(name, "curl_version_info") == 0)
		memcpy(&symbol, &version, sizeof(symbol));
	return missing != NULL && strcmp(name, missing) == 0 ? NULL : symbol;
}

/* In a process of its own: 0 where it was turned away in those words. */
static int turned_away(void)
{
	const char *fault = NULL;
	uv_loop_t loop;
	struct http *h;

	loop_need(uv_loop_init(&loop), "loop");
	h = http_new(&loop, &fault);
	return h == NULL && fault != NULL && strstr(fault, "too old") != NULL ? 0 : 1;
}

static void refused_without(const char *symbol)
{
	int status = -1;
	pid_t child;

	missing = symbol;
	child = fork();
	if (child == 0)
		_exit(turned_away());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void one_without_a_function_is_turned_away(void **state)
{
	(void)state;
	refused_without("curl_multi_socket_action");
	refused_without("curl_easy_setopt");
	refused_without("curl_version_info");
}

static void one_of_long_ago_is_turned_away(void **state)
{
	(void)state;
	refused_without(NULL);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(one_without_a_function_is_turned_away),
	UNIT_TEST(one_of_long_ago_is_turned_away),
};

UNIT_MAIN(tests)
