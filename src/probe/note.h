/* note.h - the words of stage.note: why a stage was skipped, not tested or ended from outside */
#ifndef SMTPSCOPE_PROBE_NOTE_H
#define SMTPSCOPE_PROBE_NOTE_H

enum note {
	NOTE_UNTIL,		/* the user wants no more than the stages before it */
	NOTE_NO_CREDENTIALS,	/* auth: none were given */
	NOTE_NO_SENDER,		/* envelope: no --from */
	NOTE_CHANNEL,		/* message: nobody knows who would get it */
	NOTE_NOT_NEEDED,	/* auth, envelope: not the business of this session */
	NOTE_TRIED_ELSEWHERE,	/* auth, envelope: once a run, and another session has it */
	NOTE_OUT_OF_STEP,	/* quit: no greeting yet, or nobody there to say it to */
	NOTE_CONNECTION_BUDGET, /* tcp: as many connections to that address as manners allow */
	NOTE_SERVER_LIMITED,	/* tls of a version probe: the server did not let us get there */
	NOTE_SYSTEM_POLICY,	/* tls of a version probe: this system may not offer it */
	NOTE_INTERRUPTED,	/* by the user */
	NOTE_TOTAL_TIMEOUT,	/* by the end of the whole check's time */
};

extern const char *const note_words[]; /* in the order of the enum, NULL at the end */

#endif
