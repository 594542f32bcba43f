/* prompt.h - one line from the terminal that is not shown */
#ifndef SMTPSCOPE_CLI_PROMPT_H
#define SMTPSCOPE_CLI_PROMPT_H

#include <stddef.h>
#include <sys/types.h>

/* Asks on the terminal `fd` and reads up to `room` bytes of one line, echo off. The terminal is as
 * before on return, also where a signal came, which is then delivered. Bytes read, or -1 with
 * errno (EINTR: a signal that did not end us). */
ssize_t prompt_line(int fd, const char *question, char *line, size_t room);

#endif
