/* Files in which a line is a message: syslog's, containers' and mail servers' own, mixed as they
 * come. */
#include "log/forms.h"

int log_lines_of(struct bytes head, const struct log_speech *speech)
{
	const struct log_clock clock = {.now = LOG_NO_TIME};
	struct log_line parts;
	struct bytes line;
	int n = 0;

	while (log_next_line(&head, &line)) {
		const struct log_speech *s =
			log_frame(&clock, line, &parts) ? log_speech_of(&parts) : NULL;

		n += s != NULL && (speech == NULL || s == speech);
	}
	return n;
}

bool log_read_line(struct log_state *st, struct bytes line, struct log_event *e)
{
	struct log_line parts;

	st->copy.n = 0;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return log_frame(&st->clock, line, &parts) && log_tell(st, &parts, e);
}

int64_t log_time_of_line(const struct log_clock *clock, struct bytes line)
{
	struct log_line parts;

	(void)log_frame(clock, line, &parts);
	return parts.time;
}

static int lines_of(struct bytes head)
{
	return log_lines_of(head, NULL);
}

static const char *const literals[] = {LOG_LINE_LITERALS, NULL};

const struct log_form log_form_lines = {
	.name = "lines",
	.literals = literals,
	.lines_of = lines_of,
	.read = log_read_line,
	.time = log_time_of_line,
};
