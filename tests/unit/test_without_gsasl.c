/* A machine without libgsasl: what needs it says so, is not chosen, and asks for it once. */
#include "unit.h"

#include "sasl/exchange.h"

#include <dlfcn.h>
#include <string.h>

/* The linker puts it in the place of dlopen(). */
void *__wrap_dlopen(const char *name, int flags);

static char asked[256];

void *__wrap_dlopen(const char *name, int flags)
{
	(void)flags;
	strncat(asked, name, sizeof(asked) - strlen(asked) - 1);
	return NULL;
}

static void ours_do_not_even_ask(void **state)
{
	(void)state;
	assert_null(sasl_missing(sasl_find("PLAIN")));
	assert_null(sasl_missing(sasl_find("EXTERNAL")));
	assert_string_equal(asked, "");
}

static void what_is_missing_is_named(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		assert_non_null(strstr(sasl_missing(sasl_find("SCRAM-SHA-256")), "libgsasl"));
	assert_null(sasl_library_version());
	assert_true(strcmp(asked, "") == 0 || strcmp(asked, "libgsasl.so.18") == 0);
}

static void what_cannot_be_used_is_not_chosen(void **state)
{
	const struct sasl_means means = {.password = true, .binding = true, .guarded = true};
	struct list offered = {0}, able = {0};
	const char *why;

	list_add_string(&offered, *state, "SCRAM-SHA-256");
	list_add_string(&offered, *state, "LOGIN");
	list_add_string(&offered, *state, "CRAM-MD5");
	sasl_able(*state, &offered, &means, &able);
	assert_int_equal(able.n, 1);
	assert_string_equal(sasl_choose(&able, &means, &why)->name, "LOGIN");
	assert_string_equal(why, "only");
}

static void an_exchange_has_its_fault_at_once(void **state)
{
	const struct sasl_identity id = {.user = "bob", .secret = "pw", .secret_len = 2};
	struct sasl_exchange *x = sasl_new(sasl_find("CRAM-MD5"), &id, NULL, NULL, NULL);
	struct buf out = {0};

	(void)state;
	assert_int_equal(sasl_next(x, (struct bytes){0}, &out), SASL_FAULT);
	assert_string_equal(sasl_fault(x), "library");
	sasl_free(x);
	buf_free(&out);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(ours_do_not_even_ask),
	UNIT_TEST(what_is_missing_is_named),
	UNIT_TEST(what_cannot_be_used_is_not_chosen),
	UNIT_TEST(an_exchange_has_its_fault_at_once),
};

UNIT_MAIN(tests)
