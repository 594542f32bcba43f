/* DMARC records: faults stand within the text and are told harmlessly; what is corrected has no
 * fault left, asks for no less than it did, and stays as it is when it is corrected again; a record
 * with another policy has that policy.
 *
 * Input: the text of one TXT record. */
#include "fuzz.h"

#include "domain/dmarc_record.h"
#include "domain/orgdomain.h"

#include <stdlib.h>
#include <string.h>

static void claim_faults(const struct dmarc_record *r)
{
	CLAIM(r->faults.n <= DMARC_FAULTS_MAX);
	LIST_EACH (const struct dmarc_fault, f, &r->faults) {
		CLAIM(f->at >= 0 && (size_t)f->at <= r->text.n);
		CLAIM(is_harmless_line(f->what));
	}
}

static void claim_addresses(const struct list *uris)
{
	CLAIM(uris->n <= DMARC_URIS_MAX);
	LIST_EACH (const struct dmarc_uri, u, uris) {
		CLAIM((u->mailbox == NULL) == (u->domain == NULL));
		CLAIM(u->domain == NULL || strchr(u->mailbox, '@') < u->domain);
		CLAIM(u->mailbox == NULL || is_harmless_line(u->mailbox));
	}
}

static void claim_policies(const struct dmarc_record *r)
{
	CLAIM(r->pct >= 0 && r->pct <= 100);
	CLAIM(strchr("ynu", r->psd) != NULL);
	CLAIM((dmarc_policy_own(r) == DMARC_UNSET) == !r->counts);
	CLAIM((dmarc_policy_below(r, true) == DMARC_UNSET) == !r->counts);
	CLAIM((dmarc_policy_below(r, false) == DMARC_UNSET) == !r->counts);
}

static void claim_corrected(struct arena *a, const struct dmarc_record *r)
{
	struct dmarc_record *again;

	if (r->corrected == NULL)
		return;
	CLAIM(is_harmless_line(r->corrected));
	again = dmarc_record_read(a, bytes_str(a, r->corrected));
	CLAIM(dmarc_kind(again->text) == DMARC_POLICY);
	LIST_EACH (const struct dmarc_fault, f, &again->faults)
		CLAIM(f->harm == DMARC_HARMLESS); /* more than two addresses, at most */
	CLAIM(dmarc_policy_own(again) >= dmarc_policy_own(r));
	CLAIM(again->corrected == NULL || strcmp(again->corrected, r->corrected) == 0);
}

static void claim_change(struct arena *a, const struct dmarc_record *r)
{
	struct dmarc_change change = {.p = DMARC_QUARANTINE, .whole = true};
	const char *text = dmarc_record_with(a, r, &change);
	const struct dmarc_record *made = dmarc_record_read(a, bytes_str(a, text));

	CLAIM(dmarc_policy_own(made) == DMARC_QUARANTINE);
	CLAIM(made->pct == 100 && !made->testing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct bytes text = bytes_copy(a, data, size);
	const char *name = arena_copy(a, data, size), *organisation = orgdomain(name);

	CLAIM(organisation >= name && organisation <= name + strlen(name));
	if (dmarc_kind(text) != DMARC_OTHER) {
		const struct dmarc_record *r = dmarc_record_read(a, text);

		claim_faults(r);
		claim_addresses(&r->rua);
		claim_addresses(&r->ruf);
		claim_policies(r);
		claim_corrected(a, r);
		claim_change(a, r);
	}
	arena_free(a);
	return 0;
}
