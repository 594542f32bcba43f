#include "base/memory.h"

#include "base/fatal.h"

#include <stdlib.h>
#include <string.h>

_Thread_local bool mem_wipes_freed;
atomic_bool mem_holds_secret;

void mem_used_up(void)
{
	fatal("out of memory: see ulimit -v, and what else runs on this machine");
}

static void *checked(void *p)
{
	if (p == NULL)
		mem_used_up();
	return p;
}

void *mem_alloc(size_t size)
{
	return checked(calloc(1, size > 0 ? size : 1));
}

void *mem_realloc(void *p, size_t size)
{
	return checked(realloc(p, size > 0 ? size : 1));
}

char *mem_str(const char *s)
{
	return s == NULL ? NULL : checked(strdup(s));
}

void mem_wipe(void *p, size_t size)
{
	if (p != NULL)
		explicit_bzero(p, size);
}

/* ---- where copying leaves traces ---- */

/* What memcpy() has moved stays in vector registers, and the dynamic linker puts these on the stack
 * whenever a function is called for the first time. The first 16 are cleared to their full width;
 * copying takes the others where there are any, so that it need not care for older code. */
#ifdef __x86_64__
#define CLEAR(n) "vpxord %%zmm" #n ", %%zmm" #n ", %%zmm" #n "\n\t"

__attribute__((target("avx512f"))) static void clear_upper_vectors(void)
{
	__asm__ volatile(CLEAR(16) CLEAR(17) CLEAR(18) CLEAR(19) CLEAR(20) CLEAR(21) CLEAR(22)
				 CLEAR(23) CLEAR(24) CLEAR(25) CLEAR(26) CLEAR(27) CLEAR(28)
					 CLEAR(29) CLEAR(30) CLEAR(31)::
						 : "xmm16", "xmm17", "xmm18", "xmm19", "xmm20",
						   "xmm21", "xmm22", "xmm23", "xmm24", "xmm25",
						   "xmm26", "xmm27", "xmm28", "xmm29", "xmm30",
						   "xmm31");
}

__attribute__((target("avx"))) static void clear_lower_vectors(void)
{
	__asm__ volatile("vzeroall" ::
				 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
				   "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
				   "xmm15");
}

static void clear_vectors(void)
{
	if (__builtin_cpu_supports("avx"))
		clear_lower_vectors();
	if (__builtin_cpu_supports("avx512f"))
		clear_upper_vectors();
}
#else
static void clear_vectors(void)
{
}
#endif

/* As deep as hashes and their buffers reach. */
enum { STACK_DEPTH = 32 * 1024 };

__attribute__((noinline)) void mem_wipe_stack(void)
{
	char below[STACK_DEPTH];

	clear_vectors();
	explicit_bzero(below, sizeof(below));
}
