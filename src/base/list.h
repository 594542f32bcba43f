/* list.h - singly linked list whose elements begin with a struct item and never move */
#ifndef SMTPSCOPE_BASE_LIST_H
#define SMTPSCOPE_BASE_LIST_H

#include <stddef.h>

struct item {
	struct item *next;
};

struct list {
	struct item *first;
	struct item *last;
	size_t n;
};

static inline void *list_append(struct list *l, void *element)
{
	struct item *it = element;

	it->next = NULL;
	if (l->last != NULL)
		l->last->next = it;
	else
		l->first = it;
	l->last = it;
	l->n++;
	return element;
}

/* LIST_EACH(struct session, s, &record->sessions) { ... } */
#define LIST_EACH(type, var, l)                                                                    \
	for (type *var = (type *)(void *)(l)->first; var != NULL;                                  \
	     var = (type *)(void *)((struct item *)var)->next)

#endif
