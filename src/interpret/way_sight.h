/* way_sight.h - inside this room: what the session that shows the way has to say */
#ifndef SMTPSCOPE_INTERPRET_WAY_SIGHT_H
#define SMTPSCOPE_INTERPRET_WAY_SIGHT_H

#include "interpret/way.h"

/* A refusal, and what the catalogue makes of it. */
struct way_reply {
	struct item item;
	const struct reply *reply;
	const struct entry *entry;
};

struct way_sight {
	struct arena *arena;
	const struct record *record;
	const struct knowledge *know;
	const struct session *session;
	bool has_address, is_private;	/* the session's; what is behind a proxy has none */
	const struct provider *profile; /* of the target, or NULL */
	const struct provider *speaker; /* who greets, where there is no profile; or NULL */
	struct list replies;		/* of struct way_reply */
};

/* A state and what shows it. */
struct way_seen {
	enum way_state state;
	struct bytes evidence;
};

/* False: nothing was connected to. */
bool way_sight_take(struct arena *a, const struct record *r, const struct knowledge *k,
		    struct way_sight *s);

/* The session comes from a domain's MX records (--mx). */
bool way_targets_domain(const struct way_sight *s);

/* As seen with the eyes of `w`, which may know the domain of the host. */
struct way_seen way_sign_seen(const struct way_sight *s, const struct way *w, enum way_sign sign);

/* The refusal that one of these entries (of struct string_item) explains, or NULL; `wide`: or a
 * more special entry. */
const struct way_reply *way_refusal(const struct way_sight *s, const struct list *ids, bool wide);

/* "550 5.7.64 TenantAttribution; Relay Access Denied" */
struct bytes way_reply_words(struct arena *a, const struct reply *r);

#endif
