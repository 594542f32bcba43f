#include "oauth/listener.h"

#include "base/buf.h"
#include "base/memory.h"
#include "net/loop.h"
#include "oauth/redirect.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>

enum { BACKLOG = 8, PORT_TRIES = 16, REST_MAX = 64 * 1024 };

struct client {
	uv_tcp_t tcp; /* first: a handle is its client */
	struct client *next;
	struct listener *listener; /* NULL: closing */
	struct timer *patience;
	struct buf in, out; /* secret: a code comes in */
	uv_write_t write;
	uv_shutdown_t shutdown;
	bool answered;
	size_t rest; /* what came behind the request, and was not looked at */
};

struct listener {
	uv_loop_t *loop;
	listener_fn *judge;
	void *arg;
	int port;
	uv_tcp_t *doors[2];	/* handles with memory of their own; NULL: none */
	struct client *clients; /* the last one first */
};

/* ---- pages ---- */

static const char *reason(int status)
{
	static const struct {
		int status;
		const char *words;
	} rows[] = {
		{200, "OK"},
		{404, "Not Found"},
		{405, "Method Not Allowed"},
		{431, "Request Header Fields Too Large"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].status == status)
			return rows[i].words;
	return "Bad Request";
}

/* Nothing of what came is in it. */
static void write_page(struct buf *out, const struct listener_page *page)
{
	struct buf body = {0};

	buf_printf(&body,
		   "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		   "<title>smtpscope</title></head>\n<body><p>%s</p></body></html>\n",
		   page->text);
	buf_printf(out, "HTTP/1.1 %d %s\r\n", page->status, reason(page->status));
	if (page->status == 405)
		buf_str(out, "Allow: GET\r\n");
	buf_str(out, "Content-Type: text/html; charset=utf-8\r\n"
		     "Cache-Control: no-store\r\n"
		     "Content-Security-Policy: default-src 'none'; base-uri 'none'; "
		     "form-action 'none'; frame-ancestors 'none'\r\n"
		     "Referrer-Policy: no-referrer\r\n"
		     "X-Content-Type-Options: nosniff\r\n"
		     "Connection: close\r\n");
	buf_printf(out, "Content-Length: %zu\r\n\r\n", body.n);
	buf_add(out, body.p, body.n);
	buf_free(&body);
}

/* ---- one connection ---- */

static void on_client_closed(uv_handle_t *handle)
{
	struct client *c = (struct client *)handle;

	buf_free(&c->in);
	buf_free(&c->out);
	free(c);
}

static void drop(struct client *c)
{
	struct client **at;

	if (c->listener == NULL)
		return;
	for (at = &c->listener->clients; *at != c; at = &(*at)->next)
		;
	*at = c->next;
	c->listener = NULL;
	c->patience = timer_free(c->patience);
	uv_close((uv_handle_t *)&c->tcp, on_client_closed);
}

static void on_patience(void *arg)
{
	drop(arg);
}

static void on_shut(uv_shutdown_t *rq, int status)
{
	if (status < 0 && status != UV_ECANCELED)
		drop((struct client *)rq->handle);
}

static void on_written(uv_write_t *rq, int status)
{
	struct client *c = (struct client *)rq->handle;

	if (status == UV_ECANCELED) /* it is being closed */
		return;
	if (status < 0 || uv_shutdown(&c->shutdown, rq->handle, on_shut) < 0)
		drop(c);
}

/* What is read until the browser hangs up goes nowhere: closed before, the connection would be
 * reset, and the page might be lost. */
static void answer(struct client *c, const struct listener_page *page)
{
	uv_buf_t bytes;

	c->answered = true;
	buf_free(&c->in);
	write_page(&c->out, page);
	bytes = uv_buf_init(c->out.p, (unsigned)c->out.n);
	if (uv_write(&c->write, (uv_stream_t *)&c->tcp, &bytes, 1, on_written) < 0)
		drop(c);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
	struct client *c = (struct client *)handle;

	(void)wanted;
	if (c->answered)
		c->in.n = 0;
	else
		c->in.secret = true;
	*room = uv_buf_init(buf_reserve(&c->in, 2048), 2048);
}

static void look_at(struct client *c)
{
	struct listener *l = c->listener;
	struct listener_page page = l->judge(l->arg, c->in.p, c->in.n);

	if (page.status != 0 && c->listener != NULL)
		answer(c, &page);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *room)
{
	struct client *c = (struct client *)stream;

	(void)room;
	if (got < 0) {
		drop(c);
		return;
	}
	if (c->answered) {
		c->rest += (size_t)got;
		if (c->rest > REST_MAX)
			drop(c);
	} else if (got > 0) {
		c->in.n += (size_t)got;
		look_at(c);
	}
}

/* ---- those who come ---- */

/* The one that is there longest makes room. */
static void make_room(struct listener *l)
{
	struct client *last = l->clients;
	int n = 0;

	for (struct client *c = l->clients; c != NULL; c = c->next, n++)
		last = c;
	if (n >= LISTENER_CLIENTS_MAX)
		drop(last);
}

static void on_knock(uv_stream_t *door, int status)
{
	struct listener *l = door->data;
	struct client *c;

	if (status < 0 || l == NULL)
		return;
	make_room(l);
	c = mem_alloc(sizeof(*c));
	c->listener = l;
	c->next = l->clients;
	l->clients = c;
	loop_need(uv_tcp_init(l->loop, &c->tcp), "connection");
	c->patience = timer_new(l->loop, on_patience, c);
	timer_start(c->patience, LISTENER_PATIENCE_MS);
	if (uv_accept(door, (uv_stream_t *)&c->tcp) < 0 ||
	    uv_read_start((uv_stream_t *)&c->tcp, on_room, on_read) < 0)
		drop(c);
}

/* ---- the port ---- */

static void on_door_closed(uv_handle_t *handle)
{
	free(handle);
}

static void close_doors(struct listener *l)
{
	for (int i = 0; i < 2; i++) {
		if (l->doors[i] == NULL)
			continue;
		l->doors[i]->data = NULL;
		uv_close((uv_handle_t *)l->doors[i], on_door_closed);
		l->doors[i] = NULL;
	}
}

/* 0, or what libuv says; the door stays to be closed. */
static int open_door(struct listener *l, int which, const struct sockaddr *at)
{
	uv_tcp_t *door = mem_alloc(sizeof(*door));
	int rc;

	loop_need(uv_tcp_init(l->loop, door), "socket");
	door->data = l;
	l->doors[which] = door;
	rc = uv_tcp_bind(door, at, 0);
	return rc < 0 ? rc : uv_listen((uv_stream_t *)door, BACKLOG, on_knock);
}

static int port_of(uv_tcp_t *door)
{
	struct sockaddr_in at;
	int n = sizeof(at);

	return uv_tcp_getsockname(door, (struct sockaddr *)&at, &n) < 0 ? 0 : ntohs(at.sin_port);
}

/* 0, or what libuv says of `*where`. */
static int open_doors(struct listener *l, int port, const char **where)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	int rc;

	*where = "127.0.0.1";
	uv_ip4_addr(*where, port, &v4);
	rc = open_door(l, 0, (struct sockaddr *)&v4);
	if (rc < 0)
		return rc;
	l->port = port_of(l->doors[0]);
	*where = "::1";
	uv_ip6_addr(*where, l->port, &v6);
	rc = open_door(l, 1, (struct sockaddr *)&v6);
	return rc == UV_EADDRINUSE ? rc : 0; /* else there is no IPv6 here, and nobody to take it */
}

struct listener *listener_new(uv_loop_t *loop, int port, listener_fn *judge, void *arg,
			      struct arena *a, const char **fault)
{
	struct listener *l = mem_alloc(sizeof(*l));
	const char *where = "";
	int rc = UV_EADDRINUSE;

	*l = (struct listener){.loop = loop, .judge = judge, .arg = arg};
	for (int i = 0; rc == UV_EADDRINUSE && i < (port == 0 ? PORT_TRIES : 1); i++) {
		close_doors(l);
		rc = open_doors(l, port, &where);
	}
	if (rc == 0)
		return l;
	*fault = arena_printf(a, "port %d of %s cannot be listened on: %s",
			      port != 0 ? port : l->port, where, uv_strerror(rc));
	return listener_free(l);
}

int listener_port(const struct listener *l)
{
	return l->port;
}

void listener_stop(struct listener *l)
{
	close_doors(l);
	for (struct client *c = l->clients, *next; c != NULL; c = next) {
		next = c->next;
		if (!c->answered)
			drop(c);
	}
}

struct listener *listener_free(struct listener *l)
{
	if (l == NULL)
		return NULL;
	close_doors(l);
	while (l->clients != NULL)
		drop(l->clients);
	free(l);
	return NULL;
}
