/* A Postfix log of any size, the same for the same seed: maillog MEGABYTES [PERCENT [SEED]]
 *
 * For the bench and for tests: what readers of logs must be quick on is not the number of lines but
 * what differs in them: hosts, domains, queue ids, session ids, addresses. PERCENT of the lines
 * tell of trouble, 2 by default. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOMAINS = 900, HOSTS = 700, CLIENTS = 3000 };

static uint64_t state;

static uint32_t any(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state >> 20) % below);
}

#define ANY(table) (table)[any(sizeof(table) / sizeof((table)[0]))]

/* Few names stand in many lines, most in few. */
static uint32_t rather_low(uint32_t below)
{
	return any(any(any(below) + 1) + 1);
}

/* ---- names ---- */

static const char *const syllables[] = {"ba",  "ker", "lin", "mo", "ster", "ta", "ver", "zen",
					"nor", "del", "fi",  "ga", "hol",  "ju", "qua", "rix"};
static const char *const tops[] = {"example", "test", "example.net", "example.org", "example.com"};
static const char *const mx_labels[] = {"mx",	 "mx1",	 "mail",    "smtp", "in",
					"relay", "mta3", "mailgw2", "mx-a", "inbound"};
static const char *const users[] = {"anna",   "b.meyer", "info",	   "sales",
				    "office", "kim.lee", "post",	   "jo",
				    "orders", "bill",	 "newsletter-4711"};

static char domains[DOMAINS][64], hosts[HOSTS][96], clients[CLIENTS][96];

static void make_domain(char *out, size_t room)
{
	snprintf(out, room, "%s%s%s%s.%s", ANY(syllables), ANY(syllables), ANY(syllables),
		 any(4) == 0 ? "-group" : "", ANY(tops));
}

/* A tenth of the next hops are those of the large ones. */
static void make_host(char *out, size_t room)
{
	switch (any(20)) {
	case 0:
		snprintf(out, room, "%s%s-example.mail.protection.outlook.com", ANY(syllables),
			 ANY(syllables));
		break;
	case 1:
		snprintf(out, room, "alt%" PRIu32 ".gmail-smtp-in.l.google.com", any(4) + 1);
		break;
	default:
		snprintf(out, room, "%s.%s", ANY(mx_labels), domains[any(DOMAINS)]);
	}
}

static void make_names(void)
{
	for (int i = 0; i < DOMAINS; i++)
		make_domain(domains[i], sizeof(domains[i]));
	for (int i = 0; i < HOSTS; i++)
		make_host(hosts[i], sizeof(hosts[i]));
	for (int i = 0; i < CLIENTS; i++)
		snprintf(clients[i], sizeof(clients[i]), "%s[%s.%" PRIu32 "]",
			 any(5) == 0 ? "unknown" : hosts[any(HOSTS)],
			 any(2) == 0 ? "192.0.2" : "198.51.100", any(254) + 1);
}

/* ---- one message and what is logged of it ---- */

struct message {
	char id[16], next[128], to[96], from[96], stamp[32];
	const char *domain, *client;
	uint32_t pid;
};

static uint64_t seconds; /* since the first of January */

static void stamp(char *out, size_t room)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned day = (unsigned)(seconds / 86400 % 365), month = 0;

	for (; day >= days[month]; month++)
		day -= days[month];
	snprintf(out, room, "%s %2u %02u:%02u:%02u", months[month], day + 1,
		 (unsigned)(seconds / 3600 % 24), (unsigned)(seconds / 60 % 60),
		 (unsigned)(seconds % 60));
}

static void make_id(char *out, size_t n)
{
	static const char digits[] = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";

	out[0] = '4';
	for (size_t i = 1; i < n; i++)
		out[i] = digits[any(sizeof(digits) - 1)];
	out[n] = '\0';
}

static void make_message(struct message *m)
{
	static uint32_t turn;

	seconds += ++turn % 5 == 0;
	stamp(m->stamp, sizeof(m->stamp));
	make_id(m->id, 14);
	m->domain = domains[rather_low(DOMAINS)];
	m->client = clients[rather_low(CLIENTS)];
	m->pid = 1000 + any(30000);
	snprintf(m->next, sizeof(m->next), "%s[203.0.113.%" PRIu32 "]", hosts[rather_low(HOSTS)],
		 any(254) + 1);
	snprintf(m->to, sizeof(m->to), "%s@%s", ANY(users), m->domain);
	snprintf(m->from, sizeof(m->from), "%s@%s", ANY(users), domains[any(40)]);
}

#define LOG(m, program, ...)                                                                       \
	(printf("%s mx1 postfix/" program "[%" PRIu32 "]: ", (m)->stamp, (m)->pid),                \
	 printf(__VA_ARGS__), lines++, putchar('\n'))

static uint64_t lines, troubles;

static void delivered(const struct message *m)
{
	char theirs[16];

	make_id(theirs, 12);
	LOG(m, "smtpd", "connect from %s", m->client);
	LOG(m, "smtpd", "%s: client=%s, sasl_method=PLAIN, sasl_username=%s", m->id, m->client,
	    m->from);
	LOG(m, "cleanup", "%s: message-id=<%08x%08x@%s>", m->id, any(UINT32_MAX), any(UINT32_MAX),
	    strchr(m->from, '@') + 1);
	LOG(m, "qmgr", "%s: from=<%s>, size=%" PRIu32 ", nrcpt=1 (queue active)", m->id, m->from,
	    900 + any(90000));
	LOG(m, "smtpd",
	    "disconnect from %s ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=8",
	    m->client);
	if (any(3) == 0)
		LOG(m, "smtp",
		    "Trusted TLS connection established to %s:25: TLSv1.3 with cipher "
		    "TLS_AES_256_GCM_SHA384 (256/256 bits)",
		    m->next);
	LOG(m, "smtp",
	    "%s: to=<%s>, relay=%s:25, delay=%" PRIu32 ".%" PRIu32
	    ", delays=0.05/0.01/0.4/0.3, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as %s)",
	    m->id, m->to, m->next, any(9), any(99), theirs);
	LOG(m, "qmgr", "%s: removed", m->id);
}

/* ---- trouble ---- */

/* In what servers say, %t is the recipient, %d its domain, %h the host, %a our address, %x a
 * number of theirs, %n a small one. */
struct trouble {
	const char *dsn, *status, *said, *command;
};

static const struct trouble refusals[] = {
#include "maillog_replies.h"
};

static void expand(const char *said, const struct message *m)
{
	for (; *said != '\0'; said++) {
		if (*said != '%') {
			putchar(*said);
			continue;
		}
		switch (*++said) {
		case 't':
			fputs(m->to, stdout);
			break;
		case 'd':
			fputs(m->domain, stdout);
			break;
		case 'h':
			printf("%.*s", (int)strcspn(m->next, "["), m->next);
			break;
		case 'a':
			printf("192.0.2.%" PRIu32, any(8) + 1);
			break;
		case 'x':
			printf("%08" PRIx32 "%06" PRIx32 "si%" PRIu32 "pf", any(UINT32_MAX),
			       any(1 << 24), any(1000));
			break;
		case 'n':
			printf("%" PRIu32, any(300) + 1);
			break;
		default:
			putchar(*said);
		}
	}
}

static void refused(const struct message *m)
{
	const struct trouble *t = &ANY(refusals);

	printf("%s mx1 postfix/smtp[%" PRIu32 "]: %s: to=<%s>, relay=%s:25, delay=%" PRIu32
	       ", delays=0.05/0.01/0.4/0.3, dsn=%s, status=%s (host %s said: ",
	       m->stamp, m->pid, m->id, m->to, m->next, any(90000), t->dsn, t->status, m->next);
	expand(t->said, m);
	printf(" (in reply to %s command))\n", t->command);
	lines++;
}

static void not_reached(const struct message *m)
{
	static const char *const why[] = {"Connection timed out", "Connection refused",
					  "No route to host"};

	LOG(m, "smtp",
	    "%s: to=<%s>, relay=none, delay=%" PRIu32
	    ", delays=30/0/30/0, dsn=4.4.1, status=deferred (connect to %s:25: %s)",
	    m->id, m->to, any(90000), m->next, ANY(why));
}

static void no_domain(const struct message *m)
{
	LOG(m, "smtp",
	    "%s: to=<%s>, relay=none, delay=0.2, delays=0.1/0/0.1/0, dsn=5.4.4, status=bounced "
	    "(Host or "
	    "domain name not found. Name service error for name=%s type=A: Host not found)",
	    m->id, m->to, m->domain);
}

static void lost(const struct message *m)
{
	static const char *const where[] = {
		"receiving the initial server greeting",
		"sending end of data -- message may be sent more than once",
		"performing the EHLO handshake"};

	LOG(m, "smtp",
	    "%s: to=<%s>, relay=%s:25, delay=%" PRIu32
	    ", delays=1/0/300/0, dsn=4.4.2, status=deferred (%s with %s while %s)",
	    m->id, m->to, m->next, any(90000),
	    any(2) == 0 ? "lost connection" : "conversation timed out", m->next, ANY(where));
}

static void not_let_in(const struct message *m)
{
	static const char *const why[] = {
		"554 5.7.1 <%t>: Relay access denied;",
		"550 5.1.1 <%t>: Recipient address rejected: "
		"User unknown in virtual mailbox table;",
		"450 4.7.25 Client host rejected: cannot find your hostname, [%a];",
		"554 5.7.1 Service unavailable; Client host [%a] blocked using zen.spamhaus.org;"};

	printf("%s mx1 postfix/smtpd[%" PRIu32 "]: NOQUEUE: reject: RCPT from %s: ", m->stamp,
	       m->pid, m->client);
	expand(ANY(why), m);
	printf(" from=<%s> to=<%s> proto=ESMTP helo=<%s>\n", m->from, m->to, m->domain);
	lines++;
}

static void no_login(const struct message *m)
{
	LOG(m, "smtpd",
	    "warning: %s: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=%s",
	    m->client, m->from);
}

static void trouble(const struct message *m)
{
	static void (*const kinds[])(const struct message *) = {
		refused,   refused, refused,	refused,  refused,     not_reached,
		no_domain, lost,    not_let_in, no_login, not_reached, refused};

	ANY(kinds)(m);
	troubles++;
}

int main(int argc, char **argv)
{
	uint64_t size = argc > 1 ? strtoull(argv[1], NULL, 10) << 20 : 0, average = 142;
	double share = argc > 2 ? atof(argv[2]) / 100 : 0.02;

	if (size == 0) {
		fprintf(stderr, "usage: maillog MEGABYTES [PERCENT [SEED]]\n");
		return 2;
	}
	state = 88172645463325252u + (argc > 3 ? strtoull(argv[3], NULL, 10) << 32 : 0);
	make_names();
	while (lines * average < size) {
		struct message m;

		make_message(&m);
		if ((double)troubles < share * (double)lines)
			trouble(&m);
		else
			delivered(&m);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
