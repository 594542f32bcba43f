/* Which way of sending this is, and what became of the message, as tables. */
#include "interpret/finding_shapes.h"

#include "interpret/sent.h"
#include "interpret/way.h"

/* ---- the way ---- */

#define AT(member) offsetof(struct way, member)
static const struct field name_fields[] = {
	{.name = "id", .kind = FIELD_TEXT, .required = true, .offset = AT(id)},
	{.name = "title", .kind = FIELD_TEXT, .required = true, .offset = AT(title)},
};
#undef AT
const struct shape way_name_shape = SHAPE(struct way, name_fields);

#define AT(member) offsetof(struct way_need_seen, member)
static const struct field need_fields[] = {
	{.name = "text", .kind = FIELD_TEXT, .required = true, .offset = AT(text)},
	{.name = "state",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(state),
	 .names = way_state_names},
	{.name = "evidence", .kind = FIELD_BYTES, .offset = AT(evidence)},
	{.name = "fix", .kind = FIELD_TEXT, .offset = AT(fix)},
};
#undef AT
static const struct shape need_shape = SHAPE(struct way_need_seen, need_fields);

#define AT(member) offsetof(struct way_found, member)
static const struct field rival_fields[] = {
	{.kind = FIELD_POINTER, .offset = AT(rival), .shape = &way_name_shape},
	{.name = "tells", .kind = FIELD_TEXT, .offset = AT(tells)},
};
static const struct shape rival_shape = SHAPE(struct way_found, rival_fields);

static const struct field found_fields[] = {
	{.kind = FIELD_POINTER, .offset = AT(way), .shape = &way_name_shape},
	{.name = "certainty",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(certainty),
	 .names = certainty_names},
	{.name = "or", .kind = FIELD_GROUP, .optional = true, .shape = &rival_shape},
	{.name = "why", .kind = FIELD_BYTESES, .offset = AT(why)},
	{.name = "needs", .kind = FIELD_LIST, .offset = AT(needs), .shape = &need_shape},
};
#undef AT
const struct shape way_found_shape = SHAPE(struct way_found, found_fields);

/* ---- the message ---- */

#define AT(member) offsetof(struct session, member)
static const struct field session_fields[] = {
	{.name = "host", .kind = FIELD_TEXT, .offset = AT(host)},
	{.name = "address", .kind = FIELD_TEXT, .offset = AT(address)},
	{.name = "port", .kind = FIELD_INT, .offset = AT(port)},
};
#undef AT
static const struct shape session_shape = SHAPE(struct session, session_fields);

#define AT(member) offsetof(struct sent, member)
static const struct field sent_fields[] = {
	{.name = "fate",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(fate),
	 .names = sent_fate_names},
	{.name = "message_id", .kind = FIELD_TEXT, .offset = AT(message_id)},
	{.name = "server_id", .kind = FIELD_BYTES, .offset = AT(server_id)},
	{.name = "software", .kind = FIELD_TEXT, .offset = AT(software)},
	{.kind = FIELD_POINTER, .offset = AT(session), .shape = &session_shape},
};
#undef AT
const struct shape sent_shape = SHAPE(struct sent, sent_fields);
