#include "config.h"

#include "cli/tarball.h"

#ifdef HAVE_LIBARCHIVE

#include "base/memory.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* All that is used of it. */
#define ARCHIVE_SYMBOLS(X)                                                                         \
	X(archive_write_new)                                                                       \
	X(archive_write_set_format_ustar)                                                          \
	X(archive_write_add_filter_gzip)                                                           \
	X(archive_write_set_options)                                                               \
	X(archive_write_set_bytes_in_last_block)                                                   \
	X(archive_write_open)                                                                      \
	X(archive_write_header)                                                                    \
	X(archive_write_data)                                                                      \
	X(archive_write_close)                                                                     \
	X(archive_write_free)                                                                      \
	X(archive_entry_new)                                                                       \
	X(archive_entry_free)                                                                      \
	X(archive_entry_set_pathname)                                                              \
	X(archive_entry_set_filetype)                                                              \
	X(archive_entry_set_perm)                                                                  \
	X(archive_entry_set_size)                                                                  \
	X(archive_entry_set_mtime)

static struct {
#define MEMBER(name) __typeof__(name) *name;
	ARCHIVE_SYMBOLS(MEMBER)
#undef MEMBER
} lib;

struct tarball {
	struct archive *archive;
	int64_t mtime; /* seconds */
	bool failed;
};

static bool find_symbol(void *library, const char *name, void *into)
{
	void *symbol = dlsym(library, name);

	memcpy(into, &symbol, sizeof(symbol));
	return symbol != NULL;
}

/* Stays open until the end of the program. */
static bool open_library(void)
{
	void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
	bool all = library != NULL;

#define FIND(name) all = all && find_symbol(library, #name, &lib.name);
	ARCHIVE_SYMBOLS(FIND)
#undef FIND
	return all;
}

static la_ssize_t on_write(struct archive *archive, void *arg, const void *data, size_t n)
{
	(void)archive;
	buf_add(arg, data, n);
	return (la_ssize_t)n;
}

/* The time of making stays out of the gzip header, and no block is filled up behind the end. */
static bool begin(struct archive *archive, struct buf *out)
{
	return lib.archive_write_set_format_ustar(archive) == ARCHIVE_OK &&
	       lib.archive_write_add_filter_gzip(archive) == ARCHIVE_OK &&
	       lib.archive_write_set_options(archive, "gzip:!timestamp") == ARCHIVE_OK &&
	       lib.archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
	       lib.archive_write_open(archive, out, NULL, on_write, NULL) == ARCHIVE_OK;
}

/* A saved report may tell of any year; the form has 33 bits for its seconds. */
static int64_t seconds(int64_t ms)
{
	const int64_t most = (INT64_C(1) << 33) - 1;

	return ms < 0 ? 0 : ms / 1000 > most ? most : ms / 1000;
}

struct tarball *tarball_new(struct buf *out, int64_t mtime_ms, const char **fault)
{
	struct archive *archive;
	struct tarball *t;

	if (!open_library()) {
		*fault = "libarchive is not here, or too old: install libarchive13";
		return NULL;
	}
	archive = lib.archive_write_new();
	if (archive == NULL || !begin(archive, out)) {
		lib.archive_write_free(archive);
		*fault = "libarchive cannot write .tar.gz files";
		return NULL;
	}
	t = mem_alloc(sizeof(*t));
	*t = (struct tarball){.archive = archive, .mtime = seconds(mtime_ms)};
	return t;
}

void tarball_add(struct tarball *t, const char *path, const struct buf *text)
{
	struct archive_entry *entry = lib.archive_entry_new();

	lib.archive_entry_set_pathname(entry, path);
	lib.archive_entry_set_filetype(entry, AE_IFREG);
	lib.archive_entry_set_perm(entry, 0600);
	lib.archive_entry_set_size(entry, (la_int64_t)text->n);
	lib.archive_entry_set_mtime(entry, t->mtime, 0);
	t->failed |= lib.archive_write_header(t->archive, entry) != ARCHIVE_OK;
	t->failed |= !t->failed &&
		     lib.archive_write_data(t->archive, text->p, text->n) != (la_ssize_t)text->n;
	lib.archive_entry_free(entry);
}

int tarball_end(struct tarball *t)
{
	bool failed = t->failed;

	failed |= lib.archive_write_close(t->archive) != ARCHIVE_OK;
	failed |= lib.archive_write_free(t->archive) != ARCHIVE_OK;
	free(t);
	return failed ? -1 : 0;
}

#else

struct tarball *tarball_new(struct buf *out, int64_t mtime_ms, const char **fault)
{
	(void)out;
	(void)mtime_ms;
	*fault = "this build is without libarchive";
	return NULL;
}

/* Nobody gets one to add to. */
void tarball_add(struct tarball *t, const char *path, const struct buf *text)
{
	(void)t;
	(void)path;
	(void)text;
}

int tarball_end(struct tarball *t)
{
	(void)t;
	return -1;
}

#endif
