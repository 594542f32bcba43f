#include "log/forms.h"
#include "log/stamp.h"

#include <ctype.h>

/* The marks may be nested: a container's around syslog's around a program's own. */
enum { FRAMES_MAX = 4 };

static const char digits[] = "0123456789";
static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_./@-";

static struct bytes behind_blanks(struct bytes text)
{
	return piece_from(text, piece_while(text, " \t").n);
}

/* "mail-1  | " of docker compose, where a stamp follows. */
static struct bytes behind_service(struct bytes text, const struct log_clock *clock)
{
	struct bytes name = piece_while(text, letters);
	struct bytes bar = behind_blanks(piece_from(text, name.n));
	struct bytes rest;
	int64_t ignored;

	if (name.n == 0 || bar.n < 2 || bar.p[0] != '|' || bar.p[1] != ' ')
		return text;
	rest = piece_from(bar, 2);
	return stamp_read(rest, clock, &ignored) > 0 ? rest : text;
}

/* "<22>", and the "1 " of RFC 5424. */
static struct bytes behind_priority(struct bytes text, bool *new_syslog)
{
	struct bytes number;

	if (text.n < 3 || text.p[0] != '<')
		return text;
	number = piece_while(piece_from(text, 1), digits);
	if (number.n == 0 || number.n > 3 || text.n <= number.n + 1 || text.p[number.n + 1] != '>')
		return text;
	text = piece_from(text, number.n + 2);
	*new_syslog = piece_begins(text, "1 ");
	return piece_from(text, *new_syslog ? 2 : 0);
}

/* "stdout F " of Kubernetes, "INFO    " of a log that a container writes to its output. */
static struct bytes behind_marks(struct bytes text)
{
	static const char *const marks[] = {
		"stdout F ", "stdout P ", "stderr F ", "stderr P ", "INFO ",
		"WARN ",     "WARNING ",  "ERROR ",    "NOTICE ",   "DEBUG ",
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (piece_begins(text, marks[i]))
			return behind_blanks(piece_from(text, strlen(marks[i])));
	return text;
}

static struct bytes take_word(struct bytes *text)
{
	struct bytes word = piece_word(*text);

	*text = piece_from(*text, word.n + 1);
	return piece_is(word, "-") ? (struct bytes){0} : word;
}

/* "[a@1 x=\"y]\"][b]" or "-" */
static void skip_structured_data(struct bytes *text)
{
	bool quoted = false;
	size_t i;

	if (!piece_begins(*text, "[")) {
		(void)take_word(text);
		return;
	}
	for (i = 0; i < text->n; i++) {
		if (text->p[i] == '\\')
			i++;
		else if (text->p[i] == '"')
			quoted = !quoted;
		else if (text->p[i] == ' ' && !quoted && text->p[i - 1] == ']')
			break;
	}
	*text = piece_from(*text, i + 1);
}

/* HOST APP PROCID MSGID SD MSG */
static void read_new_syslog(struct bytes text, struct log_line *out)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";

	out->host = take_word(&text);
	out->program = take_word(&text);
	(void)take_word(&text);
	(void)take_word(&text);
	skip_structured_data(&text);
	out->text = piece_from(text, piece_begins(text, byte_order_mark) ? 3 : 0);
}

/* The length of "postfix/smtp[123]: ", 0: it is none. `*program`: without process and colon. */
static size_t tag(struct bytes text, bool with_process, struct bytes *program)
{
	struct bytes name = piece_while(text, letters);
	struct bytes process = piece_from(text, name.n);
	size_t n = name.n;

	if (piece_while(name, digits).n == name.n) /* none, or a number: "delivery 2: ..." */
		return 0;
	if (piece_begins(process, "[")) {
		size_t length = piece_while(piece_from(process, 1), digits).n;

		if (length == 0 || !piece_begins(piece_from(process, 1 + length), "]"))
			return 0;
		n += length + 2;
	} else if (with_process) {
		return 0;
	}
	if (!piece_begins(piece_from(text, n), ":") || (text.n > n + 1 && text.p[n + 1] != ' '))
		return 0;
	*program = name;
	return text.n > n + 1 ? n + 2 : n + 1;
}

/* "1rABCD-000123-AB", "1rABCD-00000000123-AB12": of Exim, where syslog has the host. */
static bool is_exim_id(struct bytes word)
{
	struct bytes parts[3];

	for (int i = 0; i < 3; i++) {
		parts[i] = piece_until(word, "-");
		word = piece_from(word, parts[i].n + 1);
	}
	return parts[0].n == 6 && (parts[1].n == 6 || parts[1].n == 11) &&
	       (parts[2].n == 2 || parts[2].n == 4) && word.n == 0;
}

/* "[ID 197553 mail.info] " of Solaris */
static struct bytes behind_id(struct bytes text)
{
	return piece_begins(text, "[ID ") && piece_has(piece_first(text, 40), "] ")
		       ? piece_behind(text, "] ")
		       : text;
}

static bool is_host(struct bytes word)
{
	return memchr(word.p, '=', word.n) == NULL && word.p[word.n - 1] != ':';
}

/* "host program[1]: text", or "program[1]: text". */
static bool read_tag(struct bytes text, struct log_line *out)
{
	struct bytes host = piece_word(text), program;
	size_t n = tag(text, true, &program);

	if (n == 0 && host.n > 0 && !is_exim_id(host) && is_host(host)) {
		size_t behind = tag(piece_from(text, host.n + 1), false, &program);

		if (behind > 0) {
			out->host = host;
			n = host.n + 1 + behind;
		}
	}
	if (n == 0)
		return false;
	out->program = program;
	out->text = behind_id(piece_from(text, n));
	return true;
}

void log_skip_own_stamp(const struct log_clock *clock, struct log_line *out)
{
	int64_t time;
	size_t n = stamp_read(out->text, clock, &time);

	if (n == 0 || out->text.p[0] == '[')
		return;
	out->text = behind_blanks(piece_from(out->text, n));
	if (out->time == LOG_NO_TIME)
		out->time = time;
}

bool log_frame(const struct log_clock *clock, struct bytes line, struct log_line *out)
{
	bool new_syslog = false, stamped = false;
	struct bytes rest = behind_service(line, clock);

	*out = (struct log_line){.time = LOG_NO_TIME, .text = line};
	for (int i = 0; i < FRAMES_MAX; i++) {
		int64_t time;
		size_t n;

		rest = behind_priority(rest, &new_syslog);
		n = stamp_read(rest, clock, &time);
		if (n == 0)
			break;
		stamped = true;
		if (out->time == LOG_NO_TIME)
			out->time = time;
		rest = behind_marks(behind_blanks(piece_from(rest, n)));
	}
	if (stamped)
		out->text = rest;
	if (new_syslog && stamped)
		read_new_syslog(rest, out);
	else if (!read_tag(rest, out))
		return stamped;
	log_skip_own_stamp(clock, out);
	return true;
}
