#include "know/words.h"

#include "know/knowledge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each placeholder with a value of usual length, for the room that a title takes. */
#define PLACEHOLDERS(X)                                                                            \
	X("address", "192.0.2.25")                                                                 \
	X("box", "Avast Mail Shield")                                                              \
	X("broken", "192.0.2.2")                                                                   \
	X("audience", "Microsoft Graph")                                                           \
	X("capabilities", "SIZE, 8BITMIME, PIPELINING")                                            \
	X("client_id", "6731de76-14a6-49ae-97bc-6eba6914391e")                                     \
	X("days", "14")                                                                            \
	X("dig_at", "@192.0.2.53")                                                                 \
	X("domain", "example.org")                                                                 \
	X("ehlo", "pc17.example.org")                                                              \
	X("elsewhere", "port 465 with implicit TLS")                                               \
	X("errno", "ECONNREFUSED")                                                                 \
	X("family", "IPv6")                                                                        \
	X("from", "bob@example.org")                                                               \
	X("host", "mail.example.org")                                                              \
	X("host_port", "mail.example.org:587")                                                     \
	X("issuer", "CN=Example CA")                                                               \
	X("last_hop", "hop 2 (203.0.113.254)")                                                     \
	X("login_ways", "Microsoft 365 client submission")                                         \
	X("mailbox", "bob@example.org")                                                            \
	X("mechanism", "CRAM-MD5")                                                                 \
	X("mechanisms", "LOGIN, XOAUTH2")                                                          \
	X("name", "mail.example.org")                                                              \
	X("names", "www.example.org")                                                              \
	X("next_hop", "hop 3 (198.51.100.9)")                                                      \
	X("not_after", "2026-11-21")                                                               \
	X("not_before", "2026-11-21")                                                              \
	X("object_id", "99999999-1111-4222-8333-444444444444")                                     \
	X("offender", "192.0.2.1")                                                                 \
	X("offered_versions", "TLS1.2-TLS1.3")                                                     \
	X("option", "-6")                                                                          \
	X("other_option", "-4")                                                                    \
	X("other_ways", "Microsoft 365 client submission")                                         \
	X("place", "between hop 2 (203.0.113.254) and hop 3 (198.51.100.9)")                       \
	X("port", "587")                                                                           \
	X("ports", "25, 465, 587")                                                                 \
	X("provider", "Microsoft 365")                                                             \
	X("proxy", "socks5://192.0.2.9:1080")                                                      \
	X("resolver", "192.0.2.53")                                                                \
	X("right", "SMTP.Send")                                                                    \
	X("scope", "https://outlook.office.com/SMTP.Send")                                         \
	X("seconds", "30")                                                                         \
	X("store", "system")                                                                       \
	X("subject", "CN=www.example.org")                                                         \
	X("submission", "port 587 with STARTTLS or port 465 with implicit TLS")                    \
	X("suggestion", "mail.example.org")                                                        \
	X("token_service", "Microsoft Entra ID")                                                   \
	X("token_user", "alice@example.org")                                                       \
	X("use", "Use port 587 with STARTTLS.")                                                    \
	X("user", "bob@example.org")                                                               \
	X("version", "TLS1.0")                                                                     \
	X("way", "Microsoft 365 client submission")                                                \
	X("why", "a blank at its end")

#define NAME(name, usual)  name,
#define USUAL(name, usual) usual,
const char *const placeholder_names[] = {PLACEHOLDERS(NAME) NULL};
static const char *const usual_values[] = {PLACEHOLDERS(USUAL) NULL};

size_t placeholder_length(const char *text)
{
	size_t n = *text == '{' ? strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;

	return n > 0 && text[n + 1] == '}' ? n + 2 : 0;
}

static int placeholder_find(struct arena *a, const char *text, size_t length)
{
	return name_find(placeholder_names, arena_copy(a, text + 1, length - 2));
}

const char *words_fault(struct arena *a, const char *text)
{
	const char *name, *near;
	size_t n;

	for (; *text != '\0'; text += n > 0 ? n : 1) {
		n = placeholder_length(text);
		if (n == 0 || placeholder_find(a, text, n) >= 0)
			continue;
		name = arena_copy(a, text, n < 40 ? n : 40);
		near = text_nearest(arena_copy(a, text + 1, n - 2), placeholder_names,
				    sizeof(placeholder_names) / sizeof(placeholder_names[0]) - 1);
		return near == NULL ? arena_printf(a, "unknown placeholder %s", name)
				    : arena_printf(a, "unknown placeholder %s; did you mean {%s}?",
						   name, near);
	}
	return NULL;
}

/* `text` with usual values for its placeholders. */
static const char *filled(struct arena *a, const char *text)
{
	struct buf out = {0};
	const char *result;
	size_t n;

	for (; *text != '\0'; text += n > 0 ? n : 1) {
		n = placeholder_length(text);
		if (n > 0)
			buf_str(&out, usual_values[placeholder_find(a, text, n)]);
		else
			buf_char(&out, *text);
	}
	result = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return result;
}

const char *title_fault(struct arena *a, const char *text)
{
	const char *why = words_fault(a, text);
	size_t columns;

	if (why != NULL)
		return why;
	columns = text_columns(filled(a, text));
	return columns < TITLE_COLUMNS_MAX
		       ? NULL
		       : arena_printf(a, "%zu columns with usual values filled in; %d is the most",
				      columns, TITLE_COLUMNS_MAX - 1);
}

static size_t word_count(const char *text)
{
	size_t n = 0;

	for (text += strspn(text, " \n"); *text != '\0'; n++) {
		text += strcspn(text, " \n");
		text += strspn(text, " \n");
	}
	return n;
}

const char *meaning_fault(struct arena *a, const char *text)
{
	size_t n = word_count(text);
	const char *why = words_fault(a, text);

	if (why != NULL || n < MEANING_WORDS_MAX)
		return why;
	return arena_printf(a, "%zu words; %d is the most", n, MEANING_WORDS_MAX - 1);
}

const char *id_fault(struct arena *a, const char *text)
{
	(void)a;
	if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") != strlen(text) ||
	    strchr("-.", text[0]) != NULL || strlen(text) > 60)
		return "an id has small letters, digits, dashes and dots, 60 at the most";
	return NULL;
}

const char *port_fault(struct arena *a, const char *text)
{
	(void)a;
	if (strlen(text) > 5 || strspn(text, "0123456789") != strlen(text) || atoi(text) < 1 ||
	    atoi(text) > 65535)
		return "a port is a number from 1 to 65535";
	return NULL;
}

/* The number made of the `n` digits at `s`, -1 where they are not digits. */
static int number(const char *s, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

const char *date_fault(struct arena *a, const char *text)
{
	size_t n = strlen(text);

	(void)a;
	if ((n != 4 && n != 7 && n != 10) || number(text, 4) < 1970 ||
	    (n >= 7 && (text[4] != '-' || number(text + 5, 2) < 1 || number(text + 5, 2) > 12)) ||
	    (n == 10 && (text[7] != '-' || number(text + 8, 2) < 1 || number(text + 8, 2) > 31)))
		return "a date is YYYY, YYYY-MM or YYYY-MM-DD";
	return NULL;
}
