#include "record/shapes.h"

#include "record/record.h"

enum { PORT_MAX = 65535 };

/* ---- replies and facts of stages ---- */

#define AT(member) offsetof(struct reply, member)
static const struct field reply_fields[] = {
	{.name = "code", .kind = FIELD_INT, .offset = AT(code)},
	{.name = "enhanced", .kind = FIELD_TEXT, .offset = AT(enhanced), .holds = HOLDS_WORD},
	{.name = "text", .kind = FIELD_BYTES, .offset = AT(text)},
	{.name = "lines", .kind = FIELD_INT, .offset = AT(lines)},
};
#undef AT
const struct shape reply_shape = SHAPE(struct reply, reply_fields);

#define AT(member) offsetof(struct tcp_facts, member)
static const struct field tcp_fields[] = {
	{.name = "class", .kind = FIELD_ENUM, .offset = AT(class), .names = tcp_class_names},
	{.name = "errno", .kind = FIELD_TEXT, .offset = AT(errno_name), .holds = HOLDS_WORD},
	{.name = "icmp_origin", .kind = FIELD_TEXT, .offset = AT(icmp_origin), .holds = HOLDS_WORD},
	{.name = "icmp_type", .kind = FIELD_INT, .offset = AT(icmp_type), .optional = true},
	{.name = "icmp_code", .kind = FIELD_INT, .offset = AT(icmp_code), .optional = true},
	{.name = "offender", .kind = FIELD_TEXT, .offset = AT(offender)},
	{.name = "offender_is_local",
	 .kind = FIELD_BOOL,
	 .offset = AT(offender_is_local),
	 .optional = true},
	{.name = "source", .kind = FIELD_TEXT, .offset = AT(source)},
	{.name = "retransmits", .kind = FIELD_INT, .offset = AT(retransmits)},
	{.name = "rtt_ms", .kind = FIELD_MS, .offset = AT(rtt_ms)},
	{.name = "machine_open", .kind = FIELD_INT, .offset = AT(machine_open), .optional = true},
	{.name = "machine_waiting",
	 .kind = FIELD_INT,
	 .offset = AT(machine_waiting),
	 .optional = true},
};
#undef AT
static const struct shape tcp_shape = SHAPE(struct tcp_facts, tcp_fields);

#define AT(member) offsetof(struct proxy_facts, member)
static const struct field proxy_fields[] = {
	{.name = "proxy_scheme", .kind = FIELD_TEXT, .offset = AT(scheme), .holds = HOLDS_WORD},
	{.name = "proxy_address", .kind = FIELD_TEXT, .offset = AT(address), .holds = HOLDS_HOST},
	{.name = "proxy_port", .kind = FIELD_INT, .most = PORT_MAX, .offset = AT(port)},
	{.name = "proxy_method", .kind = FIELD_INT, .offset = AT(method)},
	{.name = "proxy_login", .kind = FIELD_INT, .offset = AT(login)},
	{.name = "proxy_code", .kind = FIELD_INT, .offset = AT(code)},
	{.name = "proxy_text", .kind = FIELD_BYTES, .offset = AT(text)},
	{.name = "proxy_reason", .kind = FIELD_TEXT, .offset = AT(reason)},
	{.name = "proxy_logins", .kind = FIELD_TEXT, .offset = AT(logins)},
	{.name = "proxy_bound", .kind = FIELD_TEXT, .offset = AT(bound), .holds = HOLDS_HOST},
};
#undef AT
static const struct shape proxy_shape = SHAPE(struct proxy_facts, proxy_fields);

#define AT(member) offsetof(struct banner_facts, member)
static const struct field banner_fields[] = {
	{.name = "after_client", .kind = FIELD_BOOL, .offset = AT(after_client)},
};
#undef AT
static const struct shape banner_shape = SHAPE(struct banner_facts, banner_fields);

#define AT(member) offsetof(struct ehlo_facts, member)
static const struct field ehlo_fields[] = {
	{.name = "ehlo_name",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(name),
	 .holds = HOLDS_OWN_HOST},
	{.name = "capabilities", .kind = FIELD_BYTESES, .offset = AT(capabilities)},
};
#undef AT
static const struct shape ehlo_shape = SHAPE(struct ehlo_facts, ehlo_fields);

#define AT(member) offsetof(struct starttls_facts, member)
static const struct field starttls_fields[] = {
	{.name = "injected", .kind = FIELD_BYTES, .offset = AT(injected)},
};
#undef AT
static const struct shape starttls_shape = SHAPE(struct starttls_facts, starttls_fields);

#define AT(member) offsetof(struct stall_facts, member)
static const struct field stall_fields[] = {
	{.name = "in_flight", .kind = FIELD_INT, .offset = AT(in_flight)},
	{.name = "bytes_pending", .kind = FIELD_UINT32, .offset = AT(pending)},
	{.name = "resent", .kind = FIELD_INT, .offset = AT(resent)},
	{.name = "bytes_acked", .kind = FIELD_UINT32, .offset = AT(acked)},
	{.name = "bytes_received", .kind = FIELD_UINT32, .offset = AT(received)},
	{.name = "out_of_order", .kind = FIELD_INT, .offset = AT(out_of_order)},
	{.name = "snd_mss", .kind = FIELD_INT, .offset = AT(snd_mss)},
	{.name = "rcv_mss", .kind = FIELD_INT, .offset = AT(rcv_mss)},
	{.name = "path_mtu", .kind = FIELD_INT, .offset = AT(path_mtu)},
};
#undef AT
static const struct shape stall_shape = SHAPE(struct stall_facts, stall_fields);

/* ---- sessions ---- */

#define AT(member) offsetof(struct stage, member)
static const struct field stage_fields[] = {
	{.name = "name", .kind = FIELD_ENUM, .offset = AT(id), .names = stage_names},
	{.name = "outcome", .kind = FIELD_ENUM, .offset = AT(outcome), .names = outcome_names},
	{.name = "at_ms", .kind = FIELD_MS, .offset = AT(at_ms)},
	{.name = "ms", .kind = FIELD_MS, .offset = AT(ms)},
	{.name = "failure",
	 .kind = FIELD_ENUM,
	 .offset = AT(failure),
	 .names = failure_names,
	 .optional = true},
	{.name = "detail", .kind = FIELD_BYTES, .offset = AT(detail)},
	{.name = "note", .kind = FIELD_TEXT, .offset = AT(note), .holds = HOLDS_WORD},
	{.name = "reply", .kind = FIELD_OBJECT, .offset = AT(reply), .shape = &reply_shape},
	{.kind = FIELD_POINTER, .offset = AT(tcp), .shape = &tcp_shape},
	{.kind = FIELD_POINTER, .offset = AT(proxy), .shape = &proxy_shape},
	{.kind = FIELD_POINTER, .offset = AT(banner), .shape = &banner_shape},
	{.kind = FIELD_POINTER, .offset = AT(ehlo), .shape = &ehlo_shape},
	{.kind = FIELD_POINTER, .offset = AT(starttls), .shape = &starttls_shape},
	{.kind = FIELD_POINTER, .offset = AT(tls), .shape = &tls_shape},
	{.kind = FIELD_POINTER, .offset = AT(auth), .shape = &auth_shape},
	{.kind = FIELD_POINTER, .offset = AT(envelope), .shape = &envelope_shape},
	{.kind = FIELD_POINTER, .offset = AT(message), .shape = &message_shape},
	{.kind = FIELD_POINTER, .offset = AT(stall), .shape = &stall_shape},
};
#undef AT
static const struct shape stage_shape = SHAPE(struct stage, stage_fields);

#define AT(member) offsetof(struct transcript_line, member)
static const struct field transcript_fields[] = {
	{.name = "t_ms", .kind = FIELD_MS, .offset = AT(at_ms)},
	{.name = "dir", .kind = FIELD_SENT, .offset = AT(sent)},
	{.name = "tls", .kind = FIELD_BOOL, .offset = AT(tls)},
	{.name = "text", .kind = FIELD_BYTES, .offset = AT(text)},
};
#undef AT
static const struct shape transcript_shape = SHAPE(struct transcript_line, transcript_fields);

#define AT(member) offsetof(struct session, member)
static const struct field session_fields[] = {
	{.name = "host",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(host),
	 .holds = HOLDS_HOST},
	{.name = "address",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(address),
	 .holds = HOLDS_HOST},
	{.name = "port", .kind = FIELD_INT, .most = PORT_MAX, .offset = AT(port)},
	{.name = "tls_mode", .kind = FIELD_ENUM, .offset = AT(mode), .names = tls_mode_names},
	{.name = "purpose",
	 .kind = FIELD_ENUM,
	 .offset = AT(purpose),
	 .names = session_purpose_names},
	{.name = "changed", .kind = FIELD_TEXT, .offset = AT(changed), .holds = HOLDS_WORD},
	{.name = "offered", .kind = FIELD_BOOL, .offset = AT(offered)},
	{.name = "stages", .kind = FIELD_LIST, .offset = AT(stages), .shape = &stage_shape},
	{.name = "transcript",
	 .kind = FIELD_LIST,
	 .offset = AT(transcript),
	 .shape = &transcript_shape},
};
#undef AT
static const struct shape session_shape = SHAPE(struct session, session_fields);

/* ---- the way there ---- */

#define AT(member) offsetof(struct hop, member)
static const struct field hop_fields[] = {
	{.name = "ttl", .kind = FIELD_INT, .offset = AT(ttl), .most = 255}, /* a byte of a packet */
	{.name = "answer", .kind = FIELD_ENUM, .offset = AT(answer), .names = hop_answer_names},
	{.name = "address", .kind = FIELD_TEXT, .offset = AT(address), .holds = HOLDS_HOST},
	{.name = "ms", .kind = FIELD_MS, .offset = AT(ms), .optional = true},
	{.name = "icmp_origin", .kind = FIELD_TEXT, .offset = AT(icmp_origin), .holds = HOLDS_WORD},
	{.name = "icmp_type", .kind = FIELD_INT, .offset = AT(icmp_type), .optional = true},
	{.name = "icmp_code", .kind = FIELD_INT, .offset = AT(icmp_code), .optional = true},
	{.name = "again", .kind = FIELD_BOOL, .offset = AT(again), .optional = true},
};
#undef AT
static const struct shape hop_shape = SHAPE(struct hop, hop_fields);

#define AT(member) offsetof(struct trace, member)
static const struct field trace_fields[] = {
	{.name = "host",
	 .kind = FIELD_TEXT,
	 .offset = AT(host),
	 .required = true,
	 .holds = HOLDS_HOST},
	{.name = "address",
	 .kind = FIELD_TEXT,
	 .offset = AT(address),
	 .required = true,
	 .holds = HOLDS_HOST},
	{.name = "port", .kind = FIELD_INT, .most = PORT_MAX, .offset = AT(port)},
	{.name = "role", .kind = FIELD_ENUM, .offset = AT(role), .names = trace_role_names},
	{.name = "source", .kind = FIELD_TEXT, .offset = AT(source), .holds = HOLDS_HOST},
	{.name = "at_ms", .kind = FIELD_MS, .offset = AT(at_ms)},
	{.name = "ms", .kind = FIELD_MS, .offset = AT(ms)},
	{.name = "windows", .kind = FIELD_INT, .offset = AT(windows)},
	{.name = "resends_lost", .kind = FIELD_INT, .offset = AT(resends_lost)},
	{.name = "hops", .kind = FIELD_LIST, .offset = AT(hops), .shape = &hop_shape},
};
#undef AT
static const struct shape trace_shape = SHAPE(struct trace, trace_fields);

/* ---- DNS ---- */

#define AT(member) offsetof(struct dns_answer, member)
static const struct field answer_fields[] = {
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(name),
	 .holds = HOLDS_HOST},
	{.name = "type",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(type),
	 .holds = HOLDS_WORD},
	{.name = "data", .kind = FIELD_BYTES, .offset = AT(data), .holds = HOLDS_ELSE},
	{.name = "ttl", .kind = FIELD_UINT32, .offset = AT(ttl)},
};
#undef AT
static const struct shape answer_shape = SHAPE(struct dns_answer, answer_fields);

#define AT(member) offsetof(struct dns_query, member)
static const struct field query_fields[] = {
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(name),
	 .holds = HOLDS_HOST},
	{.name = "type",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(type),
	 .holds = HOLDS_WORD},
	{.name = "server", .kind = FIELD_TEXT, .offset = AT(server)},
	{.name = "rcode", .kind = FIELD_INT, .offset = AT(rcode)},
	{.name = "status", .kind = FIELD_ENUM, .offset = AT(status), .names = dns_status_names},
	{.name = "ad", .kind = FIELD_BOOL, .offset = AT(ad)},
	{.name = "cut", .kind = FIELD_BOOL, .optional = true, .offset = AT(cut)},
	{.name = "answers", .kind = FIELD_LIST, .offset = AT(answers), .shape = &answer_shape},
	{.name = "ms", .kind = FIELD_MS, .offset = AT(ms)},
	{.name = "remembered", .kind = FIELD_BOOL, .optional = true, .offset = AT(remembered)},
};
#undef AT
static const struct shape query_shape = SHAPE(struct dns_query, query_fields);

#define AT(member) offsetof(struct address, member)
static const struct field address_fields[] = {
	{.name = "address",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(address),
	 .holds = HOLDS_HOST},
	{.name = "host",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(host),
	 .holds = HOLDS_HOST},
	{.name = "source", .kind = FIELD_ENUM, .offset = AT(source), .names = address_source_names},
};
#undef AT
static const struct shape address_shape = SHAPE(struct address, address_fields);

/* ---- the whole: one struct, several objects ---- */

#define AT(member) offsetof(struct record, member)

static const struct field tool_fields[] = {
	{.name = "version", .kind = FIELD_TEXT, .offset = AT(version), .holds = HOLDS_WORD},
	{.name = "knowledge", .kind = FIELD_TEXT, .offset = AT(knowledge), .holds = HOLDS_WORD},
	{.name = "tls_library", .kind = FIELD_TEXT, .offset = AT(tls_library), .holds = HOLDS_WORD},
};
const struct shape tool_shape = SHAPE(struct record, tool_fields);

static const struct field run_fields[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = AT(id), .holds = HOLDS_WORD},
	{.name = "started", .kind = FIELD_DATE, .offset = AT(started)},
	{.name = "duration_ms", .kind = FIELD_MS, .offset = AT(duration_ms)},
	{.name = "command", .kind = FIELD_TEXT, .offset = AT(command), .holds = HOLDS_ELSE},
	{.name = "redacted", .kind = FIELD_TEXT, .offset = AT(redacted), .holds = HOLDS_WORD},
	{.name = "rounds", .kind = FIELD_INT, .offset = AT(rounds)},
	{.name = "interrupted", .kind = FIELD_BOOL, .offset = AT(interrupted), .optional = true},
	{.name = "lag_ms", .kind = FIELD_MS, .offset = AT(lag_ms), .optional = true},
};
const struct shape run_shape = SHAPE(struct record, run_fields);

static const struct field vantage_fields[] = {
	{.name = "hostname", .kind = FIELD_TEXT, .offset = AT(hostname), .holds = HOLDS_OWN_HOST},
	{.name = "system", .kind = FIELD_TEXT, .offset = AT(system)},
	{.name = "utc_offset", .kind = FIELD_INT, .offset = AT(utc_offset), .optional = true},
	{.name = "resolvers", .kind = FIELD_STRINGS, .offset = AT(resolvers)},
	{.name = "resolver_trusted",
	 .kind = FIELD_BOOL,
	 .offset = AT(resolver_trusted),
	 .optional = true},
	{.name = "source", .kind = FIELD_STRINGS, .offset = AT(sources)},
	{.name = "egress", .kind = FIELD_STRINGS, .offset = AT(egress), .optional = true},
	{.name = "proxy", .kind = FIELD_TEXT, .offset = AT(proxy)},
};
static const struct shape vantage_shape = SHAPE(struct record, vantage_fields);

static const struct field need_fields[] = {
	{.name = "port",
	 .kind = FIELD_INT,
	 .most = PORT_MAX,
	 .offset = offsetof(struct need, port)},
	{.name = "tls_mode",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct need, mode),
	 .names = tls_mode_names},
};
static const struct shape need_shape = SHAPE(struct need, need_fields);

static const struct field host_port_fields[] = {
	{.name = "host",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = offsetof(struct host_port, host),
	 .holds = HOLDS_HOST},
	{.name = "port",
	 .kind = FIELD_INT,
	 .most = PORT_MAX,
	 .offset = offsetof(struct host_port, port)},
};
static const struct shape host_port_shape = SHAPE(struct host_port, host_port_fields);

static const struct field cert_days_fields[] = {
	{.name = "warn", .kind = FIELD_INT, .offset = AT(cert_days.warn)},
	{.name = "critical", .kind = FIELD_INT, .offset = AT(cert_days.critical)},
};
static const struct shape cert_days_shape = SHAPE(struct record, cert_days_fields);

static const struct field target_fields[] = {
	{.name = "input",
	 .kind = FIELD_TEXT,
	 .required = true,
	 .offset = AT(input),
	 .holds = HOLDS_ELSE},
	{.name = "key", .kind = FIELD_TEXT, .offset = AT(key)},
	{.name = "tag", .kind = FIELD_TEXT, .offset = AT(tag)},
	{.name = "host", .kind = FIELD_TEXT, .offset = AT(host), .holds = HOLDS_HOST},
	{.name = "provider", .kind = FIELD_TEXT, .offset = AT(provider), .holds = HOLDS_WORD},
	{.name = "purpose",
	 .kind = FIELD_ENUM,
	 .offset = AT(purpose),
	 .names = target_purpose_names},
	{.name = "controls",
	 .kind = FIELD_LIST,
	 .offset = AT(controls),
	 .shape = &host_port_shape,
	 .optional = true},
	{.name = "needs", .kind = FIELD_LIST, .offset = AT(needs), .shape = &need_shape},
	{.name = "needs_all", .kind = FIELD_BOOL, .offset = AT(needs_all)},
	{.name = "name_fault", .kind = FIELD_TEXT, .offset = AT(name_fault), .holds = HOLDS_WORD},
	{.name = "user", .kind = FIELD_TEXT, .offset = AT(user), .holds = HOLDS_USER},
	{.name = "login", .kind = FIELD_GROUP, .shape = &login_shape, .optional = true},
	{.name = "cert_days", .kind = FIELD_GROUP, .shape = &cert_days_shape},
};
static const struct shape target_shape = SHAPE(struct record, target_fields);

static const struct field dns_fields[] = {
	{.name = "queries", .kind = FIELD_LIST, .offset = AT(queries), .shape = &query_shape},
	{.name = "addresses", .kind = FIELD_LIST, .offset = AT(addresses), .shape = &address_shape},
};
static const struct shape dns_shape = SHAPE(struct record, dns_fields);

static const struct field path_fields[] = {
	{.name = "traces",
	 .kind = FIELD_LIST,
	 .offset = AT(traces),
	 .shape = &trace_shape,
	 .optional = true},
};
static const struct shape path_shape = SHAPE(struct record, path_fields);

static const struct field record_fields[] = {
	{.name = "tool", .kind = FIELD_GROUP, .shape = &tool_shape},
	{.name = "run", .kind = FIELD_GROUP, .shape = &run_shape},
	{.name = "vantage", .kind = FIELD_GROUP, .shape = &vantage_shape},
	{.name = "target", .kind = FIELD_GROUP, .required = true, .shape = &target_shape},
	{.name = "dns", .kind = FIELD_GROUP, .shape = &dns_shape},
	{.name = "sessions", .kind = FIELD_LIST, .offset = AT(sessions), .shape = &session_shape},
	{.name = "path", .kind = FIELD_GROUP, .shape = &path_shape, .optional = true},
	{.name = "token", .kind = FIELD_GROUP, .shape = &token_group_shape, .optional = true},
	{.name = "domain", .kind = FIELD_GROUP, .shape = &domain_group_shape, .optional = true},
};
#undef AT
const struct shape record_shape = SHAPE(struct record, record_fields);
