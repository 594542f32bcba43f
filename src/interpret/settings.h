/* settings.h - inside this room: what to set in mail programs */
#ifndef SMTPSCOPE_INTERPRET_SETTINGS_H
#define SMTPSCOPE_INTERPRET_SETTINGS_H

#include "interpret/finding.h"

/* Of struct program_setting, in `a`; empty where no setting of theirs mends it. */
struct list settings_for(struct arena *a, const struct knowledge *k, enum mended_by by);

#endif
