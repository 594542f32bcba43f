#include "log/reader.h"

#include "base/memory.h"
#include "interpret/mask.h"
#include "log/verdicts.h"

#include <stdlib.h>
#include <string.h>

/* What only the thread itself looks at. */
struct log_worker {
	struct log_state *state;
	struct template_hosts *hosts;
	struct template template;
	struct relevant relevant;
	char text[8192]; /* of the event, for `relevant` */
	size_t text_n;
	const struct entry **seen; /* findings that a sample was taken of */
	size_t seen_n;
	bool riddle_seen;
	size_t riddles; /* samples taken of what was not understood */
};

struct log_sample *log_sample_free(struct log_sample *s)
{
	if (s != NULL) {
		arena_free(s->arena);
		free(s);
	}
	return NULL;
}

struct log_reader *log_reader_new(const struct log_task *task)
{
	struct log_reader *r = mem_alloc(sizeof(*r));
	struct log_worker *w = mem_alloc(sizeof(*w));

	w->hosts = template_hosts_new(task->know);
	w->seen = mem_alloc(knowledge_entries(task->know)->n * sizeof(struct entry *));
	r->task = task;
	r->worker = w;
	r->last = LOG_NO_TIME;
	return r;
}

struct log_reader *log_reader_free(struct log_reader *r)
{
	if (r == NULL)
		return NULL;
	for (size_t i = 0; i < r->n; i++)
		log_sample_free(r->hits[i].sample);
	log_state_free(r->worker->state);
	template_hosts_free(r->worker->hosts);
	free(r->worker->seen);
	free(r->worker);
	free(r);
	return NULL;
}

void log_reader_begin(struct log_reader *r)
{
	const struct log_file *f = r->task->file;

	r->worker->state = log_state_new(f->form, f->head, &f->clock);
}

static void take_line(struct log_reader *r, struct bytes line);

/* The last of several lines that make one event may be missing. */
void log_reader_end(struct log_reader *r)
{
	if (log_form_ordered(r->task->file->form) && r->n < HITS_MAX)
		take_line(r, (struct bytes){0});
	log_state_free(r->worker->state);
	r->worker->state = NULL;
}

/* ---- what an event means ---- */

static struct explanation *explained(const struct log_reader *r, struct arena *a,
				     const struct list *items)
{
	struct list done = explain_items(a, r->task->know, items, &r->task->filter->context);

	return (void *)done.first;
}

static const struct entry *finding_of(const struct log_reader *r, struct arena *a,
				      const struct list *items)
{
	const struct explanation *x = explained(r, a, items);
	const struct finding *f = x == NULL ? NULL : (const void *)x->findings.first;

	return f == NULL ? NULL : knowledge_entry(r->task->know, f->id);
}

const struct entry *log_reader_finding_in_full(struct log_reader *r, const struct log_event *e)
{
	struct arena *a = arena_new();
	struct list items = {0};
	const struct entry *finding;

	log_event_items(a, e, &items);
	finding = finding_of(r, a, &items);
	arena_free(a);
	return finding;
}

/* Blanks squeezed, as patterns see texts. */
static void add_squeezed(struct log_worker *w, struct bytes text)
{
	char last = ' ';

	for (size_t i = 0; i < text.n && w->text_n < sizeof(w->text); i++) {
		char c = text.p[i] == '\n' || text.p[i] == '\r' || text.p[i] == '\t' ||
					 text.p[i] == '\0'
				 ? ' '
				 : text.p[i];

		if (c != ' ' || last != ' ')
			w->text[w->text_n++] = c;
		last = c;
	}
	if (w->text_n < sizeof(w->text))
		w->text[w->text_n++] = ' ';
}

/* All that patterns will be tried on. */
static bool find_relevant(struct log_reader *r, const struct list *items)
{
	struct log_worker *w = r->worker;

	w->text_n = 0;
	LIST_EACH (const struct paste_item, it, items) {
		add_squeezed(w, it->words);
		add_squeezed(w, it->reply.text);
	}
	vocabulary_relevant(r->task->vocabulary, w->text, w->text_n, &w->relevant);
	return w->text_n < sizeof(w->text);
}

/* Of those templates that know what may match there are fewer; they take longer to make. */
static const struct entry *finding_by_relevance(struct log_reader *r, const struct log_event *e)
{
	struct log_worker *w = r->worker;
	struct arena *a = arena_new();
	struct list items = {0};
	const struct entry *finding;
	struct verdict_key key;
	bool fits;

	log_event_items(a, e, &items);
	fits = find_relevant(r, &items) &&
	       template_of(r->task->vocabulary, &w->relevant, w->hosts, e, &w->template);
	if (fits)
		key = verdict_key_of(r->task->verdicts, w->template.text, w->template.n);
	if (!fits || !verdicts_get(r->task->verdicts, key, &finding)) {
		finding = finding_of(r, a, &items);
		if (fits)
			verdicts_put(r->task->verdicts, key, finding);
	}
	arena_free(a);
	return finding;
}

const struct entry *log_reader_finding(struct log_reader *r, const struct log_event *e)
{
	struct log_worker *w = r->worker;
	const struct entry *finding;
	struct verdict_key key;

	if (!template_of(r->task->vocabulary, NULL, w->hosts, e, &w->template))
		return log_reader_finding_in_full(r, e);
	key = verdict_key_of(r->task->verdicts, w->template.text, w->template.n);
	if (verdicts_get(r->task->verdicts, key, &finding))
		return finding;
	finding = finding_by_relevance(r, e);
	verdicts_put(r->task->verdicts, key, finding);
	return finding;
}

/* ---- hits ---- */

/* The first of a finding in the file is the first that its thread sees: it has a sample. */
static bool wants_sample(struct log_worker *w, const struct entry *finding)
{
	if (finding == NULL)
		return w->riddles++ < LOG_NOT_UNDERSTOOD_SHOWN;
	for (size_t i = 0; i < w->seen_n; i++)
		if (w->seen[i] == finding)
			return false;
	w->seen[w->seen_n++] = finding;
	return true;
}

/* What a form has read out of the line is shown: the rest of it may be anything. */
static struct log_sample *sample_of(struct log_reader *r, const struct log_event *e,
				    struct bytes line)
{
	enum { SHOWN_MAX = 2000 };
	struct log_sample *s = mem_alloc(sizeof(*s));
	struct list items = {0};

	line = e != NULL && e->words.n > 0 ? e->words : line;
	s->arena = arena_new();
	line.n = line.n < SHOWN_MAX ? line.n : SHOWN_MAX;
	s->line = mask_secrets(s->arena, bytes_copy(s->arena, line.p, line.n));
	if (e != NULL) {
		log_event_items(s->arena, e, &items);
		s->explained = explained(r, s->arena, &items);
	}
	return s;
}

static unsigned char name_copy(char to[NAME_SIZE], struct bytes name)
{
	size_t n = name.n < NAME_SIZE - 1 ? name.n : NAME_SIZE - 1;

	if (n > 0)
		memcpy(to, name.p, n);
	return (unsigned char)n;
}

static struct bytes domain_of(struct bytes mailbox)
{
	const char *at = mailbox.n == 0 ? NULL : memrchr(mailbox.p, '@', mailbox.n);

	if (at == NULL)
		return (struct bytes){0};
	return (struct bytes){(char *)at + 1, (size_t)(mailbox.p + mailbox.n - at - 1)};
}

static bool is_within(const struct log_filter *f, int64_t time)
{
	if (time == LOG_NO_TIME)
		return true;
	return (f->since == LOG_NO_TIME || time >= f->since) &&
	       (f->until == LOG_NO_TIME || time <= f->until);
}

static void add_hit(struct log_reader *r, const struct log_event *e, struct bytes line)
{
	struct log_hit *h = &r->hits[r->n];

	if (!is_within(r->task->filter, e->time))
		return;
	h->finding = log_reader_finding(r, e);
	h->time = e->time;
	h->line = r->lines;
	h->fate = e->fate;
	h->incoming = e->incoming;
	h->peer_n = name_copy(h->peer, e->peer.n > 0 ? e->peer : e->peer_address);
	h->domain_n = name_copy(h->domain, domain_of(e->recipient));
	h->sample = wants_sample(r->worker, h->finding) ? sample_of(r, e, line) : NULL;
	r->n++;
}

static void add_riddle(struct log_reader *r, struct bytes line)
{
	struct log_hit *h = &r->hits[r->n++];

	memset(h, 0, sizeof(*h));
	h->time = LOG_NO_TIME;
	h->line = r->lines;
	if (wants_sample(r->worker, NULL))
		h->sample = sample_of(r, NULL, line);
}

static void take_line(struct log_reader *r, struct bytes line)
{
	struct log_event e;

	if (!log_line_read(r->task->file->form, r->worker->state, line, &e))
		add_riddle(r, line);
	else if (e.is_trouble)
		add_hit(r, &e, line);
}

/* ---- lines ---- */

/* So written that a compiler counts many at a time. */
static uint64_t line_feeds(const char *p, size_t n)
{
	enum { RUN = 128 };
	uint64_t all = 0;

	for (; n >= RUN; p += RUN, n -= RUN) {
		unsigned char some = 0;

		for (int i = 0; i < RUN; i++)
			some = (unsigned char)(some + (p[i] == '\n'));
		all += some;
	}
	for (; n > 0; p++, n--)
		all += *p == '\n';
	return all;
}

static struct bytes line_at(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));

	return (struct bytes){(char *)p, (size_t)((lf == NULL ? end : lf) - p)};
}

/* What is longer was cut: the rest of a long line says nothing, wherever a block ends. */
static struct bytes capped(struct bytes line)
{
	line.n = line.n < LOG_LINE_MAX ? line.n : LOG_LINE_MAX;
	return line;
}

/* From one line end near the far end of what a line may hold to the next. */
static uint64_t long_lines(const char *p, const char *end)
{
	uint64_t n = 0;

	while (end - p > LOG_LINE_MAX) {
		const char *lf = memrchr(p, '\n', LOG_LINE_MAX + 1);

		if (lf == NULL) {
			n++;
			lf = memchr(p + LOG_LINE_MAX, '\n', (size_t)(end - p) - LOG_LINE_MAX);
		}
		if (lf == NULL)
			return n;
		p = lf + 1;
	}
	return n;
}

/* The last one that has a time; not every line of a form need have one. */
static int64_t last_time(const struct log_file *f, const char *p, const char *end)
{
	enum { TRIED = 50 };
	int64_t time = LOG_NO_TIME;

	for (int i = 0; i < TRIED && time == LOG_NO_TIME && end > p; i++) {
		size_t n = (size_t)(end - p) - (end[-1] == '\n');
		const char *lf = n == 0 ? NULL : memrchr(p, '\n', n);
		const char *line = lf == NULL ? p : lf + 1;

		time = log_line_time(f->form, &f->clock,
				     capped((struct bytes){(char *)line, (size_t)(p + n - line)}));
		end = line;
	}
	return time;
}

/* The next line that may tell of trouble; p NULL: there is none. */
static struct bytes next_wanted(const struct scan *scan, const char *p, const char *end)
{
	struct bytes line;

	for (;;) {
		const char *found = scan == NULL ? p : scan_find(scan, p, end), *lf;

		if (found == NULL || p == end)
			return (struct bytes){0};
		lf = found == p ? NULL : memrchr(p, '\n', (size_t)(found - p));
		line = line_at(lf == NULL ? p : lf + 1, end);
		if (found - line.p <= LOG_LINE_MAX)
			return capped(line);
		p = line.p + line.n + (line.p + line.n < end);
	}
}

bool log_reader_take(struct log_reader *r, struct bytes *lines)
{
	const char *p = lines->p, *end = p + lines->n;

	if (lines->n == 0)
		return false;
	if (!r->begun) {
		r->begun = true;
		r->last = last_time(r->task->file, p, end);
		r->cut += long_lines(p, end);
	}
	while (r->n < HITS_MAX) {
		struct bytes line = next_wanted(r->task->scan, p, end);
		const char *behind;

		if (line.p == NULL) {
			r->lines += line_feeds(p, (size_t)(end - p)) + (p < end && end[-1] != '\n');
			*lines = (struct bytes){(char *)end, 0};
			return false;
		}
		r->lines += line_feeds(p, (size_t)(line.p - p));
		take_line(r, line);
		behind = memchr(line.p + line.n, '\n', (size_t)(end - line.p - (long)line.n));
		p = behind == NULL ? end : behind + 1;
		r->lines++;
	}
	*lines = (struct bytes){(char *)p, (size_t)(end - p)};
	return lines->n > 0;
}
