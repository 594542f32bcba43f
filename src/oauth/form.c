#include "oauth/form.h"

#include <string.h>

/* Never spelled otherwise (URL standard, application/x-www-form-urlencoded percent-encode set). */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("*-._", c) != NULL);
}

void form_encode(struct buf *out, const char *p, size_t n)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		const char escaped[] = {'%', digits[c >> 4], digits[c & 15]};

		if (is_plain(p[i]))
			buf_char(out, p[i]);
		else if (c == ' ')
			buf_char(out, '+');
		else
			buf_add(out, escaped, sizeof(escaped));
	}
}

static void add(struct form *f, const char *name, const char *p, size_t n)
{
	if (f->body.n > 0)
		buf_char(&f->body, '&');
	form_encode(&f->body, name, strlen(name));
	buf_char(&f->body, '=');
	form_encode(&f->body, p, n);
}

struct form form_new(const char *grant_type)
{
	struct form f = {.body = {.secret = true}, .login = {.secret = true}};

	form_add(&f, "grant_type", grant_type);
	return f;
}

void form_add(struct form *f, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		add(f, name, value, strlen(value));
}

void form_add_secret(struct form *f, const char *name, const char *p, size_t n)
{
	add(f, name, p, n);
	echo_learn(&f->echo, p, n);
}

void form_free(struct form *f)
{
	buf_free(&f->body);
	buf_free(&f->login);
}
