/* template.h - what of a trouble line is decisive: its words without what differs from one message
 * to the next
 *
 * Addresses, hosts, session ids and long numbers become marks of their kind. What the knowledge
 * looks for stays, even inside them, and so does whose host it is; reply codes, enhanced codes and
 * codes like S3140 or AADSTS50126 stay. Two events with one template have one finding. */
#ifndef SMTPSCOPE_LOG_TEMPLATE_H
#define SMTPSCOPE_LOG_TEMPLATE_H

#include "log/log_form.h"
#include "log/vocabulary.h"

enum { TEMPLATE_MAX = 3000 };

struct template
{
	size_t n;
	char text[TEMPLATE_MAX];
};

/* What a thread remembers of hosts it has seen. */
struct template_hosts;
struct template_hosts *template_hosts_new(const struct knowledge *k);
struct template_hosts *template_hosts_free(struct template_hosts *h); /* takes NULL, returns NULL */

/* `r`: the patterns that may match the event, NULL: any. The more is known of them the less of the
 * event matters. False: it says too much for that, and has to be explained itself. */
bool template_of(const struct vocabulary *v, const struct relevant *r, struct template_hosts *hosts,
		 const struct log_event *e, struct template *t);

#endif
