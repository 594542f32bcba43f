/* mx.h - where mail for the domain goes (RFC 5321 section 5, RFC 7505) */
#ifndef SMTPSCOPE_DOMAIN_MX_H
#define SMTPSCOPE_DOMAIN_MX_H

#include "domain/view.h"
#include "know/provider.h"

struct study;

enum { MX_HOSTS_MAX = 32 }; /* that are looked at */

struct mx_address {
	struct item item;
	const char *address;	     /* numeric */
	const struct dns_query *ptr; /* its name; NULL: not known yet */
	const char *name;	     /* of that, or NULL */
	bool confirmed;		     /* the name leads back to the address */
};

struct mx_host {
	struct item item;
	int preference;
	const char *name;		  /* without a final dot */
	const struct dns_query *a, *aaaa; /* NULL: not known yet */
	const char *alias;     /* the name is one: to what (RFC 5321 forbids it), or NULL */
	bool literal;	       /* an address where a name must be */
	struct list addresses; /* of struct mx_address */
	const struct provider *provider; /* whose host it is, or NULL */
};

struct mx_study {
	const struct dns_query *query; /* NULL: not known yet */
	bool null_mx;		       /* takes no mail (RFC 7505) */
	bool implicit;	   /* none published: the domain's own addresses (RFC 5321 5.1) */
	struct list hosts; /* of struct mx_host, best preference first */
	size_t left_out;   /* more than MX_HOSTS_MAX */
	const struct provider *provider; /* whose all the hosts are, or NULL */
	bool mixed;			 /* hosts of several providers, or beside them others */
};

void mx_read(struct study *s, struct view *v);

#endif
