#include "config.h"

#include "http/http.h"

#ifdef HAVE_CURL

#include "base/clock.h"
#include "base/memory.h"
#include "base/netaddr.h"
#include "http/libcurl.h"
#include "http/told.h"
#include "net/loop.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const struct libcurl *lib;

/* ---- one request ---- */

struct http {
	CURLM *multi;
	uv_loop_t *loop;
	struct timer *timer;
	struct http_ask *asks;
};

struct http_ask {
	struct http_ask *next;
	struct http *http;
	struct arena *arena;
	http_fn *fn;
	void *arg;
	CURL *easy;
	struct curl_slist *resolve, *headers;
	struct list addresses; /* of struct string_item, canonical */
	struct buf sent, body;
	size_t max;
	double begun;
	const char *fault;	    /* seen by us before the library noticed */
	bool refused;		    /* it was never begun */
	bool connected;		    /* TCP stands */
	char said[CURL_ERROR_SIZE]; /* by the library */
};

/* The socket for an address that the library wants to connect to: it is told which, and this is to
 * be sure. */
static curl_socket_t on_connect(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct http_ask *ask = arg;
	char text[NI_MAXHOST];

	(void)purpose;
	if (getnameinfo(&to->addr, to->addrlen, text, sizeof(text), NULL, 0, NI_NUMERICHOST) == 0 &&
	    list_has_string(&ask->addresses, text))
		return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
	ask->fault = "libcurl was about to connect to somebody else";
	return CURL_SOCKET_BAD;
}

static size_t on_body(char *data, size_t one, size_t n, void *arg)
{
	struct http_ask *ask = arg;

	if (n > ask->max - ask->body.n) {
		ask->fault = "the answer is too long";
		return 0; /* not n: the library ends the transfer */
	}
	buf_add(&ask->body, data, one * n);
	return n;
}

/* "ca.example:80:192.0.2.7,[2001:db8::7]" of whom we connect to */
static struct curl_slist *resolve_list(const struct http_request *rq)
{
	const char *host = rq->proxy != NULL ? rq->proxy->host : rq->url.host;
	int port = rq->proxy != NULL ? rq->proxy->port : rq->url.port, n = 0;
	struct curl_slist *list = NULL;
	struct buf line = {0};

	if (address_family(host) != 0)
		return NULL;
	buf_printf(&line, "%s:%d:", host, port);
	LIST_EACH (const struct string_item, it, &rq->addresses)
		buf_printf(&line, strchr(it->s, ':') ? "%s[%s]" : "%s%s", n++ == 0 ? "" : ",",
			   it->s);
	list = lib->curl_slist_append(NULL, line.p);
	buf_free(&line);
	return list;
}

static struct curl_slist *header_list(const struct http_request *rq)
{
	/* of the library's own wishes: no pause before a body */
	struct curl_slist *list = lib->curl_slist_append(NULL, "Expect:");

	LIST_EACH (const struct string_item, it, &rq->headers)
		list = lib->curl_slist_append(list, it->s);
	return list;
}

/* How a refusal of the library shows: it does not know the option, or was built without it. */
struct setting {
	CURL *easy;
	bool failed;
};

static void set_number(struct setting *s, CURLoption o, long value)
{
	s->failed |= lib->setopt(s->easy, o, value) != CURLE_OK;
}

static void set_pointer(struct setting *s, CURLoption o, const void *value)
{
	s->failed |= lib->setopt(s->easy, o, value) != CURLE_OK;
}

static void set_protocol(struct setting *s, bool tls)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	set_pointer(s, CURLOPT_PROTOCOLS_STR, tls ? "https" : "http");
#else
	set_number(s, CURLOPT_PROTOCOLS, tls ? CURLPROTO_HTTPS : CURLPROTO_HTTP);
#endif
}

/* What it must not do by itself. */
static void set_limits(struct setting *s, const struct http_request *rq)
{
	set_protocol(s, rq->url.tls);
	set_number(s, CURLOPT_FOLLOWLOCATION, 0);
	set_pointer(s, CURLOPT_PROXY, "");   /* whatever the environment says ... */
	set_pointer(s, CURLOPT_NOPROXY, ""); /* ... of exceptions, too */
	set_number(s, CURLOPT_NETRC, CURL_NETRC_IGNORED);
	set_number(s, CURLOPT_NOSIGNAL, 1);
	set_number(s, CURLOPT_FORBID_REUSE, 1);
	set_number(s, CURLOPT_FRESH_CONNECT, 1);
	set_number(s, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	set_number(s, CURLOPT_CONNECTTIMEOUT_MS, (long)rq->connect_ms);
	set_number(s, CURLOPT_TIMEOUT_MS, (long)rq->all_ms);
}

/* It looks the name up and gets a tunnel to carry, and no header of ours. */
static void set_proxy(struct setting *s, struct arena *a, const struct http_request *rq)
{
	const struct proxy_url *p = rq->proxy;
	bool brackets = address_family(p->host) == 6;
	struct buf password = {.secret = true};

	set_pointer(s, CURLOPT_PROXY,
		    arena_printf(a, "%s://%s%s%s:%d", p->kind == PROXY_SOCKS5 ? "socks5h" : "http",
				 brackets ? "[" : "", p->host, brackets ? "]" : "", p->port));
	set_number(s, CURLOPT_HTTPPROXYTUNNEL, 1);
	set_number(s, CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);
	if (p->user == NULL)
		return;
	set_pointer(s, CURLOPT_PROXYUSERNAME, p->user);
	if (rq->proxy_secret != NULL)
		buf_add(&password, rq->proxy_secret->p, rq->proxy_secret->n);
	set_pointer(s, CURLOPT_PROXYPASSWORD, password.n > 0 ? password.p : "");
	buf_free(&password);
}

static void set_request(struct setting *s, struct http_ask *ask, const struct http_request *rq)
{
	set_pointer(s, CURLOPT_URL, http_url_write(ask->arena, &rq->url));
	set_pointer(s, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
	set_pointer(s, CURLOPT_RESOLVE, ask->resolve);
	set_pointer(s, CURLOPT_HTTPHEADER, ask->headers);
	if (rq->source != NULL)
		set_pointer(s, CURLOPT_INTERFACE, arena_printf(ask->arena, "host!%s", rq->source));
	if (rq->url.tls) {
		set_pointer(s, CURLOPT_CAINFO, rq->ca_file != NULL ? rq->ca_file : TRUST_STORE);
		set_number(s, CURLOPT_CERTINFO, 1);
	}
	if (rq->body == NULL)
		return;
	buf_add(&ask->sent, rq->body->p,
		rq->body->n); /* the library's own copy nobody would wipe */
	set_number(s, CURLOPT_POSTFIELDSIZE, (long)ask->sent.n);
	set_pointer(s, CURLOPT_POSTFIELDS, ask->sent.p);
}

/* A function as an argument of "...": the library takes it back out as what it is. */
static void set_callbacks(struct setting *s, struct http_ask *ask)
{
	curl_write_callback body = on_body;
	curl_opensocket_callback connect = on_connect;

	s->failed |= lib->setopt(s->easy, CURLOPT_WRITEFUNCTION, body) != CURLE_OK ||
		     lib->setopt(s->easy, CURLOPT_OPENSOCKETFUNCTION, connect) != CURLE_OK;
	set_pointer(s, CURLOPT_WRITEDATA, ask);
	set_pointer(s, CURLOPT_OPENSOCKETDATA, ask);
	set_pointer(s, CURLOPT_PRIVATE, ask);
	set_pointer(s, CURLOPT_ERRORBUFFER, ask->said);
}

static void begin(struct http_ask *ask, const struct http_request *rq)
{
	struct setting s = {.easy = lib->curl_easy_init()};

	ask->easy = s.easy;
	ask->resolve = resolve_list(rq);
	ask->headers = header_list(rq);
	set_limits(&s, rq);
	if (rq->proxy != NULL)
		set_proxy(&s, ask->arena, rq);
	set_request(&s, ask, rq);
	set_callbacks(&s, ask);
	if (s.failed)
		ask->fault = "libcurl cannot be told what not to do: it is too old";
	ask->refused =
		s.failed || lib->curl_multi_add_handle(ask->http->multi, ask->easy) != CURLM_OK;
	if (ask->refused)
		timer_start(ask->http->timer, 0);
}

struct http_ask *http_ask(struct http *h, struct arena *a, const struct http_request *rq,
			  http_fn *fn, void *arg)
{
	struct http_ask *ask = mem_alloc(sizeof(*ask));
	const char *canonical;

	ask->http = h;
	ask->arena = a;
	ask->fn = fn;
	ask->arg = arg;
	ask->max = rq->max;
	ask->sent.secret = ask->body.secret = rq->secret;
	ask->begun = clock_mono_ms();
	LIST_EACH (const struct string_item, it, &rq->addresses)
		if (address_literal(a, it->s, &canonical))
			list_add_string(&ask->addresses, a, canonical);
	ask->next = h->asks;
	h->asks = ask;
	begin(ask, rq);
	return ask;
}

void http_drop(struct http_ask *ask)
{
	struct http_ask **at;

	if (ask == NULL)
		return;
	for (at = &ask->http->asks; *at != ask;)
		at = &(*at)->next;
	*at = ask->next;
	if (!ask->refused)
		lib->curl_multi_remove_handle(ask->http->multi, ask->easy);
	lib->curl_easy_cleanup(ask->easy);
	lib->curl_slist_free_all(ask->resolve);
	lib->curl_slist_free_all(ask->headers);
	buf_free(&ask->sent);
	buf_free(&ask->body);
	free(ask);
}

/* ---- its result ---- */

static enum http_trouble trouble_of(const struct http_ask *ask, CURLcode code)
{
	if (ask->fault != NULL)
		return code == CURLE_WRITE_ERROR ? HTTP_TOO_LONG : HTTP_OWN;
	return told_trouble(code);
}

static const char *fault_of(const struct http_ask *ask, CURLcode code)
{
	const char *fault = ask->fault != NULL ? ask->fault : told_fault(code);

	if (fault != NULL || code == CURLE_OK)
		return fault;
	return told_text(ask->arena,
			 ask->said[0] != '\0' ? ask->said : lib->curl_easy_strerror(code));
}

/* The ask is gone when its owner hears of it: he may ask again. */
static void deliver(struct http_ask *ask, CURLcode code)
{
	struct http_result r = {.trouble = trouble_of(ask, code), .fault = fault_of(ask, code)};
	struct buf body = ask->body;
	http_fn *fn = ask->fn;
	void *arg = ask->arg;

	r.connected = ask->connected;
	if (!ask->refused)
		told_of(lib, ask->easy, ask->arena, &r);
	r.body = body.secret ? (struct bytes){body.p, body.n}
			     : bytes_copy(ask->arena, body.p, body.n);
	r.ms = clock_mono_ms() - ask->begun;
	ask->body = (struct buf){0};
	http_drop(ask);
	fn(arg, &r);
	buf_free(&body);
}

static struct http_ask *first_refused(const struct http *h)
{
	struct http_ask *ask = h->asks;

	while (ask != NULL && !ask->refused)
		ask = ask->next;
	return ask;
}

static void deliver_all(struct http *h)
{
	struct http_ask *ask;
	CURLMsg *m;
	int left;

	while ((m = lib->curl_multi_info_read(h->multi, &left)) != NULL) {
		void *of = NULL;

		if (m->msg == CURLMSG_DONE &&
		    lib->getinfo(m->easy_handle, CURLINFO_PRIVATE, &of) == CURLE_OK)
			deliver(of, m->data.result);
	}
	while ((ask = first_refused(h)) != NULL)
		deliver(ask, CURLE_FAILED_INIT);
}

/* ---- the loop ---- */

struct watch {
	uv_poll_t poll;
	struct http *http;
	curl_socket_t socket;
};

static void act(struct http *h, curl_socket_t s, int what)
{
	int running;

	lib->curl_multi_socket_action(h->multi, s, what, &running);
	deliver_all(h);
}

/* libuv calls any pending socket error UV_EBADF; the library finds the true one itself. */
static void on_socket(uv_poll_t *handle, int status, int events)
{
	struct watch *w = handle->data;
	int what = status < 0 ? CURL_CSELECT_ERR : 0;

	what |= events & UV_READABLE ? CURL_CSELECT_IN : 0;
	what |= events & UV_WRITABLE ? CURL_CSELECT_OUT : 0;
	act(w->http, w->socket, what);
}

static void on_watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static struct watch *watch_new(struct http *h, curl_socket_t s)
{
	struct watch *w = mem_alloc(sizeof(*w));

	w->http = h;
	w->socket = s;
	loop_need(uv_poll_init(h->loop, &w->poll, s), "poll");
	w->poll.data = w;
	lib->curl_multi_assign(h->multi, s, w);
	return w;
}

/* It waits to write until TCP stands; CURLINFO_CONNECT_TIME may be that of TLS. */
static void note_wish(CURL *easy, int what)
{
	struct http_ask *ask = NULL;

	if ((what == CURL_POLL_IN || what == CURL_POLL_INOUT) &&
	    lib->getinfo(easy, CURLINFO_PRIVATE, &ask) == CURLE_OK && ask != NULL)
		ask->connected = true;
}

static int on_wish(CURL *easy, curl_socket_t s, int what, void *arg, void *watch)
{
	struct http *h = arg;
	struct watch *w = watch;

	note_wish(easy, what);
	if (what == CURL_POLL_REMOVE) {
		if (w != NULL) {
			uv_poll_stop(&w->poll);
			uv_close((uv_handle_t *)&w->poll, on_watch_closed);
			lib->curl_multi_assign(h->multi, s, NULL);
		}
		return 0;
	}
	if (w == NULL)
		w = watch_new(h, s);
	uv_poll_start(&w->poll,
		      (what & CURL_POLL_IN ? UV_READABLE : 0) |
			      (what & CURL_POLL_OUT ? UV_WRITABLE : 0),
		      on_socket);
	return 0;
}

static void on_time(void *arg)
{
	act(arg, CURL_SOCKET_TIMEOUT, 0);
}

static int on_timer_wish(CURLM *multi, long ms, void *arg)
{
	struct http *h = arg;

	(void)multi;
	if (ms < 0)
		timer_stop(h->timer);
	else
		timer_start(h->timer, (double)ms);
	return 0;
}

struct http *http_new(uv_loop_t *loop, const char **fault)
{
	curl_socket_callback wish = on_wish;
	curl_multi_timer_callback timer = on_timer_wish;
	struct http *h;

	lib = libcurl_open(fault);
	if (lib == NULL)
		return NULL;
	h = mem_alloc(sizeof(*h));
	h->loop = loop;
	h->timer = timer_new(loop, on_time, h);
	h->multi = lib->curl_multi_init();
	lib->multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, wish);
	lib->multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
	lib->multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, timer);
	lib->multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
	return h;
}

struct http *http_free(struct http *h)
{
	if (h == NULL)
		return NULL;
	while (h->asks != NULL)
		http_drop(h->asks);
	lib->curl_multi_cleanup(h->multi);
	timer_free(h->timer);
	free(h);
	return NULL;
}

#else

struct http *http_new(uv_loop_t *loop, const char **fault)
{
	(void)loop;
	*fault = "this program was built without libcurl";
	return NULL;
}

struct http *http_free(struct http *h)
{
	(void)h;
	return NULL;
}

struct http_ask *http_ask(struct http *h, struct arena *a, const struct http_request *rq,
			  http_fn *fn, void *arg)
{
	(void)h;
	(void)a;
	(void)rq;
	(void)fn;
	(void)arg;
	return NULL;
}

void http_drop(struct http_ask *ask)
{
	(void)ask;
}

#endif
