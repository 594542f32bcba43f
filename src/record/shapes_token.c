/* A token and how it was asked for, as tables. */
#include "record/record.h"
#include "record/shapes.h"

#define AT(member) offsetof(struct token_facts, member)
static const struct field token_fields[] = {
	{.name = "form", .kind = FIELD_ENUM, .offset = AT(form), .names = token_form_names},
	{.name = "like", .kind = FIELD_TEXT, .offset = AT(like), .holds = HOLDS_WORD},
	{.name = "wrapped", .kind = FIELD_TEXT, .offset = AT(wrapped), .holds = HOLDS_WORD},
	{.name = "fault", .kind = FIELD_TEXT, .offset = AT(fault), .holds = HOLDS_WORD},
	{.name = "bytes", .kind = FIELD_INT, .offset = AT(bytes)},
	{.name = "read_at", .kind = FIELD_DATE, .offset = AT(read_at), .optional = true},
	{.name = "algorithm", .kind = FIELD_TEXT, .offset = AT(algorithm), .holds = HOLDS_WORD},
	{.name = "type", .kind = FIELD_TEXT, .offset = AT(type), .holds = HOLDS_WORD},
	{.name = "audiences", .kind = FIELD_STRINGS, .offset = AT(audiences), .optional = true},
	{.name = "scopes",
	 .kind = FIELD_STRINGS,
	 .offset = AT(scopes),
	 .optional = true,
	 .holds = HOLDS_SCOPE},
	{.name = "roles",
	 .kind = FIELD_STRINGS,
	 .offset = AT(roles),
	 .optional = true,
	 .holds = HOLDS_SCOPE},
	{.name = "issuer", .kind = FIELD_TEXT, .offset = AT(issuer)},
	{.name = "tenant", .kind = FIELD_TEXT, .offset = AT(tenant), .holds = HOLDS_ELSE},
	{.name = "app", .kind = FIELD_TEXT, .offset = AT(app), .holds = HOLDS_ELSE},
	{.name = "app_name", .kind = FIELD_TEXT, .offset = AT(app_name), .holds = HOLDS_ELSE},
	{.name = "user", .kind = FIELD_TEXT, .offset = AT(user), .holds = HOLDS_ELSE},
	{.name = "user_claim", .kind = FIELD_TEXT, .offset = AT(user_claim), .holds = HOLDS_WORD},
	{.name = "subject", .kind = FIELD_TEXT, .offset = AT(subject), .holds = HOLDS_ELSE},
	{.name = "object", .kind = FIELD_TEXT, .offset = AT(object), .holds = HOLDS_ELSE},
	{.name = "identity", .kind = FIELD_TEXT, .offset = AT(identity), .holds = HOLDS_WORD},
	{.name = "version", .kind = FIELD_TEXT, .offset = AT(version), .holds = HOLDS_WORD},
	{.name = "nonce", .kind = FIELD_BOOL, .offset = AT(nonce), .optional = true},
	{.name = "issued", .kind = FIELD_DATE, .offset = AT(issued), .optional = true},
	{.name = "not_before", .kind = FIELD_DATE, .offset = AT(not_before), .optional = true},
	{.name = "expires", .kind = FIELD_DATE, .offset = AT(expires), .optional = true},
};
#undef AT
const struct shape token_shape = SHAPE(struct token_facts, token_fields);

#define AT(member) offsetof(struct record, member)
static const struct field token_group_fields[] = {
	{.kind = FIELD_POINTER, .offset = AT(token), .shape = &token_shape},
};
#undef AT
const struct shape token_group_shape = SHAPE(struct record, token_group_fields);

#define AT(member) offsetof(struct token_asked, member)
static const struct field asked_fields[] = {
	{.name = "grant", .kind = FIELD_ENUM, .offset = AT(grant), .names = token_grant_names},
	{.name = "service", .kind = FIELD_TEXT, .offset = AT(service), .holds = HOLDS_WORD},
	{.name = "step", .kind = FIELD_TEXT, .offset = AT(step), .holds = HOLDS_WORD},
	{.name = "url", .kind = FIELD_TEXT, .offset = AT(url)},
	{.name = "address", .kind = FIELD_TEXT, .offset = AT(address), .holds = HOLDS_HOST},
	{.name = "client_id", .kind = FIELD_TEXT, .offset = AT(client_id), .holds = HOLDS_ELSE},
	{.name = "tenant", .kind = FIELD_TEXT, .offset = AT(tenant), .holds = HOLDS_ELSE},
	{.name = "scope", .kind = FIELD_TEXT, .offset = AT(scope), .holds = HOLDS_SCOPE},
	{.name = "user", .kind = FIELD_TEXT, .offset = AT(user), .holds = HOLDS_ELSE},
	{.name = "from_cache", .kind = FIELD_BOOL, .offset = AT(from_cache), .optional = true},
	{.name = "refreshed", .kind = FIELD_BOOL, .offset = AT(refreshed), .optional = true},
	{.name = "interrupted", .kind = FIELD_BOOL, .offset = AT(interrupted), .optional = true},
	{.name = "fault", .kind = FIELD_TEXT, .offset = AT(fault), .holds = HOLDS_WORD},
	{.name = "detail", .kind = FIELD_TEXT, .offset = AT(detail)},
	{.name = "http_status", .kind = FIELD_INT, .offset = AT(http_status), .optional = true},
	{.name = "error", .kind = FIELD_TEXT, .offset = AT(error)},
	{.name = "description", .kind = FIELD_TEXT, .offset = AT(description)},
	{.name = "uri", .kind = FIELD_TEXT, .offset = AT(uri)},
	{.name = "suberror", .kind = FIELD_TEXT, .offset = AT(suberror)},
	{.name = "trace_id", .kind = FIELD_TEXT, .offset = AT(trace_id)},
	{.name = "correlation_id", .kind = FIELD_TEXT, .offset = AT(correlation_id)},
	{.name = "timestamp", .kind = FIELD_TEXT, .offset = AT(timestamp), .holds = HOLDS_WORD},
	{.name = "codes",
	 .kind = FIELD_STRINGS,
	 .offset = AT(codes),
	 .optional = true,
	 .holds = HOLDS_WORD},
	{.name = "granted", .kind = FIELD_TEXT, .offset = AT(granted), .holds = HOLDS_SCOPE},
	{.name = "expires", .kind = FIELD_DATE, .offset = AT(expires), .optional = true},
	{.name = "refresh_token",
	 .kind = FIELD_BOOL,
	 .offset = AT(refresh_token),
	 .optional = true},
};
#undef AT
const struct shape token_asked_shape = SHAPE(struct token_asked, asked_fields);
