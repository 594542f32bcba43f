/* plain.h - inside this room: the parts of a message that stand in it as they are, without GMime */
#ifndef SMTPSCOPE_BOUNCE_PLAIN_H
#define SMTPSCOPE_BOUNCE_PLAIN_H

#include "base/text.h"

/* Of struct mime_part, as mime_read() gives them; what is encoded is left out. */
void plain_read(struct arena *a, struct bytes message, struct list *parts);

#endif
