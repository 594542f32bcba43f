#include "bounce/freetext.h"

#include "bounce/cutwords.h"
#include "bounce/flatten.h"
#include "bounce/marks.h"
#include "bounce/unfold.h"
#include "interpret/quoted.h"
#include "know/provider.h"

#include <ctype.h>
#include <string.h>

enum { RECIPIENTS_MAX = PASTE_ITEMS_MAX, SAID_MAX = 4 * PASTE_WORDS_MAX };

/* What is told of one recipient, or of none in particular. */
struct account {
	struct item item;
	const char *recipient, *refuser; /* NULL: not said */
	struct buf said;		 /* lines, a reply somewhere in them */
	struct buf frame;		 /* what the program wrote around them */
	size_t reply;			 /* where in `said` one begins for certain */
	bool has_reply;
	int line;
};

struct reading {
	struct arena *arena;
	const struct marks *marks;
	const char *text;
	struct list accounts;
	struct account common, *now; /* `now`: whose words are being read */
	const char *reporter;
	bool is_bounce, returned; /* `returned`: in the message that came back */
	bool is_html;		  /* its lines are not those that were given */
	bool paragraph;		  /* an empty line stands before */
	int line;
};

/* ---- accounts ---- */

/* Without the line ends that cut words. */
static void add_bytes(struct buf *b, const char *p, size_t n)
{
	for (size_t i = 0; i < n && b->n < SAID_MAX; i++)
		if (p[i] != WRAP)
			buf_char(b, p[i]);
}

static const char *value(struct arena *a, struct bytes b)
{
	struct buf out = {0};
	const char *s;

	add_bytes(&out, b.p, b.n);
	s = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return s;
}

static struct account *account_of(struct reading *r, const char *recipient)
{
	struct account *it;

	LIST_EACH (struct account, other, &r->accounts)
		if (text_casecmp(other->recipient, recipient) == 0)
			return other;
	if (r->accounts.n >= RECIPIENTS_MAX)
		return &r->common;
	it = ARENA_NEW(r->arena, struct account);
	it->recipient = recipient;
	return list_append(&r->accounts, it);
}

static void turn_to(struct reading *r, struct bytes recipient)
{
	r->now = account_of(r, value(r->arena, recipient));
	if (r->now->said.n == 0)
		r->now->line = r->line;
}

/* ---- lines ---- */

static size_t blanks(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && (p[i] == ' ' || p[i] == WRAP))
		i++;
	return i;
}

/* "mx.example.org [192.0.2.1]" and nothing else: a name of letters, not a number or a file. */
static bool is_host(char *p, size_t n, struct bytes *host)
{
	size_t len = template_host(p, host);

	if (len == 0 || len + blanks(p + len, n - len) < n)
		return false;
	return memchr(host->p, '.', host->n) != NULL &&
	       (isalpha((unsigned char)host->p[host->n - 1]) || *p == '[');
}

static void name_refuser(struct reading *r, struct bytes host)
{
	const char *name = value(r->arena, host);

	if (r->reporter == NULL || text_casecmp(name, r->reporter) != 0)
		r->now->refuser = name;
}

/* What may stand behind a mailbox that has a line of its own: "on 1/1/2026 10:00", "<bob@...>:". */
static bool closes_line(const char *p, size_t n)
{
	size_t i = blanks(p, n);

	if (n - i > 3 && strncmp(p + i, "on ", 3) == 0 && isdigit((unsigned char)p[i + 3]))
		return true;
	while (i < n && strchr(" :;,.*)>]'\"", p[i]) != NULL)
		i++;
	return i == n;
}

/* "Bob van der Miller ", not a sentence. */
static bool is_name(const char *p, size_t n)
{
	enum { WORDS_MAX = 4 };
	int words = 0;

	for (size_t i = 0; i < n; i++) {
		words += p[i] == ' ';
		if (p[i] == ':' || isdigit((unsigned char)p[i]))
			return false;
	}
	return words <= WORDS_MAX;
}

/* The mailbox at the end of "Bob Miller (bob@example.org)". */
static bool named_mailbox(char *p, size_t n, struct bytes *mailbox)
{
	enum { NAME_MAX_BYTES = 60 };
	size_t at = 0, len;

	while (at < n && at < NAME_MAX_BYTES && strchr("(<", p[at]) == NULL)
		at++;
	if (at == 0 || at == n || p[at - 1] != ' ' || !is_name(p, at))
		return false;
	len = template_mailbox(p + at, mailbox);
	return len > 0 && closes_line(p + at + len, n - at - len);
}

/* Behind a mailbox: what is told of it, where a paragraph begins or it is a reply. */
static bool begins_account(const struct reading *r, const char *p)
{
	const char *told = p + 1 + strspn(p + 1, " ");
	struct quoted q;

	return (*p == ':' && quoted_at(told, told, true, &q)) ||
	       (r->paragraph && (*p == ':' || *p == '('));
}

/* A line about a recipient; what of it is left to be read, 0 for all. SIZE_MAX: it is none. */
static size_t recipient_line(struct reading *r, char *p, size_t n)
{
	struct bytes mailbox, host;
	size_t len = template_mailbox(p, &mailbox), rest;

	if (len == 0 && named_mailbox(p, n, &mailbox))
		len = n;
	if (len == 0)
		return SIZE_MAX;
	rest = len + blanks(p + len, n - len);
	if (closes_line(p + len, n - len)) {
		turn_to(r, mailbox);
		return n;
	}
	if (is_host(p + rest, n - rest, &host)) {
		turn_to(r, mailbox);
		name_refuser(r, host);
		return n;
	}
	if (begins_account(r, p + rest)) {
		turn_to(r, mailbox);
		return rest + (p[rest] == ':');
	}
	return SIZE_MAX;
}

static void say(struct reading *r, const char *p, size_t n)
{
	add_bytes(&r->now->said, p, n);
	buf_char(&r->now->said, '\n');
}

/* "-- bob@example.org", "* bob@example.org" */
static size_t bullet(const char *p)
{
	size_t n = strspn(p, "-*");

	return n > 0 && n <= 2 && p[n] == ' ' ? n + strspn(p + n, " ") : 0;
}

static void take_line(struct reading *r, char *p, size_t n)
{
	size_t indent = blanks(p, n) + bullet(p + blanks(p, n)), taken;
	struct bytes host;

	if (r->returned)
		return;
	if (indent == n) {
		say(r, p, 0);
		r->paragraph = true;
		return;
	}
	taken = recipient_line(r, p + indent, n - indent);
	if (taken != SIZE_MAX && indent + taken < n)
		say(r, p + indent + taken, n - indent - taken);
	else if (taken == SIZE_MAX && r->now != &r->common &&
		 is_host(p + indent, n - indent, &host))
		name_refuser(r, host);
	else if (taken == SIZE_MAX)
		say(r, p, n);
	r->paragraph = false;
}

/* ---- marks ---- */

static void take_mark(struct reading *r, const struct mark *mark, const char *p)
{
	const struct told *told = &mark->told;

	r->returned = mark->kind == MARK_ENDS || (r->returned && mark->kind != MARK_OPENS);
	r->is_bounce = r->is_bounce || mark->kind == MARK_OPENS;
	if (r->returned)
		return;
	r->paragraph = mark->kind == MARK_OPENS && !told->reply;
	if (r->paragraph && told->recipient.n == 0)
		r->now = &r->common;
	if (told->recipient.n > 0)
		turn_to(r, told->recipient);
	if (told->reporter.n > 0)
		r->reporter = value(r->arena, told->reporter);
	if (told->refuser.n > 0)
		name_refuser(r, told->refuser);
	add_bytes(&r->now->frame, p, mark->n);
	buf_char(&r->now->frame, '\n');
	say(r, p, 0); /* an empty line ends what was said */
	if (told->reply) {
		r->now->has_reply = true;
		r->now->reply = r->now->said.n;
		r->now->line = r->line;
	}
}

/* How far `p` is from the next line end or mark; `mark->n` is 0 where it is a line end. */
static size_t up_to_mark(struct reading *r, char *p, struct mark *mark)
{
	bool first = true;
	size_t n = 0;

	for (; p[n] != '\0' && p[n] != '\n'; n++) {
		if (p[n] == ' ')
			continue;
		if (marks_at(r->marks, r->text, p + n, first, mark))
			return n;
		first = false;
	}
	*mark = (struct mark){0};
	return n;
}

static int lines_within(const char *p, size_t n)
{
	int lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += p[i] == '\n' || p[i] == WRAP;
	return lines;
}

static void read_marks_and_lines(struct reading *r, char *p)
{
	struct mark mark;

	while (*p != '\0') {
		size_t n = up_to_mark(r, p, &mark);

		if (mark.n == 0 || blanks(p, n) < n)
			take_line(r, p, n);
		r->line += lines_within(p, n);
		p += n;
		if (mark.n > 0)
			take_mark(r, &mark, p);
		else
			mark.n = *p == '\n';
		r->line += lines_within(p, mark.n);
		p += mark.n;
	}
}

/* ---- items ---- */

static bool is_error(const struct paste_item *it)
{
	return it->reply.code >= 400 || (it->reply.code == 0 && it->reply.enhanced != NULL);
}

/* The first reply with words, else the first at all. */
static struct paste_item *first_error(const struct list *items)
{
	struct paste_item *bare = NULL;

	LIST_EACH (struct paste_item, it, items) {
		if (is_error(it) && it->reply.text.n > 0)
			return it;
		if (is_error(it) && bare == NULL)
			bare = it;
	}
	return bare;
}

static struct list read_said(struct reading *r, const struct account *of, size_t from)
{
	struct list items = {0};

	paste_read(r->arena, (struct bytes){of->said.p + from, of->said.n - from}, &items);
	return items;
}

static struct paste_item *item_said(struct reading *r, const struct account *of)
{
	struct paste_item *found = NULL;
	struct list items;

	if (of->said.n == 0)
		return NULL;
	if (of->has_reply) {
		items = read_said(r, of, of->reply);
		found = first_error(&items);
	}
	if (found == NULL) {
		items = read_said(r, of, 0);
		found = first_error(&items);
	}
	return found != NULL ? found : (struct paste_item *)(void *)items.first;
}

/* What stood around the reply, the program's own words with it. */
static struct bytes all_words(struct arena *a, const struct account *of, struct bytes words)
{
	struct buf all = {0};
	struct bytes out;

	buf_add(&all, of->frame.p, of->frame.n);
	buf_add(&all, words.p, words.n);
	out = bytes_copy(a, all.p, all.n < PASTE_WORDS_MAX ? all.n : PASTE_WORDS_MAX);
	buf_free(&all);
	return out;
}

static const char *provider_named(const struct knowledge *k, const char *host)
{
	const struct provider *p = host == NULL ? NULL : provider_by_host(k, host);

	if (p == NULL && host != NULL)
		p = provider_by_mx(k, host);
	return p == NULL ? NULL : p->id;
}

/* `of`: whose words they are, which several recipients may share. */
static void add_item(struct reading *r, const struct knowledge *k, const char *recipient,
		     const struct account *of, struct list *items)
{
	struct paste_item *it = item_said(r, of);

	if (it == NULL)
		return;
	it->line = of->line > 0 && !r->is_html ? of->line : 1;
	it->recipient = recipient;
	it->refused_by = of->refuser != NULL ? of->refuser : r->common.refuser;
	it->reported_by = r->reporter;
	it->provider = provider_named(k, it->refused_by);
	if (is_error(it))
		it->words = all_words(r->arena, of, it->words);
	else
		it->reply.text = it->words = all_words(r->arena, of, it->words);
	list_append(items, it);
}

static bool tells(const struct account *of)
{
	for (size_t i = 0; i < of->said.n; i++)
		if (!isspace((unsigned char)of->said.p[i]))
			return true;
	return false;
}

/* Recipients without words of their own share those of the next that has some, as where they are
 * listed first, else what is told of all. */
static const struct account *words_for(const struct reading *r, const struct account *of)
{
	for (; of != NULL; of = (const void *)of->item.next)
		if (tells(of))
			return of;
	return &r->common;
}

static void make_items(struct reading *r, const struct knowledge *k, struct list *items)
{
	LIST_EACH (const struct account, of, &r->accounts)
		add_item(r, k, of->recipient, words_for(r, of), items);
	if (r->accounts.n == 0)
		add_item(r, k, NULL, &r->common, items);
}

static void free_account(struct account *of)
{
	buf_free(&of->said);
	buf_free(&of->frame);
}

bool freetext_read(struct arena *a, const struct knowledge *k, struct bytes text,
		   struct list *items)
{
	struct reading r = {.arena = a, .line = 1};
	size_t before = items->n;
	char *p;

	if (text.n > FREETEXT_MAX)
		text.n = FREETEXT_MAX;
	r.is_html = flatten_is_html(text);
	if (r.is_html)
		text = flatten(a, text);
	r.now = &r.common;
	r.text = p = unfold(a, text);
	cutwords_mend(k, p);
	r.marks = marks_of(a, k);
	read_marks_and_lines(&r, p);
	if (r.is_bounce)
		make_items(&r, k, items);
	LIST_EACH (struct account, of, &r.accounts)
		free_account(of);
	free_account(&r.common);
	return items->n > before;
}
