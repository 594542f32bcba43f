/* A netrc file: what is found is what the file says; a comment before it and an entry behind it
 * change nothing; an entry for that host put first is found, whatever follows.
 *
 * Input: a line with the user (empty: any), then the file. The host is "h". */
#include "fuzz.h"

#include "cli/netrc.h"

#include <stdlib.h>
#include <string.h>

static bool same(const struct buf *a, const struct buf *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0);
}

static void same_find(const struct buf *text, const char *user, enum netrc_found how,
		      const struct netrc_login *l)
{
	struct netrc_login other;

	CLAIM(netrc_find(text->p, text->n, "h", user, &other) == how);
	if (how == NETRC_FOUND)
		CLAIM(same(&other.login, &l->login) && same(&other.password, &l->password));
	netrc_free(&other);
}

/* In memory of exactly its size. */
static void claims(const char *text, size_t n, const char *user)
{
	struct netrc_login l;
	struct buf more = {0};
	enum netrc_found how = netrc_find(text, n, "h", user, &l);

	CLAIM(l.login.n <= n && l.password.n <= n && l.line >= 0);
	CLAIM(how != NETRC_MALFORMED || l.line > 0);
	CLAIM(how != NETRC_FOUND || user == NULL || l.login.n == 0 ||
	      (l.login.n == strlen(user) && memcmp(l.login.p, user, l.login.n) == 0));
	buf_str(&more, "# a note: machine h login eve password x\n");
	buf_add(&more, text, n);
	same_find(&more, user, how, &l);
	netrc_free(&l);
	buf_clear(&more);

	l = (struct netrc_login){0};
	buf_str(&more, "machine h login \"q\\\"q\" password p#p machine i ");
	buf_add(&more, text, n);
	buf_str(&l.login, "q\"q");
	buf_str(&l.password, "p#p");
	same_find(&more, "q\"q", NETRC_FOUND, &l);
	netrc_free(&l);
	buf_free(&more);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	char *user = input_line(&in), *text;
	size_t n;

	text = input_rest(&in, &n);
	claims(text, n, *user != '\0' ? user : NULL);
	free(user);
	free(text);
	return 0;
}
