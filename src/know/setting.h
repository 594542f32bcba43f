/* setting.h - how mail programs call the two ways to use TLS (data/settings) */
#ifndef SMTPSCOPE_KNOW_SETTING_H
#define SMTPSCOPE_KNOW_SETTING_H

#include "know/knowledge.h"

struct setting {
	struct item item;
	const char *id, *title; /* "thunderbird", "Thunderbird" */
	const char *starttls;	/* what to set for STARTTLS, as on port 587 */
	const char *implicit;	/* what to set for TLS from the first byte, as on port 465 */
	struct list references; /* of struct reference */
};

#endif
