/* program.h - inside this room: what forms of programs have in common */
#ifndef SMTPSCOPE_TRANSCRIPT_PROGRAM_H
#define SMTPSCOPE_TRANSCRIPT_PROGRAM_H

#include "transcript/forms.h"

/* ---- prefix.c ---- */

/* `line` without what loggers put in front: colours, times, levels, words in brackets, the host and
 * program of syslog. *bracket, unless NULL, is the last word in brackets: some programs number
 * their connections there. */
struct bytes line_bare(struct bytes line, struct bytes *bracket);

/* What follows `mark` wherever it stands among the first hundred bytes, trimmed; {0}: not there. */
struct bytes line_marked(struct bytes line, const char *mark);

/* The line up to a blank, and what follows it. */
struct bytes line_word(struct bytes line, struct bytes *rest);

/* "... telnet HOST PORT", "... -connect HOST:PORT", "... smtp://HOST:PORT": where a command that
 * was typed goes. False: none of these. */
bool line_target(struct bytes line, struct event *e);

/* "HOST:PORT", "[v6]:PORT" into e->host and e->port. */
void host_and_port(struct bytes words, struct event *e);

/* ---- trouble.c ---- */

/* Words of a program about why it gave up: certificate, TLS, connection, what a server lacks. False
 * and no event: they say nothing of the kind. */
bool trouble_says(struct reading *rd, struct bytes words);
/* The same for words that are about the certificate, whatever they are. */
void certificate_refused(struct reading *rd, struct bytes words);

/* "Oct 22 14:27:22 2026 GMT", as OpenSSL writes dates; 0: it is none. */
int64_t openssl_date(struct bytes words);

/* ---- unquote.c ---- */

/* A string as Python, Ruby and JSON write it, up to the quote that ends it: 'ehlo x\r\n', b'250-x',
 * "220 x". {0}: it does not begin like one. *rest: what follows. */
struct bytes line_unquote(struct arena *a, struct bytes quoted, struct bytes *rest);

/* Each line of `text` as the server's, or as the client's. */
void says_lines(struct reading *rd, enum event_kind who, struct bytes text, struct bytes key);

#endif
