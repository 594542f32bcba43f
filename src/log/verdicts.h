/* verdicts.h - inside this room: which finding events of one template have; threads share it */
#ifndef SMTPSCOPE_LOG_VERDICTS_H
#define SMTPSCOPE_LOG_VERDICTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct entry;
struct verdicts;

/* Of a template: so long that two do not meet. */
struct verdict_key {
	uint64_t high, low;
};

/* Bounded; what was not asked for longest goes. */
struct verdicts *verdicts_new(void);
struct verdicts *verdicts_free(struct verdicts *v); /* takes NULL, returns NULL */

/* Keyed with a secret of the process: nobody can write a line that has another one's key. */
struct verdict_key verdict_key_of(const struct verdicts *v, const char *text, size_t n);

/* False: not known. `*finding` may be NULL: nothing fits such events. */
bool verdicts_get(struct verdicts *v, struct verdict_key k, const struct entry **finding);
void verdicts_put(struct verdicts *v, struct verdict_key k, const struct entry *finding);

#endif
