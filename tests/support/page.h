/* page.h - a dialog page as the scripted server reads it (tests/dialog/README) */
#ifndef SMTPSCOPE_TESTS_PAGE_H
#define SMTPSCOPE_TESTS_PAGE_H

#include <stdbool.h>
#include <stddef.h>

enum step_kind {
	STEP_SAY,     /* text: one line without its CRLF */
	STEP_RAW,     /* text: bytes */
	STEP_HEAR,    /* text: pattern of one line from the client */
	STEP_BYTES,   /* text: what the client says next, byte for byte */
	STEP_TLS,     /* handshake as server */
	STEP_DELAY,   /* ms */
	STEP_SWALLOW, /* wait for any bytes, drop them */
	STEP_TIMEOUT, /* says so: the client's patience is over now */
	STEP_MESSAGE, /* lines of the client up to a lone dot */
	STEP_SILENCE, /* until the client leaves */
	STEP_LEAVES,  /* the client must end the connection here */
	STEP_CLOSE,
	STEP_RESET,
};

struct step {
	enum step_kind kind;
	char *text;
	size_t len;
	long ms;
	const char *file; /* page or part, and its line: for messages */
	int line;
	struct step *next;
};

/* What one listener says to a connection. */
struct script {
	int port;      /* as written on the page */
	bool implicit; /* TLS from the first byte */
	bool hole;     /* never answers a SYN */
	bool hung;     /* room for one connection, which is never accepted */
	bool once;     /* the port closes after its first connection */
	bool again;    /* for the second and later connections to the port */
	const char *cert, *no_sni_cert;
	const char *staple; /* the OCSP response beside `cert`, or NULL */
	const char *priority; /* of GnuTLS */
	struct step *steps, **end;
	struct script *next;
};

struct page {
	const char *name;
	struct script *scripts;
};

/* Reads the server's part of a page: its blocks "on PORT:". A fault ends the program with file and
 * line. What is read lives until exit. */
void page_read(struct page *page, const char *path);

/* The script of connection number `nth` (from 1) to `port`. */
const struct script *page_script(const struct page *page, int port, int nth);

/* '*' stands for any text; letters match without regard to case. */
bool page_match(const char *pattern, const char *text);

#endif
