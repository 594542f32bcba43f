#include "interpret/announced.h"

#include "record/words.h"

enum { SHOWN_MAX = 4, REST_MAX = 24 };

static void show_fault(const struct place *at, struct finding *f, const struct policy_txt *p)
{
	const struct bytes text = policy_txt_record(p);
	size_t from = (size_t)p->fault_at < text.n ? (size_t)p->fault_at : text.n;
	const struct bytes rest = {text.p + from, text.n - from};

	if (p->fault == NULL)
		return;
	if (rest.n == 0)
		show(at, f, "note", "at its end: %s", p->fault);
	else
		show(at, f, "note", "at character %zu, \"%s\": %s", from + 1,
		     shortened(at->d->arena, rest, REST_MAX), p->fault);
}

void show_announcement(const struct place *at, struct finding *f, const struct policy_txt *p)
{
	int n = 0;

	if (p->alias != NULL)
		show(at, f, "dns", "%s CNAME %s", p->name, p->alias);
	if (p->state == POLICY_TXT_DANGLING)
		show(at, f, "dns", "%s TXT: %s", p->alias, dns_status_words[p->query->status]);
	LIST_EACH (const struct bytes_item, it, &p->records)
		if (n++ < SHOWN_MAX)
			show(at, f, "dns", "%s TXT \"%s\"", p->name,
			     text_safe(at->d->arena, it->b));
	show_fault(at, f, p);
}

enum publish_action instead_of_alias(const struct place *at, struct finding *f,
				     const struct policy_txt *p)
{
	if (p->state != POLICY_TXT_DANGLING)
		return PUBLISH_REPLACE;
	publish(at, f, PUBLISH_REMOVE, p->name, "CNAME", p->alias, NULL);
	return PUBLISH_ADD;
}
