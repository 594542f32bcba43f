/* What an event says goes the way of a paste: its words are cut into replies as everywhere. */
#include "log/log_form.h"

#include "interpret/paste.h"

static const char *text_of(struct arena *a, struct bytes b)
{
	return b.n == 0 ? NULL : bytes_copy(a, b.p, b.n).p;
}

void log_event_items(struct arena *a, const struct log_event *e, struct list *items)
{
	struct list read = {0};
	struct paste_item *next;

	paste_read(a, e->words, &read);
	for (struct paste_item *it = (void *)read.first; it != NULL; it = next) {
		next = (void *)it->item.next;
		if (it->stage < 0 && e->stage >= 0) {
			it->stage = e->stage;
			it->command = e->command;
		}
		if (it->reported == NULL)
			it->reported = text_of(a, e->dsn);
		it->recipient = text_of(a, e->recipient);
		it->refused_by = text_of(a, e->incoming ? e->host : e->peer);
		it->reported_by = text_of(a, e->host);
		list_append(items, it);
	}
}
