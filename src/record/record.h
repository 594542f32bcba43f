/* record.h - what was asked and what was seen: plain data, no advice
 *
 * A probe fills a record; the interpreter and the reporters read it. Every part lives in the
 * record's arena. Its JSON form (DESIGN section 6) is described once, in shapes.c, for both
 * directions. Times: `ms` are durations in milliseconds, `at_ms` milliseconds since the run
 * started, dates 64-bit milliseconds since 1970 in UTC. Absent text is NULL, absent bytes {0}. */
#ifndef SMTPSCOPE_RECORD_RECORD_H
#define SMTPSCOPE_RECORD_RECORD_H

#include "base/arena.h"
#include "record/domain_facts.h"
#include "record/login_facts.h"
#include "record/reply.h"
#include "record/tls_facts.h"
#include "record/token_facts.h"

/* ---- words shared by plan, probe, interpreter and reporters (names in names.c) ---- */

enum stage_id { /* in the order of a STARTTLS walk */
		STAGE_TCP,
		STAGE_PROXY, /* only where --proxy is in between: tcp is the way to the proxy then
			      */
		STAGE_BANNER,
		STAGE_EHLO,
		STAGE_STARTTLS,
		STAGE_TLS,
		STAGE_EHLO_AGAIN,
		STAGE_AUTH,
		STAGE_ENVELOPE,
		STAGE_MESSAGE, /* only with --send */
		STAGE_NOOP, /* only in a follow-up: a line as long as one that was lost; or one that
			       was said with STARTTLS, and must not be answered in TLS */
		STAGE_QUIT,
		STAGE_COUNT
};

enum outcome {
	OUTCOME_NOT_REACHED, /* an earlier stage ended the walk */
	OUTCOME_PASS,
	OUTCOME_FAIL,
	OUTCOME_SKIP,	    /* not wanted here; `note` says why */
	OUTCOME_NOT_TESTED, /* the server limited us, or this system cannot */
};

enum tls_mode { TLS_MODE_STARTTLS, TLS_MODE_IMPLICIT, TLS_MODE_NONE };

enum session_purpose {
	SESSION_PRIMARY,
	SESSION_TLS_VERSION, /* offers exactly one TLS version */
	SESSION_RETRY,	     /* same endpoint, one thing changed; `changed` says which */
	SESSION_CONTROL,
	SESSION_TLS_SUITES, /* offers one version and the cipher suites that are not known yet */
	SESSION_AUTH,	    /* logs in with one mechanism (--auth all) */
};

/* From server to server (RFC 5321); who submits has other ports (RFC 6409, 8314). */
enum { RELAY_PORT = 25 };

enum target_purpose { PURPOSE_SUBMISSION, PURPOSE_MX, PURPOSE_CUSTOM };

/* Why a stage failed, as far as bytes and errno show; its meaning is the interpreter's. */
enum failure {
	FAILURE_NONE,
	FAILURE_NET,	     /* tcp: see struct tcp_facts */
	FAILURE_TIMEOUT,     /* our patience ended */
	FAILURE_CLOSED,	     /* orderly end (FIN) where more was due */
	FAILURE_RESET,	     /* RST or another socket error in mid-session; `detail`: errno name */
	FAILURE_REPLY,	     /* the server's reply says no; see `reply` */
	FAILURE_PROTOCOL,    /* what came is not SMTP; `detail`: its first bytes */
	FAILURE_TOO_LONG,    /* a cap of ours was passed (DESIGN section 11) */
	FAILURE_NOT_OFFERED, /* the capability is not in a complete EHLO list */
	FAILURE_TLS,	     /* handshake; see struct tls_facts */
	FAILURE_CERTIFICATE, /* handshake done, certificate not acceptable, and we stop here */
	FAILURE_WITHHELD,    /* we did not send a secret; see struct auth_facts */
	FAILURE_LOCAL,	     /* this system could not: descriptors, policy; `detail` says what */
	FAILURE_INTERRUPTED, /* by the user or by the end of the whole check's time */
};

/* ---- facts of the stages ---- */

enum tcp_class {
	TCP_OPEN,
	TCP_REFUSED,	 /* RST to the SYN, or ICMP port unreachable */
	TCP_RESET,	 /* RST after the connection stood */
	TCP_TIMEOUT,	 /* nothing came back */
	TCP_UNREACHABLE, /* ICMP host or net unreachable from a router */
	TCP_PROHIBITED,	 /* ICMP administratively prohibited, policy, reject route */
	TCP_NO_ROUTE,	 /* this machine has no route (connect() says so at once) */
	TCP_NO_FAMILY,	 /* this machine has no address of that family */
	TCP_LOCAL_BLOCK, /* this machine's own firewall or routing refuses */
	TCP_LOCAL_ERROR, /* another local error: bad source, descriptors, ports used up */
};

/* engineering notes: class by (origin, type, code), errno second. */
struct tcp_facts {
	enum tcp_class class;
	const char *errno_name;	 /* "ECONNREFUSED"; NULL when open or silent */
	const char *icmp_origin; /* "icmp", "icmp6", or NULL: no ICMP seen */
	int icmp_type, icmp_code;
	const char *offender;	/* who sent the ICMP, or NULL */
	bool offender_is_local; /* ... and it is an address of this machine */
	const char *source;	/* our address, without port; NULL if none was chosen */
	int retransmits;	/* SYNs sent again */
	double rtt_ms;		/* kernel's smoothed estimate once open, else 0 */
	/* of a time-out: connections of this machine, all its programs, to that port number */
	int machine_open, machine_waiting;
};

/* What TCP still had in hand when our patience with a connection that stood came to an end (struct
 * tcp_info of linux/tcp.h): tells lost packets from a peer that has nothing to say. */
struct stall_facts {
	int in_flight;	      /* segments of ours that nobody acknowledged */
	uint32_t pending;     /* bytes of ours that nobody acknowledged */
	int resent;	      /* times that the oldest of them was sent again in vain */
	uint32_t acked;	      /* bytes of ours that the peer's system has, its SYN's included */
	uint32_t received;    /* bytes of the peer's that came in order */
	int out_of_order;     /* packets that came behind a gap */
	int snd_mss, rcv_mss; /* bytes: largest that we may send; that came (an estimate) */
	int path_mtu;	      /* bytes: what the system believes */
};

/* RFC 1928 (SOCKS5), RFC 9110 section 9.3.6 (CONNECT): what the proxy said. */
struct proxy_facts {
	const char *scheme;  /* "socks5", "http" */
	const char *address; /* of the proxy, numeric, without port */
	int port;
	int method;	    /* socks5: of authentication, chosen by the proxy; -1: not told */
	int login;	    /* socks5: status of RFC 1929, 0: taken; -1: none came */
	int code;	    /* socks5: REP, 0: granted; http: the status. -1: none came */
	struct bytes text;  /* http: the status line */
	const char *reason; /* http: the error of RFC 9209, or Squid's, if it says so */
	const char *logins; /* http: the kinds of login that it offers, "Basic, NTLM" */
	const char *bound;  /* from where the proxy connects, if it says so */
};

struct banner_facts {
	bool after_client; /* came only after we had spoken (QUIT at the time-out) */
};

struct ehlo_facts {
	const char *name;	  /* what we called ourselves */
	struct list capabilities; /* of struct bytes_item: the lines after the first, as sent */
};

struct starttls_facts {
	struct bytes injected; /* plaintext that followed the 220 of STARTTLS */
};

struct stage {
	struct item item;
	enum stage_id id;
	enum outcome outcome;
	double at_ms, ms;
	enum failure failure;
	struct bytes detail; /* raw evidence of the failure where no field below holds it */
	const char *note;    /* why it was skipped or not tested; a word, see names.c */
	struct reply reply;  /* the last one of the stage; code 0: none */
	/* one of these, by id; NULL where the stage was not entered */
	struct tcp_facts *tcp;
	struct proxy_facts *proxy;
	struct banner_facts *banner;
	struct ehlo_facts *ehlo; /* also of ehlo-again */
	struct starttls_facts *starttls;
	struct tls_facts *tls;
	struct auth_facts *auth;
	struct envelope_facts *envelope;
	struct message_facts *message;
	struct stall_facts *stall; /* of any stage but tcp that ran into its time-out; else NULL */
};

/* One line, or one handshake, in order. Secrets are masked before they come here. */
struct transcript_line {
	struct item item;
	double at_ms;
	bool sent;
	bool tls;
	struct bytes text; /* without the CRLF */
};

struct session {
	struct item item;
	const char *host;    /* the name that the certificate is checked against */
	const char *address; /* numeric; the host's name where a proxy looks it up */
	int port;
	enum tls_mode mode;
	enum session_purpose purpose;
	const char *changed; /* retry: "tls-mode", "ehlo-name", "mss", "starttls", "sni"
				(one is sent), "no-sni", "injection" (probe/stage_injection.c),
				"again" (nothing); tls-version, tls-suites: "TLS1.0"; auth: the
				mechanism; control: "closed-port", "again"; else NULL */
	bool offered;	     /* false: the provider's profile does not list it */
	struct list stages;  /* of struct stage, those of this walk, in its order */
	struct list transcript;
};

/* ---- DNS ---- */

enum dns_status {
	DNS_OK,
	DNS_NODATA,
	DNS_NXDOMAIN,
	DNS_SERVFAIL,
	DNS_BOGUS, /* ... and an answer, where signatures are not checked (RFC 4035 section 5) */
	DNS_REFUSED,
	DNS_TIMEOUT,
	DNS_NO_RESOLVER, /* no server configured, or nobody serves at its address */
	DNS_NO_ROUTE,	 /* this machine knows no way to any server */
	DNS_CNAME_LOOP,
	DNS_MALFORMED, /* an answer that is no DNS packet, or none to our question */
	DNS_OTHER,     /* another rcode */
};

struct dns_answer {
	struct item item;
	const char *name, *type; /* owner and type as presented: "mail.example.org", "A" */
	struct bytes data;	 /* presentation form: "192.0.2.1", "10 mx.example.org" */
	uint32_t ttl;		 /* seconds */
};

struct dns_query {
	struct item item;
	const char *name, *type;
	const char *server; /* "127.0.0.53:53" where one only was asked, else NULL */
	int rcode;	    /* -1: no answer */
	enum dns_status status;
	bool ad;	     /* AD bit (RFC 4035 section 3.2.3) */
	bool cut;	     /* more answers came than are kept: nothing is known to be absent */
	bool remembered;     /* asked for another target of the sweep before: `ms` is 0 */
	struct list answers; /* of struct dns_answer: the CNAME chain, then the data */
	double ms;
};

enum address_source { ADDRESS_DNS, ADDRESS_HOSTS, ADDRESS_LITERAL, ADDRESS_OPTION, ADDRESS_PROXY };

struct address {
	struct item item;
	const char *address; /* ADDRESS_PROXY: the host's name, which the proxy looks up */
	const char *host;
	enum address_source source;
};

/* ---- the way there, hop by hop ---- */

/* What came back for a SYN with a short life. */
enum hop_answer {
	HOP_SILENT,
	HOP_PASSED,	 /* a router on the way: time exceeded (ICMP 11/0, ICMPv6 3/0) */
	HOP_OPEN,	 /* the connection stood: the server, or who poses as it */
	HOP_REFUSED,	 /* RST */
	HOP_PROHIBITED,	 /* by ICMP, as TCP_PROHIBITED; and a port unreachable from a router */
	HOP_UNREACHABLE, /* by ICMP, as TCP_UNREACHABLE */
	HOP_LOCAL,	 /* this machine refused to send */
};

struct hop {
	struct item item;
	int ttl; /* from 1 */
	enum hop_answer answer;
	const char
		*address; /* who answered; of HOP_OPEN and HOP_REFUSED who was asked; else NULL */
	double ms;	  /* from the SYN to the answer */
	const char *icmp_origin; /* as in struct tcp_facts */
	int icmp_type, icmp_code;
	bool again; /* only the SYN that was sent again was answered: ICMP is rate-limited */
};

enum trace_role {
	TRACE_SUBJECT, /* the port in question */
	TRACE_CONTROL, /* another port or host, to tell a silent router from a filter */
};

struct trace {
	struct item item;
	const char *host, *address; /* as in struct session */
	int port;
	enum trace_role role;
	const char *source; /* our address, or NULL */
	double at_ms, ms;
	int windows;	  /* bursts, a round trip each; not the steps, a SYN each, that follow where
			     the port is alive */
	int resends_lost; /* SYNs that this system failed to send again, whoever's they were
			     (TCPRetransFail): its own firewall drops */
	struct list
		hops; /* of struct hop, by ttl; what is behind an answer of the end is left out */
};

/* ---- the whole ---- */

struct need {
	struct item item;
	int port;
	enum tls_mode mode;
};

/* Somebody to compare with (--control), as asked for: "www.example.net", 443. */
struct host_port {
	struct item item;
	const char *host; /* in A-labels, or an address */
	int port;
};

/* A certificate that ends in fewer days than these is a warning, an error. */
struct cert_days {
	int warn, critical;
};
extern const struct cert_days cert_days_default;

struct record {
	struct arena *arena; /* not in JSON */

	const char *version, *knowledge; /* of the tool that wrote it */
	const char *tls_library;	 /* "GnuTLS 3.7.9" */
	const char *id;
	int64_t started; /* date */
	double duration_ms;
	const char *command;  /* command line with no secrets */
	const char *redacted; /* "names": they are pseudonyms (redact.h); NULL: they are not */
	int rounds;
	bool interrupted;
	double lag_ms; /* this program was late by so much at some time of the run; 0: it was not */

	const char *hostname;
	const char *system; /* "Debian GNU/Linux 12 (bookworm), Linux 6.1.0-13-amd64" */
	int utc_offset;	    /* seconds that its clock shows ahead of UTC; 0: none, or not known */
	struct list resolvers; /* of struct string_item */
	bool resolver_trusted; /* its word that an answer is signed (AD) counts */
	struct list sources;   /* of struct string_item: our addresses that reached out */
	struct list egress;    /* of struct string_item: our addresses as servers see them */
	const char *proxy;     /* URL without a password, or NULL */

	const char *input;    /* TARGET as typed, escaped */
	const char *key;      /* of a sweep: that and what was said with it, in one form; or NULL */
	const char *tag;      /* of a sweep: the group that it belongs to, or NULL */
	const char *host;     /* in A-labels */
	const char *provider; /* profile id or NULL */
	enum target_purpose purpose;
	struct list controls;	/* of struct host_port */
	struct list needs;	/* of struct need */
	bool needs_all;		/* every one (named with -p), else any one */
	const char *name_fault; /* "blank", "comma", "port", "scheme", "control", ...; NULL: none */
	const char *user;	/* identity, or NULL: no login was asked for */
	struct secret_facts *secret;   /* NULL: none was given */
	struct token_facts *token;     /* what that says, where it is a token; or NULL */
	struct token_asked *asked;     /* of the command "token"; not in the report. NULL */
	struct earlier_logins earlier; /* of that identity at that host */
	bool all_mechanisms;	       /* a login with each was asked for */
	struct cert_days cert_days;
	struct domain_facts *domain; /* of the command "domain", whose purpose is
					 PURPOSE_MX; or NULL */

	struct list queries;   /* of struct dns_query */
	struct list addresses; /* of struct address */
	struct list sessions;  /* of struct session */
	struct list traces;    /* of struct trace; a subject, then its controls */
};

/* A record and all that belongs to it. record_free() takes NULL and returns NULL. */
struct record *record_new(void);
struct record *record_free(struct record *r);

/* What the target is called: its host, or what was typed where that is no name of one. NULL:
 * neither is known. */
const char *record_target(const struct record *r);

/* The facts that a stage with its id has, empty, in `a`, for records that no probe has filled. */
void stage_make_facts(struct arena *a, struct stage *st);

/* The stage of `s` with that id, or NULL where its walk has none. */
struct stage *session_stage(const struct session *s, enum stage_id id);
bool session_passed(const struct session *s, enum stage_id id);

/* They went to one address and port, whichever names that has, and in whichever mode. */
bool same_endpoint(const struct session *a, const struct session *b);

/* The address is of a domain that the server of `s` should take mail for: that of the target, of
 * the login, or one that the server's own name is in. */
bool mailbox_is_own(const struct record *r, const struct session *s, const char *address);

/* `host` has nothing to do with the target: it is there to compare with. */
bool is_control_host(const struct record *r, const char *host);

/* The first failed stage, or NULL. */
struct stage *session_failed(const struct session *s);

/* Names as in JSON, command line and catalogue: arrays in the order of the enums, NULL at the end.
 * name_find(): the index of `name`, -1 if there is none. */
extern const char *const stage_names[];
extern const char *const outcome_names[];
extern const char *const tls_mode_names[];
extern const char *const session_purpose_names[];
extern const char *const target_purpose_names[];
extern const char *const failure_names[];
extern const char *const tcp_class_names[];
extern const char *const dns_status_names[];
extern const char *const address_source_names[];
extern const char *const withheld_names[];
extern const char *const secret_oddity_names[]; /* of secret_facts.oddities */
extern const char *const hop_answer_names[];
extern const char *const trace_role_names[];
extern const char *const link_origin_names[];
extern const char *const staple_status_names[];
extern const char *const dane_state_names[];
extern const char *const tlsa_verdict_names[];
extern const char *const policy_trouble_names[]; /* of policy_fetch.trouble */
int name_find(const char *const *names, const char *name);

#endif
