/* secret.h - inside this room: one reading of a secret, and the sources it may come from */
#ifndef SMTPSCOPE_CLI_SECRET_H
#define SMTPSCOPE_CLI_SECRET_H

#include "cli/cli.h"

#include <sys/types.h>

/* An AUTH line may have 12288 octets (RFC 4954 section 4): a longer secret is a wrong file. */
enum { SECRET_ROOM = 16 * 1024 };

/* The secret grows in a buffer of its own, of SECRET_ROOM bytes, that no other code copies. */
struct reading {
	struct arena *a;
	const struct secret_source *source;
	struct secret_owner *owner;
	struct secret *secret;
	const char **fault;
};

/* -1, with that line as the fault. */
int secret_refuse(struct reading *rd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "token", as in the names of the options that say where it is; "proxy's password", for people,
 * also with a capital; file, number or name, harmless to a terminal. */
const char *secret_option(const struct reading *rd);
const char *secret_words(const struct reading *rd);
const char *secret_asked(const struct reading *rd);
const char *secret_where(const struct reading *rd);

/* All that `fd` gives within `patience_ms`, less than `room` bytes, behind the *n bytes at p. */
enum read_end { READ_ALL, READ_TOO_MUCH, READ_TOO_LATE, READ_FAILED };
enum read_end secret_take(int fd, char *p, size_t room, size_t *n, double patience_ms);

/* How that child ended; one that was given up is made to. */
int secret_end_child(pid_t pid, bool given_up);

/* "60 s (--timeout)" */
const char *secret_patience(const struct reading *rd);

/* Opens a file of secrets; others that can read it are worth a warning. */
int secret_open(const char *path, const char *shown);

/* Each: 0, or -1 with a fault. */
int secret_from_file(struct reading *rd);
int secret_from_fd(struct reading *rd);
int secret_from_env(struct reading *rd);
int secret_from_command(struct reading *rd);
int secret_from_prompt(struct reading *rd);
int secret_from_netrc(struct reading *rd);
int secret_from_keyring(struct reading *rd);

#endif
