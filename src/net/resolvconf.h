/* resolvconf.h - what /etc/resolv.conf says that c-ares does not tell */
#ifndef SMTPSCOPE_NET_RESOLVCONF_H
#define SMTPSCOPE_NET_RESOLVCONF_H

#include <stdbool.h>

#define RESOLVCONF "/etc/resolv.conf" /* the one that c-ares reads */

/* "options trust-ad" stands in the file at `path`, or "trust-ad" in the variable RES_OPTIONS, as
 * resolv.conf(5) of glibc has it. A file that cannot be read says nothing. */
bool resolvconf_trusts_ad(const char *path);

#endif
