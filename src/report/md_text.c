#include "report/md_text.h"

#include "base/text.h"
#include "report/md_inline.h"

#include <ctype.h>
#include <string.h>

enum { BULLET = 2, NUMBER = 3 };

/* ---- running text ---- */

void md_title(const struct md *m, const char *label, const char *text)
{
	size_t used = strlen("# : ") + strlen(label);

	buf_printf(m->out, "# %s: %s\n", label, md_cell(m->arena, text, MD_COLUMNS - used));
}

void md_section(const struct md *m, const char *title)
{
	buf_printf(m->out, "\n## %s\n", title);
}

void md_paragraph(const struct md *m, const char *text)
{
	buf_char(m->out, '\n');
	md_wrapped(m->out, text, 0, 0);
	buf_char(m->out, '\n');
}

/* ---- lists ---- */

void md_begin_list(const struct md *m)
{
	buf_char(m->out, '\n');
}

void md_item(const struct md *m, const char *text)
{
	buf_str(m->out, "- ");
	md_wrapped(m->out, text, BULLET, BULLET);
	buf_char(m->out, '\n');
}

void md_labelled(const struct md *m, const char *label, const char *text)
{
	size_t used = strlen("- **:**") + strlen(label);

	buf_printf(m->out, "- **%s:**", label);
	md_wrapped(m->out, text, used, BULLET);
	buf_char(m->out, '\n');
}

void md_numbered(const struct md *m, int number, const char *text)
{
	buf_printf(m->out, "%d. ", number);
	md_wrapped(m->out, text, NUMBER, NUMBER);
	buf_char(m->out, '\n');
}

void md_numbered_more(const struct md *m, const char *text)
{
	buf_printf(m->out, "\n%*s", NUMBER, "");
	md_wrapped(m->out, text, NUMBER, NUMBER);
	buf_char(m->out, '\n');
}

/* ---- blocks ---- */

static void fence(struct buf *out, size_t indent, size_t length, const char *language)
{
	buf_printf(out, "%*s", (int)indent, "");
	for (size_t i = 0; i < length; i++)
		buf_char(out, '`');
	buf_printf(out, "%s\n", language);
}

/* Longer runs of backticks are cut up, so that a fence needs no more than RUN_MAX + 1. */
enum { FENCE = 3, RUN_MAX = 40 };

static size_t fence_for(const char *text)
{
	size_t length = md_fence_length(text, FENCE);

	return length < RUN_MAX + 1 ? length : RUN_MAX + 1;
}

static void fenced(struct buf *out, const char *p, size_t n)
{
	for (size_t i = 0, run = 0; i < n; i++) {
		run = p[i] == '`' ? run + 1 : 0;
		if (run > RUN_MAX) {
			buf_str(out, "\\x60");
			run = 0;
		} else {
			md_ascii(out, p + i, 1);
		}
	}
}

static void command(const struct md *m, size_t indent, const char *text)
{
	enum { COMMAND_MAX = 2000 };
	const char *language = isupper((unsigned char)*text) ? "powershell" : "sh";
	size_t length = fence_for(text);

	buf_char(m->out, '\n');
	fence(m->out, indent, length, language);
	buf_printf(m->out, "%*s", (int)indent, "");
	fenced(m->out, text, strnlen(text, COMMAND_MAX));
	buf_printf(m->out, "%s\n", strlen(text) > COMMAND_MAX ? " ..." : "");
	fence(m->out, indent, length, "");
}

void md_numbered_command(const struct md *m, const char *text)
{
	command(m, NUMBER, text);
}

void md_command(const struct md *m, const char *text)
{
	command(m, 0, text);
}

void md_record(const struct md *m, const struct list *lines)
{
	size_t length = FENCE;

	LIST_EACH (const struct string_item, it, lines)
		length = fence_for(it->s) > length ? fence_for(it->s) : length;
	buf_char(m->out, '\n');
	fence(m->out, 0, length, "zone");
	LIST_EACH (const struct string_item, it, lines) {
		fenced(m->out, it->s, strlen(it->s));
		buf_char(m->out, '\n');
	}
	fence(m->out, 0, length, "");
}

void md_page_begin(const struct md *m, struct md_page *p, int indent)
{
	p->out = (struct buf){0};
	p->options = *m->options;
	p->options.colour = false;
	p->options.columns = MD_COLUMNS + indent;
	p->page = (struct page){.arena = m->arena, .out = &p->out, .options = &p->options};
	p->indent = indent;
}

/* In ASCII a line may be longer than it was on the page. One that was longer there is to be copied
 * whole. */
static void block_line(const struct md *m, const char *p, size_t n)
{
	struct buf line = {0}, *out = m->out;
	bool is_long = text_columns(arena_copy(m->arena, p, n)) > MD_COLUMNS;
	size_t most;

	fenced(&line, p, n);
	most = is_long ? line.n : MD_COLUMNS;
	for (size_t at = 0; at < line.n; at += most) {
		size_t part = line.n - at < most ? line.n - at : most;

		buf_add(out, line.p + at, part);
		while (out->n > 0 && out->p[out->n - 1] == ' ')
			out->n--;
		buf_char(out, '\n');
	}
	if (line.n == 0)
		buf_char(out, '\n');
	buf_free(&line);
}

static size_t count_lines(const char *p)
{
	size_t n = 0;

	for (; (p = strchr(p, '\n')) != NULL; p++)
		n++;
	return n;
}

/* Without what all lines begin with. */
static void block_lines(const struct md *m, const char *p, int indent)
{
	enum { SHOWN = 120, SPARED = 5 };
	size_t left = count_lines(p), room = SHOWN;

	if (m->options->verbosity > 0 || left <= SHOWN + SPARED)
		room = left;
	for (; room > 0; room--, left--) {
		size_t blanks = strspn(p, " "), cut = (size_t)indent;

		p += blanks < cut ? blanks : cut;
		block_line(m, p, strcspn(p, "\n"));
		p += strcspn(p, "\n") + 1;
	}
	if (left > 0)
		buf_printf(m->out, "... and %zu more lines: see -v\n", left);
}

void md_block(const struct md *m, struct md_page *p)
{
	if (p->out.n > 0) {
		const char *text = p->out.p + strspn(p->out.p, "\n");
		size_t length = fence_for(text);

		buf_char(m->out, '\n');
		fence(m->out, 0, length, "text");
		block_lines(m, text, p->indent);
		fence(m->out, 0, length, "");
	}
	buf_free(&p->out);
}

/* ---- tables ---- */

void md_table_row(const struct md *m, const struct md_table *t, const char *const *cells)
{
	for (size_t i = 0; i < t->columns; i++)
		buf_printf(m->out, i + t->right >= t->columns ? "| %*s " : "| %-*s ",
			   (int)t->widths[i], md_cell(m->arena, cells[i], t->widths[i]));
	buf_str(m->out, "|\n");
}

void md_table_head(const struct md *m, const struct md_table *t, const char *const *cells)
{
	buf_char(m->out, '\n');
	md_table_row(m, t, cells);
	for (size_t i = 0; i < t->columns; i++) {
		bool right = i + t->right >= t->columns;

		buf_str(m->out, right ? "|-" : "|:");
		for (size_t n = 0; n < t->widths[i]; n++)
			buf_char(m->out, '-');
		buf_str(m->out, right ? ":" : "-");
	}
	buf_str(m->out, "|\n");
}
