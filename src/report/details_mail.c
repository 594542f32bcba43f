/* What a server takes besides plain mail, in words, for -v: the list once more, for those who do
 * not know it by heart. */
#include "report/details.h"

#include "interpret/facts.h"
#include "smtp/caps.h"

#include <inttypes.h>

enum { LABEL = 2, BODY = 12 };

static const struct {
	const char *keyword, *words, *without;
} services[] = {
	{"SMTPUTF8", "addresses beyond ASCII", "no addresses beyond ASCII"},
	{"8BITMIME", "text in 8 bits", NULL},
	{"DSN", "requests for delivery notices", "no requests for delivery notices"},
	{"PIPELINING", "several commands at once", NULL},
	{"CHUNKING", "messages in pieces (BDAT)", NULL},
};

static const char *size_words(const struct page *p, const struct list *caps)
{
	enum { MEGA = 1 << 20 };
	int64_t size = caps_size(caps);

	if (size < 0)
		return "messages of a size that it does not tell";
	if (size == 0)
		return "messages of any size";
	return arena_printf(p->arena, "messages of up to %" PRId64 " bytes (%.1f MiB)", size,
			    (double)size / MEGA);
}

static const char *taken(const struct page *p, const struct list *caps)
{
	struct list words = {0};

	list_add_string(&words, p->arena, size_words(p, caps));
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		const char *say = caps_has(caps, services[i].keyword) ? services[i].words
								      : services[i].without;

		if (say != NULL)
			list_add_string(&words, p->arena, say);
	}
	return page_joined(p, &words);
}

/* Servers of one software say the same at all their ports. */
void details_mail(const struct page *p, const struct record *r)
{
	struct list said = {0};

	LIST_EACH (const struct session, s, &r->sessions) {
		const struct list *caps = is_primary(s) ? final_capabilities(s) : NULL;
		const char *words = caps == NULL || caps->n == 0 ? NULL : taken(p, caps);

		if (words == NULL || list_has_string(&said, words))
			continue;
		if (said.n == 0)
			page_section(p, "Mail");
		list_add_string(&said, p->arena, words);
		page_labelled(p, LABEL, arena_printf(p->arena, "port %d", s->port), BODY, words);
	}
}
