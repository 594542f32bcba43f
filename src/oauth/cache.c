#include "oauth/cache.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/own_file.h"
#include "oauth/cache_text.h"

#include <stdlib.h>
#include <string.h>

struct token_cache {
	struct own_file file;
	struct cache_entries entries;
};

/* ---- opening ---- */

/* "tokens" stands in ".", "/tokens" in "/". */
static void split(struct arena *a, const char *path, struct own_file *f)
{
	const char *slash = strrchr(path, '/');

	f->name = slash == NULL ? path : slash + 1;
	if (slash == NULL)
		f->folder = ".";
	else
		f->folder = arena_copy(a, path, slash == path ? 1 : (size_t)(slash - path));
}

/* A file that somebody made with the right mode for us is empty. */
static bool take_text(struct token_cache *c, const struct buf *text)
{
	const char *wrong = text->n == 0 ? NULL : cache_text_read(&c->entries, text->p, text->n);

	if (wrong == NULL)
		return true;
	own_file_fault(&c->file, arena_printf(c->file.arena,
					      "%s: move it away, or name another file", wrong));
	return false;
}

static bool read_file(struct token_cache *c)
{
	struct buf text = {.secret = true};
	bool sound = own_file_read(&c->file, CACHE_TEXT_MAX, &text) >= 0 && take_text(c, &text);

	buf_free(&text);
	return sound;
}

struct token_cache *token_cache_open(const char *path, double patience_ms, struct arena *a,
				     const char **fault)
{
	struct token_cache *c = mem_alloc(sizeof(*c));

	mem_holds_secret = true; /* jansson copies what it reads */
	c->entries.arena = a;
	c->file = (struct own_file){.arena = a,
				    .shared_folder = true,
				    .is_private = true,
				    .durable = true,
				    .folder_fd = -1,
				    .lock_fd = -1};
	split(a, path, &c->file);
	if (*c->file.name == '\0')
		own_file_fault(&c->file, "names no file");
	else if (own_file_open(&c->file) && own_file_lock(&c->file, patience_ms) && read_file(c))
		return c;
	*fault = c->file.fault;
	return token_cache_close(c);
}

struct token_cache *token_cache_close(struct token_cache *c)
{
	if (c == NULL)
		return NULL;
	cache_entries_wipe(&c->entries);
	own_file_close(&c->file);
	free(c);
	return NULL;
}

/* ---- what is kept ---- */

bool token_cache_find(const struct token_cache *c, const struct oauth_request *rq,
		      struct oauth_tokens *tokens, int64_t *expires)
{
	const struct cache_entry *e = cache_entry_of(&c->entries, rq);

	if (e == NULL)
		return false;
	*tokens = (struct oauth_tokens){.access = cache_secret(e->access.p, e->access.n)};
	if (e->refresh.n > 0)
		tokens->refresh = cache_secret(e->refresh.p, e->refresh.n);
	*expires = e->expires;
	return true;
}

static int write_file(struct token_cache *c, const char **fault)
{
	struct buf text = {.secret = true};
	bool written;

	c->file.fault = NULL; /* one that was told is no fault of this */
	cache_text_write(&c->entries, &text);
	written = own_file_replace(&c->file, &text);
	buf_free(&text);
	*fault = c->file.fault;
	return written ? 0 : -1;
}

static bool can_be_kept(const struct oauth_tokens *t)
{
	return cache_token_sound(&t->access) &&
	       (t->refresh.n == 0 || cache_token_sound(&t->refresh));
}

int token_cache_keep(struct token_cache *c, const struct oauth_request *rq,
		     const struct oauth_tokens *tokens, int64_t expires, const char **fault)
{
	if (!can_be_kept(tokens)) {
		*fault = "the token is not kept: it is too long, or holds what no token does";
		return -1;
	}
	cache_entry_put(&c->entries, rq, tokens, expires, clock_wall_ms());
	return write_file(c, fault);
}

int token_cache_forget(struct token_cache *c, const struct oauth_request *rq, const char **fault)
{
	*fault = NULL;
	return cache_entry_drop(&c->entries, rq) ? write_file(c, fault) : 0;
}
