#include "unit.h"

#include "know/provider.h"

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
		{"aspmx.l.google.com", "gmail"},
		{"alt1.gmail-smtp-in.l.google.com", "gmail"},
		{"mta5.am0.yahoodns.net", "yahoo"},
		{"mx.example.org", NULL},
	};

	CHECK(provider_by_mx, cases);
}

static void a_text_names_its_provider(void **state)
{
	static const struct lookup_case cases[] = {
		{"AM0PR02CA0011.outlook.office365.com Microsoft ESMTP MAIL Service ready at Thu, "
		 "5 Sep 2024 08:00:00 +0000 [08DCC]",
		 "microsoft365"},
		{"DB5EUR01FT012.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at "
		 "Thu, 5 Sep 2024 08:00:00 +0000",
		 "microsoft365-mx"},
		{"Authentication unsuccessful [AM6PR0502CA0058.eurprd05.prod.outlook.com]",
		 "microsoft365"},
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
	};

	CHECK(provider_by_text, cases);
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

static const struct CMUnitTest tests[] = {
	UNIT_TEST(a_host_names_its_provider),
	UNIT_TEST(an_mx_names_the_provider_of_its_customers),
	UNIT_TEST(a_text_names_its_provider),
	UNIT_TEST(microsoft365_offers_587_and_25_and_never_465),
	UNIT_TEST(the_generic_profile_is_always_there),
};

UNIT_MAIN(tests)
