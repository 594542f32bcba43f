/* signin.c - one authorization code grant, told line by line
 *
 *	signin AUTHORIZE-URL TOKEN-URL [NAME=VALUE...]     host, port, extra, wait (ms), paste,
 *secret
 *
 * Says "port N", "url URL", "refused WHY", and in the end "token ACCESS REFRESH" or "fault FAULT
 *step STEP error ERROR description TEXT detail TEXT" ("-": none); what cannot be asked for at all:
 * "cannot WHY". */
#include "base/memory.h"
#include "oauth/oauth.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void on_port(void *arg, int port)
{
	(void)arg;
	printf("port %d\n", port);
}

static void on_url(void *arg, const char *url, const char *code, const char *complete,
		   double lives_ms)
{
	(void)arg;
	(void)lives_ms;
	printf("url %s%s\n", url, code != NULL || complete != NULL ? " and a code" : "");
}

static void on_refused(void *arg, const char *why)
{
	(void)arg;
	printf("refused %s\n", why);
}

static void set(struct oauth_request *rq, char *word)
{
	static struct secret secret;
	char *value = strchr(word, '=');

	if (value == NULL)
		exit(2);
	*value++ = '\0';
	if (strcmp(word, "host") == 0)
		rq->redirect_host = value;
	else if (strcmp(word, "port") == 0)
		rq->redirect_port = atoi(value);
	else if (strcmp(word, "extra") == 0)
		rq->authorize_extra = value;
	else if (strcmp(word, "wait") == 0)
		rq->wait_ms = atof(value);
	else if (strcmp(word, "paste") == 0)
		rq->paste = true;
	else if (strcmp(word, "secret") == 0)
		secret = (struct secret){.p = mem_str(value), .n = strlen(value)};
	else
		exit(2);
	rq->client_secret = secret.p != NULL ? &secret : NULL;
}

static const char *or_none(const char *s)
{
	return s != NULL ? s : "-";
}

int main(int argc, char **argv)
{
	static const struct oauth_observer observer = {
		.listening = on_port, .sign_in = on_url, .refused = on_refused};
	struct oauth_request rq = {
		.grant = GRANT_CODE,
		.client_id = "client-1",
		.scope = "https://mail.example.org/ offline",
		.user = "bob+x@example.org",
	};
	struct token_asked asked = {0};
	struct oauth_tokens t = {0};
	struct arena *a = arena_new();
	struct settings settings;
	const char *fault = NULL;

	if (argc < 3)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	settings_default(&settings);
	rq.settings = &settings;
	rq.authorize_url = argv[1];
	rq.token_url = argv[2];
	for (int i = 3; i < argc; i++)
		set(&rq, argv[i]);
	if (oauth_get(a, &rq, &observer, &asked, &t, &fault) != 0)
		printf("cannot %s\n", fault);
	else if (asked.fault == NULL)
		printf("token %s %s\n", t.access.p, t.refresh.n > 0 ? t.refresh.p : "-");
	else
		printf("fault %s step %s error %s description %s detail %s\n", asked.fault,
		       or_none(asked.step), or_none(asked.error), or_none(asked.description),
		       or_none(asked.detail));
	oauth_tokens_wipe(&t);
	secret_wipe(rq.client_secret);
	arena_free(a);
	return 0;
}
