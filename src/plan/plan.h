/* plan.h - from a TARGET and options to endpoints */
#ifndef SMTPSCOPE_PLAN_PLAN_H
#define SMTPSCOPE_PLAN_PLAN_H

#include "know/provider.h"
#include "probe/engine.h"
#include "record/record.h"

enum target_kind { TARGET_HOST, TARGET_PROVIDER, TARGET_MAILBOX, TARGET_MX };

struct target {
	enum target_kind kind;
	const char *input;
	const char *host;	/* A-labels or literal; of a mailbox or --mx: the domain */
	const char *user;	/* of a mailbox: the default of --user */
	const char *provider;	/* id of TARGET_PROVIDER */
	const char *name_fault; /* a finding, not a usage error: see record.name_fault */
	int port;		/* 0: not named */
	int scheme;		/* 0, or 's' smtp://, 't' smtps:// */
};

/* What the user asked for besides the settings of the probe. */
struct plan_options {
	bool mx;
	struct list ports;   /* of struct need (mode is ignored), named with -p */
	int tls_mode;	     /* -1: auto, else enum tls_mode */
	const char *address; /* --address */
	enum { VERSIONS_NONE, VERSIONS_AUTO, VERSIONS_ALL } tls_versions; /* which to probe */
	bool fetch_aia;	      /* issuers that a server did not send, from others */
	bool test_injection;  /* STARTTLS with a command behind it, at each port that takes it */
	bool names;	      /* PTR names of the target's addresses and of hops */
	bool trace;	      /* the way to what is needed, whether it is open or not */
	struct list controls; /* of struct host_port, --control */
};

/* Reads TARGET. 0, or -1 with one line in *fault that names the culprit and the remedy. */
int target_read(struct arena *a, const char *input, const struct plan_options *o,
		const struct knowledge *k, struct target *t, const char **fault);

/* "smtp://bob@host" and "bob:word@host": no word of it may be shown. */
bool target_holds_login(const char *input);

/* Questions to ask before hosts are known (MX; SRV and MX of a mailbox); none for a plain host.
 * Fills r->input, host, purpose as far as known. */
void plan_questions(struct record *r, const struct target *t, struct list *questions);

/* Questions for the names of the addresses in r->addresses and of hops that have not been asked for
 * yet, each once. */
void plan_names(struct record *r, struct list *questions);

/* Hosts to resolve, from the target and the answers in r->queries: of struct string_item. 0, or -1
 * with one line where a mailbox has no submission server we can name. Sets provider and purpose. */
int plan_hosts(struct record *r, const struct target *t, const struct knowledge *k,
	       struct list *hosts, const char **fault);

/* Endpoints for those hosts: of struct endpoint, 587 and 465 before 25; sets r->needs. */
void plan_endpoints(struct record *r, const struct target *t, const struct plan_options *o,
		    const struct knowledge *k, const struct list *hosts, struct list *endpoints);

/* Hosts to resolve for the controls: those that are not among `hosts`. Sets r->controls. */
void plan_control_hosts(struct record *r, const struct plan_options *o, const struct list *hosts,
			struct list *more);

/* One endpoint for each control and family, from r->addresses, behind the target's `endpoints`. */
void plan_controls(struct record *r, const struct list *controls, struct list *endpoints);

#endif
