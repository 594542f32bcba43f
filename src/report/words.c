#include "report/words.h"

#include "base/clock.h"
#include "domain/study.h"
#include "know/provider.h"

#include <string.h>

const char *const owner_words[] = {
	[OWNER_NOBODY] = "nobody",
	[OWNER_YOU] = "you",
	[OWNER_NETWORK_ADMIN] = "network administrator",
	[OWNER_TENANT_ADMIN] = "tenant administrator",
	[OWNER_SERVER_ADMIN] = "administrator of the mail server",
	[OWNER_PROVIDER] = "mail provider",
	[OWNER_DOMAIN_ADMIN] = "domain administrator",
};

const char *const owner_hints[] = {
	[OWNER_NOBODY] = "",
	[OWNER_YOU] = ", at this machine or mail program",
	[OWNER_NETWORK_ADMIN] = " (firewall, routing)",
	[OWNER_TENANT_ADMIN] = "",
	[OWNER_SERVER_ADMIN] = "",
	[OWNER_PROVIDER] = "",
	[OWNER_DOMAIN_ADMIN] = " (whoever edits the DNS zone)",
};

const char *owner_of(const struct finding *f)
{
	return f->owner == OWNER_PROVIDER && f->stage == STAGE_TCP ? "internet provider"
								   : owner_words[f->owner];
}

const char *words_of_provider(const struct record *r, const struct interpretation *i,
			      const struct knowledge *k)
{
	const struct provider *by = r->provider != NULL ? provider_by_id(k, r->provider) : NULL;

	if (i->study != NULL && i->study->mx.provider != NULL)
		return provider_service(i->study->mx.provider);
	return by == NULL ? NULL : by->title;
}

const char *const verdict_words[] = {
	[VERDICT_OK] = "OK",
	[VERDICT_DEGRADED] = "DEGRADED",
	[VERDICT_FAILED] = "FAILED",
	[VERDICT_UNTESTED] = "UNTESTED",
};

const enum verdict_status worst_first[] = {VERDICT_FAILED, VERDICT_UNTESTED, VERDICT_DEGRADED,
					   VERDICT_OK};

enum mark severity_mark(enum severity s)
{
	static const enum mark marks[] = {MARK_OK, MARK_NONE, MARK_WARN, MARK_FAIL};

	return marks[s];
}

enum mark verdict_mark(enum verdict_status s)
{
	static const enum mark marks[] = {MARK_OK, MARK_WARN, MARK_FAIL, MARK_SKIP};

	return marks[s];
}

const char *const tls_mode_words[] = {
	[TLS_MODE_STARTTLS] = "STARTTLS",
	[TLS_MODE_IMPLICIT] = "implicit TLS",
	[TLS_MODE_NONE] = "no TLS",
};

const char *session_title(struct arena *a, const struct session *s)
{
	const char *purpose = "";

	if (s->purpose != SESSION_PRIMARY)
		purpose = arena_printf(a, " (%s%s%s)", session_purpose_names[s->purpose],
				       s->changed != NULL ? " " : "",
				       s->changed != NULL ? s->changed : "");
	return arena_printf(a, "%s port %d, %s%s", s->address, s->port, tls_mode_words[s->mode],
			    purpose);
}

const char *second_words(struct arena *a, int64_t wall_ms)
{
	char text[CLOCK_TEXT_SIZE];

	clock_text(wall_ms, text);
	return arena_printf(a, "%.10s %.8s", text, text + strlen("2026-11-21T"));
}

const char *utc_words(struct arena *a, int64_t wall_ms)
{
	return wall_ms == 0 ? "at an unknown time"
			    : arena_printf(a, "%s UTC", second_words(a, wall_ms));
}
