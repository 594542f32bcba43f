/* The name: which of the certificate's is nearest, and why it is not the host's. */
#include "interpret/certificate.h"
#include "interpret/facts.h"

#include "base/certname.h"
#include "base/netaddr.h"

#include <string.h>

struct mismatch {
	const struct certificate *leaf;
	const char *host;
	const char *near; /* what {why} is to name */
};

static const char *text_of(const struct place *at, struct bytes name)
{
	return text_safe(at->d->arena, name);
}

/* What nobody can type is nothing to recommend. */
static bool is_typable(struct bytes name)
{
	for (size_t i = 0; i < name.n; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.*-_",
			   name.p[i]) == NULL ||
		    name.p[i] == '\0')
			return false;
	return name.n > 0;
}

/* Nor what programs compare with nothing: a star stands for the whole first label (RFC 9525). */
static bool is_usable(struct bytes name)
{
	bool star = name.n > 0 && memchr(name.p, '*', name.n) != NULL;

	return is_typable(name) && (!star || certname_is_wildcard(name));
}

/* Nor what no line has room for. */
static bool is_plain(struct bytes name)
{
	enum { ROOM = 40 };

	return name.n <= ROOM && is_usable(name);
}

/* Other programs print of a certificate only what they please: then none is not "it has none". */
static bool names_are_known(const struct certificate *c)
{
	return c->names.n > 0 || c->sha256 != NULL;
}

/* ---- nothing to enter ---- */

static const char *useless_case(const struct place *at, struct mismatch *m)
{
	if (m->leaf->names_total > (int)m->leaf->names.n || !names_are_known(m->leaf))
		return NULL; /* not all of them were kept, or seen */
	LIST_EACH (const struct bytes_item, it, &m->leaf->names) {
		if (is_usable(it->b))
			return NULL;
		m->near = m->near != NULL ? m->near : text_of(at, it->b);
	}
	m->near = m->near != NULL ? m->near : "nothing";
	return "useless";
}

/* ---- stars ---- */

/* `host` lies below what the star stands under; *bare: it is that itself. */
static bool star_nearly(struct bytes name, const char *host, bool *bare)
{
	struct bytes under = {name.p + 1, name.n - 1}; /* ".example.org" */
	size_t n = strlen(host);

	if (!certname_is_wildcard(name))
		return false;
	*bare = n == under.n - 1 && text_casecmp(host, under.p + 1) == 0;
	return *bare || (n > under.n &&
			 bytes_is((struct bytes){(char *)host + n - under.n, under.n}, under.p));
}

static const char *star_case(const struct place *at, struct mismatch *m)
{
	bool bare;

	LIST_EACH (const struct bytes_item, it, &m->leaf->names)
		if (is_plain(it->b) && star_nearly(it->b, m->host, &bare)) {
			m->near = text_of(at, it->b);
			return bare ? "wildcard-bare" : "wildcard-deep";
		}
	return NULL;
}

/* ---- aliases ---- */

static bool names_cover(const struct certificate *c, const char *host)
{
	LIST_EACH (const struct bytes_item, it, &c->names)
		if (certname_covers(it->b, host))
			return true;
	return false;
}

static const char *cname_of(const struct place *at, const char *name)
{
	LIST_EACH (const struct dns_query, q, &at->d->record->queries)
		LIST_EACH (const struct dns_answer, a, &q->answers)
			if (strcmp(a->type, "CNAME") == 0 && text_casecmp(a->name, name) == 0)
				return text_of(at, a->data);
	return NULL;
}

/* The DNS says that the host is another, and that one's name is right. */
static const char *alias_case(const struct place *at, struct mismatch *m)
{
	enum { STEPS_MAX = 8 };
	const char *name = m->host;

	for (int i = 0; i < STEPS_MAX && name != NULL; i++) {
		name = cname_of(at, name);
		if (name != NULL && is_plain(bytes_str(at->d->arena, name)) &&
		    names_cover(m->leaf, name)) {
			m->near = name;
			return "alias";
		}
	}
	return NULL;
}

/* ---- others ---- */

static const char *address_case(const struct place *at, struct mismatch *m)
{
	if (address_family(m->host) == 0)
		return NULL;
	LIST_EACH (const struct bytes_item, it, &m->leaf->names)
		if (is_plain(it->b) && address_family(text_of(at, it->b)) == 0) {
			m->near = text_of(at, it->b);
			return "address";
		}
	return NULL;
}

static const char *subject_case(const struct place *at, struct mismatch *m)
{
	struct bytes name =
		m->leaf->subject == NULL ? (struct bytes){0} : common_name(m->leaf->subject);

	(void)at;
	return m->leaf->names.n == 0 && names_are_known(m->leaf) && name.n > 0 &&
			       address_family(m->host) == 0 && certname_covers(name, m->host)
		       ? "subject-only"
		       : NULL;
}

/* How many bytes at their ends are the same. */
static size_t common(const char *a, const char *b)
{
	size_t i = strlen(a), j = strlen(b), n = 0;

	while (n < i && n < j && strncasecmp(a + i - n - 1, b + j - n - 1, 1) == 0)
		n++;
	return n;
}

static const char *sibling_case(const struct place *at, struct mismatch *m)
{
	size_t best = 0;

	LIST_EACH (const struct bytes_item, it, &m->leaf->names) {
		const char *name = text_of(at, it->b);
		size_t n = common(name, m->host);

		if (!is_plain(it->b) || certname_covers(it->b, m->host) ||
		    hosts_unrelated(name, m->host) || n <= best)
			continue;
		best = n;
		m->near = name;
	}
	return best > 0 ? "sibling" : NULL;
}

/* The first that holds. */
static const char *case_of(const struct place *at, struct mismatch *m)
{
	static const char *(*const cases[])(const struct place *at, struct mismatch *m) = {
		subject_case, useless_case, address_case, alias_case, star_case, sibling_case};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *name = cases[i](at, m);

		if (name != NULL)
			return name;
	}
	return NULL;
}

struct finding *found_name_mismatch(const struct place *at)
{
	struct mismatch m = {.leaf = leaf_of(at), .host = at->session->host};
	struct place with = *at;
	struct finding *f;
	const char *of_case;

	if (at->stage->tls->name_ok)
		return NULL;
	of_case = m.leaf == NULL || m.host == NULL ? NULL : case_of(at, &m);
	with.why = m.near;
	f = of_case == NULL ? found(at, "cert-name-mismatch", PER_PORT)
			    : found_case(&with, "cert-name-mismatch", of_case, PER_PORT);
	show_names(at, f);
	return f;
}
