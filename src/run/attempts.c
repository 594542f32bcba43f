#include "run/attempts.h"

#include "base/fatal.h"
#include "base/random.h"

#include <gnutls/crypto.h>
#include <inttypes.h>
#include <string.h>

/*	smtpscope attempts 1 KEY
 *	1795305600000 ID WHO
 *	end
 *
 * Dates in milliseconds, the rest in hexadecimal. The last line shows that nothing is torn off. */
#define MAGIC	"smtpscope attempts "
#define VERSION "1 "
#define END	"end"

void attempts_new(struct attempts *a)
{
	memset(a, 0, sizeof(*a));
	random_bytes(a->key, sizeof(a->key));
}

/* ---- reading ---- */

struct cursor {
	const char *p, *end;
};

static bool take(struct cursor *c, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0)
		return false;
	c->p += n;
	return true;
}

static int digit(char c)
{
	const char *const digits = "0123456789abcdef", *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

static bool take_hex(struct cursor *c, unsigned char *to, size_t n)
{
	if ((size_t)(c->end - c->p) < 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = digit(c->p[2 * i]), low = digit(c->p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		to[i] = (unsigned char)(high << 4 | low);
	}
	c->p += 2 * n;
	return true;
}

/* Up to the year 33658, without a sign. */
static bool take_date(struct cursor *c, int64_t *date)
{
	enum { DIGITS_MAX = 15 };
	int n = 0;

	for (*date = 0; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++)
		if (++n <= DIGITS_MAX)
			*date = *date * 10 + (*c->p - '0');
	return n > 0 && n <= DIGITS_MAX;
}

static bool take_entry(struct cursor *c, struct login_attempt *to)
{
	return take_date(c, &to->at) && take(c, " ") && take_hex(c, to->id, ATTEMPT_ID) &&
	       take(c, " ") && take_hex(c, to->who, ATTEMPT_WHO) && c->p == c->end;
}

/* Without its LF, and past it; false where none is left. A line without an LF is torn. */
static bool take_line(struct cursor *c, struct cursor *line)
{
	const char *lf = c->p < c->end ? memchr(c->p, '\n', (size_t)(c->end - c->p)) : NULL;

	if (lf == NULL)
		return false;
	*line = (struct cursor){c->p, lf};
	c->p = lf + 1;
	return true;
}

static bool is_end(const struct cursor *line)
{
	struct cursor c = *line;

	return take(&c, END) && c.p == c.end;
}

static enum attempts_state read_entries(struct attempts *a, struct cursor *c)
{
	enum attempts_state state = ATTEMPTS_SOUND;
	struct cursor line = {0};
	struct login_attempt entry;

	while (take_line(c, &line) && !is_end(&line)) {
		if (take_entry(&line, &entry) && a->n < ATTEMPTS_MAX)
			a->entries[a->n++] = entry;
		else
			state = ATTEMPTS_DAMAGED;
	}
	return line.p != NULL && is_end(&line) && c->p == c->end ? state : ATTEMPTS_DAMAGED;
}

static bool is_beginning(const struct cursor *c, const char *of)
{
	size_t n = (size_t)(c->end - c->p);

	return n < strlen(of) && memcmp(c->p, of, n) == 0;
}

enum attempts_state attempts_read(struct attempts *a, const char *text, size_t n)
{
	struct cursor c = {text, text + n}, head;

	attempts_new(a);
	if (is_beginning(&c, MAGIC VERSION))
		return ATTEMPTS_DAMAGED;
	if (!take(&c, MAGIC) || !take(&c, VERSION))
		return ATTEMPTS_FOREIGN;
	if (!take_line(&c, &head) || !take_hex(&head, a->key, ATTEMPT_KEY) || head.p != head.end) {
		attempts_new(a); /* without its key nothing below can be recognised */
		return ATTEMPTS_DAMAGED;
	}
	return read_entries(a, &c);
}

/* ---- writing ---- */

static void add_hex(struct buf *out, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%02x", p[i]);
}

void attempts_write(const struct attempts *a, struct buf *out)
{
	buf_str(out, MAGIC VERSION);
	add_hex(out, a->key, ATTEMPT_KEY);
	buf_char(out, '\n');
	for (size_t i = 0; i < a->n; i++) {
		buf_printf(out, "%" PRId64 " ", a->entries[i].at);
		add_hex(out, a->entries[i].id, ATTEMPT_ID);
		buf_char(out, ' ');
		add_hex(out, a->entries[i].who, ATTEMPT_WHO);
		buf_char(out, '\n');
	}
	buf_str(out, END "\n");
}

/* ---- what is remembered ---- */

/* Keeps the entries that `keeps`; true: not all. */
static bool keep(struct attempts *a, bool (*keeps)(const struct login_attempt *, const void *),
		 const void *arg)
{
	size_t before = a->n;

	a->n = 0;
	for (size_t i = 0; i < before; i++)
		if (keeps(&a->entries[i], arg))
			a->entries[a->n++] = a->entries[i];
	return a->n < before;
}

static bool is_recent(const struct login_attempt *e, const void *now)
{
	return *(const int64_t *)now - e->at < ATTEMPTS_AGE_MS;
}

bool attempts_prune(struct attempts *a, int64_t now)
{
	bool changed = false;

	for (size_t i = 0; i < a->n; i++)
		if (a->entries[i].at > now) {
			a->entries[i].at = now;
			changed = true;
		}
	return keep(a, is_recent, &now) || changed;
}

static char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

void attempts_hash(const struct attempts *a, const char *identity, const char *host,
		   unsigned char who[ATTEMPT_WHO])
{
	struct buf text = {0};

	for (; *identity != '\0'; identity++)
		buf_char(&text, folded(*identity));
	buf_char(&text, '\0');
	for (; *host != '\0' && strcmp(host, ".") != 0; host++)
		buf_char(&text, folded(*host));
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, a->key, ATTEMPT_KEY, text.p, text.n, who) < 0)
		fatal("GnuTLS has no HMAC-SHA256");
	buf_free(&text);
}

static bool same_who(const struct login_attempt *e, const unsigned char *who)
{
	return memcmp(e->who, who, ATTEMPT_WHO) == 0;
}

struct attempts_seen attempts_of(const struct attempts *a, const unsigned char who[ATTEMPT_WHO])
{
	int64_t latest[ATTEMPTS_ALLOWED] = {0}; /* the last, the one before ... */
	struct attempts_seen seen = {0};

	for (size_t i = 0; i < a->n; i++) {
		int64_t at = a->entries[i].at;

		if (!same_who(&a->entries[i], who))
			continue;
		seen.n++;
		for (int k = 0; k < ATTEMPTS_ALLOWED; k++)
			if (at >= latest[k]) {
				int64_t less = latest[k];

				latest[k] = at;
				at = less;
			}
	}
	seen.last = latest[0];
	if (seen.n >= ATTEMPTS_ALLOWED)
		seen.free = latest[ATTEMPTS_ALLOWED - 1] + ATTEMPTS_AGE_MS;
	return seen;
}

static size_t oldest(const struct attempts *a)
{
	size_t found = 0;

	for (size_t i = 1; i < a->n; i++)
		if (a->entries[i].at < a->entries[found].at)
			found = i;
	return found;
}

void attempts_add(struct attempts *a, const struct login_attempt *new)
{
	size_t i = a->n < ATTEMPTS_MAX ? a->n++ : oldest(a);

	a->entries[i] = *new;
}

static bool is_other_login(const struct login_attempt *e, const void *of)
{
	return memcmp(e->id, ((const struct login_attempt *)of)->id, ATTEMPT_ID) != 0;
}

static bool is_other_account(const struct login_attempt *e, const void *of)
{
	return !same_who(e, ((const struct login_attempt *)of)->who);
}

void attempts_settle(struct attempts *a, const struct login_attempt *of, enum attempt_end end)
{
	keep(a, end == ATTEMPT_PASSED ? is_other_account : is_other_login, of);
	if (end == ATTEMPT_FAILED)
		attempts_add(a, of);
}
