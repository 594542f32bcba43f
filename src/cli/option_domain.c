/* What the options of "domain" take and ask for together. */
#include "cli/option_values.h"

#include "smtp/address.h"

#include <string.h>

enum { SELECTORS_MOST = 20 };

/* Labels with dots between (RFC 6376 section 3.1): those of a host name, and underscores. */
const char *take_selector(struct parsing *p, const struct option_row *row, const char *value)
{
	struct list *selectors = option_place(p, row);
	char *plain = arena_copy(p->a, value, strlen(value));

	for (char *c = plain; *c != '\0'; c++)
		if (*c == '_')
			*c = 'x';
	if (host_fault(plain) != NULL || strstr(value, "_domainkey") != NULL)
		return "takes the name in front of ._domainkey, as in selector1";
	if (selectors->n == SELECTORS_MOST)
		return "takes 20 selectors at most";
	if (!list_has_string(selectors, value))
		list_add_string(selectors, p->a, value);
	return NULL;
}

static bool on_line(const struct parsing *p, const char *name)
{
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0 && option_on_line(p, row))
			return true;
	return false;
}

/* The environment and the config file may speak of checks. */
static void forget_others(const struct parsing *p)
{
	struct cli_options *o = p->o;
	struct settings *s = &o->settings;

	options_forget_logins(o);
	if (!on_line(p, "from"))
		s->from = NULL;
	s->send = false;
	s->until = o->domain.probe ? STAGE_QUIT : STAGE_TCP; /* then no trust store is needed */
	o->plan = (struct plan_options){.mx = true, .tls_mode = -1, .tls_versions = VERSIONS_AUTO};
}

const char *options_of_domain(struct parsing *p)
{
	const struct cli_options *o = p->o;

	forget_others(p);
	if (o->domain.ip == NULL && o->settings.from != NULL)
		return "--from is who sends from --ip: name that address, too";
	return options_families(p);
}
