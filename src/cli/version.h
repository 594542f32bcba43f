/* version.h - what --version prints */
#ifndef SMTPSCOPE_CLI_VERSION_H
#define SMTPSCOPE_CLI_VERSION_H

#include "base/buf.h"

/* The program, the date of its knowledge, and the libraries that it runs with. */
void version_write(struct buf *out);

#endif
