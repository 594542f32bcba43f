/* soundness.h - what is wrong with a catalogue that only shows when it is used
 *
 * Each file was read without a fault, and still an entry may never be found, because another one
 * takes all that was meant for it, or two may say the same. */
#ifndef SMTPSCOPE_INTERPRET_SOUNDNESS_H
#define SMTPSCOPE_INTERPRET_SOUNDNESS_H

#include "know/knowledge.h"

/* Of the entries that came from files, each fault as knowledge_load() words it. Others count as
 * their neighbours only. How many samples were tried. */
size_t soundness_faults(const struct knowledge *k, struct list *faults, struct arena *a);

#endif
