/* make_record.h - records for tests, told like a story
 *
 *	story_target(t, "smtp.office365.com", "microsoft365");
 *	story_session(t, "192.0.2.1", 587);
 *	story_fails(t, STAGE_AUTH, FAILURE_REPLY);
 *	story_says(t, "535 5.7.3 Authentication unsuccessful");
 *
 * What is not told went well: the stages before a failure passed with ordinary facts. */
#ifndef SMTPSCOPE_TESTS_SUPPORT_MAKE_RECORD_H
#define SMTPSCOPE_TESTS_SUPPORT_MAKE_RECORD_H

#include "record/record.h"

struct story {
	struct record *r;
	struct session *s; /* the one that is being told */
	struct stage *st;  /* its last stage that was told of */
};

struct story *story_new(void);
struct story *story_free(struct story *t);

/* A submission target that needs 587 or 465; `provider` is a profile or NULL. */
void story_target(struct story *t, const char *host, const char *provider);
/* A domain's MX on port 25. */
void story_mx(struct story *t, const char *host);
/* Replaces what is needed by that port, as -p does; more calls, more ports. */
void story_names_port(struct story *t, int port);
/* Everything goes through that proxy: sessions told from now on have its stage. */
void story_proxied(struct story *t, const char *url);
/* A login is wanted. */
void story_user(struct story *t, const char *user);

/* ---- DNS ---- */

struct dns_query *story_asks(struct story *t, const char *name, const char *type,
			     enum dns_status status);
void story_answers(struct story *t, struct dns_query *q, const char *data);
void story_address(struct story *t, const char *host, const char *address,
		   enum address_source source);

/* ---- sessions ---- */

/* 465 is implicit TLS, every other port STARTTLS. */
struct session *story_session(struct story *t, const char *address, int port);
struct session *story_session_in(struct story *t, const char *address, int port,
				 enum tls_mode mode);
/* The session told next to last is followed up by one to the same endpoint. */
struct session *story_follow_up(struct story *t, enum session_purpose purpose, const char *changed);

/* All stages up to and including `last` pass; those before are left as they were told. */
struct stage *story_passes(struct story *t, enum stage_id last);
void story_passes_all(struct story *t);
/* All before pass, this one fails. */
struct stage *story_fails(struct story *t, enum stage_id id, enum failure failure);
/* tcp fails */
struct tcp_facts *story_unreached(struct story *t, enum tcp_class class);

/* The proxy refuses, with that SOCKS5 reply or HTTP status. */
struct proxy_facts *story_proxy_refuses(struct story *t, int code);

/* The reply of the stage told last; "\n" between lines. */
void story_says(struct story *t, const char *reply);
/* The capabilities of an EHLO, separated by "\n", replace the ordinary ones. */
void story_offers(struct story *t, enum stage_id ehlo, const char *capabilities);
/* The raw bytes that the failure left. */
void story_detail(struct story *t, const char *bytes);

/* What TCP had in hand when the stage told last fell silent. */
void story_stall(struct story *t, struct stall_facts stall);
/* --send: the envelope was taken, and a message is to follow. */
void story_sends(struct story *t);
/* The session ends with a long NOOP, as a follow-up to a long login does. */
void story_ends_with_noop(struct story *t);
/* ---- the way there ---- */

/* Hop by hop: the address of who passed it on ("~" behind it: only when asked again), "*", "open",
 * "refused", "prohibited=ADDRESS", "unreachable=ADDRESS", "local". Took three seconds. */
struct trace *story_trace(struct story *t, enum trace_role role, const char *address, int port,
			  const char *hops);

/* The TLS facts of the session, those of a good handshake unless a test spoils them. */
struct tls_facts *story_tls(struct story *t);

/* Microsoft's for bob@example.org, good for SMTP and for an hour from the story's start on. */
struct token_facts *story_token(struct story *t);
struct certificate *story_certificate(struct story *t);

#endif
