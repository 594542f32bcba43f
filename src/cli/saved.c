#include "cli/saved.h"

#include "base/small_file.h"
#include "cli/common.h"
#include "cli/hiding.h"
#include "interpret/interpret.h"
#include "record/record_json.h"

#include <string.h>

enum { SAVED_MAX = 64 * 1024 * 1024 };

int saved_read(struct arena *a, const struct cli_options *o, const char *file,
	       const struct knowledge *k, struct list *out, const char **fault)
{
	char line[256];
	struct buf text = {0};
	struct record *r;
	struct saved *s;
	struct redact_rules hiding;
	int rc = hiding_begin(a, o, k, &hiding, fault);
	int error = rc < 0 ? 0 : small_file_read(file, SAVED_MAX, &text);

	if (rc < 0)
		return -1;
	if (error != 0) {
		*fault = arena_printf(a, "cannot read %s: %s", shown(a, file), strerror(error));
		return -1;
	}
	r = record_read(text.p, text.n, line, sizeof(line));
	buf_free(&text);
	if (r == NULL) {
		*fault = arena_printf(a, "%s: %s", shown(a, file), line);
		return -1;
	}
	if (rc > 0)
		record_redact(r, &hiding);
	s = ARENA_NEW(a, struct saved);
	s->file = file;
	s->record = r;
	s->interpretation = interpret(r, k);
	list_append(out, s);
	return 0;
}

void saved_free(struct list *saved)
{
	LIST_EACH (struct saved, s, saved) {
		interpretation_free(s->interpretation);
		record_free(s->record);
	}
	*saved = (struct list){0};
}
