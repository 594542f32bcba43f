/* For whoever looks at what is his own, and shows it: who logs in, sends and receives is replaced
 * by a number, everything else stays as it is. */
#include "record/redact.h"

#include "record/shape_walk.h"
#include "record/shapes.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct user {
	struct item item;
	const char *name, *alias;
};

struct users {
	struct record *r;
	struct list all; /* of struct user */
};

static void add(struct users *x, const char *name, const char *behind)
{
	struct user *u;

	if (name == NULL || *name == '\0')
		return;
	LIST_EACH (const struct user, known, &x->all)
		if (text_casecmp(known->name, name) == 0)
			return;
	u = ARENA_NEW(x->r->arena, struct user);
	u->name = name;
	list_append(&x->all, u);
	u->alias = arena_printf(x->r->arena, "user-%zu%s", x->all.n, behind);
}

/* Whose domain it is stays to be seen: it is what two recipients are compared for. */
static void add_users(struct users *x)
{
	add(x, x->r->user, "");
	LIST_EACH (const struct session, s, &x->r->sessions) {
		LIST_EACH (const struct stage, st, &s->stages) {
			if (st->auth != NULL)
				add(x, st->auth->user, "");
			if (st->envelope == NULL)
				continue;
			add(x, st->envelope->from, "");
			LIST_EACH (const struct recipient, to, &st->envelope->recipients)
				add(x, to->address,
				    mailbox_is_own(x->r, s, to->address) ? "" : "@elsewhere");
		}
	}
}

static bool is_part(struct bytes b, size_t at)
{
	unsigned char c = at < b.n ? (unsigned char)b.p[at] : '\0';

	return isalnum(c) || c == '_' || c == '-' || c >= 0x80;
}

/* Not within a longer name; a dot may end a sentence. */
static bool stands_alone(struct bytes b, size_t at, size_t end)
{
	if (at > 0 && (is_part(b, at - 1) || (b.p[at - 1] == '.' && at > 1 && is_part(b, at - 2))))
		return false;
	return !is_part(b, end) && (end >= b.n || b.p[end] != '.' || !is_part(b, end + 1));
}

static const struct user *user_at(const struct users *x, struct bytes b, size_t at)
{
	const struct user *best = NULL;

	LIST_EACH (const struct user, u, &x->all) {
		size_t n = strlen(u->name);

		if (n <= b.n - at && strncasecmp(b.p + at, u->name, n) == 0 &&
		    stands_alone(b, at, at + n) && (best == NULL || n > strlen(best->name)))
			best = u;
	}
	return best;
}

static struct bytes hidden(const struct users *x, struct bytes b)
{
	struct buf out = {0};
	struct bytes shown;

	for (size_t at = 0; at < b.n;) {
		const struct user *u = user_at(x, b, at);

		if (u != NULL)
			buf_str(&out, u->alias);
		else
			buf_char(&out, b.p[at]);
		at += u != NULL ? strlen(u->name) : 1;
	}
	shown = bytes_copy(x->r->arena, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return shown;
}

static void hide(const struct text_place *at, void *users)
{
	const struct users *x = users;

	if (at->text != NULL)
		*at->text = hidden(x, bytes_str(x->r->arena, *at->text)).p;
	else
		*at->bytes = hidden(x, *at->bytes);
}

void record_redact_users(struct record *r)
{
	struct users x = {.r = r};

	add_users(&x);
	if (x.all.n > 0)
		shape_each_text(&record_shape, r, hide, &x);
}
