#include "record/rdata.h"

#include <ctype.h>
#include <stdlib.h>

static const char *take_number(const char *at, int *number)
{
	char *end;
	long value;

	if (!isdigit((unsigned char)*at))
		return NULL;
	value = strtol(at, &end, 10);
	if (*end != ' ' || value > 65535)
		return NULL;
	*number = (int)value;
	return end + 1;
}

const char *rdata_read(struct bytes data, size_t n, int numbers[])
{
	const char *at = data.p;

	for (size_t i = 0; i < n && at != NULL; i++)
		at = take_number(at, &numbers[i]);
	return at;
}
