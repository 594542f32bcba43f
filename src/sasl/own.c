#include "sasl/words.h"

#include <string.h>

static void add_text(struct buf *out, const char *s)
{
	if (s != NULL)
		buf_str(out, s);
}

static void add_secret(struct buf *out, const struct sasl_identity *id)
{
	if (id->secret_len > 0)
		buf_add(out, id->secret, id->secret_len);
}

/* RFC 4616 */
static int plain_say(struct buf *out, int n, const struct sasl_identity *id)
{
	if (n > 0)
		return -1;
	add_text(out, id->authzid);
	buf_char(out, '\0');
	add_text(out, id->user);
	buf_char(out, '\0');
	add_secret(out, id);
	return 0;
}

/* The server asks twice; what it calls the two questions differs, their order does not. */
static int login_say(struct buf *out, int n, const struct sasl_identity *id)
{
	if (n == 0)
		add_text(out, id->user);
	else if (n == 1)
		add_secret(out, id);
	else
		return -1;
	return 0;
}

/* The challenge after the token is an error report; only an empty answer brings the 535. */
static int xoauth2_say(struct buf *out, int n, const struct sasl_identity *id)
{
	if (n > 0)
		return n == 1 ? 0 : -1;
	buf_str(out, "user=");
	add_text(out, id->user);
	buf_str(out, "\001auth=Bearer ");
	add_secret(out, id);
	buf_str(out, "\001\001");
	return 0;
}

/* RFC 5801 section 4: in a name the two characters that have a meaning of their own. */
static void add_saslname(struct buf *out, const char *s)
{
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == ',')
			buf_str(out, "=2C");
		else if (*s == '=')
			buf_str(out, "=3D");
		else
			buf_char(out, *s);
	}
}

/* RFC 7628 sections 3.1 and 3.2.3: after the error report one Ctrl-A. */
static int oauthbearer_say(struct buf *out, int n, const struct sasl_identity *id)
{
	if (n > 1)
		return -1;
	if (n == 1) {
		buf_char(out, '\001');
		return 0;
	}
	buf_str(out, "n,a=");
	add_saslname(out, id->user);
	buf_printf(out, ",\001host=%s\001port=%d\001auth=Bearer ", id->host, id->port);
	add_secret(out, id);
	buf_str(out, "\001\001");
	return 0;
}

/* RFC 4422 appendix A: TLS has said who we are; this is whom we mean to act as. */
static int external_say(struct buf *out, int n, const struct sasl_identity *id)
{
	if (n > 0)
		return -1;
	add_text(out, id->authzid);
	return 0;
}

const struct sasl_words words_plain = {plain_say};
const struct sasl_words words_login = {login_say};
const struct sasl_words words_xoauth2 = {xoauth2_say};
const struct sasl_words words_oauthbearer = {oauthbearer_say};
const struct sasl_words words_external = {external_say};
