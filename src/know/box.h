/* box.h - what may stand before a server or in its place, and by what one knows it (data/boxes) */
#ifndef SMTPSCOPE_KNOW_BOX_H
#define SMTPSCOPE_KNOW_BOX_H

#include "know/knowledge.h"

enum box_kind {
	BOX_ANTIVIRUS, /* on this machine: opens TLS, or answers for others */
	BOX_GATEWAY,   /* in the network: does the same for many machines */
	BOX_AUTHORITY, /* no box: who issues certificates that everybody trusts */
	BOX_PROTOCOL,  /* no box: a service of another kind, by its first words */
	BOX_STOPGAP,   /* no box: a certificate that says that the client sent no server name */
};
extern const char *const box_kind_names[];

enum box_evidence { BOX_REPORTED, BOX_SEEN }; /* somebody shows what came on the wire */
extern const char *const box_evidence_names[];

struct box {
	struct item item;
	const char *id, *title;
	enum box_kind kind;
	enum box_evidence evidence;
	const struct regex *issuer;	  /* in a certificate's issuer (RFC 4514), or NULL */
	const struct regex *greeting;	  /* in what comes in place of a greeting, or NULL */
	struct list hides, passes;	  /* of struct string_item: EHLO keywords, by default */
	const char *fix;		  /* what its owner does, or NULL */
	struct list references;		  /* of struct reference */
	struct list samples, not_samples; /* of struct sample; not embedded */
	const char *file;		  /* NULL: embedded */
	int line, column;
};

/* The first that issues certificates by that name, or that speaks so; NULL: none. */
const struct box *box_of_issuer(const struct knowledge *k, const char *issuer);
const struct box *box_of_greeting(const struct knowledge *k, struct bytes first);

/* It inspects what passes: a product, not an authority. */
bool box_inspects(const struct box *b);

#endif
