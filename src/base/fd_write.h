/* fd_write.h - bytes to a descriptor, all of them where that can be */
#ifndef SMTPSCOPE_BASE_FD_WRITE_H
#define SMTPSCOPE_BASE_FD_WRITE_H

#include <stddef.h>

/* How many of the `n` bytes were written; fewer: errno says why. Goes on after signals, and waits
 * for room where the descriptor does not block. A reader that went away, and a limit on file sizes,
 * are errors here only where their signals (SIGPIPE, SIGXFSZ) are ignored or blocked. */
size_t fd_write(int fd, const char *p, size_t n);

#endif
