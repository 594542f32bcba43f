/* knowledge.h - the catalogue of findings and the provider profiles, checked and ready for use
 *
 * What is embedded was checked and made into C when the program was built. A directory goes through
 * the same checks when it is loaded: every fault of every file is reported as file:line:column.
 * Knowledge is read-only once loaded; threads may share it. */
#ifndef SMTPSCOPE_KNOW_KNOWLEDGE_H
#define SMTPSCOPE_KNOW_KNOWLEDGE_H

#include "base/list.h"
#include "base/text.h"
#include "record/record.h"

#include <stdbool.h>

enum severity { SEVERITY_OK, SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_ERROR };
enum certainty { CERTAINTY_POSSIBLE, CERTAINTY_LIKELY, CERTAINTY_CERTAIN };
enum owner {
	OWNER_NOBODY,
	OWNER_YOU,
	OWNER_NETWORK_ADMIN,
	OWNER_TENANT_ADMIN,
	OWNER_SERVER_ADMIN,
	OWNER_PROVIDER,
	OWNER_DOMAIN_ADMIN /* whoever edits the zone */
};
extern const char *const severity_names[], *const certainty_names[], *const owner_names[];

/* What words may hold in braces, ends with NULL: "{host}". The reader of words fills them in; a
 * brace that begins none is a brace. */
extern const char *const placeholder_names[];

/* The length of the "{name}" that `text` begins with, known or not; 0 where it begins with none. */
size_t placeholder_length(const char *text);

/* A pattern of the catalogue: sound, and compiled when it is first needed. */
struct regex {
	const char *source;
	const char *needs; /* see needs.h; NULL: any text may match */
	size_t number;	   /* among those of one knowledge */
};

struct reference {
	struct item item;
	const char *source, *as_of; /* as_of: "2026-11" */
};

/* When a reply entry applies; absent members do not restrict. */
struct when {
	unsigned stages;	  /* bit set of 1 << enum stage_id; 0: any */
	struct list commands;	  /* of struct string_item: "MAIL", "RCPT", "AUTH" */
	struct list codes;	  /* of struct string_item: "535", "45x", "5xx" */
	struct list enhanced;	  /* of struct string_item: "5.7.139", "x.7.8" */
	const struct regex *text; /* against the normalised text */
	struct list providers;	  /* of struct string_item: profile ids */
};

/* How much a program's words prove; absent, as much as a session in which the same was seen. */
enum client_certainty { CLIENT_AS_SEEN, CLIENT_POSSIBLE, CLIENT_LIKELY };
extern const char *const client_certainty_names[];

/* What such words are against those of other entries: told only where no other entry fits; before
 * all others, also beside a reply, because they are of what went before it. */
enum client_rank { CLIENT_USUAL, CLIENT_LAST, CLIENT_FIRST };
extern const char *const client_rank_names[];

/* What programs print when this happens to them; never tried against a server's words. */
struct client {
	const struct regex *text; /* NULL: not known */
	enum client_certainty certainty;
	enum client_rank rank;
	/* In place of the entry's own, which may tell what only a session can have seen. */
	const char *title, *meaning;
	struct list causes, fixes; /* of struct string_item */
};

/* One of several ways in which the cause shows; code tells them apart by their names. */
struct entry_case {
	struct item item;
	const char *name;
	enum certainty certainty;
	enum owner owner;
	const char *title, *meaning; /* NULL, empty: the entry's own */
	struct list causes, fixes;   /* of struct string_item */
};

/* Which setting of mail programs mends it: what to show of data/settings. */
enum mended_by { MENDED_ELSEWHERE, MENDED_BY_STARTTLS, MENDED_BY_IMPLICIT_TLS };
extern const char *const mended_by_names[]; /* "none", "starttls", "implicit" */

/* Words that an entry explains, or must leave to others. */
struct sample {
	struct string_item text; /* a list of samples is one of strings, too */
	int line, column;
};

/* What a reply to a login tells of the secret. */
enum login_word {
	LOGIN_JUDGED,	  /* where it is a refusal for good: it is not right */
	LOGIN_NOT_JUDGED, /* a rule refused before, or whatever the secret is */
	LOGIN_LOCKED,	  /* the account or this address is barred for failed logins, or nearly */
};
extern const char *const login_word_names[]; /* "judged", "not-judged", "locked" */

/* What of a sender's domain a refusal is about. */
enum concern { CONCERN_SPF, CONCERN_DKIM, CONCERN_DMARC };
extern const char *const concern_names[];

struct entry {
	struct item item;
	const char *id;
	enum severity severity;
	enum certainty certainty;
	enum owner owner;
	const char *title;	   /* < 80 characters; words may hold {placeholders} */
	const char *meaning;	   /* < 60 words */
	struct list causes, fixes; /* of struct string_item, ranked */
	enum mended_by settings;
	enum login_word login;
	unsigned concerns;	/* bit set of 1 << enum concern */
	struct list references; /* of struct reference */
	struct list also;	/* of struct string_item: more general ids */
	struct when when;
	struct client client;
	struct list cases;		  /* of struct entry_case */
	struct list samples, not_samples; /* of struct sample; not embedded */
	const char *file;		  /* NULL: embedded */
	int line, column;
};

/* A reply entry; otherwise it is raised by code under its id. */
bool entry_has_when(const struct entry *e);

struct knowledge;

/* What is embedded in the program, with the files of `dir` (NULL: none) on top: an entry or profile
 * of the same id stands in the place of the embedded one, a new one comes first among equals.
 * Faults, one line each "file:line:column: text", are appended to `faults` (of struct string_item,
 * in `fault_arena`). NULL, with errno set, only where `dir` cannot be read. */
struct knowledge *knowledge_load(const char *dir, struct list *faults, struct arena *fault_arena);
struct knowledge *knowledge_free(struct knowledge *k); /* takes NULL, returns NULL */

/* Caseless, within limits: false also where one was hit, hostile text matches nothing. */
bool knowledge_match(const struct knowledge *k, const struct regex *x, const char *text,
		     size_t len);

/* The same, and which bytes matched: at[0] up to at[1]. */
bool knowledge_find(const struct knowledge *k, const struct regex *x, const char *text, size_t len,
		    size_t at[2]);

/* Thousands of texts are going to be matched; before threads share it. */
void knowledge_expect_many(const struct knowledge *k);

/* As knowledge_match(), for a text that many patterns are tried on. */
struct haystack;
bool knowledge_match_in(const struct knowledge *k, const struct regex *x,
			const struct haystack *in);

/* How many files were read, and whether the entry of an id is embedded, even where a file has
 * replaced it. */
size_t knowledge_files(const struct knowledge *k);
bool knowledge_is_embedded(const char *id);

/* The newest as_of date of all references: "2026-11". */
const char *knowledge_date(const struct knowledge *k);

const struct entry *knowledge_entry(const struct knowledge *k, const char *id);
const struct list *knowledge_entries(const struct knowledge *k);    /* of struct entry */
const struct list *knowledge_providers(const struct knowledge *k);  /* of struct provider */
const struct list *knowledge_networks(const struct knowledge *k);   /* of struct network */
const struct list *knowledge_hints(const struct knowledge *k);	    /* of struct hint */
const struct list *knowledge_frames(const struct knowledge *k);	    /* of struct frame */
const struct list *knowledge_boxes(const struct knowledge *k);	    /* of struct box */
const struct list *knowledge_settings(const struct knowledge *k);   /* of struct setting */
const struct list *knowledge_clients(const struct knowledge *k);    /* of struct tls_client */
const struct list *knowledge_policies(const struct knowledge *k);   /* of struct tls_policy */
const struct list *knowledge_mechanisms(const struct knowledge *k); /* of struct mechanism */
const struct list *knowledge_logins(const struct knowledge *k);	    /* of struct login_client */
const struct list *knowledge_ways(const struct knowledge *k);	    /* of struct way */
const struct list *knowledge_snippets(const struct knowledge *k);   /* of struct snippet */
const struct list *knowledge_labels(const struct knowledge *k);	    /* of struct label */

#endif
