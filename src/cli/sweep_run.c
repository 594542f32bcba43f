#include "cli/sweep.h"

#include "cli/common.h"

int sweep_run(struct arena *a, const struct sweep_work *w)
{
	struct sweep_target target;
	const char *fault;
	enum targets_got got;

	while ((got = targets_next(w->list, a, &target, &fault)) == TARGETS_ONE ||
	       got == TARGETS_BAD) {
		if (got == TARGETS_BAD)
			output_complaint(fault);
	}
	return got == TARGETS_BROKEN || fault != NULL ? complain(fault) : EXIT_GOOD;
}
