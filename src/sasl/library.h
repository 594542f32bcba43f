/* library.h - the client sessions of libgsasl, with eyes of our own before it; of src/sasl only */
#ifndef SMTPSCOPE_SASL_LIBRARY_H
#define SMTPSCOPE_SASL_LIBRARY_H

#include "sasl/exchange.h"

/* As sasl_missing(), sasl_library_version(). */
const char *library_missing(const char *mechanism);

struct library_session;

/* NULL with a word in *fault. What it needs of `id` it copies. */
struct library_session *library_begin(const struct sasl_mechanism *m,
				      const struct sasl_identity *id, const char **fault);
struct library_session *library_end(struct library_session *l); /* takes NULL, returns NULL */

/* What the library must not be given: NULL, or a word. Quick. */
const char *library_look(struct library_session *l, struct bytes challenge);

/* The answer to what library_look() has let pass: NULL, or a word. May take seconds, on any thread;
 * needs nothing but the session. */
const char *library_step(struct library_session *l, struct bytes challenge, struct buf *answer);

int library_iterations(const struct library_session *l);
bool library_proved(const struct library_session *l);
const char *library_binding(const struct library_session *l);

#endif
