#include "interpret/paste.h"

#include "interpret/hints.h"
#include "interpret/mask.h"
#include "interpret/quoted.h"
#include "interpret/unwrap.h"
#include "smtp/reply.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

enum { CONTINUED_MAX = 40 }; /* lines that one reply can go on for */

/* A reply that is being read. */
struct open {
	struct paste_item *item; /* NULL: none */
	struct buf text;	 /* "550 5.7.1 words\nmore words" */
	struct buf input;
	int code, lines;
	bool more; /* the last code said that a line follows */
	bool has_words;
};

struct reading {
	struct arena *arena;
	struct list *items;
	struct open open;
	struct buf words;	/* what is no reply */
	struct said_after last; /* what the last command of a transcript tells */
};

/* ---- one reply ---- */

/* "(in reply to RCPT TO command)", "', 'bob@example.org')" of Python: what the client adds. */
static void cut_remark(char *text)
{
	static const char *const remarks[] = {" (in reply to ", "', '", "\", '"};

	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++) {
		char *at = strcasestr(text, remarks[i]);

		if (at != NULL)
			*at = '\0';
	}
}

/* What closes a quotation that was opened before the reply: "')", "\"}". */
static void cut_closers(char *text)
{
	static const char closers[] = ")]}'\"", openers[] = "([{'\"";
	size_t seen[UCHAR_MAX + 1] = {0}, n;

	for (n = 0; text[n] != '\0'; n++)
		seen[(unsigned char)text[n]]++;
	for (; n > 0; n--) {
		unsigned char c = (unsigned char)text[n - 1], opener;
		const char *closer = strchr(closers, c);

		if (closer == NULL && c != ' ' && c != '\n')
			return;
		if (closer == NULL)
			continue;
		opener = (unsigned char)openers[closer - closers];
		if (c == opener ? seen[c] % 2 == 0 : seen[opener] >= seen[c])
			return;
		seen[c]--;
		text[n - 1] = '\0';
	}
}

/* Programs like to tell the same twice. */
static bool is_known(const struct list *items, const struct paste_item *it)
{
	LIST_EACH (const struct paste_item, other, items)
		if (other->reply.code == it->reply.code &&
		    (it->reply.text.n == 0 || bytes_same(other->reply.text, it->reply.text)))
			return true;
	return false;
}

static void close_reply(struct reading *r)
{
	struct open *o = &r->open;
	struct paste_item *it = o->item;

	if (it == NULL)
		return;
	buf_char(&o->text, '\0');
	cut_remark(o->text.p);
	cut_closers(o->text.p);
	if (!reply_read(r->arena, o->text.p, &it->reply))
		it->reply = (struct reply){0};
	it->reply.code = o->code;
	if (o->code == 0)
		it->reply.lines = 0;
	it->input = mask_secrets(r->arena, (struct bytes){o->input.p, o->input.n});
	if (r->items->n < PASTE_ITEMS_MAX && !is_known(r->items, it))
		list_append(r->items, it);
	buf_clear(&o->text);
	buf_clear(&o->input);
	o->item = NULL;
}

/* A code that was swallowed is put in its place while the text is read: the class is known. */
static int code_or_class(const struct quoted *q)
{
	return q->code != 0 ? q->code : 100 * (*q->text - '0');
}

/* "550-5.7.26 one 550-5.7.26 two 550 5.7.26 three": lines that lost their ends. */
static const char *next_line_within(const char *text, int code, bool more)
{
	struct quoted q;

	for (const char *p = text; more && *p != '\0'; p++)
		if (isdigit((unsigned char)*p) &&
		    quoted_at(text, p, p > text && p[-1] == ' ', &q) && q.code == code)
			return p;
	return NULL;
}

/* "5.7.1: words", "5.7.700-749 words": the code and its words, as a server would have sent them. */
static const char *with_blank(struct arena *a, const char *text, size_t *n)
{
	size_t enhanced = quoted_enhanced(text);

	if (enhanced == 0 || enhanced >= *n || text[enhanced] == ' ')
		return text;
	text = arena_printf(a, "%.*s %.*s", (int)enhanced, text, (int)(*n - enhanced),
			    text + enhanced + strspn(text + enhanced, ":;,"));
	*n = strlen(text);
	return text;
}

static void add_words(struct open *o, const char *text, size_t n)
{
	while (n > 0 && text[n - 1] == ' ')
		n--;
	o->has_words = o->has_words || n > 0;
	if (o->text.n + n < 2 * PASTE_WORDS_MAX)
		buf_add(&o->text, text, n);
}

/* The words of one line, with the lines of the reply that are in it. */
static void add_text(struct reading *r, const struct quoted *q, bool first)
{
	struct open *o = &r->open;
	struct quoted here = *q;
	const char *next;

	for (;; first = false) {
		size_t n;
		const char *text;

		next = next_line_within(here.text, q->code, here.more);
		n = next == NULL ? strlen(here.text) : (size_t)(next - here.text);
		text = with_blank(r->arena, here.text, &n);
		if (first)
			buf_printf(&o->text, "%d ", code_or_class(q));
		add_words(o, text, n);
		o->more = here.more;
		if (next == NULL || !quoted_at(here.text, next, true, &here))
			return;
		buf_char(&o->text, '\n');
	}
}

static void keep_words(struct reading *r, const char *words, size_t n)
{
	size_t room = PASTE_WORDS_MAX - r->words.n;

	while (n > 0 && words[n - 1] == ' ')
		n--;
	if (n == 0 || room < 2)
		return;
	buf_add(&r->words, words, n < room ? n : room - 1);
	buf_char(&r->words, '\n');
}

/* Of a line that is too long, whole words: half a secret would not be known for one. */
static void add_input(struct open *o, const char *line)
{
	size_t n = strlen(line), room = 2 * PASTE_WORDS_MAX - o->input.n;

	if (n > room)
		for (n = room; n > 0 && line[n] != ' ';)
			n--;
	buf_add(&o->input, line, n);
}

/* A yes inside a line: a program quotes the last reply and goes on with what went wrong after it,
 * as Java does with "220 Ready to start TLS" and a handshake. */
static bool quotes_yes(const struct quoted *q, const char *start)
{
	return q->at > start && q->code != 0 && q->code < 400;
}

static void open_reply(struct reading *r, const struct quoted *q, const char *line, size_t own,
		       int number)
{
	struct open *o = &r->open;

	close_reply(r);
	keep_words(r, line, own);
	o->item = ARENA_NEW(r->arena, struct paste_item);
	o->item->line = number;
	o->item->stage = r->last.stage;
	o->item->command = r->last.command;
	o->code = q->code;
	o->lines = 1;
	o->has_words = false;
	add_text(r, q, true);
	add_input(o, line);
}

static void go_on(struct reading *r, const struct quoted *q, const char *text, const char *line)
{
	struct open *o = &r->open;

	buf_char(&o->text, '\n');
	if (q != NULL)
		add_text(r, q, false);
	else
		add_words(o, text, strlen(text));
	if (o->input.n < 2 * PASTE_WORDS_MAX)
		buf_char(&o->input, '\n');
	add_input(o, line);
	o->lines++;
}

/* ---- lines ---- */

static bool begins(const char *line, const char *with)
{
	return strncasecmp(line, with, strlen(with)) == 0;
}

/* Lines of a program about itself, which end what a server said. */
static bool is_frame(const char *line)
{
	static const char *const beginnings[] = {
		"at ",
		"File \"",
		"raise ",
		"Traceback",
		"in /",
		"#0 ",
		"---",
		"from /",
		"Stack",
		"Caused",
		"Exception",
		"code:",
		"response",
		"command",
		"To:",
		"From:",
		"Subject:",
		"Date:",
		"Final-Recipient",
		"Action:",
		"Status:",
		"Remote-MTA",
		"Reporting-MTA",
		"Last-Attempt",
		"Diagnostic-Code",
		"Original-Recipient",
		"Arrival-Date",
		"X-",
		"bei ",
		"smtplib.",
		"msmtp: ",
		"SMTP Error",
		"Mailer Error",
		"Message could not",
	};

	line += strspn(line, " \t>");
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (begins(line, beginnings[i]))
			return true;
	/* no server of mail says these: Entra's numbers */
	return *line == '\0' || strstr(line, "AADSTS") != NULL;
}

/* The first reply in `line`; `start`: where its words begin. */
static bool first_reply(const char *line, const char *start, struct quoted *q)
{
	if (quoted_at(start, start, true, q))
		return true;
	for (const char *p = start; *p != '\0'; p++)
		if (isdigit((unsigned char)*p) && quoted_at(line, p, false, q))
			return true;
	return false;
}

/* The same code goes on where it was announced, or where a line was wrapped before it; an enhanced
 * code alone is of the same reply. */
static bool continues(const struct reading *r, const struct quoted *q, const char *line,
		      const char *start)
{
	const struct open *o = &r->open;
	bool indented = q->at > start && *line == ' ';

	if (o->item == NULL || o->lines >= CONTINUED_MAX || is_frame(start))
		return false;
	return q->code == 0 || (q->code == o->code && (o->more || indented));
}

static void take_command(struct reading *r, const char *line)
{
	close_reply(r);
	hint_of_command(line, &r->last);
}

static void take_line(struct reading *r, const char *line, int number)
{
	enum speaker who;
	const char *start = unwrap_prompt(line, &who);
	struct quoted q;

	if (*start == '\0' && r->open.has_words)
		close_reply(r);
	if (r->items->n >= PASTE_ITEMS_MAX || start[strspn(start, "'\")]}>,; ")] == '\0')
		return;
	if (who == SPEAKER_CLIENT) {
		take_command(r, start);
	} else if (first_reply(line, start, &q)) {
		bool yes = quotes_yes(&q, start);

		if (continues(r, &q, line, start)) {
			go_on(r, q.at > start ? NULL : &q, start, line);
			return;
		}
		open_reply(r, &q, line, yes ? strlen(line) : (size_t)(q.at - line), number);
		if (yes)
			close_reply(r);
		return;
	} else if (r->open.item != NULL && r->open.lines < CONTINUED_MAX && !is_frame(line)) {
		go_on(r, NULL, start, line);
		return;
	}
	close_reply(r);
	if (!hint_other_protocol(start))
		keep_words(r, line, strlen(line));
}

/* What stands in one line of the paste may be several: "\r\n" is often written out. */
static void take_raw_line(struct reading *r, struct bytes raw, int number)
{
	char *line = unwrap_line(r->arena, raw), *end;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		take_line(r, line, number);
	}
	take_line(r, line, number);
}

/* ---- all of it ---- */

static bool is_error(const struct paste_item *it)
{
	return it->reply.code >= 400 || (it->reply.code == 0 && it->reply.enhanced != NULL);
}

/* Replies that say yes are of no interest where another says no. */
static void keep_errors(struct list *items)
{
	struct list kept = {0};
	struct paste_item *next;

	for (struct paste_item *it = (void *)items->first; it != NULL; it = next) {
		next = (void *)it->item.next;
		if (is_error(it))
			list_append(&kept, it);
	}
	if (kept.n > 0)
		*items = kept;
}

static bool any_error(const struct list *items)
{
	LIST_EACH (const struct paste_item, it, items)
		if (is_error(it))
			return true;
	return false;
}

static void add_item_of_words(struct arena *a, struct list *items, struct bytes words, int line)
{
	struct paste_item *it = ARENA_NEW(a, struct paste_item);

	it->line = line;
	it->stage = -1;
	it->input = mask_secrets(a, words);
	it->words = it->reply.text = words;
	list_append(items, it);
}

static int first_line_with_words(struct bytes text)
{
	int line = 1;

	for (size_t i = 0; i < text.n && isspace((unsigned char)text.p[i]); i++)
		line += text.p[i] == '\n';
	return line;
}

static struct bytes words_of(struct reading *r)
{
	size_t n = r->words.n;

	while (n > 0 && isspace((unsigned char)r->words.p[n - 1]))
		n--;
	return bytes_copy(r->arena, r->words.p, n < PASTE_WORDS_MAX ? n : PASTE_WORDS_MAX);
}

static void finish(struct reading *r, struct bytes text)
{
	struct bytes words;

	close_reply(r);
	words = words_of(r);
	if (!any_error(r->items) && words.n > 0)
		add_item_of_words(r->arena, r->items, words, first_line_with_words(text));
	LIST_EACH (struct paste_item, it, r->items) {
		it->words = words;
		it->reported = hint_enhanced(r->arena, words);
	}
	keep_errors(r->items);
}

void paste_read(struct arena *a, struct bytes text, struct list *items)
{
	struct reading r = {.arena = a, .items = items, .last = {.stage = -1}};
	int number = 1;

	if (text.n > PASTE_MAX)
		text.n = PASTE_MAX;
	for (size_t from = 0; from < text.n; number++) {
		const char *lf = memchr(text.p + from, '\n', text.n - from);
		size_t end = lf == NULL ? text.n : (size_t)(lf - text.p);

		take_raw_line(&r, (struct bytes){text.p + from, end - from}, number);
		from = end + 1;
	}
	finish(&r, text);
	buf_free(&r.words);
	buf_free(&r.open.text);
	buf_free(&r.open.input);
}
