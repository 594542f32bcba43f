/* Facts of stages, as a report shows them. */
#include "record/words.h"
#include "smtp/reply.h"
#include "transcript/own.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SESSION = 2, SESSION_BODY = 25, FACT = 14, FACT_BODY = 26, CERTIFICATE = 16 };

static const char *const session_labels[] = {"host", "profile", NULL};
static const char *const fact_labels[] = {
	"this machine", "from",	      "system says", "sent again",  "round trip",  "icmp",
	"icmp6",	"late",	      "injected",    "as",	    "offers",	   "offered",
	"server name",	"version",    "cipher",	     "group",	    "DH",	   "signature",
	"error",	"alert",      "last came",   "plain text",  "name",	   "trust",
	"dates",	"chain",      "strength",    "mechanism",   "user",	   "withheld",
	"challenge",	"to",	      "in flight",   "arrived",	    "segments",	   "through",
	"method",	"login",      "answer",	     "status line", "reason",	   "logins",
	"goes on as",	"raw",	      "fetched",     "trust fault", "usage fault", "order",
	"verified",	"hello",      "compression", "exchange",    "extensions",  "client",
	"OCSP",		"OCSP dates", "DANE",	     "TLSA",	    "why",	   "matches",
	"not signed",	"would fit",  "sent",	     "able",	    "chosen",	   "bound to",
	"iterations",	"server",     "broken off",  "declared",    "Message-ID",  "size",
	"DATA",		"it says",    NULL};
static const char *const number_labels[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL};
static const char *const certificate_labels[] = {
	"issuer",  "valid",    "key",	    "names",   "root",	   "unused",
	"answer",  "fault",    "subject",   "SHA-256", "of names", "authority",
	"key use", "purposes", "issuer at", "feature", NULL};

const struct layout own_session_layouts[] = {
	{SESSION, SESSION_BODY, session_labels},
	{FACT, FACT_BODY, fact_labels},
	{FACT, CERTIFICATE, number_labels},
	{CERTIFICATE, FACT_BODY, certificate_labels},
	{0, 0, NULL},
};

static struct bytes raw(struct arena *a, const struct row *row)
{
	return text_unescape(a, row->text.p);
}

static const char *string(struct arena *a, const struct row *row)
{
	struct bytes b = piece_trimmed(row->text);

	return arena_copy(a, b.p, b.n);
}

/* ---- one fact ---- */

enum { MS_MAX = 24 * 60 * 60 * 1000 };

static double milliseconds(const char *s)
{
	double ms = strtod(s, NULL);

	return ms > 0 && ms < MS_MAX ? ms : 0;
}

static void tcp_row(struct arena *a, struct tcp_facts *f, const struct row *row)
{
	const char *s = string(a, row), *from;

	if (strcmp(row->label, "from") == 0)
		f->source = s;
	else if (strcmp(row->label, "system says") == 0)
		f->errno_name = s;
	else if (strcmp(row->label, "round trip") == 0)
		f->rtt_ms = milliseconds(s);
	else if (strcmp(row->label, "sent again") == 0)
		f->retransmits = strncmp(s, "once", strlen("once")) == 0
					 ? 1
					 : line_number((struct bytes){(char *)s, strcspn(s, " ")});
	else if (strcmp(row->label, "this machine") == 0 &&
		 sscanf(s, "%9d connections to that port stand or stood, %9d wait",
			&f->machine_open, &f->machine_waiting) != 2)
		f->machine_open = f->machine_waiting = 0;
	if (strncmp(row->label, "icmp", 4) != 0 ||
	    sscanf(s, "type %d code %d", &f->icmp_type, &f->icmp_code) != 2)
		return;
	f->icmp_origin = row->label;
	from = strstr(s, " from ");
	f->offender_is_local = strstr(s, "(this machine)") != NULL;
	if (from != NULL && strncmp(from + 6, "unknown", 7) != 0)
		f->offender = arena_copy(a, from + 6, strcspn(from + 6, " "));
}

/* "socks5, 192.0.2.9 port 1080" */
static void read_way(struct arena *a, struct proxy_facts *f, const char *s)
{
	size_t n = strcspn(s, ",");
	const char *port = strstr(s, " port ");

	if (s[n] != ',' || port == NULL || port < s + n + 2)
		return;
	f->scheme = arena_copy(a, s, n);
	f->address = arena_copy(a, s + n + 2, (size_t)(port - s) - n - 2);
	f->port = line_number((struct bytes){(char *)port + 6, strlen(port + 6)});
}

static void proxy_row(struct arena *a, struct proxy_facts *f, const struct row *row)
{
	const char *s = string(a, row);
	const struct {
		const char *label;
		int *number;
		const char **text;
	} parts[] = {
		{"method", &f->method, NULL}, {"login", &f->login, NULL},
		{"answer", &f->code, NULL},   {"reason", NULL, &f->reason},
		{"logins", NULL, &f->logins}, {"goes on as", NULL, &f->bound},
	};

	if (strcmp(row->label, "through") == 0)
		read_way(a, f, s);
	else if (strcmp(row->label, "status line") == 0)
		f->text = raw(a, row);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(row->label, parts[i].label) == 0) {
			if (parts[i].number != NULL)
				*parts[i].number = line_number(piece_trimmed(row->text));
			else
				*parts[i].text = s;
		}
}

/* Also of a way to the proxy that failed: then the row stands at tcp. */
static void through_row(struct arena *a, struct session *s, const struct row *row)
{
	struct stage *st = session_stage(s, STAGE_PROXY);

	if (st == NULL) {
		st = ARENA_NEW(a, struct stage);
		st->id = STAGE_PROXY;
		list_append(&s->stages, st);
	}
	if (st->proxy == NULL)
		stage_make_facts(a, st);
	proxy_row(a, st->proxy, row);
}

static void ehlo_row(struct arena *a, struct ehlo_facts *f, const struct row *row)
{
	if (strcmp(row->label, "as") == 0)
		f->name = string(a, row);
	else if (strcmp(row->label, "offers") == 0)
		own_list(a, row->text, &f->capabilities);
}

/* "PLAIN, LOGIN" */
static void read_strings(struct arena *a, struct bytes text, struct list *strings)
{
	struct list parts = {0};

	own_list(a, text, &parts);
	LIST_EACH (const struct bytes_item, it, &parts)
		list_add_string(strings, a, arena_copy(a, it->b.p, it->b.n));
}

/* NULL: nobody writes that. */
static const char *chosen_word(const char *s)
{
	static const char *const words[] = {"named", "only", "preferred", "least-revealing", NULL};
	int i = name_find(words, s);

	return i < 0 ? NULL : words[i];
}

static void auth_row(struct arena *a, struct auth_facts *f, const struct row *row)
{
	const char *s = string(a, row);
	int withheld;

	if (strcmp(row->label, "mechanism") == 0) {
		f->mechanism = arena_copy(a, s, strcspn(s, ","));
		f->without_secret = strstr(s, "name only") != NULL;
	} else if (strcmp(row->label, "able") == 0) {
		read_strings(a, row->text, &f->able);
	} else if (strcmp(row->label, "chosen") == 0) {
		f->chosen = chosen_word(s);
	} else if (strcmp(row->label, "user") == 0) {
		f->user = s;
	} else if (strcmp(row->label, "challenge") == 0) {
		f->challenge = raw(a, row);
	} else if (strcmp(row->label, "bound to") == 0) {
		f->channel_binding = s;
	} else if (strcmp(row->label, "iterations") == 0) {
		f->iterations = line_number(piece_trimmed(row->text));
	} else if (strcmp(row->label, "server") == 0) {
		f->server_proved = strncmp(s, "proved", 6) == 0;
	} else if (strcmp(row->label, "broken off") == 0) {
		f->own_fault = s;
	} else if (strcmp(row->label, "withheld") == 0) {
		withheld = name_find(withheld_names, s);
		f->withheld = withheld < 0 ? WITHHELD_NO : (enum withheld)withheld;
	}
}

/* "1200 bytes, SMTPUTF8, NOTIFY=NEVER" */
static void declared(struct arena *a, struct envelope_facts *f, const char *s)
{
	const char *notify = strstr(s, "NOTIFY=");

	if (sscanf(s, "%18" SCNd64 " bytes", &f->size) != 1 || f->size < 0)
		f->size = 0;
	f->utf8 = strstr(s, "SMTPUTF8") != NULL;
	if (notify != NULL)
		f->notify = arena_str(a, notify + strlen("NOTIFY="));
}

static void message_row(struct arena *a, struct message_facts *f, const struct row *row)
{
	const char *s = string(a, row);

	if (strcmp(row->label, "Message-ID") == 0)
		f->id = s;
	else if (strcmp(row->label, "DATA") == 0)
		reply_read(a, raw(a, row).p, &f->data);
	else if (strcmp(row->label, "size") == 0 &&
		 (sscanf(s, "%18" SCNd64 " bytes", &f->size) != 1 || f->size < 0))
		f->size = 0;
}

static void envelope_row(struct arena *a, struct envelope_facts *f, const struct row *row)
{
	struct recipient *to;

	if (strcmp(row->label, "from") == 0)
		f->from = strcmp(string(a, row), "<>") == 0 ? "" : string(a, row);
	if (strcmp(row->label, "declared") == 0)
		declared(a, f, string(a, row));
	if (strcmp(row->label, "to") != 0)
		return;
	to = ARENA_NEW(a, struct recipient);
	to->address = string(a, row);
	list_append(&f->recipients, to);
}

/* false: it is none of these */
static bool stall_row(struct arena *a, struct stage *st, const struct row *row)
{
	const char *s = string(a, row);
	struct stall_facts f = {0};

	if (st->stall != NULL)
		f = *st->stall;
	if (strcmp(row->label, "in flight") == 0)
		sscanf(s, "%9d segments, %10" SCNu32 " bytes, sent again %9d times", &f.in_flight,
		       &f.pending, &f.resent);
	else if (strcmp(row->label, "arrived") == 0)
		sscanf(s, "%10" SCNu32 " bytes there, %10" SCNu32 " bytes here, %9d packets",
		       &f.acked, &f.received, &f.out_of_order);
	else if (strcmp(row->label, "segments") == 0)
		sscanf(s, "at most %9d bytes out, %9d bytes in, path MTU %9d", &f.snd_mss,
		       &f.rcv_mss, &f.path_mtu);
	else
		return false;
	if (f.in_flight < 0 || f.resent < 0 || f.out_of_order < 0 || f.snd_mss < 0 ||
	    f.rcv_mss < 0 || f.path_mtu < 0)
		return true; /* of no report of ours */
	if (st->stall == NULL)
		st->stall = ARENA_NEW(a, struct stall_facts);
	*st->stall = f;
	return true;
}

static void fact(struct arena *a, struct stage *st, const struct row *row)
{
	if (stall_row(a, st, row))
		return;
	if (strcmp(row->label, "raw") == 0)
		st->detail = raw(a, row);
	else if (strcmp(row->label, "late") == 0 && st->banner != NULL)
		st->banner->after_client = true;
	else if (strcmp(row->label, "injected") == 0 && st->starttls != NULL)
		st->starttls->injected = raw(a, row);
	else if (st->tcp != NULL)
		tcp_row(a, st->tcp, row);
	else if (st->proxy != NULL)
		proxy_row(a, st->proxy, row);
	else if (st->ehlo != NULL)
		ehlo_row(a, st->ehlo, row);
	else if (st->tls != NULL)
		own_tls_row(a, st->tls, row);
	else if (st->auth != NULL)
		auth_row(a, st->auth, row);
	else if (st->envelope != NULL)
		envelope_row(a, st->envelope, row);
	else if (st->message != NULL)
		message_row(a, st->message, row);
}

/* A reply without a label is the stage's; of an envelope that of what stands above it, too. */
static void reply(struct arena *a, struct stage *st, const struct row *row)
{
	struct bytes said = raw(a, row);
	struct reply r = {0};
	struct recipient *last;

	if (!reply_read(a, said.p, &r))
		return;
	last = st->envelope == NULL ? NULL : (void *)st->envelope->recipients.last;
	if (last != NULL)
		last->reply = r;
	else if (st->envelope != NULL && st->reply.code != 0)
		st->envelope->mail = r;
	if (st->reply.code == 0)
		st->reply = r;
}

/* ---- the stage's own row: "  auth          31.0 ms  fail: 535" ---- */

/* Any words that are none of its own are those of a refusal. */
static enum failure proxy_failure_of(const char *words)
{
	int n = name_find(proxy_failure_words, words);

	return n > 0 ? (enum failure)n : FAILURE_REPLY;
}

static enum failure failure_of(struct stage *st, const char *words)
{
	int n = st->id == STAGE_TCP ? name_find(tcp_class_words, words) : -1;

	if (n > 0) {
		st->tcp->class = (enum tcp_class)n;
		return FAILURE_NET;
	}
	if (note_of_words(words) != NULL)
		return FAILURE_INTERRUPTED;
	if (st->id == STAGE_PROXY)
		return proxy_failure_of(words);
	if (reply_shaped((struct bytes){(char *)words, strlen(words)}))
		return FAILURE_REPLY;
	if (strncmp(words, "cert ", 5) == 0)
		return FAILURE_CERTIFICATE;
	if (strcmp(words, "plain text") == 0)
		return FAILURE_TLS;
	n = name_find(failure_words, words);
	return n > 0 ? (enum failure)n : FAILURE_LOCAL;
}

/* "fail: timed out", "skip: no --from was given", "pass" */
static bool read_end(struct arena *a, struct stage *st, const char *words)
{
	const char *colon = strstr(words, ": "), *why = colon == NULL ? "" : colon + 2;
	int outcome = name_find(
		outcome_words,
		arena_copy(a, words, colon == NULL ? strlen(words) : (size_t)(colon - words)));

	if (outcome < 0)
		return false;
	st->outcome = (enum outcome)outcome;
	st->note = note_of_words(why);
	if (outcome == OUTCOME_FAIL) {
		stage_make_facts(a, st);
		st->failure = failure_of(st, why);
	} else if (outcome == OUTCOME_PASS) {
		stage_make_facts(a, st);
	}
	return true;
}

/* NULL: it is none. */
static struct stage *begin(struct arena *a, struct session *s, const struct row *row)
{
	const char *words = string(a, row), *end;
	struct stage *st = ARENA_NEW(a, struct stage);
	size_t n = strcspn(words, " ");
	int id = name_find(stage_names, arena_copy(a, words, n));

	if (id < 0)
		return NULL;
	st->id = (enum stage_id)id;
	words += n + strspn(words + n, " ");
	st->ms = strtod(words, (char **)&end);
	words = strncmp(end, " ms", 3) == 0 ? end + 3 : words;
	if (!read_end(a, st, words + strspn(words, " ")))
		return NULL;
	if (s->stages.last != NULL) {
		const struct stage *before = (const void *)s->stages.last;

		st->at_ms = before->at_ms + before->ms;
	}
	return list_append(&s->stages, st);
}

static void session_row(struct arena *a, struct session *s, const struct row *row)
{
	if (strcmp(row->label, "host") == 0)
		s->host = string(a, row);
	else
		s->offered = false;
}

struct stage *own_stage_row(struct arena *a, struct session *s, struct stage *st,
			    const struct row *row)
{
	struct stage *next;

	if (row->label == NULL && row->indent == SESSION) {
		next = begin(a, s, row);
		return next != NULL ? next : st;
	}
	if (row->indent == SESSION)
		session_row(a, s, row);
	else if (st == NULL)
		return NULL;
	else if (row->label == NULL)
		reply(a, st, row);
	else if (strcmp(row->label, "through") == 0)
		through_row(a, s, row);
	else if (st->tls == NULL || !own_certificate_row(a, st->tls, row))
		fact(a, st, row);
	return st;
}
