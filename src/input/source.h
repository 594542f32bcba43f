/* source.h - bytes from a file or the standard input, plain or compressed, in constant memory
 *
 * Whether it is compressed is told by its first bytes: plain, gzip (also several members behind
 * each other) and, where libzstd can be opened, Zstandard. Nothing is sized by what an input
 * claims. */
#ifndef SMTPSCOPE_INPUT_SOURCE_H
#define SMTPSCOPE_INPUT_SOURCE_H

#include "base/text.h"

#include <stdint.h>
#include <sys/types.h>

struct source;

enum { SOURCE_PEEK = 64 * 1024 };

/* "-" is the standard input. NULL, and one line in *fault that names the file and the remedy. It
 * must be closed; `a` keeps names and faults. */
struct source *source_open(struct arena *a, const char *path, const char **fault);

/* An open file, which is closed with it; `name` is how faults call it. Never NULL. */
struct source *source_of_file(struct arena *a, int fd, const char *name);

/* Bytes in memory, which must outlive it. Never NULL. */
struct source *source_of_bytes(struct arena *a, struct bytes bytes, const char *name);

/* Up to `room` bytes: how many; 0: it has ended; -1: it went wrong, *fault says how, and it ends
 * here. What came before a fault is good. */
ssize_t source_read(struct source *s, void *p, size_t room, const char **fault);

/* The first bytes, up to SOURCE_PEEK, or to `most` of the caller's, or the end, without taking
 * them; they stay in their place until the next call, also while they are read. */
struct bytes source_peek(struct source *s);
struct bytes source_peek_far(struct source *s, size_t most);

/* When the file was last written, else now: ms since 1970 UTC. */
int64_t source_time(const struct source *s);

/* How much of it is read, 0..1; -1: that is unknown. Any thread may ask. */
double source_done(const struct source *s);

/* Bytes of the file that have come, compressed or not. Any thread may ask. */
int64_t source_taken(const struct source *s);

/* Bytes of the file as it lies there, compressed or not; -1: unknown. */
int64_t source_size(const struct source *s);

/* As faults call it. */
const char *source_name(const struct source *s);

/* Takes NULL. */
void source_close(struct source *s);

#endif
