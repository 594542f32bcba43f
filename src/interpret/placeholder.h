/* placeholder.h - inside this room: what a {placeholder} stands for */
#ifndef SMTPSCOPE_INTERPRET_PLACEHOLDER_H
#define SMTPSCOPE_INTERPRET_PLACEHOLDER_H

#include "interpret/wording.h"

struct placeholder {
	const char *name;
	const char *(*value)(struct arena *a, const struct wording *w); /* NULL: not known */
	const char *neutral; /* with what a sentence still reads well then */
};

/* wording_dns.c */
const char *wording_dig_at(struct arena *a, const struct wording *w);
const char *wording_resolver(struct arena *a, const struct wording *w);

/* wording_path.c: of the way to the session's port, where it was traced */
const char *wording_last_hop(struct arena *a, const struct wording *w);
const char *wording_next_hop(struct arena *a, const struct wording *w);
const char *wording_place(struct arena *a, const struct wording *w);
const char *wording_offender(struct arena *a, const struct wording *w); /* of the connection, too */

/* wording_token.c: by its name, as placeholder_find() */
const struct placeholder *wording_token(const char *word, size_t n);

/* By its name, the `n` bytes at `word`; NULL: there is none. */
const struct placeholder *placeholder_find(const char *word, size_t n);

/* "one, two, three and 4 more", of struct bytes_item; NULL: none */
const char *wording_joined(struct arena *a, const struct list *bytes);

/* wording_reach.c */
const char *wording_box(struct arena *a, const struct wording *w);
const char *wording_broken(struct arena *a, const struct wording *w);
const char *wording_host_port(struct arena *a, const struct wording *w);
const char *wording_option(struct arena *a, const struct wording *w);
const char *wording_other_option(struct arena *a, const struct wording *w);

#endif
