/* ask - one oauth_get() for the tests of this folder: what was asked for by name=value, what came
 * of it as lines of JSON
 *
 * {"sign_in": {...}}, {"waiting": ...} as it happens, then {"asked": {...}, "access": ...}. Here,
 * and nowhere else, a token is printed; with `hold` it is not, and when all is wiped we wait for
 * the end of stdin, so that our memory can be searched. */
#include "oauth/oauth.h"

#include "base/memory.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool hold;
static struct arena *memory;
static struct settings settings;
static struct oauth_request rq = {.settings = &settings};
static struct secret client_secret, refresh_token, proxy_secret;

static int one_of(const char *const *names, const char *s)
{
	for (int i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], s) == 0)
			return i;
	fprintf(stderr, "no %s\n", s);
	exit(2);
}

static struct secret *secret_from(struct secret *s, const char *text)
{
	s->p = mem_str(text);
	s->n = strlen(text);
	return s;
}

/* Nothing but the secret's own memory has it then. */
static struct secret *secret_in_file(struct secret *s, const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t n;

	s->p = mem_alloc(4096);
	n = read(fd, s->p, 4096);
	s->n = n > 0 ? (size_t)n : 0;
	close(fd);
	return s;
}

static void say(json_t *line)
{
	char *text = json_dumps(line, JSON_COMPACT);

	puts(text);
	fflush(stdout);
	free(text);
	json_decref(line);
}

static void sign_in(void *arg, const char *url, const char *user_code, const char *complete,
		    double lives_ms)
{
	(void)arg;
	say(json_pack("{s:{s:s,s:s?,s:s?,s:f}}", "sign_in", "url", url, "user_code", user_code,
		      "complete", complete, "lives_ms", lives_ms));
}

static void waiting(void *arg, double waited_ms, double lives_ms)
{
	(void)arg;
	say(json_pack("{s:f,s:f}", "waiting", waited_ms, "lives_ms", lives_ms));
}

static const struct {
	const char *name;
	const char **to;
} texts[] = {
	{"token", &rq.token_url},
	{"device", &rq.device_url},
	{"audience", &rq.assertion_audience},
	{"client_id", &rq.client_id},
	{"scope", &rq.scope},
	{"user", &rq.user},
	{"cert", &rq.client_cert},
	{"key", &rq.client_key},
	{"service_account", &rq.service_account},
	{"ca", &settings.ca_file},
	{"resolver", &settings.resolver},
	{"source", &settings.source},
};

static const struct {
	const char *name;
	double *to;
} numbers[] = {
	{"connect_ms", &settings.connect_ms},
	{"reply_ms", &settings.reply_ms},
	{"wait_ms", &rq.wait_ms},
};

static bool take_text(const char *name, const char *value)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].name, name) == 0) {
			*texts[i].to = value;
			return true;
		}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(numbers[i].name, name) == 0) {
			*numbers[i].to = atof(value);
			return true;
		}
	return false;
}

static void take_proxy(const char *url)
{
	const char *fault;

	if (proxy_url_read(memory, url, &settings.proxy.url, &fault) == 0)
		return;
	fprintf(stderr, "%s\n", fault);
	exit(2);
}

static void take(char *arg)
{
	char *value = strchr(arg, '=');

	if (value == NULL)
		exit(2);
	*value++ = '\0';
	if (strcmp(arg, "grant") == 0)
		rq.grant = (enum token_grant)one_of(token_grant_names, value);
	else if (strcmp(arg, "secret") == 0)
		rq.client_secret = secret_from(&client_secret, value);
	else if (strcmp(arg, "refresh") == 0)
		rq.refresh_token = secret_from(&refresh_token, value);
	else if (strcmp(arg, "secret_file") == 0)
		rq.client_secret = secret_in_file(&client_secret, value);
	else if (strcmp(arg, "refresh_file") == 0)
		rq.refresh_token = secret_in_file(&refresh_token, value);
	else if (strcmp(arg, "hold") == 0)
		hold = true;
	else if (strcmp(arg, "proxy") == 0)
		take_proxy(value);
	else if (strcmp(arg, "proxy_secret") == 0)
		settings.proxy.secret = secret_from(&proxy_secret, value);
	else if (strcmp(arg, "basic") == 0)
		rq.basic = true;
	else if (strcmp(arg, "family") == 0)
		settings.family = atoi(value);
	else if (!take_text(arg, value)) {
		fprintf(stderr, "no %s\n", arg);
		exit(2);
	}
}

static json_t *words(const struct list *l)
{
	json_t *all = json_array();

	LIST_EACH (const struct string_item, it, l)
		json_array_append_new(all, json_string(it->s));
	return all;
}

static json_t *described(const struct token_asked *t)
{
	return json_pack(
		"{s:s,s:s?,s:s?,s:s?,s:s?,s:s?,s:i,s:s?,s:s?,s:s?,s:s?,s:s?,s:s?,s:s?,s:o,s:s?,"
		"s:I,s:b,s:b}",
		"grant", token_grant_names[t->grant], "step", t->step, "url", t->url, "address",
		t->address, "fault", t->fault, "detail", t->detail, "status", t->http_status,
		"error", t->error, "description", t->description, "uri", t->uri, "suberror",
		t->suberror, "trace_id", t->trace_id, "correlation_id", t->correlation_id,
		"timestamp", t->timestamp, "codes", words(&t->codes), "granted", t->granted,
		"expires", (json_int_t)t->expires, "refresh_token", t->refresh_token, "interrupted",
		t->interrupted);
}

static json_t *shown(const struct secret *s)
{
	return s->n == 0 ? json_null() : hold ? json_true() : json_stringn(s->p, s->n);
}

int main(int argc, char **argv)
{
	static const struct oauth_observer observer = {.sign_in = sign_in, .waiting = waiting};
	struct arena *a = memory = arena_new();
	struct token_asked asked = {0};
	struct oauth_tokens tokens;
	const char *fault;
	int rc;

	settings_default(&settings);
	for (int i = 1; i < argc; i++)
		take(argv[i]);
	rc = oauth_get(a, &rq, &observer, &asked, &tokens, &fault);
	if (rc != 0)
		say(json_pack("{s:s}", "cannot", fault));
	else
		say(json_pack("{s:o,s:o,s:o}", "asked", described(&asked), "access",
			      shown(&tokens.access), "refresh", shown(&tokens.refresh)));
	oauth_tokens_wipe(&tokens);
	secret_wipe(&client_secret);
	secret_wipe(&refresh_token);
	secret_wipe(&proxy_secret);
	if (hold) {
		puts("{\"held\": true}");
		fflush(stdout);
		while (getchar() != EOF)
			;
	}
	arena_free(a);
	return rc == 0 ? 0 : 1;
}
