/* domain_json.c - what a domain's zone comes to, as member "zone" of a report: each part by its own
 * table of fields */
#include "report/domain.h"

#include "record/shape.h"

#include <stddef.h>

#define AT(member) offsetof(struct study, member)
static const struct field zone_fields[] = {
	{.name = "complete", .kind = FIELD_BOOL, .offset = AT(complete)},
	{.name = "full", .kind = FIELD_BOOL, .optional = true, .offset = AT(full)},
};
#undef AT
static const struct shape zone_shape = SHAPE(struct study, zone_fields);

#define PART(member)                                                                               \
	{                                                                                          \
#member, &member##_study_shape, offsetof(struct study, member)                     \
	}
static const struct part {
	const char *name;
	const struct shape *shape;
	size_t offset;
} parts[] = {
	PART(mx),      PART(spf),  PART(dkim), PART(dmarc),	PART(mta_sts),
	PART(tls_rpt), PART(dane), PART(bimi), PART(discovery),
};

void domain_json(struct jsonw *w, const struct study *s)
{
	if (s == NULL)
		return;
	jsonw_key(w, "zone");
	jsonw_begin_object(w);
	shape_write_fields(w, &zone_shape, s);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		jsonw_key(w, parts[i].name);
		shape_write(w, parts[i].shape, (const char *)s + parts[i].offset);
	}
	jsonw_end_object(w);
}
