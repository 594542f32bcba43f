#include "probe/limited.h"

#include <string.h>

/* Of a 4yz reply; `text`: it counts only with that in it. */
static const struct {
	const char *enhanced, *text;
} words[] = {
	{"4.3.2", ""},
	{"4.4.5", ""},
	{"4.7.0", "too many"},
};

static bool has_word(const struct reply *r)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && r->enhanced != NULL; i++)
		if (strcmp(r->enhanced, words[i].enhanced) == 0)
			return words[i].text[0] == '\0' || bytes_has(r->text, words[i].text);
	return false;
}

static bool stage_limited(const struct stage *st)
{
	const struct reply *r = &st->reply;

	return r->code == 421 || (r->code / 100 == 4 && (st->id == STAGE_BANNER || has_word(r)));
}

bool session_limited(const struct session *s)
{
	LIST_EACH (const struct stage, st, &s->stages) {
		if (stage_limited(st))
			return true;
	}
	return false;
}
