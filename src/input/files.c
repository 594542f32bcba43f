#include "input/files.h"

#include "base/memory.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A file with what decides its place. */
struct found {
	const char *path;
	bool message;
	size_t base;   /* how much of the path is the name that rotation began with */
	long rotation; /* 0: the present one; -N: N rotations ago; a date */
	size_t group;  /* files of one base keep together, in the place of the first */
	dev_t device;
	ino_t inode;
	size_t order;
};

struct finding_files {
	struct arena *arena;
	struct input_set *set;
	struct found *found;
	size_t n, room;
};

/* ---- words ---- */

/* What is there but cannot be looked at is complained of when it is opened. */
static bool is_there(const char *word)
{
	struct stat st;

	return lstat(word, &st) == 0 || errno == EACCES || errno == ELOOP;
}

static bool written_like_a_path(const char *word)
{
	return strncmp(word, "./", 2) == 0 || strncmp(word, "../", 3) == 0;
}

static bool is_stdin(const char *word)
{
	return strcmp(word, "-") == 0;
}

bool files_named(const char *const *words, int n)
{
	bool any = n == 0;

	for (int i = 0; i < n; i++) {
		bool there = is_there(words[i]);

		if (!there && !is_stdin(words[i]) && strchr(words[i], '/') == NULL)
			return false;
		any = any || there || is_stdin(words[i]) || written_like_a_path(words[i]);
	}
	return any;
}

/* ---- rotation ---- */

/* The length of `name` without a last part ".gz" or so. */
static size_t without_compression(const char *name, size_t n)
{
	static const char *const parts[] = {".gz", ".zst", ".bz2", ".xz"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t len = strlen(parts[i]);

		if (n > len && memcmp(name + n - len, parts[i], len) == 0)
			return n - len;
	}
	return n;
}

/* ".3" of logrotate: the higher the older; "-20261101" of its dateext: the lower the older. */
static void read_rotation(struct found *f)
{
	enum { NUMBER = 4, DATE = 8 };
	size_t end = without_compression(f->path, strlen(f->path)), at = end;

	while (at > 0 && isdigit((unsigned char)f->path[at - 1]))
		at--;
	f->base = strlen(f->path);
	if (at == end || at < 2 || f->path[at - 2] == '/') {
		f->base = end;
	} else if (f->path[at - 1] == '.' && end - at <= NUMBER) {
		f->base = at - 1;
		f->rotation = -strtol(f->path + at, NULL, 10);
	} else if (strchr("-.", f->path[at - 1]) != NULL && end - at >= DATE && end - at <= 14) {
		f->base = at - 1;
		f->rotation = strtol(f->path + at, NULL, 10);
	}
}

/* The one that is written now comes last: behind dates and behind numbers of before. */
static int compare_rotation(long x, long y)
{
	if (x == y)
		return 0;
	if (x == 0 || y == 0)
		return x == 0 ? 1 : -1;
	return x < y ? -1 : 1;
}

static int by_place(const void *px, const void *py)
{
	const struct found *x = px, *y = py;
	int rotation = compare_rotation(x->rotation, y->rotation);

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (rotation != 0)
		return rotation;
	return x->order < y->order ? -1 : 1;
}

static int by_base(const void *px, const void *py)
{
	const struct found *x = px, *y = py;
	size_t n = x->base < y->base ? x->base : y->base;
	int names = memcmp(x->path, y->path, n);

	if (names != 0)
		return names;
	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static bool same_base(const struct found *x, const struct found *y)
{
	return x->base == y->base && memcmp(x->path, y->path, x->base) == 0;
}

static void order_rotated(struct finding_files *f)
{
	if (f->n == 0) /* nothing was allocated */
		return;
	for (size_t i = 0; i < f->n; i++)
		f->found[i].order = i;
	qsort(f->found, f->n, sizeof(f->found[0]), by_base);
	for (size_t i = 0; i < f->n; i++)
		f->found[i].group = i > 0 && same_base(&f->found[i - 1], &f->found[i])
					    ? f->found[i - 1].group
					    : f->found[i].order;
	qsort(f->found, f->n, sizeof(f->found[0]), by_place);
}

/* ---- the same file twice ---- */

static int by_identity(const void *px, const void *py)
{
	const struct found *x = *(const struct found *const *)px;
	const struct found *y = *(const struct found *const *)py;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* Takes the path of those that were named before under another name. */
static void drop_doubles(struct finding_files *f)
{
	struct found **all = mem_alloc((f->n + 1) * sizeof(struct found *));

	for (size_t i = 0; i < f->n; i++)
		all[i] = &f->found[i];
	qsort(all, f->n, sizeof(struct found *), by_identity);
	for (size_t i = 1; i < f->n; i++)
		if (all[i]->inode != 0 && all[i]->inode == all[i - 1]->inode &&
		    all[i]->device == all[i - 1]->device)
			all[i]->path = NULL;
	free(all);
}

/* ---- folders ---- */

static void complain(struct finding_files *f, const char *path, const char *why)
{
	list_add_string(&f->set->faults, f->arena, arena_printf(f->arena, "%s: %s", path, why));
}

/* `st` NULL: it could not be looked at. */
static void add(struct finding_files *f, const char *path, const struct stat *st, bool message)
{
	struct found *new;

	if (f->n == FILES_MAX)
		return;
	if (f->n == f->room) {
		f->room = f->room == 0 ? 64 : 2 * f->room;
		f->found = mem_realloc(f->found, f->room * sizeof(f->found[0]));
	}
	new = &f->found[f->n++];
	*new = (struct found){.path = path, .message = message};
	if (st != NULL) {
		new->device = st->st_dev;
		new->inode = st->st_ino;
	}
	read_rotation(new);
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The names in a folder, sorted, in one block of memory for all and one for their places. */
struct names {
	struct buf text;
	size_t n;
	char **sorted;
};

static void read_names(struct names *names, DIR *folder)
{
	struct dirent *e;
	char *p;

	while ((e = readdir(folder)) != NULL && names->n < FILES_MAX)
		if (e->d_name[0] != '.') {
			buf_add(&names->text, e->d_name, strlen(e->d_name) + 1);
			names->n++;
		}
	names->sorted = mem_alloc((names->n + 1) * sizeof(char *));
	p = names->text.p;
	for (size_t i = 0; i < names->n; i++, p += strlen(p) + 1)
		names->sorted[i] = p;
	qsort(names->sorted, names->n, sizeof(char *), by_name);
}

/* Its regular files; others wait for a writer, or are folders themselves. */
static void add_files_of(struct finding_files *f, const char *folder, bool messages)
{
	struct names names = {0};
	DIR *d = opendir(folder);
	size_t n = strlen(folder);

	while (n > 1 && folder[n - 1] == '/')
		n--;
	if (d == NULL) {
		complain(f, folder, strerror(errno));
		return;
	}
	read_names(&names, d);
	closedir(d);
	for (size_t i = 0; i < names.n; i++) {
		char *path = arena_printf(f->arena, "%.*s/%s", (int)n, folder, names.sorted[i]);
		struct stat st;

		if (stat(path, &st) < 0)
			add(f, path, NULL, messages);
		else if (S_ISREG(st.st_mode))
			add(f, path, &st, messages);
	}
	free(names.sorted);
	buf_free(&names.text);
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void add_folder(struct finding_files *f, const char *path)
{
	const char *seen = arena_printf(f->arena, "%s/cur", path);
	const char *new = arena_printf(f->arena, "%s/new", path);
	size_t before = f->n, faults = f->set->faults.n;

	f->set->many = true;
	if (is_folder(seen) && is_folder(new)) {
		add_files_of(f, seen, true);
		add_files_of(f, new, true);
	} else {
		add_files_of(f, path, false);
	}
	if (f->n == before && f->set->faults.n == faults)
		complain(f, path, "holds no file to read: name a file");
}

static void add_word(struct finding_files *f, const char *word)
{
	struct stat st;

	if (is_stdin(word))
		add(f, word, NULL, false);
	else if (is_folder(word))
		add_folder(f, word);
	else
		add(f, word, stat(word, &st) == 0 ? &st : NULL, false);
}

void files_find(struct arena *a, const char *const *words, int n, struct input_set *set)
{
	struct finding_files f = {.arena = a, .set = set};

	set->many = n > 1;
	if (n == 0)
		add(&f, "-", NULL, false);
	for (int i = 0; i < n; i++)
		add_word(&f, words[i]);
	if (f.n == FILES_MAX)
		list_add_string(&set->faults, a,
				"more than 100000 files: only the first were read");
	order_rotated(&f);
	drop_doubles(&f);
	for (size_t i = 0; i < f.n; i++)
		if (f.found[i].path != NULL) {
			struct input_file *file = ARENA_NEW(a, struct input_file);

			file->path = f.found[i].path;
			file->message = f.found[i].message;
			list_append(&set->files, file);
		}
	free(f.found);
}
