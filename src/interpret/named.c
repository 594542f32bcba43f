#include "interpret/named.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Programs say in a few ways whom they talk to and for whom. */
struct form {
	const char *before; /* what stands before the name */
	const char *behind; /* the characters one of which ends it */
	bool mailbox;	    /* it has an @; a host has a dot */
};

static const struct form hosts[] = {
	{"host ", "[ :", false},	   {"relay=", "[", false},
	{"connect to ", "[ ,:", false},	   {"SMTP host: ", " ,;", false},
	{"host, port: ", ",", false},	   {"dial tcp: lookup ", ": ", false},
	{"ENOTFOUND ", " :\n", false},	   {"EAI_AGAIN ", " :\n", false},
	{"for name=", " ", false},	   {"://", ":/ \"'", false},
	{"ETIMEDOUT ", ":", false},	   {"ECONNREFUSED ", ":", false},
	{"altnames: Host: ", " .", false}, {"connect to ", " ,:(", false},
};

static const struct form senders[] = {
	{"from=<", ">", true},
	{"MAIL FROM:<", ">", true},
	{"MAIL FROM: <", ">", true},
};

static const struct form users[] = {
	{"sasl_username=", " ,;\n", true},
	{"user=", " ,;\n", true},
	{"username: ", " ,;\n", true},
	{"Authentication Failed for ", " ,;\n", true},
};

static const char name_characters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._@+";

/* The name at `p` where it has the form, NULL where not. */
static const char *name_at(struct arena *a, const char *p, const struct form *f)
{
	size_t n = strspn(p, name_characters);

	while (n > 0 && p[n - 1] == '.')
		n--;
	if (n < 4 || p[0] == '.' || p[0] == '-' || memchr(p, '.', n) == NULL ||
	    (memchr(p, '@', n) != NULL) != f->mailbox)
		return NULL;
	if (p[n] != '\0' && strchr(f->behind, p[n]) == NULL)
		return NULL;
	return arena_copy(a, p, n);
}

static const char *first_of(struct arena *a, const char *words, const struct form *forms, size_t n)
{
	const char *name;

	for (size_t i = 0; i < n; i++)
		for (const char *p = words; (p = strcasestr(p, forms[i].before)) != NULL;) {
			p += strlen(forms[i].before);
			name = name_at(a, p, &forms[i]);
			if (name != NULL)
				return name;
		}
	return NULL;
}

#define FIRST(forms) first_of(a, text, forms, sizeof(forms) / sizeof((forms)[0]))

/* "HOST:465", "HOST port 465", "HOST, port: 465", "HOST[192.0.2.1]:465"; 0: none stands there. */
static int port_behind(const char *text, const char *host)
{
	const char *p = host == NULL ? NULL : strstr(text, host);
	size_t n;

	if (p == NULL)
		return 0;
	p += strlen(host);
	if (*p == '[')
		p += strcspn(p, "]");
	p += strspn(p, "]\"' ");
	if (*p != ':' && *p != ',' && strncasecmp(p, "port", strlen("port")) != 0)
		return 0;
	p += strspn(p, ", ");
	if (strncasecmp(p, "port", strlen("port")) == 0)
		p += strlen("port");
	p += strspn(p, ":, =");
	n = strspn(p, "0123456789");
	return n >= 2 && n <= 5 ? (int)strtol(p, NULL, 10) : 0;
}

struct named named_read(struct arena *a, struct bytes words)
{
	const char *text = words.p == NULL ? "" : words.p;
	const char *host = FIRST(hosts);

	return (struct named){
		.host = host,
		.port = port_behind(text, host),
		.from = FIRST(senders),
		.user = FIRST(users),
	};
}
