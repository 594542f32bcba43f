/* What a domain's zone holds: policies in TXT records, keys, names below names that are told in
 * one. Who reads the record anew must come to the same: data keep their form and their size. */
#include "record/redact_names.h"

#include "base/base64.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- names ---- */

static const char *dashed(struct arena *a, const char *name)
{
	char *out = arena_str(a, name);

	for (char *c = out; *c != '\0'; c++)
		if (*c == '.')
			*c = '-';
	return out;
}

/* A selector says nothing but where it has the domain in it: "selector1-example-org". */
static const char *hidden_selector(struct redaction *x, const char *label)
{
	const char *own = dashed(x->a, x->domain), *at = strstr(label, own);

	if (at == NULL)
		return label;
	return arena_printf(x->a, "%.*s%s%s", (int)(at - label), label,
			    dashed(x->a, redact_host(x, x->domain)), at + strlen(own));
}

/* "google._domainkey.example.org", "default._bimi.example.org" */
static const char *selector_name(struct redaction *x, const char *host)
{
	static const char *const below[] = {"_domainkey.", "_bimi."};
	const char *dot = strchr(host, '.');

	for (size_t i = 0; dot != NULL && i < sizeof(below) / sizeof(below[0]); i++)
		if (strncmp(dot + 1, below[i], strlen(below[i])) == 0)
			return arena_printf(
				x->a, "%s.%s%s",
				hidden_selector(x, arena_copy(x->a, host, (size_t)(dot - host))),
				below[i], redact_host(x, dot + 1 + strlen(below[i])));
	return NULL;
}

/* "example.org._report._dmarc.example.net": two names. */
static const char *name_on_name(struct redaction *x, const char *host)
{
	const char *own = x->domain;
	size_t under = strspn(host, "_") > 0 ? strcspn(host, ".") + 1 : 0, n = strlen(own);
	const char *rest = host + under;

	if (strlen(rest) <= n || strncmp(rest, own, n) != 0 || rest[n] != '.' ||
	    strchr(rest + n + 1, '.') == NULL)
		return NULL;
	return arena_printf(x->a, "%.*s%s.%s", (int)under, host, redact_host(x, own),
			    redact_host(x, rest + n + 1));
}

/* "_dmarc.org": above the domain stands what above its pseudonym does. */
static const char *registry_name(struct redaction *x, const char *host)
{
	const char *dot = strchr(host, '.');

	if (*host != '_' || dot == NULL || strchr(dot + 1, '.') != NULL)
		return NULL;
	return arena_printf(x->a, "%.*s.example", (int)(dot - host), host);
}

const char *redact_zone_name(struct redaction *x, const char *host)
{
	const char *found;

	if (x->domain == NULL)
		return NULL;
	found = selector_name(x, host);
	if (found == NULL)
		found = name_on_name(x, host);
	return found != NULL ? found : registry_name(x, host);
}

/* ---- keys ---- */

/* The whole numbers of a key in DER are told by their length: from `at` on the longest one. How
 * many bytes its value has. */
static size_t longest_number(const struct buf *der, size_t *at)
{
	const unsigned char *p = (const unsigned char *)der->p;
	size_t most = 0;

	for (size_t i = 0; i + 4 < der->n; i++) {
		size_t head = p[i + 1] == 0x82 ? 4 : p[i + 1] == 0x81 ? 3 : 2;
		size_t n = head == 4   ? (size_t)p[i + 2] << 8 | p[i + 3]
			   : head == 3 ? p[i + 2]
				       : p[i + 1];

		if (p[i] != 0x02 || i + head + n > der->n || n <= most)
			continue;
		most = n;
		*at = i + head;
	}
	return most;
}

/* Of an RSA key all but size and exponent is another's; of any other all is. */
static void hide_key(struct redaction *x, struct buf *key, const char *text)
{
	enum { RSA_LEAST = 48 };
	size_t at = 0, n = longest_number(key, &at);
	unsigned char *p;

	if (n < RSA_LEAST) {
		redact_bytes(x, "key", text, (unsigned char *)key->p, key->n);
		return;
	}
	p = (unsigned char *)key->p + at;
	if (*p == 0) { /* its sign */
		p++;
		n--;
	}
	/* first byte and last stay: they say how many bits there are, and that it is odd */
	redact_bytes(x, "key", text, p + 1, n - 2);
}

/* The base64 of another key that is as long; what is no base64 stays wrong in the same way. */
static const char *hidden_key(struct redaction *x, const char *text)
{
	struct buf key = {0}, coded = {0};
	const char *shown;

	if (base64_decode(&key, text, strlen(text)) != 0 || key.n == 0) {
		buf_free(&key);
		return text;
	}
	hide_key(x, &key, text);
	base64_encode(&coded, key.p, key.n);
	shown = arena_copy(x->a, coded.p, coded.n);
	buf_free(&key);
	buf_free(&coded);
	return shown;
}

/* ---- TXT ---- */

/* Where the value of the tag p= begins, and how long it is up to its last character; 0: it has
 * none. */
static size_t key_in(const char *text, size_t *at)
{
	const char *p = text;

	while (p != NULL) {
		p += strspn(p, " \t\r\n");
		if (*p == 'p') {
			const char *value = p + 1 + strspn(p + 1, " \t");

			if (*value == '=') {
				size_t n;

				value++;
				value += strspn(value, " \t");
				n = strcspn(value, ";");
				while (n > 0 && isspace((unsigned char)value[n - 1]))
					n--;
				*at = (size_t)(value - text);
				return n;
			}
		}
		p = strchr(p, ';');
		p = p == NULL ? NULL : p + 1;
	}
	return 0;
}

/* `word` stands there, with no letter or "=" before it: a token in base64 may hold any letters. */
static bool has_word(const char *text, const char *word)
{
	for (const char *at = text; (at = strcasestr(at, word)) != NULL; at++)
		if (at == text ||
		    (!isalnum((unsigned char)at[-1]) && strchr("=+/", at[-1]) == NULL))
			return true;
	return false;
}

/* "t=..." and "h=..." alone may be tokens. */
static bool is_key(const char *text)
{
	static const char *const names[] = {"v=dkim1", "k=rsa", "k=ed25519", "p="};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncasecmp(text, names[i], strlen(names[i])) == 0)
			return true;
	return (strncasecmp(text, "t=", 2) == 0 || strncasecmp(text, "h=", 2) == 0) &&
	       has_word(text, "p=");
}

/* Proofs of ownership and the like tell whose the domain is. A policy that is misspelt is one. */
static bool is_policy(const char *text)
{
	static const char *const words[] = {"v=", "spf", "dmarc", "sts", "rua=", "mailto:"};

	if (is_key(text))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (has_word(text, words[i]))
			return true;
	return false;
}

/* How long the word of SPF is that `term` begins with: it stays, whoever is called so. */
static size_t keyword_length(const char *term)
{
	static const char *const words[] = {
		"include:", "redirect=", "exists:", "exp=", "ip4:", "ip6:", "ptr:", "mx:", "a:"};
	size_t sign = strspn(term, "+-~?") > 0 ? 1 : 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncasecmp(term + sign, words[i], strlen(words[i])) == 0)
			return sign + strlen(words[i]);
	return 0;
}

static const char *with_terms(struct redaction *x, const char *text)
{
	struct buf out = {0};
	const char *all;

	while (*text != '\0') {
		size_t n = keyword_length(text), end = strcspn(text, " ");

		buf_add(&out, text, n);
		buf_str(&out, redact_string(x, arena_copy(x->a, text + n, end - n), REDACT_ALL));
		text += end;
		n = strspn(text, " ");
		buf_add(&out, text, n);
		text += n;
	}
	all = arena_copy(x->a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return all;
}

static const char *with_key(struct redaction *x, const char *text)
{
	size_t at = 0, n = is_key(text) ? key_in(text, &at) : 0;
	struct arena *a = x->a;

	if (n == 0)
		return with_terms(x, text);
	return arena_printf(a, "%s%s%s", redact_string(x, arena_copy(a, text, at), REDACT_ALL),
			    hidden_key(x, arena_copy(a, text + at, n)),
			    redact_string(x, text + at + n, REDACT_ALL));
}

static struct bytes hidden_txt(struct redaction *x, struct bytes text)
{
	if (strlen(text.p) != text.n || x->domain == NULL)
		return redact_text(x, text, REDACT_ALL);
	return bytes_str(x->a,
			 is_policy(text.p) ? with_key(x, text.p) : redact_alias(x, "text", text.p));
}

/* ---- TLSA ---- */

/* "3 1 1 8D02...": digits of the same number. */
static struct bytes hidden_tlsa(struct redaction *x, struct bytes data)
{
	const char *from = strrchr(data.p, ' '), *hex;
	size_t n = from == NULL ? 0 : strlen(from + 1);
	unsigned char *other;

	if (n < 2 || n % 2 != 0 || strlen(data.p) != data.n)
		return redact_text(x, data, REDACT_ALL);
	other = arena_alloc(x->a, n / 2);
	redact_bytes(x, "hash", from + 1, other, n / 2);
	hex = text_hex(x->a, other, n / 2);
	return bytes_str(x->a, arena_printf(x->a, "%.*s%s", (int)(from + 1 - data.p), data.p, hex));
}

bool redact_zone_data(struct redaction *x, const char *type, struct bytes *data)
{
	if (strcmp(type, "TXT") == 0)
		*data = hidden_txt(x, *data);
	else if (strcmp(type, "TLSA") == 0 && x->domain != NULL)
		*data = hidden_tlsa(x, *data);
	else
		return false;
	return true;
}

/* ---- documents ---- */

/* Where a policy stands is the same for all but the host. */
void redact_documents(struct redaction *x)
{
	static const char begin[] = "https://";

	if (x->r->domain == NULL)
		return;
	LIST_EACH (struct policy_fetch, f, &x->r->domain->fetched) {
		const char *host = f->url + strlen(begin);
		size_t n;

		if (strncmp(f->url, begin, strlen(begin)) != 0 || strpbrk(host, "@ ") != NULL) {
			f->url = redact_string(x, f->url, REDACT_ALL);
			continue;
		}
		n = strcspn(host, "/");
		f->url = arena_printf(x->a, "%s%s%s", begin,
				      redact_host(x, arena_copy(x->a, host, n)), host + n);
	}
}
