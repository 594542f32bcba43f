/* Authorization code (RFC 6749, 4.1) with a proof key (RFC 7636), brought by a browser to a port of
 * this machine (RFC 8252, 7.3). */
#include "oauth/exchange.h"
#include "oauth/listener.h"
#include "oauth/paste.h"
#include "oauth/pkce.h"
#include "oauth/redirect.h"

#include <string.h>

#define STEP "authorize"

/* For a person to sign in, where nothing was said: no service tells how long its page lives. */
enum { LIVES_MS = 15 * 60 * 1000, REFUSALS_SHOWN = 5 };

struct sign_in {
	struct grant *grant;
	struct listener *listener;
	struct paste *paste;
	struct secret state, verifier;
	const char *redirect_uri;
	struct redirect came;
	bool done;    /* .came is a code or an error */
	int refusals; /* that were told: any program can bring more */
};

/* ---- what comes ---- */

static void tell_refusal(struct sign_in *s, const char *what, const char *why)
{
	const struct oauth_observer *o = s->grant->observer;

	if (o->refused != NULL && s->refusals++ < REFUSALS_SHOWN)
		o->refused(o->arg, arena_printf(s->grant->arena,
						"%s is not that of this sign-in: %s", what, why));
}

/* True: it ends the wait. */
static bool take(struct sign_in *s, const struct redirect *r, const char *what)
{
	if (r->kind == REDIRECT_REFUSED)
		tell_refusal(s, what, r->why);
	if (r->kind != REDIRECT_CODE && r->kind != REDIRECT_ERROR)
		return false;
	s->came = *r;
	s->done = true;
	return true;
}

static struct listener_page on_request(void *arg, const char *p, size_t n)
{
	struct sign_in *s = arg;
	struct redirect r;

	if (s->done)
		return (struct listener_page){400, "This sign-in is over."};
	r = redirect_of_request(s->grant->arena, &s->state, listener_port(s->listener), p, n);
	if (r.kind == REDIRECT_MORE)
		return (struct listener_page){0};
	if (!take(s, &r, "a request from a browser"))
		return (struct listener_page){r.status, r.status == 404
								? "There is nothing here."
								: "This is not the sign-in that "
								  "smtpscope waits for."};
	return (struct listener_page){
		200, r.kind == REDIRECT_CODE
			     ? "You have signed in; smtpscope goes on. You may close this window."
			     : "The sign-in was refused; smtpscope says why. You may close this "
			       "window."};
}

static void on_line(void *arg, const char *line, size_t n)
{
	struct sign_in *s = arg;
	struct redirect r;

	if (s->done)
		return;
	r = redirect_of_line(s->grant->arena, &s->state, line, n);
	take(s, &r, "the pasted URL");
}

/* ---- the authorization request ---- */

static void add(struct buf *url, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	buf_printf(url, "&%s=", name);
	form_encode(url, value, strlen(value));
}

/* RFC 6749, 4.1.1; RFC 7636, 4.3. An endpoint may have parameters of its own (3.1). */
static const char *authorize_url(struct sign_in *s)
{
	const struct oauth_request *rq = s->grant->rq;
	char challenge[PKCE_CHALLENGE_SIZE];
	struct buf url = {0};
	const char *text;

	buf_str(&url, rq->authorize_url);
	buf_str(&url, strchr(rq->authorize_url, '?') == NULL ? "?response_type=code"
							     : "&response_type=code");
	add(&url, "client_id", rq->client_id);
	add(&url, "redirect_uri", s->redirect_uri);
	add(&url, "scope", rq->scope);
	add(&url, "state", s->state.p);
	add(&url, "code_challenge", pkce_challenge(&s->verifier, challenge));
	add(&url, "code_challenge_method", "S256");
	add(&url, "login_hint", rq->user);
	if (rq->authorize_extra != NULL && *rq->authorize_extra != '\0')
		buf_printf(&url, "&%s", rq->authorize_extra);
	text = arena_copy(s->grant->arena, url.p, url.n);
	buf_free(&url);
	return text;
}

/* ---- the sign-in ---- */

static int begin(struct sign_in *s, const char **fault)
{
	struct grant *g = s->grant;
	const struct oauth_request *rq = g->rq;

	if (strchr(rq->authorize_url, '#') != NULL) { /* RFC 6749, 3.1 */
		*fault = "the authorization endpoint's URL has a fragment, which is never sent";
		return -1;
	}
	s->listener = listener_new(g->loop, rq->redirect_port, on_request, s, g->arena, fault);
	if (s->listener == NULL)
		return -1;
	pkce_verifier(&s->verifier);
	pkce_verifier(&s->state);
	s->redirect_uri = arena_printf(g->arena, "http://%s:%d",
				       rq->redirect_host != NULL ? rq->redirect_host : "127.0.0.1",
				       listener_port(s->listener));
	if (rq->paste)
		s->paste = paste_new(g->loop, on_line, s);
	return 0;
}

static void fail_as_told(struct sign_in *s)
{
	struct token_asked *asked = s->grant->asked;

	grant_fails(s->grant, STEP, "error", NULL);
	asked->error = s->came.error;
	asked->description = s->came.description;
	asked->uri = s->came.uri;
}

/* True: there is a code. */
static bool wait_for_code(struct sign_in *s)
{
	struct grant *g = s->grant;
	double lives = g->rq->wait_ms > 0 ? g->rq->wait_ms : LIVES_MS, waited = 0;
	const char *url = authorize_url(s);

	g->asked->step = STEP;
	g->asked->url = g->rq->authorize_url;
	if (g->observer->listening != NULL)
		g->observer->listening(g->observer->arg, listener_port(s->listener));
	if (g->observer->sign_in != NULL)
		g->observer->sign_in(g->observer->arg, url, NULL, NULL, lives);
	if (!grant_wait(g, STEP, &s->done, lives, &waited, lives))
		return false;
	listener_stop(s->listener);
	s->paste = paste_free(s->paste);
	if (!s->done)
		grant_fails(g, STEP, "timeout", "nobody has signed in");
	else if (s->came.kind == REDIRECT_ERROR)
		fail_as_told(s);
	return s->came.kind == REDIRECT_CODE;
}

/* RFC 6749, 4.1.3; RFC 7636, 4.5. */
static void redeem(struct sign_in *s)
{
	struct form f = form_new("authorization_code");

	form_add_secret(&f, "code", s->came.code.p, s->came.code.n);
	form_add(&f, "redirect_uri", s->redirect_uri);
	form_add(&f, "code_verifier", s->verifier.p); /* is worth nothing without the code */
	secret_wipe(&s->came.code);
	secret_wipe(&s->verifier);
	exchange_for_token(s->grant, "token", &f);
}

static void end(struct sign_in *s)
{
	secret_wipe(&s->state);
	secret_wipe(&s->verifier);
	secret_wipe(&s->came.code);
	s->paste = paste_free(s->paste);
	s->listener = listener_free(s->listener);
}

int code_get(struct grant *g, const char **fault)
{
	struct sign_in s = {.grant = g};
	int rc = begin(&s, fault);

	if (rc == 0 && wait_for_code(&s))
		redeem(&s);
	end(&s);
	return rc;
}
