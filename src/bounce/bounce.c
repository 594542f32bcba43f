#include "bounce/bounce.h"

#include "bounce/fields.h"
#include "bounce/freetext.h"
#include "bounce/mime.h"
#include "bounce/notice.h"
#include "bounce/plain.h"
#include "bounce/refused.h"
#include "bounce/status.h"
#include "bounce/tame.h"
#include "interpret/mask.h"

#include <string.h>
#include <strings.h>

/* ---- is it one? ---- */

/* Fields of messages that nobody types at the head of something else. */
static bool is_of_mail(struct bytes name)
{
	static const char *const names[] = {
		"Return-Path",	       "Received",     "Message-ID",  "MIME-Version",
		"Content-Type",	       "Delivered-To", "Envelope-To", "X-Original-To",
		"DKIM-Signature",      "References",   "In-Reply-To", "Auto-Submitted",
		"X-Failed-Recipients",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (bytes_is(name, names[i]))
			return true;
	return false;
}

/* What stands before a message in files: a mark of its encoding, empty lines, a mailbox's "From ".
 */
static struct bytes behind_preamble(struct bytes text)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct bytes rest, line;

	if (text.n >= 3 && memcmp(text.p, mark, 3) == 0) {
		text.p += 3;
		text.n -= 3;
	}
	rest = text;
	while (piece_line(&rest, &line) &&
	       (line.n == 0 || (line.n > 5 && (memcmp(line.p, "From ", 5) == 0 ||
					       (line.n > 6 && memcmp(line.p, ">From ", 6) == 0)))))
		text = rest;
	return text;
}

/* How many fields of its first groups are of mail, or of a report. */
static size_t fields_of_mail(struct bytes text, size_t groups, bool (*is)(struct bytes name))
{
	struct raw_field f;
	size_t n = 0;

	if (!field_begins(text))
		return 0;
	for (; groups > 0; groups--)
		for (size_t i = 0; i < MIME_FIELDS_MAX && fields_next(&text, &f); i++)
			n += is(f.name);
	return n;
}

static bool is_bare_status(struct bytes text)
{
	return fields_of_mail(text, 2, is_of_mail) == 0 &&
	       fields_of_mail(text, 2, status_has_field) >= 2;
}

/* Outlook's own form, of which only Outlook knows how to read it. */
static bool is_outlook_file(struct bytes text)
{
	static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

	return text.n >= 8 && memcmp(text.p, magic, 8) == 0;
}

bool bounce_is_message(struct bytes head)
{
	if (is_outlook_file(head))
		return true;
	head = behind_preamble(head);
	return fields_of_mail(head, 1, is_of_mail) >= 2 || is_bare_status(head);
}

/* ---- where in the message the report is ---- */

struct looking {
	struct arena *arena;
	const struct knowledge *knowledge;
	const struct list *parts;
	struct list *items, *faults;
};

static const struct mime_part *behind(const struct mime_part *p)
{
	return (const void *)p->item.next;
}

static bool is(const struct mime_part *p, const char *type)
{
	return strcmp(p->type, type) == 0;
}

/* Programs that forward a report often make a file of no type of it. */
static bool is_status(const struct mime_part *p)
{
	if (is(p, "text/plain") || is(p, "application/octet-stream"))
		return p->text.n > 0 && is_bare_status(p->text);
	return is(p, "message/delivery-status") || is(p, "message/global-delivery-status");
}

/* What the parts between a message's header, or a report's beginning, and `end` say to people. */
static struct bytes text_before(const struct list *parts, const struct mime_part *end)
{
	struct bytes text = {0};

	for (const struct mime_part *p = (const void *)parts->first; p != end; p = behind(p)) {
		if (is(p, "message/rfc822") || is(p, "multipart/report"))
			text = (struct bytes){0};
		else if (is(p, "text/plain") || (is(p, "text/html") && text.n == 0))
			text = p->text;
	}
	return text;
}

/* The envelope's; a bounce, whose sender is empty, has none. */
static const char *sender_in(struct arena *a, const struct list *fields)
{
	const char *path = field_of(fields, "Return-Path");

	return field_mailbox(a, path != NULL ? path : field_of(fields, "From"));
}

/* Who sent the message that is reported on: it, or its header, comes behind the report. */
static const char *sender_behind(struct arena *a, const struct mime_part *status)
{
	for (const struct mime_part *p = behind(status); p != NULL && p->depth >= status->depth;
	     p = behind(p)) {
		if (is(p, "message/rfc822") || is(p, "message/global"))
			return sender_in(a, &p->fields);
		if (is(p, "text/rfc822-headers") || is(p, "message/global-headers")) {
			struct bytes text = p->text;
			struct list fields = fields_read(a, &text, MIME_FIELDS_MAX, MIME_FIELD_MAX);

			return sender_in(a, &fields);
		}
	}
	return NULL;
}

static void read_report(struct looking *l, const struct mime_part *status)
{
	const struct report report = {
		.status = status->text,
		.text = text_before(l->parts, status),
		.sender = sender_behind(l->arena, status),
	};

	refused_read(l->arena, l->knowledge, &report, l->items, l->faults);
}

/* All reports; what stands behind one within the same part is the message it is about. */
static bool read_reports(struct looking *l)
{
	const struct mime_part *of = NULL;

	LIST_EACH (const struct mime_part, p, l->parts) {
		if (of != NULL && p->depth < of->depth)
			of = NULL;
		if (of == NULL && is_status(p) && p->text.n > 0) {
			read_report(l, p);
			of = p;
		}
	}
	return l->items->n > 0;
}

/* ---- reports in words ---- */

/* The text of a message itself, not of those in it. */
static struct bytes text_of(const struct mime_part *message)
{
	struct bytes text = {0};

	for (const struct mime_part *p = behind(message);
	     p != NULL && !is(p, "message/rfc822") && p->depth > message->depth; p = behind(p))
		if (is(p, "text/plain") || (is(p, "text/html") && text.n == 0))
			if (text.n == 0 || is(p, "text/plain"))
				text = p->text;
	return text;
}

/* "mail.example.org" of "MAILER-DAEMON@mail.example.org" */
static const char *server_of(struct arena *a, const struct mime_part *message)
{
	const char *from = field_mailbox(a, field_of(&message->fields, "From"));
	bool is_server = from != NULL && (strncasecmp(from, "mailer-daemon@", 14) == 0 ||
					  strncasecmp(from, "postmaster@", 11) == 0);

	return is_server ? strchr(from, '@') + 1 : NULL;
}

/* Whom the header names, where the text does not. */
static void add_header(struct looking *l, const struct mime_part *message, struct paste_item *it)
{
	const char *failed = field_of(&message->fields, "X-Failed-Recipients");
	struct bounced *b = ARENA_NEW(l->arena, struct bounced);

	if (it->recipient == NULL)
		it->recipient = field_mailbox(l->arena, failed);
	if (it->reported_by == NULL)
		it->reported_by = server_of(l->arena, message);
	if (it->bounced != NULL)
		return;
	b->kind = "failed";
	b->date = field_of(&message->fields, "Date");
	b->recipient_count = 1;
	if (it->recipient != NULL)
		list_add_string(&b->recipients, l->arena, it->recipient);
	it->bounced = b;
}

/* What is told in the ways that servers have, else any reply that says no. */
static struct list items_in(struct looking *l, struct bytes text)
{
	struct list found = {0}, errors = {0};
	struct paste_item *next;

	if (text.n == 0 || freetext_read(l->arena, l->knowledge, text, &found))
		return found;
	paste_read(l->arena, text, &found);
	for (struct paste_item *it = (void *)found.first; it != NULL; it = next) {
		next = (void *)it->item.next;
		if (refused_is_error(it))
			list_append(&errors, it);
	}
	return errors;
}

static bool read_words(struct looking *l, const struct mime_part *message)
{
	struct list found = items_in(l, text_of(message));
	struct paste_item *next;

	for (struct paste_item *it = (void *)found.first; it != NULL; it = next) {
		next = (void *)it->item.next;
		add_header(l, message, it);
		list_append(l->items, it);
	}
	return found.n > 0;
}

static void read_messages(struct looking *l)
{
	const struct mime_part *first = (const void *)l->parts->first;

	LIST_EACH (const struct mime_part, p, l->parts)
		if (is(p, "message/rfc822") && read_words(l, p))
			return;
	if (notice_is_answer(first))
		notice_answer(l->arena, first, l->items);
	else
		paste_read(l->arena, text_of(first), l->items);
}

/* ---- all of it ---- */

static void read_parts(struct looking *l)
{
	if (l->parts->n > 0 && !read_reports(l) && !notice_read(l->arena, l->parts, l->items))
		read_messages(l);
}

static void read_message(struct arena *a, const struct knowledge *k, struct bytes message,
			 struct list *items, struct list *faults)
{
	struct list parts = {0};
	struct looking l = {a, k, &parts, items, faults};

	message = tame(a, behind_preamble(message), faults);
	if (is_bare_status(message)) {
		const struct report report = {.status = message};

		refused_read(a, k, &report, items, faults);
		return;
	}
	if (!mime_read(a, message, &parts, faults))
		plain_read(a, message, &parts);
	read_parts(&l);
}

/* Each item gets the line on which its recipient is named, the first line where none is found. */
static void number_items(struct bytes message, struct list *items)
{
	struct bytes line;
	int number = 1;

	for (; piece_line(&message, &line); number++)
		if (bytes_begins(line, "Final-Recipient"))
			LIST_EACH (struct paste_item, it, items)
				if (it->line == 0 && it->recipient != NULL &&
				    bytes_has(line, it->recipient))
					it->line = number;
	LIST_EACH (struct paste_item, it, items)
		if (it->line == 0)
			it->line = 1;
}

void bounce_read(struct arena *a, const struct knowledge *k, struct bytes message,
		 struct list *items, struct list *faults)
{
	bool is_long = message.n > BOUNCE_MAX;

	if (is_outlook_file(message)) {
		list_add_string(
			faults, a,
			"this is a file of Outlook's own form (.msg): download the message as "
			"EML (Outlook on the web does), or save it as text");
		return;
	}
	if (is_long)
		message.n = BOUNCE_MAX;
	read_message(a, k, message, items, faults);
	number_items(message, items);
	if (is_long && items->n == 0)
		list_add_string(faults, a, "the message is long: only its first 4 MB were read");
}
