/* fatal.h - the end, where this machine cannot go on
 *
 * A diagnosis without memory, clock or event loop has nothing true left to say: one line on stderr,
 * exit 4. At once, from any thread and state: what runs at an ordinary exit may need what is not
 * there, or wait for the thread that calls. */
#ifndef SMTPSCOPE_BASE_FATAL_H
#define SMTPSCOPE_BASE_FATAL_H

/* From now on such an end is told with `prefix` before it, on `fd`, and has that status. Before any
 * thread starts. */
void fatal_tell(int fd, const char *prefix, int status);

/* "smtpscope: " and the text, which says what to do about it. Takes no memory. */
_Noreturn void fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
