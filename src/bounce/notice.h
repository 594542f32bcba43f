/* notice.h - inside this room: messages that are taken for bounces and are none */
#ifndef SMTPSCOPE_BOUNCE_NOTICE_H
#define SMTPSCOPE_BOUNCE_NOTICE_H

#include "bounce/bounce.h"
#include "bounce/mime.h"

/* A read receipt or a complaint (RFC 8098, 5965): adds an item and says so; false: it is neither.
 */
bool notice_read(struct arena *a, const struct list *parts, struct list *items);

/* An answer that a program wrote in somebody's name. */
bool notice_is_answer(const struct mime_part *message);
void notice_answer(struct arena *a, const struct mime_part *message, struct list *items);

#endif
