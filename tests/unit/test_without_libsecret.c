/* A machine without libsecret: only --keyring misses it, and says so. */
#include "unit.h"

#include "cli/cli.h"

#include <string.h>

/* The linker puts it in the place of dlopen(). */
void *__wrap_dlopen(const char *name, int flags);

void *__wrap_dlopen(const char *name, int flags)
{
	(void)name;
	(void)flags;
	return NULL;
}

static void keyring_without_its_library_names_package_and_way_out(void **state)
{
	const struct secret_source source = {.from = SECRET_KEYRING};
	struct secret_owner owner = {.host = "mail.example.org", .patience_ms = 60000};
	struct secret secret;
	const char *fault;

	assert_int_equal(secret_read(*state, &source, &owner, &secret, &fault), -1);
	assert_null(secret.p);
	assert_string_equal(fault, "--keyring: libsecret is not here: install libsecret-1-0, or use "
				   "--password-file");
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(keyring_without_its_library_names_package_and_way_out),
};

UNIT_MAIN(tests)
