/* fakeuv.h - an event loop in scripted time: the uv_* functions that the program calls
 *
 * Linked into a test program they win over the library's. Nothing here waits: when no handle has
 * anything to do, time jumps to the next timer or event, so that half a minute of silence costs
 * nothing. What would wait for ever ends the test program, and so does what never stops turning.
 * The rules are those of libuv 1.44: level-triggered polls, a socket's error as UV_EBADF, handles
 * closed last of all in a turn. One thread. */
#ifndef SMTPSCOPE_TESTS_FAKEUV_H
#define SMTPSCOPE_TESTS_FAKEUV_H

#include "faketime.h"

/* Scripted time begins anew at 0 and the program's clock goes by it; what a test before it left
 * open ends the program. */
void fake_begin(void);

/* Names what is still open and ends the program, unless there is nothing. */
void fake_end(void);

unsigned fake_turns(void); /* of loops, since fake_begin() */

/* How long the work of a thread takes; 0 unless said. */
void fake_work_takes(uint64_t ms);

void fake_signal(int number); /* as if a user had sent it */

/* What uv_os_gethostname() says; "desk.example.net" unless said. */
void fake_hostname(const char *name);

#endif
