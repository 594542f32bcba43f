/* The journal of systemd in its export format: entries of lines "KEY=value" with an empty line
 * behind each. A value that holds line feeds or other odd bytes comes as "KEY", a line feed, its
 * length in eight bytes (the lowest first), the value, a line feed. */
#include "log/forms.h"
#include "log/stamp.h"

#include "base/memory.h"

enum key { KEY_NONE, KEY_MESSAGE, KEY_HOST, KEY_PROGRAM, KEY_COMMAND, KEY_TIME, KEY_COUNT };

static const char *const keys[KEY_COUNT] = {
	[KEY_MESSAGE] = "MESSAGE",	     [KEY_HOST] = "_HOSTNAME",
	[KEY_PROGRAM] = "SYSLOG_IDENTIFIER", [KEY_COMMAND] = "_COMM",
	[KEY_TIME] = "__REALTIME_TIMESTAMP",
};

/* No value of a journal is longer than VALUE_MAX_LENGTH; where one says so, something was lost. */
enum { NAME_MAX_LENGTH = 255, LENGTH_BYTES = 8, VALUE_MAX_LENGTH = 1 << 26 };

struct value {
	size_t n;
	char p[LOG_WORDS_MAX];
};

struct log_entry {
	struct value values[KEY_COUNT]; /* that of KEY_NONE stays empty */
	bool any;
	enum key odd;	  /* whose value is being read in the second way */
	int length_bytes; /* still to come of its length */
	uint64_t left;	  /* of the value; then the line feed */
	bool reading_odd;
	struct value told; /* the message that the last event points into */
	struct value told_host, told_program;
};

static enum key key_named(struct bytes name)
{
	for (int i = KEY_NONE + 1; i < KEY_COUNT; i++)
		if (piece_is(name, keys[i]))
			return (enum key)i;
	return KEY_NONE;
}

static void add(struct value *v, struct bytes b)
{
	size_t room = sizeof(v->p) - v->n;
	size_t n = b.n < room ? b.n : room;

	if (n > 0)
		memcpy(v->p + v->n, b.p, n);
	v->n += n;
}

static struct bytes text_of(struct value *v)
{
	return (struct bytes){v->p, v->n};
}

/* Bytes of a length and the value behind it, as far as they are in `b`; what is left. */
static struct bytes take_odd(struct log_entry *entry, struct bytes b)
{
	for (; entry->length_bytes > 0 && b.n > 0; entry->length_bytes--, b = piece_from(b, 1))
		entry->left |= (uint64_t)(unsigned char)b.p[0]
			       << 8 * (LENGTH_BYTES - entry->length_bytes);
	if (entry->length_bytes == 0) {
		struct bytes part = piece_first(b, entry->left < b.n ? (size_t)entry->left : b.n);

		if (entry->odd != KEY_NONE)
			add(&entry->values[entry->odd], part);
		entry->left -= part.n;
		b = piece_from(b, part.n);
	}
	return b;
}

/* `line` and its line feed, which may be part of the value or of its length. */
static void go_on_odd(struct log_entry *entry, struct bytes line)
{
	(void)take_odd(entry, line);
	if (entry->length_bytes == 0 && (entry->left == 0 || entry->left > VALUE_MAX_LENGTH))
		entry->reading_odd = false; /* the line feed ends it */
	else
		(void)take_odd(entry, piece_of("\n"));
}

static void take_field(struct log_entry *entry, struct bytes line)
{
	struct bytes name = piece_first(piece_until(line, "="), NAME_MAX_LENGTH + 1);
	enum key key = key_named(name);

	entry->any = true;
	if (name.n < line.n && name.n <= NAME_MAX_LENGTH) {
		if (key != KEY_NONE && entry->values[key].n == 0)
			add(&entry->values[key], piece_from(line, name.n + 1));
	} else if (name.n <= NAME_MAX_LENGTH) {
		entry->odd = key;
		entry->left = 0;
		entry->length_bytes = LENGTH_BYTES;
		entry->reading_odd = true;
	}
}

/* The entry is complete: what it tells points into copies that hold until the next one. */
static bool tell(struct log_state *st, struct log_event *e)
{
	struct log_entry *entry = st->entry;
	struct log_line parts = {.time = stamp_of_us(text_of(&entry->values[KEY_TIME]))};
	bool named = entry->values[KEY_PROGRAM].n > 0;

	st->copy.n = 0;
	entry->told = entry->values[KEY_MESSAGE];
	entry->told_host = entry->values[KEY_HOST];
	entry->told_program = entry->values[named ? KEY_PROGRAM : KEY_COMMAND];
	parts.host = text_of(&entry->told_host);
	parts.program = text_of(&entry->told_program);
	parts.text = text_of(&entry->told);
	for (int i = 0; i < KEY_COUNT; i++)
		entry->values[i].n = 0;
	entry->any = false;
	log_skip_own_stamp(&st->clock, &parts);
	return log_tell(st, &parts, e);
}

/* A field tells nothing by itself, nor does what other programs say: that is no riddle. */
static bool read(struct log_state *st, struct bytes line, struct log_event *e)
{
	struct log_entry *entry = st->entry;

	*e = (struct log_event){.time = LOG_NO_TIME, .stage = -1};
	if (entry->reading_odd)
		go_on_odd(entry, line);
	else if (line.n > 0)
		take_field(entry, line);
	else if (entry->any && !tell(st, e))
		e->is_trouble = false;
	return true;
}

static int lines_of(struct bytes head)
{
	struct bytes line;
	int n = 0;

	if (!piece_begins(head, "__CURSOR=") && !piece_begins(head, "__REALTIME_TIMESTAMP=") &&
	    !piece_has(head, "\n__REALTIME_TIMESTAMP="))
		return 0;
	while (log_next_line(&head, &line))
		n += line.n > 0 && piece_until(line, "=").n < line.n;
	return n;
}

static void begin(struct log_state *st, struct bytes head)
{
	(void)head;
	st->entry = mem_alloc(sizeof(*st->entry));
}

static int64_t time_of(const struct log_clock *clock, struct bytes line)
{
	(void)clock;
	return piece_begins(line, "__REALTIME_TIMESTAMP=") ? stamp_of_us(piece_behind(line, "="))
							   : LOG_NO_TIME;
}

const struct log_form log_form_journal = {
	.name = "journal-export",
	.ordered = true,
	.lines_of = lines_of,
	.begin = begin,
	.read = read,
	.time = time_of,
};
