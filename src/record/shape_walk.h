/* shape_walk.h - every text of a struct, whatever is added to it */
#ifndef SMTPSCOPE_RECORD_SHAPE_WALK_H
#define SMTPSCOPE_RECORD_SHAPE_WALK_H

#include "base/text.h"
#include "record/shape.h"

/* One text, or one of a list; exactly one of the two is set, and may be changed. Never absent. */
struct text_place {
	const struct field *field;
	const char **text;
	struct bytes *bytes;
};

typedef void each_text(const struct text_place *at, void *arg);

/* In the order of the tables, those of structs within it, too. */
void shape_each_text(const struct shape *shape, void *object, each_text *each, void *arg);

#endif
