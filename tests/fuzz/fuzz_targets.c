/* Lists of targets: each line that says something is counted once, whatever it is; what is given is
 * sound, once, and its key is a line that leads to the same again; in two pieces the list reads as
 * it does at once; what is said is harmless and gives away no secret.
 *
 * Input: where the first piece ends (2 bytes), a shard, the list. */
#include "fuzz.h"

#include "sweep/targets.h"

#include <stdlib.h>
#include <string.h>

static const struct plan_options plan = {.tls_mode = -1};

static struct targets_options reading(struct settings *s)
{
	settings_default(s);
	return (struct targets_options){
		.plan = &plan, .settings = s, .knowledge = fuzz_knowledge()};
}

/* A name may be S3CRET; a value, and what stands behind a colon, may not be shown. */
static void no_secret_in(const char *said)
{
	CLAIM(is_harmless_line(said));
	CLAIM(strstr(said, "=S3CRET") == NULL && strstr(said, ":S3CRET") == NULL);
}

/* ---- keys ---- */

/* What no line can hold: a name that is none, which check tells of. */
static bool can_be_line(const struct sweep_target *t)
{
	return t->read.name_fault == NULL && (t->ehlo == NULL || *t->ehlo != '"');
}

static void key_is_line(struct arena *a, const struct sweep_target *t)
{
	struct settings s;
	struct targets_options o = reading(&s);
	struct sweep_target again;
	const char *fault = NULL;
	struct targets *list;

	if (!can_be_line(t))
		return;
	list = targets_of(a, source_of_bytes(a, bytes_str(a, t->key), "key"), "key", &o, &fault);
	CLAIM(list != NULL);
	CLAIM(targets_next(list, a, &again, &fault) == TARGETS_ONE);
	CLAIM(strcmp(again.key, t->key) == 0);
	CLAIM(targets_next(list, a, &again, &fault) == TARGETS_END);
	targets_close(list);
}

/* ---- a list ---- */

static void target_is_sound(const struct sweep_target *t, const struct seen *seen)
{
	CLAIM(t->input != NULL && *t->input != '\0' && t->line > 0);
	CLAIM(is_harmless_line(t->key) && !seen_has(seen, t->key));
	CLAIM(t->tag == NULL || is_harmless_line(t->tag));
	CLAIM(t->read.host != NULL && t->tls_mode <= TLS_MODE_NONE);
	CLAIM(!target_holds_login(t->input));
	LIST_EACH (const struct need, n, &t->ports)
		CLAIM(n->port >= 1 && n->port <= 65535);
}

static void note(struct buf *log, const struct sweep_target *t)
{
	buf_printf(log, "%lu %s %s %s\n", t->line, t->input, t->key, t->tag == NULL ? "-" : t->tag);
}

static void counts_are_whole(struct targets *list)
{
	struct targets_counts n = targets_counts(list);

	CLAIM(n.lines == n.targets + n.bad + n.twice + n.done + n.others);
}

static void read_all(struct arena *a, struct targets *list, struct buf *log, bool keys)
{
	struct seen *seen = seen_new();
	struct sweep_target t;
	const char *fault = NULL;
	enum targets_got got;

	while ((got = targets_next(list, a, &t, &fault)) == TARGETS_ONE || got == TARGETS_BAD) {
		if (got == TARGETS_BAD) {
			no_secret_in(fault);
			buf_printf(log, "! %s\n", fault);
			continue;
		}
		target_is_sound(&t, seen);
		seen_add(seen, t.key);
		note(log, &t);
		if (keys)
			key_is_line(a, &t);
	}
	if (fault != NULL)
		no_secret_in(fault);
	buf_printf(log, "%d %s\n", got, fault == NULL ? "" : fault);
	CLAIM(seen_count(seen) == targets_counts(list).targets);
	counts_are_whole(list);
	seen_free(seen);
}

/* The first piece has `first` bytes; 0: all comes at once. */
static void list(const struct targets_options *o, struct bytes text, size_t first, struct buf *log)
{
	struct arena *a = arena_new();
	struct source *s = source_of_bytes(a, text, "list");
	struct targets *list;
	const char *fault = NULL;

	if (first > 0)
		source_peek_far(s, first);
	list = targets_of(a, s, "list", o, &fault);
	if (list != NULL)
		read_all(a, list, log, first == 0);
	else
		no_secret_in(fault);
	targets_close(list);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	size_t first = (size_t)input_byte(&in) << 8 | input_byte(&in), n;
	int shard = input_byte(&in) % 4;
	char *text = input_rest(&in, &n);
	struct settings s;
	struct targets_options o = reading(&s);
	struct buf at_once = {0}, in_pieces = {0};

	o.shard = shard == 0 ? (struct shard){0} : (struct shard){shard, 3};
	list(&o, (struct bytes){text, n}, 0, &at_once);
	list(&o, (struct bytes){text, n}, first, &in_pieces);
	CLAIM(at_once.n == in_pieces.n);
	CLAIM(at_once.n == 0 || memcmp(at_once.p, in_pieces.p, at_once.n) == 0);
	buf_free(&at_once);
	buf_free(&in_pieces);
	free(text);
	return 0;
}
