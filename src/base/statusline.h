/* statusline.h - a line on the terminal behind stderr that is written anew, and goes again */
#ifndef SMTPSCOPE_BASE_STATUSLINE_H
#define SMTPSCOPE_BASE_STATUSLINE_H

#include <stdbool.h>

/* {0} shows nothing. */
struct statusline {
	bool shown;
};

bool statusline_has_terminal(void); /* stderr is one */
int statusline_columns(void);	    /* what there is room for in a line; 79 where nobody knows */

/* `text` in the place of what was shown; it must fit into a line. */
void statusline_show(struct statusline *l, const char *text);

/* Before anything else is written. */
void statusline_clear(struct statusline *l);

#endif
