/* tarball.h - a compressed archive in memory, by libarchive, which is opened when first needed */
#ifndef SMTPSCOPE_CLI_TARBALL_H
#define SMTPSCOPE_CLI_TARBALL_H

#include "base/buf.h"

#include <stdint.h>

struct tarball;

/* Gives a .tar.gz of what is added, appended to `out`, in the ustar form that everything reads. All
 * in it is of root and of that time, for its owner alone: the same content gives the same bytes.
 * NULL with one line in *fault (static): the library is not here, or cannot. */
struct tarball *tarball_new(struct buf *out, int64_t mtime_ms, const char **fault);

/* A file; `path` is relative, of ASCII and at most 200 bytes. */
void tarball_add(struct tarball *t, const char *path, const struct buf *text);

/* Writes the end and frees `t`: 0; -1 where something could not be written. */
int tarball_end(struct tarball *t);

#endif
