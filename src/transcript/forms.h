/* forms.h - inside this room: the forms that there are */
#ifndef SMTPSCOPE_TRANSCRIPT_FORMS_H
#define SMTPSCOPE_TRANSCRIPT_FORMS_H

#include "transcript/form.h"

extern const struct transcript_form form_plain;

#endif
