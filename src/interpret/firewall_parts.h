/* firewall_parts.h - inside this room: the pieces that firewall.c puts together */
#ifndef SMTPSCOPE_INTERPRET_FIREWALL_PARTS_H
#define SMTPSCOPE_INTERPRET_FIREWALL_PARTS_H

#include "interpret/diagnose.h"

/* "port unreachable": what that ICMP error says (RFC 792, 1812, 4443), or NULL. */
const char *icmp_meaning(const char *origin, int type, int code);

/* How far the way to that endpoint goes, as traces of the run tell, or NULL. */
const char *way_words(const struct diagnosis *d, const struct session *s);

/* firewall_request.c: one sentence for each host and what is to be asked, over all its addresses
 * and ports, from the attempts */
void list_requests(struct diagnosis *d);

#endif
