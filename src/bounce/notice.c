#include "bounce/notice.h"

#include "bounce/fields.h"
#include "bounce/refused.h"
#include "bounce/status.h"

#include <string.h>
#include <strings.h>

/* Parts that tell what became of a message that did arrive. */
static const struct {
	const char *type, *kind;
	const char *telling;	   /* the field whose value tells */
	const char *recipients[2]; /* fields */
	const char *reporter;
} notices[] = {
	{"message/disposition-notification",
	 "read",
	 "Disposition",
	 {"Final-Recipient", "Original-Recipient"},
	 "Reporting-UA"},
	{"message/global-disposition-notification",
	 "read",
	 "Disposition",
	 {"Final-Recipient", "Original-Recipient"},
	 "Reporting-UA"},
	{"message/feedback-report",
	 "complaint",
	 "Feedback-Type",
	 {"Original-Rcpt-To", "Original-Recipient"},
	 "Reporting-MTA"},
};

static const char *mailbox_of(struct arena *a, const struct list *fields, const char *name)
{
	const char *value = name == NULL ? NULL : field_of(fields, name);

	return value == NULL ? NULL : status_mailbox(a, bytes_str(a, value));
}

/* "dns; mail.example.org", or "mail.example.org; the program's name" */
static const char *host_of(struct arena *a, const char *reporter)
{
	if (strncasecmp(reporter, "dns", 3) == 0)
		return status_host(a, bytes_str(a, reporter));
	return arena_copy(a, reporter, strcspn(reporter, "; "));
}

static void add_notice(struct arena *a, size_t which, struct bytes text, struct list *items)
{
	struct bytes rest = text;
	struct list fields = fields_read(a, &rest, MIME_FIELDS_MAX, MIME_FIELD_MAX);
	const char *value = field_of(&fields, notices[which].telling);
	const char *reporter = field_of(&fields, notices[which].reporter);
	struct bounced *b = ARENA_NEW(a, struct bounced);
	struct paste_item *it;

	if (text.n > PASTE_WORDS_MAX)
		text.n = PASTE_WORDS_MAX;
	it = refused_words(
		a, items, text,
		arena_printf(a, "%s: %s", notices[which].telling, value == NULL ? "" : value));
	it->recipient = mailbox_of(a, &fields, notices[which].recipients[0]);
	if (it->recipient == NULL)
		it->recipient = mailbox_of(a, &fields, notices[which].recipients[1]);
	it->reported_by = reporter == NULL ? NULL : host_of(a, reporter);
	b->kind = notices[which].kind;
	b->recipient_count = 1;
	if (it->recipient != NULL)
		list_add_string(&b->recipients, a, it->recipient);
	it->bounced = b;
}

bool notice_read(struct arena *a, const struct list *parts, struct list *items)
{
	LIST_EACH (const struct mime_part, p, parts)
		for (size_t i = 0; i < sizeof(notices) / sizeof(notices[0]); i++)
			if (strcmp(p->type, notices[i].type) == 0) {
				add_notice(a, i, p->text, items);
				return true;
			}
	return false;
}

/* ---- answers ---- */

/* What programs that answer for people say of themselves (RFC 3834 and before it). */
static const struct {
	const char *name, *value;
} answers[] = {
	{"X-Autoreply", ""},
	{"X-Autorespond", ""},
	{"X-Autoresponder", ""},
	{"X-Vacation", ""},
	{"Precedence", "auto_reply"},
	{"Precedence", "auto-reply"},
	{"Auto-Submitted", "auto-replied"},
	{"Auto-Submitted", "auto-generated (vacation"},
};

static const char *telling(struct arena *a, const struct mime_part *message)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		const char *value = field_of(&message->fields, answers[i].name);

		if (value != NULL &&
		    strncasecmp(value, answers[i].value, strlen(answers[i].value)) == 0)
			return arena_printf(a, "%s: %s", answers[i].name, value);
	}
	return NULL;
}

/* Servers that bounce say so of themselves, too. */
static bool is_from_server(const struct mime_part *message)
{
	const char *from = field_of(&message->fields, "From");

	return from != NULL && (strcasestr(from, "mailer-daemon") != NULL ||
				strcasestr(from, "postmaster") != NULL ||
				strcasestr(from, "MicrosoftExchange") != NULL);
}

bool notice_is_answer(const struct mime_part *message)
{
	struct arena *a = arena_new();
	bool is = !is_from_server(message) && telling(a, message) != NULL;

	arena_free(a);
	return is;
}

void notice_answer(struct arena *a, const struct mime_part *message, struct list *items)
{
	const char *words = telling(a, message), *from = field_of(&message->fields, "From");
	struct paste_item *it = refused_words(a, items, bytes_str(a, words), words);
	struct bounced *b = ARENA_NEW(a, struct bounced);

	b->kind = "answer";
	b->date = field_of(&message->fields, "Date");
	b->recipient_count = 1;
	it->recipient = field_mailbox(a, from);
	if (it->recipient != NULL)
		list_add_string(&b->recipients, a, it->recipient);
	it->bounced = b;
}
