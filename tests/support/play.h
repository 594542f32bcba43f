/* play.h - one connection of the scripted server */
#ifndef SMTPSCOPE_TESTS_PLAY_H
#define SMTPSCOPE_TESTS_PLAY_H

#include "page.h"

struct play_options {
	const char *certs; /* folder of KIND.pem */
	size_t chunk;	   /* at most so many bytes a write; 0: all at once */
	int cut;	   /* end after so many lines; -1: never */
};

/* Plays `script` to the client on `fd` and ends the process: 0, or 1 after one line on standard
 * error where the client departed from it. */
_Noreturn void play(int fd, const struct page *page, const struct script *script, int nth,
		    const struct play_options *o);

#endif
