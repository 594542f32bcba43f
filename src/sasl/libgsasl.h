/* libgsasl.h - libgsasl, opened when it is first needed; of src/sasl only */
#ifndef SMTPSCOPE_SASL_LIBGSASL_H
#define SMTPSCOPE_SASL_LIBGSASL_H

#include <gsasl.h>
#include <stdbool.h>

/* All that is used of it. */
#define LIBGSASL_SYMBOLS(X)                                                                        \
	X(gsasl_check_version)                                                                     \
	X(gsasl_init)                                                                              \
	X(gsasl_client_support_p)                                                                  \
	X(gsasl_client_start)                                                                      \
	X(gsasl_step)                                                                              \
	X(gsasl_finish)                                                                            \
	X(gsasl_free)                                                                              \
	X(gsasl_property_set)                                                                      \
	X(gsasl_property_set_raw)                                                                  \
	X(gsasl_property_fast)

struct libgsasl {
#define MEMBER(name) __typeof__(name) *name;
	LIBGSASL_SYMBOLS(MEMBER)
#undef MEMBER
	Gsasl *mechanisms; /* read only, of all sessions and threads */
};

/* NULL with one line in *fault (static): it is not here, or too old. */
const struct libgsasl *libgsasl_open(const char **fault);

/* Kerberos tickets that nobody but libgsasl's own library for them can see. */
bool libgsasl_has_ticket(void);

#endif
