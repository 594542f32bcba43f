/* What GMime 3.2 does with messages that mean harm, measured: groups of addresses within groups
 * ("To: a:a:a:...") recurse until the stack is used up; parameters of a Content-Type cost the
 * square of their number; each line that begins with "--" is compared with all boundaries that are
 * open; headers and parts without number cost memory and seconds. So fields with a structure are
 * cut where they are longer than any honest one, and the message where it has more parts. */
#include "bounce/tame.h"

#include "bounce/fields.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum {
	CONTENT_FIELD_MAX = 2000, /* bytes of "Content-Type: ..." with its folds */
	ADDRESS_FIELD_MAX = 8000, /* of "To: ..." */
	STRUCTURED_MAX = 10000,	  /* such fields in a message */
	BOUNDARIES_MAX = 100,
	DASHES_MAX = 10000,  /* lines that begin with "--" */
	HEADERS_MAX = 10000, /* fields in one block */
};

/* Fields that the library takes apart. */
static const struct {
	const char *beginning;
	size_t max;
} structured[] = {
	{"Content-", CONTENT_FIELD_MAX},     {"To", ADDRESS_FIELD_MAX},
	{"Cc", ADDRESS_FIELD_MAX},	     {"Bcc", ADDRESS_FIELD_MAX},
	{"From", ADDRESS_FIELD_MAX},	     {"Sender", ADDRESS_FIELD_MAX},
	{"Reply-To", ADDRESS_FIELD_MAX},     {"Resent-", ADDRESS_FIELD_MAX},
	{"Disposition-", ADDRESS_FIELD_MAX}, {"Autocrypt", CONTENT_FIELD_MAX},
};

struct taming {
	struct buf out;
	struct list *faults;
	struct arena *arena;
	size_t fields, boundaries, dashes, block;
	size_t room; /* of the field that is being copied */
	bool in_content;
};

static void say(struct taming *t, const char *fault)
{
	if (!list_has_string(t->faults, fault))
		list_add_string(t->faults, t->arena, fault);
}

/* How much of a field that begins with `line` is kept; 0: it is none with a structure. */
static size_t room_of(struct bytes line, bool *content)
{
	while (line.n > 0 && (*line.p == ' ' || *line.p == '\t')) {
		line.p++;
		line.n--;
	}
	for (size_t i = 0; i < sizeof(structured) / sizeof(structured[0]); i++) {
		size_t n = strlen(structured[i].beginning);

		if (line.n > n && strncasecmp(line.p, structured[i].beginning, n) == 0) {
			*content = structured[i].max == CONTENT_FIELD_MAX;
			return structured[i].max;
		}
	}
	return 0;
}

static size_t count_of(struct bytes line, const char *word)
{
	size_t n = strlen(word), count = 0;

	for (size_t i = 0; i + n <= line.n; i++)
		count += strncasecmp(line.p + i, word, n) == 0;
	return count;
}

/* Copies a line, as far as there is room in its field. */
static void copy(struct taming *t, struct bytes line)
{
	size_t n = line.n < t->room ? line.n : t->room;

	if (n < line.n)
		say(t, "a header field is longer than any honest one: its end was not read");
	t->room -= n;
	if (n == 0 && line.n > 0)
		return;
	buf_add(&t->out, line.p, n);
	buf_char(&t->out, '\n');
}

/* Whether the message goes on being read with this line. */
static bool is_bearable(struct taming *t, struct bytes line, bool begins_structured)
{
	t->fields += begins_structured;
	t->boundaries += t->in_content ? count_of(line, "boundary") : 0;
	t->dashes += line.n > 2 && line.p[0] == '-' && line.p[1] == '-';
	return t->fields <= STRUCTURED_MAX && t->boundaries <= BOUNDARIES_MAX &&
	       t->dashes <= DASHES_MAX;
}

static bool take(struct taming *t, struct bytes line)
{
	bool folded = line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
	bool content = false;
	size_t room = room_of(line, &content);

	t->block = line.n == 0 || !(folded || field_begins(line)) ? 0 : t->block + 1;
	if (t->block > HEADERS_MAX) {
		say(t, "a header has more fields than any honest one: the rest of it was not read");
		return true;
	}
	t->in_content = content || (folded && t->in_content);
	if (!folded)
		t->room = SIZE_MAX;
	if (room > 0 && room < t->room)
		t->room = room;
	if (!is_bearable(t, line, room > 0)) {
		say(t, "the message has more parts than any honest one: the rest was not read");
		return false;
	}
	copy(t, line);
	return true;
}

struct bytes tame(struct arena *a, struct bytes message, struct list *faults)
{
	struct taming t = {.faults = faults, .arena = a, .room = SIZE_MAX};
	struct bytes line, tamed;

	while (piece_line(&message, &line) && take(&t, line))
		;
	tamed = bytes_copy(a, t.out.p, t.out.n);
	buf_free(&t.out);
	return tamed;
}
