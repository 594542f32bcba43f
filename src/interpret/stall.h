/* stall.h - inside this room: what a connection that stood and fell silent tells of its packets
 *
 * One look at TCP's own books separates "lost on the way" from "nothing to say"; a second
 * connection, with one thing changed or with none, proves it. */
#ifndef SMTPSCOPE_INTERPRET_STALL_H
#define SMTPSCOPE_INTERPRET_STALL_H

#include "interpret/diagnose.h"

enum loss {
	LOSS_NONE,  /* no sign of it: all that we said arrived, and nothing came */
	LOSS_SMALL, /* something of ours that is no larger than what passes elsewhere */
	LOSS_LARGE, /* a large segment of ours, while smaller ones had arrived */
	LOSS_BACK,  /* something of the peer's: later packets came */
	LOSS_ALL,   /* all that we said after the handshake, and nothing came either */
};

/* The stage ended in silence: our patience ended, or the kernel's. */
bool fell_silent(const struct stage *st);
enum loss loss_in(const struct stage *st); /* of one that fell silent; LOSS_NONE if nobody looked */

/* Would a connection with small segments, or the same once more, tell what stopped this one? */
bool asks_small_segments(const struct session *s);
bool asks_again(const struct session *s);

/* A connection with small segments went through where those with large ones fall silent. */
bool path_drops_large(const struct place *at);
/* The server's system has connections that its program does not fetch. */
bool queue_full(const struct place *at);
/* Established at this end; whatever was said since is lost. */
bool half_open(const struct place *at);

void show_black_hole(const struct place *at, struct finding *f);
void show_queue(const struct place *at, struct finding *f);
/* What became of the packets, and what other connections showed; of any stage that fell silent. */
void show_stall(const struct place *at, struct finding *f);

#endif
