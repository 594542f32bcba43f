/* counted_exit.c - with --enable-coverage what ends with _exit() is counted, too */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

void __gcov_dump(void); /* libgcov's: writes the counters */
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);

/* Nothing more is said on stderr, and there are descriptors to write with: those, or memory, may be
 * why we leave. Called again where writing needs memory and there is none. */
void __wrap__exit(int status)
{
	static volatile sig_atomic_t leaving;

	if (!leaving) {
		leaving = 1;
		close_range(STDERR_FILENO, ~0U, 0);
		open("/dev/null", O_RDWR);
		__gcov_dump();
	}
	__real__exit(status);
}
