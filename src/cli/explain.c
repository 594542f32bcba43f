#include "cli/explain.h"

#include "cli/common.h"
#include "interpret/explain.h"
#include "know/provider.h"
#include "report/explained.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is to be explained ---- */

/* Up to PASTE_MAX bytes: what is longer than any paste is read no further. */
static int read_all(int fd, struct buf *text)
{
	for (;;) {
		ssize_t n = read(fd, buf_reserve(text, 65536), 65536);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return (int)n;
		text->n += (size_t)n;
		if (text->n > PASTE_MAX)
			return 0;
	}
}

static int read_file(struct arena *a, const char *path, struct buf *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	rc = fd < 0 ? -1 : read_all(fd, text);
	if (rc < 0)
		complain(arena_printf(a, "%s: %s", path, strerror(errno)));
	if (fd >= 0)
		close(fd);
	return rc;
}

static int read_stdin(struct buf *text)
{
	int rc;

	if (isatty(STDIN_FILENO))
		fputs("Paste the error text, then press Enter and Ctrl-D:\n", stderr);
	rc = read_all(STDIN_FILENO, text);
	if (rc < 0)
		complain("the standard input cannot be read: name a file or give the words");
	return rc;
}

/* What is there but cannot be read, and what is written like a path, is complained of when it is
 * opened: nobody explains a folder's name. */
static bool is_file(const char *word)
{
	struct stat st;

	return stat(word, &st) == 0 || strncmp(word, "./", 2) == 0 || strncmp(word, "../", 3) == 0;
}

/* Why nothing was recognised, as far as that can be seen. */
static const char *no_wonder(struct arena *a, const struct cli_options *o)
{
	const char *word = o->word_count == 1 ? o->words[0] : "";
	struct stat st;

	if (strchr(word, '/') == NULL || is_file(word))
		return "no mail error is in these words";
	if (stat(word, &st) == 0 && S_ISDIR(st.st_mode))
		return arena_printf(a, "%s is a directory; name a file in it", shown(a, word));
	return arena_printf(a, "%s: %s", shown(a, word),
			    access(word, R_OK) < 0 ? strerror(errno) : "no mail error is in it");
}

static int read_input(struct arena *a, const struct cli_options *o, struct buf *text)
{
	if (o->word_count == 0 || (o->word_count == 1 && strcmp(o->words[0], "-") == 0))
		return read_stdin(text);
	if (o->word_count == 1 && is_file(o->words[0]))
		return read_file(a, o->words[0], text);
	for (int i = 0; i < o->word_count; i++) {
		if (i > 0)
			buf_char(text, ' ');
		buf_str(text, o->words[i]);
	}
	return 0;
}

static bool is_empty(const struct buf *text)
{
	for (size_t i = 0; i < text->n; i++)
		if (strchr(" \t\r\n", text->p[i]) == NULL || text->p[i] == '\0')
			return false;
	return true;
}

/* ---- all together ---- */

static int write_out(struct arena *a, const struct cli_options *o, const struct list *explained)
{
	const struct report_options options = report_options_of(o);
	struct buf out = {0};
	int rc;

	if (as_json(o))
		explained_json(&out, explained);
	else
		explained_text(&out, explained, &options);
	rc = write_result(a, o, &out, explained->n == 0 ? EXIT_FAILED : EXIT_GOOD);
	if (rc == EXIT_FAILED && !as_json(o))
		output_complaint(arena_printf(a, "nothing recognised: %s", no_wonder(a, o)));
	return rc;
}

static int explain(struct arena *a, const struct cli_options *o, const struct knowledge *k,
		   const struct buf *text)
{
	const struct explain_context context = {
		.provider = o->provider, .stage = o->said_at.stage, .command = o->said_at.command};
	struct list items = {0}, explained;

	if (o->provider != NULL && provider_by_id(k, o->provider) == NULL)
		return complain(
			arena_printf(a,
				     "--provider %s: there is no such profile: see smtpscope "
				     "providers for their names",
				     shown(a, o->provider)));
	paste_read(a, (struct bytes){text->p, text->n}, &items);
	explained = explain_items(a, k, &items, &context);
	return write_out(a, o, &explained);
}

int explain_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	struct buf text = {0};
	struct knowledge *k = NULL;
	int rc = EXIT_USAGE;

	(void)command_line;
	if (read_input(a, o, &text) == 0) {
		if (text.n > PASTE_MAX)
			output_complaint("the text is long: only its first MB was read");
		if (is_empty(&text))
			complain("nothing to explain: give the words of an error, a file, or a "
				 "text on stdin");
		else
			k = load_knowledge(a, o->data);
	}
	if (k != NULL)
		rc = explain(a, o, k, &text);
	knowledge_free(k);
	buf_free(&text);
	return rc;
}
