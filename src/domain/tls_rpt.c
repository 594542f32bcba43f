#include "domain/tls_rpt.h"

#include "domain/study.h"

#include <ctype.h>
#include <string.h>

/* ---- where reports go: URIs with a comma between them (RFC 8460 section 3) ---- */

static const char no_scheme[] = "\"mailto:\" is missing in front of the mailbox";

static const char *mailbox_fault(struct bytes mailbox)
{
	const char *at = mailbox.n == 0 ? NULL : memchr(mailbox.p, '@', mailbox.n);
	size_t local = at == NULL ? 0 : (size_t)(at - mailbox.p);

	if (local == 0 || local + 1 == mailbox.n)
		return "behind \"mailto:\" there is no mailbox";
	return memchr(at + 1, '@', mailbox.n - local - 1) == NULL
		       ? NULL
		       : "a mailbox with two at signs: a comma is missing";
}

static bool begins_with_host(struct bytes b)
{
	return b.n > 0 && isalnum((unsigned char)b.p[0]);
}

static struct bytes behind(struct bytes b, const char *start)
{
	size_t n = strlen(start);

	return (struct bytes){b.p + n, b.n - n};
}

static bool holds_odd_characters(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] <= ' ' || b.p[i] > '~' || b.p[i] == '!')
			return true;
	return false;
}

const char *tls_rpt_uri_fault(struct bytes uri)
{
	if (uri.n == 0)
		return "an address is empty";
	if (holds_odd_characters(uri))
		return "a character that must be written as %XX";
	if (bytes_begins(uri, "mailto:"))
		return mailbox_fault(behind(uri, "mailto:"));
	if (bytes_begins(uri, "https://"))
		return begins_with_host(behind(uri, "https://")) ? NULL : "a URL without a host";
	if (memchr(uri.p, ':', uri.n) == NULL && memchr(uri.p, '@', uri.n) != NULL)
		return no_scheme;
	return "neither \"mailto:\" nor \"https://\"";
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* What the fault leaves of it: of a bare mailbox it is plain what was meant. */
static const char *meant(struct arena *a, struct bytes uri, const char *fault)
{
	if (fault == NULL)
		return text_safe(a, uri);
	return fault == no_scheme && mailbox_fault(uri) == NULL
		       ? arena_printf(a, "mailto:%s", text_safe(a, uri))
		       : NULL;
}

static void take_address(struct arena *a, struct tls_rpt_study *t, struct bytes uri, size_t at)
{
	const char *fault, *text;

	while (uri.n > 0 && is_blank(uri.p[0])) {
		uri.p++;
		uri.n--;
		at++;
	}
	while (uri.n > 0 && is_blank(uri.p[uri.n - 1]))
		uri.n--;
	fault = tls_rpt_uri_fault(uri);
	text = meant(a, uri, fault);
	if (fault != NULL)
		policy_txt_spoil(&t->txt, fault, at);
	if (text != NULL && t->addresses.n < TLS_RPT_ADDRESSES_MAX &&
	    !list_has_string(&t->addresses, text))
		list_add_string(&t->addresses, a, text);
}

static void take_addresses(struct arena *a, struct tls_rpt_study *t, const struct tag *rua)
{
	const struct bytes list = rua->value;
	size_t from = 0;

	while (from <= list.n) {
		const char *comma =
			from < list.n ? memchr(list.p + from, ',', list.n - from) : NULL;
		size_t end = comma == NULL ? list.n : (size_t)(comma - list.p);

		take_address(a, t, (struct bytes){list.p + from, end - from}, rua->value_at + from);
		from = end + 1;
	}
}

static void read_record(struct arena *a, struct tls_rpt_study *t, struct bytes text)
{
	struct taglist tags;
	const struct tag *rua;

	taglist_read(a, text, &tags);
	rua = taglist_find(&tags, "rua");
	if (rua == NULL || rua->value.n == 0)
		policy_txt_spoil(&t->txt, "it names nobody (rua) who is to get the reports",
				 rua == NULL ? text.n : rua->value_at);
	else
		take_addresses(a, t, rua);
}

void tls_rpt_read(struct study *s, struct view *v)
{
	struct tls_rpt_study *t = &s->tls_rpt;

	policy_txt_read(v, arena_printf(s->arena, "_smtp._tls.%s", s->domain), "TLSRPTv1", &t->txt);
	LIST_EACH (const struct bytes_item, it, &t->txt.records)
		read_record(s->arena, t, it->b);
}

#define AT(member) offsetof(struct tls_rpt_study, member)
static const struct field fields[] = {
	{.name = "txt", .kind = FIELD_OBJECT, .offset = AT(txt), .shape = &policy_txt_shape},
	{.name = "addresses", .kind = FIELD_STRINGS, .offset = AT(addresses), .optional = true},
};
#undef AT
const struct shape tls_rpt_study_shape = SHAPE(struct tls_rpt_study, fields);
