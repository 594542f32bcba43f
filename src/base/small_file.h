/* small_file.h - a file that people name, read at once */
#ifndef SMTPSCOPE_BASE_SMALL_FILE_H
#define SMTPSCOPE_BASE_SMALL_FILE_H

#include "base/buf.h"

/* Appends all of it to `out`: 0, or an errno; EFBIG: it has `max` bytes or more. No device and no
 * pipe keeps us. A key that is in it stays in one place: `out` is not moved while it is read. */
int small_file_read(const char *path, size_t max, struct buf *out);

#endif
