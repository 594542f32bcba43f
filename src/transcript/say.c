/* What the client said: commands, and the stages that they begin. */
#include "transcript/talk.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum stage_id talk_ehlo_stage(const struct talk *t)
{
	return t->tls && t->mode != TLS_MODE_IMPLICIT ? STAGE_EHLO_AGAIN : STAGE_EHLO;
}

static struct bytes behind_word(struct bytes line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] != ' ')
		n++;
	return piece_trimmed((struct bytes){line.p + n, line.n - n});
}

static const char *text(struct talk *t, struct bytes b)
{
	return bytes_copy(t->arena, b.p, b.n).p;
}

static void say_ehlo(struct talk *t, struct bytes line)
{
	struct stage *st = talk_enter(t, talk_ehlo_stage(t));

	st->ehlo->name = text(t, behind_word(line));
	talk_push(t, toupper((unsigned char)line.p[0]) == 'H' ? DUE_HELO : DUE_EHLO);
}

static void say_starttls(struct talk *t, struct bytes line)
{
	(void)line;
	talk_enter(t, STAGE_STARTTLS);
	t->wanted_tls = true;
	if (t->mode != TLS_MODE_IMPLICIT)
		t->mode = TLS_MODE_STARTTLS;
	talk_push(t, DUE_STARTTLS);
}

/* "MAIL FROM:<a@example.org> SIZE=1" */
static const char *path_of(struct talk *t, struct bytes line)
{
	struct bytes path = line_between(line, "<", ">");
	const char *colon = memchr(line.p, ':', line.n);

	if (path.p != NULL)
		return text(t, path);
	if (colon == NULL)
		return "";
	path = piece_trimmed(
		(struct bytes){(char *)colon + 1, (size_t)(line.p + line.n - colon - 1)});
	path.n = path.n == 0 ? 0 : strcspn(text(t, path), " ");
	return text(t, path);
}

/* "SIZE=1200", "SMTPUTF8", "NOTIFY=NEVER" behind the address */
static void read_parameters(struct talk *t, struct bytes line, struct envelope_facts *f)
{
	const char *at = strchr(text(t, line), '>'), *word = at != NULL ? at + 1 : "";

	for (size_t n; *word != '\0'; word += n) {
		struct bytes b;

		word += strspn(word, " ");
		n = strcspn(word, " ");
		b = (struct bytes){(char *)word, n};
		if (bytes_begins(b, "SIZE=") && sscanf(word + 5, "%18" SCNd64, &f->size) != 1)
			f->size = 0;
		f->utf8 |= bytes_is(b, "SMTPUTF8");
		if (bytes_begins(b, "NOTIFY="))
			f->notify = arena_copy(t->arena, word + 7, n - 7);
	}
}

static void say_auth(struct talk *t, struct bytes line)
{
	tls_accepted(t);
	login_begin(t, line);
}

static void say_mail(struct talk *t, struct bytes line)
{
	struct stage *st = talk_enter(t, STAGE_ENVELOPE);

	tls_accepted(t);
	st->envelope->from = path_of(t, line);
	read_parameters(t, line, st->envelope);
	talk_push(t, DUE_MAIL);
}

static void say_rcpt(struct talk *t, struct bytes line)
{
	enum { RECIPIENTS_MAX = 64 };
	struct stage *st = talk_enter(t, STAGE_ENVELOPE);
	struct recipient *to;

	talk_push(t, DUE_RCPT);
	if (st->envelope->recipients.n == RECIPIENTS_MAX)
		return;
	to = ARENA_NEW(t->arena, struct recipient);
	to->address = path_of(t, line);
	read_parameters(t, line, st->envelope);
	list_append(&st->envelope->recipients, to);
}

static void say_data(struct talk *t, struct bytes line)
{
	(void)line;
	talk_enter(t, STAGE_MESSAGE);
	talk_push(t, DUE_DATA);
}

static void say_quit(struct talk *t, struct bytes line)
{
	(void)line;
	talk_enter(t, STAGE_QUIT);
	talk_push(t, DUE_QUIT);
}

static void say_other(struct talk *t, struct bytes line)
{
	(void)line;
	talk_push(t, DUE_OTHER);
}

static const struct {
	const char *verb;
	void (*say)(struct talk *t, struct bytes line);
} verbs[] = {
	{"EHLO", say_ehlo},  {"HELO", say_ehlo},  {"LHLO", say_ehlo},	{"STARTTLS", say_starttls},
	{"AUTH", say_auth},  {"MAIL", say_mail},  {"RCPT", say_rcpt},	{"DATA", say_data},
	{"QUIT", say_quit},  {"RSET", say_other}, {"NOOP", say_other},	{"VRFY", say_other},
	{"EXPN", say_other}, {"HELP", say_other}, {"BDAT", say_data},	{"XCLIENT", say_other},
	{"ETRN", say_other}, {"TURN", say_other}, {"X-EXPS", say_auth},
};

static bool is_verb(struct bytes line, const char *verb)
{
	size_t n = strlen(verb);

	return line.n >= n && bytes_is((struct bytes){line.p, n}, verb) &&
	       (line.n == n || line.p[n] == ' ');
}

bool command_shaped(struct bytes line)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (is_verb(line, verbs[i].verb))
			return true;
	return false;
}

/* Few programs say that the handshake went well; they just go on. */
static void tls_implied(struct talk *t, struct bytes line)
{
	const struct stage *st = t->stages[STAGE_STARTTLS];

	if (st != NULL && st->outcome == OUTCOME_PASS && !t->tls && !talk_failed(t) &&
	    !is_verb(line, "QUIT"))
		tls_agreed(t, &(struct event){.kind = EVENT_TLS_AGREED});
}

/* Of the message only the name by which logs know it is anybody's business here. */
static void say_body(struct talk *t, struct bytes line)
{
	struct message_facts *f = talk_enter(t, STAGE_MESSAGE)->message;
	struct bytes id = bytes_begins(line, "Message-ID:") ? line_between(line, "<", ">")
							    : (struct bytes){0};

	if (id.p != NULL && f->id == NULL)
		f->id = arena_printf(t->arena, "<%s>", text(t, id));
	if (!bytes_is(line, "."))
		return;
	t->in_body = false;
	talk_push(t, DUE_BODY);
}

static void say_command(struct talk *t, struct bytes line)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (is_verb(line, verbs[i].verb)) {
			if (verbs[i].say != say_auth)
				talk_note_line(t, true, line);
			verbs[i].say(t, line);
			return;
		}
}

/* What is no command may be a secret that the form did not know for one. */
void talk_say(struct talk *t, struct bytes line)
{
	if (t->in_body) {
		say_body(t, line);
	} else if (t->asked || (talk_first(t) == DUE_AUTH && !command_shaped(line))) {
		login_go_on(t, line);
	} else if (command_shaped(line)) {
		tls_implied(t, line);
		say_command(t, line);
	} else {
		talk_note_line(t, true, bytes_str(t->arena, "****"));
		talk_push(t, DUE_OTHER);
	}
	t->client_spoke = true;
}
