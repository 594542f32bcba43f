/* script.h - servers that do what a short text says, in scripted time, on wires of fakesock.h
 *
 * One section a connection, in the order of the connecting, "|" between them; later connections
 * get the last one. A section is a row of instructions, each one character; "#" below is one more
 * that chooses from a table (0 to 9, then a to z). Other characters do nothing.
 *
 *	s	do one step as a good server: TLS where it is due, greeting, hear and answer a line
 *	S	all further steps so
 *	?	hear a line
 *	"text"	say it, LF as CRLF          'bytes'	say them as they are
 *	l#	say a line that servers say (script_say.c)
 *	e#	say what was heard last, in some form (script_say.c)
 *	x#	say what comes next 10, 100, 1000 or 10000 times
 *	r	say what comes next below TLS
 *	w#	wait: 1, 5, 50, 500 ms, 1, 3, 10, 29, 31, 59 s
 *	F	end our side               X	reset
 *	c#	certificate of handshakes to come, as in enum tls_server_certificate
 *	v#	manner of handshakes to come (tlsserver.c)
 *	T	make a handshake           A#	send an alert
 *	B	say goodbye in TLS         y	new keys
 *	g#	spoil a byte of what is sent next          k#	lose all but the first bytes of it
 *	b#	send in pieces from now on: not, 1 byte in 5 ms, 1 byte in 1 s, 7 bytes in 50 ms
 *	o#	the program may send so much more: all, 1, 10, 300 bytes
 *	i	the user interrupts
 *	C#	first of all: how the connection comes about (script_wire.c)
 *	P	at the very beginning: ports where nobody listens take connections, too */
#ifndef SMTPSCOPE_TESTS_SCRIPT_H
#define SMTPSCOPE_TESTS_SCRIPT_H

#include "fakesock.h"
#include "tlsserver.h"
#include "witness.h"

#include <stdbool.h>
#include <stdint.h>

enum { SCRIPT_SERVERS = 64 };

struct server {
	struct script *script;
	struct wire *wire;
	struct witness witness;
	const char *at, *end; /* what is still to do */
	bool asleep, news;    /* until an event */
	struct buf heard;     /* of the program, decrypted */
	struct buf line;      /* the last one of it, without CRLF */

	/* TLS */
	struct tls_server *tls;
	bool tls_due, secure; /* its handshake is due; was done */
	enum tls_server_certificate certificate;
	int manner;

	/* what a good server knows */
	bool greeted;  /* said anything */
	int auth_step; /* the next thing that AUTH waits for; 0: none is under way */

	/* on the way out */
	bool below; /* TLS */
	unsigned times;
	int spoil, keep; /* -1: no */
	unsigned piece, piece_ms;
	struct buf pieces;
	bool fin_after_pieces;
};

struct script {
	const char *text;
	size_t n;
	struct witness_rules rules;
	bool bad_host; /* certificates do not name the one that is meant */
	struct server *servers[SCRIPT_SERVERS];
	int servers_n, sections_n;
	size_t said; /* bytes; there is an end to it */
	bool narrow; /* a command may be answered before it came */
};

/* Plays `s` until script_end(). */
void script_begin(struct script *s);
void script_settle(struct script *s); /* servers hear what is still on its way */
void script_end(struct script *s);

/* ---- between script.c, script_wire.c and script_say.c ---- */

void script_run(struct server *s); /* as far as it goes now */
void script_take_in(struct server *s);
char script_next_char(struct server *s); /* "0" at the end */
const char *script_string_end(const char *from, const char *end, char quote);

int script_choice(char c, int of); /* what a "#" chooses */
void script_say(struct server *s, const char *text, size_t n);
void script_close(struct server *s); /* goodbye, FIN */

/* One step of a good server. False: it has to wait. */
bool script_serve(struct server *s);
bool script_hear(struct server *s);	 /* a line into s->line */
bool script_handshake(struct server *s); /* false: it goes on */
void script_say_usual(struct server *s, char which);
void script_say_echo(struct server *s, char how);

#endif
