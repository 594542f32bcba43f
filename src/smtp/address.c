#include "smtp/address.h"

#include "base/text.h"

#include <idn2.h>
#include <string.h>

enum { NAME_MAX_LENGTH = 253, LABEL_MAX_LENGTH = 63, MAILBOX_MAX_LENGTH = 254 };

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool high(char c)
{
	return (unsigned char)c >= 0x80;
}

static bool ascii(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (high(s[i]))
			return false;
	return true;
}

/* Bytes that cannot be seen, and text that is not UTF-8. */
static bool has_control(const char *s)
{
	size_t n = strlen(s), len;

	for (size_t i = 0; i < n; i += len)
		if ((len = text_printable(s + i, n - i)) == 0)
			return true;
	return false;
}

/* A no-break space looks like a blank and comes from copied web pages and documents. */
static bool has_blank(const char *s)
{
	return strchr(s, ' ') != NULL || strstr(s, "\xc2\xa0") != NULL;
}

/* Meant as an address, but not one: "192.0.2.300", "192.0.2.1.", "2001:db8:::1", "fe80::1%eth0". */
static bool like_address(const char *s)
{
	const char *colon = strchr(s, ':'), *dot = strchr(s, '.');

	if (colon != NULL && strchr(colon + 1, ':') != NULL)
		return strspn(s, "0123456789abcdefABCDEF:.") == strcspn(s, "%");
	return dot != NULL && dot > s && dot[1] != '\0' && strspn(s, "0123456789.") == strlen(s);
}

/* One label; *s moves behind it and its dot. How long a U-label may be, its A-label decides. */
static const char *label_fault(const char **s)
{
	const char *label = *s;
	size_t n = strcspn(label, ".");

	*s += n + (label[n] == '.');
	if (n == 0)
		return "empty-label";
	if (n > LABEL_MAX_LENGTH && ascii(label, n))
		return "too-long";
	if (label[0] == '-' || label[n - 1] == '-')
		return "characters";
	for (size_t i = 0; i < n; i++) {
		if (label[i] == '_')
			return "underscore";
		if (!letter(label[i]) && !digit(label[i]) && label[i] != '-' && !high(label[i]))
			return "characters";
	}
	return NULL;
}

static const char *labels_fault(const char *name)
{
	const char *fault;

	do
		fault = label_fault(&name);
	while (fault == NULL && *name != '\0');
	return fault;
}

static bool too_long(const char *name)
{
	size_t n = strlen(name);

	if (n > 0 && name[n - 1] == '.')
		n--;
	return n > NAME_MAX_LENGTH && ascii(name, n);
}

/* What a person can see and mend at once comes before what only a rule forbids. */
const char *host_fault(const char *name)
{
	if (has_blank(name))
		return "blank";
	if (has_control(name))
		return "control";
	if (strstr(name, "://") != NULL)
		return "scheme";
	if (strchr(name, ',') != NULL || strchr(name, ';') != NULL)
		return "comma";
	if (like_address(name))
		return "address";
	if (strchr(name, ':') != NULL)
		return "port";
	if (too_long(name))
		return "too-long";
	return labels_fault(name);
}

/* Bytes that copying and typing leave at the ends of a name. */
static bool is_litter(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7f || strchr(",;:/<>\"'`()[]", c) != NULL;
}

const char *host_meant(struct arena *a, const char *text)
{
	const char *scheme = strstr(text, "://"), *colon;
	char *name, *end;

	text = scheme != NULL ? scheme + 3 : text;
	while (*text != '\0' && is_litter(*text))
		text++;
	colon = strchr(text, ':');
	name = arena_copy(a, text, colon != NULL ? (size_t)(colon - text) : strlen(text));
	name[strcspn(name, "/")] = '\0';
	for (end = name + strlen(name); end > name && is_litter(end[-1]); end--)
		end[-1] = '\0';
	return strchr(name, '.') != NULL && host_fault(name) == NULL ? name : NULL;
}

static const char *lower(struct arena *a, const char *name)
{
	size_t n = strlen(name);
	char *s = arena_copy(a, name, n > 0 && name[n - 1] == '.' ? n - 1 : n);

	for (char *p = s; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return s;
}

/* Plain ASCII names do not pass the library: it refuses names that are in use ("r3---sn-x"). */
const char *host_to_ascii(struct arena *a, const char *name, const char **why)
{
	char *converted = NULL;
	const char *host;
	int rc;

	if (ascii(name, strlen(name)))
		return lower(a, name);
	rc = idn2_to_ascii_8z(name, &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (rc != IDN2_OK) {
		*why = idn2_strerror(rc);
		return NULL;
	}
	host = lower(a, converted);
	idn2_free(converted);
	*why = host_fault(host); /* mapping may bring out what was not seen before */
	return *why == NULL ? host : NULL;
}

/* A character that an unquoted local part may hold; printable UTF-8 included (RFC 6531). */
static bool local_char(char c)
{
	return strchr(" ()<>[]:;@\\,\"", c) == NULL;
}

/* The end of the local part that begins at `s`: its "@", or NULL where it is none. */
static const char *local_end(const char *s)
{
	const char *p = s;

	if (*p == '"') {
		for (p++; *p != '\0' && *p != '"'; p++)
			if (*p == '\\' && *++p == '\0')
				return NULL;
		if (*p++ != '"')
			return NULL;
	} else {
		while (*p != '\0' && local_char(*p))
			p++;
	}
	return p > s && *p == '@' ? p : NULL;
}

bool mailbox_split(const char *s, const char **domain)
{
	const char *at;

	if (strlen(s) > MAILBOX_MAX_LENGTH || has_control(s))
		return false;
	at = local_end(s);
	if (at == NULL || host_fault(at + 1) != NULL)
		return false;
	*domain = at + 1;
	return true;
}

const char *mailbox_to_say(struct arena *a, const char *s, bool *utf8)
{
	const char *domain, *why, *said;

	if (!mailbox_split(s, &domain))
		return s;
	if (!ascii(s, (size_t)(domain - s))) {
		*utf8 = true;
		return s;
	}
	if (ascii(domain, strlen(domain)))
		return s;
	said = host_to_ascii(a, domain, &why);
	return said == NULL ? s : arena_printf(a, "%.*s%s", (int)(domain - s), s, said);
}
