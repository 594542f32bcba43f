#include "smtp/sasl.h"

#include <string.h>

/* RFC 4616, without an authorization identity */
static void plain_first(struct buf *out, const char *user, const char *secret, size_t secret_len)
{
	buf_char(out, '\0');
	buf_str(out, user);
	buf_char(out, '\0');
	buf_add(out, secret, secret_len);
}

static int plain_next(struct buf *out, int step, struct bytes challenge, const char *user,
		      const char *secret, size_t secret_len, bool initial)
{
	(void)challenge;
	if (initial || step > 0)
		return -1;
	plain_first(out, user, secret, secret_len);
	return 0;
}

/* The server asks twice; what it calls the two questions differs, their order does not. */
static int login_next(struct buf *out, int step, struct bytes challenge, const char *user,
		      const char *secret, size_t secret_len, bool initial)
{
	(void)challenge;
	(void)initial;
	if (step == 0)
		buf_str(out, user);
	else if (step == 1)
		buf_add(out, secret, secret_len);
	else
		return -1;
	return 0;
}

static void xoauth2_first(struct buf *out, const char *user, const char *secret, size_t secret_len)
{
	buf_str(out, "user=");
	buf_str(out, user);
	buf_str(out, "\001auth=Bearer ");
	buf_add(out, secret, secret_len);
	buf_str(out, "\001\001");
}

/* The challenge after the token is an error report; only an empty answer brings the 535. */
static int xoauth2_next(struct buf *out, int step, struct bytes challenge, const char *user,
			const char *secret, size_t secret_len, bool initial)
{
	int error_step = initial ? 0 : 1;

	(void)challenge;
	if (step > error_step)
		return -1;
	if (step < error_step)
		xoauth2_first(out, user, secret, secret_len);
	return 0;
}

/* Best first among those for the same kind of secret. */
static const struct sasl_mechanism mechanisms[] = {
	{.name = "PLAIN", .token = false, .first = plain_first, .next = plain_next},
	{.name = "LOGIN", .token = false, .first = NULL, .next = login_next},
	{.name = "XOAUTH2", .token = true, .first = xoauth2_first, .next = xoauth2_next},
};

enum { MECHANISMS = sizeof(mechanisms) / sizeof(mechanisms[0]) };

const char *const sasl_names[] = {"PLAIN", "LOGIN", "XOAUTH2", NULL};

const struct sasl_mechanism *sasl_find(const char *name)
{
	for (size_t i = 0; i < MECHANISMS; i++)
		if (text_casecmp(mechanisms[i].name, name) == 0)
			return &mechanisms[i];
	return NULL;
}

const struct sasl_mechanism *sasl_choose(const struct list *offered, bool token)
{
	for (size_t i = 0; i < MECHANISMS; i++)
		if (mechanisms[i].token == token && list_has_string(offered, mechanisms[i].name))
			return &mechanisms[i];
	return NULL;
}
