#include "interpret/finding_shapes.h"

#include "interpret/finding.h"
#include "interpret/publish.h"

enum { PORT_MAX = 65535 };

/* ---- findings ---- */

#define AT(member) offsetof(struct reference, member)
static const struct field reference_fields[] = {
	{.name = "source", .kind = FIELD_TEXT, .required = true, .offset = AT(source)},
	{.name = "as_of", .kind = FIELD_TEXT, .offset = AT(as_of)},
};
#undef AT
static const struct shape reference_shape = SHAPE(struct reference, reference_fields);

#define AT(member) offsetof(struct program_setting, member)
static const struct field setting_fields[] = {
	{.name = "program", .kind = FIELD_TEXT, .required = true, .offset = AT(program)},
	{.name = "setting", .kind = FIELD_TEXT, .required = true, .offset = AT(setting)},
	{.name = "references",
	 .kind = FIELD_LIST,
	 .offset = AT(references),
	 .shape = &reference_shape},
};
#undef AT
static const struct shape setting_shape = SHAPE(struct program_setting, setting_fields);

#define AT(member) offsetof(struct evidence, member)
static const struct field evidence_fields[] = {
	{.name = "kind", .kind = FIELD_TEXT, .required = true, .offset = AT(kind)},
	{.name = "text", .kind = FIELD_BYTES, .required = true, .offset = AT(text)},
};
#undef AT
static const struct shape evidence_shape = SHAPE(struct evidence, evidence_fields);

#define AT(member) offsetof(struct publish, member)
static const struct field publish_fields[] = {
	{.name = "action",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(action),
	 .names = publish_action_names},
	{.name = "name", .kind = FIELD_TEXT, .required = true, .offset = AT(name)},
	{.name = "type", .kind = FIELD_TEXT, .required = true, .offset = AT(type)},
	{.name = "value", .kind = FIELD_TEXT, .offset = AT(value)},
	{.name = "note", .kind = FIELD_TEXT, .offset = AT(note)},
};
#undef AT
static const struct shape publish_shape = SHAPE(struct publish, publish_fields);

#define AT(member) offsetof(struct finding, member)
static const struct field where_fields[] = {
	{.name = "session", .kind = FIELD_INT, .or_none = true, .offset = AT(session_index)},
	{.name = "address", .kind = FIELD_TEXT, .offset = AT(address)},
	{.name = "name", .kind = FIELD_TEXT, .offset = AT(name)},
	{.name = "port", .kind = FIELD_INT, .optional = true, .most = PORT_MAX, .offset = AT(port)},
	{.name = "stage",
	 .kind = FIELD_ENUM,
	 .or_none = true,
	 .offset = AT(stage),
	 .names = stage_names},
};
static const struct shape where_shape = SHAPE(struct finding, where_fields);

static const struct field finding_fields[] = {
	{.name = "id", .kind = FIELD_TEXT, .required = true, .offset = AT(id)},
	{.name = "case", .kind = FIELD_TEXT, .offset = AT(of_case)},
	{.name = "severity",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(severity),
	 .names = severity_names},
	{.name = "certainty",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(certainty),
	 .names = certainty_names},
	{.name = "owner",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(owner),
	 .names = owner_names},
	{.name = "title", .kind = FIELD_TEXT, .required = true, .offset = AT(title)},
	{.name = "meaning", .kind = FIELD_TEXT, .required = true, .offset = AT(meaning)},
	{.name = "causes", .kind = FIELD_STRINGS, .offset = AT(causes)},
	{.name = "fixes", .kind = FIELD_STRINGS, .offset = AT(fixes)},
	{.name = "settings",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(settings),
	 .shape = &setting_shape},
	{.name = "evidence", .kind = FIELD_LIST, .offset = AT(evidence), .shape = &evidence_shape},
	{.name = "references",
	 .kind = FIELD_LIST,
	 .offset = AT(references),
	 .shape = &reference_shape},
	{.name = "also", .kind = FIELD_STRINGS, .offset = AT(also)},
	{.name = "publish",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(publish),
	 .shape = &publish_shape},
	{.name = "where", .kind = FIELD_GROUP, .required = true, .shape = &where_shape},
	{.name = "consequence_of", .kind = FIELD_ID, .offset = AT(root)},
};
#undef AT
const struct shape finding_shape = SHAPE(struct finding, finding_fields);

/* ---- the verdict ---- */

#define AT(member) offsetof(struct works, member)
static const struct field works_fields[] = {
	{.name = "address", .kind = FIELD_TEXT, .required = true, .offset = AT(address)},
	{.name = "port", .kind = FIELD_INT, .most = PORT_MAX, .offset = AT(port)},
	{.name = "tls_mode",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(mode),
	 .names = tls_mode_names},
};
#undef AT
const struct shape works_shape = SHAPE(struct works, works_fields);

#define AT(member) offsetof(struct verdict, member)
static const struct field verdict_fields[] = {
	{.name = "status",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(status),
	 .names = verdict_status_names},
	{.name = "finding", .kind = FIELD_ID, .required = true, .offset = AT(finding)},
	{.name = "summary", .kind = FIELD_TEXT, .required = true, .offset = AT(summary)},
	{.name = "works", .kind = FIELD_LIST, .offset = AT(works), .shape = &works_shape},
	{.name = "not_tested", .kind = FIELD_STRINGS, .offset = AT(not_tested)},
};
#undef AT
const struct shape verdict_shape = SHAPE(struct verdict, verdict_fields);

/* ---- settings that were seen to work ---- */

#define AT(member) offsetof(struct recommended, member)
static const struct field recommended_fields[] = {
	{.name = "host", .kind = FIELD_TEXT, .required = true, .offset = AT(host)},
	{.name = "port", .kind = FIELD_INT, .most = PORT_MAX, .offset = AT(port)},
	{.name = "tls_mode",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(mode),
	 .names = tls_mode_names},
	{.name = "tls_version", .kind = FIELD_TEXT, .offset = AT(tls_version)},
	{.name = "login",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(login),
	 .names = login_proof_names},
	{.name = "mechanism", .kind = FIELD_TEXT, .offset = AT(mechanism)},
	{.name = "user", .kind = FIELD_TEXT, .offset = AT(user)},
	{.name = "user_form",
	 .kind = FIELD_ENUM,
	 .or_none = true,
	 .offset = AT(user_form),
	 .names = user_form_names},
	{.name = "from", .kind = FIELD_TEXT, .offset = AT(from)},
	{.name = "ca_file", .kind = FIELD_TEXT, .offset = AT(ca_file)},
	{.name = "ehlo", .kind = FIELD_TEXT, .offset = AT(ehlo)},
};
#undef AT
const struct shape recommended_shape = SHAPE(struct recommended, recommended_fields);
