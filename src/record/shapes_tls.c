/* The handshake, the certificates, and what others say of them. */
#include "record/shapes.h"

#include "record/record.h"

#define AT(member) offsetof(struct certificate, member)
static const struct field certificate_fields[] = {
	{.name = "subject", .kind = FIELD_TEXT, .offset = AT(subject), .holds = HOLDS_ELSE},
	{.name = "issuer", .kind = FIELD_TEXT, .offset = AT(issuer), .holds = HOLDS_ELSE},
	{.name = "serial", .kind = FIELD_TEXT, .offset = AT(serial), .holds = HOLDS_ELSE},
	{.name = "sha256", .kind = FIELD_TEXT, .offset = AT(sha256), .holds = HOLDS_ELSE},
	{.name = "not_before", .kind = FIELD_DATE, .offset = AT(not_before)},
	{.name = "not_after", .kind = FIELD_DATE, .offset = AT(not_after)},
	{.name = "key", .kind = FIELD_TEXT, .offset = AT(key), .holds = HOLDS_WORD},
	{.name = "key_bits", .kind = FIELD_INT, .offset = AT(key_bits)},
	{.name = "signature", .kind = FIELD_TEXT, .offset = AT(signature), .holds = HOLDS_WORD},
	{.name = "names", .kind = FIELD_BYTESES, .offset = AT(names), .holds = HOLDS_ELSE},
	{.name = "names_total", .kind = FIELD_INT, .offset = AT(names_total), .optional = true},
	{.name = "aia", .kind = FIELD_TEXT, .offset = AT(aia), .holds = HOLDS_ELSE},
	{.name = "ocsp", .kind = FIELD_TEXT, .offset = AT(ocsp), .holds = HOLDS_ELSE},
	{.name = "key_usage",
	 .kind = FIELD_STRINGS,
	 .offset = AT(key_usage),
	 .optional = true,
	 .holds = HOLDS_WORD},
	{.name = "purposes",
	 .kind = FIELD_STRINGS,
	 .offset = AT(purposes),
	 .optional = true,
	 .holds = HOLDS_WORD},
	{.name = "path_length", .kind = FIELD_TEXT, .offset = AT(path_length), .holds = HOLDS_WORD},
	{.name = "must_staple", .kind = FIELD_BOOL, .offset = AT(must_staple), .optional = true},
	{.name = "ca", .kind = FIELD_BOOL, .offset = AT(ca)},
	{.name = "self_signed", .kind = FIELD_BOOL, .offset = AT(self_signed)},
	{.name = "unused", .kind = FIELD_BOOL, .offset = AT(unused), .optional = true},
};
#undef AT
static const struct shape certificate_shape = SHAPE(struct certificate, certificate_fields);

#define AT(member) offsetof(struct chain_link, member)
static const struct field link_fields[] = {
	{.name = "subject", .kind = FIELD_TEXT, .offset = AT(subject), .holds = HOLDS_ELSE},
	{.name = "sha256", .kind = FIELD_TEXT, .offset = AT(sha256), .holds = HOLDS_ELSE},
	{.name = "from", .kind = FIELD_ENUM, .offset = AT(from), .names = link_origin_names},
	{.name = "not_after", .kind = FIELD_DATE, .offset = AT(not_after)},
};
#undef AT
static const struct shape link_shape = SHAPE(struct chain_link, link_fields);

#define AT(member) offsetof(struct fetched, member)
static const struct field fetched_fields[] = {
	{.name = "url", .kind = FIELD_TEXT, .offset = AT(url), .required = true},
	{.name = "address", .kind = FIELD_TEXT, .offset = AT(address), .holds = HOLDS_HOST},
	{.name = "code", .kind = FIELD_INT, .offset = AT(code), .optional = true},
	{.name = "fault", .kind = FIELD_TEXT, .offset = AT(fault)},
	{.name = "form", .kind = FIELD_TEXT, .offset = AT(form), .holds = HOLDS_WORD},
	{.name = "subject", .kind = FIELD_TEXT, .offset = AT(subject), .holds = HOLDS_ELSE},
	{.name = "sha256", .kind = FIELD_TEXT, .offset = AT(sha256), .holds = HOLDS_ELSE},
	{.name = "ms", .kind = FIELD_MS, .offset = AT(ms)},
};
#undef AT
static const struct shape fetched_shape = SHAPE(struct fetched, fetched_fields);

#define AT(member) offsetof(struct staple, member)
static const struct field staple_fields[] = {
	{.name = "staple_status",
	 .kind = FIELD_ENUM,
	 .offset = AT(status),
	 .names = staple_status_names},
	{.name = "staple_fault", .kind = FIELD_TEXT, .offset = AT(fault), .holds = HOLDS_WORD},
	{.name = "staple_produced", .kind = FIELD_DATE, .offset = AT(produced), .optional = true},
	{.name = "staple_this_update",
	 .kind = FIELD_DATE,
	 .offset = AT(this_update),
	 .optional = true},
	{.name = "staple_next_update",
	 .kind = FIELD_DATE,
	 .offset = AT(next_update),
	 .optional = true},
	{.name = "staple_revoked_at",
	 .kind = FIELD_DATE,
	 .offset = AT(revoked_at),
	 .optional = true},
	{.name = "staple_reason", .kind = FIELD_TEXT, .offset = AT(reason), .holds = HOLDS_WORD},
};
#undef AT
static const struct shape staple_shape = SHAPE(struct staple, staple_fields);

#define AT(member) offsetof(struct tlsa, member)
static const struct field tlsa_fields[] = {
	{.name = "usage", .kind = FIELD_INT, .offset = AT(usage), .most = 255},
	{.name = "selector", .kind = FIELD_INT, .offset = AT(selector), .most = 255},
	{.name = "matching_type", .kind = FIELD_INT, .offset = AT(matching), .most = 255},
	{.name = "data", .kind = FIELD_TEXT, .offset = AT(data), .holds = HOLDS_DATA},
	{.name = "verdict", .kind = FIELD_ENUM, .offset = AT(verdict), .names = tlsa_verdict_names},
	{.name = "why", .kind = FIELD_TEXT, .offset = AT(why), .holds = HOLDS_WORD},
	{.name = "certificate", .kind = FIELD_INT, .offset = AT(certificate), .optional = true},
};
#undef AT
static const struct shape tlsa_shape = SHAPE(struct tlsa, tlsa_fields);

#define AT(member) offsetof(struct dane_facts, member)
static const struct field dane_fields[] = {
	{.name = "dane_state", .kind = FIELD_ENUM, .offset = AT(state), .names = dane_state_names},
	{.name = "tlsa_name", .kind = FIELD_TEXT, .offset = AT(name), .holds = HOLDS_HOST},
	{.name = "tlsa",
	 .kind = FIELD_LIST,
	 .offset = AT(records),
	 .shape = &tlsa_shape,
	 .optional = true},
	{.name = "tlsa_fitting", .kind = FIELD_TEXT, .offset = AT(fitting)},
	{.name = "unsigned_at", .kind = FIELD_TEXT, .offset = AT(unsigned_at)},
};
#undef AT
static const struct shape dane_shape = SHAPE(struct dane_facts, dane_fields);

#define AT(member) offsetof(struct tls_facts, member)
static const struct field tls_fields[] = {
	{.name = "offered_versions",
	 .kind = FIELD_TEXT,
	 .offset = AT(offered),
	 .holds = HOLDS_WORD},
	{.name = "sni", .kind = FIELD_TEXT, .offset = AT(sni), .holds = HOLDS_HOST},
	{.name = "version", .kind = FIELD_TEXT, .offset = AT(version), .holds = HOLDS_WORD},
	{.name = "cipher", .kind = FIELD_TEXT, .offset = AT(cipher), .holds = HOLDS_WORD},
	{.name = "compression", .kind = FIELD_TEXT, .offset = AT(compression), .holds = HOLDS_WORD},
	{.name = "key_exchange",
	 .kind = FIELD_TEXT,
	 .offset = AT(key_exchange),
	 .holds = HOLDS_WORD},
	{.name = "group", .kind = FIELD_TEXT, .offset = AT(group), .holds = HOLDS_WORD},
	{.name = "peer_signature",
	 .kind = FIELD_TEXT,
	 .offset = AT(peer_signature),
	 .holds = HOLDS_WORD},
	{.name = "dh_bits", .kind = FIELD_INT, .offset = AT(dh_bits), .optional = true},
	{.name = "extended_master_secret",
	 .kind = FIELD_BOOL,
	 .offset = AT(extended_master_secret)},
	{.name = "safe_renegotiation", .kind = FIELD_BOOL, .offset = AT(safe_renegotiation)},
	{.name = "tickets", .kind = FIELD_BOOL, .offset = AT(tickets), .optional = true},
	{.name = "by_hand", .kind = FIELD_BOOL, .offset = AT(by_hand), .optional = true},
	{.name = "asked_for_certificate",
	 .kind = FIELD_BOOL,
	 .offset = AT(asked_for_certificate),
	 .optional = true},
	{.name = "client_certificate",
	 .kind = FIELD_TEXT,
	 .offset = AT(client_certificate),
	 .holds = HOLDS_ELSE},
	{.name = "error", .kind = FIELD_TEXT, .offset = AT(error), .holds = HOLDS_WORD},
	{.name = "alert", .kind = FIELD_TEXT, .offset = AT(alert), .holds = HOLDS_WORD},
	{.name = "alert_number", .kind = FIELD_INT, .offset = AT(alert_number), .optional = true},
	{.name = "last_in", .kind = FIELD_TEXT, .offset = AT(last_in), .holds = HOLDS_WORD},
	{.name = "plaintext", .kind = FIELD_BYTES, .offset = AT(plaintext)},
	{.name = "chain", .kind = FIELD_LIST, .offset = AT(chain), .shape = &certificate_shape},
	{.name = "chain_total", .kind = FIELD_INT, .offset = AT(chain_total), .optional = true},
	{.name = "judged", .kind = FIELD_BOOL, .offset = AT(judged)},
	{.name = "name_ok", .kind = FIELD_BOOL, .offset = AT(name_ok)},
	{.name = "trusted", .kind = FIELD_BOOL, .offset = AT(trusted)},
	{.name = "chain_complete", .kind = FIELD_BOOL, .offset = AT(chain_complete)},
	{.name = "expired", .kind = FIELD_BOOL, .offset = AT(expired)},
	{.name = "not_yet_valid", .kind = FIELD_BOOL, .offset = AT(not_yet_valid)},
	{.name = "weak", .kind = FIELD_BOOL, .offset = AT(weak)},
	{.name = "wrong_order", .kind = FIELD_BOOL, .offset = AT(wrong_order), .optional = true},
	{.name = "trust_fault", .kind = FIELD_TEXT, .offset = AT(trust_fault), .holds = HOLDS_WORD},
	{.name = "usage_fault", .kind = FIELD_TEXT, .offset = AT(usage_fault), .holds = HOLDS_WORD},
	{.name = "verified",
	 .kind = FIELD_LIST,
	 .offset = AT(verified),
	 .shape = &link_shape,
	 .optional = true},
	{.name = "trust_store", .kind = FIELD_TEXT, .offset = AT(trust_store), .holds = HOLDS_FILE},
	{.name = "anchors", .kind = FIELD_INT, .offset = AT(anchors)},
	{.kind = FIELD_POINTER, .offset = AT(staple), .shape = &staple_shape},
	{.name = "fetched",
	 .kind = FIELD_LIST,
	 .offset = AT(fetched),
	 .shape = &fetched_shape,
	 .optional = true},
	{.kind = FIELD_POINTER, .offset = AT(dane), .shape = &dane_shape},
};
#undef AT
const struct shape tls_shape = SHAPE(struct tls_facts, tls_fields);
