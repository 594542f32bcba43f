/* talk.h - inside this room: one connection while it is read
 *
 * build.c leads through it; each part knows one thing: hear.c what replies answer, say.c what
 * commands begin, login.c what was said in a login, tlswords.c what programs say about TLS,
 * finish.c what the session was as a whole. */
#ifndef SMTPSCOPE_TRANSCRIPT_TALK_H
#define SMTPSCOPE_TRANSCRIPT_TALK_H

#include "probe/echo.h"
#include "transcript/form.h"
#include "transcript/sasl_line.h"
#include "transcript/transcript.h"

/* What a reply is the answer to. */
enum due {
	DUE_NOTHING,
	DUE_EHLO,
	DUE_HELO,
	DUE_STARTTLS,
	DUE_AUTH,
	DUE_MAIL,
	DUE_RCPT,
	DUE_DATA,
	DUE_BODY,
	DUE_QUIT,
	DUE_OTHER,
};

enum { DUE_MAX = 128 }; /* commands that were sent ahead (RFC 2920) */

struct talk {
	struct item item;
	struct arena *arena;
	const struct knowledge *know;
	struct bytes key;
	struct dialogue *dialogue;
	struct session *session;
	struct stage *stages[STAGE_COUNT]; /* those that were entered */
	enum due due[DUE_MAX];
	size_t first_due, dues;
	struct buf in;	/* lines of the server that are no whole reply yet */
	bool greeted;	/* a greeting, or what stood in its place, was seen */
	bool connected; /* or about to: the text shows the beginning */
	bool client_spoke;
	bool tls;
	bool wanted_tls; /* the client said so, or tried */
	bool in_body;
	bool over;	      /* what follows is of no interest */
	int mode;	      /* enum tls_mode, MODE_UNKNOWN */
	struct reply unasked; /* that nothing was due for; code 0: none */
	/* the login */
	struct sasl_asked question; /* what the last 334 asks for */
	int step;		    /* words that the client said after AUTH */
	bool asked;		    /* 334 was the last word of the server */
	bool cancelled;
	struct echo echo; /* recognises the secret in what the server says */
};

/* The stage, entered now if it was not; its outcome is OUTCOME_NOT_TESTED until it is known. */
struct stage *talk_enter(struct talk *t, enum stage_id id);
bool talk_failed(const struct talk *t); /* some stage did */
void talk_fail(struct talk *t, enum stage_id id, enum failure failure, struct bytes detail);
void talk_note_line(struct talk *t, bool sent, struct bytes text); /* into the transcript */

/* The stage in which an answer is waited for, -1: none is. */
int talk_waiting(const struct talk *t);

void talk_push(struct talk *t, enum due due);
enum due talk_first(const struct talk *t);
void talk_pop(struct talk *t);

/* hear.c */
void talk_hear(struct talk *t, struct bytes line);
/* The end of the text, or of the connection: what came of a reply is a reply. */
void talk_hear_rest(struct talk *t);

/* say.c */
void talk_say(struct talk *t, struct bytes line);
enum stage_id talk_ehlo_stage(const struct talk *t);

/* login.c */
void login_begin(struct talk *t, struct bytes line); /* "AUTH PLAIN ..." */
void login_go_on(struct talk *t, struct bytes line); /* an answer to 334 */
void login_hear(struct talk *t, const struct reply *r);
void login_user(struct talk *t, struct bytes name);

/* tlswords.c */
void tls_agreed(struct talk *t, const struct event *e);
void tls_failed(struct talk *t, const struct event *e);
void tls_certificate(struct talk *t, const struct event *e);
void tls_judged(struct talk *t, const struct event *e);
/* The client goes on: it does not mind what is wrong with the certificate. */
void tls_accepted(struct talk *t);

/* finish.c */
void talk_finish(struct talk *t);

#endif
