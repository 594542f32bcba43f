/* What of a domain's client discovery stands in reports: the property "discovery" of its zone. */
#include "domain/discovery.h"
#include "record/shape.h"

#define AT(member) offsetof(struct discovery_target, member)
static const struct field target_fields[] = {
	{.name = "priority", .kind = FIELD_INT, .optional = true, .offset = AT(priority)},
	{.name = "weight", .kind = FIELD_INT, .optional = true, .offset = AT(weight)},
	{.name = "port", .kind = FIELD_INT, .optional = true, .offset = AT(port)},
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(name),
	 .holds = HOLDS_HOST},
	{.name = "alias", .kind = FIELD_TEXT, .offset = AT(alias), .holds = HOLDS_HOST},
	{.name = "state", .kind = FIELD_ENUM, .offset = AT(fate), .names = host_fate_names},
};
#undef AT
static const struct shape target_shape = SHAPE(struct discovery_target, target_fields);

#define AT(member) offsetof(struct discovery_service, member)
static const struct field service_fields[] = {
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(name),
	 .holds = HOLDS_HOST},
	{.name = "type",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(type),
	 .holds = HOLDS_WORD},
	{.name = "unknown", .kind = FIELD_BOOL, .optional = true, .offset = AT(unknown)},
	{.name = "off", .kind = FIELD_BOOL, .optional = true, .offset = AT(off)},
	{.name = "astray", .kind = FIELD_BOOL, .optional = true, .offset = AT(astray)},
	{.name = "targets", .kind = FIELD_LIST, .offset = AT(targets), .shape = &target_shape},
};
#undef AT
static const struct shape service_shape = SHAPE(struct discovery_service, service_fields);

#define AT(member) offsetof(struct discovery_study, member)
static const struct field discovery_fields[] = {
	{.name = "services", .kind = FIELD_LIST, .offset = AT(services), .shape = &service_shape},
};
#undef AT
const struct shape discovery_study_shape = SHAPE(struct discovery_study, discovery_fields);
