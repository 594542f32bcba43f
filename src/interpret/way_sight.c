/* way_sight.c - the session that shows the way, and the signs that it gives */
#include "interpret/way_sight.h"

#include "base/netaddr.h"
#include "interpret/facts.h"
#include "interpret/match.h"
#include "smtp/caps.h"

#include <string.h>

/* ---- the session ---- */

/* Who came to the envelope tells most, then who came to the login. */
static int depth(const struct session *s)
{
	static const enum stage_id deep[] = {STAGE_MESSAGE, STAGE_ENVELOPE, STAGE_AUTH, STAGE_EHLO,
					     STAGE_TCP};

	for (size_t i = 0; i < sizeof(deep) / sizeof(deep[0]); i++) {
		const struct stage *st = session_stage(s, deep[i]);

		if (st != NULL && (st->outcome == OUTCOME_PASS || st->outcome == OUTCOME_FAIL))
			return (int)(sizeof(deep) / sizeof(deep[0]) - i);
	}
	return 0;
}

/* Sessions stand in the order of their worth: 587 and 465 before 25. */
static const struct session *telling(const struct record *r)
{
	const struct session *best = NULL;

	LIST_EACH (const struct session, s, &r->sessions)
		if (is_primary(s) && s->host != NULL &&
		    (best == NULL || depth(s) > depth(best) ||
		     (depth(s) == depth(best) && !session_open(best) && session_open(s))))
			best = s;
	return best;
}

/* ---- what it was refused ---- */

static void add_refusal(struct way_sight *s, const struct reply *r, enum stage_id stage,
			const char *command)
{
	const struct match_query q = {
		.reply = r, .stage = stage, .command = command, .provider = s->record->provider};
	struct way_reply *said;
	const struct entry *e = r->code < 400 ? NULL : match_reply(s->know, &q);

	if (e == NULL)
		return;
	said = ARENA_NEW(s->arena, struct way_reply);
	said->reply = r;
	said->entry = e;
	list_append(&s->replies, said);
}

static void add_refusals(struct way_sight *s)
{
	LIST_EACH (const struct stage, st, &s->session->stages) {
		const struct envelope_facts *e = st->envelope;

		if (st->outcome != OUTCOME_FAIL)
			continue;
		if (e == NULL) {
			add_refusal(s, &st->reply, st->id, st->id == STAGE_AUTH ? "AUTH" : NULL);
			continue;
		}
		add_refusal(s, &e->mail, st->id, "MAIL");
		LIST_EACH (const struct recipient, to, &e->recipients)
			add_refusal(s, &to->reply, st->id, "RCPT");
	}
}

static bool among(const struct list *ids, const struct entry *e, bool wide)
{
	if (list_has_string(ids, e->id))
		return true;
	if (wide)
		LIST_EACH (const struct string_item, it, &e->also)
			if (list_has_string(ids, it->s))
				return true;
	return false;
}

const struct way_reply *way_refusal(const struct way_sight *s, const struct list *ids, bool wide)
{
	LIST_EACH (const struct way_reply, said, &s->replies)
		if (among(ids, said->entry, wide))
			return said;
	return NULL;
}

struct bytes way_reply_words(struct arena *a, const struct reply *r)
{
	enum { WORDS_MAX = 300 };
	struct buf out = {0};
	struct bytes words;

	buf_printf(&out, "%d", r->code);
	if (r->enhanced != NULL)
		buf_printf(&out, " %s", r->enhanced);
	if (r->text.n > 0) {
		buf_char(&out, ' ');
		buf_add(&out, r->text.p, r->text.n < WORDS_MAX ? r->text.n : WORDS_MAX);
	}
	words = bytes_copy(a, out.p, out.n);
	buf_free(&out);
	return words;
}

/* ---- taking it ---- */

static const struct provider *greeter(const struct way_sight *s)
{
	const struct stage *banner = session_stage(s->session, STAGE_BANNER);

	if (banner == NULL || banner->reply.text.n == 0)
		return NULL;
	return provider_by_text(s->know,
				arena_copy(s->arena, banner->reply.text.p, banner->reply.text.n));
}

bool way_sight_take(struct arena *a, const struct record *r, const struct knowledge *k,
		    struct way_sight *s)
{
	*s = (struct way_sight){.arena = a, .record = r, .know = k, .session = telling(r)};
	if (s->session == NULL)
		return false;
	s->has_address = address_family(s->session->address) != 0;
	s->is_private = s->has_address && private_address(s->session->address);
	s->profile = r->provider == NULL ? NULL : provider_by_id(k, r->provider);
	if (s->profile == NULL)
		s->speaker = greeter(s);
	add_refusals(s);
	return true;
}

bool way_targets_domain(const struct way_sight *s)
{
	if (s->record->purpose != PURPOSE_MX || s->record->host == NULL)
		return false;
	LIST_EACH (const struct dns_query, q, &s->record->queries)
		if (strcmp(q->type, "MX") == 0 && text_casecmp(q->name, s->record->host) == 0)
			return true;
	return text_casecmp(s->record->host, s->session->host) != 0;
}

/* ---- whose mail it is ---- */

static const struct envelope_facts *envelope(const struct way_sight *s)
{
	const struct stage *st = session_stage(s->session, STAGE_ENVELOPE);

	return st == NULL || st->envelope == NULL || st->envelope->mail.code == 0 ? NULL
										  : st->envelope;
}

static const char *domain_of(const char *mailbox)
{
	const char *at = mailbox == NULL ? NULL : strrchr(mailbox, '@');

	return at == NULL || at[1] == '\0' ? NULL : at + 1;
}

static const char *sender_domain(const struct way_sight *s)
{
	const struct envelope_facts *e = envelope(s);

	return e == NULL ? NULL : domain_of(e->from);
}

/* "contoso-com" of "contoso-com.mail.protection.outlook.com": that of contoso.com. */
static bool label_is(const char *host, const char *domain)
{
	size_t n = strcspn(host, ".");

	if (strlen(domain) != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char one[2] = {domain[i] == '.' ? '-' : domain[i], '\0'};
		char other[2] = {host[i], '\0'};

		if (text_casecmp(one, other) != 0)
			return false;
	}
	return true;
}

/* Whether the host says for which domain it is. */
static bool home_known(const struct way_sight *s, const struct way *w)
{
	return way_targets_domain(s) || w->domain_in_host == NAMING_DASHED;
}

static bool is_home(const struct way_sight *s, const struct way *w, const char *domain)
{
	if (way_targets_domain(s))
		return text_casecmp(s->record->host, domain) == 0;
	return w->domain_in_host == NAMING_DASHED && label_is(s->session->host, domain);
}

/* Neither of the server's own domains, as far as names tell, nor of the sender's. */
static bool is_foreign(const struct way_sight *s, const struct way *w, const char *mailbox)
{
	const char *domain = domain_of(mailbox), *sender = sender_domain(s);

	if (domain == NULL || is_home(s, w, domain))
		return false;
	if (sender == NULL)
		return home_known(s, w);
	return text_casecmp(domain, sender) != 0 && hosts_unrelated(domain, s->session->host);
}

/* ---- signs ---- */

static struct way_seen seen(enum way_state state, struct bytes evidence)
{
	return (struct way_seen){state, evidence};
}

static struct way_seen told(const struct way_sight *s, enum way_state state, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static struct way_seen told(const struct way_sight *s, enum way_state state, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(s->arena, fmt, ap);
	va_end(ap);
	return seen(state, (struct bytes){text, strlen(text)});
}

static struct way_seen not_seen(void)
{
	return (struct way_seen){WAY_NOT_SEEN, {0}};
}

static struct way_seen connected(const struct way_sight *s, const struct way *w)
{
	const struct stage *tcp = session_stage(s->session, STAGE_TCP);
	bool open = session_open(s->session);

	(void)w;
	if (!open && (tcp == NULL || tcp->outcome != OUTCOME_FAIL))
		return not_seen();
	return told(s, open ? WAY_MET : WAY_NOT_MET, "%s port %d: %s", s->session->address,
		    s->session->port,
		    open	       ? "open"
		    : tcp->tcp == NULL ? "no connection"
				       : tcp_class_names[tcp->tcp->class]);
}

static struct way_seen tls(const struct way_sight *s, const struct way *w)
{
	const struct stage *starttls = session_stage(s->session, STAGE_STARTTLS);
	const struct stage *st = session_stage(s->session, STAGE_TLS);
	const char *version = agreed_version(s->session);

	(void)w;
	if (version != NULL)
		return told(s, WAY_MET, "%s", version);
	if (failed_with(starttls, FAILURE_NOT_OFFERED))
		return told(s, WAY_NOT_MET, "STARTTLS is not offered");
	if (failed_with(starttls, FAILURE_REPLY))
		return seen(WAY_NOT_MET, way_reply_words(s->arena, &starttls->reply));
	if (failed_with(st, FAILURE_TLS))
		return told(s, WAY_NOT_MET, "the handshake failed");
	return not_seen();
}

static struct way_seen verified(const struct way_sight *s, const struct way *w)
{
	const struct stage *st = session_stage(s->session, STAGE_TLS);
	const struct tls_facts *t = st == NULL ? NULL : st->tls;

	(void)w;
	if (t == NULL || t->version == NULL || !t->judged)
		return not_seen();
	if (t->name_ok && t->trusted)
		return told(s, WAY_MET, "the certificate is that of %s", s->session->host);
	return told(s, WAY_NOT_MET, "the certificate does not prove %s", s->session->host);
}

/* In clear, where TLS is to be had, a list without AUTH is not the whole story. */
static struct way_seen login_offered(const struct way_sight *s, const struct way *w)
{
	const struct list *caps = final_capabilities(s->session);
	const struct bytes *line = caps == NULL ? NULL : caps_find(caps, "AUTH");

	(void)w;
	if (line != NULL)
		return told(s, WAY_MET, "250 %s", text_safe(s->arena, *line));
	if (caps == NULL || (caps_has(caps, "STARTTLS") && agreed_version(s->session) == NULL))
		return not_seen();
	return told(s, WAY_NOT_MET, "no AUTH in the server's list");
}

static struct way_seen login(const struct way_sight *s, const struct way *w)
{
	const struct stage *st = session_stage(s->session, STAGE_AUTH);
	struct way_seen offered = login_offered(s, w);

	if (st != NULL && st->outcome == OUTCOME_PASS && st->auth != NULL)
		return told(s, WAY_MET, "AUTH %s: %d",
			    st->auth->mechanism == NULL ? "" : st->auth->mechanism, st->reply.code);
	if (failed_with(st, FAILURE_REPLY) && st->reply.code >= 500)
		return seen(WAY_NOT_MET, way_reply_words(s->arena, &st->reply));
	return offered.state == WAY_NOT_MET ? offered : not_seen();
}

static struct way_seen certificate(const struct way_sight *s, const struct way *w)
{
	const struct stage *st = session_stage(s->session, STAGE_TLS);

	(void)w;
	if (st == NULL || st->tls == NULL || st->tls->client_certificate == NULL)
		return not_seen();
	return told(s, WAY_MET, "shown: %s", st->tls->client_certificate);
}

static struct way_seen full_name(const struct way_sight *s, const struct way *w)
{
	const struct stage *st = session_stage(s->session, STAGE_EHLO);
	const char *name = st == NULL || st->ehlo == NULL ? NULL : st->ehlo->name;
	bool full;

	(void)w;
	if (name == NULL)
		return not_seen();
	full = *name != '[' && strchr(name, '.') != NULL && !text_has_suffix(name, ".localdomain");
	return told(s, full ? WAY_MET : WAY_NOT_MET, "EHLO %s", name);
}

static struct way_seen sender_taken(const struct way_sight *s, const struct way *w)
{
	const struct envelope_facts *e = envelope(s);

	(void)w;
	if (e == NULL)
		return not_seen();
	return seen(e->mail.code < 400 ? WAY_MET : WAY_NOT_MET,
		    way_reply_words(s->arena, &e->mail));
}

static struct way_seen own_sender(const struct way_sight *s, const struct way *w)
{
	const char *domain = sender_domain(s);

	if (domain == NULL || !is_home(s, w, domain))
		return not_seen();
	return told(s, WAY_MET, "the sender is at %s, which the host is for", domain);
}

static struct way_seen foreign_sender(const struct way_sight *s, const struct way *w)
{
	const char *domain = sender_domain(s);

	if (domain == NULL || !home_known(s, w) || is_home(s, w, domain))
		return not_seen();
	return told(s, WAY_MET, "the sender is at %s, which the host is not for", domain);
}

/* The first foreign recipient that was asked for, or NULL; with `taken`, that was taken. */
static const struct recipient *foreigner(const struct way_sight *s, const struct way *w, bool taken)
{
	const struct envelope_facts *e = envelope(s);

	if (e != NULL)
		LIST_EACH (const struct recipient, to, &e->recipients)
			if (to->reply.code != 0 && (!taken || to->reply.code < 400) &&
			    is_foreign(s, w, to->address))
				return to;
	return NULL;
}

static struct way_seen own_recipients(const struct way_sight *s, const struct way *w)
{
	const struct envelope_facts *e = envelope(s);
	const struct recipient *stranger = foreigner(s, w, false);

	if (stranger != NULL)
		return told(s, WAY_NOT_MET, "%s is outside", stranger->address);
	if (e == NULL || e->recipients.n == 0)
		return not_seen();
	return told(s, WAY_MET, "%s is inside",
		    ((const struct recipient *)(const void *)e->recipients.first)->address);
}

static struct way_seen foreign_recipient(const struct way_sight *s, const struct way *w)
{
	const struct recipient *stranger = foreigner(s, w, false);

	return stranger == NULL ? not_seen() : told(s, WAY_MET, "%s is outside", stranger->address);
}

/* Whether it would be passed on rather than kept: who takes mail of strangers for somebody may be
 * that one's server. */
static bool would_be_relayed(const struct way_sight *s, const struct way *w)
{
	const char *sender = sender_domain(s);

	if (sender == NULL)
		return false;
	if (home_known(s, w))
		return is_home(s, w, sender);
	if (s->profile != NULL)
		return s->profile->purpose == PURPOSE_SUBMISSION;
	return private_address(s->session->address) || (address_family(s->session->host) == 0 &&
							!hosts_unrelated(sender, s->session->host));
}

static struct way_seen relayed(const struct way_sight *s, const struct way *w)
{
	static const struct string_item denied = {.s = "relay-denied"};
	const struct list ids = {(void *)&denied, (void *)&denied, 1};
	const struct way_reply *refusal = way_refusal(s, &ids, true);
	const struct recipient *to = foreigner(s, w, true);

	if (session_passed(s->session, STAGE_AUTH))
		return not_seen();
	if (to != NULL && would_be_relayed(s, w))
		return told(s, WAY_MET, "without a login, RCPT TO:<%s>: %d", to->address,
			    to->reply.code);
	if (refusal != NULL)
		return seen(WAY_NOT_MET, way_reply_words(s->arena, refusal->reply));
	return not_seen();
}

struct way_seen way_sign_seen(const struct way_sight *s, const struct way *w, enum way_sign sign)
{
	static struct way_seen (*const signs[WAY_SIGN_COUNT])(const struct way_sight *s,
							      const struct way *w) = {
		[WAY_SIGN_CONNECTED] = connected,
		[WAY_SIGN_TLS] = tls,
		[WAY_SIGN_VERIFIED] = verified,
		[WAY_SIGN_LOGIN_OFFERED] = login_offered,
		[WAY_SIGN_LOGIN] = login,
		[WAY_SIGN_CERTIFICATE] = certificate,
		[WAY_SIGN_FULL_NAME] = full_name,
		[WAY_SIGN_SENDER] = sender_taken,
		[WAY_SIGN_OWN_SENDER] = own_sender,
		[WAY_SIGN_FOREIGN_SENDER] = foreign_sender,
		[WAY_SIGN_OWN_RECIPIENTS] = own_recipients,
		[WAY_SIGN_FOREIGN_RECIPIENT] = foreign_recipient,
		[WAY_SIGN_RELAYED] = relayed,
	};

	return signs[sign] == NULL ? not_seen() : signs[sign](s, w);
}
