/* hello_read.c - what a server answers to a hello made by hand: records, messages, facts */
#include "net/hello.h"

#include <string.h>

enum { /* types of records, of handshake messages, of extensions */
       RECORD_ALERT = 21,
       RECORD_HANDSHAKE = 22,
       SERVER_HELLO = 2,
       SERVER_KEY_EXCHANGE = 12,
       SERVER_HELLO_DONE = 14,
       EXT_MASTER_SECRET = 23,
       EXT_TICKET = 35,
       EXT_VERSIONS = 43,
       EXT_SHARE = 51,
       EXT_RENEGOTIATION = 0xff01,
};

enum { ALERT_FATAL = 2, ALERT_CLOSE_NOTIFY = 0, FRAGMENT_MAX = 16384 + 2048 };

static enum tls_version unwire(unsigned v)
{
	return v >= 0x0300 && v <= 0x0304 ? SSL_3_0 + (v - 0x0300) : TLS_ANY;
}

/* ---- reading a message ---- */

struct span {
	const unsigned char *p;
	size_t n;
	bool cut; /* more was asked for than there is */
};

static unsigned get(struct span *s, int bytes)
{
	unsigned value = 0;

	if (s->n < (size_t)bytes) {
		*s = (struct span){.cut = true};
		return 0;
	}
	for (int i = 0; i < bytes; i++)
		value = value << 8 | s->p[i];
	s->p += bytes;
	s->n -= (size_t)bytes;
	return value;
}

static struct span get_span(struct span *s, size_t n)
{
	struct span part = {s->p, n, false};

	if (s->n < n) {
		*s = (struct span){.cut = true};
		return *s;
	}
	s->p += n;
	s->n -= n;
	return part;
}

static struct span get_vector(struct span *s, int bytes)
{
	size_t n = get(s, bytes);

	return s->cut ? *s : get_span(s, n);
}

/* RFC 8446 section 4.1.3: SHA-256 of "HelloRetryRequest". */
static const unsigned char retry_random[HELLO_RANDOM] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
	0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
	0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

static void read_extension(struct hello_answer *a, unsigned type, struct span body)
{
	switch (type) {
	case EXT_VERSIONS:
		a->version = unwire(get(&body, 2));
		break;
	case EXT_SHARE:
		a->group = (uint16_t)get(&body, 2);
		break;
	case EXT_MASTER_SECRET:
		a->extended_master_secret = true;
		break;
	case EXT_TICKET:
		a->tickets = true;
		break;
	case EXT_RENEGOTIATION:
		a->safe_renegotiation = true;
		break;
	default:
		break;
	}
}

/* SSL 3.0 in a record of another version is no SSL 3.0. */
static bool read_server_hello(struct hello_reader *r, struct span body)
{
	struct hello_answer *a = &r->answer;
	struct span random, extensions;

	if (a->version != TLS_ANY)
		return false; /* a second one: we sent no second hello */
	a->version = unwire(get(&body, 2));
	random = get_span(&body, HELLO_RANDOM);
	get_vector(&body, 1);
	a->suite = (uint16_t)get(&body, 2);
	a->compression = (uint8_t)get(&body, 1);
	extensions = body.n > 0 ? get_vector(&body, 2) : (struct span){0};
	if (body.cut || body.n > 0)
		return false;
	while (extensions.n > 0) {
		unsigned type = get(&extensions, 2);
		struct span one = get_vector(&extensions, 2);

		if (extensions.cut)
			return false;
		read_extension(a, type, one);
	}
	a->retry = a->version == TLS_1_3 && memcmp(random.p, retry_random, HELLO_RANDOM) == 0;
	return a->version != TLS_ANY && (a->version != SSL_3_0 || r->head[2] == 0);
}

/* What the suite's name says of its key exchange: "TLS_DHE_". */
static bool exchanges(const struct hello_answer *a, const char *how)
{
	const char *name = suite_name(a->suite);

	return name != NULL && strncmp(name, how, strlen(how)) == 0;
}

static int bits(struct span number)
{
	int n;

	while (number.n > 0 && number.p[0] == 0) {
		number.p++;
		number.n--;
	}
	if (number.n == 0)
		return 0;
	n = 8 * (int)number.n;
	for (unsigned top = number.p[0]; (top & 0x80) == 0; top <<= 1)
		n--;
	return n;
}

/* RFC 5246 section 7.4.3, RFC 8422 section 5.4. Of what follows the parameters only TLS 1.2 says
 * how it is signed. */
static void read_key_exchange(struct hello_answer *a, struct span body)
{
	if (exchanges(a, "TLS_DHE_") || exchanges(a, "TLS_DH_anon_")) {
		a->dh_bits = bits(get_vector(&body, 2));
		get_vector(&body, 2);
		get_vector(&body, 2);
	} else if (exchanges(a, "TLS_ECDHE_") || exchanges(a, "TLS_ECDH_anon_")) {
		if (get(&body, 1) != 3) /* named_curve; nobody spells curves out */
			return;
		a->group = (uint16_t)get(&body, 2);
		get_vector(&body, 1);
	} else {
		return;
	}
	if (a->version == TLS_1_2 && !body.cut && body.n > 4)
		a->signature = (uint16_t)get(&body, 2);
}

/* ---- reading the stream ---- */

static void end_with(struct hello_reader *r, enum hello_step step)
{
	if (r->step == HELLO_WAIT)
		r->step = step;
}

static void message_done(struct hello_reader *r)
{
	struct span body = {r->message, r->message_n, false};
	int type = r->message_head[0];

	r->answer.last = type;
	r->message_head_n = r->message_n = 0;
	if (type == SERVER_HELLO && !read_server_hello(r, body)) {
		r->answer = (struct hello_answer){.alert = -1, .last = type};
		end_with(r, HELLO_BROKEN);
	} else if (type == SERVER_HELLO && r->answer.version == TLS_1_3) {
		end_with(r, HELLO_DONE); /* the rest is encrypted */
	} else if (type != SERVER_HELLO && r->answer.version == TLS_ANY) {
		end_with(r, HELLO_BROKEN); /* out of turn */
	} else if (type == SERVER_KEY_EXCHANGE) {
		read_key_exchange(&r->answer, body);
	} else if (type == SERVER_HELLO_DONE) {
		end_with(r, HELLO_DONE);
	}
}

static bool is_read(int type)
{
	return type == SERVER_HELLO || type == SERVER_KEY_EXCHANGE;
}

static void message_begun(struct hello_reader *r)
{
	const unsigned char *h = r->message_head;

	r->message_left = (size_t)h[1] << 16 | (size_t)h[2] << 8 | h[3];
	r->message_n = 0;
	if (is_read(h[0]) && r->message_left > HELLO_MESSAGE_MAX)
		end_with(r, HELLO_BROKEN);
	else if (r->message_left == 0)
		message_done(r);
}

static void take_handshake(struct hello_reader *r, const unsigned char *p, size_t n)
{
	while (n > 0 && r->step == HELLO_WAIT) {
		size_t some = r->message_left < n ? r->message_left : n;

		if (r->message_head_n < sizeof(r->message_head)) {
			r->message_head[r->message_head_n++] = *p++;
			n--;
			if (r->message_head_n == sizeof(r->message_head))
				message_begun(r);
			continue;
		}
		if (is_read(r->message_head[0])) {
			memcpy(r->message + r->message_n, p, some);
			r->message_n += some;
		}
		p += some;
		n -= some;
		r->message_left -= some;
		if (r->message_left == 0)
			message_done(r);
	}
}

/* Warnings are passed over: "unrecognized_name" is one that some servers send and go on. */
static void take_alert(struct hello_reader *r, const unsigned char *p, size_t n)
{
	for (; n > 0 && r->step == HELLO_WAIT; p++, n--) {
		r->alert[r->alert_n++] = *p;
		if (r->alert_n < sizeof(r->alert))
			continue;
		r->alert_n = 0;
		if (r->alert[0] != ALERT_FATAL && r->alert[1] != ALERT_CLOSE_NOTIFY)
			continue;
		r->answer.alert = r->alert[1];
		end_with(r, HELLO_ALERTED);
	}
}

static bool record_makes_sense(const struct hello_reader *r)
{
	return (r->head[0] == RECORD_ALERT || r->head[0] == RECORD_HANDSHAKE) && r->head[1] == 3 &&
	       r->head[2] <= 4 && r->left > 0 && r->left <= FRAGMENT_MAX;
}

/* TLS or not shows in its first bytes. */
static bool begins_like_tls(const struct hello_reader *r)
{
	return r->first[0] >= 20 && r->first[0] <= 23 && (r->first_n < 2 || r->first[1] == 3);
}

static void take_head(struct hello_reader *r, unsigned char c)
{
	r->head[r->head_n++] = c;
	if (!begins_like_tls(r)) {
		end_with(r, HELLO_PLAIN);
		return;
	}
	if (r->head_n < sizeof(r->head))
		return;
	r->left = (size_t)r->head[3] << 8 | r->head[4];
	if (!record_makes_sense(r))
		end_with(r, HELLO_BROKEN);
}

static void keep_first(struct hello_reader *r, const unsigned char *p, size_t n)
{
	size_t room = HELLO_FIRST - r->first_n;

	n = n < room ? n : room;
	memcpy(r->first + r->first_n, p, n);
	r->first_n += n;
}

void hello_begin(struct hello_reader *r)
{
	*r = (struct hello_reader){.answer = {.alert = -1, .last = -1}};
}

enum hello_step hello_read(struct hello_reader *r, const void *data, size_t n)
{
	const unsigned char *p = data;

	if (n > 0)
		keep_first(r, p, n);
	while (n > 0 && r->step == HELLO_WAIT) {
		size_t some = r->left < n ? r->left : n;

		if (++r->total > HELLO_BYTES_MAX)
			end_with(r, HELLO_BROKEN);
		if (r->head_n < sizeof(r->head)) {
			take_head(r, *p++);
			n--;
			continue;
		}
		if (r->head[0] == RECORD_ALERT)
			take_alert(r, p, some);
		else
			take_handshake(r, p, some);
		r->total += some;
		p += some;
		n -= some;
		r->left -= some;
		if (r->left == 0)
			r->head_n = 0;
	}
	return r->step;
}
