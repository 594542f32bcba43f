#include "base/fatal.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { EXIT_INTERNAL = 4 };

static struct {
	int fd;
	const char *prefix;
	int status;
} way = {STDERR_FILENO, "smtpscope: ", EXIT_INTERNAL};

void fatal_tell(int fd, const char *prefix, int status)
{
	way.fd = fd;
	way.prefix = prefix;
	way.status = status;
}

void fatal(const char *fmt, ...)
{
	char line[512];
	const int room = sizeof(line) - 1; /* the last one is for the line break */
	int n = snprintf(line, sizeof(line), "%s", way.prefix), more;
	ssize_t told;
	va_list ap;

	va_start(ap, fmt);
	more = vsnprintf(line + n, (size_t)(room - n), fmt, ap);
	va_end(ap);
	n = more < room - n ? n + more : room - 1;
	line[n++] = '\n';
	told = write(way.fd, line, (size_t)n);
	(void)told; /* there is nobody else to tell */
	_exit(way.status);
}
