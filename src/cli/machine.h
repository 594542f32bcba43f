/* machine.h - what a report says of the machine that it was made on */
#ifndef SMTPSCOPE_CLI_MACHINE_H
#define SMTPSCOPE_CLI_MACHINE_H

#include "base/arena.h"

#include <stdint.h>

/* "Debian GNU/Linux 12 (bookworm), Linux 6.1.0-13-amd64": os-release(5) and uname(2). */
const char *machine_system(struct arena *a);

/* Seconds that its clock shows ahead of UTC at that date, in milliseconds since 1970. */
int machine_utc_offset(int64_t date);

#endif
