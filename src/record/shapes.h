/* shapes.h - the structs of record.h as tables: the one description of their JSON form */
#ifndef SMTPSCOPE_RECORD_SHAPES_H
#define SMTPSCOPE_RECORD_SHAPES_H

#include "record/shape.h"

extern const struct shape record_shape;

/* Parts of it. */
extern const struct shape reply_shape, tls_shape, auth_shape, envelope_shape, message_shape;
extern const struct shape tool_shape, run_shape;	  /* of struct record */
extern const struct shape login_shape, token_group_shape; /* of struct record */
extern const struct shape token_shape, token_asked_shape;
extern const struct shape domain_group_shape; /* of struct record */

#endif
