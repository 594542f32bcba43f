/* Secret, login, envelope and message, as tables. */
#include "record/record.h"
#include "record/shapes.h"

#define AT(member) offsetof(struct secret_facts, member)
static const struct field secret_fields[] = {
	{.name = "secret_kind", .kind = FIELD_TEXT, .offset = AT(kind), .holds = HOLDS_WORD},
	{.name = "secret_from", .kind = FIELD_TEXT, .offset = AT(from), .holds = HOLDS_WORD},
	{.name = "secret_bytes", .kind = FIELD_INT, .offset = AT(bytes)},
	{.name = "secret_characters",
	 .kind = FIELD_INT,
	 .offset = AT(characters),
	 .optional = true},
	{.name = "secret_oddities",
	 .kind = FIELD_STRINGS,
	 .offset = AT(oddities),
	 .optional = true,
	 .holds = HOLDS_WORD},
};
#undef AT
static const struct shape secret_shape = SHAPE(struct secret_facts, secret_fields);

#define AT(member) offsetof(struct record, member)
static const struct field login_fields[] = {
	{.kind = FIELD_POINTER, .offset = AT(secret), .shape = &secret_shape},
	{.name = "earlier_failures",
	 .kind = FIELD_INT,
	 .offset = AT(earlier.failures),
	 .optional = true},
	{.name = "last_failure", .kind = FIELD_DATE, .offset = AT(earlier.last), .optional = true},
	{.name = "next_login", .kind = FIELD_DATE, .offset = AT(earlier.next), .optional = true},
	{.name = "all_mechanisms",
	 .kind = FIELD_BOOL,
	 .offset = AT(all_mechanisms),
	 .optional = true},
	{.name = "memory_fault", .kind = FIELD_TEXT, .offset = AT(earlier.fault)},
};
#undef AT
const struct shape login_shape = SHAPE(struct record, login_fields);

#define AT(member) offsetof(struct auth_facts, member)
static const struct field auth_fields[] = {
	{.name = "mechanism", .kind = FIELD_TEXT, .offset = AT(mechanism), .holds = HOLDS_WORD},
	{.name = "chosen", .kind = FIELD_TEXT, .offset = AT(chosen), .holds = HOLDS_WORD},
	{.name = "able",
	 .kind = FIELD_STRINGS,
	 .offset = AT(able),
	 .optional = true,
	 .holds = HOLDS_WORD},
	{.name = "user", .kind = FIELD_TEXT, .offset = AT(user), .holds = HOLDS_USER},
	{.name = "initial_response", .kind = FIELD_BOOL, .offset = AT(initial_response)},
	{.name = "without_secret", .kind = FIELD_BOOL, .offset = AT(without_secret)},
	{.name = "withheld", .kind = FIELD_ENUM, .offset = AT(withheld), .names = withheld_names},
	{.name = "challenge", .kind = FIELD_BYTES, .offset = AT(challenge)},
	{.name = "channel_binding",
	 .kind = FIELD_TEXT,
	 .offset = AT(channel_binding),
	 .holds = HOLDS_WORD},
	{.name = "iterations", .kind = FIELD_INT, .offset = AT(iterations), .optional = true},
	{.name = "server_proved",
	 .kind = FIELD_BOOL,
	 .offset = AT(server_proved),
	 .optional = true},
	{.name = "own_fault", .kind = FIELD_TEXT, .offset = AT(own_fault), .holds = HOLDS_WORD},
};
#undef AT
const struct shape auth_shape = SHAPE(struct auth_facts, auth_fields);

#define AT(member) offsetof(struct recipient, member)
static const struct field recipient_fields[] = {
	{.name = "address",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(address),
	 .holds = HOLDS_USER},
	{.name = "reply", .kind = FIELD_OBJECT, .offset = AT(reply), .shape = &reply_shape},
};
#undef AT
static const struct shape recipient_shape = SHAPE(struct recipient, recipient_fields);

#define AT(member) offsetof(struct envelope_facts, member)
static const struct field envelope_fields[] = {
	{.name = "from", .kind = FIELD_TEXT, .offset = AT(from), .holds = HOLDS_USER},
	{.name = "declared_size", .kind = FIELD_OCTETS, .offset = AT(size), .optional = true},
	{.name = "smtputf8", .kind = FIELD_BOOL, .offset = AT(utf8), .optional = true},
	{.name = "notify", .kind = FIELD_TEXT, .offset = AT(notify), .holds = HOLDS_WORD},
	{.name = "mail", .kind = FIELD_OBJECT, .offset = AT(mail), .shape = &reply_shape},
	{.name = "recipients",
	 .kind = FIELD_LIST,
	 .offset = AT(recipients),
	 .shape = &recipient_shape},
};
#undef AT
const struct shape envelope_shape = SHAPE(struct envelope_facts, envelope_fields);

#define AT(member) offsetof(struct message_facts, member)
static const struct field message_fields[] = {
	{.name = "message_id", .kind = FIELD_TEXT, .offset = AT(id)},
	{.name = "message_bytes", .kind = FIELD_OCTETS, .offset = AT(size)},
	{.name = "data_reply", .kind = FIELD_OBJECT, .offset = AT(data), .shape = &reply_shape},
};
#undef AT
const struct shape message_shape = SHAPE(struct message_facts, message_fields);
