#include "probe/note.h"

#include <stddef.h>

const char *const note_words[] = {
	[NOTE_UNTIL] = "until",
	[NOTE_NO_CREDENTIALS] = "no-credentials",
	[NOTE_NO_SENDER] = "no-sender",
	[NOTE_CHANNEL] = "channel",
	[NOTE_NOT_NEEDED] = "not-needed",
	[NOTE_TRIED_ELSEWHERE] = "tried-elsewhere",
	[NOTE_OUT_OF_STEP] = "out-of-step",
	[NOTE_CONNECTION_BUDGET] = "connection-budget",
	[NOTE_SERVER_LIMITED] = "server-limited",
	[NOTE_SYSTEM_POLICY] = "system-policy",
	[NOTE_INTERRUPTED] = "interrupted",
	[NOTE_TOTAL_TIMEOUT] = "total-timeout",
	NULL,
};
