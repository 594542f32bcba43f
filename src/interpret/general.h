/* general.h - what is said of a finding where it stands for many targets: nothing of one of them */
#ifndef SMTPSCOPE_INTERPRET_GENERAL_H
#define SMTPSCOPE_INTERPRET_GENERAL_H

#include "interpret/finding.h"

/* Title, meaning, causes and fixes of that id in `a`, with neutral words in their gaps; `of_case`:
 * NULL: none; `port`: of all of them, 0: they differ. NULL: nobody knows the id. */
struct finding *finding_in_general(struct arena *a, const struct knowledge *k, const char *id,
				   const char *of_case, int port);

#endif
