#include "cli/common.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 80, COLUMNS_MIN = 40, COLUMNS_MAX = 120 };

int complain(const char *line)
{
	output_complaint(line);
	return EXIT_USAGE;
}

struct knowledge *load_knowledge(struct arena *a, const char *dir)
{
	struct list faults = {0};
	struct knowledge *k = knowledge_load(dir, &faults, a);

	if (k == NULL)
		complain(arena_printf(a, "--data %s: %s", dir, strerror(errno)));
	LIST_EACH (const struct string_item, it, &faults) {
		complain(it->s);
	}
	return faults.n == 0 ? k : knowledge_free(k);
}

struct winsize window_size(int fd)
{
	struct winsize w = {.ws_row = 24, .ws_col = COLUMNS};

	if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col >= COLUMNS_MIN)
		return w;
	return (struct winsize){.ws_row = 24, .ws_col = COLUMNS};
}

struct report_options report_options_of(const struct cli_options *o)
{
	int columns = o->output == NULL ? window_size(STDOUT_FILENO).ws_col : COLUMNS;

	return (struct report_options){
		.verbosity = o->verbosity,
		.colour = options_colour(o),
		.columns = columns < COLUMNS_MAX ? columns : COLUMNS_MAX,
		.transcript = o->transcript,
	};
}
