#include "know/mechanism.h"

#include "base/text.h"

const struct mechanism *mechanism_find(const struct knowledge *k, const char *name)
{
	LIST_EACH (const struct mechanism, m, knowledge_mechanisms(k))
		if (text_casecmp(m->name, name) == 0)
			return m;
	return NULL;
}
