/* wording.h - the catalogue's words with their {placeholders} filled in */
#ifndef SMTPSCOPE_INTERPRET_WORDING_H
#define SMTPSCOPE_INTERPRET_WORDING_H

#include "know/way.h"
#include "record/record.h"

/* What is known where a finding was seen; any member but `record` may be NULL. */
struct wording {
	const struct record *record;
	const struct provider *provider;
	const struct session *session;
	const struct stage *stage;
	const struct dns_query *query;
	const struct way *way; /* of sending; with `know` */
	const char *way_title; /* where it is not that way alone */
	const struct knowledge *know;
	/* where the above do not say it, or say another one */
	const char *host, *address, *version, *why, *from, *box;
	int port; /* 0: that of the session */
};

enum { WORDING_VALUE_MAX = 200 }; /* bytes that one placeholder may take */

/* `text` with every placeholder replaced by its value, or by a neutral phrase where it has none.
 * What peers sent comes out harmless and short. In the arena; NULL gives NULL. */
const char *wording_fill(struct arena *a, const struct wording *w, const char *text);

/* The same for each of `texts`, of struct string_item: advice, which may hold commands. What a
 * shell would read as more than one word is quoted there, or left out. */
struct list wording_fill_all(struct arena *a, const struct wording *w, const struct list *texts);

#endif
