#include "net/netstat.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 64 * 1024 };

static const char *end_of_line(const char *line)
{
	return line + strcspn(line, "\n");
}

static const char *next_line(const char *line)
{
	const char *end = end_of_line(line);

	return *end == '\n' ? end + 1 : end;
}

/* The first word behind "GROUP:", or NULL where the line is not of that group. */
static const char *words_of(const char *line, const char *group)
{
	size_t n = strlen(group);

	return strncmp(line, group, n) == 0 && line[n] == ':' ? line + n + 1 : NULL;
}

/* The next word of the line; its length in *n, 0 at the end. */
static const char *word(const char *at, size_t *n)
{
	at += strspn(at, " ");
	*n = strcspn(at, " \n");
	return at;
}

/* Names and values stand in the same order; kernels differ in which there are. */
static long long value_beside(const char *names, const char *values, const char *name)
{
	size_t name_len, value_len;
	char *end;
	long long value;

	for (;; names += name_len, values += value_len) {
		names = word(names, &name_len);
		values = word(values, &value_len);
		if (name_len == 0 || value_len == 0)
			return -1;
		if (name_len == strlen(name) && strncmp(names, name, name_len) == 0)
			break;
	}
	value = strtoll(values, &end, 10);
	return end == values + value_len && value >= 0 ? value : -1;
}

long long netstat_find(const char *text, const char *group, const char *name)
{
	for (const char *line = text; *line != '\0'; line = next_line(line)) {
		const char *names = words_of(line, group);
		const char *values = names != NULL ? words_of(next_line(line), group) : NULL;

		if (values != NULL)
			return value_beside(names, values, name);
	}
	return -1;
}

long long netstat_resends_lost(void)
{
	FILE *f = fopen("/proc/net/netstat", "re");
	long long value;
	char *text;

	if (f == NULL)
		return -1;
	text = mem_alloc(FILE_MAX + 1);
	value = fread(text, 1, FILE_MAX, f) > 0 ? netstat_find(text, "TcpExt", "TCPRetransFail")
						: -1;
	free(text);
	fclose(f);
	return value;
}
