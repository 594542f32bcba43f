/* text.h - byte strings from peers, and their harmless forms */
#ifndef SMTPSCOPE_BASE_TEXT_H
#define SMTPSCOPE_BASE_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>

/* Raw bytes as a peer sent them, NUL allowed inside; a NUL follows the last. {0} is "absent". */
struct bytes {
	char *p;
	size_t n;
};

/* Elements of lists of strings. */
struct string_item {
	struct item item;
	const char *s;
};
struct bytes_item {
	struct item item;
	struct bytes b;
};

struct bytes bytes_copy(struct arena *a, const void *data, size_t len);
struct bytes bytes_str(struct arena *a, const char *s);
bool text_same(const char *a, const char *b); /* equal, case counts; NULL only equals NULL */
bool bytes_same(struct bytes a, struct bytes b);
bool bytes_is(struct bytes b, const char *s);	  /* equal, ASCII case ignored */
bool bytes_alike(struct bytes a, struct bytes b); /* the same of bytes that may hold a NUL */
bool bytes_begins(struct bytes b,
		  const char *start); /* case ignored; nothing begins so where b is absent */
bool bytes_has(struct bytes b, const char *part); /* contains, case ignored */

void list_add_string(struct list *l, struct arena *a, const char *s);
bool list_has_string(const struct list *l, const char *s); /* ASCII case ignored */
void list_add_bytes(struct list *l, struct arena *a, struct bytes b);

/* The reversible form of DESIGN section 6: printable UTF-8 as it is, a backslash as "\\", all else
 * (controls, invalid UTF-8, bidi and other format characters) as "\xNN" per byte. */
void text_escape(struct buf *out, const char *p, size_t n);

/* Undoes text_escape(); a sequence it would not have written is taken literally. */
struct bytes text_unescape(struct arena *a, const char *s);

/* In place: each run of blanks, line ends and NULs is one blank, none stands at an end. What
 * remains of `n` bytes, which ends with a NUL if it is shorter. */
size_t text_squeeze(char *p, size_t n);

/* For terminals: as text_escape(), but a backslash stays one; line feeds become blanks. */
char *text_safe(struct arena *a, struct bytes b);

/* Text of several lines with a line feed between them and none at the end, whichever ends it came
 * with; a carriage return within a line stays. */
void text_add_lines(struct buf *out, struct bytes b);

/* Length in bytes of the printable, harmless UTF-8 character at p, 0 where there is none. */
size_t text_printable(const char *p, size_t n);

/* The UTF-8 of `c`, which must not be above 0x10ffff; how many bytes. Nothing is asked of `c`
 * beside. */
size_t text_encode(char out[4], unsigned long c);

/* How many bytes at p are plain: printable ASCII without quote and backslash, which stay as they
 * are in any form. */
size_t text_plain(const char *p, size_t n);

/* Two hex digits a byte, in small letters. */
const char *text_hex(struct arena *a, const void *p, size_t n);

/* Columns that `s` (valid UTF-8) takes on a terminal; wide characters count two. */
size_t text_columns(const char *s);

/* The entry of `words` (n of them, NULLs skipped) nearest to `s`, for "did you mean"; NULL if none
 * is near. */
const char *text_nearest(const char *s, const char *const *words, size_t n);

int text_casecmp(const char *a, const char *b);		 /* ASCII only, locale-free */
bool text_has_suffix(const char *s, const char *suffix); /* ASCII case ignored */

#endif
