/* A machine without libsecret: only --keyring misses it, and says so. And one whose keyring has no
 * entry: what is said of that needs no keyring. */
#include "unit.h"

#include "cli/cli.h"
#include "cli/keyring.h"

#include <string.h>

/* The linker puts it in the place of dlopen(). */
void *__wrap_dlopen(const char *name, int flags);

void *__wrap_dlopen(const char *name, int flags)
{
	(void)name;
	(void)flags;
	return NULL;
}

static bool keyring_is_empty;

enum keyring_found __real_keyring_find(const char *host, const char *user,
				       struct keyring_login *found);
enum keyring_found __wrap_keyring_find(const char *host, const char *user,
				       struct keyring_login *found);

enum keyring_found __wrap_keyring_find(const char *host, const char *user,
				       struct keyring_login *found)
{
	if (!keyring_is_empty)
		return __real_keyring_find(host, user, found);
	*found = (struct keyring_login){0};
	return KEYRING_NO_ENTRY;
}

static void keyring_without_its_library_names_package_and_way_out(void **state)
{
	const struct secret_source source = {.from = SECRET_KEYRING};
	struct secret_owner owner = {.host = "mail.example.org", .patience_ms = 60000};
	struct secret secret;
	const char *fault;

	assert_int_equal(secret_read(*state, &source, &owner, &secret, &fault), -1);
	assert_null(secret.p);
	assert_string_equal(fault,
			    "--keyring: libsecret is not here: install libsecret-1-0, or use "
			    "--password-file");
}

/* It is meant to be pasted into a shell. */
static void keyring_without_an_entry_names_a_command_that_is_safe_to_run(void **state)
{
	static const char *const cases[][2] = {
		{"bob@example.org", "user bob@example.org"},
		{"bob and ann", "user 'bob and ann'"},
		{"o'neil", "user 'o'\\''neil'"},
		{"x'; id; '", "user 'x'\\''; id; '\\'''"},
	};
	const struct secret_source source = {.from = SECRET_KEYRING};

	keyring_is_empty = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct secret_owner owner = {
			.host = "mail.example.org", .user = cases[i][0], .patience_ms = 60000};
		struct secret secret;
		const char *fault, *command;

		assert_int_equal(secret_read(*state, &source, &owner, &secret, &fault), -1);
		command = strstr(fault, " host mail.example.org service smtp ");
		assert_non_null(command);
		assert_string_equal(strstr(command, "user "), cases[i][1]);
	}
	keyring_is_empty = false;
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(keyring_without_its_library_names_package_and_way_out),
	UNIT_TEST(keyring_without_an_entry_names_a_command_that_is_safe_to_run),
};

UNIT_MAIN(tests)
