/* A secret is read once, from one source, and looked at before anything is done with it. */
#include "cli/secret.h"

#include "base/memory.h"
#include "proxy/socks5.h"

#include <string.h>
#include <sys/mman.h>

static const struct {
	const char *name; /* as in the record */
	int (*read)(struct reading *rd);
} sources[] = {
	[SECRET_FILE] = {"file", secret_from_file},
	[SECRET_FD] = {"fd", secret_from_fd},
	[SECRET_ENV] = {"env", secret_from_env},
	[SECRET_COMMAND] = {"command", secret_from_command},
	[SECRET_NETRC] = {"netrc", secret_from_netrc},
	[SECRET_KEYRING] = {"keyring", secret_from_keyring},
	[SECRET_PROMPT] = {"prompt", secret_from_prompt},
};

int secret_refuse(struct reading *rd, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*rd->fault = arena_vprintf(rd->a, fmt, ap);
	va_end(ap);
	return -1;
}

static const struct {
	const char *option, *words, *asked; /* "Token of bob: " */
} kinds[] = {
	[KIND_PASSWORD] = {"password", "password", "Password"},
	[KIND_TOKEN] = {"token", "token", "Token"},
	[KIND_PROXY_PASSWORD] = {"proxy-password", "proxy's password", "Proxy's password"},
	[KIND_CLIENT_SECRET] = {"client-secret", "client secret", "Client secret"},
	[KIND_REFRESH_TOKEN] = {"refresh-token", "refresh token", "Refresh token"},
};

const char *secret_option(const struct reading *rd)
{
	return kinds[rd->source->kind].option;
}

const char *secret_words(const struct reading *rd)
{
	return kinds[rd->source->kind].words;
}

const char *secret_asked(const struct reading *rd)
{
	return kinds[rd->source->kind].asked;
}

const char *secret_where(const struct reading *rd)
{
	return text_safe(rd->a, bytes_str(rd->a, rd->source->where));
}

/* Editors and echo end a line; the secret does not. CRLF is one line end. */
static void strip_newline(struct secret *s)
{
	if (s->n > 0 && s->p[s->n - 1] == '\n') {
		s->p[--s->n] = '\0';
		if (s->n > 0 && s->p[s->n - 1] == '\r')
			s->p[--s->n] = '\0';
	}
}

static bool starts_with(const struct secret *s, const char *bytes, size_t n)
{
	return s->n >= n && memcmp(s->p, bytes, n) == 0;
}

static bool is_control(char c)
{
	return ((unsigned char)c < ' ' && c != '\t') || c == 0x7f;
}

static bool has_control(const char *s)
{
	while (*s != '\0' && !is_control(*s) && *s != '\t')
		s++;
	return *s != '\0';
}

/* What stands in the source, if no mechanism can carry it; NULL: it can be sent. */
static const char *uncarriable(const struct secret *s)
{
	size_t i = 0;

	if (s->n == 0)
		return "is empty: is it the right source?";
	if (starts_with(s, "\xff\xfe", 2) || starts_with(s, "\xfe\xff", 2))
		return "is in UTF-16, as Windows saves it: save it as UTF-8";
	if (memchr(s->p, '\0', s->n) != NULL)
		return "holds a zero byte: it is binary, or in UTF-16; save it as plain text";
	while (i < s->n && !is_control(s->p[i]))
		i++;
	if (i == s->n)
		return NULL;
	if (s->p[i] == '\r' && i + 1 == s->n)
		return "ends in a carriage return, as files from Windows do: remove it (tr -d "
		       "'\\r')";
	if (s->p[i] == '\n' && i + 1 == s->n)
		return "ends in more than one line end: leave one at most";
	if (s->p[i] == '\r' || s->p[i] == '\n')
		return "has more than one line: its source should hold that one line alone";
	return "holds a control character: was an arrow or function key pressed, or a colour "
	       "copied?";
}

static int check(struct reading *rd)
{
	const char *why = uncarriable(rd->secret);

	if (why != NULL)
		return secret_refuse(rd, "the %s %s", secret_words(rd), why);
	if (!has_control(rd->owner->user))
		return 0;
	return secret_refuse(rd, "the user's name beside the %s holds a control character",
			     secret_words(rd));
}

const char *secret_source_name(const struct secret_source *source)
{
	return sources[source->from].name;
}

int secret_read(struct arena *a, const struct secret_source *source, struct secret_owner *owner,
		struct secret *secret, const char **fault)
{
	struct reading rd = {
		.a = a, .source = source, .owner = owner, .secret = secret, .fault = fault};

	*secret = (struct secret){.token = source->kind == KIND_TOKEN};
	if (source->from == SECRET_NONE)
		return 0;
	mem_holds_secret = true;
	secret->p = mem_alloc(SECRET_ROOM);
	mlock(secret->p, SECRET_ROOM); /* may be refused by a limit: then memory can be swapped */
	if (sources[source->from].read(&rd) == 0) {
		strip_newline(secret);
		if (check(&rd) == 0)
			return 0;
	}
	secret->n = SECRET_ROOM; /* wipe all of it */
	secret_wipe(secret);
	return -1;
}

int proxy_secret_read(struct arena *a, struct cli_options *o, struct secret *secret,
		      const char **fault)
{
	struct proxy *p = &o->settings.proxy;
	struct secret_owner owner = {
		.user = p->url.user, .host = p->url.host, .patience_ms = o->settings.total_ms};

	if (secret_read(a, &o->proxy_secret, &owner, secret, fault) != 0)
		return -1;
	if (secret->n > 0)
		p->secret = secret;
	if (p->url.kind != PROXY_SOCKS5 || secret->n <= SOCKS5_TEXT_MAX)
		return 0;
	*fault = "the proxy's password is longer than the 255 bytes that SOCKS5 can carry: is it "
		 "the right source?";
	return -1;
}
