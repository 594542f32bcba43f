/* finding_shapes.h - what the facts mean, as tables: the one description of its JSON form
 *
 * Reports write by them, and recorded.c reads by them what a report has said. */
#ifndef SMTPSCOPE_INTERPRET_FINDING_SHAPES_H
#define SMTPSCOPE_INTERPRET_FINDING_SHAPES_H

#include "record/shape.h"

extern const struct shape finding_shape;     /* of struct finding */
extern const struct shape verdict_shape;     /* of struct verdict */
extern const struct shape works_shape;	     /* of struct works */
extern const struct shape firewall_shape;    /* of struct firewall */
extern const struct shape recommended_shape; /* of struct recommended */

extern const struct shape way_name_shape;  /* of struct way: which it is */
extern const struct shape way_found_shape; /* of struct way_found: and all but what `way` knows */
extern const struct shape sent_shape;	   /* of struct sent */

#endif
