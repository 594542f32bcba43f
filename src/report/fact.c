#include "report/fact.h"

const char *or_unknown(const char *s)
{
	return s != NULL ? s : "unknown";
}

void fact(const struct page *p, const char *label, const char *text)
{
	page_labelled(p, FACT, label, FACT_BODY, text);
}

void fact_bytes(const struct page *p, const char *label, struct bytes b)
{
	if (b.n > 0)
		fact(p, label, text_safe(p->arena, b));
}
