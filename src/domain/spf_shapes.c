#include "domain/spf.h"

#define AT(member) offsetof(struct spf_cost, member)
static const struct field cost_fields[] = {
	{.name = "lookups", .kind = FIELD_INT, .offset = AT(lookups)},
	{.name = "voids", .kind = FIELD_INT, .offset = AT(voids4)},
	{.name = "voids_ipv6", .kind = FIELD_INT, .offset = AT(voids6)},
};
#undef AT
static const struct shape cost_shape = SHAPE(struct spf_cost, cost_fields);

#define AT(member) offsetof(struct spf_host, member)
static const struct field host_fields[] = {
	{.name = "name", .kind = FIELD_TEXT, .offset = AT(name)},
	{.name = "addresses", .kind = FIELD_STRINGS, .offset = AT(addresses)},
};
#undef AT
static const struct shape host_shape = SHAPE(struct spf_host, host_fields);

static const struct shape term_shape;

#define AT(member) offsetof(struct spf_record, member)
static const struct field record_fields[] = {
	{.name = "domain", .kind = FIELD_TEXT, .offset = AT(name)},
	{.name = "state", .kind = FIELD_ENUM, .offset = AT(state), .names = spf_state_names},
	{.name = "text", .kind = FIELD_BYTES, .offset = AT(text)},
	{.name = "texts", .kind = FIELD_BYTESES, .optional = true, .offset = AT(texts)},
	{.name = "terms",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(terms),
	 .shape = &term_shape},
	{.name = "cost", .kind = FIELD_OBJECT, .offset = AT(cost), .shape = &cost_shape},
};
#undef AT
static const struct shape record_shape = SHAPE(struct spf_record, record_fields);

/* An object of its own, behind a pointer. */
static const struct field record_group_fields[] = {
	{.name = "record", .kind = FIELD_GROUP, .shape = &record_shape},
};
static const struct shape record_group_shape = SHAPE(struct spf_record, record_group_fields);

#define AT(member) offsetof(struct spf_term, member)
static const struct field term_fields[] = {
	{.name = "text", .kind = FIELD_BYTES, .offset = AT(text)},
	{.name = "at", .kind = FIELD_INT, .offset = AT(at)},
	{.name = "kind", .kind = FIELD_ENUM, .offset = AT(kind), .names = spf_kind_names},
	{.name = "qualifier",
	 .kind = FIELD_ENUM,
	 .offset = AT(qualifier),
	 .names = spf_result_names},
	{.name = "fault", .kind = FIELD_TEXT, .offset = AT(fault)},
	{.name = "fault_at", .kind = FIELD_INT, .optional = true, .offset = AT(fault_at)},
	{.name = "meant", .kind = FIELD_TEXT, .offset = AT(meant)},
	{.name = "odd", .kind = FIELD_TEXT, .offset = AT(odd)},
	{.name = "ignored", .kind = FIELD_BOOL, .optional = true, .offset = AT(ignored)},
	{.name = "repeated", .kind = FIELD_BOOL, .optional = true, .offset = AT(repeated)},
	{.name = "target", .kind = FIELD_TEXT, .offset = AT(target)},
	{.name = "answer",
	 .kind = FIELD_ENUM,
	 .optional = true,
	 .offset = AT(answer),
	 .names = spf_answer_names},
	{.name = "hosts",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(hosts),
	 .shape = &host_shape},
	{.name = "own", .kind = FIELD_OBJECT, .offset = AT(own), .shape = &cost_shape},
	{.name = "cost", .kind = FIELD_OBJECT, .offset = AT(cost), .shape = &cost_shape},
	{.kind = FIELD_POINTER, .offset = AT(record), .shape = &record_group_shape},
};
#undef AT
static const struct shape term_shape = SHAPE(struct spf_term, term_fields);

#define AT(member) offsetof(struct spf_step, member)
static const struct field step_fields[] = {
	{.name = "domain", .kind = FIELD_TEXT, .offset = AT(domain)},
	{.name = "term", .kind = FIELD_TEXT, .offset = AT(term)},
};
#undef AT
static const struct shape step_shape = SHAPE(struct spf_step, step_fields);

#define AT(member) offsetof(struct spf_check, member)
static const struct field check_fields[] = {
	{.name = "result", .kind = FIELD_ENUM, .offset = AT(result), .names = spf_result_names},
	{.name = "ip", .kind = FIELD_TEXT, .offset = AT(ip)},
	{.name = "sender", .kind = FIELD_TEXT, .offset = AT(sender)},
	{.name = "helo", .kind = FIELD_TEXT, .offset = AT(helo)},
	{.name = "path", .kind = FIELD_LIST, .offset = AT(path), .shape = &step_shape},
	{.name = "why", .kind = FIELD_TEXT, .offset = AT(why)},
	{.name = "explanation", .kind = FIELD_TEXT, .offset = AT(explanation)},
	{.name = "lookups", .kind = FIELD_INT, .offset = AT(lookups)},
	{.name = "voids", .kind = FIELD_INT, .offset = AT(voids)},
};
#undef AT
static const struct shape check_shape = SHAPE(struct spf_check, check_fields);
static const struct field check_group_fields[] = {
	{.name = "check", .kind = FIELD_GROUP, .shape = &check_shape},
};
static const struct shape check_group_shape = SHAPE(struct spf_check, check_group_fields);

#define AT(member) offsetof(struct spf_almost, member)
static const struct field almost_fields[] = {
	{.name = "text", .kind = FIELD_BYTES, .offset = AT(text)},
	{.name = "what", .kind = FIELD_TEXT, .offset = AT(what)},
	{.name = "meant", .kind = FIELD_TEXT, .offset = AT(meant)},
};
#undef AT
static const struct shape almost_shape = SHAPE(struct spf_almost, almost_fields);

#define AT(member) offsetof(struct spf_study, member)
static const struct field study_fields[] = {
	{.kind = FIELD_POINTER, .offset = AT(record), .shape = &record_group_shape},
	{.name = "by_sender", .kind = FIELD_BOOL, .optional = true, .offset = AT(by_sender)},
	{.name = "left_out", .kind = FIELD_BOOL, .optional = true, .offset = AT(left_out)},
	{.name = "unanswered", .kind = FIELD_BOOL, .optional = true, .offset = AT(unanswered)},
	{.name = "almost",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(almost),
	 .shape = &almost_shape},
	{.kind = FIELD_POINTER, .offset = AT(check), .shape = &check_group_shape},
};
#undef AT
const struct shape spf_study_shape = SHAPE(struct spf_study, study_fields);
