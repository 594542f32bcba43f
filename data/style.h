/* style.h - makes C of a style sheet, with the hash by which a page allows it */
#ifndef SMTPSCOPE_DATA_STYLE_H
#define SMTPSCOPE_DATA_STYLE_H

#include <stdbool.h>

/* Writes what src/report/style.h declares to stdout. False with a line on stderr: the file cannot
 * be read, or holds what could not stand between <style> and its end in HTML and in XML alike. */
bool style_print(const char *path);

#endif
