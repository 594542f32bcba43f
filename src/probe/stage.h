/* stage.h - what a stage is, and the walks that are made of stages
 *
 * A stage reads and writes the byte pipe of its probe (talk.h). It starts no timer, frees nothing
 * and chooses no successor: that is the business of probe.c. */
#ifndef SMTPSCOPE_PROBE_STAGE_H
#define SMTPSCOPE_PROBE_STAGE_H

#include "probe/job.h"
#include "record/record.h"

struct probe;

enum verdict {
	STAGE_WAIT, /* for bytes, or for another session */
	STAGE_NEXT, /* passed */
	STAGE_SKIP, /* not wanted; the note is set: probe_skip() */
	STAGE_FAIL, /* the failure is set: probe_fail() */
};

/* Members may be NULL but for id, budget, enter and input. */
struct stage_kind {
	enum stage_id id;

	/* Patience in ms, from entering the stage and again from each command it says. */
	double (*budget)(const struct probe *p);

	/* Before entering. STAGE_NEXT: enter; STAGE_WAIT: not yet, ask me again. */
	enum verdict (*wanted)(struct probe *p);

	enum verdict (*enter)(struct probe *p);

	/* After entering and whenever something may have come; STAGE_WAIT if nothing did. */
	enum verdict (*input)(struct probe *p);

	/* Patience has ended. NULL: the stage fails with FAILURE_TIMEOUT. */
	enum verdict (*late)(struct probe *p);

	/* The stage was entered and is settled now, whatever its outcome. */
	void (*leave)(struct probe *p);
};

extern const struct stage_kind stage_tcp, stage_proxy, stage_banner, stage_ehlo, stage_starttls,
	stage_tls, stage_hello, stage_ehlo_again, stage_auth, stage_envelope, stage_message,
	stage_noop, stage_injection, stage_quit;

struct step {
	const struct stage_kind *kind; /* NULL: the end */
	enum stage_id on_failure;      /* where to go on if this fails while both are in step */
};

/* With the stages in it, then in `a`, of what the settings ask for: of a proxy, of a message. */
const struct step *walk_for(struct arena *a, const struct endpoint *ep, enum stage_id until,
			    const struct settings *set);

/* The step of that stage; the end of the walk if it has none. */
const struct step *walk_find(const struct step *walk, enum stage_id id);

/* The last step that a user wants who said `--until id`. */
const struct step *walk_last(const struct step *walk, enum stage_id id);

#endif
