#include "base/statusline.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS = 80 };

bool statusline_has_terminal(void)
{
	return isatty(STDERR_FILENO);
}

/* The last column stays free: some terminals begin a new line behind it. */
int statusline_columns(void)
{
	struct winsize w;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col - 1
									 : COLUMNS - 1;
}

void statusline_show(struct statusline *l, const char *text)
{
	fprintf(stderr, "\r%s\033[K", text);
	l->shown = true;
}

void statusline_clear(struct statusline *l)
{
	if (!l->shown)
		return;
	fputs("\r\033[K", stderr);
	l->shown = false;
}
