/* A user's name, a sender, a host and a file's name in the settings of every program: none breaks
 * out of its place, and what is written reads back as that language reads it.
 *
 * Input: lines: the user's name, the sender, the host, the file, the name for EHLO; the rest is one
 * more value. */
#include "fuzz.h"

#include "report/quote.h"
#include "report/snippet_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- how languages read ---- */

/* Between marks a backslash stands before another or before the mark, nothing else. */
static void read_literal(struct buf *out, const char *s, char mark)
{
	CLAIM(*s++ == mark);
	for (; *s != mark; s++) {
		CLAIM(*s != '\0');
		if (*s == '\\') {
			s++;
			CLAIM(*s == '\\' || *s == mark);
		}
		buf_char(out, *s);
	}
	CLAIM(s[1] == '\0');
}

/* msmtp takes the first and the last quote off. */
static void read_msmtp(struct buf *out, const char *s)
{
	size_t n = strlen(s);

	CLAIM(n > 2 && s[0] == '"' && s[n - 1] == '"');
	buf_add(out, s + 1, n - 2);
}

/* In main.cf a dollar sign begins a name, unless there are two. */
static void read_postfix(struct buf *out, const char *s)
{
	CLAIM(*s != ' ' && s[strlen(s) - 1] != ' ');
	for (; *s != '\0'; s++) {
		if (*s == '$') {
			s++;
			CLAIM(*s == '$');
		}
		buf_char(out, *s);
	}
}

/* Nothing but \xNN and what means nothing to anybody; for the authenticator ^^ is ^. */
static void read_exim(struct buf *out, const char *s, bool plaintext)
{
	static const char tame[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789._@+=/-";

	for (; *s != '\0'; s++) {
		if (*s == '\\') {
			CLAIM(s[1] == 'x' && strlen(s) >= 4);
			buf_char(out, (char)strtol((char[]){s[2], s[3], '\0'}, NULL, 16));
			s += 3;
		} else if (plaintext && *s == '^') {
			CLAIM(*++s == '^');
			buf_char(out, '^');
		} else {
			CLAIM(strchr(tame, *s) != NULL);
			buf_char(out, *s);
		}
	}
}

static void read_back(struct buf *out, enum quoting q, const char *s)
{
	switch (q) {
	case QUOTE_PHP:
	case QUOTE_JAVASCRIPT:
		read_literal(out, s, '\'');
		break;
	case QUOTE_CSHARP:
	case QUOTE_PYTHON:
		read_literal(out, s, '"');
		break;
	case QUOTE_MSMTP:
		read_msmtp(out, s);
		break;
	case QUOTE_POSTFIX:
		read_postfix(out, s);
		break;
	case QUOTE_EXIM:
	case QUOTE_EXIM_PLAINTEXT:
		read_exim(out, s, q == QUOTE_EXIM_PLAINTEXT);
		break;
	case QUOTE_POSTFIX_MAP:
		CLAIM(strchr(s, ':') == NULL);
		buf_str(out, s);
		break;
	default:
		buf_str(out, s);
	}
}

static void one_value(struct arena *a, const char *value)
{
	for (int q = 0; q < QUOTE_COUNT; q++) {
		const char *why = NULL, *s = quote_value(a, (enum quoting)q, value, &why);
		struct buf back = {0};

		CLAIM((s == NULL) == (why != NULL));
		if (s == NULL) {
			CLAIM(is_harmless_line(why));
			continue;
		}
		CLAIM(is_harmless_line(s));
		read_back(&back, (enum quoting)q, s);
		CLAIM(strcmp(back.p, value) == 0);
		buf_free(&back);
	}
}

/* ---- whole settings ---- */

static size_t lines_of(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += *s == '\n';
	return n;
}

static void fill(struct arena *a, const struct snippet *s, const struct recommended *values,
		 struct snippet_text *t)
{
	static const struct record record;
	struct interpretation i = {0};
	struct recommended *way = ARENA_NEW(a, struct recommended);

	*way = *values;
	list_append(&i.recommended, way);
	snippet_fill(a, fuzz_knowledge(), s, &record, &i, t);
}

/* As many lines as with the values of a quiet person, each of them harmless. */
static void same_shape(struct arena *a, const struct snippet *s, const struct recommended *hostile,
		       const struct recommended *tame)
{
	struct snippet_text t, expected;
	const struct part_text *other;

	fill(a, s, hostile, &t);
	fill(a, s, tame, &expected);
	if (t.fault != NULL) {
		CLAIM(is_harmless_line(t.fault));
		return;
	}
	CLAIM(expected.fault == NULL && t.parts.n == expected.parts.n);
	other = (const void *)expected.parts.first;
	LIST_EACH (const struct part_text, p, &t.parts) {
		CLAIM(lines_of(p->text) == lines_of(other->text));
		CLAIM(is_harmless(p->text, strlen(p->text), NEUTRAL_LINES));
		other = (const void *)other->item.next;
	}
}

static void whole_settings(struct arena *a, const struct recommended *hostile)
{
	static const char *const mechanisms[] = {"PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"};
	struct recommended tame = *hostile;

	tame.host = "mail.example.org";
	tame.user = tame.from = "bob@example.org";
	tame.ca_file = "/etc/ca.pem";
	tame.ehlo = "pc.example.org";
	for (size_t m = 0; m < sizeof(mechanisms) / sizeof(mechanisms[0]); m++) {
		struct recommended bad = *hostile;

		bad.mechanism = tame.mechanism = mechanisms[m];
		bad.mode = tame.mode = m % 2 == 0 ? TLS_MODE_STARTTLS : TLS_MODE_IMPLICIT;
		LIST_EACH (const struct snippet, s, knowledge_snippets(fuzz_knowledge()))
			same_shape(a, s, &bad, &tame);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	char *lines[5], *rest;
	size_t n;

	for (size_t i = 0; i < 5; i++)
		lines[i] = input_line(&in);
	rest = input_rest(&in, &n);
	for (size_t i = 0; i < 5; i++)
		one_value(a, lines[i]);
	one_value(a, rest);
	whole_settings(a, &(struct recommended){.host = lines[2],
						.port = 587,
						.user = lines[0],
						.from = lines[1],
						.ca_file = lines[3],
						.ehlo = lines[4]});
	for (size_t i = 0; i < 5; i++)
		free(lines[i]);
	free(rest);
	arena_free(a);
	return 0;
}
