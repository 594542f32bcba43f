/* What was meant: the text is cut where names of known tags stand, whatever is between them, and
 * each value is read as kindly as can be. Receivers are not kind; the result is for people. */
#include "domain/dmarc_repair.h"

#include "smtp/address.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- the beginning ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_blanks(struct bytes b, size_t i)
{
	while (i < b.n && is_blank(b.p[i]))
		i++;
	return i;
}

static bool stands_at(struct bytes b, size_t i, const char *word)
{
	size_t n = strlen(word);

	return i + n <= b.n && strncasecmp(b.p + i, word, n) == 0;
}

/* "v = DMARC1" up to its last letter, in any case; 0: no. */
static size_t version_end(struct bytes b, size_t from)
{
	size_t i = from;

	if (!stands_at(b, i, "v"))
		return 0;
	i = skip_blanks(b, i + 1);
	if (i >= b.n || b.p[i] != '=')
		return 0;
	i = skip_blanks(b, i + 1);
	return stands_at(b, i, "DMARC1") ? i + strlen("DMARC1") : 0;
}

static bool has_capitals_right(struct bytes b, size_t end)
{
	return b.p[0] == 'v' && strncmp(b.p + end - strlen("DMARC1"), "DMARC1", 6) == 0;
}

static bool ends_tag(struct bytes b, size_t end)
{
	end = skip_blanks(b, end);
	return end == b.n || b.p[end] == ';';
}

static bool asks_something(struct bytes b)
{
	static const char *const policies[] = {"none", "quarantine", "reject"};

	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
		if (bytes_has(b, policies[i]))
			return true;
	return false;
}

/* Texts by which services know a domain hold "dmarc", too; they are none. */
static bool was_meant(struct bytes b)
{
	size_t i = 0;

	while (i < b.n && (is_blank(b.p[i]) || b.p[i] == '"' || b.p[i] == '\'' ||
			   (unsigned char)b.p[i] >= 0x80))
		i++;
	return bytes_has(b, "dmarc1") || stands_at(b, i, "v=dmarc") ||
	       ((stands_at(b, i, "p=") || stands_at(b, i, "v=")) && bytes_has(b, "p=") &&
		asks_something(b) && !stands_at(b, i, "v=spf") && !stands_at(b, i, "v=dkim"));
}

enum dmarc_kind dmarc_kind(struct bytes text)
{
	size_t end = version_end(text, 0);

	if (end > 0 && has_capitals_right(text, end) && ends_tag(text, end))
		return DMARC_POLICY;
	return was_meant(text) ? DMARC_MISSPELT : DMARC_OTHER;
}

const char *dmarc_version_fault(struct bytes text, size_t *at)
{
	size_t start = skip_blanks(text, 0), end = version_end(text, start);

	*at = 0;
	if (start < text.n && (text.p[start] == '"' || text.p[start] == '\''))
		return "a quote stands in the record itself";
	if (start < text.n && (unsigned char)text.p[start] >= 0x80)
		return "a curly quote or such before v=DMARC1";
	if (end == 0)
		return "it does not begin with v=DMARC1";
	if (start > 0)
		return "a blank before v=DMARC1";
	*at = end;
	if (!ends_tag(text, end))
		return "no semicolon behind v=DMARC1";
	*at = 0;
	return "wrong capitals, it is v=DMARC1";
}

/* ---- tags ---- */

/* In the order in which they are written; those that are gone have no value to keep. */
enum tag_id { V, P, SP, NP, ADKIM, ASPF, RUA, RUF, FO, PSD, T, PCT, RF, RI, TAG_COUNT };
static const char *const tag_names[TAG_COUNT] = {"v",	"p",  "sp",  "np", "adkim", "aspf", "rua",
						 "ruf", "fo", "psd", "t",  "pct",   "rf",   "ri"};

enum {
	NAME_LONGEST = 8, /* letters that can be meant for one */
	WORD_LONGEST = 16 /* ... for a value of one word */
};

/* Those that are long enough not to resemble each other and everything else. */
static const char *const long_names[] = {"adkim", "aspf", "rua", "ruf", "psd", "pct"};

const char *dmarc_tag_meant(struct arena *a, struct bytes name)
{
	char *plain;

	if (name.n > NAME_LONGEST)
		return NULL;
	plain = arena_str(a, name.p);
	for (char *c = plain; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	for (size_t i = 0; i < TAG_COUNT; i++)
		if (strcmp(plain, tag_names[i]) == 0)
			return tag_names[i]; /* in capitals */
	return strlen(plain) < 3 ? NULL
				 : text_nearest(plain, long_names,
						sizeof(long_names) / sizeof(long_names[0]));
}

static bool is_letter(struct bytes b, size_t i)
{
	return i < b.n && isalpha((unsigned char)b.p[i]);
}

/* A tag begins at `i`: its id, or -1; *value: what follows "=" or, where somebody took that for
 * right, ":". */
static int tag_at(struct arena *a, struct bytes b, size_t i, size_t *value)
{
	size_t end = i;
	const char *name;

	if (i > 0 && strchr(";, \t\"'", b.p[i - 1]) == NULL)
		return -1;
	while (is_letter(b, end) && end - i <= NAME_LONGEST)
		end++;
	*value = skip_blanks(b, end);
	if (*value >= b.n || (b.p[*value] != '=' && b.p[*value] != ':'))
		return -1;
	name = dmarc_tag_meant(a, bytes_copy(a, b.p + i, end - i));
	*value = *value + 1;
	for (int id = 0; name != NULL && id < TAG_COUNT; id++)
		if (strcmp(name, tag_names[id]) == 0)
			return id;
	return -1;
}

static bool is_known_name(struct bytes b, size_t from, size_t to)
{
	for (size_t i = 0; i < TAG_COUNT; i++)
		if (strlen(tag_names[i]) == to - from &&
		    strncmp(b.p + from, tag_names[i], to - from) == 0)
			return true;
	return false;
}

size_t dmarc_tag_within(struct bytes value)
{
	for (size_t i = 1; i < value.n; i++) {
		size_t end = i;

		if (!is_letter(value, i) || strchr(", \t", value.p[i - 1]) == NULL)
			continue;
		while (is_letter(value, end))
			end++;
		if (end < value.n && value.p[end] == '=' && is_known_name(value, i, end))
			return i;
		i = end;
	}
	return 0;
}

bool dmarc_colon_meant(struct bytes text)
{
	size_t end = 0;

	while (is_letter(text, end))
		end++;
	return end < text.n && text.p[end] == ':' && is_known_name(text, 0, end);
}

/* ---- values ---- */

/* The first word: letters, digits and what `more` has. */
static char *first_word(struct arena *a, struct bytes b, const char *more)
{
	size_t from = 0, to;

	while (from < b.n && !isalnum((unsigned char)b.p[from]))
		from++;
	for (to = from; to < b.n && to - from < WORD_LONGEST && b.p[to] != '\0' &&
			(isalnum((unsigned char)b.p[to]) || strchr(more, b.p[to]) != NULL);)
		to++;
	return arena_copy(a, b.p + from, to - from);
}

static const char *mend_policy(struct arena *a, struct bytes b)
{
	char *word = first_word(a, b, "");

	for (char *c = word; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return text_nearest(word, dmarc_policy_names + DMARC_NONE, DMARC_REJECT);
}

/* The letter that the word begins with, where it is one of `letters`. */
static const char *mend_letter(struct arena *a, struct bytes b, const char *letters)
{
	const char *word = first_word(a, b, "");
	const char *found = *word == '\0' ? NULL : strchr(letters, tolower((unsigned char)*word));

	return found == NULL ? NULL : arena_copy(a, found, 1);
}

static const char *mend_mode(struct arena *a, struct bytes b)
{
	return mend_letter(a, b, "rs"); /* "strict" */
}

static const char *mend_switch(struct arena *a, struct bytes b)
{
	return mend_letter(a, b, "yn");
}

static const char *mend_psd(struct arena *a, struct bytes b)
{
	return mend_letter(a, b, "ynu");
}

static const char *mend_percent(struct arena *a, struct bytes b)
{
	const char *word = first_word(a, b, "");
	char *end;
	long n = strtol(word, &end, 10);

	if (*word == '\0' || *end != '\0' || n < 0 || n >= 100)
		return NULL;
	return arena_printf(a, "%ld", n);
}

static const char *mend_options(struct arena *a, struct bytes b)
{
	const char *word = first_word(a, b, ":,; /");
	struct buf out = {0};
	const char *made;

	for (const char *c = word; *c != '\0'; c++) {
		char letter = (char)tolower((unsigned char)*c);

		if (strchr("01ds", letter) != NULL && (out.n == 0 || strchr(out.p, letter) == NULL))
			buf_printf(&out, "%s%c", out.n == 0 ? "" : ":", letter);
	}
	made = out.n == 0 ? NULL : arena_str(a, out.p);
	buf_free(&out);
	return made;
}

/* ---- addresses ---- */

static int hex(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char *dmarc_percent_decoded(struct arena *a, struct bytes text)
{
	char *out = arena_copy(a, text.p, text.n);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++, n++) {
		int high = i + 2 < text.n && text.p[i] == '%' ? hex(text.p[i + 1]) : -1;
		int low = high >= 0 ? hex(text.p[i + 2]) : -1;

		out[n] = low < 0 ? text.p[i] : (char)(high * 16 + low);
		i += low < 0 ? 0 : 2;
		if (iscntrl((unsigned char)out[n]))
			return NULL;
	}
	out[n] = '\0';
	return out;
}

/* "mailto:a@b" of that, of "a@b", of "mailto://a@b" and the like; NULL: no address. */
static const char *mend_address(struct arena *a, struct bytes b, size_t from, size_t to)
{
	const char *domain, *mailbox, *text = arena_copy(a, b.p + from, to - from), *colon;

	colon = strrchr(text, ':');
	if (colon != NULL)
		text = colon + 1;
	text += strspn(text, "/\"'<");
	text = arena_copy(a, text, strcspn(text, "!?>\"'"));
	mailbox = dmarc_percent_decoded(a, bytes_str(a, text));
	if (mailbox == NULL || !mailbox_split(mailbox, &domain))
		return NULL;
	return arena_printf(a, "mailto:%s", text);
}

static const char *mend_addresses(struct arena *a, struct bytes b)
{
	struct list made = {0};
	struct buf out = {0};
	const char *text;

	for (size_t from = 0, to; from < b.n; from = to + 1) {
		const char *address;

		for (to = from; to < b.n && strchr(",; \t", b.p[to]) == NULL;)
			to++;
		address = mend_address(a, b, from, to);
		if (address != NULL && !list_has_string(&made, address))
			list_add_string(&made, a, address);
	}
	LIST_EACH (const struct string_item, it, &made)
		buf_printf(&out, "%s%s", out.n == 0 ? "" : ",", it->s);
	text = out.n == 0 ? NULL : arena_str(a, out.p);
	buf_free(&out);
	return text;
}

/* ---- the record ---- */

static const char *(*const menders[TAG_COUNT])(struct arena *a, struct bytes value) = {
	[P] = mend_policy,  [SP] = mend_policy,	    [NP] = mend_policy,	    [ADKIM] = mend_mode,
	[ASPF] = mend_mode, [RUA] = mend_addresses, [RUF] = mend_addresses, [FO] = mend_options,
	[PSD] = mend_psd,   [T] = mend_switch,	    [PCT] = mend_percent,
};

/* Curly quotes, no-break blanks and the like are a blank each. */
static struct bytes plain(struct arena *a, struct bytes text)
{
	struct bytes b = bytes_copy(a, text.p, text.n);

	for (size_t i = 0; i < b.n; i++)
		if ((unsigned char)b.p[i] >= 0x80 || iscntrl((unsigned char)b.p[i]))
			b.p[i] = ' ';
	return b;
}

static void take(struct arena *a, const char *values[TAG_COUNT], int id, struct bytes value)
{
	if (id >= 0 && menders[id] != NULL && values[id] == NULL)
		values[id] = menders[id](a, value);
}

static void read_values(struct arena *a, struct bytes b, const char *values[TAG_COUNT])
{
	size_t from = 0, next;
	int id = -1;

	for (size_t i = 0; i < b.n; i++) {
		int other = is_letter(b, i) ? tag_at(a, b, i, &next) : -1;

		if (other < 0)
			continue;
		take(a, values, id, bytes_copy(a, b.p + from, i - from));
		id = other;
		from = next;
		i = next - 1;
	}
	take(a, values, id, bytes_copy(a, b.p + from, b.n - from));
}

static const char *written(struct arena *a, const char *const values[TAG_COUNT])
{
	struct buf out = {0};
	const char *text;

	buf_str(&out, "v=DMARC1");
	for (int id = P; id < TAG_COUNT; id++)
		if (values[id] != NULL)
			buf_printf(&out, "; %s=%s", tag_names[id], values[id]);
	text = arena_str(a, out.p);
	buf_free(&out);
	return text;
}

static void set_policy(const char *values[TAG_COUNT], int id, enum dmarc_policy p)
{
	if (p != DMARC_UNSET)
		values[id] = dmarc_policy_names[p];
}

/* What receivers read as a policy stays one, whatever stands elsewhere. */
static void values_of(struct arena *a, const struct dmarc_record *r, const char *values[TAG_COUNT])
{
	read_values(a, plain(a, r->text), values);
	set_policy(values, P, r->p);
	set_policy(values, SP, r->sp);
	set_policy(values, NP, r->np);
}

const char *dmarc_repaired(struct arena *a, const struct dmarc_record *r, bool *guessed)
{
	const char *values[TAG_COUNT] = {NULL};

	if (r->text.n > DMARC_TEXT_MAX)
		return NULL;
	values_of(a, r, values);
	*guessed = values[P] == NULL;
	if (*guessed)
		values[P] = dmarc_policy_names[DMARC_NONE];
	return written(a, values);
}

const char *dmarc_record_with(struct arena *a, const struct dmarc_record *r,
			      const struct dmarc_change *change)
{
	const char *values[TAG_COUNT] = {NULL};

	if (r->text.n > DMARC_TEXT_MAX)
		return NULL;
	values_of(a, r, values);
	set_policy(values, P, change->p);
	set_policy(values, SP, change->sp);
	if (change->rua != NULL)
		values[RUA] = change->rua;
	if (change->whole)
		values[PCT] = values[T] = NULL;
	return written(a, values);
}
