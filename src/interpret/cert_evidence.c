#include "interpret/certificate.h"

#include "base/clock.h"

#include <string.h>

const struct certificate *leaf_of(const struct place *at)
{
	return (const struct certificate *)(const void *)at->stage->tls->chain.first;
}

/* A report as text has fingerprints only where it was a long one. */
bool same_certificate(const struct certificate *a, const struct certificate *b)
{
	if (a->sha256 != NULL && b->sha256 != NULL)
		return strcmp(a->sha256, b->sha256) == 0;
	return a->not_after == b->not_after && a->not_before == b->not_before &&
	       (a->subject == NULL || b->subject == NULL || strcmp(a->subject, b->subject) == 0);
}

const char *subject_of(const struct certificate *c)
{
	return c->subject != NULL && *c->subject != '\0' ? c->subject : "no subject";
}

/* "CN=Contoso\\, Inc.,O=...": a comma that a backslash (RFC 4514) precedes is part of the name. */
struct bytes common_name(const char *subject)
{
	const char *cn = strstr(subject, "CN=");
	size_t n = 0;

	if (cn == NULL)
		return (struct bytes){0};
	cn += strlen("CN=");
	while (cn[n] != '\0' && cn[n] != ',' && cn[n] != '+')
		n += cn[n] == '\\' && cn[n + 1] != '\0' ? 2 : 1;
	return (struct bytes){(char *)cn, n};
}

static char *unescaped(const struct place *at, struct bytes name)
{
	char *text = arena_copy(at->d->arena, name.p, name.n);
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++)
		if (text[i] != '\\' || i + 1 == name.n || strchr(",+\"\\<>;", text[i + 1]) == NULL)
			text[n++] = text[i];
		else
			text[n++] = text[++i];
	text[n] = '\0';
	return text;
}

const char *short_name(const struct place *at, const char *subject)
{
	enum { TITLE_MAX = 28 };
	struct bytes name = common_name(subject);
	const char *cn = name.p == NULL ? subject : unescaped(at, name);
	size_t n = name.p == NULL ? strcspn(cn, ",+") : strlen(cn);

	if (n <= TITLE_MAX)
		return arena_copy(at->d->arena, cn, n);
	while (n > TITLE_MAX || (cn[n] & 0xc0) == 0x80) /* no half character */
		n--;
	return arena_printf(at->d->arena, "%.*s...", (int)n, cn);
}

const char *show_date(const struct place *at, int64_t ms)
{
	char text[CLOCK_TEXT_SIZE];

	return arena_copy(at->d->arena, clock_text(ms, text), strlen("2026-11-21"));
}

void show_leaf(const struct place *at, struct finding *f)
{
	const struct certificate *c = leaf_of(at);

	if (c != NULL)
		show(at, f, "certificate", "%s: %s, issued by %s", place_name(at), subject_of(c),
		     c->issuer != NULL ? c->issuer : "nobody");
}

void show_names(const struct place *at, struct finding *f)
{
	enum { SHOWN_MAX = 10 };
	const struct certificate *c = leaf_of(at);
	size_t n = 0, all;

	show_leaf(at, f);
	if (c == NULL)
		return;
	LIST_EACH (struct bytes_item, it, &c->names)
		if (n++ < SHOWN_MAX)
			show(at, f, "certificate", "valid for %s", text_safe(at->d->arena, it->b));
	all = c->names_total > 0 ? (size_t)c->names_total : c->names.n;
	if (all > SHOWN_MAX)
		show(at, f, "certificate", "and for %zu more names", all - SHOWN_MAX);
}

void show_store(const struct place *at, struct finding *f)
{
	const struct tls_facts *t = at->stage->tls;

	show_leaf(at, f);
	show(at, f, "note", "trust store: %s, %d certificate%s",
	     t->trust_store != NULL ? t->trust_store : "none", t->anchors < 0 ? 0 : t->anchors,
	     t->anchors == 1 ? "" : "s");
	if (t->chain_total > 0)
		show(at, f, "note", "%d certificates were sent, the first %zu were looked at",
		     t->chain_total, t->chain.n);
}
