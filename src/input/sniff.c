#include "input/sniff.h"

#include "base/piece.h"
#include "bounce/bounce.h"
#include "input/mailbox.h"
#include "log/log_form.h"
#include "transcript/transcript.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

const char *const form_names[] = {"paste", "mbox", "message", "transcript", "log", NULL};

/* ---- a whole text ---- */

/* A line that mail messages begin with. */
static bool is_field(struct bytes text)
{
	static const char *const names[] = {"Return-Path:",
					    "Received:",
					    "From:",
					    "Date:",
					    "Subject:",
					    "To:",
					    "Message-ID:",
					    "Delivered-To:",
					    "MIME-Version:",
					    "Content-Type:",
					    "X-",
					    "Auto-Submitted:",
					    "Reporting-MTA:",
					    "Final-Recipient:"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text.n > strlen(names[i]) &&
		    strncasecmp(text.p, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* Programs that log a dialogue use forms like that of header fields; messages quote dialogues. */
static bool is_message(struct bytes head)
{
	return bounce_is_message(head) && (is_field(head) || !transcript_is(head));
}

/* Of an unbroken line nothing more is wanted. */
static bool has_line_end(struct bytes head)
{
	return head.n > 0 && memchr(head.p, '\n', head.n) != NULL;
}

/* What Outlook saves: the reader of messages says what to do with it. */
static bool is_outlook_file(struct bytes head)
{
	static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

	return head.n > strlen(magic) && memcmp(head.p, magic, strlen(magic)) == 0;
}

enum form sniff(struct bytes head)
{
	if (is_outlook_file(head))
		return FORM_MESSAGE;
	if (!has_line_end(head))
		return FORM_PASTE;
	if (mailbox_is(head))
		return FORM_MBOX;
	if (is_message(head))
		return FORM_MESSAGE;
	if (log_form_of(head) != NULL)
		return FORM_LOG;
	return transcript_is(head) ? FORM_TRANSCRIPT : FORM_PASTE;
}

/* ---- lines ---- */

/* A place in the text at the beginning of a line. */
struct place {
	const char *p;
	int line;
};

struct walk {
	struct arena *arena;
	struct list *parts;
	const char *end;
	/* far ahead, that are left: a text of nothing but beginnings must not cost more */
	int looks;
	int log_lines;
};

static const char *line_end(const struct walk *w, const char *p)
{
	const char *lf = p == w->end ? NULL : memchr(p, '\n', (size_t)(w->end - p));

	return lf == NULL ? w->end : lf + 1;
}

static struct place next_line(const struct walk *w, struct place at)
{
	return (struct place){line_end(w, at.p), at.line + 1};
}

static struct bytes between(const char *from, const char *to)
{
	return (struct bytes){(char *)from, (size_t)(to - from)};
}

static bool blank_line(const struct walk *w, struct place at)
{
	return piece_is_blank(between(at.p, line_end(w, at.p)));
}

static void add(struct walk *w, enum form form, struct place from, const char *to)
{
	struct part *part;

	if (piece_is_blank(between(from.p, to)))
		return;
	part = ARENA_NEW(w->arena, struct part);
	part->form = form;
	part->text = between(from.p, to);
	part->line = from.line;
	list_append(w->parts, part);
}

static bool full(const struct walk *w)
{
	return w->parts->n + 1 >= PARTS_MAX;
}

/* ---- runs of log lines ---- */

/* How much of a text is looked at to tell what begins there. */
enum { WINDOW = 16 * 1024, LOOKS_MAX = 200 };

static struct bytes window(const struct walk *w, const char *p, size_t most)
{
	return between(p, (size_t)(w->end - p) > most ? p + most : w->end);
}

/* The form of which this line and the next are. */
static const struct log_form *log_at(const struct walk *w, struct place at)
{
	struct place second = next_line(w, at);
	const char *to = line_end(w, second.p);

	if (second.p == w->end || to - at.p > WINDOW)
		return NULL;
	return log_form_of(between(at.p, to));
}

static bool has_time(const struct walk *w, const struct log_form *form, struct place at)
{
	/* some year for stamps without one: only whether there is a time matters */
	const struct log_clock none = {.now = INT64_C(4102444800000)};
	struct bytes line = between(at.p, line_end(w, at.p));

	while (line.n > 0 && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
		line.n--;
	return log_line_time(form, &none, line) != LOG_NO_TIME;
}

/* Where the run ends: lines of other programs belong to it, as long as they have a time. */
static struct place behind_log(const struct walk *w, struct place at, const struct log_form *form)
{
	bool last_was_log = true;

	for (at = next_line(w, at); at.p != w->end; at = next_line(w, at)) {
		bool log = log_at(w, at) != NULL;

		if (!log && !last_was_log && !has_time(w, form, at))
			return at;
		last_was_log = log;
	}
	return at;
}

/* Forms with lines of their own kind, as a table with its head: all that follows. */
static const struct log_form *table_at(struct walk *w, struct place at)
{
	const struct log_form *form;

	if (*at.p != '#' && *at.p != '_' && *at.p != '{' && !isdigit((unsigned char)*at.p) &&
	    *at.p != '"' && !isalpha((unsigned char)*at.p))
		return NULL;
	form = w->looks-- > 0 ? log_form_of(window(w, at.p, WINDOW)) : NULL;
	return form != NULL && strcmp(log_form_name(form), "lines") != 0 ? form : NULL;
}

/* ---- messages ---- */

static bool begins_field(const struct walk *w, struct place at)
{
	return is_field(between(at.p, w->end));
}

/* The words behind "boundary=" in the head of a message; {0} where it has none. */
static struct bytes boundary_of(struct bytes message)
{
	static const char key[] = "boundary=";
	const char *end = memmem(message.p, message.n, "\n\n", 2);
	const char *crlf = memmem(message.p, message.n, "\r\n\r\n", 4), *at;
	size_t n = 0;

	if (end == NULL || (crlf != NULL && crlf < end))
		end = crlf;
	if (end == NULL)
		return (struct bytes){0};
	for (at = message.p; at + strlen(key) < end; at++)
		if (strncasecmp(at, key, strlen(key)) == 0)
			break;
	if (at + strlen(key) >= end)
		return (struct bytes){0};
	at += strlen(key);
	at += *at == '"';
	while (at + n < end && strchr("\";\r\n \t", at[n]) == NULL)
		n++;
	return between(at, at + n);
}

static bool closes(struct bytes boundary, const char *line, const char *end)
{
	return (size_t)(end - line) >= boundary.n + 4 && memcmp(line, "--", 2) == 0 &&
	       memcmp(line + 2, boundary.p, boundary.n) == 0 &&
	       memcmp(line + 2 + boundary.n, "--", 2) == 0;
}

/* A message of several parts says itself where it ends; another one goes on to the log that
 * somebody has put behind it. */
static struct place behind_message(const struct walk *w, struct place at)
{
	struct bytes boundary = boundary_of(window(w, at.p, WINDOW));

	for (; at.p != w->end; at = next_line(w, at)) {
		if (boundary.n > 0 && closes(boundary, at.p, w->end))
			return next_line(w, at);
		if (boundary.n == 0 && log_at(w, at) != NULL)
			return at;
	}
	return at;
}

/* ---- dialogues ---- */

static struct place place_at(const struct walk *w, struct place from, const char *p)
{
	while (from.p < p)
		from = next_line(w, from);
	return from;
}

/* Sendmail puts the dialogue that failed into its bounces. */
static bool quotes_dialogue(struct bytes text)
{
	static const char words[] = "ranscript of session follows";

	return text.n > 0 && memmem(text.p, text.n, words, strlen(words)) != NULL;
}

/* What is neither log nor message: prose, and the dialogues in it. */
static void split_dialogues(struct walk *w, struct place from, const char *to)
{
	struct bytes dialogue;
	struct place begin, behind;

	while (!full(w) && !quotes_dialogue(between(from.p, to)) &&
	       transcript_is(between(from.p, to))) {
		dialogue = transcript_part(between(from.p, to));
		if (dialogue.n == 0)
			break;
		begin = place_at(w, from, dialogue.p);
		behind = place_at(w, begin, dialogue.p + dialogue.n);
		add(w, FORM_PASTE, from, begin.p);
		add(w, FORM_TRANSCRIPT, begin, behind.p);
		from = behind;
	}
	add(w, FORM_PASTE, from, to);
}

/* A reply of that class of codes in a line of a dialogue: at its beginning or behind a mark. */
static bool has_code(struct bytes line, const char *codes)
{
	for (size_t i = 0; i + 4 <= line.n && i < 80; i++)
		if (strncmp(line.p + i, codes, strlen(codes)) == 0 &&
		    (i == 0 || strchr(" <>:-", line.p[i - 1]) != NULL) &&
		    isdigit((unsigned char)line.p[i + 1]) &&
		    isdigit((unsigned char)line.p[i + 2]) &&
		    (line.p[i + 3] == ' ' || line.p[i + 3] == '-'))
			return true;
	return false;
}

/* Whether a message is being sent behind this line, of a dialogue that shows it. */
static bool sends_message(struct bytes line, bool before)
{
	if (has_code(line, "354"))
		return true;
	return before && !has_code(line, "250") && !has_code(line, "4") && !has_code(line, "5");
}

/* ---- all of it ---- */

/* What begins at this line, and where it ends; FORM_PASTE: nothing of its own. */
static enum form part_at(struct walk *w, struct place at, bool after_blank, struct place *behind)
{
	const struct log_form *log = after_blank ? table_at(w, at) : NULL;

	if (after_blank && begins_field(w, at) && w->looks-- > 0 &&
	    bounce_is_message(window(w, at.p, WINDOW))) {
		*behind = behind_message(w, at);
		return FORM_MESSAGE;
	}
	if (log != NULL) {
		behind->p = w->end;
		return FORM_LOG;
	}
	log = log_at(w, at);
	if (log == NULL)
		return FORM_PASTE;
	*behind = behind_log(w, at, log);
	return behind->line - at.line < w->log_lines ? FORM_PASTE : FORM_LOG;
}

void sniff_parts(struct arena *a, struct bytes text, int log_lines, struct list *parts)
{
	struct walk w = {a, parts, text.p + text.n, LOOKS_MAX, log_lines};
	struct place at = {text.p, 1}, rest = at, behind = at;
	bool after_blank = true, sent = false;

	while (text.n > 0 && at.p != w.end && !full(&w)) {
		enum form form = part_at(&w, at, after_blank && !sent, &behind);

		if (form == FORM_PASTE) {
			struct place next = next_line(&w, at);

			after_blank = blank_line(&w, at);
			sent = sends_message(between(at.p, next.p), sent);
			at = next;
			continue;
		}
		split_dialogues(&w, rest, at.p);
		add(&w, form, at, behind.p);
		at = rest = behind;
		after_blank = true;
		sent = false;
	}
	if (text.n > 0 && rest.p != w.end)
		split_dialogues(&w, rest, w.end);
}

bool sniff_is_binary(struct bytes head)
{
	enum { FEW = 1024 };

	return head.n > 0 && memchr(head.p, '\0', head.n < FEW ? head.n : FEW) != NULL;
}
