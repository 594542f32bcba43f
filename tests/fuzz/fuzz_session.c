/* fuzz_session.c - whole checks against servers that do what the input says
 *
 * tests/support/session.h tells the language of inputs; what must hold after a run stands in
 * tests/support/session_check.c, and during it in tests/support/witness.c. */
#include "session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* A server that knows the secret beforehand may say it: that is no fault of the program's. */
static bool knows_any(const char *data, size_t n)
{
	return knows_secret(session_password, data, n) || knows_secret(session_token, data, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct session_test t;

	if (knows_any((const char *)data, n))
		return -1;
	session_run(&t, (const char *)data, n);
	session_check(&t);
	session_free(&t);
	return 0;
}
