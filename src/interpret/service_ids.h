/* service_ids.h - inside this room: by what Microsoft Entra finds a refusal of its own again
 *
 * Each of its answers names the request (trace), what it was part of (correlation) and when it
 * came. Administrators search the sign-in logs for them, and support asks for them: they are no
 * secrets. */
#ifndef SMTPSCOPE_INTERPRET_SERVICE_IDS_H
#define SMTPSCOPE_INTERPRET_SERVICE_IDS_H

#include "base/arena.h"
#include "base/text.h"

struct service_ids {
	const char *trace, *correlation, *time; /* NULL: not said */
};

/* Out of the text of an answer, its JSON, the page of a browser or the line of a log. */
struct service_ids service_ids_in(struct arena *a, struct bytes text);

/* One line of evidence; NULL where none is known. */
const char *service_ids_line(struct arena *a, const struct service_ids *ids);

#endif
