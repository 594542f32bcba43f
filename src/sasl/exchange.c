#include "sasl/exchange.h"

#include "base/memory.h"
#include "sasl/library.h"
#include "sasl/words.h"

#include <pthread.h>
#include <stdlib.h>

/* One step on a thread: all that it touches. Whoever comes last frees it: the exchange, or the
 * thread where the exchange has gone meanwhile. */
struct work {
	uv_mutex_t lock; /* of the two below */
	bool done, orphaned;
	uv_thread_t thread;
	uv_async_t *bell; /* the loop's; nobody rings for an orphan */
	struct library_session *library;
	struct buf challenge, answer;
	const char *fault;
};

struct sasl_exchange {
	const struct sasl_mechanism *m;
	struct sasl_identity id;
	uv_loop_t *loop;
	void (*wake)(void *arg);
	void *arg;
	struct library_session *library; /* NULL: the mechanism is ours, or it works */
	struct work *work;		 /* under way, or done and not looked at */
	struct buf postponed;		 /* first words, while they are to be said */
	int said;			 /* how many words of ours */
	int iterations;
	bool proved;
	const char *binding;
	const char *fault;
};

/* ---- on a thread ---- */

static void work_free(struct work *w)
{
	library_end(w->library);
	buf_free(&w->challenge);
	buf_free(&w->answer);
	uv_mutex_destroy(&w->lock);
	free(w);
}

static void work_do(struct work *w)
{
	w->fault = library_step(w->library, (struct bytes){w->challenge.p, w->challenge.n},
				&w->answer);
}

static void on_thread(void *arg)
{
	struct work *w = arg;
	bool orphaned;

	work_do(w);
	uv_mutex_lock(&w->lock);
	w->done = true;
	orphaned = w->orphaned;
	if (!orphaned)
		uv_async_send(w->bell);
	uv_mutex_unlock(&w->lock);
	if (orphaned)
		work_free(w);
}

static void free_handle(uv_handle_t *handle)
{
	free(handle);
}

static void silence_bell(struct work *w)
{
	if (w->bell != NULL)
		uv_close((uv_handle_t *)w->bell, free_handle);
	w->bell = NULL;
}

static void on_bell(uv_async_t *bell)
{
	struct sasl_exchange *x = bell->data;

	x->wake(x->arg);
}

static struct work *work_new(struct sasl_exchange *x, struct bytes challenge)
{
	struct work *w = mem_alloc(sizeof(*w));

	w->challenge.secret = w->answer.secret = true;
	w->library = x->library;
	x->library = NULL;
	if (challenge.n > 0)
		buf_add(&w->challenge, challenge.p, challenge.n);
	uv_mutex_init(&w->lock);
	return w;
}

/* Where there is no loop, or no thread to be had, others have to wait. */
static void work_start(struct sasl_exchange *x)
{
	struct work *w = x->work;

	if (x->loop != NULL) {
		w->bell = mem_alloc(sizeof(*w->bell));
		w->bell->data = x;
		if (uv_async_init(x->loop, w->bell, on_bell) != 0) {
			free(w->bell);
			w->bell = NULL;
		}
	}
	if (w->bell != NULL && uv_thread_create(&w->thread, on_thread, w) == 0)
		return;
	silence_bell(w);
	work_do(w);
	w->done = true;
}

static bool work_is_done(struct work *w)
{
	bool done;

	uv_mutex_lock(&w->lock);
	done = w->done;
	uv_mutex_unlock(&w->lock);
	return done;
}

/* The thread has done its part, or does it for nobody. */
static void work_leave(struct work *w)
{
	uv_mutex_lock(&w->lock);
	if (!w->done) {
		w->orphaned = true;
		pthread_detach(w->thread);
		silence_bell(w);
		uv_mutex_unlock(&w->lock);
		return;
	}
	uv_mutex_unlock(&w->lock);
	if (w->bell != NULL)
		uv_thread_join(&w->thread);
	silence_bell(w);
	work_free(w);
}

/* ---- the exchange ---- */

struct sasl_exchange *sasl_new(const struct sasl_mechanism *m, const struct sasl_identity *id,
			       uv_loop_t *loop, void (*wake)(void *arg), void *arg)
{
	struct sasl_exchange *x = mem_alloc(sizeof(*x));

	x->m = m;
	x->postponed.secret = true;
	x->id = *id;
	x->loop = loop;
	x->wake = wake;
	x->arg = arg;
	if (m->library)
		x->library = library_begin(m, id, &x->fault);
	if (x->library != NULL)
		x->binding = library_binding(x->library);
	return x;
}

struct sasl_exchange *sasl_free(struct sasl_exchange *x)
{
	if (x == NULL)
		return NULL;
	if (x->work != NULL)
		work_leave(x->work);
	library_end(x->library);
	buf_free(&x->postponed);
	free(x);
	return NULL;
}

static enum sasl_state faulty(struct sasl_exchange *x, const char *fault)
{
	x->fault = fault;
	return SASL_FAULT;
}

static enum sasl_state own_step(struct sasl_exchange *x, struct buf *answer)
{
	if (x->m->own->say(answer, x->said, &x->id) != 0)
		return faulty(x, "challenge");
	x->said++;
	return SASL_SAY;
}

enum sasl_state sasl_result(struct sasl_exchange *x, struct buf *answer)
{
	struct work *w = x->work;
	const char *fault;

	if (w == NULL)
		return faulty(x, x->fault != NULL ? x->fault : "challenge");
	if (!work_is_done(w))
		return SASL_WORKING;
	fault = w->fault;
	x->library = w->library;
	w->library = NULL;
	x->proved = library_proved(x->library);
	if (fault == NULL && w->answer.n > 0)
		buf_add(answer, w->answer.p, w->answer.n);
	x->work = NULL;
	work_leave(w);
	x->said++;
	return fault == NULL ? SASL_SAY : faulty(x, fault);
}

static enum sasl_state library_say(struct sasl_exchange *x, struct bytes challenge,
				   struct buf *answer)
{
	const char *fault = library_look(x->library, challenge);

	x->iterations = library_iterations(x->library);
	if (fault != NULL)
		return faulty(x, fault);
	x->work = work_new(x, challenge);
	if (x->m->slow)
		work_start(x);
	else {
		work_do(x->work);
		x->work->done = true;
	}
	return sasl_result(x, answer);
}

static enum sasl_state step(struct sasl_exchange *x, struct bytes challenge, struct buf *answer)
{
	if (x->fault != NULL)
		return SASL_FAULT;
	if (challenge.n > SASL_CHALLENGE_MAX || x->work != NULL)
		return faulty(x, "challenge");
	return x->m->library ? library_say(x, challenge, answer) : own_step(x, answer);
}

enum sasl_state sasl_first(struct sasl_exchange *x, struct buf *answer)
{
	return step(x, (struct bytes){0}, answer);
}

void sasl_postpone(struct sasl_exchange *x, const struct buf *words)
{
	buf_add(&x->postponed, words->p, words->n);
}

static enum sasl_state say_postponed(struct sasl_exchange *x, struct buf *answer)
{
	buf_add(answer, x->postponed.p, x->postponed.n);
	buf_free(&x->postponed);
	return SASL_SAY;
}

/* Who speaks first is asked for it with nothing; some servers say something all the same. */
enum sasl_state sasl_next(struct sasl_exchange *x, struct bytes challenge, struct buf *answer)
{
	bool asked = x->said == 0 && x->m->client_first;

	if (x->postponed.n > 0)
		return say_postponed(x, answer);
	return step(x, asked ? (struct bytes){0} : challenge, answer);
}

const char *sasl_success(struct sasl_exchange *x)
{
	if (x->fault != NULL)
		return x->fault;
	if (x->m->must_prove && !x->proved)
		x->fault = "server-unproved";
	else if (x->said < x->m->words || x->postponed.n > 0)
		x->fault = "too-early";
	return x->fault;
}

const char *sasl_fault(const struct sasl_exchange *x)
{
	return x->fault;
}

int sasl_iterations(const struct sasl_exchange *x)
{
	return x->iterations;
}

bool sasl_server_proved(const struct sasl_exchange *x)
{
	return x->proved;
}

const char *sasl_binding(const struct sasl_exchange *x)
{
	return x->binding;
}
