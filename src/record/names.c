#include "record/record.h"

#include <string.h>

const char *const stage_names[] = {"tcp",  "proxy",	 "banner", "ehlo",     "starttls",
				   "tls",  "ehlo-again", "auth",   "envelope", "message",
				   "noop", "quit",	 NULL};
const char *const outcome_names[] = {"not-reached", "pass", "fail", "skip", "not-tested", NULL};
const char *const tls_mode_names[] = {"starttls", "implicit", "none", NULL};
const char *const session_purpose_names[] = {"primary",	   "tls-version", "retry", "control",
					     "tls-suites", "auth",	  NULL};
const char *const target_purpose_names[] = {"submission", "mx", "custom", NULL};
const char *const policy_trouble_names[] = {"unreached", "silent", "tls", "cut",
					    "too-long",	 "own",	   NULL};
const char *const failure_names[] = {"none",	    "net",	"timeout",  "closed",	   "reset",
				     "reply",	    "protocol", "too-long", "not-offered", "tls",
				     "certificate", "withheld", "local",    "interrupted", NULL};
const char *const tcp_class_names[] = {"open",	      "refused",     "reset",	 "timeout",
				       "unreachable", "prohibited",  "no-route", "no-family",
				       "local-block", "local-error", NULL};
const char *const dns_status_names[] = {
	"ok",	       "nodata",   "nxdomain",	 "servfail",  "bogus", "refused", "timeout",
	"no-resolver", "no-route", "cname-loop", "malformed", "other", NULL};
const char *const address_source_names[] = {"dns", "hosts", "literal", "option", "proxy", NULL};
const char *const hop_answer_names[] = {"silent",     "passed",	     "open",  "refused",
					"prohibited", "unreachable", "local", NULL};
const char *const trace_role_names[] = {"subject", "control", NULL};
const char *const link_origin_names[] = {"sent", "store", "fetched", NULL};
const char *const staple_status_names[] = {"good", "revoked", "unknown", "invalid", NULL};
const char *const dane_state_names[] = {"none", "secure", "insecure", "bogus", NULL};
const char *const tlsa_verdict_names[] = {"matches", "differs", "unusable", NULL};
const char *const withheld_names[] = {"no",	 "no-tls", "unverified", "no-mechanism",
				      "lockout", "token",  NULL};
const char *const token_form_names[] = {"jwt", "encrypted", "opaque", "broken", NULL};
const char *const token_grant_names[] = {"device",	    "code",    "client-credentials",
					 "service-account", "refresh", NULL};
const char *const secret_oddity_names[] = {"placeholder",
					   "bearer-prefix",
					   "sasl-blob",
					   "xoauth2-blob",
					   "json",
					   "name-value",
					   "jwt-shape",
					   "jwt-cut",
					   "token-short",
					   "blank-within-token",
					   "quoted",
					   "byte-order-mark",
					   "invisible-characters",
					   "no-break-space",
					   "not-utf8",
					   "blank-first",
					   "blank-last",
					   "tab",
					   "typographic",
					   "decomposed",
					   "url-escapes",
					   "base64-shape",
					   "same-as-user",
					   "non-ascii",
					   "shell-characters",
					   "url-characters",
					   "long",
					   "app-password-blanks",
					   "app-password-shape",
					   "token-opaque",
					   NULL};

int name_find(const char *const *names, const char *name)
{
	for (int i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}
