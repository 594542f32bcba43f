/* show_events.c - what a log tells, a line for each event, as golden tests compare it
 *
 * show_events NOW FILE...: NOW is what the files' stamps without a year are read with, in RFC 3339;
 * stamps without a zone are UTC. A line: number of the line, time, whose words, what came of it,
 * where, about whom; behind it the finding, and the reply or the words. Says "contract" and fails
 * where a line of trouble holds no literal, or where the lines with literals alone tell less. */
#include "interpret/explain.h"
#include "log/log_form.h"

#include "base/clock.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	const struct knowledge *knowledge;
	const struct log_form *form;
	struct log_clock clock;
	int faults;
	bool quiet;
};

static struct bytes contents(struct arena *a, const char *path)
{
	enum { MOST = 4 << 20 };
	char *text = mem_alloc(MOST);
	FILE *f = fopen(path, "rb");
	struct bytes read;

	if (f == NULL) {
		perror(path);
		exit(2);
	}
	read = bytes_copy(a, text, fread(text, 1, MOST, f));
	fclose(f);
	free(text);
	return read;
}

static void field(const char *before, struct bytes b, const char *after)
{
	struct buf out = {0};

	if (b.n == 0)
		return;
	text_escape(&out, b.p, b.n);
	printf("%s%.*s%s", before, (int)out.n, out.p, after);
	buf_free(&out);
}

static const char *finding_of(struct arena *a, const struct knowledge *k, const struct log_event *e)
{
	const struct explain_context nothing = {.stage = -1};
	struct list items = {0}, explained;
	const struct explanation *x;

	log_event_items(a, e, &items);
	explained = explain_items(a, k, &items, &nothing);
	x = (const void *)explained.first;
	return x == NULL ? "-" : ((const struct finding *)(const void *)x->findings.first)->id;
}

static void show(const struct reading *r, int number, const struct log_event *e)
{
	struct arena *a = arena_new();
	char time[CLOCK_TEXT_SIZE] = "-";

	if (e->time != LOG_NO_TIME)
		clock_text(e->time, time);
	printf("%d %s", number, time);
	field(" ", e->host, "");
	field(" ", e->program, "");
	printf(" %s %s", e->kind, log_fate_names[e->fate]);
	field(e->incoming ? " client=" : " peer=", e->peer, "");
	field("[", e->peer_address, "]");
	field(" to=", e->recipient, "");
	field(" from=", e->sender, "");
	field(" dsn=", e->dsn, "");
	if (e->stage >= 0)
		printf(" @%s", stage_names[e->stage]);
	if (e->command != NULL)
		printf(" %s", e->command);
	printf("\n    = %s\n", finding_of(a, r->knowledge, e));
	field("    \"", e->words, "\"\n");
	field("    > ", e->said, "\n");
	arena_free(a);
}

static bool has_literal(const struct reading *r, struct bytes line)
{
	const char *const *literals = log_trouble_literals(r->form);

	for (; literals != NULL && *literals != NULL; literals++)
		if (line.n > 0 && memmem(line.p, line.n, *literals, strlen(*literals)) != NULL)
			return true;
	return literals == NULL;
}

/* `chosen`: only lines with a literal, as a reader with a prefilter sees them. */
static int read_lines(struct reading *r, struct bytes text, bool chosen)
{
	struct log_state *st = log_state_new(r->form, text, &r->clock);
	struct log_event e;
	int number = 1, events = 0;

	for (size_t from = 0; from <= text.n; number++) {
		const char *lf = from == text.n ? NULL : memchr(text.p + from, '\n', text.n - from);
		size_t end = lf == NULL ? text.n : (size_t)(lf - text.p);
		struct bytes line = {text.p + from, end - from};
		bool told = (!chosen || has_literal(r, line)) &&
			    log_line_read(r->form, st, line, &e) && e.is_trouble;

		from = end + 1;
		events += told;
		if (told && !has_literal(r, line)) {
			fprintf(stderr, "contract: line %d holds no literal\n", number);
			r->faults++;
		}
		if (told && !chosen && !r->quiet)
			show(r, number, &e);
	}
	log_state_free(st);
	return events;
}

static void read_file(struct reading *r, const char *path)
{
	struct arena *a = arena_new();
	struct bytes text = contents(a, path);
	int all;

	r->form = log_form_of(text);
	printf("form %s\n", r->form == NULL ? "none" : log_form_name(r->form));
	if (r->form != NULL) {
		all = read_lines(r, text, false);
		if (read_lines(r, text, true) != all) {
			fprintf(stderr, "contract: lines with literals do not tell all\n");
			r->faults++;
		}
	}
	arena_free(a);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct list faults = {0};
	struct knowledge *k = knowledge_load(NULL, &faults, a);
	struct reading r = {.knowledge = k};

	if (argc < 3 || clock_read(argv[1], &r.clock.now) != 0) {
		fprintf(stderr, "usage: show_events NOW FILE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		read_file(&r, argv[i]);
	knowledge_free(k);
	arena_free(a);
	return r.faults > 0;
}
