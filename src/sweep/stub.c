/* stand-ins until those of others are merged */
#include <fcntl.h>
#include <uv.h>
#include "report/summary.h"
#include "sweep/progress.h"
#include "sweep/results.h"
#include "sweep/targets.h"
#include "base/memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
struct targets { FILE *f; const struct targets_options o; unsigned long n; };
struct targets *targets_open(struct arena *a, const char *file, const struct targets_options *o, const char **fault)
{
	struct targets *t = mem_alloc(sizeof(*t));
	t->f = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
	memcpy((void *)&t->o, o, sizeof(*o));
	(void)a; (void)fault;
	return t;
}
void targets_close(struct targets *t) { fclose(t->f); free(t); }
enum targets_got targets_next(struct targets *t, struct arena *a, struct sweep_target *target, const char **fault)
{
	char line[1000];
	*fault = NULL;
	if (fgets(line, sizeof(line), t->f) == NULL) return TARGETS_END;
	line[strcspn(line, "\n")] = '\0';
	*target = (struct sweep_target){.input = arena_str(a, line), .key = arena_str(a, line), .line = ++t->n, .mx = -1, .tls_mode = -1};
	if (target_read(a, target->input, t->o.plan, t->o.knowledge, &target->read, fault) != 0)
		return TARGETS_BAD;
	return TARGETS_ONE;
}
struct targets_counts targets_counts(struct targets *t) { return (struct targets_counts){.targets = t->n, .part = -1}; }
struct results { int fd; uv_mutex_t lock; };
struct results *results_open(struct arena *a, const char *path, int how, struct seen *seen, results_old_fn *old, void *arg, const char **fault)
{
	struct results *r = mem_alloc(sizeof(*r));
	(void)a;(void)how;(void)seen;(void)old;(void)arg;(void)fault;
	uv_mutex_init(&r->lock);
	r->fd = path == NULL ? 1 : open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	return r;
}
bool results_add(struct results *r, const struct buf *line)
{
	uv_mutex_lock(&r->lock);
	ssize_t n = write(r->fd, line->p, line->n);
	uv_mutex_unlock(&r->lock);
	return n > 0;
}
const char *results_fault(struct results *r) { (void)r; return NULL; }
unsigned long results_count(struct results *r) { (void)r; return 0; }
int results_close(struct arena *a, struct results *r, const char **fault) { (void)a; (void)fault; free(r); return 0; }
struct summary { struct summary_counts c; };
struct summary *summary_new(const struct knowledge *k, struct cert_days d) { (void)k; (void)d; return mem_alloc(sizeof(struct summary)); }
struct summary *summary_free(struct summary *s) { free(s); return NULL; }
void summary_add(struct summary *s, const struct record *r, const struct interpretation *i) { (void)r; s->c.of[i->verdict.status]++; }
void summary_text(struct buf *out, struct summary *s, const struct report_options *o) { (void)o; buf_printf(out, "%lu %lu %lu %lu\n", s->c.of[0], s->c.of[1], s->c.of[2], s->c.of[3]); }
void summary_json(struct buf *out, struct summary *s) { (void)s; buf_str(out, "{}"); }
void brief_write(struct buf *out, const struct record *r, const struct interpretation *i) { buf_printf(out, "%s %s\n", r->input, i->verdict.finding->id); }
struct sweep_progress *sweep_progress_new(int v, bool c) { (void)v; (void)c; return NULL; }
void sweep_progress_show(struct sweep_progress *p, const struct sweep_state *s) { (void)p; (void)s; }
void sweep_progress_clear(struct sweep_progress *p) { (void)p; }
struct sweep_progress *sweep_progress_end(struct sweep_progress *p, const struct sweep_state *s) { (void)s; return p; }
