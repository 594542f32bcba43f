#include "bounce/template.h"

#include "know/frame.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MAILBOX_MAX = 254, HOST_MAX = 255, ANY_MAX = 200, BLANKS_MAX = 200, OPENERS_MAX = 2 };

static bool blank(char c)
{
	return c == ' ' || c == '\n';
}

static char *behind_blanks(char *p)
{
	for (int n = 0; n < BLANKS_MAX && (blank(*p) || *p == WRAP); n++)
		p++;
	return p;
}

/* ---- slots ---- */

/* What may stand directly before a mailbox. */
static char *behind_scheme(char *p)
{
	static const char *const schemes[] = {"mailto:", "smtp:", "rfc822;"};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncasecmp(p, schemes[i], strlen(schemes[i])) == 0)
			return p + strlen(schemes[i]) + strspn(p + strlen(schemes[i]), " ");
	return p;
}

static size_t span(const char *p, size_t max, const char *stop)
{
	size_t n = 0;

	while (n < max && p[n] != '\0' && ((unsigned char)p[n] > ' ' || p[n] == WRAP) &&
	       strchr(stop, p[n]) == NULL)
		n++;
	return n;
}

static size_t bare_mailbox(char *p, struct bytes *mailbox)
{
	size_t local = span(p, MAILBOX_MAX, "@<>()[],;:\"'{}"), domain;

	if (local == 0 || p[local] != '@')
		return 0;
	domain = span(p + local + 1, MAILBOX_MAX - local,
		      p[local + 1] == '[' ? "@<>(),;\"'{}/=?" : "@<>()[],;:\"'{}/=?");
	while (domain > 0 && strchr(".!", p[local + domain]) != NULL)
		domain--;
	if (domain == 0)
		return 0;
	*mailbox = (struct bytes){p, local + 1 + domain};
	return mailbox->n;
}

/* "<mailto:bob@example.org>", " (mailto:bob@example.org)": Outlook's links say it again. */
static char *behind_link(char *p)
{
	char *q = p + strspn(p, " ");
	struct bytes again;
	size_t n;

	if ((*q != '<' && *q != '(') || strncasecmp(q + 1, "mailto:", 7) != 0)
		return p;
	n = bare_mailbox(q + 8, &again);
	return n > 0 && strchr(">)", q[8 + n]) != NULL ? q + 9 + n : p;
}

size_t template_mailbox(char *p, struct bytes *mailbox)
{
	static const char openers[] = "<\"'([", closers[] = ">\"')]";
	size_t opened = 0, n;
	char *at, *end;

	while (opened < OPENERS_MAX && p[opened] != '\0' && strchr(openers, p[opened]) != NULL)
		opened++;
	at = behind_scheme(p + opened);
	n = bare_mailbox(at, mailbox);
	if (n == 0)
		return 0;
	for (end = at + n; opened > 0; opened--)
		if (*end == closers[strchr(openers, p[opened - 1]) - openers])
			end++;
	return (size_t)(behind_link(end) - p);
}

static bool host_char(char c)
{
	return isalnum((unsigned char)c) || c == '.' || c == '-' || c == '_' || c == WRAP;
}

/* "[192.0.2.1]", "(192.0.2.1)", after a blank or a root's dot, too; then a port. */
static char *behind_address(char *p)
{
	char *q = p + (*p == '.' && (p[1] == ' ' || p[1] == '['));
	size_t n;

	q += strspn(q, " ");
	if (*q == '[' || *q == '(') {
		n = strspn(q + 1, "0123456789abcdefABCDEF.:");
		if (n >= 3 && (q[1 + n] == ']' || q[1 + n] == ')'))
			p = q + 2 + n;
	}
	n = *p == ':' ? strspn(p + 1, "0123456789") : 0;
	return n > 0 && n <= 5 ? p + 1 + n : p;
}

size_t template_host(char *p, struct bytes *host)
{
	bool bracketed = *p == '[';
	char *at = p + bracketed;
	size_t n = 0;

	while (n < HOST_MAX && (host_char(at[n]) || (bracketed && at[n] == ':')))
		n++;
	while (n > 0 && (at[n - 1] == '.' || at[n - 1] == '-'))
		n--;
	if (n == 0 || (bracketed && at[n] != ']'))
		return 0;
	*host = (struct bytes){at, n};
	return (size_t)(behind_address(at + n + bracketed) - p);
}

/* ---- templates ---- */

static char *match(const char *t, char *p, struct told *told);

/* The shortest words behind which the rest is said. */
static char *match_any(const char *rest, char *p, struct told *told)
{
	for (int n = 0; n < ANY_MAX && *p != '\0' && strncmp(p, "\n\n", 2) != 0; n++, p++) {
		char *end = match(rest, p, told);

		if (end != NULL)
			return end;
	}
	return NULL;
}

static size_t read_slot(enum slot slot, char *p, struct told *told)
{
	switch (slot) {
	case SLOT_RECIPIENT:
		return template_mailbox(p, &told->recipient);
	case SLOT_REPORTER:
		return template_host(p, &told->reporter);
	case SLOT_REFUSER:
		return template_host(p, &told->refuser);
	case SLOT_REPLY:
	case SLOT_ANY:
	case SLOT_COUNT:
		break;
	}
	return 0;
}

static char *match_slot(enum slot slot, const char *rest, char *p, struct told *told)
{
	size_t n;

	if (slot == SLOT_ANY)
		return match_any(rest, p, told);
	if (slot == SLOT_REPLY) {
		told->reply = true;
		return p;
	}
	n = read_slot(slot, p, told);
	return n == 0 ? NULL : match(rest, p + n, told);
}

static char *match(const char *t, char *p, struct told *told)
{
	enum slot slot;
	size_t n;

	for (; *t != '\0'; t++, p++) {
		if (*t == '{' && (slot = frame_slot(t, &n)) != SLOT_COUNT)
			return match_slot(slot, t + n, p, told);
		while (*p == WRAP)
			p++;
		if (*t == ' ') {
			if (!blank(*p))
				return NULL;
			p = behind_blanks(p) - 1;
		} else if (tolower((unsigned char)*t) != tolower((unsigned char)*p)) {
			return NULL;
		}
	}
	return p;
}

size_t template_match(const char *template, char *text, struct told *told)
{
	char *end;

	*told = (struct told){0};
	end = match(template, text, told);
	return end == NULL ? 0 : (size_t)(end - text);
}
