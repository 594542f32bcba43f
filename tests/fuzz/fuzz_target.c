/* TARGET and names: every word is a target, a finding about a name, or refused in one harmless line
 * that gives away no login.
 *
 * Input: --mx and -p, --tls; TARGET to a line feed; a name that TARGET's answers lead to. */
#include "fuzz.h"

#include "plan/plan.h"
#include "smtp/address.h"
#include "base/netaddr.h"

#include <stdlib.h>
#include <string.h>

/* ---- names and addresses ---- */

static void literal(struct arena *a, const char *s)
{
	const char *canonical = NULL, *again = NULL;

	if (!address_literal(a, s, &canonical)) {
		CLAIM(address_family(s) == 0);
		return;
	}
	CLAIM(address_family(s) == (strchr(s, ':') != NULL ? 6 : 4));
	CLAIM(address_literal(a, canonical, &again) && strcmp(canonical, again) == 0);
	CLAIM(address_reverse(a, s) != NULL && host_fault(address_reverse(a, s)) == NULL);
	CLAIM(strcmp(address_reverse(a, s), address_reverse(a, canonical)) == 0);
}

static void name(struct arena *a, const char *s)
{
	const char *why = NULL, *host, *again, *meant = host_meant(a, s);

	CLAIM(meant == NULL || host_fault(meant) == NULL);
	if (host_fault(s) != NULL)
		return;
	host = host_to_ascii(a, s, &why);
	CLAIM(host != NULL || why != NULL);
	if (host == NULL)
		return;
	CLAIM(host_fault(host) == NULL && strlen(host) <= 253);
	CLAIM(strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(host));
	again = host_to_ascii(a, host, &why);
	CLAIM(again != NULL && strcmp(host, again) == 0);
}

static void mailbox(const char *s)
{
	const char *domain = NULL;

	if (!mailbox_split(s, &domain)) {
		CLAIM(domain == NULL);
		return;
	}
	CLAIM(domain > s + 1 && domain[-1] == '@' && domain <= s + strlen(s));
	CLAIM(host_fault(domain) == NULL);
	CLAIM(is_harmless(s, strlen(s), NEUTRAL_LINE)); /* it is said in a command */
}

/* ---- plan ---- */

static void add_answer(struct record *r, const struct question *asked, const char *data)
{
	struct dns_query *q = ARENA_NEW(r->arena, struct dns_query);
	struct dns_answer *answer = ARENA_NEW(r->arena, struct dns_answer);

	q->name = asked->name;
	q->type = asked->type;
	answer->name = asked->name;
	answer->type = asked->type;
	answer->data = bytes_str(r->arena, data);
	list_append(&q->answers, answer);
	list_append(&r->queries, q);
}

static void endpoints_are_sound(const struct record *r, const struct list *endpoints)
{
	LIST_EACH (const struct endpoint, e, endpoints) {
		CLAIM(e->host != NULL && *e->host != '\0' && e->port >= 1 && e->port <= 65535);
		CLAIM(e->mode <= TLS_MODE_NONE && e->purpose == SESSION_PRIMARY);
	}
	LIST_EACH (const struct need, n, &r->needs)
		CLAIM(n->port >= 1 && n->port <= 65535);
}

static void plan(const struct target *t, const struct plan_options *o, const struct knowledge *k,
		 const char *data)
{
	struct record *r = record_new();
	struct list questions = {0}, hosts = {0}, endpoints = {0};
	const char *fault = NULL;

	plan_questions(r, t, &questions);
	CLAIM(is_harmless_line(r->input));
	LIST_EACH (const struct question, q, &questions)
		add_answer(r, q, data);
	if (t->name_fault == NULL) {
		if (plan_hosts(r, t, k, &hosts, &fault) == 0)
			plan_endpoints(r, t, o, k, &hosts, &endpoints);
		else
			CLAIM(is_harmless_line(fault));
	}
	endpoints_are_sound(r, &endpoints);
	record_free(r);
}

/* ---- TARGET ---- */

static void no_login_in(const char *input, const char *fault)
{
	const char *at = strrchr(input, '@'), *secret = strstr(input, ":S3CRET");

	if (secret != NULL && at != NULL && secret < at && *input != '"')
		CLAIM(strstr(fault, "S3CRET") == NULL);
}

static void claims(const struct target *t, const struct knowledge *k)
{
	CLAIM(t->port >= 0 && t->port <= 65535);
	CLAIM(t->host != NULL && *t->host != '\0');
	CLAIM(is_harmless_line(t->host));
	CLAIM(t->kind != TARGET_PROVIDER || provider_by_id(k, t->provider) != NULL);
	if (t->name_fault == NULL)
		CLAIM(host_fault(t->host) == NULL || address_family(t->host) != 0);
	if (t->user != NULL)
		CLAIM(is_harmless_line(t->user));
}

static void target(struct arena *a, unsigned how, int tls_mode, const char *input, const char *data)
{
	const struct knowledge *k = fuzz_knowledge();
	struct plan_options o = {
		.mx = how & 1, .tls_mode = tls_mode, .tls_versions = VERSIONS_AUTO};
	struct need port = {.port = 2525};
	struct target t;
	const char *fault = NULL;

	if (how & 2)
		list_append(&o.ports, &port);
	if (target_read(a, input, &o, k, &t, &fault) != 0) {
		CLAIM(is_harmless_line(fault));
		no_login_in(input, fault);
		return;
	}
	claims(&t, k);
	plan(&t, &o, k, data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	unsigned how = input_byte(&in);
	int tls_mode = input_byte(&in) % 4 - 1;
	char *word = input_line(&in), *answer = input_line(&in);
	struct arena *a = arena_new();

	literal(a, word);
	name(a, word);
	mailbox(word);
	target(a, how, tls_mode, word, answer);
	arena_free(a);
	free(word);
	free(answer);
	return 0;
}
