/* mx_ptr.h - the names of an MX host's addresses, and whether they lead back (RFC 1912, 2.1) */
#ifndef SMTPSCOPE_DOMAIN_MX_PTR_H
#define SMTPSCOPE_DOMAIN_MX_PTR_H

#include "domain/mx.h"

/* Not of private addresses: they have no names that the internet knows. */
void mx_read_ptr(struct view *v, struct mx_address *address);

#endif
