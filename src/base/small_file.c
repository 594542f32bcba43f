#include "base/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* 0, or an errno. */
static int read_up_to(int fd, size_t max, struct buf *out)
{
	char *p = buf_reserve(out, max);
	size_t n = 0;
	ssize_t got = 1;

	while (got > 0 && n < max) {
		got = read(fd, p + n, max - n);
		if (got > 0)
			n += (size_t)got;
	}
	out->n += n;
	if (got < 0)
		return errno;
	return n == max ? EFBIG : 0;
}

int small_file_read(const char *path, size_t max, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), error;

	if (fd < 0)
		return errno;
	error = read_up_to(fd, max, out);
	close(fd);
	return error;
}
