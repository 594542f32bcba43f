#include "sweep/limits.h"

#include <dirent.h>
#include <limits.h>
#include <stddef.h>
#include <sys/resource.h>

enum {
	FOR_FILES = 64,
	FOR_LOOP = 8,	  /* epoll, wake-ups, name servers over UDP and TCP */
	NOT_COUNTED = 16, /* are open, where /proc does not tell */
};

/* Descriptors that are open by now. */
static unsigned long files_open(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned long n = 0;

	if (d == NULL)
		return NOT_COUNTED;
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 3; /* ".", ".." and the folder's own */
}

static unsigned long raise_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return _POSIX_OPEN_MAX;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		getrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur < INT_MAX ? (unsigned long)limit.rlim_cur : INT_MAX;
}

int limits_loops(int wanted)
{
	struct rlimit limit;
	rlim_t room;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 1;
	room = limit.rlim_max / (4 * FOR_LOOP);
	return room < 1 ? 1 : room < (rlim_t)wanted ? (int)room : wanted;
}

static unsigned long set_aside(int loops)
{
	return files_open() + FOR_FILES + (unsigned long)loops * FOR_LOOP;
}

struct limits limits_raise(int loops)
{
	struct limits l = {.files = raise_files()};
	unsigned long aside = set_aside(loops);

	if (aside > l.files / 2) /* with few of them, files and connections are short alike */
		aside = l.files / 2;
	l.connections = l.files > aside ? (int)(l.files - aside) : 1;
	return l;
}

int limits_jobs(const struct limits *l, int asked, struct arena *a, const char **warning)
{
	int wanted = asked > 0 ? asked : LIMITS_JOBS;

	*warning = NULL;
	if (wanted <= l->connections)
		return wanted;
	if (asked > 0)
		*warning = arena_printf(
			a,
			"--jobs %d is more than the %lu files that a program may open here allow: "
			"%d at a time; for more run \"ulimit -n %lu\" before it, as root (in a "
			"service: LimitNOFILE=)",
			asked, l->files, l->connections,
			l->files - (unsigned long)l->connections + (unsigned long)asked);
	return l->connections;
}
