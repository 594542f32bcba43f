/* fuzz.h - what fuzz targets share: claims that must hold, and how an input is cut up
 *
 * A target is one LLVMFuzzerTestOneInput() in a file fuzz_X.c. It is linked with libFuzzer or AFL++
 * by `make fuzz`, and with main.c, which replays X's corpus, by `make check`. A target does not
 * only wait for a crash: it claims what holds for every input. */
#ifndef SMTPSCOPE_TESTS_FUZZ_H
#define SMTPSCOPE_TESTS_FUZZ_H

#include "base/arena.h"
#include "know/knowledge.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program, as a crash would, where it does not hold. */
#define CLAIM(holds) ((holds) ? (void)0 : claim_failed(#holds, __FILE__, __LINE__))
void claim_failed(const char *what, const char *file, int line) __attribute__((noreturn));

/* What is left of the input. */
struct input {
	const uint8_t *p;
	size_t n;
};

uint8_t input_byte(struct input *in); /* 0 at its end */

/* Text up to a NUL, a line feed or the end, in memory of exactly its size, so that a sanitizer sees
 * who reads past it; release with free(). */
char *input_line(struct input *in);

/* All that is left, in memory of its own; a NUL follows. */
char *input_rest(struct input *in, size_t *len);

/* What is embedded in the program, loaded once. */
const struct knowledge *fuzz_knowledge(void);

/* A trust store without anchors: whom we believe is not the question. */
struct trust;
const struct trust *fuzz_no_trust(void);

/* Whether a terminal would show these bytes and do nothing else (tests/support/neutral.h). */
enum neutrality { NEUTRAL_LINE, NEUTRAL_LINES, NEUTRAL_COLOURED };
bool is_harmless(const char *p, size_t n, enum neutrality allowed);
bool is_harmless_line(const char *s); /* not empty, NEUTRAL_LINE */

bool same_text(const char *a, const char *b); /* both may be NULL */

#endif
