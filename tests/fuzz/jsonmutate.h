/* jsonmutate.h - changes JSON so that it stays JSON
 *
 * Bytes changed at random rarely leave a record that is one; here a value changes, goes, comes
 * twice or is taken from elsewhere in the same document. */
#ifndef SMTPSCOPE_TESTS_JSONMUTATE_H
#define SMTPSCOPE_TESTS_JSONMUTATE_H

#include <stddef.h>
#include <stdint.h>

/* For LLVMFuzzerCustomMutator(): the new size; what is no JSON is left to libFuzzer. */
size_t json_mutate(uint8_t *data, size_t size, size_t room, unsigned seed);

/* Declared for targets that use it. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);

#endif
