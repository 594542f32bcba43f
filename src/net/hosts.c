/* The file is kept as it was read, its words cut apart in place, and a list of its names in order:
 * some people's has a hundred thousand. */
#include "net/hosts.h"

#include "base/buf.h"
#include "base/memory.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { HOSTS_ADDRESSES_MAX = 64 };

struct entry {
	const char *name, *address; /* in the text */
};

struct hosts {
	char *path;
	struct stat seen; /* what the file was when it was read */
	struct buf text;
	struct entry *entries; /* by name; those of one name as they stand in the file */
	size_t n, room;
};

/* ---- reading ---- */

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = text_casecmp(x->name, y->name);

	return order != 0 ? order : (x->name > y->name) - (x->name < y->name);
}

static char *cut_dot(char *name)
{
	size_t n = strlen(name);

	if (n > 0 && name[n - 1] == '.')
		name[n - 1] = '\0';
	return name;
}

static void add_entry(struct hosts *h, const char *name, const char *address)
{
	if (h->n == h->room) {
		h->room = h->room == 0 ? 16 : 2 * h->room;
		h->entries = mem_realloc(h->entries, h->room * sizeof(h->entries[0]));
	}
	h->entries[h->n++] = (struct entry){name, address};
}

/* "127.0.1.1 mail.example.org mail # comment" */
static void read_line(struct hosts *h, char *line)
{
	const char *blanks = " \t\r", *address;
	char *rest, *word;

	line[strcspn(line, "#")] = '\0';
	address = strtok_r(line, blanks, &rest);
	while (address != NULL && (word = strtok_r(NULL, blanks, &rest)) != NULL)
		add_entry(h, cut_dot(word), address);
}

static void read_text(struct hosts *h)
{
	char *at = h->text.p, *end = at + h->text.n, *lf;

	for (; at < end; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (lf == NULL)
			lf = end; /* where a NUL stands */
		*lf = '\0';
		read_line(h, at);
	}
	if (h->n > 0)
		qsort(h->entries, h->n, sizeof(h->entries[0]), by_name);
}

static void forget(struct hosts *h)
{
	h->n = 0;
	buf_free(&h->text);
}

static void read_file(struct hosts *h)
{
	enum { CHUNK = 4096 };
	FILE *file = fopen(h->path, "re");
	size_t n = CHUNK;

	forget(h);
	while (file != NULL && n == CHUNK) {
		n = fread(buf_reserve(&h->text, CHUNK), 1, CHUNK, file);
		h->text.n += n;
	}
	if (file != NULL)
		fclose(file);
	if (h->text.n > 0)
		h->text.p[h->text.n] = '\0';
	read_text(h);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void refresh(struct hosts *h)
{
	struct stat now = {0};

	if (stat(h->path, &now) != 0)
		now = (struct stat){0};
	if (same_file(&now, &h->seen))
		return;
	h->seen = now; /* of before it is read: what changes meanwhile is seen the next time */
	read_file(h);
}

struct hosts *hosts_new(const char *path)
{
	struct hosts *h = mem_alloc(sizeof(*h));

	h->path = mem_str(path != NULL ? path : _PATH_HOSTS);
	return h;
}

struct hosts *hosts_free(struct hosts *h)
{
	if (h == NULL)
		return NULL;
	forget(h);
	free(h->entries);
	free(h->path);
	free(h);
	return NULL;
}

/* ---- looking up ---- */

static void add_address(struct arena *a, const char *address, struct list *out)
{
	LIST_EACH (struct string_item, it, out)
		if (strcmp(it->s, address) == 0)
			return;
	if (out->n < HOSTS_ADDRESSES_MAX)
		list_add_string(out, a, address);
}

static void add_entry_of(struct arena *a, const struct entry *e, int family, struct list *out)
{
	int af = strchr(e->address, ':') != NULL ? AF_INET6 : AF_INET;
	unsigned char raw[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];

	if ((family == 4 && af != AF_INET) || (family == 6 && af != AF_INET6) ||
	    inet_pton(af, e->address, raw) != 1)
		return;
	add_address(a, inet_ntop(af, raw, text, sizeof(text)), out);
}

/* The first entry of that name, or where it would stand. */
static size_t first_of(const struct hosts *h, const char *name)
{
	size_t from = 0, to = h->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (text_casecmp(h->entries[middle].name, name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
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

void hosts_lookup(struct hosts *h, struct arena *a, const char *name, int family, struct list *out)
{
	struct list found = {0};

	refresh(h);
	name = cut_dot(arena_str(a, name));
	for (size_t i = first_of(h, name); i < h->n && text_casecmp(h->entries[i].name, name) == 0;
	     i++)
		add_entry_of(a, &h->entries[i], family, &found);
	if (found.n == 0 && is_localhost(name))
		add_loopback(a, family, &found);
	LIST_EACH (struct string_item, it, &found)
		list_add_string(out, a, it->s);
}
