#include "interpret/unwrap.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- escapes ---- */

struct escape {
	const char *written, *meant;
};

/* The longer of two that begin alike goes first. */
static const struct escape escapes[] = {
	{"\\\\r\\\\n", "\n"},  {"\\\\n", "\n"},	       {"\\r\\n", "\n"},
	{"\\r", "\n"},	       {"\\n", "\n"},	       {"\\t", " "},
	{"\\\"", "\""},	       {"\\'", "'"},	       {"\\/", "/"},
	{"\\u003c", "<"},      {"\\u003e", ">"},       {"\\u0026", "&"},
	{"\\u0027", "'"},      {"\\x0d\\x0a", "\n"},   {"&lt;", "<"},
	{"&gt;", ">"},	       {"&quot;", "\""},       {"&#39;", "'"},
	{"&#039;", "'"},       {"&nbsp;", " "},	       {"&amp;", "&"},
	{"<br>", "\n"},	       {"<br/>", "\n"},	       {"<br />", "\n"},
	{"<p>", "\n"},	       {"</p>", "\n"},	       {"<b>", ""},
	{"</b>", ""},	       {"<strong>", ""},       {"</strong>", ""},
	{"\xc2\xa0", " "},     {"\xe2\x80\x9c", "\""}, {"\xe2\x80\x9d", "\""},
	{"\xe2\x80\x98", "'"}, {"\xe2\x80\x99", "'"},
};

static const struct escape *escape_at(const char *p, size_t n)
{
	if (strchr("\\&<\xc2\xe2", *p) == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		size_t len = strlen(escapes[i].written);

		if (len <= n && strncasecmp(p, escapes[i].written, len) == 0)
			return &escapes[i];
	}
	return NULL;
}

/* Length of a terminal's colour sequence. */
static size_t colour_at(const char *p, size_t n)
{
	size_t i = 2;

	if (n < 3 || p[0] != '\033' || p[1] != '[')
		return 0;
	while (i < n && (isdigit((unsigned char)p[i]) || p[i] == ';'))
		i++;
	return i < n && isalpha((unsigned char)p[i]) ? i + 1 : 0;
}

/* ---- codes in words ---- */

/* "Code { severity: TransientNegativeCompletion, category: Connections, detail: One }" of lettre.
 */
static const char *const severities[] = {"PositiveCompletion", "PositiveIntermediate",
					 "TransientNegativeCompletion",
					 "PermanentNegativeCompletion", NULL};
static const char *const categories[] = {
	"Syntax", "Information", "Connections", "Unspecified3", "Unspecified4", "MailSystem", NULL};
static const char *const details[] = {"Zero", "One",   "Two",	"Three", "Four", "Five",
				      "Six",  "Seven", "Eight", "Nine",	 NULL};

/* The index of the name that follows `key` in *p, which moves behind it; -1: none. */
static int named(const char **p, const char *key, const char *const *names)
{
	const char *at = strstr(*p, key);

	if (at == NULL)
		return -1;
	at += strlen(key);
	for (int i = 0; names[i] != NULL; i++)
		if (strncmp(at, names[i], strlen(names[i])) == 0) {
			*p = at + strlen(names[i]);
			return i;
		}
	return -1;
}

/* Three words for three digits become the digits. */
static void spell_code(char *line)
{
	char *from = strstr(line, "Code { severity: ");
	const char *p = from;
	int digits[3];

	if (from == NULL || (digits[0] = named(&p, "severity: ", severities)) < 0 ||
	    (digits[1] = named(&p, "category: ", categories)) < 0 ||
	    (digits[2] = named(&p, "detail: ", details)) < 0)
		return;
	p += strspn(p, " }");
	for (int i = 0; i < 3; i++)
		*from++ = (char)('0' + digits[i] + (i == 0 ? 2 : 0));
	memmove(from, p, strlen(p) + 1);
}

/* "Remote_host_said:_550_no_such_user": qmail's log. */
static void blanks_again(char *line)
{
	for (; *line != '\0'; line++)
		if (*line == '_')
			*line = ' ';
}

char *unwrap_line(struct arena *a, struct bytes line)
{
	char *out = arena_alloc(a, line.n + 1);
	size_t to = 0;

	for (size_t i = 0; i < line.n;) {
		const struct escape *e =
			line.p[i] == '\0' ? NULL : escape_at(line.p + i, line.n - i);
		size_t colour = colour_at(line.p + i, line.n - i);

		if (e != NULL) {
			to += strlen(strcpy(out + to, e->meant));
			i += strlen(e->written);
		} else if (colour > 0) {
			i += colour;
		} else {
			unsigned char c = (unsigned char)line.p[i++];

			out[to++] = c < ' ' || c == 0x7f ? ' ' : (char)c;
		}
	}
	out[to] = '\0';
	spell_code(out);
	if (strstr(out, "_said:_") != NULL)
		blanks_again(out);
	return out;
}

/* ---- who speaks ---- */

/* What stands before words in transcripts; the longer of two that begin alike goes first. */
static const struct {
	const char *text;
	enum speaker who;
} prompts[] = {
	{"SERVER -> CLIENT:", SPEAKER_SERVER},
	{"CLIENT -> SERVER:", SPEAKER_CLIENT},
	{"SMTP -> FROM SERVER:", SPEAKER_SERVER},
	{"SMTP -> get_lines(): $str is \"", SPEAKER_SERVER},
	{"SMTP -> ERROR:", SPEAKER_UNKNOWN},
	{"SMTP<<", SPEAKER_SERVER},
	{"SMTP>>", SPEAKER_CLIENT},
	{"<<<", SPEAKER_SERVER},
	{">>>", SPEAKER_CLIENT},
	{"<**", SPEAKER_SERVER},
	{"<~*", SPEAKER_SERVER},
	{"<--", SPEAKER_SERVER},
	{"-->", SPEAKER_CLIENT},
	{"<-", SPEAKER_SERVER},
	{"<~", SPEAKER_SERVER},
	{"->", SPEAKER_CLIENT},
	{"~>", SPEAKER_CLIENT},
	{"<=", SPEAKER_SERVER},
	{"=>", SPEAKER_CLIENT},
	{"<<", SPEAKER_SERVER},
	{">>", SPEAKER_UNKNOWN},
	{"Out:", SPEAKER_SERVER},
	{"In:", SPEAKER_CLIENT},
	{"Server:", SPEAKER_SERVER},
	{"Client:", SPEAKER_CLIENT},
	{"S:", SPEAKER_SERVER},
	{"C:", SPEAKER_CLIENT},
	{"<", SPEAKER_SERVER},
	{">", SPEAKER_UNKNOWN},
	{"reply:", SPEAKER_SERVER},
	{"send:", SPEAKER_CLIENT},
	{"***", SPEAKER_UNKNOWN},
};

static const char *behind_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

/* "<bob@example.org>": words begin with it, no transcript does. */
static bool mailbox_at(const char *p)
{
	size_t n = *p == '<' ? strcspn(p, " @>") : 0;

	return n > 0 && p[n] == '@' && p[n + strcspn(p + n, " >")] == '>';
}

static const char *prompt_at(const char *p, enum speaker *who)
{
	if (mailbox_at(p))
		return NULL;
	for (size_t i = 0; i < sizeof(prompts) / sizeof(prompts[0]); i++) {
		size_t n = strlen(prompts[i].text);

		if (strncasecmp(p, prompts[i].text, n) != 0)
			continue;
		if (prompts[i].who != SPEAKER_UNKNOWN)
			*who = prompts[i].who;
		return p + n;
	}
	return NULL;
}

static bool has_time(const char *p, size_t n)
{
	for (size_t i = 1; i + 2 < n; i++)
		if (p[i] == ':' && isdigit((unsigned char)p[i - 1]) &&
		    isdigit((unsigned char)p[i + 1]) && isdigit((unsigned char)p[i + 2]))
			return true;
	return false;
}

/* "[2022-11-16 11:57:21]", "10:23:23.123", "Jan 23 00:51:03": what follows a time at the front;
 * NULL where there is none. */
static const char *behind_time(const char *p)
{
	enum { WORDS = 4 };

	for (int i = 0; i < WORDS; i++) {
		size_t n = strspn(p, "[(0123456789-/.:,TZ+");
		size_t word = strcspn(p, " \t");

		if (has_time(p, n))
			return p + n + strspn(p + n, "]):|, ");
		if (word == 0 || (n < word && word > 4))
			return NULL;
		p = behind_blanks(p + word);
	}
	return NULL;
}

const char *unwrap_prompt(const char *line, enum speaker *who)
{
	const char *p = behind_blanks(line), *next = behind_time(p);

	*who = SPEAKER_UNKNOWN;
	if (next != NULL)
		p = next;
	for (int i = 0; i < 4; i++) {
		p = behind_blanks(p);
		next = prompt_at(p, who);
		if (next == NULL)
			break;
		p = next;
	}
	return behind_blanks(p);
}
