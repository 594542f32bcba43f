/* mime.h - a message taken apart: nesting, encodings, character sets
 *
 * GMime does it, and mime.c is the only file that knows it. It is loaded when it is first needed:
 * linked, it would double the time that every command takes to start. */
#ifndef SMTPSCOPE_BOUNCE_MIME_H
#define SMTPSCOPE_BOUNCE_MIME_H

#include "base/text.h"

enum {
	MIME_DEPTH_MAX = 24,	   /* parts within parts */
	MIME_PARTS_MAX = 500,	   /* of one message */
	MIME_TEXT_MAX = 1 << 20,   /* bytes of one decoded part */
	MIME_STATUS_MAX = 4 << 20, /* the same of a delivery status: it may be about thousands */
	MIME_FIELDS_MAX = 200,	   /* header fields of one message */
	MIME_FIELD_MAX = 2000,	   /* bytes of one field's value */
};

/* In the order of the message. A message is a part of the type "message/rfc822"; its body is the
 * next one, one deeper. */
struct mime_part {
	struct item item;
	int depth;	    /* 0: the message itself */
	const char *type;   /* "text/plain", in lower case */
	struct list fields; /* of a message: of struct field (fields.h), decoded and unfolded */
	struct bytes
		text; /* decoded, text in UTF-8 where its character set is known; {0}: not read */
};

/* The parts of `message`, which has been tamed (tame.h); false where there is no GMime: `faults`
 * (of struct string_item) says so. */
bool mime_read(struct arena *a, struct bytes message, struct list *parts, struct list *faults);

#endif
