/* What a token or device endpoint answers: what is shown of it is one harmless line of bounded
 * length, no secret that was sent comes back in it, and a token is one that a login can carry.
 *
 * Input: the body. */
#include "fuzz.h"

#include "base/netaddr.h"
#include "http/url.h"
#include "oauth/answer.h"

#include <stdlib.h>
#include <string.h>

/* What was sent, and its form in a URL. */
#define SENT	"s3cret-0815+sent"
#define SENT_IN "s3cret-0815%2Bsent"

enum { ESCAPED = 4 }; /* "\x1b" for one byte */

static void check_text(const char *s, size_t max)
{
	if (s == NULL)
		return;
	CLAIM(is_harmless_line(s) && strlen(s) <= max * ESCAPED);
	CLAIM(strstr(s, SENT) == NULL && strstr(s, SENT_IN) == NULL);
}

static void check_secret(const struct secret *s)
{
	CLAIM((s->p != NULL) == (s->n > 0));
	for (size_t i = 0; i < s->n; i++)
		CLAIM(s->p[i] > ' ' && s->p[i] <= '~');
	CLAIM(s->n == 0 || s->p[s->n] == '\0');
}

static void check_url(struct arena *a, const char *s, struct http_url *u)
{
	const char *fault;

	CLAIM(http_url_read(a, s, u, &fault) == 0);
	CLAIM(u->tls || loopback_address(u->host) || strcmp(u->host, "localhost") == 0);
}

static void check_device(struct arena *a, const struct answer *x)
{
	struct http_url page, complete;

	CLAIM(x->user_code == NULL || strlen(x->user_code) <= 64);
	if (x->verification_url != NULL)
		check_url(a, x->verification_url, &page);
	if (x->complete == NULL)
		return;
	CLAIM(x->verification_url != NULL);
	check_url(a, x->complete, &complete);
	CLAIM(strcmp(page.host, complete.host) == 0 && page.port == complete.port &&
	      page.tls == complete.tls);
}

static void check_refusal(const struct answer *x)
{
	CLAIM(x->codes.n <= ANSWER_CODES_MAX);
	LIST_EACH (const struct string_item, it, &x->codes)
		CLAIM(*it->s != '\0' && strspn(it->s, "0123456789") == strlen(it->s));
	if (x->description != NULL && x->trace_id != NULL)
		CLAIM(strstr(x->description, "Trace ID: ") == NULL);
	if (x->error == NULL)
		return;
	CLAIM(x->access.p == NULL && x->refresh.p == NULL && x->device_code.p == NULL);
	CLAIM(x->wrong == NULL);
}

static bool is_nothing(const struct answer *x)
{
	return x->access.p == NULL && x->refresh.p == NULL && x->device_code.p == NULL &&
	       x->error == NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct input in = {data, size};
	struct echo echo = {0};
	struct answer x;
	size_t n;
	char *body = input_rest(&in, &n);

	echo_learn(&echo, SENT, strlen(SENT));
	answer_read(a, &echo, (struct bytes){body, n}, &x);
	free(body); /* nothing points into it */
	const char *const texts[] = {x.wrong,	   x.token_type,     x.granted,
				     x.user_code,  x.error,	     x.uri,
				     x.suberror,   x.trace_id,	     x.timestamp,
				     x.complete,   x.correlation_id, x.verification_url,
				     x.description};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check_text(texts[i], ANSWER_LINE_MAX);
	CLAIM(x.wrong == NULL || is_nothing(&x));
	CLAIM(x.lives >= 0 && x.lives <= ANSWER_LIVES_MAX && x.interval >= 0);
	check_secret(&x.access);
	check_secret(&x.refresh);
	check_secret(&x.device_code);
	check_device(a, &x);
	check_refusal(&x);
	answer_wipe(&x);
	CLAIM(x.access.p == NULL && x.refresh.p == NULL && x.device_code.p == NULL);
	arena_free(a);
	return 0;
}
