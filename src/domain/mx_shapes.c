/* What of a domain's MX records stands in reports: the property "mx" of its zone. */
#include "domain/mx.h"
#include "record/shape.h"

#define AT(member) offsetof(struct mx_address, member)
static const struct field address_fields[] = {
	{.name = "address",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(address),
	 .holds = HOLDS_HOST},
	{.name = "name", .kind = FIELD_TEXT, .offset = AT(name), .holds = HOLDS_HOST},
	{.name = "confirmed", .kind = FIELD_BOOL, .optional = true, .offset = AT(confirmed)},
	{.name = "settled", .kind = FIELD_BOOL, .optional = true, .offset = AT(settled)},
};
#undef AT
static const struct shape address_shape = SHAPE(struct mx_address, address_fields);

#define AT(member) offsetof(struct mx_host, member)
static const struct field host_fields[] = {
	{.name = "preference", .kind = FIELD_INT, .offset = AT(preference)},
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(name),
	 .holds = HOLDS_HOST},
	{.name = "state", .kind = FIELD_ENUM, .offset = AT(fate), .names = host_fate_names},
	{.name = "alias", .kind = FIELD_TEXT, .offset = AT(alias), .holds = HOLDS_HOST},
	{.name = "meant", .kind = FIELD_TEXT, .offset = AT(meant), .holds = HOLDS_HOST},
	{.name = "provider", .kind = FIELD_ID, .offset = AT(provider)},
	{.name = "addresses", .kind = FIELD_LIST, .offset = AT(addresses), .shape = &address_shape},
};
#undef AT
static const struct shape host_shape = SHAPE(struct mx_host, host_fields);

#define AT(member) offsetof(struct mx_study, member)
static const struct field mx_fields[] = {
	{.name = "state", .kind = FIELD_ENUM, .offset = AT(state), .names = mx_state_names},
	{.name = "null_beside", .kind = FIELD_BOOL, .optional = true, .offset = AT(null_beside)},
	{.name = "provider", .kind = FIELD_ID, .offset = AT(provider)},
	{.name = "mixed", .kind = FIELD_BOOL, .optional = true, .offset = AT(mixed)},
	{.name = "hosts", .kind = FIELD_LIST, .offset = AT(hosts), .shape = &host_shape},
};
#undef AT
const struct shape mx_study_shape = SHAPE(struct mx_study, mx_fields);
