#include "unit.h"

#include "base/clock.h"
#include "know/mechanism.h"
#include "know/box.h"
#include "know/guide.h"
#include "know/network.h"
#include "know/provider.h"
#include "know/snippet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the embedded catalogue ---- */

struct loaded {
	struct arena *arena;
	struct list faults;
	struct knowledge *k;
};

static struct loaded load(struct arena *a, const char *dir)
{
	struct loaded l = {.arena = a};

	l.k = knowledge_load(dir, &l.faults, a);
	return l;
}

static void the_embedded_catalogue_has_no_faults(void **state)
{
	double from = clock_mono_ms();
	struct loaded l = load(*state, NULL);

	print_message("  %zu entries, %zu profiles, %.1f ms\n", knowledge_entries(l.k)->n,
		      knowledge_providers(l.k)->n, clock_mono_ms() - from);
	LIST_EACH (struct string_item, it, &l.faults)
		print_message("  %s\n", it->s);
	assert_int_equal(l.faults.n, 0);
	knowledge_free(l.k);
}

static void every_finding_that_stages_raise_has_words(void **state)
{
	static const char *const ids[] = {
		"dns-name-invalid",
		"dns-nxdomain",
		"dns-no-address",
		"dns-servfail",
		"dns-bogus",
		"dns-timeout",
		"dns-refused",
		"dns-no-resolver",
		"dns-cname-loop",
		"dns-null-mx",
		"dns-no-mx",
		"dns-mx-broken",
		"dns-private-address",
		"dns-hosts-override",
		"net-offline",
		"net-connect-refused",
		"net-refused-local",
		"net-connect-timeout",
		"net-reset",
		"net-prohibited",
		"net-unreachable",
		"net-no-route",
		"net-local-block",
		"net-port-not-offered",
		"net-outbound-blocked",
		"net-family-broken",
		"net-one-address-down",
		"banner-closed",
		"banner-timeout",
		"banner-late",
		"banner-not-smtp",
		"banner-after-client",
		"banner-rejected",
		"mode-implicit-on-starttls-port",
		"mode-starttls-on-implicit-port",
		"middlebox-cisco-esmtp",
		"clock-skew",
		"ehlo-name-rejected",
		"ehlo-helo-only",
		"ehlo-timeout",
		"ehlo-closed",
		"auth-not-offered",
		"auth-only-after-tls",
		"auth-in-clear",
		"starttls-not-offered",
		"starttls-stripped",
		"starttls-refused",
		"starttls-closed",
		"starttls-injection",
		"tls-version-too-old",
		"tls-client-too-old",
		"tls-handshake-refused",
		"tls-handshake-closed",
		"tls-handshake-stalled",
		"tls-weak-key",
		"tls-legacy-versions",
		"tls-sni-needed",
		"cert-name-mismatch",
		"cert-expired",
		"cert-not-yet-valid",
		"cert-expiring",
		"cert-self-signed",
		"cert-untrusted",
		"cert-incomplete-chain",
		"cert-intercepted",
		"cert-weak",
		"cert-revoked",
		"cert-no-trust-store",
		"auth-mechanism-mismatch",
		"auth-refused",
		"auth-temporary",
		"auth-timeout",
		"auth-closed",
		"auth-withheld",
		"envelope-timeout",
		"envelope-closed",
		"server-limited-us",
		"tester-banned",
		"interrupted",
		"submission-ready",
		"submission-ready-no-login",
		"mx-ready",
		"reach-ready",
	};
	struct loaded l = load(*state, NULL);

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (knowledge_entry(l.k, ids[i]) == NULL)
			fail_msg("no entry %s", ids[i]);
	knowledge_free(l.k);
}

static void every_reply_code_has_words(void **state)
{
	static const int codes[] = {211, 214, 220, 221, 235, 250, 251, 252, 334, 354, 421, 432,
				    450, 451, 452, 454, 455, 500, 501, 502, 503, 504, 521, 530,
				    534, 535, 538, 550, 551, 552, 553, 554, 555, 556};
	struct loaded l = load(*state, NULL);

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		const char *id = arena_printf(*state, "reply-%d", codes[i]);

		if (knowledge_entry(l.k, id) == NULL)
			fail_msg("no entry %s", id);
	}
	assert_non_null(knowledge_entry(l.k, "reply-4xx"));
	assert_non_null(knowledge_entry(l.k, "reply-5xx"));
	knowledge_free(l.k);
}

static void an_unknown_id_has_no_entry(void **state)
{
	struct loaded l = load(*state, NULL);

	assert_null(knowledge_entry(l.k, "no-such-id"));
	assert_true(strcmp(knowledge_date(l.k), "2026-01") > 0);
	knowledge_free(l.k);
}

/* ---- a directory on top ---- */

static const char *file_make(struct arena *a, const char *dir, const char *folder, const char *name,
			     const char *text)
{
	const char *path = arena_printf(a, "%s/%s", dir, folder);
	FILE *f;

	mkdir(path, 0700);
	path = arena_printf(a, "%s/%s", path, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return path;
}

static char *directory_make(struct arena *a)
{
	char *dir = arena_str(a, "know-XXXXXX");

	assert_non_null(mkdtemp(dir));
	return dir;
}

static void directory_remove(struct arena *a, const char *dir)
{
	static const char *const folders[] = {
		"replies",  "findings",	  "providers", "networks", "bounces", "boxes",	"clients",
		"policies", "mechanisms", "logins",    "snippets", "labels",  "tokens", "guides"};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		unlink(arena_printf(a, "%s/%s/a.yaml", dir, folders[i]));
		unlink(arena_printf(a, "%s/%s/b.yaml", dir, folders[i]));
		rmdir(arena_printf(a, "%s/%s", dir, folders[i]));
	}
	assert_int_equal(rmdir(dir), 0);
}

#define PROFILE(id)                                                                                \
	"- id: " id "\n  title: Ours\n  purpose: submission\n"                                     \
	"  hosts: [mail.example.org]\n  offers: [{port: 587, tls: starttls}]\n"                    \
	"  references: [{source: S, as_of: 2020}]\n"

#define REST(title)                                                                                \
	"  severity: error\n  certainty: likely\n  owner: you\n  title: " title                    \
	"\n  meaning: It is so.\n  causes: [One]\n  fixes: [Two]\n"                                \
	"  references: [{source: S, as_of: 2031}]\n"

/* How many entries come before that one. */
static size_t place_of(const struct knowledge *k, const char *id)
{
	size_t n = 0;

	LIST_EACH (const struct entry, e, knowledge_entries(k)) {
		if (strcmp(e->id, id) == 0)
			break;
		n++;
	}
	return n;
}

static void a_directory_replaces_and_adds_entries(void **state)
{
	const char *dir = directory_make(*state);
	size_t embedded, place;
	struct loaded l = load(*state, NULL);

	embedded = knowledge_entries(l.k)->n;
	place = place_of(l.k, "cert-expired");
	knowledge_free(l.k);
	file_make(*state, dir, "findings", "a.yaml", "- id: cert-expired\n" REST("Ours"));
	file_make(*state, dir, "replies", "b.yaml",
		  "- id: our-own\n" REST("New") "  when: {code: 535, provider: ours}\n"
						"  samples: [535 no]\n");
	file_make(*state, dir, "providers", "a.yaml", PROFILE("ours"));
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_int_equal(knowledge_entries(l.k)->n, embedded + 1);
	assert_string_equal(knowledge_entry(l.k, "cert-expired")->title, "Ours");
	assert_int_equal(place_of(l.k, "our-own"), 0);
	assert_int_equal(place_of(l.k, "cert-expired"), place + 1);
	assert_int_equal(knowledge_files(l.k), 3);
	assert_string_equal(provider_by_host(l.k, "mail.example.org")->id, "ours");
	assert_string_equal(knowledge_date(l.k), "2031");
	knowledge_free(l.k);
	directory_remove(*state, dir);
}

static void faults_of_a_directory_name_its_files(void **state)
{
	const char *dir = directory_make(*state);
	const char *a, *b;
	struct loaded l;
	struct string_item *it;

	a = file_make(*state, dir, "findings", "a.yaml",
		      "- id: one\n" REST("One") "  also: [no-such-id]\n");
	b = file_make(*state, dir, "findings", "b.yaml", "- id: one\n" REST("Again"));
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 2);
	it = (struct string_item *)(void *)l.faults.first;
	assert_string_equal(it->s,
			    arena_printf(*state,
					 "%s:1:3: id \"one\" again; it stands in %s line 1 already",
					 b, a));
	it = (struct string_item *)(void *)l.faults.last;
	assert_string_equal(
		it->s, arena_printf(*state, "%s:10:10: no entry has the id \"no-such-id\"", a));
	knowledge_free(l.k);
	directory_remove(*state, dir);
}

/* The only fault of `dir`, and that it is said of `path`. */
static void has_fault(struct arena *a, const char *dir, const char *path, const char *fault)
{
	struct loaded l = load(a, dir);

	assert_int_equal(l.faults.n, 1);
	assert_string_equal(((struct string_item *)(void *)l.faults.first)->s,
			    arena_printf(a, "%s:%s", path, fault));
	knowledge_free(l.k);
}

static void a_profile_stands_once(void **state)
{
	const char *dir = directory_make(*state), *path;

	path = file_make(*state, dir, "providers", "a.yaml", PROFILE("ours") PROFILE("ours"));
	has_fault(*state, dir, path, "7:3: id \"ours\" again");
	directory_remove(*state, dir);
}

static void a_key_that_no_reference_vouches_for_is_a_fault(void **state)
{
	const char *dir = directory_make(*state), *path;

	path = file_make(*state, dir, "providers", "a.yaml",
			 "- id: ours\n  title: Ours\n  purpose: submission\n"
			 "  hosts: [mail.example.org]\n  username: the staff number\n"
			 "  references: [{source: S, as_of: 2020, for: [hosts]}]\n");
	has_fault(*state, dir, path, "5:3: ours: no reference is for \"username\"");
	file_make(*state, dir, "providers", "a.yaml",
		  "- id: ours\n  title: Ours\n  purpose: submission\n  hosts: [a.*.b.*.org]\n"
		  "  references: [{source: S, as_of: 2020}]\n");
	has_fault(*state, dir, path, "4:11: hosts: one * at the most");
	file_make(*state, dir, "providers", "a.yaml",
		  "- id: ours\n  title: Ours\n  purpose: submission\n"
		  "  references: [{source: S, as_of: 2020, for: title}]\n");
	has_fault(*state, dir, path, "4:46: for: not a key that needs a source");
	directory_remove(*state, dir);
}

#define PUBLISHED(what)                                                                            \
	"- id: ours\n  title: Ours\n  purpose: submission\n"                                       \
	"  published:\n    - {names: mail.example.org, ports: 587, source: S, as_of: 2020" what    \
	"}\n  references: [{source: S, as_of: 2020}]\n"

static void what_is_published_for_firewalls_is_ranges_or_a_reason(void **state)
{
	const char *dir = directory_make(*state), *path;

	path = file_make(*state, dir, "providers", "a.yaml",
			 PUBLISHED(", ranges: [192.0.2.0/24, 192.0.2.1/24]"));
	has_fault(*state, dir, path,
		  "5:92: ranges: the address has bits beyond the length of the range");
	file_make(*state, dir, "providers", "a.yaml", PUBLISHED(", ranges: 192.0.2.1"));
	has_fault(*state, dir, path,
		  "5:77: ranges: a range of addresses, as 192.0.2.0/24 or 2001:db8::/32");
	file_make(*state, dir, "providers", "a.yaml", PUBLISHED(""));
	has_fault(*state, dir, path,
		  "1:3: ours: published without ranges wants a note that says why");
	directory_remove(*state, dir);
}

#define SIGNED(what)                                                                               \
	"- id: ours\n  title: Ours\n  purpose: submission\n  spf: [_spf.example.org]\n"            \
	"  dkim:\n    - {" what "source: S, as_of: 2020}\n"                                        \
	"  references: [{source: S, as_of: 2020}]\n"

static void keys_of_signatures_are_selectors_or_a_reason(void **state)
{
	const char *dir = directory_make(*state), *path;

	path = file_make(*state, dir, "providers", "a.yaml", SIGNED(""));
	has_fault(*state, dir, path,
		  "1:3: ours: dkim without selectors wants a note that says why");
	file_make(*state, dir, "providers", "a.yaml", SIGNED("selectors: [S1], "));
	has_fault(*state, dir, path,
		  "6:20: selectors: a selector: small letters, digits, dashes, dots");
	file_make(*state, dir, "providers", "a.yaml",
		  SIGNED("selectors: s1, aliases: '{selector}.{domain}.{tenant}.example', "));
	has_fault(*state, dir, path,
		  "6:32: aliases: a host name in small letters, with {selector}, {domain}, "
		  "{domain-dashed} and * for what differs");
	directory_remove(*state, dir);
}

static void a_network_of_a_site_replaces_ours(void **state)
{
	const char *dir = directory_make(*state), *path;
	struct loaded l;
	size_t n;

	l = load(*state, NULL);
	n = knowledge_networks(l.k)->n;
	knowledge_free(l.k);
	path = file_make(*state, dir, "networks", "a.yaml",
			 "- id: hetzner\n  title: Ours\n  blocked: 25\n"
			 "  references: [{source: S, as_of: 2020}]\n");
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_int_equal(knowledge_networks(l.k)->n, n);
	assert_string_equal(network_by_id(l.k, "hetzner")->title, "Ours");
	assert_non_null(network_by_id(l.k, "azure"));
	knowledge_free(l.k);
	file_make(*state, dir, "networks", "a.yaml",
		  "- id: ours\n  title: Ours\n  blocked: [25, 70000]\n"
		  "  references: [{source: S, as_of: 2020}]\n");
	has_fault(*state, dir, path, "3:17: blocked: a port is a number from 1 to 65535");
	directory_remove(*state, dir);
}

#define BOX(id, rest)                                                                              \
	"- id: " id "\n  title: Ours\n  kind: gateway\n  evidence: seen\n"                         \
	"  references: [{source: S, as_of: 2020}]\n" rest

static void a_site_names_its_own_boxes(void **state)
{
	const char *dir = directory_make(*state), *path;
	struct loaded l = load(*state, NULL);

	assert_null(box_of_issuer(l.k, "CN=Contoso Inspection CA"));
	assert_string_equal(box_of_issuer(l.k, "CN=Zscaler Root CA,O=Zscaler Inc.")->id, "zscaler");
	assert_false(box_inspects(box_of_issuer(l.k, "CN=R12,O=Let's Encrypt,C=US")));
	knowledge_free(l.k);
	path = file_make(*state, dir, "boxes", "a.yaml",
			 BOX("contoso", "  issuer: CN=Contoso\n  samples: CN=Contoso\n"));
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_string_equal(box_of_issuer(l.k, "CN=Contoso Inspection CA")->title, "Ours");
	assert_true(box_inspects(box_of_issuer(l.k, "CN=Contoso Inspection CA")));
	assert_non_null(box_of_issuer(l.k, "CN=Zscaler Root CA,O=Zscaler Inc."));
	knowledge_free(l.k);
	file_make(*state, dir, "boxes", "a.yaml", BOX("contoso", "  samples: x\n"));
	has_fault(*state, dir, path,
		  "1:3: contoso: one pattern is wanted, \"issuer\" or \"greeting\"");
	file_make(*state, dir, "boxes", "a.yaml",
		  BOX("contoso", "  samples: x\n  issuer: x\n  greeting: x\n"));
	has_fault(*state, dir, path,
		  "1:3: contoso: one pattern is wanted, \"issuer\" or \"greeting\"");
	file_make(*state, dir, "boxes", "a.yaml",
		  BOX("contoso", "  samples: x\n  issuer: x\n")
			  BOX("contoso", "  samples: y\n  issuer: y\n"));
	has_fault(*state, dir, path, "8:3: id \"contoso\" again");
	directory_remove(*state, dir);
}

#define CLIENT(rest)                                                                               \
	"- id: contoso-scanner\n  title: Ours\n  references: [{source: S, as_of: 2020}]\n" rest

static void a_site_names_its_own_clients(void **state)
{
	static const struct {
		const char *rest, *fault;
	} faults[] = {
		{"  newest: TLS1.4\n",
		 "4:11: newest: \"TLS1.4\" is not one of SSL3.0, TLS1.0, TLS1.1, TLS1.2, TLS1.3"},
		{"  newest: TLS1.0\n  oldest: TLS1.2\n",
		 "1:3: contoso-scanner: \"oldest\" is newer than \"newest\""},
		{"  newest: TLS1.2\n  key_exchange: [PSK]\n",
		 "5:18: key_exchange: \"PSK\" is not one of RSA, DHE, ECDHE"},
		{"  newest: TLS1.2\n  ciphers: [aes]\n",
		 "5:13: ciphers: a cipher as in the names of suites is wanted: 3DES_EDE"},
		{"  newest: TLS1.2\n  dh_bits_min: many\n",
		 "5:16: dh_bits_min: a number of bits is wanted"},
		{"  newest: TLS1.2\n  without_sni: maybe\n",
		 "5:16: without_sni \"maybe\" is not one of no, yes"},
		{"  newest: TLS1.2\n  fix: switch off certificate verification\n", NULL},
	};
	const char *dir = directory_make(*state), *path;
	struct loaded l = load(*state, NULL);
	size_t embedded = knowledge_clients(l.k)->n;

	assert_true(embedded >= 15);
	knowledge_free(l.k);
	path = file_make(*state, dir, "clients", "a.yaml", CLIENT("  newest: TLS1.0\n"));
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_int_equal(knowledge_clients(l.k)->n, embedded + 1);
	knowledge_free(l.k);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		file_make(*state, dir, "clients", "a.yaml",
			  arena_printf(*state, CLIENT("%s"), faults[i].rest));
		if (faults[i].fault != NULL) {
			has_fault(*state, dir, path, faults[i].fault);
			continue;
		}
		l = load(*state, dir); /* advice that is never given */
		assert_int_equal(l.faults.n, 1);
		knowledge_free(l.k);
	}
	directory_remove(*state, dir);
}

static void a_site_names_its_own_policies(void **state)
{
	const char *dir = directory_make(*state), *path;
	struct loaded l;

	path = file_make(*state, dir, "policies", "a.yaml",
			 "- id: house\n  title: House rules\n  least: TLS1.3\n  force: forbids\n"
			 "  since: 2026-01\n  references: [{source: S, as_of: 2026}]\n");
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_true(knowledge_policies(l.k)->n >= 9);
	knowledge_free(l.k);
	file_make(*state, dir, "policies", "a.yaml",
		  "- id: house\n  title: House rules\n  least: TLS1.3\n  force: forbids\n"
		  "  since: soon\n"
		  "  references: [{source: S, as_of: 2026}]\n");
	has_fault(*state, dir, path, "5:10: since: a date is YYYY, YYYY-MM or YYYY-MM-DD");
	directory_remove(*state, dir);
}

#define MECHANISM(rest)                                                                            \
	"- id: contoso-pin\n  name: X-CONTOSO-PIN\n  title: A PIN\n  needs: password\n"            \
	"  shows: secret\n  in_clear: readable\n" rest                                             \
	"  references: [{source: S, as_of: 2026}]\n"

static void a_site_knows_its_own_mechanisms(void **state)
{
	static const struct {
		const char *text, *fault;
	} faults[] = {
		{"- id: a\n  name: plain text\n  title: T\n  needs: password\n  shows: secret\n"
		 "  in_clear: safe\n  references: [{source: S, as_of: 2026}]\n",
		 "2:9: name: a mechanism has capitals, digits, dashes and underscores, 20 at the "
		 "most"},
		{"- id: a\n  name: A-NAME-OF-21-LETTERS-\n  title: T\n  needs: password\n"
		 "  shows: secret\n  in_clear: safe\n  references: [{source: S, as_of: 2026}]\n",
		 "2:9: name: a mechanism has capitals, digits, dashes and underscores, 20 at the "
		 "most"},
		{"- id: a\n  name: A\n  title: T\n  needs: luck\n  shows: secret\n"
		 "  in_clear: safe\n  references: [{source: S, as_of: 2026}]\n",
		 "4:10: needs \"luck\" is not one of password, token, ticket, certificate, "
		 "nothing"},
	};
	const char *dir = directory_make(*state), *path;
	struct loaded l = load(*state, NULL);
	size_t embedded = knowledge_mechanisms(l.k)->n;

	assert_true(embedded >= 20);
	assert_string_equal(mechanism_find(l.k, "cram-md5")->name, "CRAM-MD5");
	assert_null(mechanism_find(l.k, "CRAM"));
	knowledge_free(l.k);
	path = file_make(*state, dir, "mechanisms", "a.yaml", MECHANISM(""));
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_int_equal(knowledge_mechanisms(l.k)->n, embedded + 1);
	assert_non_null(mechanism_find(l.k, "x-contoso-pin"));
	knowledge_free(l.k);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		file_make(*state, dir, "mechanisms", "a.yaml", faults[i].text);
		has_fault(*state, dir, path, faults[i].fault);
	}
	directory_remove(*state, dir);
}

#define SERVICE(id, providers)                                                                     \
	"- id: " id                                                                                \
	"\n  name: Ours\n  token: https://login.example.org/t\n  providers: " providers            \
	"\n  grants: [{grant: refresh, scope: s, use: u, source: S, as_of: 2026}]\n"               \
	"  references: [{source: S, as_of: 2026}]\n"

#define GUIDE(id, service)                                                                         \
	"- id: " id "\n  service: " service "\n  grant: refresh\n  title: T\n  fits: F\n"          \
	"  values: [{name: app, text: A}]\n  steps: [{who: you, text: \"{app}\"}]\n"               \
	"  mistakes: [{mistake: m, sign: s}]\n  references: [{source: S, as_of: 2026}]\n"

static void a_site_has_token_services_and_guides_of_its_own(void **state)
{
	const char *dir = directory_make(*state), *path;
	struct loaded l;

	path = file_make(*state, dir, "tokens", "a.yaml", SERVICE("contoso", "gmail"));
	file_make(*state, dir, "guides", "a.yaml", GUIDE("contoso-guide", "contoso"));
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_string_equal(token_service_find(l.k, "contoso")->name, "Ours");
	assert_string_equal(token_service_find(l.k, "gmail")->id, "contoso");
	assert_string_equal(token_service_find(l.k, "google")->id, "google");
	assert_int_equal(guides_of(*state, l.k, "contoso").n, 1);
	assert_true(guides_of(*state, l.k, "google").n > 0);
	knowledge_free(l.k);

	file_make(*state, dir, "tokens", "a.yaml", SERVICE("google", "[gmail, microsoft365-mx]"));
	file_make(*state, dir, "guides", "a.yaml", GUIDE("google-desktop", "google"));
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_string_equal(token_service_find(l.k, "google")->name, "Ours");
	assert_string_equal(token_service_find(l.k, "microsoft365-mx")->id, "google");
	assert_int_equal(guides_of(*state, l.k, "google").n, 2);
	knowledge_free(l.k);

	file_make(*state, dir, "tokens", "a.yaml", SERVICE("contoso", "gmial"));
	has_fault(*state, dir, path, "4:14: no profile has the id \"gmial\"");
	file_make(*state, dir, "tokens", "a.yaml", SERVICE("contoso", "gmail"));
	path = file_make(*state, dir, "guides", "a.yaml", GUIDE("contoso-guide", "contosso"));
	has_fault(*state, dir, path, "2:12: no token service has the id \"contosso\"");
	directory_remove(*state, dir);
}

#define LOGIN(mechanisms, rest)                                                                    \
	"- id: contoso-scanner\n  title: Scanner\n  mechanisms: " mechanisms "\n" rest             \
	"  references: [{source: S, as_of: 2026}]\n"

static void a_site_names_the_logins_of_its_clients(void **state)
{
	static const struct {
		const char *text, *fault;
	} faults[] = {
		{LOGIN("[LOGIN, CRAM]", ""), "3:23: no mechanism has the name \"CRAM\""},
		{LOGIN("[LOGIN, LOGIN]", ""),
		 "1:3: contoso-scanner: LOGIN stands twice in \"mechanisms\""},
		{LOGIN("[LOGIN]", "  settings: [{mechanisms: [PLAIN], says: On}]\n"),
		 "1:3: contoso-scanner: a setting for PLAIN, which is not one of its "
		 "\"mechanisms\""},
		{LOGIN("[LOGIN]", "  chooses: best\n"),
		 "4:12: chooses \"best\" is not one of unknown, first, named"},
		{"- id: contoso-scanner\n  title: Scanner\n  mechanisms: [LOGIN]\n",
		 "1:3: a client without \"references\""},
		{"- id: contoso-scanner\n  title: Scanner\n"
		 "  references: [{source: S, as_of: 2026}]\n",
		 "1:3: a client without \"mechanisms\""},
	};
	const char *dir = directory_make(*state), *path;
	struct loaded l = load(*state, NULL);
	size_t embedded = knowledge_logins(l.k)->n;

	assert_true(embedded >= 25);
	knowledge_free(l.k);
	path = file_make(
		*state, dir, "logins", "a.yaml",
		LOGIN("[PLAIN, X-CONTOSO-PIN]",
		      "  chooses: first\n  in_clear: never\n"
		      "  settings: [{mechanisms: [PLAIN], says: On}]\n  missing: M\n  fix: F\n"));
	file_make(*state, dir, "mechanisms", "a.yaml", MECHANISM(""));
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_int_equal(knowledge_logins(l.k)->n, embedded + 1);
	knowledge_free(l.k);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		file_make(*state, dir, "logins", "a.yaml", faults[i].text);
		has_fault(*state, dir, path, faults[i].fault);
	}
	file_make(*state, dir, "logins", "a.yaml",
		  LOGIN("[LOGIN]", "  fix: switch off certificate verification\n"));
	l = load(*state, dir); /* advice that is never given */
	assert_int_equal(l.faults.n, 1);
	knowledge_free(l.k);
	directory_remove(*state, dir);
}

static void a_profile_names_known_mechanisms(void **state)
{
	const char *dir = directory_make(*state), *path;

	path = file_make(*state, dir, "providers", "a.yaml",
			 PROFILE("ours") "  mechanisms: [PLAIN, CRAM]\n");
	has_fault(*state, dir, path, "7:23: no mechanism has the name \"CRAM\"");
	directory_remove(*state, dir);
}

/* A snippet of one part, whose text is that line. */
static const char *snippet_of(struct arena *a, const char *line)
{
	return arena_printf(a,
			    "- id: postfix\n  title: Our relay\n  mechanisms: [LOGIN]\n  parts:\n"
			    "    - file: /etc/relay.conf\n      quote: plain\n      comment: '#'\n"
			    "      text: |\n        %s\n"
			    "  references: [{source: S, as_of: 2026}]\n",
			    line);
}

static void a_site_has_snippets_of_its_own(void **state)
{
	const char *dir = directory_make(*state), *path;
	struct loaded l;

	path = file_make(*state, dir, "snippets", "a.yaml", snippet_of(*state, "?login? {user}"));
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_string_equal(snippet_find(l.k, "postfix")->title, "Our relay");
	assert_non_null(snippet_find(l.k, "msmtp"));
	assert_null(snippet_find(l.k, "sendmail"));
	knowledge_free(l.k);
	file_make(*state, dir, "snippets", "a.yaml", snippet_of(*state, "?login? {usr}"));
	has_fault(*state, dir, path, "8:13: text: unknown placeholder {usr}");
	file_make(*state, dir, "snippets", "a.yaml", snippet_of(*state, "?log-in? {user}"));
	has_fault(*state, dir, path, "8:13: text: unknown condition \"log-in\"");
	file_make(*state, dir, "snippets", "a.yaml", snippet_of(*state, "?login?   # {user}"));
	has_fault(*state, dir, path,
		  "1:3: postfix: a comment of /etc/relay.conf holds a placeholder");
	directory_remove(*state, dir);
}

static void first_words_are_read_as_far_as_they_tell(void **state)
{
	struct loaded l = load(*state, NULL);
	char far[600];

	memset(far, ' ', sizeof(far));
	memcpy(far + 550, "mysql_native_password", strlen("mysql_native_password"));
	assert_null(box_of_greeting(l.k, (struct bytes){far, sizeof(far)}));
	memcpy(far + 450, "mysql_native_password", strlen("mysql_native_password"));
	assert_string_equal(box_of_greeting(l.k, (struct bytes){far, sizeof(far)})->id, "mysql");
	assert_null(box_of_greeting(l.k, (struct bytes){0}));
	knowledge_free(l.k);
}

static void a_frame_of_a_site_replaces_ours(void **state)
{
	const char *dir = directory_make(*state), *path;
	struct loaded l;
	size_t n;

	l = load(*state, NULL);
	n = knowledge_frames(l.k)->n;
	knowledge_free(l.k);
	path = file_make(*state, dir, "bounces", "a.yaml",
			 "- id: frame-qmail\n  program: ours\n  opens: \"Hi, {recipient}:\"\n"
			 "  references: [{source: S, as_of: 2020}]\n");
	l = load(*state, dir);
	assert_int_equal(l.faults.n, 0);
	assert_int_equal(knowledge_frames(l.k)->n, n);
	knowledge_free(l.k);
	file_make(*state, dir, "bounces", "a.yaml",
		  "- id: frame-ours\n  program: ours\n  opens: \"Hi, {recipent}:\"\n"
		  "  references: [{source: S, as_of: 2020}]\n");
	has_fault(*state, dir, path, "3:10: opens: no slot is called {recipent}:");
	directory_remove(*state, dir);
}

static void a_link_to_a_profile_that_is_not_there_is_a_fault(void **state)
{
	const char *dir = directory_make(*state), *path;

	path = file_make(*state, dir, "replies", "a.yaml",
			 "- id: our-own\n" REST("New") "  when: {code: 535, provider: nobodys}\n"
						       "  samples: [535 no]\n");
	has_fault(*state, dir, path, "10:31: no profile has the id \"nobodys\"");
	directory_remove(*state, dir);
}

static void what_is_no_file_or_folder_is_a_fault_and_not_waited_for(void **state)
{
	const char *dir = directory_make(*state), *folder, *path;

	folder = arena_printf(*state, "%s/findings", dir);
	path = arena_printf(*state, "%s/a.yaml", folder);
	mkdir(folder, 0700);
	assert_int_equal(mkfifo(path, 0600), 0);
	has_fault(*state, dir, path, "1:1: cannot be read: Invalid argument");
	unlink(path);
	assert_int_equal(symlink("a.yaml", path), 0);
	has_fault(*state, dir, path, "1:1: cannot be read: Too many levels of symbolic links");
	unlink(path);
	rmdir(folder);
	fclose(fopen(folder, "w"));
	has_fault(*state, dir, folder, "1:1: cannot be read: Not a directory");
	unlink(folder);
	directory_remove(*state, dir);
}

static void a_directory_that_is_not_there_gives_no_knowledge(void **state)
{
	struct loaded l = load(*state, "no-such-directory");

	assert_null(l.k);
	assert_int_equal(errno, ENOENT);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(the_embedded_catalogue_has_no_faults),
	UNIT_TEST(every_finding_that_stages_raise_has_words),
	UNIT_TEST(every_reply_code_has_words),
	UNIT_TEST(an_unknown_id_has_no_entry),
	UNIT_TEST(a_directory_replaces_and_adds_entries),
	UNIT_TEST(faults_of_a_directory_name_its_files),
	UNIT_TEST(a_profile_stands_once),
	UNIT_TEST(a_key_that_no_reference_vouches_for_is_a_fault),
	UNIT_TEST(what_is_published_for_firewalls_is_ranges_or_a_reason),
	UNIT_TEST(keys_of_signatures_are_selectors_or_a_reason),
	UNIT_TEST(a_network_of_a_site_replaces_ours),
	UNIT_TEST(a_site_names_its_own_boxes),
	UNIT_TEST(a_site_names_its_own_clients),
	UNIT_TEST(a_site_names_its_own_policies),
	UNIT_TEST(a_site_knows_its_own_mechanisms),
	UNIT_TEST(a_site_has_token_services_and_guides_of_its_own),
	UNIT_TEST(a_site_names_the_logins_of_its_clients),
	UNIT_TEST(a_profile_names_known_mechanisms),
	UNIT_TEST(a_site_has_snippets_of_its_own),
	UNIT_TEST(first_words_are_read_as_far_as_they_tell),
	UNIT_TEST(a_frame_of_a_site_replaces_ours),
	UNIT_TEST(a_link_to_a_profile_that_is_not_there_is_a_fault),
	UNIT_TEST(what_is_no_file_or_folder_is_a_fault_and_not_waited_for),
	UNIT_TEST(a_directory_that_is_not_there_gives_no_knowledge),
};

UNIT_MAIN(tests)
