#include "know/frame.h"

#include <ctype.h>
#include <string.h>

enum { LETTERS_MIN = 3, TEMPLATE_MAX = 200 };

static const char *const slots[SLOT_COUNT] = {
	[SLOT_RECIPIENT] = "{recipient}",
	[SLOT_REPORTER] = "{reporter}",
	[SLOT_REFUSER] = "{refuser}",
	[SLOT_REPLY] = "{reply}",
	[SLOT_ANY] = "{...}",
};

enum slot frame_slot(const char *text, size_t *n)
{
	int slot = 0;

	while (slot < SLOT_COUNT && strncmp(text, slots[slot], strlen(slots[slot])) != 0)
		slot++;
	*n = slot < SLOT_COUNT ? strlen(slots[slot]) : 0;
	return (enum slot)slot;
}

/* "{recipent}", not the "{FQDN=" of Exchange. */
static bool looks_like_slot(const char *p)
{
	size_t n = 1;

	while (islower((unsigned char)p[n]) || p[n] == '.')
		n++;
	return n > 1 && p[n] == '}';
}

/* One mailbox, one server of a kind and one stretch of other words: reading stays simple, and its
 * time within bounds. */
static const char *slots_fault(struct arena *a, const char *text)
{
	size_t seen[SLOT_COUNT + 1] = {0}, n;

	for (const char *p = text; (p = strchr(p, '{')) != NULL; p += n > 0 ? n : 1) {
		enum slot slot = frame_slot(p, &n);

		if (slot == SLOT_COUNT && looks_like_slot(p))
			return arena_printf(a, "no slot is called %.20s", p);
		if (slot == SLOT_REPLY && p[n] != '\0')
			return "{reply} ends a text";
		if (slot != SLOT_COUNT && seen[slot]++ > 0)
			return arena_printf(a, "%s stands in it twice", slots[slot]);
	}
	return NULL;
}

/* Bytes of words; those of other scripts count for what they are. A slot is worth some. */
static size_t letters(const char *text)
{
	size_t count = 0, n;

	for (; *text != '\0'; text += n > 0 ? n : 1)
		switch (frame_slot(text, &n)) {
		case SLOT_RECIPIENT:
		case SLOT_REPORTER:
		case SLOT_REFUSER:
			count += LETTERS_MIN - 1;
			break;
		case SLOT_COUNT:
			count += *text != ' ';
			break;
		case SLOT_REPLY:
		case SLOT_ANY:
			break;
		}
	return count;
}

const char *frame_fault(struct arena *a, const char *text)
{
	size_t n, len = strlen(text);

	if (len > TEMPLATE_MAX)
		return "it is too long";
	if (*text == ' ' || text[len - 1] == ' ' || strstr(text, "  ") != NULL)
		return "blanks stand between words, one each";
	if (frame_slot(text, &n) == SLOT_ANY)
		return "it begins with words or a slot that holds something";
	if (letters(text) < LETTERS_MIN)
		return "so few words stand anywhere";
	return slots_fault(a, text);
}
