/* Kinds of differences, and how a sight of one is put down. */
#include "interpret/compare_parts.h"
#include "interpret/lasting.h"

#include <stdlib.h>
#include <string.h>

const char *const compare_mode_names[] = {"before-after", "sites", NULL};
const char *const difference_weight_names[] = {"cause", "fact", "effect", "slight", NULL};

static const struct kind kinds[] = {
	[DIFFERS_TARGET] = {"target", "target", -1, .weight = WEIGHT_CAUSE},
	[DIFFERS_USER] = {"user", "user name of the login", -1, .weight = WEIGHT_FACT},
	[DIFFERS_PROXY] = {"proxy", "proxy", -1, .absence = true, .weight = WEIGHT_FACT},
	[DIFFERS_RESOLVERS] = {"resolvers", "list of name servers", -1, .weight = WEIGHT_FACT},
	[DIFFERS_DNS] = {"dns", "DNS", -1, .weight = WEIGHT_FACT},
	[DIFFERS_ADDRESSES] = {"addresses", "set of addresses", -1, .weight = WEIGHT_FACT},
	[DIFFERS_REACH] = {"reach", "connection", -1, .outcome = true, .weight = WEIGHT_CAUSE},
	[DIFFERS_SERVICE] = {"service", "session", -1, .outcome = true, .weight = WEIGHT_CAUSE},
	[DIFFERS_LOGIN] = {"login", "login", -1, .outcome = true, .weight = WEIGHT_CAUSE},
	[DIFFERS_ENVELOPE] = {"envelope", "answer to", -1, .outcome = true, .weight = WEIGHT_CAUSE},
	[DIFFERS_PATH] = {"path", "way", -1, .weight = WEIGHT_FACT},
	[DIFFERS_CERTIFICATE] = {"certificate", "certificate", STAGE_TLS, .overlap = true,
				 .weight = WEIGHT_FACT},
	[DIFFERS_TRUST] = {"trust", "trust in the certificate", STAGE_TLS, .weight = WEIGHT_FACT},
	[DIFFERS_CHAIN] = {"chain", "chain of issuers", STAGE_TLS, .overlap = true,
			   .weight = WEIGHT_FACT},
	[DIFFERS_EHLO] = {"ehlo", "EHLO keyword", STAGE_EHLO, .absence = true, .overlap = true,
			  .weight = WEIGHT_FACT},
	[DIFFERS_EHLO_TLS] = {"ehlo-tls", "EHLO keyword inside TLS", STAGE_EHLO_AGAIN,
			      .absence = true, .overlap = true, .weight = WEIGHT_FACT},
	[DIFFERS_TLS_VERSION] = {"tls-version", "TLS version", STAGE_TLS, .overlap = true,
				 .weight = WEIGHT_FACT},
	[DIFFERS_TLS_ACCEPTED] = {"tls-accepted", "answer to an offer of only", -1, .overlap = true,
				  .weight = WEIGHT_FACT},
	[DIFFERS_CIPHER] = {"cipher", "cipher suite", STAGE_TLS, .overlap = true,
			    .weight = WEIGHT_FACT},
	[DIFFERS_MECHANISM] = {"mechanism", "login mechanism", -1, .weight = WEIGHT_FACT},
	[DIFFERS_BANNER] = {"banner", "greeting", STAGE_BANNER, .overlap = true,
			    .weight = WEIGHT_FACT},
	[DIFFERS_TIME] = {"time", "time taken by", -1, .weight = WEIGHT_FACT},
	[DIFFERS_EGRESS] = {"egress", "egress address", -1, .overlap = true, .weight = WEIGHT_FACT},
	[DIFFERS_SOURCE] = {"source", "local address", -1, .overlap = true, .weight = WEIGHT_FACT},
	[DIFFERS_FINDING] = {"finding", "finding", -1, .absence = true, .weight = WEIGHT_EFFECT},
	[DIFFERS_KNOWLEDGE] = {"knowledge", "knowledge when recorded", -1, .weight = WEIGHT_SLIGHT},
	[DIFFERS_TOOL] = {"tool", "smtpscope when recorded", -1, .weight = WEIGHT_SLIGHT},
};
_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == DIFFERENCE_KINDS, "kinds");

const struct kind *compare_kind(enum difference_kind k)
{
	return &kinds[k];
}

const char *difference_kind_name(enum difference_kind k)
{
	return kinds[k].name;
}

const char *compare_cut(struct arena *a, const char *text, size_t most)
{
	size_t length = strlen(text), n = 0, next;

	if (length <= most)
		return text;
	while ((next = text_printable(text + n, length - n)) > 0 && n + next <= most)
		n += next;
	return arena_printf(a, "%.*s...", (int)n, text);
}

const char *compare_short(struct arena *a, const char *text)
{
	enum { MOST = 160 };

	return compare_cut(a, text, MOST);
}

void compare_sight(struct comparing *c, size_t record, struct place *p, enum difference_kind kind,
		   const char *name, const char *value, const char *text)
{
	struct sight *s;

	if (value == NULL || *value == '\0')
		return;
	s = ARENA_NEW(c->arena, struct sight);
	s->record = record;
	s->place = p;
	s->kind = kind;
	s->name = name;
	s->value = value;
	s->text = compare_short(c->arena, text != NULL ? text : value);
	list_append(&c->sights, s);
}

/* ---- values ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *compare_sorted(struct arena *a, const char **texts, size_t n, const char *between)
{
	struct buf all = {0};
	const char *text;

	qsort(texts, n, sizeof(texts[0]), by_text);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && strcmp(texts[i], texts[i - 1]) == 0)
			continue;
		buf_printf(&all, "%s%s", all.n > 0 ? between : "", texts[i]);
	}
	text = arena_copy(a, all.p, all.n);
	buf_free(&all);
	return text;
}

const char *compare_reply_words(struct arena *a, const struct reply *r)
{
	return arena_printf(a, "%d%s%s %s", r->code, r->enhanced != NULL ? " " : "",
			    r->enhanced != NULL ? r->enhanced : "", text_safe(a, r->text));
}

const char *compare_reply_value(const struct comparing *c, size_t record, const struct reply *r)
{
	return arena_printf(c->arena, "%d %s %s", r->code, r->enhanced != NULL ? r->enhanced : "",
			    lasting_words(c->arena, c->know, c->records[record].record, r));
}
