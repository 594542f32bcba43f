/* forms.h - inside this room: the forms that there are */
#ifndef SMTPSCOPE_TRANSCRIPT_FORMS_H
#define SMTPSCOPE_TRANSCRIPT_FORMS_H

#include "transcript/form.h"

extern const struct transcript_form form_own, form_swaks, form_plain;

extern const struct transcript_form form_bunyan, form_curl, form_exchange, form_javamail,
	form_mailx, form_msmtp, form_mutt, form_nodemailer, form_openssl, form_perl, form_phpmailer,
	form_smtplib, form_ruby, form_terminal, form_thunderbird;

#endif
