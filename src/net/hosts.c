#include "net/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOSTS_ADDRESSES_MAX = 64 };

static void add_address(struct arena *a, const char *address, struct list *out)
{
	LIST_EACH (struct string_item, it, out)
		if (strcmp(it->s, address) == 0)
			return;
	if (out->n < HOSTS_ADDRESSES_MAX)
		list_add_string(out, a, address);
}

static char *cut_dot(char *name)
{
	size_t n = strlen(name);

	if (n > 0 && name[n - 1] == '.')
		name[n - 1] = '\0';
	return name;
}

/* "127.0.1.1 mail.example.org mail # comment": the address if the line names `name`. */
static void read_line(struct arena *a, char *line, const char *name, int family, struct list *out)
{
	const char *blanks = " \t\r\n";
	char *rest, *address = strtok_r(line, blanks, &rest), *word;
	unsigned char raw[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];
	int af;

	if (address == NULL)
		return;
	af = strchr(address, ':') != NULL ? AF_INET6 : AF_INET;
	if ((family == 4 && af != AF_INET) || (family == 6 && af != AF_INET6) ||
	    inet_pton(af, address, raw) != 1)
		return;
	while ((word = strtok_r(NULL, blanks, &rest)) != NULL)
		if (text_casecmp(cut_dot(word), name) == 0)
			add_address(a, inet_ntop(af, raw, text, sizeof(text)), out);
}

static void add_loopback(struct arena *a, int family, struct list *out)
{
	if (family != 6)
		add_address(a, "127.0.0.1", out);
	if (family != 4)
		add_address(a, "::1", out);
}

static bool is_localhost(const char *name)
{
	return text_casecmp(name, "localhost") == 0 || text_has_suffix(name, ".localhost");
}

void hosts_read(struct arena *a, const char *path, const char *name, int family, struct list *out)
{
	FILE *file = fopen(path, "re");
	struct list found = {0};
	char *line = NULL;
	size_t room = 0;

	name = cut_dot(arena_str(a, name));
	while (file != NULL && getline(&line, &room, file) > 0) {
		line[strcspn(line, "#")] = '\0';
		read_line(a, line, name, family, &found);
	}
	free(line);
	if (file != NULL)
		fclose(file);
	if (found.n == 0 && is_localhost(name))
		add_loopback(a, family, &found);
	LIST_EACH (struct string_item, it, &found)
		list_add_string(out, a, it->s);
}

void hosts_lookup(struct arena *a, const char *name, int family, struct list *out)
{
	hosts_read(a, _PATH_HOSTS, name, family, out);
}
