/* shapes.h - the structs of record.h as tables: the one description of their JSON form */
#ifndef SMTPSCOPE_RECORD_SHAPES_H
#define SMTPSCOPE_RECORD_SHAPES_H

#include "record/shape.h"

extern const struct shape record_shape;
extern const struct shape tls_shape; /* a part of it: struct tls_facts */

#endif
