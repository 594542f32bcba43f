/* Any text: what looks like a name is replaced where it stands, also in another dress (percent
 * signs, base64). When in doubt it is one: what was hidden for nothing harms less than what was
 * left. */
#include "record/redact_names.h"

#include "base/base64.h"
#include "base/hostname.h"
#include "base/netaddr.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* What is looked for, in a text whose place is `at`. */
struct scan {
	struct redaction *x;
	struct bytes in;
	size_t at;
	enum redact_for what;
	int depth; /* base64 within base64 ... */
	struct buf out;
	/* Up to where a run was looked through in vain: whoever sends "a-a-a-..." does not have all
	 * of it looked through again at each letter. */
	size_t no_mailbox, no_host, no_percent, no_base64;
};

enum { DEPTH_MAX = 3, BASE64_LEAST = 12, HEX_LEAST = 40, ADDRESS_MAX = 64, AGAIN_MAX = 512 };

static struct bytes scanned(struct redaction *x, struct bytes in, enum redact_for what, int depth);

/* ---- characters ---- */

static unsigned char byte_at(const struct scan *s, size_t at)
{
	return at < s->in.n ? (unsigned char)s->in.p[at] : '\0';
}

static bool is_letter(unsigned char c)
{
	return isalnum(c) || c >= 0x80;
}

static bool is_label(unsigned char c)
{
	return is_letter(c) || c == '-' || c == '_' || c == '*';
}

/* RFC 5322, atext */
static bool is_local(unsigned char c)
{
	return is_letter(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

/* A word begins where no letter stands before it, and ends where none follows. */
static bool begins(const struct scan *s)
{
	return s->at == 0 || !is_letter(byte_at(s, s->at - 1));
}

static size_t run(const struct scan *s, size_t from, bool (*is)(unsigned char))
{
	size_t n = 0;

	while (from + n < s->in.n && is(byte_at(s, from + n)))
		n++;
	return n;
}

static const char *piece(const struct scan *s, size_t n)
{
	return arena_copy(s->x->a, s->in.p + s->at, n);
}

/* `instead` of the next n bytes. */
static bool put(struct scan *s, size_t n, const char *instead)
{
	buf_str(&s->out, instead);
	s->at += n;
	return true;
}

/* ---- words that are known ---- */

static bool stands_at(const struct scan *s, const struct known *k)
{
	return k->n <= s->in.n - s->at && strncasecmp(s->in.p + s->at, k->text, k->n) == 0 &&
	       (!is_letter((unsigned char)k->text[k->n - 1]) ||
		!is_letter(byte_at(s, s->at + k->n)));
}

static bool take_known(struct scan *s)
{
	const struct known *best = NULL;

	if (s->what == REDACT_LOOKS)
		return false;
	LIST_EACH (const struct known, k, &s->x->known)
		if ((best == NULL || k->n > best->n) && stands_at(s, k))
			best = k;
	return best != NULL && put(s, best->n, best->alias);
}

/* ---- hosts ---- */

/* How many bytes from `from` on are labels with dots between them, no dot at the end. */
static size_t host_length(const struct scan *s, size_t from)
{
	size_t n = run(s, from, is_label);

	while (n > 0 && byte_at(s, from + n) == '.' && is_label(byte_at(s, from + n + 1)))
		n += 1 + run(s, from + n + 1, is_label);
	while (n > 0 && (byte_at(s, from + n - 1) == '-' || byte_at(s, from + n - 1) == '_' ||
			 byte_at(s, from + n - 1) == '*'))
		n--;
	return n;
}

/* The last label of a name is letters, or says that it stands for others. */
static bool is_top_level(const char *label)
{
	if (strncasecmp(label, "xn--", 4) == 0)
		return true;
	for (const char *c = label; *c != '\0'; c++)
		if (!isalpha((unsigned char)*c) && (unsigned char)*c < 0x80)
			return false;
	return strlen(label) >= 2;
}

static bool is_dotted(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && is_top_level(dot + 1);
}

/* Of a URL: "http://ca.example/root.crt" has a file behind its host. */
static bool is_in_path(const struct scan *s)
{
	return s->at > 1 && byte_at(s, s->at - 1) == '/' && is_letter(byte_at(s, s->at - 2));
}

static bool take_host(struct scan *s)
{
	const char *name;
	size_t n;

	if (s->what == REDACT_SCOPES || s->at < s->no_host)
		return false;
	n = host_length(s, s->at);
	name = piece(s, n);
	if (n == 0 || !is_dotted(redact_plain_host(s->x->a, name, n))) {
		s->no_host = s->at + n;
		return false;
	}
	return put(s, n,
		   is_in_path(s) ? redact_alias(s->x, "file", name) : redact_host(s->x, name));
}

/* ---- mailboxes ---- */

/* Where the local part begins that ends before `at`: behind what quotes or names it. */
static size_t local_start(const char *local, size_t n)
{
	size_t start = n;

	while (start > 0 && strchr("=/'`|{}?&", local[start - 1]) == NULL)
		start--;
	return start;
}

static size_t domain_length(const struct scan *s, size_t from)
{
	const char *end;

	if (byte_at(s, from) != '[')
		return host_length(s, from);
	end = memchr(s->in.p + from, ']', s->in.n - from);
	return end == NULL ? 0 : (size_t)(end + 1 - (s->in.p + from));
}

static bool take_mailbox(struct scan *s)
{
	size_t local, start, domain;

	if (s->at < s->no_mailbox)
		return false;
	local = run(s, s->at, is_local);
	if (local == 0 || byte_at(s, s->at + local) != '@') {
		s->no_mailbox = s->at + local;
		return false;
	}
	domain = domain_length(s, s->at + local + 1);
	start = local_start(s->in.p + s->at, local);
	if (domain == 0 || start == local)
		return false;
	if (start > 0) { /* what is before it comes first, as a text of its own */
		struct bytes before = {(char *)(uintptr_t)piece(s, start), start};

		before = scanned(s->x, before, s->what, s->depth);
		buf_add(&s->out, before.p, before.n);
		s->at += start;
	}
	return put(s, local - start + 1 + domain,
		   redact_mailbox(s->x, piece(s, local - start + 1 + domain)));
}

/* "bob smith"@example.org */
static bool take_quoted_mailbox(struct scan *s)
{
	const char *from = s->in.p + s->at, *end;
	size_t left = s->in.n - s->at, local, domain;

	if (*from != '"' || (end = memchr(from + 1, '"', left - 1)) == NULL)
		return false;
	local = (size_t)(end + 1 - from);
	if (local > ADDRESS_MAX + 2 || byte_at(s, s->at + local) != '@')
		return false;
	domain = domain_length(s, s->at + local + 1);
	return domain > 0 &&
	       put(s, local + 1 + domain, redact_mailbox(s->x, piece(s, local + 1 + domain)));
}

/* ---- addresses ---- */

static bool is_address_byte(unsigned char c)
{
	return isxdigit(c) || c == ':' || c == '.';
}

/* "192.000.002.010" is an address for those who read it. */
static const char *without_zeros(struct arena *a, const char *s)
{
	struct buf out = {0};
	const char *plain;

	for (; *s != '\0'; s++)
		if (*s != '0' || !isdigit((unsigned char)s[1]) ||
		    (out.n > 0 && isdigit((unsigned char)out.p[out.n - 1])))
			buf_char(&out, *s);
	plain = arena_copy(a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return plain;
}

static bool take_address(struct scan *s)
{
	size_t n = 0;

	while (n <= ADDRESS_MAX && is_address_byte(byte_at(s, s->at + n)))
		n++;
	if (n < 3 || n > ADDRESS_MAX || is_letter(byte_at(s, s->at + n)))
		return false;
	/* a sentence, a port or a list may follow */
	for (; n > 2; n--) {
		const char *text = piece(s, n), *v4 = without_zeros(s->x->a, text);
		int family = address_family(text);

		if (family == 0 && address_family(v4) != 4)
			continue;
		if (family != 6 && isdigit(byte_at(s, s->at + n)))
			return false;
		return put(s, n, redact_address(s->x, family == 6 ? text : v4));
	}
	return false;
}

/* ---- files, fingerprints ---- */

static bool is_path(unsigned char c)
{
	return is_letter(c) || (c != '\0' && strchr("/._-+~@", c) != NULL);
}

/* Folders have names of people and sites in them. What stands behind a host is no file. */
static bool take_file(struct scan *s)
{
	const char *path;
	size_t n;

	if (byte_at(s, s->at) != '/' || (s->at > 0 && is_path(byte_at(s, s->at - 1))))
		return false;
	n = run(s, s->at, is_path);
	path = piece(s, n);
	if (n < 3 || path[1] == '/' || strchr(path + 1, '/') == NULL)
		return false;
	return put(s, n, redact_alias(s->x, "file", path));
}

static bool is_hex(unsigned char c)
{
	return isxdigit(c);
}

/* Of a key or a certificate: it can be looked up. */
static bool take_fingerprint(struct scan *s)
{
	size_t n = run(s, s->at, is_hex);

	return n >= HEX_LEAST && !is_letter(byte_at(s, s->at + n)) &&
	       put(s, n, redact_alias(s->x, "hash", piece(s, n)));
}

/* ---- in another dress ---- */

static bool is_percented(unsigned char c)
{
	return is_letter(c) || (c != '\0' && strchr("%.-_~+", c) != NULL);
}

static int nibble(unsigned char c)
{
	return isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

const char *redact_unescaped(struct arena *a, const char *text)
{
	char *out = arena_str(a, text), *end = out;

	for (const char *s = text; *s != '\0'; s++)
		if (*s == '%' && isxdigit((unsigned char)s[1]) && isxdigit((unsigned char)s[2])) {
			*end++ = (char)(nibble((unsigned char)s[1]) << 4 |
					nibble((unsigned char)s[2]));
			s += 2;
		} else {
			*end++ = *s;
		}
	*end = '\0';
	return out;
}

/* "bob%40example.org" */
static bool take_percented(struct scan *s)
{
	const char *plain, *shown;
	size_t n;

	if (s->depth >= DEPTH_MAX || s->at < s->no_percent)
		return false;
	n = run(s, s->at, is_percented);
	s->no_percent = s->at + n;
	if (n == 0 || memchr(s->in.p + s->at, '%', n) == NULL)
		return false;
	plain = redact_unescaped(s->x->a, piece(s, n));
	shown = scanned(s->x, bytes_str(s->x->a, plain), s->what, s->depth + 1).p;
	return strcmp(plain, shown) != 0 && put(s, n, shown);
}

static bool is_base64(unsigned char c)
{
	return isalnum(c) || c == '+' || c == '/';
}

/* NTLM's messages hold names in 16 bits a character (MS-NLMP): without its NULs that is text. */
static struct bytes without_nuls(struct arena *a, struct bytes b)
{
	struct bytes out = bytes_copy(a, b.p, b.n);

	out.n = 0;
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] != '\0')
			out.p[out.n++] = b.p[i];
	out.p[out.n] = '\0';
	return out;
}

static bool is_ntlm(struct bytes b)
{
	return b.n > 8 && memcmp(b.p, "NTLMSSP", 8) == 0;
}

/* A word of it may begin behind a slash: that is tried, too, with less of it. */
static size_t base64_length(struct scan *s)
{
	size_t n = 0, most = s->at < s->no_base64 ? AGAIN_MAX : s->in.n;

	while (n < most && is_base64(byte_at(s, s->at + n)))
		n++;
	if (s->at + n > s->no_base64)
		s->no_base64 = s->at + n;
	return n;
}

/* Text goes on as base64 of what is shown instead; what is more than text is left out whole. */
static bool take_base64(struct scan *s)
{
	size_t n = base64_length(s);
	struct buf plain = {0}, coded = {0};
	struct bytes before, after;

	while (n % 4 != 0 && n >= BASE64_LEAST && byte_at(s, s->at + n) == '=')
		n++;
	if (n < BASE64_LEAST || s->depth >= DEPTH_MAX || is_letter(byte_at(s, s->at + n)) ||
	    base64_decode(&plain, s->in.p + s->at, n) != 0)
		return false;
	before = bytes_copy(s->x->a, plain.p, plain.n);
	buf_free(&plain);
	after = scanned(s->x, without_nuls(s->x->a, before), s->what, s->depth + 1);
	if (is_ntlm(before))
		return put(s, n, "(hidden)");
	if (bytes_alike(after, without_nuls(s->x->a, before)))
		return false;
	if (before.n != strlen(before.p) || text_printable(before.p, before.n) == 0)
		return put(s, n, "(hidden)");
	base64_encode(&coded, after.p, after.n);
	put(s, n, coded.p);
	buf_free(&coded);
	return true;
}

/* ---- all of it ---- */

static bool take_any(struct scan *s)
{
	static bool (*const takes[])(struct scan *) = {
		take_quoted_mailbox, take_mailbox, take_percented,   take_host,	  take_known,
		take_address,	     take_file,	   take_fingerprint, take_base64,
	};

	for (size_t i = 0; i < sizeof(takes) / sizeof(takes[0]); i++)
		if (takes[i](s))
			return true;
	return false;
}

/* What is no name goes on as it is, up to where the next word may begin. */
static void pass(struct scan *s)
{
	do
		buf_char(&s->out, (char)byte_at(s, s->at++));
	while (s->at < s->in.n && !begins(s));
}

static struct bytes scanned(struct redaction *x, struct bytes in, enum redact_for what, int depth)
{
	struct scan s = {.x = x, .in = in, .what = what, .depth = depth};
	struct bytes out;

	while (s.at < s.in.n)
		if (!take_any(&s))
			pass(&s);
	out = bytes_copy(x->a, s.out.n > 0 ? s.out.p : "", s.out.n);
	buf_free(&s.out);
	return out;
}

struct bytes redact_text(struct redaction *x, struct bytes text, enum redact_for what)
{
	return scanned(x, text, what, 0);
}

const char *redact_string(struct redaction *x, const char *text, enum redact_for what)
{
	return redact_text(x, bytes_str(x->a, text), what).p;
}
