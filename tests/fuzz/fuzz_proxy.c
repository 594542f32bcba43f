/* Proxies: what comes in pieces reads like what comes at once, what is behind an answer stays the
 * server's, and a URL that was taken is written so that it reads the same.
 *
 * Input: which of them ('m', 'l', 'r': SOCKS5; 'h', 'H': HTTP, the latter ends; 'u': URL), then its
 * bytes. */
#include "fuzz.h"

#include "proxy/http_connect.h"
#include "proxy/socks5.h"
#include "proxy/url.h"

#include <stdlib.h>
#include <string.h>

/* What a reader made of its input. */
struct seen {
	int read, value;
	const char *line, *first, *second; /* NULL: not there */
	size_t left;			   /* bytes that it did not take */
};

typedef struct seen look(struct arena *a, struct buf *in, bool ended);

static struct seen look_method(struct arena *a, struct buf *in, bool ended)
{
	struct seen s = {.value = -1};

	(void)a;
	(void)ended;
	s.read = socks5_read_method(in, &s.value);
	s.left = in->n;
	return s;
}

static struct seen look_login(struct arena *a, struct buf *in, bool ended)
{
	struct seen s = {.value = -1};

	(void)a;
	(void)ended;
	s.read = socks5_read_login(in, &s.value);
	s.left = in->n;
	return s;
}

static struct seen look_reply(struct arena *a, struct buf *in, bool ended)
{
	struct seen s = {.value = -1};
	int rep = -1;

	(void)ended;
	s.read = socks5_read_reply(a, in, &rep, &s.first);
	s.left = in->n;
	if (s.read == SOCKS5_OK)
		s.value = rep;
	CLAIM(s.first == NULL || (s.value == 0 && is_harmless_line(s.first)));
	CLAIM(s.read != SOCKS5_OK || (s.value >= 0 && s.value <= 255));
	return s;
}

static struct seen look_http(struct arena *a, struct buf *in, bool ended)
{
	struct seen s = {0};
	struct http_answer r;

	s.read = http_read_answer(a, in, ended, &r);
	s.left = in->n;
	if (s.read != HTTP_OK)
		return s;
	s.value = r.status;
	s.line = text_safe(a, r.line);
	s.first = r.reason;
	s.second = r.logins;
	CLAIM(r.status >= 200 && r.status <= 599);
	CLAIM(strncmp(s.line, "HTTP/1.", 7) == 0 && is_harmless_line(s.line));
	CLAIM(s.first == NULL || is_harmless_line(s.first));
	CLAIM(s.second == NULL || is_harmless_line(s.second));
	return s;
}

static struct seen at_once(struct arena *a, look *reader, struct input in, bool ended)
{
	struct buf all = {0};
	struct seen s;

	buf_add(&all, in.p, in.n);
	s = reader(a, &all, ended);
	CLAIM(all.n <= in.n);
	if (all.n > 0)
		CLAIM(memcmp(all.p, in.p + in.n - all.n, all.n) == 0);
	buf_free(&all);
	return s;
}

/* As it may come; the end is seen behind the last byte. */
static struct seen byte_by_byte(struct arena *a, look *reader, struct input in, bool ended)
{
	struct buf some = {0};
	struct seen s = reader(a, &some, ended && in.n == 0);

	CLAIM(SOCKS5_PARTIAL == 0 && HTTP_PARTIAL == 0);
	for (size_t i = 0; i < in.n && s.read == 0; i++) {
		buf_add(&some, in.p + i, 1);
		s = reader(a, &some, ended && i + 1 == in.n);
		s.left += in.n - i - 1;
	}
	buf_free(&some);
	return s;
}

static void same_either_way(look *reader, struct input in, bool ended)
{
	struct arena *a = arena_new();
	struct seen x = at_once(a, reader, in, ended), y = byte_by_byte(a, reader, in, ended);

	CLAIM(x.read == y.read);
	CLAIM(x.value == y.value);
	CLAIM(x.left == y.left);
	CLAIM(same_text(x.line, y.line));
	CLAIM(same_text(x.first, y.first));
	CLAIM(same_text(x.second, y.second));
	arena_free(a);
}

static void check_url(struct arena *a, const char *s)
{
	struct proxy_url u, again;
	const char *fault, *same, *url, *at;

	if (proxy_url_read(a, s, &u, &fault) != 0) {
		CLAIM(fault != NULL && is_harmless_line(fault));
		CLAIM(proxy_url_read(a, s, &u, &same) != 0 && fault == same); /* not made of `s` */
		return;
	}
	CLAIM(fault == NULL && (u.kind == PROXY_SOCKS5 || u.kind == PROXY_HTTP));
	CLAIM(u.port >= 1 && u.port <= 65535 && *u.host != '\0');
	url = proxy_url_write(a, &u);
	CLAIM(is_harmless_line(url) && strpbrk(url, " \"'\\") == NULL);
	at = strrchr(url, '@');
	CLAIM((at == NULL) == (u.user == NULL));
	if (at != NULL)
		CLAIM(memchr(strstr(url, "://") + 3, ':', (size_t)(at - strstr(url, "://")) - 3) ==
		      NULL);
	CLAIM(proxy_url_read(a, url, &again, &fault) == 0);
	CLAIM(again.kind == u.kind && again.port == u.port && strcmp(again.host, u.host) == 0);
	CLAIM(same_text(again.user, u.user));
}

static void url(struct input in)
{
	struct arena *a = arena_new();
	char *s = input_line(&in);

	check_url(a, s);
	free(s);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct {
		char which;
		look *reader;
		bool ended;
	} readers[] = {
		{'m', look_method, false}, {'l', look_login, false}, {'r', look_reply, false},
		{'h', look_http, false},   {'H', look_http, true},
	};
	struct input in = {data, size};
	char which = (char)input_byte(&in);

	if (which == 'u')
		url(in);
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (which == readers[i].which)
			same_either_way(readers[i].reader, in, readers[i].ended);
	return 0;
}
