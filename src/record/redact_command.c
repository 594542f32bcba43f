/* The command line as it was typed. Options, numbers and words in capital letters (mechanisms,
 * versions) say what was asked for; any other value may name somebody. */
#include "record/redact_names.h"

#include <ctype.h>
#include <string.h>

static bool is_plain(const char *value)
{
	static const char *const words[] = {
		"all",	    "always", "auto",  "check",	   "compare",	 "domain", "html",
		"implicit", "json",   "junit", "kerberos", "markdown",	 "nagios", "names",
		"never",    "no",     "none",  "path",	   "prometheus", "report", "secrets",
		"starttls", "sweep",  "text",  "token",	   "yes",	 "tcp",	   "banner",
		"ehlo",	    "tls",    "auth",  "envelope"};
	bool capital = true;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(value, words[i]) == 0)
			return true;
	for (const char *c = value; *c != '\0'; c++)
		capital &= isupper((unsigned char)*c) || isdigit((unsigned char)*c) ||
			   strchr("-_.,:+", *c) != NULL;
	return capital;
}

static const char *hidden_value(struct redaction *x, const char *value)
{
	const char *shown = redact_string(x, value, REDACT_ALL);
	const char *host = redact_plain_host(x->a, value, strlen(value));

	if (strcmp(shown, value) != 0 || is_plain(value) || redact_same(x->r->provider, value) ||
	    redact_public_part(x, host) == 0 || redact_common_label(host, strlen(host)))
		return shown;
	return redact_alias(x, "value", value);
}

static void add_word(struct redaction *x, struct buf *out, const char *word)
{
	size_t name = *word == '-' ? strcspn(word, "=") : 0;

	buf_add(out, word, name);
	if (name > 0 && word[name] == '=')
		name++, buf_char(out, '=');
	if (word[name] != '\0')
		buf_str(out, hidden_value(x, word + name));
}

/* The program's name stays, its folder does not. */
static void add_program(struct redaction *x, struct buf *out, const char *word)
{
	const char *slash = strrchr(word, '/'), *name = slash == NULL ? word : slash + 1;
	bool is_ours = strcmp(name, "smtpscope") == 0 || strcmp(name, "check_smtpscope") == 0;

	buf_str(out, is_ours ? name : hidden_value(x, word));
}

const char *redact_command(struct redaction *x, const char *line)
{
	struct buf out = {0};
	const char *shown;
	size_t n = strcspn(line, " ");

	add_program(x, &out, arena_copy(x->a, line, n));
	for (line += n; *line != '\0'; line += n) {
		n = strspn(line, " ");
		buf_add(&out, line, n);
		line += n;
		n = strcspn(line, " ");
		add_word(x, &out, arena_copy(x->a, line, n));
	}
	shown = arena_copy(x->a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return shown;
}
