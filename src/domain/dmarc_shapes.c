/* How what is known of a domain's DMARC is told in JSON. */
#include "domain/dmarc.h"

enum { PERCENT_MAX = 100 };

/* ---- a record ---- */

#define AT(member) offsetof(struct dmarc_fault, member)
static const struct field fault_fields[] = {
	{.name = "harm",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(harm),
	 .names = dmarc_harm_names},
	{.name = "at", .kind = FIELD_INT, .required = true, .offset = AT(at)},
	{.name = "text", .kind = FIELD_BYTES, .offset = AT(text)},
	{.name = "what", .kind = FIELD_TEXT, .required = true, .offset = AT(what)},
};
#undef AT
static const struct shape fault_shape = SHAPE(struct dmarc_fault, fault_fields);

#define AT(member) offsetof(struct dmarc_uri, member)
static const struct field uri_fields[] = {
	{.name = "uri", .kind = FIELD_BYTES, .required = true, .offset = AT(text)},
	{.name = "mailbox", .kind = FIELD_TEXT, .offset = AT(mailbox)},
	{.name = "limit", .kind = FIELD_TEXT, .offset = AT(limit)},
};
#undef AT
static const struct shape uri_shape = SHAPE(struct dmarc_uri, uri_fields);

#define AT(member) offsetof(struct dmarc_record, member)
#define POLICY(tag)                                                                                \
	{                                                                                          \
		.name = #tag, .kind = FIELD_ENUM, .optional = true, .offset = AT(tag),             \
		.names = dmarc_policy_names                                                        \
	}
static const struct field record_fields[] = {
	{.name = "text", .kind = FIELD_BYTES, .required = true, .offset = AT(text)},
	{.name = "counts", .kind = FIELD_BOOL, .required = true, .offset = AT(counts)},
	POLICY(p),
	POLICY(sp),
	POLICY(np),
	{.name = "adkim_strict", .kind = FIELD_BOOL, .optional = true, .offset = AT(strict_dkim)},
	{.name = "aspf_strict", .kind = FIELD_BOOL, .optional = true, .offset = AT(strict_spf)},
	{.name = "pct", .kind = FIELD_INT, .most = PERCENT_MAX, .offset = AT(pct)},
	{.name = "testing", .kind = FIELD_BOOL, .optional = true, .offset = AT(testing)},
	{.name = "rua",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(rua),
	 .shape = &uri_shape},
	{.name = "ruf",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(ruf),
	 .shape = &uri_shape},
	{.name = "faults",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(faults),
	 .shape = &fault_shape},
	{.name = "corrected", .kind = FIELD_TEXT, .offset = AT(corrected)},
};
#undef POLICY
#undef AT
static const struct shape record_shape = SHAPE(struct dmarc_record, record_fields);

/* ---- places ---- */

#define AT(member) offsetof(struct dmarc_place, member)
static const struct field place_fields[] = {
	{.name = "name", .kind = FIELD_TEXT, .required = true, .offset = AT(name)},
	{.name = "unknown", .kind = FIELD_BOOL, .optional = true, .offset = AT(unknown)},
	{.name = "alias_of", .kind = FIELD_TEXT, .offset = AT(alias)},
	{.name = "records",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(records),
	 .shape = &record_shape},
	{.name = "misspelt",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(misspelt),
	 .shape = &record_shape},
	{.name = "others", .kind = FIELD_INT, .optional = true, .offset = AT(others)},
};
static const struct field at_fields[] = {
	{.name = "at", .kind = FIELD_TEXT, .offset = AT(name)},
};
#undef AT
static const struct shape place_shape = SHAPE(struct dmarc_place, place_fields);
static const struct shape at_shape = SHAPE(struct dmarc_place, at_fields);

/* ---- reports ---- */

#define AT(member) offsetof(struct dmarc_report, member)
static const struct field report_fields[] = {
	{.name = "domain", .kind = FIELD_TEXT, .required = true, .offset = AT(domain)},
	{.name = "foreign", .kind = FIELD_BOOL, .required = true, .offset = AT(foreign)},
	{.name = "permit_at", .kind = FIELD_TEXT, .offset = AT(permit_name)},
	{.name = "permitted", .kind = FIELD_BOOL, .optional = true, .offset = AT(permitted)},
	{.name = "permit_unknown",
	 .kind = FIELD_BOOL,
	 .optional = true,
	 .offset = AT(permit_unknown)},
	{.name = "unreachable", .kind = FIELD_BOOL, .optional = true, .offset = AT(unreachable)},
};
#undef AT
static const struct shape report_shape = SHAPE(struct dmarc_report, report_fields);

/* ---- all of it ---- */

#define AT(member) offsetof(struct dmarc_study, member)
#define WAY(way)                                                                                   \
	{.name = "known", .kind = FIELD_BOOL, .required = true, .offset = AT(way.known)},          \
		{.name = "organisation",                                                           \
		 .kind = FIELD_TEXT,                                                               \
		 .required = true,                                                                 \
		 .offset = AT(way.organisation)},                                                  \
		{.kind = FIELD_POINTER, .offset = AT(way.at), .shape = &at_shape},                 \
		{.name = "policy",                                                                 \
		 .kind = FIELD_ENUM,                                                               \
		 .required = true,                                                                 \
		 .offset = AT(way.own),                                                            \
		 .names = dmarc_policy_names},                                                     \
	{                                                                                          \
		.name = "subdomains", .kind = FIELD_ENUM, .required = true,                        \
		.offset = AT(way.below), .names = dmarc_policy_names                               \
	}
static const struct field list_fields[] = {WAY(by_list)};
static const struct field walk_fields[] = {WAY(by_walk)};
static const struct shape list_shape = SHAPE(struct dmarc_study, list_fields);
static const struct shape walk_shape = SHAPE(struct dmarc_study, walk_fields);

static const struct field force_fields[] = {
	{.kind = FIELD_POINTER, .offset = AT(at), .shape = &at_shape},
	{.kind = FIELD_POINTER, .offset = AT(record), .shape = &record_shape},
};
static const struct shape force_shape = SHAPE(struct dmarc_study, force_fields);

static const struct field study_fields[] = {
	{.name = "policy",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(policy),
	 .names = dmarc_policy_names},
	{.name = "known", .kind = FIELD_BOOL, .required = true, .offset = AT(known)},
	{.name = "record", .kind = FIELD_GROUP, .optional = true, .shape = &force_shape},
	{.name = "by_public_suffix_list", .kind = FIELD_GROUP, .shape = &list_shape},
	{.name = "by_tree_walk", .kind = FIELD_GROUP, .shape = &walk_shape},
	{.name = "ways_differ", .kind = FIELD_BOOL, .optional = true, .offset = AT(differ)},
	{.name = "places", .kind = FIELD_LIST, .offset = AT(places), .shape = &place_shape},
	{.name = "reports",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(reports),
	 .shape = &report_shape},
	{.name = "reports_left_out", .kind = FIELD_INT, .optional = true, .offset = AT(left_out)},
	{.name = "stands_at", .kind = FIELD_TEXT, .offset = AT(stray_name)},
};
#undef AT
const struct shape dmarc_study_shape = SHAPE(struct dmarc_study, study_fields);
