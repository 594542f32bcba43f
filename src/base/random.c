#include "base/random.h"

#include "base/fatal.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

void random_bytes(void *p, size_t n)
{
	unsigned char *to = p;
	ssize_t got;

	while (n > 0) {
		got = getrandom(to, n, 0);
		if (got < 0 && errno != EINTR)
			fatal("this system gives no random numbers: %s", strerror(errno));
		if (got > 0) {
			to += got;
			n -= (size_t)got;
		}
	}
}
