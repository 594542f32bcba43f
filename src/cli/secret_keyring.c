/* A secret, and whose it is, from the desktop's keyring.
 *
 * It is asked for by a child: the libraries needed leave copies where nobody can wipe them, and a
 * keyring that waits for its password can only be given up together with who asked. */
#include "cli/secret.h"

#include "base/memory.h"
#include "cli/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* ---- the child ---- */

static void send_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			_exit(1);
		p += done;
		n -= (size_t)done;
	}
}

/* What was found, as a byte; then the user and a NUL and the secret, or the fault. */
_Noreturn static void ask(const char *host, const char *user, int fd)
{
	struct keyring_login login;
	char kind;

	signal(SIGABRT, SIG_DFL);
	kind = (char)keyring_find(host, user, &login);
	send_all(fd, &kind, 1);
	send_all(fd, login.fault.p, login.fault.n);
	send_all(fd, login.user.p, login.user.n);
	if (kind == KEYRING_FOUND)
		send_all(fd, "", 1);
	send_all(fd, login.secret.p, login.secret.n);
	_exit(0);
}

/* ---- the parent ---- */

/* A word for a shell: what a TARGET or a user is made of may be anything. */
static const char *quoted(const struct reading *rd, const char *word)
{
	const char *safe = text_safe(rd->a, bytes_str(rd->a, word)), *quote, *all = "'";

	if (safe[strcspn(safe, " '\"\\$`;&|<>()*?[]#~!{}")] == '\0')
		return safe;
	for (; (quote = strchr(safe, '\'')) != NULL; safe = quote + 1)
		all = arena_printf(rd->a, "%s%.*s'\\''", all, (int)(quote - safe), safe);
	return arena_printf(rd->a, "%s%s'", all, safe);
}

/* The command that stores what was not found. */
static const char *remedy(const struct reading *rd)
{
	const struct secret_owner *o = rd->owner;

	return arena_printf(rd->a,
			    "secret-tool store --label='SMTP at %s' host %s service smtp user %s",
			    text_safe(rd->a, bytes_str(rd->a, o->host)), quoted(rd, o->host),
			    o->user == NULL ? "NAME" : quoted(rd, o->user));
}

static int refuse_found(struct reading *rd, enum keyring_found found, const char *fault)
{
	const struct secret_owner *o = rd->owner;
	const char *host = text_safe(rd->a, bytes_str(rd->a, o->host));

	switch (found) {
	case KEYRING_NO_LIBRARY:
		return secret_refuse(rd, "--keyring: libsecret is not here: install libsecret-1-0, "
					 "or use --password-file");
	case KEYRING_NO_SERVICE:
		return secret_refuse(rd,
				     "--keyring: no keyring answers (%s): it takes a D-Bus session "
				     "with gnome-keyring, KWallet or KeePassXC; elsewhere use "
				     "--password-file or --password-command",
				     fault);
	case KEYRING_LOCKED:
		return secret_refuse(
			rd,
			"--keyring: the entry for %s is in a locked keyring: unlock it "
			"(log in to the desktop, or seahorse), then try again",
			host);
	case KEYRING_MANY:
		return secret_refuse(rd,
				     "--keyring: there are entries of several users for %s: say "
				     "which with --user NAME",
				     host);
	default:
		return secret_refuse(rd, "--keyring: no entry for %s%s%s; store it: %s", host,
				     o->user == NULL ? "" : " and ",
				     o->user == NULL ? ""
						     : text_safe(rd->a, bytes_str(rd->a, o->user)),
				     remedy(rd));
	}
}

/* `p`: the user, a NUL, the secret; the secret moves to the front. */
static int take(struct reading *rd)
{
	struct secret *s = rd->secret;
	const char *nul = memchr(s->p + 1, '\0', s->n - 1);
	size_t head;

	if (nul == NULL)
		return secret_refuse(rd, "--keyring: it was left without an answer");
	head = (size_t)(nul + 1 - s->p);
	if (rd->owner->user == NULL && head > 2)
		rd->owner->user = arena_str(rd->a, s->p + 1);
	s->n -= head;
	memmove(s->p, s->p + head, s->n);
	mem_wipe(s->p + s->n, head);
	if (rd->owner->user == NULL)
		return secret_refuse(rd,
				     "--keyring: the entry for %s names no user: add --user NAME",
				     text_safe(rd->a, bytes_str(rd->a, rd->owner->host)));
	return 0;
}

static int judge(struct reading *rd)
{
	struct secret *s = rd->secret;
	enum keyring_found found;
	const char *fault;

	if (s->n == 0)
		return secret_refuse(rd, "--keyring: libsecret ended without an answer");
	found = (enum keyring_found)s->p[0];
	if (found == KEYRING_FOUND)
		return take(rd);
	fault = text_safe(rd->a, bytes_copy(rd->a, s->p + 1, s->n - 1));
	return refuse_found(rd, found, fault);
}

int secret_from_keyring(struct reading *rd)
{
	int ends[2];
	enum read_end end;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return secret_refuse(rd, "--keyring: %s", strerror(errno));
	pid = fork();
	if (pid == 0)
		ask(rd->owner->host, rd->owner->user, ends[1]);
	close(ends[1]);
	end = pid < 0 ? READ_FAILED
		      : secret_take(ends[0], rd->secret->p, SECRET_ROOM - 1, &rd->secret->n,
				    rd->owner->patience_ms);
	close(ends[0]);
	if (pid > 0)
		secret_end_child(pid, end != READ_ALL);
	switch (end) {
	case READ_ALL:
		return judge(rd);
	case READ_TOO_LATE:
		return secret_refuse(rd,
				     "--keyring: no answer within %s: is a window asking for the "
				     "keyring's password? Unlock it first",
				     secret_patience(rd));
	case READ_TOO_MUCH:
		return secret_refuse(rd, "--keyring: the password is longer than any server takes");
	case READ_FAILED:
		break;
	}
	return secret_refuse(rd, "--keyring: %s", strerror(errno));
}
