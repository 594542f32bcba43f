#include "transcript/forms.h"

#include <stddef.h>

const struct transcript_form *const transcript_forms[] = {
	&form_plain,
	NULL,
};
