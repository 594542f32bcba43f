#include "domain/dkim.h"
#include "record/shape.h"

#define AT(member) offsetof(struct dkim_key, member)
static const struct field key_fields[] = {
	{.name = "text", .kind = FIELD_BYTES, .offset = AT(text)},
	{.name = "verdict", .kind = FIELD_ENUM, .offset = AT(verdict), .names = dkim_verdict_names},
	{.name = "fault", .kind = FIELD_TEXT, .offset = AT(fault)},
	{.name = "fault_at", .kind = FIELD_INT, .offset = AT(fault_at), .or_none = true},
	{.name = "type", .kind = FIELD_TEXT, .offset = AT(type)},
	{.name = "bits", .kind = FIELD_INT, .offset = AT(bits), .optional = true},
	{.name = "cut", .kind = FIELD_BOOL, .offset = AT(cut), .optional = true},
	{.name = "testing", .kind = FIELD_BOOL, .offset = AT(testing), .optional = true},
	{.name = "strict", .kind = FIELD_BOOL, .offset = AT(strict), .optional = true},
	{.name = "granular", .kind = FIELD_BOOL, .offset = AT(granular), .optional = true},
	{.name = "hashes", .kind = FIELD_TEXT, .offset = AT(hashes)},
	{.name = "services", .kind = FIELD_TEXT, .offset = AT(services)},
	{.name = "notes", .kind = FIELD_TEXT, .offset = AT(notes)},
	{.name = "mended", .kind = FIELD_TEXT, .offset = AT(mended)},
};
#undef AT
static const struct shape key_shape = SHAPE(struct dkim_key, key_fields);

#define AT(member) offsetof(struct dkim_selector, member)
static const struct field selector_fields[] = {
	{.name = "selector", .kind = FIELD_TEXT, .offset = AT(name)},
	{.name = "host", .kind = FIELD_TEXT, .offset = AT(host)},
	{.name = "why", .kind = FIELD_ENUM, .offset = AT(source), .names = dkim_source_names},
	{.name = "state", .kind = FIELD_ENUM, .offset = AT(state), .names = dkim_state_names},
	{.name = "provider", .kind = FIELD_ID, .offset = AT(provider)},
	{.name = "alias", .kind = FIELD_TEXT, .offset = AT(alias)},
	{.name = "target", .kind = FIELD_TEXT, .offset = AT(target)},
	{.name = "by_wildcard", .kind = FIELD_BOOL, .offset = AT(by_wildcard), .optional = true},
	{.name = "usable", .kind = FIELD_BOOL, .offset = AT(usable)},
	{.name = "keys",
	 .kind = FIELD_LIST,
	 .offset = AT(records),
	 .shape = &key_shape,
	 .optional = true},
};
#undef AT
static const struct shape selector_shape = SHAPE(struct dkim_selector, selector_fields);

#define AT(member) offsetof(struct dkim_provider, member)
static const struct field provider_fields[] = {
	{.name = "provider", .kind = FIELD_ID, .offset = AT(provider)},
	{.name = "receives", .kind = FIELD_BOOL, .offset = AT(receives)},
	{.name = "sends", .kind = FIELD_BOOL, .offset = AT(sends)},
};
#undef AT
static const struct shape provider_shape = SHAPE(struct dkim_provider, provider_fields);

#define AT(member) offsetof(struct dkim_study, member)
static const struct field study_fields[] = {
	{.name = "providers",
	 .kind = FIELD_LIST,
	 .offset = AT(providers),
	 .shape = &provider_shape},
	{.name = "selectors",
	 .kind = FIELD_LIST,
	 .offset = AT(selectors),
	 .shape = &selector_shape},
	{.name = "left_out", .kind = FIELD_BOOL, .offset = AT(left_out), .optional = true},
};
#undef AT
const struct shape dkim_study_shape = SHAPE(struct dkim_study, study_fields);
