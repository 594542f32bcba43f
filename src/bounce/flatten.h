/* flatten.h - HTML to the text that a reader sees: for bounces, not for pages
 *
 * Own code, as what is needed is small: mail has no scripts that make text and no need of a tree.
 * Nothing recurses, time is linear and the result is no longer than what came in. */
#ifndef SMTPSCOPE_BOUNCE_FLATTEN_H
#define SMTPSCOPE_BOUNCE_FLATTEN_H

#include "base/arena.h"
#include "base/text.h"

/* Tags of HTML stand in it, not only mailboxes in angle brackets. */
bool flatten_is_html(struct bytes text);

/* The text of `html` (UTF-8): tags off, a line for each block, cells of a table set off by a blank,
 * entities decoded, scripts, styles and comments left out. What only looks like a tag stays. */
struct bytes flatten(struct arena *a, struct bytes html);

#endif
