/* script_dns.h - a DNS server that does what a short text says, for fakeares.h
 *
 * One character a question, in the order of the asking; the last one holds for all that follow.
 *
 *	a	the right answer; AAAA has none       6	AAAA, too        b	two of each
 *	A	as "a", with the AD bit		    w	as "a" after 3 s
 *	W	as "A" after 3 s	D	as "A"; TLSA, of which "a" has the good
 *						certificate's, of another key
 *	E	as "D", of the expired one
 *	n	NXDOMAIN		z	no data
 *	s	SERVFAIL		r	REFUSED		i	NOTIMP
 *	t	silence			f	FORMERR to EDNS
 *	c	by a CNAME		l	CNAMEs in a loop	C	as "c", with the AD bit
 *	T	truncated in UDP	m	cut short	q	more records claimed than
 *sent 0	null MX			p	a private address
 */
#ifndef SMTPSCOPE_TESTS_SCRIPT_DNS_H
#define SMTPSCOPE_TESTS_SCRIPT_DNS_H

#include "fakeares.h"

struct script_dns {
	const char *text; /* empty: "a" */
	size_t n, asked;
};

fake_dns script_dns_answer; /* `arg`: struct script_dns */

#endif
