/* diagnose.h - inside this room: the diagnosis under way, and how its parts put findings down
 *
 * Each part reads the facts of one stage. What ended a session is its cause (blame()); what else is
 * noteworthy stands beside it. Severities are the catalogue's here; verdict.c weighs them. */
#ifndef SMTPSCOPE_INTERPRET_DIAGNOSE_H
#define SMTPSCOPE_INTERPRET_DIAGNOSE_H

#include "interpret/finding.h"
#include "know/provider.h"

#include <stdbool.h>

struct diagnosis {
	const struct record *record;
	const struct knowledge *know;
	const struct provider *provider; /* of the target; never NULL */
	struct interpretation *out;
	struct arena *arena;	 /* of `out` */
	struct finding **causes; /* by index of the session: what ended it, or NULL */
};

/* Nothing found yet; the interpretation lives in `a`. */
struct diagnosis diagnosis_begin(struct arena *a, const struct record *r,
				 const struct knowledge *k);

/* Where something was seen. Only `diagnosis` is never NULL. */
struct place {
	const struct diagnosis *d;
	const struct session *session;
	const struct stage *stage;
	const struct dns_query *query;
	const char *host, *address, *version, *why, *box; /* as in struct wording */
	int port;
};

/* Which sightings of one id are one finding. PER_NAME: `host` of the place, a name of the DNS. */
enum scope { PER_PORT, PER_ADDRESS, PER_HOST, PER_SESSION, PER_NAME, ONCE };

/* A finding of ours, with the catalogue's words. `id` is one of diagnosable_ids or domain_ids. A
 * sighting within the scope of an earlier one gives that one; its evidence says where it was seen
 * again. */
struct finding *found(const struct place *at, const char *id, enum scope scope);

/* The same, in the words of one of the entry's cases (NULL: its own); each case is a finding of its
 * own. */
struct finding *found_case(const struct place *at, const char *id, const char *name,
			   enum scope scope);

/* The title that such a finding would have (`name`, `why`: or NULL); NULL: there are no words. */
const char *found_title(const struct place *at, const char *id, const char *name, const char *why);

/* The entry that found_reply() would take knows that case. */
bool reply_has_case(const struct place *at, const struct reply *reply, const char *command,
		    const char *id, const char *name);

/* The finding that the catalogue has for a reply; `id` (or, where NULL, the catalogue's general
 * entry) where it says no more than the stage does. The reply is its evidence. */
struct finding *found_reply(const struct place *at, const struct reply *reply, const char *command,
			    const char *id);

/* What the catalogue has for a program's words about TLS, NULL: nothing. A transcript may have no
 * more of a handshake than that; then `id` is found, in the catalogue's words for programs. */
const char *id_of_words(const struct place *at, struct bytes words);
struct finding *found_in_words(const struct place *at, struct bytes words, const char *id);

/* What the catalogue has for the words in which a token service refuses; NULL: nothing of its kind.
 */
struct finding *found_in_refusal(const struct place *at, const char *words);

/* A finding that was put down in general words is, seen in context, that case of its entry. */
void finding_in_case(const struct place *at, struct finding *f, const char *name);
/* The same where the entry knows that case; else nothing. */
void finding_in_known_case(const struct place *at, struct finding *f, const char *name);

/* Evidence; the same is shown once. */
void show(const struct place *at, struct finding *f, const char *kind, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void show_bytes(const struct place *at, struct finding *f, const char *kind, struct bytes text);
/* For a line of it: harmless text, of a long one the first `most` bytes and "...". */
const char *shortened(struct arena *a, struct bytes text, size_t most);
void show_reply(const struct place *at, struct finding *f, const struct reply *reply);

/* "192.0.2.1 port 587" */
const char *place_name(const struct place *at);

/* `before` and "2.0 s", how long the stage took; "" where nobody knows: in transcripts. */
const char *time_taken(const struct place *at, const char *before);

/* `f` (NULL: nothing known) ended that session; the first word stands. */
void blame(const struct place *at, struct finding *f);
void forgive(const struct place *at); /* ... or, seen in context, did not */
/* Another finding, `f`, is why that session ended; what was blamed so far follows from it. */
void blame_instead(const struct place *at, struct finding *f);
struct finding *cause_of(const struct diagnosis *d, const struct session *s);

void finding_also(const struct place *at, struct finding *f, const char *id);

/* One line of a part's table: what must hold, the id, how its evidence is shown (NULL: the facts
 * that every finding of the stage shows). */
struct rule {
	bool (*holds)(const struct place *at);
	const char *id;
	enum scope scope;
	void (*show)(const struct place *at, struct finding *f);
};

/* The first rule that holds is put down, or all that hold; the first finding, or NULL. Tables end
 * with a NULL id. */
struct finding *first_rule(const struct place *at, const struct rule *rules);
struct finding *every_rule(const struct place *at, const struct rule *rules);

/* Names of all findings that code (not only the catalogue's reply entries) can raise; NULL ends. */
extern const char *const diagnosable_ids[];
/* ... of what a domain's records say (domain_ids.c). */
extern const char *const domain_ids[];

/* ---- the parts ---- */

void diagnose_dns(struct diagnosis *d);
bool diagnose_offline(struct diagnosis *d); /* no server of the DNS has a route from here */
/* What such an answer to a question for a host is called; NULL: nothing is wrong. */
const char *dns_answer_id(enum dns_status status);
/* A failure that is the zone's or its servers': who keeps silent may do so only to us. */
bool dns_fails_everybody(enum dns_status status);
void show_query(const struct place *at, struct finding *f, const struct dns_query *q);
void diagnose_tcp(struct diagnosis *d);
void diagnose_path(struct diagnosis *d);	 /* after tcp: where its failures happen */
void diagnose_way_to_proxy(struct diagnosis *d); /* in place of the two */
void diagnose_proxy(const struct place *at);	 /* at the stage proxy */
void diagnose_greeting(const struct place *at);
/* The handshake was refused because one side's versions are too old; NULL: not that. */
struct finding *found_version_fault(const struct place *at);
/* This machine's policy forbids to offer what was asked for; NULL: not that. */
struct finding *found_forbidden(const struct place *at);
/* Which classes of clients cannot connect to the session's endpoint. */
void show_clients(const struct place *at, struct finding *f);
struct finding *found_other_protocol(const struct place *at); /* "220 vsFTPd" */
/* The login was broken off by us; the server sees another TLS connection than we do. NULL: not
 * that. */
struct finding *found_own_fault(const struct place *at);
struct finding *found_other_channel(const struct place *at);
void diagnose_iterations(const struct place *at); /* of SCRAM: too few to be safe */
void diagnose_ehlo(const struct place *at);
void diagnose_starttls(const struct place *at);
void diagnose_tls(const struct place *at);

/* TLS 1.3 tells a client that it must have a certificate when the handshake is over for the client.
 */
bool refused_after_handshake(const struct place *at);
void show_late_alert(const struct place *at, struct finding *f);

void diagnose_versions(const struct place *at); /* at the stage tls, of an agreed session */
void diagnose_suites(const struct place *at);	/* at the stage tls */
/* Why the handshake failed, by what hellos made by hand were answered; NULL: they do not tell. */
struct finding *found_wanted(const struct place *at);
void show_wanted(const struct place *at, struct finding *f); /* those answers, as evidence */
void diagnose_staple(const struct place *at); /* before the certificate: revoked is worst */
void diagnose_cert(const struct place *at);
void diagnose_expiry(const struct place *at); /* at the stage tls (NULL: none), after all others */
void diagnose_auth(const struct place *at);
void diagnose_skipped_auth(const struct place *at);
/* Case of "auth-mechanism-mismatch" and of "auth-not-offered": why nothing of what is offered can
 * be used, and why nothing is offered. NULL: the entry's own words say it. */
const char *mismatch_case(const struct place *at);
const char *missing_case(const struct place *at);
/* What is offered, before TLS and inside it; and what to set in mail programs. */
void show_logins(const struct place *at, struct finding *f);
/* Where the login that was refused only proved that it knows the password: what the server has to
 * store for that. A server that stores something else refuses the right password. */
void show_what_it_takes(const struct place *at, struct finding *f);
void diagnose_offers(struct diagnosis *d); /* after all sessions: what they offer, side by side */
void diagnose_envelope(const struct place *at);
void diagnose_secret(struct diagnosis *d); /* after all sessions: is what was refused odd? */
void diagnose_way(
	struct diagnosis *d); /* after context: what the way of sending says of findings */
void diagnose_message(const struct place *at);

/* A refusal in the envelope or of the message: who had come; and what the words mean to who has
 * logged in, and to who has not. */
void show_client(const struct place *at, struct finding *f, const struct reply *reply);
void put_in_context(const struct place *at, struct finding *f);

/* The server wanted the message and got it. */
bool message_was_sent(const struct stage *st);
/* ... and the session ended: accepted or not, nobody knows. */
bool message_is_underway(const struct stage *st);
void show_message_underway(const struct place *at, struct finding *f);
void diagnose_clock(struct diagnosis *d); /* after all sessions: whose clock is wrong */
void diagnose_limits(struct diagnosis *d);

/* What the provider's profile says of the session's port: that it is not there; nothing, though it
 * lists others. */
bool port_not_offered(const struct place *at);
bool port_unlisted(const struct place *at);

/* ---- what they come to ---- */

/* A phrase for what a reader may believe was tested and was not; the same is said once. */
void not_tested(struct diagnosis *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void judge(struct diagnosis *d); /* verdict.c: severities in context, the verdict, the order */
void list_firewall(struct diagnosis *d); /* firewall.c: after judge() */
void recommend(struct diagnosis *d);	 /* recommended.c: after judge() */
void wonder(struct diagnosis *d);	 /* wants.c: follow-ups that would settle what is open */

#endif
