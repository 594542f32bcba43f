/* All that is known, in the order in which it was found. */
#include "report/details.h"

#include "report/details_token.h"
#include "report/path_text.h"
#include "report/tried.h"
#include "report/way.h"

void details_all(const struct page *p, const struct record *r, const struct interpretation *i,
		 const struct knowledge *k)
{
	details_run(p, r);
	if (r->token != NULL)
		details_token(p, r->token);
	details_dns(p, r);
	details_sessions(p, r);
	details_mail(p, r);
	details_pictures(p, r, k);
	details_suites(p, r);
	details_logins(p, r, k);
	tried_text(p, i);
	path_details(p, r);
	way_details(p, i, r, k);
	details_findings(p, i);
}
