#include "base/fd_write.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* What does not block belongs to an event loop that started us; it reads when it likes. */
static void wait_for_room(int fd)
{
	struct pollfd reader = {.fd = fd, .events = POLLOUT};

	poll(&reader, 1, -1);
}

size_t fd_write(int fd, const char *p, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t rc = write(fd, p + done, n - done);

		if (rc < 0 && errno == EAGAIN)
			wait_for_room(fd);
		else if (rc < 0 && errno != EINTR)
			break;
		if (rc > 0)
			done += (size_t)rc;
	}
	return done;
}
