/* heap.c - all memory of the process, libraries included, is there or the program has ended
 *
 * Libraries do not tell lack of memory from a fault of the peer's: without these functions GnuTLS
 * 3.7 calls a good certificate untrusted, expired or made out to somebody else, or crashes, at more
 * than five hundred places where an allocation can fail. glibc lets a program put its own functions
 * in the place of malloc() and its kin; ours hand on to those of glibc. Sanitizers bring their own.
 */
#include "base/memory.h"

#include <stdlib.h>

#if defined(__has_feature)
#define FEATURE(x) __has_feature(x)
#else
#define FEATURE(x) 0
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) &&       \
	!FEATURE(address_sanitizer) && !FEATURE(thread_sanitizer) && !FEATURE(memory_sanitizer)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

void *malloc(size_t size)
{
	void *p = __libc_malloc(size);

	if (p == NULL)
		mem_used_up();
	return p;
}

void *calloc(size_t n, size_t size)
{
	void *p = __libc_calloc(n, size);

	if (p == NULL)
		mem_used_up();
	return p;
}

/* With a size of 0 it is free(), and NULL no failure. */
void *realloc(void *old, size_t size)
{
	void *p = __libc_realloc(old, size);

	if (p == NULL && size > 0)
		mem_used_up();
	return p;
}

#else
typedef int nothing_to_replace;
#endif
