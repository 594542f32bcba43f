/* engine_parts.h - what the files of the engine share */
#ifndef SMTPSCOPE_PROBE_ENGINE_PARTS_H
#define SMTPSCOPE_PROBE_ENGINE_PARTS_H

#include "probe/documents.h"
#include "probe/engine.h"
#include "probe/issuers.h"
#include "probe/lookup.h"
#include "probe/probe.h"
#include "probe/schedule.h"
#include "probe/trace.h"

struct engine {
	struct common common; /* first: of(task) finds us by it */
	struct hub *own;      /* that ends with us, or NULL */
	struct timer *total;  /* ends everything */
	struct timer *pulse;  /* while somebody is waiting for an answer; NULL: nobody ever has */
	struct timer *later;  /* when it is worth asking again to begin; NULL: it always was */
	double later_due;     /* by clock_mono_ms() */
	double denied;	      /* by clock_mono_ms(): waits for runs beside this one since; 0: no */
	bool began;	      /* a session has had its turn */
	struct lookup lookup;
	struct schedule schedule;
	struct tracer *tracer;	      /* once there is something to trace */
	struct issuer_fetch *issuers; /* once one is to be fetched */
	struct documents *documents;  /* once one is to be fetched */
	engine_look_fn *look;	      /* of a study, with its argument */
	void *looker;
	bool began_study;	  /* it has looked */
	struct list probes;	  /* of struct probe */
	const struct list *hosts; /* that are looked up */
	int family;		  /* 0: both, 4, 6 */
	double rested;		  /* ms in engine_rest() */
	double waited;		  /* ms, all of it, for runs beside this one */
	enum { ENGINE_IDLE, ENGINE_ASKING, ENGINE_STUDYING, ENGINE_PROBING } doing;
	engine_idle_fn *idle; /* NULL: somebody waits in engine_wait() */
	void *arg;
	bool stopped;  /* nothing may begin any more ... */
	enum note why; /* ... for this reason */
};

/* engine.c: from now on it does that, and is told when something has changed. */
void engine_begin(struct engine *e, int doing);

/* engine_names.c */
void engine_end_asking(struct engine *e);

/* Once, when sessions are about to need it: the proxy's addresses. */
void engine_resolve_proxy(struct engine *e);

/* engine_study.c: one turn of it; whether all has come; what is left then. */
void engine_look_at_answers(struct engine *e);
bool engine_study_over(const struct engine *e);
void engine_end_study(struct engine *e);

/* engine_sessions.c: lets begin who may, closes who is over; whether all are; what is left then. */
void engine_look_at_all(struct engine *e);
bool engine_sessions_over(const struct engine *e);
void engine_end_probing(struct engine *e);

#endif
