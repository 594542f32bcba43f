/* heap.c - all memory of the process, libraries included, is there or the program has ended
 *
 * Libraries do not tell lack of memory from a fault of the peer's: without these functions GnuTLS
 * 3.7 calls a good certificate untrusted, expired or made out to somebody else, or crashes, at more
 * than five hundred places where an allocation can fail. glibc lets a program put its own functions
 * in the place of malloc() and its kin; ours hand on to those of glibc. Sanitizers bring their own.
 * A library that copies a secret and frees it as it is finds it wiped (mem_wipes_freed); once a
 * secret was read, all do (mem_holds_secret). */
#include "base/memory.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

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
void __libc_free(void *p);

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

static bool wipes(void)
{
	return mem_wipes_freed || atomic_load_explicit(&mem_holds_secret, memory_order_relaxed);
}

void free(void *p)
{
	if (wipes() && p != NULL)
		mem_wipe(p, malloc_usable_size(p));
	__libc_free(p);
}

/* Nothing is left where it was. */
static void *moved(void *old, size_t size)
{
	size_t had = malloc_usable_size(old);
	void *p = malloc(size);

	memcpy(p, old, had < size ? had : size);
	free(old);
	return p;
}

/* With a size of 0 it is free(), and NULL no failure. */
void *realloc(void *old, size_t size)
{
	void *p;

	if (wipes() && old != NULL && size > 0)
		return moved(old, size);
	p = __libc_realloc(old, size);
	if (p == NULL && size > 0)
		mem_used_up();
	return p;
}

#else
const char *__lsan_default_suppressions(void);

/* What the library between libgsasl and Kerberos forgets when it asks for names (libgssglue 0.7).
 */
const char *__lsan_default_suppressions(void)
{
	return "leak:libgssapi_krb5.so\nleak:libgssglue.so\n";
}
#endif
