#include "unit.h"

#include "know/network.h"
#include "know/provider.h"
#include "plan/plan.h"

#include <string.h>

static struct knowledge *load(struct arena *a)
{
	struct list faults = {0};

	return knowledge_load(NULL, &faults, a);
}

typedef const struct provider *lookup(const struct knowledge *k, const char *s);

struct lookup_case {
	const char *asked, *id; /* id NULL: nobody's */
};

static void check(struct arena *a, lookup *by, const struct lookup_case *cases, size_t n)
{
	struct knowledge *k = load(a);

	for (size_t i = 0; i < n; i++) {
		const struct provider *p = by(k, cases[i].asked);

		print_message("  %s\n", cases[i].asked);
		if (cases[i].id == NULL) {
			assert_null(p);
		} else {
			assert_non_null(p);
			assert_string_equal(p->id, cases[i].id);
		}
	}
	knowledge_free(k);
}

#define CHECK(by, cases) check(*state, by, cases, sizeof(cases) / sizeof((cases)[0]))

static void a_host_names_its_provider(void **state)
{
	static const struct lookup_case cases[] = {
		{"smtp.office365.com", "microsoft365"},
		{"SMTP.Office365.COM", "microsoft365"},
		{"contoso-com.mail.protection.outlook.com", "microsoft365-mx"},
		{"contoso-com.a-v1.mx.microsoft", "microsoft365-mx"},
		{"smtp.hve.mx.microsoft", "microsoft365-hve"},
		{"smtp-mail.outlook.com", "outlook"},
		{"smtp.gmail.com", "gmail"},
		{"smtp-relay.gmail.com", "workspace-relay"},
		{"smtp.office365.us", "microsoft365-gcc-high"},
		{"smtp.partner.outlook.cn", "microsoft365-china"},
		{"outlook-dod.office365.us", "microsoft365-dod"},
		{"contoso.mail.protection.office365.us", "microsoft365-mx"},
		{"contoso-cn.mail.protection.partner.outlook.cn", "microsoft365-mx"},
		{"email-smtp.eu-west-1.amazonaws.com", "ses"},
		{"EMAIL-SMTP.us-gov-west-1.amazonaws.com", "ses"},
		{"smtp.mail.yahoo.com", "yahoo"},
		{"smtp.aol.com", "aol"},
		{"smtp.mail.me.com", "icloud"},
		{"smtppro.zoho.in", "zoho"},
		{"smtp.sendgrid.net", "sendgrid"},
		{"smtp.eu.mailgun.org", "mailgun"},
		{"smtpout.secureserver.net", "godaddy"},
		{"smtp.exmail.qq.com", "exmail"},
		{"email-smtp..amazonaws.com", NULL},
		{"email-smtp.a.b.amazonaws.com", NULL},
		{"email-smtp.amazonaws.com", NULL},
		{"smtp.office365.com.example.org", NULL},
		{"mail.protection.outlook.com", NULL},
		{"notsmtp.gmail.com", NULL},
		{"", NULL},
	};

	CHECK(provider_by_host, cases);
}

static void an_mx_names_the_provider_of_its_customers(void **state)
{
	static const struct lookup_case cases[] = {
		{"contoso-com.mail.protection.outlook.com", "microsoft365"},
		{"contoso-com.a-v1.mx.microsoft", "microsoft365"},
		{"contoso.mail.protection.office365.us", "microsoft365-gcc-high"},
		{"contoso-cn.mail.protection.partner.outlook.cn", "microsoft365-china"},
		{"aspmx.l.google.com", "gmail"},
		{"alt1.gmail-smtp-in.l.google.com", "gmail"},
		{"mta5.am0.yahoodns.net", "yahoo"},
		{"mx-aol.mail.gm0.yahoodns.net", "aol"},
		{"mx01.mail.icloud.com", "icloud"},
		{"in1-smtp.messagingengine.com", "fastmail"},
		{"mx.zoho.com", "zoho"},
		{"mx1.emailsrvr.com", "rackspace"},
		{"mailstore1.secureserver.net", "godaddy"},
		{"mx3.qq.com", "qq"},
		{"eu-smtp-inbound-1.mimecast.com", "mimecast"},
		{"mx.example.org", NULL},
	};

	CHECK(provider_by_mx, cases);
}

static const struct lookup_case texts[] = {
	{"AM0PR02CA0011.outlook.office365.com Microsoft ESMTP MAIL Service ready at Thu, "
	 "5 Sep 2024 08:00:00 +0000 [08DCC]",
	 "microsoft365"},
	{"DB5EUR01FT012.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at "
	 "Thu, 5 Sep 2024 08:00:00 +0000",
	 "microsoft365-mx"},
	{"Authentication unsuccessful [AM6PR0502CA0058.eurprd05.prod.outlook.com]", "microsoft365"},
	{"TenantAttribution; Relay Access Denied "
	 "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]",
	 "microsoft365-mx"},
	{"smtp.gmail.com ESMTP 5b1f17b1804b1-43 - gsmtp", "gmail"},
	{"smtp-relay.gmail.com ESMTP 5b1f17b1804b1-43 - gsmtp", "workspace-relay"},
	{"Username and Password not accepted. d2e1a72fcca58-7 - gsmtp", "gmail"},
	/* Exchange Server in somebody's cellar says nearly the same */
	{"EX01.corp.example Microsoft ESMTP MAIL Service ready at Thu, 5 Sep 2024",
	 "exchange-onprem"},
	{"mx.example.org ESMTP Postfix (Debian/GNU)", "postfix"},
	{"mx.example.org ESMTP ready", NULL},
	{"smtp.mail.yahoo.com ESMTP ready", "yahoo"},
	{"(#MBR1212) Incorrect username or password", "yahoo"},
	{"mx.zohomail.com SMTP Server ready November 21, 2026 1:00:00 AM PST", "zoho"},
	{"smtp.fastmail.com ESMTP ready", "fastmail"},
	{"gmx.com (mrgmx105) Nemesis ESMTP Service ready", "gmx"},
	{"email-smtp.amazonaws.com ESMTP SimpleEmailService-d-A1B2 c3", "ses"},
	{"not authorized to perform `ses:SendRawEmail'", "ses"},
	{"none of your business, write to tosa@rx.t-online.de", "tonline"},
	{"SG ESMTP service ready at geopod-1.sendgrid.net", "sendgrid"},
	{"Mailgun Influx ready", "mailgun"},
	{"Mailgun is not loving your login or password", "mailgun"},
	{"smtp-relay.brevo.com ESMTP Service Ready", "brevo"},
	{"mail.smtp2go.com ESMTP Exim 4.97.1-S2G Sat, 21 Nov 2026", "smtp2go"},
	{"mx.example.org ESMTP Exim 4.96 Sat, 21 Nov 2026", "exim"},
	{"EX.example.org ESMTP MDaemon 23.0.1; Sat, 21 Nov 2026", "mdaemon"},
	{"gate.example.org ESMTP (0123456789abcdef0123456789abcdef)", "barracuda"},
	{"**************0*********2**0*00", "cisco-asa"},
	{"generate an app-specific password: https://support.apple.com/102654", "icloud"},
	{"vla1-0001.mail.yandex.net (Want to use Yandex.Mail for your domain? Visit "
	 "http://pdd.yandex.ru) aB",
	 "yandex"},
	{"mxfront1.mail.yandex.net, authentication failed, see https://yandex.ru/support/mail",
	 "yandex"},
	{"NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security / Application password "
	 "is REQUIRED",
	 "mailru"},
	{"smtp.qq.com Esmtp QQ Mail Server", "qq"},
	{"newxmesmtplogicsvrszc5.qq.com XMail Esmtp QQ Mail Server.", "qq"},
	{"http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000722", "qq"},
	{"163.com Anti-spam GT for Coremail System (163com[20141201])", "163"},
	{"DT:SPM 163 smtp1, http://mail.163.com/help/help_spam_16.htm", "163"},
	{"bob@example.org, sender rejected. IB212", "godaddy"},
	{"smtp17.relay.iad3a.emailsrvr.com ESMTP - VA Code Section 18.2-152.3:1 forbids use",
	 "rackspace"},
	{"Mail rejete. Mail rejected. OFR_506 [506]", "orange"},
	{"Mail rejete. LPN007_510", "laposte"},
	{"mx1.comcast.net comcast 192.0.2.1 Comcast requires that all mail servers must have a PTR",
	 "comcast"},
	{"192.0.2.1 blocked. AUP#CXBL", "cox"},
	{"in.mailjet.com ESMTP Mailjet", "mailjet"},
	{"2.0.0 smtp.sparkpostmail.com ESMTP ecelerity 4.2.1", "sparkpost"},
	{"smtp.mailtrap.io ESMTP ready", "mailtrap-sandbox"},
	{"mx.example.org ESMTP Sendmail 8.15.2/8.15.2; Sat, 21 Nov 2026", "sendmail"},
	{"See http://pobox.com/~djb/docs/smtplf.html.", "qmail"},
	{"mx.example.org ESMTP OpenSMTPD", "opensmtpd"},
	{"mail.example.org you had me at EHLO", "stalwart"},
	{"127.0.0.1 ESMTP Service Ready", "proton-bridge"},
	{"mail.example.org ESMTP MailEnable Service, Version: 10.30--", "mailenable"},
	{"mail.example.org Kerio Connect 9.4.2 ESMTP ready", "kerio"},
	{"mail.example.org ESMTP Merak 8.9.1; Sat, 21 Nov 2026", "icewarp"},
	{"mail.example.org ESMTP Service (IBM Domino Release 9.0.1) ready at Sat, 21 Nov",
	 "domino"},
	{"mail.example.org ESMTP CommuniGate Pro 6.2.3", "communigate"},
	{"envelope blocked - https://community.mimecast.com/docs/DOC-1369#550", "mimecast"},
	{"blocked using prs.proofpoint.com, see https://ipcheck.proofpoint.com", "proofpoint"},
	{"gate.example.org ESMTP Symantec Messaging Gateway", "symantec-gateway"},
	{"gate.example.org ESMTP SonicWALL (9.0.5.2079)", "sonicwall"},
	/* who is written to, or who sent, does not speak */
	{"<bob@yandex.ru>: Recipient address rejected", NULL},
	{"<bob@mail.zoho.com>: Recipient address rejected", NULL},
	{"client o1.outbound-mail.sendgrid.net blocked", NULL},
	{"<0100@amazonses.com> sender rejected", NULL},
	{"client a8-31.smtp-out.amazonses.com blocked", NULL},
	{"client ip-192-0-2-1.ip.secureserver.net blocked", NULL},
};

static void a_text_names_its_provider(void **state)
{
	CHECK(provider_by_text, texts);
}

static bool tried(const struct provider *p)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].id != NULL && strcmp(texts[i].id, p->id) == 0)
			return true;
	return false;
}

/* A pattern that nothing fits would go unnoticed. */
static void every_profile_with_a_pattern_is_tried(void **state)
{
	struct knowledge *k = load(*state);
	bool all = true;

	LIST_EACH (const struct provider, p, knowledge_providers(k)) {
		if ((p->banner == NULL && p->reply == NULL) || tried(p))
			continue;
		print_message("  %s\n", p->id);
		all = false;
	}
	assert_true(all);
	knowledge_free(k);
}

static void microsoft365_offers_587_and_25_and_never_465(void **state)
{
	struct knowledge *k = load(*state);
	const struct provider *p = provider_by_id(k, "microsoft365");

	assert_int_equal(((struct offer *)(void *)p->offers.first)->port, 587);
	assert_int_equal(provider_offer(p, 587)->mode, TLS_MODE_STARTTLS);
	assert_int_equal(provider_offer(p, 25)->mode, TLS_MODE_STARTTLS);
	assert_null(provider_offer(p, 465));
	assert_non_null(strstr(provider_not_offered(p, 465)->why, "587"));
	assert_null(provider_not_offered(p, 587));
	knowledge_free(k);
}

static void the_generic_profile_is_always_there(void **state)
{
	struct knowledge *k = load(*state);

	assert_string_equal(provider_generic(k)->id, "generic");
	assert_int_equal(provider_offer(provider_generic(k), 465)->mode, TLS_MODE_IMPLICIT);
	assert_null(provider_by_id(k, "no-such-provider"));
	knowledge_free(k);
}

/* ---- every profile ---- */

/* With any label for a star and any name before a suffix. */
static const char *some_host(struct arena *a, const char *pattern)
{
	const char *star = strchr(pattern, '*');

	if (star != NULL)
		return arena_printf(a, "%.*sx1%s", (int)(star - pattern), pattern, star + 1);
	return *pattern == '.' ? arena_printf(a, "x1%s", pattern) : pattern;
}

/* High Volume Email has a host among the MX names, and AOL's are Yahoo's: whose pattern is longer
 * is asked first. Everybody else's are his own. */
static void each_finds(struct arena *a, const struct knowledge *k, const struct provider *p,
		       const struct list *patterns, lookup *by)
{
	LIST_EACH (const struct string_item, it, patterns) {
		const struct provider *found = by(k, some_host(a, it->s));

		if (found != p)
			fail_msg("%s of %s is %s's", it->s, p->id,
				 found == NULL ? "nobody" : found->id);
	}
}

static void every_host_and_mx_is_of_one_profile(void **state)
{
	struct knowledge *k = load(*state);
	size_t n = 0;

	LIST_EACH (const struct provider, p, knowledge_providers(k)) {
		each_finds(*state, k, p, &p->hosts, provider_by_host);
		each_finds(*state, k, p, &p->mx, provider_by_mx);
		n += p->hosts.n;
	}
	assert_in_range(n, 60, 1000);
	knowledge_free(k);
}

static void every_profile_has_references_and_no_port_twice(void **state)
{
	struct knowledge *k = load(*state);

	LIST_EACH (const struct provider, p, knowledge_providers(k)) {
		print_message("  %s\n", p->id);
		assert_int_not_equal(p->references.n, 0);
		LIST_EACH (const struct offer, o, &p->offers) {
			assert_null(provider_not_offered(p, o->port));
			assert_ptr_equal(provider_offer(p, o->port), o);
		}
	}
	knowledge_free(k);
}

/* ---- as TARGET ---- */

struct planned {
	struct record *r;
	struct target t;
	struct list hosts, endpoints;
	const char *fault;
};

static int plan(const struct knowledge *k, const char *target, struct planned *to)
{
	const struct plan_options o = {.tls_mode = -1};

	*to = (struct planned){.r = record_new()};
	if (target_read(to->r->arena, target, &o, k, &to->t, &to->fault) < 0 ||
	    plan_hosts(to->r, &to->t, k, &to->hosts, &to->fault) < 0)
		return -1;
	plan_endpoints(to->r, &to->t, &o, k, &to->hosts, &to->endpoints);
	return 0;
}

/* Its usual ports, those marked that it does not have; a port that it has is wanted first. */
static void endpoints_are_of(const struct provider *p, const struct planned *made)
{
	bool any = false;

	LIST_EACH (const struct endpoint, e, &made->endpoints) {
		const struct offer *o = provider_offer(p, e->port);

		assert_string_equal(e->host, provider_host(p));
		assert_int_equal(e->offered, o != NULL);
		assert_true(o == NULL || o->mode == e->mode);
		any |= e->offered;
	}
	assert_true(any);
}

static void every_name_is_a_target(void **state)
{
	struct knowledge *k = load(*state);
	struct planned made;

	LIST_EACH (const struct provider, p, knowledge_providers(k)) {
		int rc = plan(k, p->id, &made);

		print_message("  %s\n", p->id);
		if (p->kind == KIND_SOFTWARE || p == provider_generic(k)) {
			assert_int_equal(made.t.kind, TARGET_HOST);
			assert_null(made.r->provider);
		} else if (provider_host(p) == NULL) {
			assert_int_equal(rc, -1);
			assert_non_null(strstr(made.fault,
					       p->hosts.n > 0 ? "name yours" : "name the server"));
		} else {
			assert_int_equal(made.t.kind, TARGET_PROVIDER);
			assert_string_equal(made.r->provider, p->id);
			endpoints_are_of(p, &made);
		}
		record_free(made.r);
	}
	knowledge_free(k);
}

static void every_mailbox_domain_leads_to_its_host(void **state)
{
	struct knowledge *k = load(*state);
	struct planned made;
	size_t n = 0;

	LIST_EACH (const struct provider, p, knowledge_providers(k))
		LIST_EACH (const struct string_item, domain, &p->mailbox_domains) {
			if (provider_host(p) == NULL)
				continue;
			assert_int_equal(plan(k, arena_printf(*state, "bob@%s", domain->s), &made),
					 0);
			assert_string_equal(made.r->provider, p->id);
			assert_string_equal(made.r->host, provider_host(p));
			record_free(made.r);
			n++;
		}
	assert_in_range(n, 30, 1000);
	knowledge_free(k);
}

static void a_profile_is_like_another(void **state)
{
	struct knowledge *k = load(*state);
	struct list ids = {0};

	list_add_string(&ids, *state, "microsoft365");
	assert_true(provider_is_among(provider_by_id(k, "microsoft365"), &ids));
	assert_true(provider_is_among(provider_by_id(k, "microsoft365-china"), &ids));
	assert_false(provider_is_among(provider_by_id(k, "exchange-onprem"), &ids));
	knowledge_free(k);
}

static void a_network_is_known_by_what_it_blocks(void **state)
{
	static const int ports[] = {25, 465, 587};
	struct knowledge *k = load(*state);

	assert_true(network_blocks_exactly(network_by_id(k, "azure"), ports, 1));
	assert_false(network_blocks_exactly(network_by_id(k, "azure"), ports, 2));
	assert_true(network_blocks_exactly(network_by_id(k, "hetzner"), ports, 2));
	assert_true(network_blocks_exactly(network_by_id(k, "digitalocean"), ports, 3));
	assert_false(network_blocks_exactly(network_by_id(k, "digitalocean"), ports, 2));
	assert_null(network_by_id(k, "no-such-network"));
	knowledge_free(k);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(every_host_and_mx_is_of_one_profile),
	UNIT_TEST(every_profile_has_references_and_no_port_twice),
	UNIT_TEST(every_name_is_a_target),
	UNIT_TEST(every_mailbox_domain_leads_to_its_host),
	UNIT_TEST(a_profile_is_like_another),
	UNIT_TEST(a_network_is_known_by_what_it_blocks),
	UNIT_TEST(a_host_names_its_provider),
	UNIT_TEST(an_mx_names_the_provider_of_its_customers),
	UNIT_TEST(a_text_names_its_provider),
	UNIT_TEST(every_profile_with_a_pattern_is_tried),
	UNIT_TEST(microsoft365_offers_587_and_25_and_never_465),
	UNIT_TEST(the_generic_profile_is_always_there),
};

UNIT_MAIN(tests)
