/* own_file.h - a file of this user's that several processes share
 *
 * One process at a time changes it, and puts a whole new file in place of the old: whoever is
 * killed, at whatever step, leaves one of the two. The lock is a file beside it which stays: who
 * locks what is renamed away locks nothing. It is the kernel that gives it back when a process
 * ends. */
#ifndef SMTPSCOPE_BASE_OWN_FILE_H
#define SMTPSCOPE_BASE_OWN_FILE_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>

struct own_file {
	/* What it is; must outlive the file. */
	struct arena *arena;
	const char *folder, *name;
	bool make_folder;   /* and those above it, where they are missing */
	bool shared_folder; /* others may write to it where it is sticky, or belong to root: /tmp */
	bool is_private;    /* nobody else may read the file either */
	bool durable;	    /* on the disk before it takes the old one's place */

	const char *fault;	/* one line that names the file; NULL: none. The first counts */
	int folder_fd, lock_fd; /* -1: none */
};

/* False with a fault: the folder cannot be had or trusted. */
bool own_file_open(struct own_file *f);

/* False with a fault: another process has it for longer than that. What is read without the lock
 * may be old in a moment, but is whole. */
bool own_file_lock(struct own_file *f, double patience_ms);

/* Appends what is in the file to `text`: 1; 0: there is no file; -1 with a fault: it holds more
 * than `max` bytes, is not ours, or others could have written (or, private, read) it. */
int own_file_read(struct own_file *f, size_t max, struct buf *text);

/* False with a fault: the file is as it was. Only with the lock. */
bool own_file_replace(struct own_file *f, const struct buf *text);

/* "FOLDER/NAME: why", made harmless. */
void own_file_fault(struct own_file *f, const char *why);

/* Gives the lock back; takes one that was never opened but is {0} with descriptors -1. */
void own_file_close(struct own_file *f);

#endif
