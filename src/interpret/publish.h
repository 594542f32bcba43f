/* publish.h - the record that mends a zone, ready to paste */
#ifndef SMTPSCOPE_INTERPRET_PUBLISH_H
#define SMTPSCOPE_INTERPRET_PUBLISH_H

#include "interpret/diagnose.h"

enum publish_action {
	PUBLISH_ADD,	 /* there is none */
	PUBLISH_REPLACE, /* the one that is there, or the several */
	PUBLISH_REMOVE,	 /* it must go; `value` is what stands there */
};
extern const char *const publish_action_names[];

/* Of a finding's list `publish`. */
struct publish {
	struct item item;
	enum publish_action action;
	const char *name, *type; /* "_dmarc.example.org", "TXT"; no final dot */
	const char *value; /* in presentation form; of TXT the text as one, without quotes; NULL:
			      only whoever runs the service knows it, and `note` says so */
	const char *note;  /* what to put in before publishing it, or NULL: as it is */
};

/* A type for what is no record: a file on a web server; `name` is its URL, `value` its text. */
#define PUBLISH_FILE "FILE"

/* The same is published once. */
void publish(const struct place *at, struct finding *f, enum publish_action action,
	     const char *name, const char *type, const char *value, const char *note);

/* The line of a zone file: final dots, quotes and backslashes escaped, TXT split into strings of
 * at most 255 bytes (RFC 1035 section 3.3.14). Of a removal: that line behind "; remove: "; of a
 * file: remarks of several lines. */
void publish_line(struct buf *out, const struct publish *p);

#endif
