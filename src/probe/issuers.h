/* issuers.h - the issuers that a server did not send, from where its certificates say they are
 *
 * The addresses come from a stranger: http/stranger.h says who is asked. */
#ifndef SMTPSCOPE_PROBE_ISSUERS_H
#define SMTPSCOPE_PROBE_ISSUERS_H

#include "probe/common.h"
#include "probe/lookup.h"

struct issuer_fetch; /* of one engine: it remembers who was asked */

struct issuer_fetch *issuer_fetch_new(struct common *c, struct lookup *l, const bool *stopped);
struct issuer_fetch *issuer_fetch_free(struct issuer_fetch *x); /* takes NULL, returns NULL */

/* Runs the loop until all is known of the chain of `f`, from the server at `address`: fills
 * f->fetched, and f->verified where what was fetched makes a path to an anchor. All else that was
 * judged stands: it is about what the server sent. */
void issuer_fetch_for(struct issuer_fetch *x, struct tls_facts *f, const char *host,
		      const char *address);

#endif
