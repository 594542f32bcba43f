#include "know/advice.h"

#include "know/pattern.h"

#include <string.h>

/* What is advised against is no advice: the clause behind these is passed over. */
#define ADVISED_AGAINST                                                                            \
	"(?:\\b(?:never|do not|don't|must not|rather than|instead of|in place of)\\b"              \
	"|\\b(?:remove|delete|undo)\\b[^.;:]{0,20}(?=verify_?peer|allow_self|rejectUn|Insecure"    \
	"|SSL_VERIFY|CERT_NONE|tls_certcheck))[^.;:,]*(*SKIP)(*FAIL)|"

/* "[^.;:]" keeps a match within one clause. */
static const struct forbidden {
	const char *words, *why;
} forbidden[] = {
	{ADVISED_AGAINST
	 "\\b(disabl|deactivat|switch(ing)? off|turn(ing)? off|skip|ignor|bypass|remov|suppress)"
	 "[^.;:]{0,50}\\b(verif|validat|certificate (check|warning|error)|checks? of the cert"
	 "|tls check|ssl check)",
	 "verification stays on"},
	{ADVISED_AGAINST "\\b(verif|validat|certificate check)[^.;:]{0,30}"
			 "\\b(off|disabled|to (no|none|false|0))\\b",
	 "verification stays on"},
	{ADVISED_AGAINST
	 "\\b(accept|trust|allow)[^.;:]{0,15} (any|all|every|invalid|untrusted|bad) (\\w+ )?cert",
	 "verification stays on"},
	{ADVISED_AGAINST
	 "verify_?peer(_name)?\\W{1,5}(false|0|no)\\b|allow_self_signed|rejectUnauthorized"
	 "|InsecureSkipVerify|SSL_VERIFY_NONE|CERT_NONE|tls_certcheck off"
	 "|ServerCertificateValidationCallback|_create_unverified_context"
	 "|checkserveridentity\\W{1,5}false|ssl\\.trust\\W{1,5}\\*",
	 "verification stays on"},
	{ADVISED_AGAINST
	 "\\bopen (up )?(the|your|a) relay\\b"
	 "|\\b(allow|permit|enabl)[^.;:]{0,20}\\brelay[^.;:]{0,30}\\b(everybody|everyone|anyone"
	 "|all (hosts|clients|senders)|any (host|client|address))\\b"
	 "|mynetworks\\s*=\\s*(0\\.0\\.0\\.0/0|\\[?::\\]?/0|static:all)"
	 "|smtpd_re(lay|cipient)_restrictions\\s*=\\s*permit\\b",
	 "relays stay closed"},
	{ADVISED_AGAINST
	 "\\b(retry|repeat|keep trying)[^.;:]{0,25}\\b(log-?in|sign-?in|password|authentication)"
	 "|\\btry[^.;:]{0,12}\\b(log-?in|sign-?in|password|authentication)[^.;:]{0,12}\\bagain\\b"
	 "|\\blog in again( later|,| and|$)",
	 "a failed login is not repeated as it was"},
	{0},
};

static bool matches(const char *pattern, const char *text)
{
	char why[PATTERN_FAULT_SIZE];
	struct pattern *p = pattern_compile(pattern, why);
	bool found = p != NULL && pattern_match(p, text, strlen(text));

	pattern_free(p);
	return found;
}

const char *advice_fault(struct arena *a, const char *text)
{
	for (const struct forbidden *f = forbidden; f->words != NULL; f++)
		if (matches(f->words, text))
			return arena_printf(a, "advice that is never given: %s", f->why);
	return NULL;
}
