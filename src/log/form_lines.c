/* Files in which a line is a message: syslog's, containers' and mail servers' own, mixed as they
 * come. */
#include "log/forms.h"

/* What lines of trouble hold of all speeches: a line without any is not looked at. Each stands in
 * few lines of a healthy server. */
const char *const log_line_literals[] = {
	"dsn=4.", /* Postfix, Sendmail: deferred */
	"dsn=5.", /* the same: bounced */
	"status=expired",
	"force-expired",
	"reject", /* Postfix, Exim, Sendmail */
	"warning",
	"fatal",
	"panic",
	"rror", /* "error", "Error" */
	"lost ",
	"timeout",
	"timed out",
	"too many",
	"refused",
	"fail",
	"Fail",
	"improper",
	"PREGREET",
	" ** ",
	" == ",
	"closed connection",
	"disconnection",
	"dropped",
	"required",
	"unreachable",
	"lowest numbered",
	"PIPELINING",
	"BARE NEWLINE",
	"LIMIT from",
	"NON-SMTP",
	" said: ",
	"connect to ",
	"Cannot start TLS",
	"TLS is required",
	NULL,
};

static int lines_of(struct bytes head)
{
	const struct log_clock clock = {.now = LOG_NO_TIME};
	struct log_line parts;
	struct bytes line;
	int n = 0;

	while (log_next_line(&head, &line))
		if (log_frame(&clock, line, &parts) && log_speech_of(&parts) != NULL)
			n++;
	return n;
}

static bool read(struct log_state *st, struct bytes line, struct log_event *e)
{
	struct log_line parts;

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return log_frame(&st->clock, line, &parts) && log_tell(st, &parts, e);
}

static int64_t time_of(const struct log_clock *clock, struct bytes line)
{
	struct log_line parts;

	(void)log_frame(clock, line, &parts);
	return parts.time;
}

const struct log_form log_form_lines = {
	.name = "lines",
	.literals = log_line_literals,
	.lines_of = lines_of,
	.read = read,
	.time = time_of,
};
