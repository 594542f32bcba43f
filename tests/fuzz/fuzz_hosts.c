/* The hosts file: only addresses of the family asked for, each once; case and a last dot do not
 * matter; a line that is added is found.
 *
 * Input: family, the name, and behind a line feed the file. */
#include "fuzz.h"

#include "base/text.h"
#include "net/hosts.h"
#include "smtp/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void put(int fd, const void *data, size_t n)
{
	CLAIM(write(fd, data, n) == (ssize_t)n);
}

static int file_of(const void *data, size_t n)
{
	int fd = memfd_create("hosts", MFD_CLOEXEC);

	CLAIM(fd >= 0);
	put(fd, data, n);
	return fd;
}

static void claims(struct arena *a, const struct list *found, int family)
{
	const char *canonical = NULL;

	CLAIM(found->n <= 64);
	LIST_EACH (const struct string_item, it, found) {
		CLAIM(address_literal(a, it->s, &canonical) && strcmp(canonical, it->s) == 0);
		CLAIM(family == 0 || address_family(it->s) == family);
		LIST_EACH (const struct string_item, other, found)
			CLAIM(other == it || strcmp(other->s, it->s) != 0);
	}
}

static const char *shouted(struct arena *a, const char *name)
{
	char *s = arena_printf(a, "%s.", name);

	for (char *c = s; *c != '\0'; c++)
		*c = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
	return s;
}

static bool is_word(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && strpbrk(name, " \t\r\n#") == NULL && name[n - 1] != '.';
}

static bool is_localhost(const char *name)
{
	return text_casecmp(name, "localhost") == 0 || text_has_suffix(name, ".localhost");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int families[] = {0, 4, 6};
	struct input in = {data, size};
	int family = families[input_byte(&in) % 3];
	struct arena *a = arena_new();
	char *name = input_line(&in);
	int fd = file_of(in.p, in.n);
	const char *line = arena_printf(a, "\n203.0.113.77 other %s # x\n", name);
	struct hosts *h = hosts_new(arena_printf(a, "/proc/self/fd/%d", fd));
	struct list found = {0}, same = {0}, more = {0};

	hosts_lookup(h, a, name, family, &found);
	claims(a, &found, family);
	CLAIM(!is_localhost(name) || found.n > 0);
	if (is_word(name)) {
		hosts_lookup(h, a, shouted(a, name), family, &same);
		CLAIM(same.n == found.n);
		put(fd, line, strlen(line));
		hosts_lookup(h, a, name, family, &more);
		CLAIM(family == 6 || list_has_string(&more, "203.0.113.77") || more.n == 64);
	}
	hosts_free(h);
	close(fd);
	free(name);
	arena_free(a);
	return 0;
}
