#include "base/memory.h"
#include "net/source.h"
#include "probe/job.h"
#include "smtp/address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void settings_default(struct settings *s)
{
	*s = (struct settings){
		.until = STAGE_QUIT,
		.size = -1,
		.max_connections = MAX_CONNECTIONS_DEFAULT,
		.connect_ms = 5000,
		.not_offered_ms = 1500,
		.banner_ms = 30000,
		.reply_ms = 30000,
		.total_ms = 60000,
		.login_pause_ms = 5000,
	};
}

static bool has_line_break(const char *s)
{
	return s != NULL && strpbrk(s, "\r\n") != NULL;
}

const char *settings_fault(const struct settings *s, struct arena *a)
{
	const struct {
		const char *name, *value;
	} said[] = {{"EHLO name", s->ehlo}, {"sender", s->from}, {"mechanism", s->auth}};

	if (s->proxy.secret != NULL && s->proxy.url.user == NULL)
		return "a password for the proxy needs a user name: --proxy-user NAME";
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (has_line_break(said[i].value))
			return arena_printf(a, "the %s holds a line break", said[i].name);
	LIST_EACH (struct string_item, to, &s->to) {
		if (has_line_break(to->s))
			return "a recipient holds a line break";
	}
	if (s->secret != NULL && s->user == NULL)
		return "a password or token needs a user name: --user NAME";
	if (s->source != NULL && address_family(s->source) == 0)
		return arena_printf(a, "not an IP address to send from: %s", s->source);
	if (s->source != NULL && s->family != 0 && s->family != address_family(s->source))
		return arena_printf(a, "source address %s is of the other family", s->source);
	if (s->ca_file != NULL && access(s->ca_file, R_OK) != 0)
		return arena_printf(a, "cannot read %s: %s", s->ca_file, strerror(errno));
	return s->source != NULL ? source_fault(a, s->source) : NULL;
}
