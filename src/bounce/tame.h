/* tame.h - a message as GMime can bear it */
#ifndef SMTPSCOPE_BOUNCE_TAME_H
#define SMTPSCOPE_BOUNCE_TAME_H

#include "base/text.h"

/* `message` without what makes the library crash or take forever; what is in honest mail stays as
 * it is but for its line ends. Each thing that was cut is a line in `faults` (of struct
 * string_item). */
struct bytes tame(struct arena *a, struct bytes message, struct list *faults);

#endif
