/* mx.h - where mail for the domain goes (RFC 5321 section 5, RFC 7505) */
#ifndef SMTPSCOPE_DOMAIN_MX_H
#define SMTPSCOPE_DOMAIN_MX_H

#include "domain/host.h"
#include "know/provider.h"

struct study;
struct shape;

enum {
	MX_HOSTS_MAX = 32,    /* that are looked at */
	MX_PTR_MAX = 32,      /* addresses of all of them, whose names are asked for */
	MX_PTR_NAMES_MAX = 2, /* of an address, that are looked up again */
};

/* What the answer about the domain comes to. */
enum mx_state {
	MX_UNKNOWN,  /* there is none yet, or nothing follows from it */
	MX_LISTED,   /* hosts are named */
	MX_NULL,     /* the domain takes no mail (RFC 7505) */
	MX_IMPLICIT, /* none is named: the domain's own addresses (RFC 5321 section 5.1) */
	MX_NOWHERE,  /* none is named, and the domain has no address */
	MX_NO_NAME,  /* the domain does not exist */
};
extern const char *const mx_state_names[];

struct mx_name { /* that the DNS gives an address */
	struct item item;
	const char *name;
	bool confirmed; /* it leads back to the address */
};

struct mx_address {
	struct item item;
	const char *address;	     /* numeric */
	const struct dns_query *ptr; /* NULL: not known yet, or not asked: a private address */
	struct list names;	     /* of struct mx_name */
	const char *name;	     /* the confirmed one, or the first; NULL: none */
	bool confirmed;		     /* a name leads back to the address */
	bool settled;		     /* nothing of that is unknown */
};

struct mx_host {
	struct item item;
	int preference;
	const char *name;		  /* in small letters, without a final dot */
	const struct dns_query *a, *aaaa; /* NULL: not known yet, or not asked for such a name */
	enum host_fate fate;
	const char *alias; /* the name is one (RFC 5321 forbids it): of what; or NULL */
	const char
		*meant; /* the domain was appended to this name for want of a final dot; or NULL */
	bool again;	/* it stands further up, too */
	struct list addresses;		 /* of struct mx_address */
	const struct provider *provider; /* whose host it is, or NULL */
	bool proof;			 /* it only proves to the provider whose the domain is */
};

struct mx_study {
	const struct dns_query *query; /* NULL: not known yet */
	enum mx_state state;
	bool null_mx;	     /* state is MX_NULL */
	bool null_beside;    /* "." stands beside hosts, which RFC 7505 section 3 forbids */
	int null_preference; /* of that, or of the null MX */
	bool implicit;	     /* state is MX_IMPLICIT: `hosts` is the domain itself */
	struct list hosts;   /* of struct mx_host, best preference first */
	size_t left_out;     /* more than MX_HOSTS_MAX, or no MX data */
	const struct provider *provider; /* whose all the hosts are, or NULL */
	bool mixed;			 /* hosts of several providers, or beside them others */
};

void mx_read(struct study *s, struct view *v);

/* Whose mail servers they are: of all hosts, or, where they are mixed, of the best; NULL: of nobody
 * that we know. */
const struct provider *mx_provider(const struct study *s);

extern const struct shape mx_study_shape; /* for reports */

/* At least one host can be reached from the internet. */
bool mx_is_usable(const struct mx_study *mx);

#endif
