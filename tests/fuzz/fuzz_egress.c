/* Our own address in a server's answer to EHLO: an address or nothing, never what we said
 * ourselves.
 *
 * Input: what we called ourselves, a line feed, the first line of the answer. */
#include "fuzz.h"

#include "smtp/egress.h"
#include "smtp/address.h"

#include <stdlib.h>
#include <string.h>

/* It stood there, in brackets, as it is or in another form of the same address. */
static bool stood_there(struct arena *a, struct bytes line, const char *address)
{
	for (size_t from = 0; from < line.n; from++)
		for (size_t to = from + 1; line.p[from] == '[' && to < line.n; to++) {
			const char *text, *canonical;

			if (line.p[to] != ']')
				continue;
			text = arena_copy(a, line.p + from + 1, to - from - 1);
			if (bytes_begins(bytes_str(a, text), "IPv6:"))
				text += strlen("IPv6:");
			if (address_literal(a, text, &canonical) && strcmp(canonical, address) == 0)
				return true;
			break;
		}
	return false;
}

static size_t times(struct bytes line, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++)
		n += line.p[i] == c;
	return n;
}

static void what_we_said_is_no_answer(struct arena *a, struct bytes line, const char *address)
{
	const char *literal =
		arena_printf(a, "[%s%s]", strchr(address, ':') != NULL ? "IPv6:" : "", address);

	if (times(line, '[') == 1)
		CLAIM(egress_read(a, line, literal) == NULL);
}

/* More words before the address change nothing. */
static void only_brackets_count(struct arena *a, struct bytes line, const char *said,
				const char *address)
{
	char *longer = arena_printf(a, "mail.example.org Hello %.*s", (int)line.n, line.p);
	const char *again;

	if (memchr(line.p, '\0', line.n) != NULL)
		return;
	again = egress_read(a, bytes_str(a, longer), said);
	CLAIM(again != NULL && strcmp(again, address) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct bytes all = bytes_copy(a, data, size), line = all;
	const char *lf = size == 0 ? NULL : memchr(all.p, '\n', size), *address, *said;

	if (lf == NULL) {
		arena_free(a);
		return 0;
	}
	said = arena_copy(a, all.p, (size_t)(lf - all.p));
	line.p = all.p + (lf - all.p) + 1;
	line.n = size - (size_t)(lf - all.p) - 1;
	address = egress_read(a, line, said);
	if (address != NULL) {
		CLAIM(address_family(address) != 0);
		CLAIM(stood_there(a, line, address));
		what_we_said_is_no_answer(a, line, address);
		only_brackets_count(a, line, said, address);
	}
	arena_free(a);
	return 0;
}
