/* private_address.h - which addresses and names belong to the public Internet */
#ifndef SMTPSCOPE_INTERPRET_PRIVATE_ADDRESS_H
#define SMTPSCOPE_INTERPRET_PRIVATE_ADDRESS_H

#include <stdbool.h>

bool loopback_address(const char *address); /* 127.0.0.0/8, ::1 */
bool private_address(const char *address);  /* RFC 1918, 6598, 3927, 4193, link-local, loopback */
bool public_name(const char *host);	    /* has a dot and no special-use ending (RFC 6761) */

#endif
