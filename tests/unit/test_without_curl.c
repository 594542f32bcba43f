/* A machine without libcurl: what needs it says so, and asks for it once. */
#include "unit.h"

#include "http/http.h"
#include "net/loop.h"

#include <dlfcn.h>
#include <string.h>

/* The linker puts it in the place of dlopen(). */
void *__wrap_dlopen(const char *name, int flags);

static char asked[256];

void *__wrap_dlopen(const char *name, int flags)
{
	(void)flags;
	strncat(asked, name, sizeof(asked) - strlen(asked) - 1);
	strncat(asked, " ", sizeof(asked) - strlen(asked) - 1);
	return NULL;
}

static void what_is_missing_is_named(void **state)
{
	const char *fault = NULL;
	uv_loop_t loop;

	(void)state;
	loop_need(uv_loop_init(&loop), "loop");
	for (int i = 0; i < 2; i++) {
		assert_null(http_new(&loop, &fault));
		assert_string_equal(fault, "libcurl is not here: install libcurl3-gnutls");
	}
	assert_string_equal(asked, "libcurl-gnutls.so.4 libcurl.so.4 ");
	assert_int_equal(uv_loop_close(&loop), 0);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(what_is_missing_is_named),
};

UNIT_MAIN(tests)
