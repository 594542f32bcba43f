/* unwrap.h - inside this room: taking off what programs wrap around the words of others */
#ifndef SMTPSCOPE_INTERPRET_UNWRAP_H
#define SMTPSCOPE_INTERPRET_UNWRAP_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>

/* `line` without terminal colours, tags and entities of HTML, escapes of JSON, Python and C. An
 * escaped line end becomes a line feed; other control bytes and NUL become blanks. */
char *unwrap_line(struct arena *a, struct bytes line);

enum speaker { SPEAKER_UNKNOWN, SPEAKER_SERVER, SPEAKER_CLIENT };

/* Behind the beginning of a log line and the arrow or name that tells who speaks. */
const char *unwrap_prompt(const char *line, enum speaker *who);

#endif
