/* job.h - what is to be probed and how; plan fills it, the engine carries it out */
#ifndef SMTPSCOPE_PROBE_JOB_H
#define SMTPSCOPE_PROBE_JOB_H

#include "base/secret.h"
#include "net/tls.h"
#include "proxy/url.h"
#include "record/record.h"

#include <stdbool.h>

/* One connection to make for each address of `host`, or for `address` only. */
struct endpoint {
	struct item item;
	const char *host;
	const char *address; /* NULL: every address that the record has for host */
	int port;
	enum tls_mode mode;
	enum session_purpose purpose;
	const char *changed;	/* as in struct session */
	bool offered;		/* false: short patience, the provider says it has no such port */
	enum tls_version only;	/* TLS_ANY, or the one version to offer */
	bool by_hand;		/* with a hello of our own: only the answer to it is read */
	const uint16_t *suites; /* to offer by hand, NULL: all of that version */
	size_t suites_n;
	const char *ehlo;     /* NULL: settings.ehlo */
	int mss;	      /* largest TCP segment in bytes, 0: the system's */
	bool starttls_anyway; /* say STARTTLS although it is not offered */
	bool injection;	      /* stage_injection.c: MAIL in clear, a command behind STARTTLS */
	const char *sni;      /* NULL: as the settings say; "": none; else that name */
	size_t noop;	      /* length of a NOOP line to say at the end, 0: none */
	double patience_ms;   /* with each step, where less than that of the settings; 0 */
	bool connect_only;    /* the walk ends with the stage tcp */
	bool login;	      /* may log in and send the envelope (one session of a run does) */
	const char *auth;     /* SESSION_AUTH: the mechanism, of those that are offered */
};

/* What every connection goes through. It looks the names up. */
struct proxy {
	struct proxy_url url;  /* kind PROXY_NONE: there is none */
	struct secret *secret; /* NULL: no login. Wiped with the engine: each connection needs it */
};

/* Who knows of a reason not to log in: earlier logins, what a token says of itself. Asked on the
 * loop, once for each login, right before its first words; not for one that carries no password or
 * token: a mechanism's bare name, GSSAPI (a ticket), EXTERNAL (a certificate). WITHHELD_NO: none;
 * else nothing of it may be said. */
struct login_guard {
	enum withheld (*withholds)(void *arg, const struct session *s);
	void *arg;
};

struct settings {
	int family; /* 0: both, 4, 6 */
	struct proxy proxy;
	const char *source;   /* numeric, or NULL */
	const char *resolver; /* "IP[:PORT]" or NULL */
	bool trust_ad;	      /* believe it that answers are signed, wherever it is */
	const char *ehlo;     /* NULL: by the rule of DESIGN section 3 */
	const char *sni;      /* NULL: the host's name */
	bool no_sni;
	const char *ca_file;
	enum tls_version tls_min, tls_max;
	bool insecure;	     /* go on after a bad certificate */
	bool insecure_auth;  /* send the secret even so */
	enum stage_id until; /* last stage to walk; STAGE_QUIT: all */
	const char *user;
	struct secret *secret;	 /* NULL: no login */
	const char *auth;	 /* mechanism named by the user, or NULL */
	const char *client_cert; /* PEM file to show in TLS, or NULL ... */
	const char *client_key;	 /* ... and that of its key */
	bool keep_secret;	 /* more logins follow the first: secret_wipe() is the caller's */
	double login_pause_ms;	 /* before each of those, and more after refusals */
	const struct login_guard *guard; /* or NULL */
	const char *from;		 /* envelope sender, or NULL */
	struct list to;			 /* of struct string_item */
	int64_t size;			 /* message size to declare, -1: none */
	const char *notify;		 /* NOTIFY to ask of each recipient (RFC 3461), or NULL */
	bool send;			 /* one message, where all else passed */
	bool ask_once;	     /* controls are not asked again while others are silent (pulse.h) */
	int max_connections; /* to one address in all, follow-ups included */
	double connect_ms, not_offered_ms, banner_ms, reply_ms, total_ms;
};

/* Manners (DESIGN section 3); and what is still an enumeration, not a flood. */
enum { MAX_CONNECTIONS_DEFAULT = 8, MAX_CONNECTIONS_MOST = 1000 };

/* settings_default(): the patience of DESIGN section 3, everything else off. */
void settings_default(struct settings *s);
/* NULL: all can be used; else one line that says what cannot, in `a` where it is not constant. */
const char *settings_fault(const struct settings *s, struct arena *a);

/* Called on the loop as things happen; any member may be NULL. */
struct observer {
	void (*stage_begun)(void *arg, const struct session *s, enum stage_id id);
	void (*stage_done)(void *arg, const struct session *s, const struct stage *st);
	void (*session_done)(void *arg, const struct session *s);
	void *arg;
};

#endif
