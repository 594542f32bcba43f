/* A secret, and whose it is, from a .netrc file. */
#include "cli/secret.h"

#include "base/memory.h"
#include "cli/netrc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_ROOM = 256 * 1024 };

/* As curl looks for it. NULL: no home. */
static const char *usual_file(struct arena *a)
{
	const char *named = getenv("NETRC"), *home = getenv("HOME");

	if (named != NULL && *named != '\0')
		return named;
	return home == NULL || *home == '\0' ? NULL : arena_printf(a, "%s/.netrc", home);
}

static const char *safe(const struct reading *rd, const char *s)
{
	return text_safe(rd->a, bytes_str(rd->a, s));
}

static const char *with_login(const struct reading *rd)
{
	const char *user = rd->owner->user;

	return user == NULL ? "" : arena_printf(rd->a, " with login %s", safe(rd, user));
}

static int take(struct reading *rd, const struct netrc_login *found, const char *file)
{
	if (found->password.n >= SECRET_ROOM)
		return secret_refuse(rd, "%s:%d: the password is longer than any server takes",
				     file, found->line);
	if (found->login.n > 0 && memchr(found->login.p, '\0', found->login.n) != NULL)
		return secret_refuse(rd, "%s:%d: the login holds a zero byte", file, found->line);
	memcpy(rd->secret->p, found->password.p, found->password.n);
	rd->secret->n = found->password.n;
	if (rd->owner->user == NULL && found->login.n > 0)
		rd->owner->user = arena_str(rd->a, found->login.p);
	if (rd->owner->user == NULL)
		return secret_refuse(rd,
				     "%s:%d: the entry for %s names no login: add one, or "
				     "--user NAME",
				     file, found->line, safe(rd, rd->owner->host));
	return 0;
}

static int find(struct reading *rd, const char *text, size_t n, const char *file)
{
	const char *host = safe(rd, rd->owner->host);
	struct netrc_login found;
	int rc = -1;

	switch (netrc_find(text, n, rd->owner->host, rd->owner->user, &found)) {
	case NETRC_FOUND:
		rc = take(rd, &found, file);
		break;
	case NETRC_NO_ENTRY:
		secret_refuse(
			rd,
			"--netrc: no entry for %s%s in %s: add \"machine %s login %s password "
			"...\" to it",
			host, with_login(rd), file, host,
			rd->owner->user == NULL ? "NAME" : safe(rd, rd->owner->user));
		break;
	case NETRC_NO_PASSWORD:
		secret_refuse(rd, "%s:%d: the entry for %s has no password", file, found.line,
			      host);
		break;
	case NETRC_MALFORMED:
		secret_refuse(rd,
			      "%s:%d: a quote without its end, or a keyword without its value "
			      "(netrc)",
			      file, found.line);
		break;
	}
	netrc_free(&found);
	return rc;
}

static int read_file(struct reading *rd, const char *path, const char *file)
{
	int fd = secret_open(path, file), rc;
	char *text;
	size_t n = 0;

	if (fd < 0)
		return secret_refuse(rd, "--netrc: %s: %s", file, strerror(errno));
	text = mem_alloc(FILE_ROOM);
	switch (secret_take(fd, text, FILE_ROOM, &n, rd->owner->patience_ms)) {
	case READ_ALL:
		rc = find(rd, text, n, file);
		break;
	case READ_TOO_MUCH:
		rc = secret_refuse(rd, "%s: longer than any netrc file: is it the right one?",
				   file);
		break;
	case READ_TOO_LATE:
		rc = secret_refuse(rd, "%s did not come to its end within %s", file,
				   secret_patience(rd));
		break;
	default:
		rc = secret_refuse(rd, "%s: %s", file, strerror(errno));
		break;
	}
	close(fd);
	mem_wipe(text, FILE_ROOM);
	free(text);
	return rc;
}

int secret_from_netrc(struct reading *rd)
{
	const char *path = rd->source->where;

	if (path == NULL)
		path = usual_file(rd->a);
	if (path == NULL)
		return secret_refuse(rd, "--netrc: no home to look for .netrc in: use "
					 "--netrc-file FILE");
	return read_file(rd, path, safe(rd, path));
}
