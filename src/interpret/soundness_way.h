/* soundness_way.h - inside this room: what is wrong with ways of sending, see soundness.h */
#ifndef SMTPSCOPE_INTERPRET_SOUNDNESS_WAY_H
#define SMTPSCOPE_INTERPRET_SOUNDNESS_WAY_H

#include "know/knowledge.h"

/* Of those that came from files; how many samples were tried. */
size_t soundness_of_ways(const struct knowledge *k, struct list *faults, struct arena *a);

#endif
