/* talk.h - what stages say and hear: lock-step, one command a write, all of it in the transcript */
#ifndef SMTPSCOPE_PROBE_TALK_H
#define SMTPSCOPE_PROBE_TALK_H

#include "probe/probe.h"

/* How much of what is not SMTP is kept as evidence. */
enum { EVIDENCE_MAX = 512 };

/* Say one line and start the stage's patience anew: STAGE_WAIT. A line break among the arguments,
 * or words of the server that nobody had asked for, end the stage: STAGE_FAIL. */
enum verdict probe_say(struct probe *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Two lines in one write, which is against all manners: what comes of it is the question. */
enum verdict probe_say_two(struct probe *p, const char *first, const char *second);

/* A whole message, lines ended by LF, in one write, and its end (RFC 5321 section 4.1.1.4). */
enum verdict probe_say_message(struct probe *p, struct bytes text);

/* `open` as it is, then `secret`, masked in the transcript; its echo will be masked, too. */
enum verdict probe_say_secret(struct probe *p, const char *open, const struct buf *secret);

/* STAGE_NEXT: a whole reply is in p->now->reply. Else what the stage is to answer. */
enum verdict probe_hear(struct probe *p);

/* The peer is gone, or spoke out of turn: the failure with the best evidence there is. */
enum verdict probe_lost(struct probe *p);

/* What was received and not understood, at most EVIDENCE_MAX bytes. */
struct bytes probe_unread(struct probe *p);

/* Puts stars in place of what the first `len` bytes of `heard` repeat of our secrets; how many they
 * are then. */
size_t probe_mask(struct probe *p, struct buf *heard, size_t len);

void transcript_add(struct probe *p, bool sent, struct bytes text);

#endif
