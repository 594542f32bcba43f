/* stranger.h - where we let a stranger send us: URLs out of a peer's certificate
 *
 * Whoever made the certificate chooses whom this machine connects to. It must not be led to what
 * only this machine, or only its network, can reach. */
#ifndef SMTPSCOPE_HTTP_STRANGER_H
#define SMTPSCOPE_HTTP_STRANGER_H

#include "base/list.h"
#include "http/url.h"

/* NULL, or what is wrong with asking that URL (static): "is not http://". */
const char *stranger_url_fault(const struct http_url *u);

/* NULL, or what kind of address a stranger has no business with (static): "a loopback address".
 * `inside`: the stranger itself is in a private network. */
const char *stranger_address_fault(const char *address, bool inside);

/* Whether who has that address is in a private network. */
bool stranger_inside(const char *address);

#endif
