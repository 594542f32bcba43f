/* page.c - reads dialog pages */
#include "page.h"

#include <ctype.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PARTS_DEEP = 4 };

struct reader {
	struct page *page;
	const char *path;
	int line, depth;
	struct script *script; /* the open block, NULL outside */
};

static void fault(const struct reader *r, const char *format, ...)
	__attribute__((format(printf, 2, 3), noreturn));

static void fault(const struct reader *r, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", r->path, r->line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static void *zeroed(size_t size)
{
	void *p = calloc(1, size);

	if (p == NULL)
		abort();
	return p;
}

static char *copy(const char *s)
{
	return strcpy(zeroed(strlen(s) + 1), s);
}

/* The rest of `line` after `prefix` and blanks, or NULL. */
static char *after(char *line, const char *prefix)
{
	size_t n = strlen(prefix);

	if (strncmp(line, prefix, n) != 0)
		return NULL;
	return line + n + strspn(line + n, " \t");
}

static struct step *add(struct reader *r, enum step_kind kind, const char *text)
{
	struct step *step = zeroed(sizeof(*step));

	step->kind = kind;
	step->text = copy(text);
	step->len = strlen(text);
	step->file = r->path;
	step->line = r->line;
	*r->script->end = step;
	r->script->end = &step->next;
	return step;
}

/* "\r\n\xff" to bytes, in place. */
static size_t unescape(const struct reader *r, char *s)
{
	char *out = s, hex[3] = "";

	for (char *in = s; *in != '\0'; in++) {
		if (*in != '\\') {
			*out++ = *in;
			continue;
		}
		switch (*++in) {
		case 'r':
			*out++ = '\r';
			break;
		case 'n':
			*out++ = '\n';
			break;
		case '0':
			*out++ = '\0';
			break;
		case '\\':
			*out++ = '\\';
			break;
		case 'x':
			if (!isxdigit((unsigned char)in[1]) || !isxdigit((unsigned char)in[2]))
				fault(r, "\\x wants two hexadecimal digits");
			memcpy(hex, in + 1, 2);
			*out++ = (char)strtol(hex, NULL, 16);
			in += 2;
			break;
		default:
			fault(r, "unknown escape \\%c", *in);
		}
	}
	return (size_t)(out - s);
}

static long milliseconds(const struct reader *r, const char *text)
{
	char *unit;
	double value = strtod(text, &unit);

	if (unit != text && strcmp(unit, "ms") == 0)
		return (long)value;
	if (unit != text && strcmp(unit, "s") == 0)
		return (long)(value * 1000);
	fault(r, "a delay is written 2s or 300ms");
}

static const struct {
	const char *word;
	enum step_kind kind;
} plain_steps[] = {
	{"tls", STEP_TLS},	   {"swallow", STEP_SWALLOW}, {"timeout", STEP_TIMEOUT},
	{"message", STEP_MESSAGE}, {"silence", STEP_SILENCE}, {"leaves", STEP_LEAVES},
	{"close", STEP_CLOSE},	   {"reset", STEP_RESET},
};

static bool read_plain_step(struct reader *r, const char *line)
{
	for (size_t i = 0; i < sizeof(plain_steps) / sizeof(plain_steps[0]); i++) {
		if (strcmp(line, plain_steps[i].word) == 0) {
			add(r, plain_steps[i].kind, "");
			return true;
		}
	}
	return false;
}

static void read_lines(struct reader *r, FILE *f);

/* "< NAME": the steps of parts/NAME beside the page. */
static void read_part(struct reader *r, const char *name)
{
	struct reader part = *r;
	char *folder = copy(r->page->name), *path = zeroed(PATH_MAX);
	FILE *f;

	if (++part.depth > PARTS_DEEP)
		fault(r, "parts within parts without end");
	snprintf(path, PATH_MAX, "%s/parts/%s", dirname(folder), name);
	f = fopen(path, "r");
	if (f == NULL)
		fault(r, "no part %s", path);
	part.path = path;
	part.line = 0;
	read_lines(&part, f);
	fclose(f);
	free(folder);
}

static void read_step(struct reader *r, char *line)
{
	struct script *s = r->script;
	struct step *step;
	char *rest;

	if ((rest = after(line, "S:")) != NULL)
		add(r, STEP_SAY, rest);
	else if ((rest = after(line, "C:")) != NULL)
		add(r, STEP_HEAR, rest);
	else if ((rest = after(line, "raw:")) != NULL) {
		step = add(r, STEP_RAW, rest);
		step->len = unescape(r, step->text);
	} else if ((rest = after(line, "bytes:")) != NULL) {
		step = add(r, STEP_BYTES, rest);
		step->len = unescape(r, step->text);
	} else if ((rest = after(line, "delay:")) != NULL)
		add(r, STEP_DELAY, "")->ms = milliseconds(r, rest);
	else if ((rest = after(line, "cert:")) != NULL)
		s->cert = copy(rest);
	else if ((rest = after(line, "no-sni-cert:")) != NULL)
		s->no_sni_cert = copy(rest);
	else if ((rest = after(line, "staple:")) != NULL)
		s->staple = copy(rest);
	else if ((rest = after(line, "priority:")) != NULL)
		s->priority = copy(rest);
	else if ((rest = after(line, "<")) != NULL)
		read_part(r, rest);
	else if (!read_plain_step(r, line))
		fault(r, "not understood: %s", line);
}

/* "on 465 implicit again:" opens a block. */
static void read_block(struct reader *r, char *words)
{
	struct script *s = zeroed(sizeof(*s)), **end = &r->page->scripts;
	char *save, *word, *colon = strrchr(words, ':');

	if (colon == NULL || colon[1] != '\0')
		fault(r, "a block begins with \"on PORT:\"");
	*colon = '\0';
	s->port = (int)strtol(words, &words, 10);
	if (s->port < 1 || s->port > 65535)
		fault(r, "no port");
	for (word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		if (strcmp(word, "implicit") == 0)
			s->implicit = true;
		else if (strcmp(word, "hole") == 0)
			s->hole = true;
		else if (strcmp(word, "hung") == 0)
			s->hung = true;
		else if (strcmp(word, "once") == 0)
			s->once = true;
		else if (strcmp(word, "again") == 0)
			s->again = true;
		else
			fault(r, "unknown word \"%s\"", word);
	}
	s->cert = "good";
	s->end = &s->steps;
	while (*end != NULL)
		end = &(*end)->next;
	*end = r->script = s;
}

/* Only blocks are the server's business; the rest of the page is the runner's. */
static void read_lines(struct reader *r, FILE *f)
{
	char line[4096], *rest;

	while (fgets(line, sizeof(line), f) != NULL) {
		r->line++;
		line[strcspn(line, "\r\n")] = '\0';
		if ((rest = after(line, "on ")) != NULL)
			read_block(r, rest);
		else if (after(line, "expect:") != NULL)
			r->script = NULL;
		else if (r->script != NULL && line[0] != '\0' && line[0] != '#')
			read_step(r, line);
	}
}

void page_read(struct page *page, const char *path)
{
	struct reader r = {.page = page, .path = path};
	FILE *f = fopen(path, "r");

	page->name = path;
	if (f == NULL)
		fault(&r, "cannot be read");
	read_lines(&r, f);
	fclose(f);
	if (page->scripts == NULL)
		fault(&r, "has no block \"on PORT:\"");
}

const struct script *page_script(const struct page *page, int port, int nth)
{
	const struct script *found = NULL;

	for (const struct script *s = page->scripts; s != NULL; s = s->next)
		if (s->port == port && (!s->again || nth > 1))
			found = s;
	return found;
}

bool page_match(const char *pattern, const char *text)
{
	for (; *pattern != '*'; pattern++, text++) {
		if (tolower((unsigned char)*pattern) != tolower((unsigned char)*text))
			return false;
		if (*pattern == '\0')
			return true;
	}
	while (*pattern == '*')
		pattern++;
	do {
		if (page_match(pattern, text))
			return true;
	} while (*text++ != '\0');
	return false;
}
