/* What qmail-send writes, to multilog or to syslog: "starting delivery 3: msg 12 to remote
 * bob@example.org" and later "delivery 3: deferral: words/Remote_host_said:_450_..."; so its lines
 * tell in their order whose mail it was. */
#include "log/forms.h"

#include "base/memory.h"
#include "record/record.h"

struct log_delivery {
	long number;
	size_t n;
	char recipient[LOG_ADDRESS_MAX];
};

static bool speaks(const struct log_line *line)
{
	static const char *const beginnings[] = {
		"starting delivery ", "delivery ",   "new msg ",       "info msg ",
		"end msg ",	      "bounce msg ", "status: local ", "triple bounce"};

	if (piece_begins(line->program, "qmail") || piece_is(line->program, "rblsmtpd"))
		return true;
	for (size_t i = 0; line->program.n == 0 && i < sizeof(beginnings) / sizeof(beginnings[0]);
	     i++)
		if (piece_begins(line->text, beginnings[i]))
			return true;
	return piece_begins(line->text, "rblsmtpd: ");
}

/* The number that `text` begins with, -1: none. */
static long number(struct bytes text)
{
	struct bytes digits = piece_while(text, "0123456789");
	long n = 0;

	if (digits.n == 0 || digits.n > 9)
		return -1;
	for (size_t i = 0; i < digits.n; i++)
		n = 10 * n + (digits.p[i] - '0');
	return n;
}

static void begin_delivery(struct log_state *st, struct bytes text)
{
	long n = number(text);
	struct bytes to = piece_trimmed(piece_behind(piece_behind(text, " to "), " "));
	struct log_delivery *d;

	if (st->under_way == NULL || n < 0)
		return;
	d = &st->under_way[n % LOG_DELIVERIES_MAX];
	d->number = n;
	d->n = to.n < sizeof(d->recipient) ? to.n : sizeof(d->recipient);
	if (d->n > 0)
		memcpy(d->recipient, to.p, d->n);
}

static struct bytes recipient_of(struct log_state *st, long n)
{
	struct log_delivery *d;

	if (st->under_way == NULL || n < 0)
		return (struct bytes){0};
	d = &st->under_way[n % LOG_DELIVERIES_MAX];
	return d->number == n ? (struct bytes){d->recipient, d->n} : (struct bytes){0};
}

/* A slash that was a line end: URLs hold slashes, too. */
static bool is_line_end(struct bytes text, size_t at)
{
	struct bytes behind = piece_from(text, at + 1);

	return text.p[at] == '/' && (behind.n == 0 || piece_begins(behind, "Remote_host_said:_") ||
				     piece_begins(behind, "Giving_up_on_"));
}

/* Blanks were written as "_", line ends as "/": "...like_recipient./Remote_host_said:_550_..." */
static struct bytes with_blanks(struct log_state *st, struct bytes text)
{
	char *to = st->copy.p + st->copy.n;
	size_t room = sizeof(st->copy.p) - st->copy.n;
	size_t n = text.n < room ? text.n : room;

	for (size_t i = 0; i < n; i++)
		to[i] = text.p[i] == '_' || is_line_end(text, i) ? ' ' : text.p[i];
	st->copy.n += n;
	return piece_trimmed((struct bytes){to, n});
}

/* "Connected to 192.0.2.1 but ...", "192.0.2.1 does not like recipient." */
static void take_peer(struct log_event *e)
{
	struct bytes rest = e->words;

	for (int i = 0; i < 3 && rest.n > 0; i++) {
		struct bytes word = piece_word(rest);

		if (piece_is_address(word) && memchr("123456789", word.p[0], 9) != NULL) {
			e->peer_address = word;
			return;
		}
		rest = piece_from(rest, word.n + 1);
	}
}

static void take_stage(struct log_event *e)
{
	static const struct {
		const char *words;
		int stage;
		const char *command;
	} stages[] = {
		{" does not like recipient", STAGE_ENVELOPE, "RCPT"},
		{" but sender was rejected", STAGE_ENVELOPE, "MAIL"},
		{" but greeting failed", STAGE_BANNER, NULL},
		{" but my name was rejected", STAGE_EHLO, "EHLO"},
		{" failed on DATA command", STAGE_ENVELOPE, "DATA"},
		{" failed after I sent the message", STAGE_ENVELOPE, "DATA"},
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (piece_has(e->words, stages[i].words)) {
			e->stage = stages[i].stage;
			e->command = stages[i].command;
		}
}

/* "3: deferral: words" */
static void read_result(struct log_state *st, struct bytes text, struct log_event *e)
{
	struct bytes result = piece_behind(text, ": ");

	if (piece_begins(result, "deferral: "))
		log_trouble(e, LOG_DEFERRED, with_blanks(st, piece_from(result, 10)));
	else if (piece_begins(result, "failure: "))
		log_trouble(e, LOG_BOUNCED, with_blanks(st, piece_from(result, 9)));
	else
		return;
	e->recipient = recipient_of(st, number(text));
	e->dsn = piece_between(e->words, "(#", ")");
	take_peer(e);
	take_stage(e);
}

/* "rblsmtpd: 192.0.2.9 pid 123: 451 http://..." */
static void read_blocklist(struct bytes text, struct log_event *e)
{
	log_trouble(e, LOG_REJECTED, piece_behind(text, ": "));
	e->incoming = true;
	e->peer_address = piece_word(text);
	e->stage = STAGE_ENVELOPE;
}

static void read(struct log_state *st, const struct log_line *line, struct log_event *e)
{
	struct bytes text = line->text;

	if (piece_begins(text, "starting delivery "))
		begin_delivery(st, piece_from(text, 18));
	else if (piece_begins(text, "delivery "))
		read_result(st, piece_from(text, 9), e);
	else if (piece_begins(text, "rblsmtpd: "))
		read_blocklist(piece_from(text, 10), e);
	else if (piece_is(line->program, "rblsmtpd"))
		read_blocklist(text, e);
	else if (piece_begins(text, "alert: ") || piece_begins(text, "warning: ") ||
		 piece_begins(text, "triple bounce"))
		log_trouble(e, LOG_NOTED, text);
}

const struct log_speech log_qmail = {"qmail", speaks, read};

/* ---- the form: lines in their order ---- */

static int lines_of(struct bytes head)
{
	int n = log_lines_of(head, &log_qmail);

	return n < 2 ? 0 : log_lines_of(head, NULL) + 1;
}

static void begin(struct log_state *st, struct bytes head)
{
	(void)head;
	st->under_way = mem_alloc(LOG_DELIVERIES_MAX * sizeof(*st->under_way));
	for (int i = 0; i < LOG_DELIVERIES_MAX; i++)
		st->under_way[i].number = -1;
}

static const char *const literals[] = {LOG_LINE_LITERALS, "starting delivery", NULL};

const struct log_form log_form_qmail = {
	.name = "qmail",
	.ordered = true,
	.literals = literals,
	.lines_of = lines_of,
	.begin = begin,
	.read = log_read_line,
	.time = log_time_of_line,
};
