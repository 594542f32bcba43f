/* A machine without GMime: what stands in a report as it is, is read; what is missing is said. */
#include "unit.h"

#include "bounce/bounce.h"
#include "know/knowledge.h"

#include <dlfcn.h>
#include <string.h>

/* The linker puts it in the place of dlopen(). */
void *__wrap_dlopen(const char *name, int flags);

static int asked;

void *__wrap_dlopen(const char *name, int flags)
{
	(void)flags;
	asked += strstr(name, "gmime") != NULL;
	return NULL;
}

#define HEAD                                                                                       \
	"From: MAILER-DAEMON@mail.example.org\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n"   \
	"Content-Type: multipart/report; boundary=b\n\n"

static void a_report_is_read(void **state)
{
	struct arena *a = *state;
	struct list items = {0}, faults = {0};
	const struct paste_item *it;

	bounce_read(a, NULL,
		    bytes_str(a, HEAD
			      "--b\nContent-Type: text/plain\n\nsee below\n--b\n"
			      "Content-Type: message/delivery-status\n\n"
			      "Reporting-MTA: dns; mail.example.org\n\n"
			      "Final-Recipient: rfc822; bob@example.org\nAction: failed\n"
			      "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n\n--b\n"
			      "Content-Type: message/rfc822\n\nReturn-Path: <alice@example.org>\n\n"
			      "hello\n--b--\n"),
		    &items, &faults);
	assert_int_equal(items.n, 1);
	it = (const void *)items.first;
	assert_int_equal(it->reply.code, 550);
	assert_string_equal(it->recipient, "bob@example.org");
	assert_string_equal(it->bounced->sender, "alice@example.org");
	assert_int_equal(faults.n, 1);
	assert_non_null(strstr(((struct string_item *)(void *)faults.first)->s, "GMime"));
	assert_true(asked <= 1);
}

static void a_text_is_read(void **state)
{
	struct arena *a = *state;
	struct list items = {0}, faults = {0}, knowledge_faults = {0};
	struct knowledge *k = knowledge_load(NULL, &knowledge_faults, a);
	const struct paste_item *it;

	bounce_read(
		a, k,
		bytes_str(a,
			  "From: MAILER-DAEMON@mail.example.org\nMessage-ID: <1@example.org>\n"
			  "MIME-Version: 1.0\n\n<bob@example.org>: host mx.example.org[192.0.2.7] "
			  "said: 550 5.1.1 unknown (in reply to RCPT TO command)\n"),
		&items, &faults);
	assert_int_equal(items.n, 1);
	it = (const void *)items.first;
	assert_int_equal(it->reply.code, 550);
	assert_int_equal(faults.n, 1);
	knowledge_free(k);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(a_report_is_read),
	UNIT_TEST(a_text_is_read),
};

UNIT_MAIN(tests)
