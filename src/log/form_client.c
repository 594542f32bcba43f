/* Programs that hand mail to a server: msmtp ("host=... smtpstatus=535 smtpmsg='535 ...'
 * errormsg='...' exitcode=EX_NOPERM"), ssmtp ("SSMTP: ..."), nullmailer ("Sending failed: ..."),
 * and PHP ("SMTP Error: ..."). */
#include "log/forms.h"

static bool is_msmtp(struct bytes text)
{
	return piece_begins(text, "host=") && piece_has(text, " exitcode=");
}

static bool speaks(const struct log_line *line)
{
	static const char *const names[] = {"msmtp", "sSMTP", "ssmtp", "nullmailer", "php", "PHP"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (piece_begins(line->program, names[i]))
			return true;
	return is_msmtp(line->text);
}

/* smtpmsg='535 5.7.8 it's wrong': up to the quotation mark before the next field. */
static struct bytes quoted(struct bytes text, const char *name)
{
	struct bytes value = piece_behind(text, name);

	return piece_has(value, "' ") ? piece_until(value, "' ") : piece_until_last(value, "'");
}

static void read_msmtp(struct bytes text, struct log_event *e)
{
	struct bytes said = quoted(text, " smtpmsg='"), words = quoted(text, " errormsg='");

	if (piece_has(text, "exitcode=EX_OK"))
		return;
	log_trouble(e, piece_has(text, "exitcode=EX_TEMPFAIL") ? LOG_NOTED : LOG_BOUNCED,
		    said.n > 0 ? said : words);
	e->peer = piece_word(piece_behind(text, "host="));
	e->recipient = piece_until(piece_word(piece_behind(text, " recipients=")), ",");
	e->sender = piece_word(piece_behind(text, " from="));
}

static void read(struct log_state *st, const struct log_line *line, struct log_event *e)
{
	static const char *const marks[] = {"Unable to connect to ",
					    "Cannot open ",
					    "Authorization failed",
					    "Server didn't like",
					    "Sending failed",
					    "SMTP Error",
					    "Failed to connect to mailserver",
					    "SMTP server response: ",
					    "smtp: Failed",
					    "smtp: Permanent"};

	(void)st;
	if (is_msmtp(line->text)) {
		read_msmtp(line->text, e);
		return;
	}
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (piece_has(line->text, marks[i]))
			log_trouble(e, LOG_NOTED, line->text);
}

const struct log_speech log_client = {"client", speaks, read};
