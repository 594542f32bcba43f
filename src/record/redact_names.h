/* redact_names.h - inside this room: pseudonyms, and where what they stand for is found */
#ifndef SMTPSCOPE_RECORD_REDACT_NAMES_H
#define SMTPSCOPE_RECORD_REDACT_NAMES_H

#include "record/redact.h"

/* A word or some that name somebody, wherever they stand. */
struct known {
	struct item item;
	const char *text;
	size_t n;
	const char *alias;
};

struct redaction {
	struct record *r;
	struct arena *a; /* the record's */
	const struct redact_rules *rules;
	void *aliases;	    /* tree of all that were given */
	struct list known;  /* of struct known */
	const char *domain; /* of a record about one, as it was; or NULL */
	struct list open;   /* of struct string_item: addresses that everybody may know */
};

/* ---- redact_alias.c: what stands for a value ---- */

/* "KIND-7kq2d"; of a kind that begins with a slash the letters alone. Small and capital letters of
 * a value are one. Never the same for two values of one kind. */
const char *redact_alias(struct redaction *x, const char *kind, const char *value);

/* `n` bytes that are the same for the same value, and no others that anybody can find. */
void redact_bytes(struct redaction *x, const char *kind, const char *value, unsigned char *out,
		  size_t n);

void redact_end(struct redaction *x); /* the memory of what was given; words stay */

bool redact_same(const char *a, const char *b); /* ASCII case ignored; NULL is like nothing */

/* ---- redact_host.c ---- */

/* Of a name, an address, or a name under which the DNS has an address; what is public stays. */
const char *redact_host(struct redaction *x, const char *host);
const char *redact_address(struct redaction *x, const char *address);
const char *redact_mailbox(struct redaction *x, const char *mailbox);
const char *redact_user(struct redaction *x,
			const char *user); /* a mailbox, "DOMAIN\user", a word */

/* A label that says nothing of whose it is: "mail", "mx2", "_25", "*". */
bool redact_common_label(const char *label, size_t n);
/* As of struct redact_rules. */
size_t redact_public_part(const struct redaction *x, const char *host);
/* In small letters and A-labels, without a dot at the end. */
const char *redact_plain_host(struct arena *a, const char *host, size_t n);

/* ---- redact_zone.c: of a record about a domain ---- */

/* Names that the rules of hosts would tear apart; NULL: it is none. */
const char *redact_zone_name(struct redaction *x, const char *host);

/* False: that type holds nothing of its own kind. */
bool redact_zone_data(struct redaction *x, const char *type, struct bytes *data);

void redact_documents(struct redaction *x);

/* ---- redact_text.c ---- */

enum redact_for {
	REDACT_ALL,    /* names by their looks, and the words that were learnt */
	REDACT_LOOKS,  /* not those words: in words of ours they mean nothing */
	REDACT_SCOPES, /* no hosts: "SMTP.Send" looks like one */
};
struct bytes redact_text(struct redaction *x, struct bytes text, enum redact_for what);
const char *redact_string(struct redaction *x, const char *text, enum redact_for what);

/* "zorblax%40example.org" without its percent signs. */
const char *redact_unescaped(struct arena *a, const char *text);

/* ---- redact_learn.c: which words name somebody ---- */

void redact_learn(struct redaction *x, const char *text, const char *alias);
void redact_learn_all(struct redaction *x);

/* ---- what is told of in tables only in part ---- */

void redact_certificates(struct redaction *x);
const char *redact_command(struct redaction *x, const char *line);
void redact_learn_token(struct redaction *x);
void redact_hide_token(struct redaction *x);
const char *redact_scope(struct redaction *x, const char *scope);

#endif
