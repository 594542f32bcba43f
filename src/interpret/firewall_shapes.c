/* What a firewall stopped, and what to ask for, as tables. */
#include "interpret/finding_shapes.h"

#include "interpret/firewall.h"

enum { PORT_MAX = 65535 };

static const char *const tcp_word[] = {"TCP", NULL};

#define AT(member) offsetof(struct attempt, member)
static const struct field attempt_fields[] = {
	{.name = "result",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(passage),
	 .names = passage_names},
	{.name = "protocol", .kind = FIELD_WORD, .names = tcp_word},
	{.name = "source", .kind = FIELD_TEXT, .offset = AT(source)},
	{.name = "host", .kind = FIELD_TEXT, .required = true, .offset = AT(host)},
	{.name = "address", .kind = FIELD_TEXT, .required = true, .offset = AT(address)},
	{.name = "port", .kind = FIELD_INT, .most = PORT_MAX, .offset = AT(port)},
	{.name = "sent", .kind = FIELD_TEXT, .required = true, .offset = AT(sent)},
	{.name = "answer", .kind = FIELD_TEXT, .required = true, .offset = AT(answer)},
	{.name = "at", .kind = FIELD_DATE, .optional = true, .offset = AT(at)},
	{.name = "rtt_ms", .kind = FIELD_MS, .optional = true, .offset = AT(rtt_ms)},
	{.name = "hop", .kind = FIELD_TEXT, .offset = AT(hop)},
	{.name = "remark", .kind = FIELD_TEXT, .offset = AT(remark)},
	{.name = "finding", .kind = FIELD_TEXT, .offset = AT(finding)},
	{.name = "control", .kind = FIELD_BOOL, .optional = true, .offset = AT(control)},
};
#undef AT
static const struct shape attempt_shape = SHAPE(struct attempt, attempt_fields);

#define AT(member) offsetof(struct request, member)
static const struct field request_fields[] = {
	{.name = "ask",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(ask),
	 .names = asked_names},
	{.name = "host", .kind = FIELD_TEXT, .required = true, .offset = AT(host)},
	{.name = "sentence", .kind = FIELD_TEXT, .required = true, .offset = AT(sentence)},
};
#undef AT
static const struct shape request_shape = SHAPE(struct request, request_fields);

#define AT(member) offsetof(struct allowing, member)
static const struct field allowing_fields[] = {
	{.name = "host", .kind = FIELD_TEXT, .required = true, .offset = AT(host)},
	{.name = "provider", .kind = FIELD_TEXT, .required = true, .offset = AT(provider)},
	{.name = "names", .kind = FIELD_STRINGS, .offset = AT(names)},
	{.name = "ports", .kind = FIELD_STRINGS, .offset = AT(ports)},
	{.name = "ranges", .kind = FIELD_STRINGS, .offset = AT(ranges)},
	{.name = "unlisted", .kind = FIELD_STRINGS, .offset = AT(unlisted)},
	{.name = "url", .kind = FIELD_TEXT, .offset = AT(url)},
	{.name = "note", .kind = FIELD_TEXT, .offset = AT(note)},
	{.name = "source", .kind = FIELD_TEXT, .required = true, .offset = AT(source)},
	{.name = "as_of", .kind = FIELD_TEXT, .required = true, .offset = AT(as_of)},
};
#undef AT
static const struct shape allowing_shape = SHAPE(struct allowing, allowing_fields);

#define AT(member) offsetof(struct block, member)
static const struct field block_fields[] = {
	{.name = "network", .kind = FIELD_TEXT, .required = true, .offset = AT(network)},
	{.name = "title", .kind = FIELD_TEXT, .required = true, .offset = AT(title)},
	{.name = "lifting", .kind = FIELD_TEXT, .offset = AT(lifting)},
	{.name = "instead", .kind = FIELD_TEXT, .offset = AT(instead)},
	{.name = "source", .kind = FIELD_TEXT, .required = true, .offset = AT(source)},
	{.name = "as_of", .kind = FIELD_TEXT, .required = true, .offset = AT(as_of)},
};
#undef AT
static const struct shape block_shape = SHAPE(struct block, block_fields);

#define AT(member) offsetof(struct firewall, member)
static const struct field firewall_fields[] = {
	{.name = "proof", .kind = FIELD_BOOL, .offset = AT(proof)},
	{.name = "attempts", .kind = FIELD_LIST, .offset = AT(attempts), .shape = &attempt_shape},
	{.name = "requests", .kind = FIELD_LIST, .offset = AT(requests), .shape = &request_shape},
	{.name = "allowing", .kind = FIELD_LIST, .offset = AT(allowing), .shape = &allowing_shape},
	{.name = "blocks", .kind = FIELD_LIST, .offset = AT(blocks), .shape = &block_shape},
	{.name = "egress", .kind = FIELD_STRINGS, .offset = AT(egress)},
};
#undef AT
const struct shape firewall_shape = SHAPE(struct firewall, firewall_fields);
