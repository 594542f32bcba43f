#include "transcript/forms.h"

#include <stddef.h>

const struct transcript_form *const transcript_forms[] = {
	&form_own,
	&form_swaks,
	&form_exchange,
	&form_curl,
	&form_openssl,
	&form_msmtp,
	&form_phpmailer,
	&form_nodemailer,
	&form_bunyan,
	&form_smtplib,
	&form_ruby,
	&form_perl,
	&form_javamail,
	&form_mutt,
	&form_mailx,
	&form_thunderbird,
	&form_plain,
	&form_terminal,
	NULL,
};
