/* csv.h - inside this room: the fields of a line of comma-separated values */
#ifndef SMTPSCOPE_LOG_CSV_H
#define SMTPSCOPE_LOG_CSV_H

#include "log/forms.h"

/* The next field, without the quotation marks around it; those within stay doubled. False at the
 * end of the line. */
bool csv_field(struct bytes *rest, struct bytes *field);

/* With quotation marks single again; in `copy` where there are any. */
struct bytes csv_text(struct log_copy *copy, struct bytes field);

#endif
