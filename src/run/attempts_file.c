#include "run/attempts_file.h"

#include "base/memory.h"

#include <stdlib.h>

/* Other runs hold the lock for a few milliseconds. */
enum { LOCK_PATIENCE_MS = 1000 };

static bool take_text(struct attempts_file *f, const struct buf *text)
{
	switch (attempts_read(f->now, text->n > 0 ? text->p : "", text->n)) {
	case ATTEMPTS_SOUND:
		return true;
	case ATTEMPTS_DAMAGED:
		own_file_fault(&f->file, "damaged: what could not be read is forgotten");
		return true;
	default:
		own_file_fault(&f->file,
			       "not written by this program, or by a later one: move it away");
		return false;
	}
}

/* True: it was read, or there was none. */
static bool read_file(struct attempts_file *f)
{
	struct buf text = {0};
	int rc = own_file_read(&f->file, ATTEMPTS_TEXT_MAX, &text);
	bool usable = rc == 0 || (rc > 0 && take_text(f, &text));

	buf_free(&text);
	return usable;
}

void attempts_open(struct attempts_file *f, struct arena *a, const char *path)
{
	bool locked;

	*f = (struct attempts_file){
		.file = {.arena = a,
			 .folder = path,
			 .name = "attempts",
			 .make_folder = true,
			 .folder_fd = -1,
			 .lock_fd = -1},
		.now = mem_alloc(sizeof(*f->now)),
	};
	attempts_new(f->now);
	if (path == NULL) {
		f->fault = "there is no home directory (HOME, XDG_STATE_HOME)";
		return;
	}
	if (own_file_open(&f->file)) {
		locked = own_file_lock(&f->file, LOCK_PATIENCE_MS);
		f->writable = read_file(f) && locked;
	}
	f->fault = f->file.fault;
}

void attempts_save(struct attempts_file *f)
{
	struct buf text = {0};

	if (!f->writable)
		return;
	attempts_write(f->now, &text);
	own_file_replace(&f->file, &text);
	f->fault = f->file.fault;
	buf_free(&text);
}

void attempts_close(struct attempts_file *f)
{
	own_file_close(&f->file);
	free(f->now);
	f->now = NULL;
}
