/* private_address.h - which addresses and names belong to the public Internet */
#ifndef SMTPSCOPE_INTERPRET_PRIVATE_ADDRESS_H
#define SMTPSCOPE_INTERPRET_PRIVATE_ADDRESS_H

#include "base/netaddr.h"

bool public_name(const char *host); /* has a dot and no special-use ending (RFC 6761) */

#endif
