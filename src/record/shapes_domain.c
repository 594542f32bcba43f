#include "record/shapes.h"

#include "record/record.h"

#define AT(member) offsetof(struct policy_fetch, member)
static const struct field fetch_fields[] = {
	{.name = "url",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(url),
	 .holds = HOLDS_ELSE},
	{.name = "trouble", .kind = FIELD_TEXT, .offset = AT(trouble), .holds = HOLDS_WORD},
	{.name = "fault", .kind = FIELD_TEXT, .offset = AT(fault)},
	{.name = "address", .kind = FIELD_TEXT, .offset = AT(address), .holds = HOLDS_HOST},
	{.name = "code", .kind = FIELD_INT, .offset = AT(code)},
	{.name = "location", .kind = FIELD_TEXT, .offset = AT(location)},
	{.name = "type", .kind = FIELD_TEXT, .offset = AT(type), .holds = HOLDS_WORD},
	{.name = "certificate", .kind = FIELD_TEXT, .offset = AT(certificate), .holds = HOLDS_WORD},
	{.name = "not_after", .kind = FIELD_DATE, .optional = true, .offset = AT(not_after)},
	{.name = "body", .kind = FIELD_BYTES, .offset = AT(body)},
	{.name = "ms", .kind = FIELD_MS, .offset = AT(ms)},
};
#undef AT
static const struct shape fetch_shape = SHAPE(struct policy_fetch, fetch_fields);

#define AT(member) offsetof(struct domain_facts, member)
static const struct field domain_fields[] = {
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(name),
	 .holds = HOLDS_HOST},
	{.name = "selectors", .kind = FIELD_STRINGS, .offset = AT(selectors)},
	{.name = "ip", .kind = FIELD_TEXT, .offset = AT(ip), .holds = HOLDS_HOST},
	{.name = "from", .kind = FIELD_TEXT, .offset = AT(from), .holds = HOLDS_USER},
	{.name = "helo", .kind = FIELD_TEXT, .offset = AT(helo), .holds = HOLDS_HOST},
	{.name = "reply", .kind = FIELD_BYTES, .offset = AT(reply)},
	{.name = "probed", .kind = FIELD_BOOL, .optional = true, .offset = AT(probed)},
	{.name = "fetched", .kind = FIELD_LIST, .offset = AT(fetched), .shape = &fetch_shape},
};
#undef AT
static const struct shape domain_shape = SHAPE(struct domain_facts, domain_fields);

#define AT(member) offsetof(struct record, member)
static const struct field domain_group_fields[] = {
	{.kind = FIELD_POINTER, .offset = AT(domain), .shape = &domain_shape},
};
#undef AT
const struct shape domain_group_shape = SHAPE(struct record, domain_group_fields);
