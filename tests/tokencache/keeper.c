/* keeper.c - one process with kept tokens
 *
 *	keeper FILE find USER                     "ACCESS REFRESH" ("-": none), or "none"
 *	keeper FILE keep USER ACCESS [REFRESH]
 *	keeper FILE look USER MASKED		  finds it and closes the file; "left" where the
 *text is still in our memory whose bytes are those of MASKED with their lowest bit turned, else
 *"gone"; "left out": a sanitizer's heap keeper FILE turn USER SERVICE TIMES       refreshes so
 *often, each time a process of its own kind: opens, finds, asks, keeps, closes
 *
 * SERVICE is a file with the number of the one refresh token that is good: "refresh-7". Whoever
 * uses it gets "access-8" and "refresh-8"; a token that was used before ends in "used twice", exit
 * 3. Nothing keeps two from it but the lock of FILE. Other faults: one line, exit 1. */
#include "base/memory.h"
#include "oauth/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 100 * 1000, ASKING_US = 2000 };

static struct oauth_request request = {
	.grant = GRANT_DEVICE,
	.token_url = "https://login.example.org/token",
	.client_id = "client-1",
	.scope = "smtp offline",
};

static struct arena *arena;

_Noreturn static void fails(const char *why, int status)
{
	fprintf(stderr, "%s\n", why);
	exit(status);
}

static struct token_cache *open_cache(const char *path)
{
	const char *fault = NULL;
	struct token_cache *c = token_cache_open(path, PATIENCE_MS, arena, &fault);

	if (c == NULL)
		fails(fault, 1);
	return c;
}

static struct secret secret_of(const char *s)
{
	return s == NULL ? (struct secret){0} : (struct secret){.p = mem_str(s), .n = strlen(s)};
}

static void keep(struct token_cache *c, const char *access, const char *refresh)
{
	struct oauth_tokens t = {secret_of(access), secret_of(refresh)};
	const char *fault = NULL;

	if (token_cache_keep(c, &request, &t, 0, &fault) != 0)
		fails(fault, 1);
	secret_wipe(&t.access);
	secret_wipe(&t.refresh);
}

static bool find(struct token_cache *c, struct oauth_tokens *t)
{
	int64_t expires;

	return token_cache_find(c, &request, t, &expires);
}

/* ---- the service ---- */

static int good_number(const char *service)
{
	FILE *f = fopen(service, "r");
	int n = -1;

	if (f == NULL || fscanf(f, "%d", &n) != 1)
		fails("the service is damaged", 3);
	fclose(f);
	return n;
}

/* The number of the tokens that it gives for `refresh`. */
static int ask(const char *service, const char *refresh)
{
	int n = good_number(service);
	FILE *f;

	if (strcmp(refresh, arena_printf(arena, "refresh-%d", n)) != 0)
		fails("used twice", 3);
	usleep(ASKING_US);
	f = fopen(service, "w");
	if (f == NULL || fprintf(f, "%d", n + 1) < 0 || fclose(f) != 0)
		fails("the service is damaged", 3);
	return n + 1;
}

static void turn(const char *path, const char *service)
{
	struct token_cache *c = open_cache(path);
	struct oauth_tokens t = {0};
	int n;

	if (!find(c, &t) || t.refresh.n == 0)
		fails("nothing is kept", 3);
	n = ask(service, t.refresh.p);
	keep(c, arena_printf(arena, "access-%d", n), arena_printf(arena, "refresh-%d", n));
	secret_wipe(&t.access);
	secret_wipe(&t.refresh);
	token_cache_close(c);
}

/* ---- memory ---- */

static bool is_there(const char *p, size_t n, const char *masked)
{
	size_t length = strlen(masked), same;

	for (size_t i = 0; i + length <= n; i++) {
		for (same = 0; same < length && p[i + same] == (masked[same] ^ 1); same++)
			;
		if (same == length)
			return true;
	}
	return false;
}

/* A sanitizer's heap keeps what was freed. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool heap_is_ours = false;
#else
static const bool heap_is_ours = true;
#endif

/* All memory that can be written. */
static bool is_in_memory(const char *masked)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[1024], mode[5];
	unsigned long from, to;
	bool found = false;

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%lx %4s", &from, &to, mode) == 3 &&
		    strncmp(mode, "rw", 2) == 0)
			found = found || is_there((const char *)from, to - from, masked);
	return maps == NULL || found;
}

/* ---- commands ---- */

static void look(const char *path, const char *masked)
{
	struct token_cache *c = open_cache(path);
	struct oauth_tokens t = {0};

	if (!find(c, &t) || (heap_is_ours && !is_in_memory(masked)))
		fails("it was not there before", 3);
	secret_wipe(&t.access);
	secret_wipe(&t.refresh);
	token_cache_close(c);
	mem_wipe_stack();
	puts(!heap_is_ours ? "left out" : is_in_memory(masked) ? "left" : "gone");
}

static void show(const char *path)
{
	struct token_cache *c = open_cache(path);
	struct oauth_tokens t = {0};

	if (find(c, &t))
		printf("%s %s\n", t.access.p, t.refresh.n > 0 ? t.refresh.p : "-");
	else
		puts("none");
	secret_wipe(&t.access);
	secret_wipe(&t.refresh);
	token_cache_close(c);
}

int main(int argc, char **argv)
{
	const char *what = argc > 3 ? argv[2] : "";

	arena = arena_new();
	request.user = argc > 3 ? argv[3] : NULL;
	if (strcmp(what, "find") == 0 && argc == 4) {
		show(argv[1]);
	} else if (strcmp(what, "keep") == 0 && argc >= 5) {
		struct token_cache *c = open_cache(argv[1]);

		keep(c, argv[4], argc > 5 ? argv[5] : NULL);
		token_cache_close(c);
	} else if (strcmp(what, "look") == 0 && argc == 5) {
		look(argv[1], argv[4]);
	} else if (strcmp(what, "turn") == 0 && argc == 6) {
		for (int i = 0; i < atoi(argv[5]); i++)
			turn(argv[1], argv[4]);
	} else {
		return 2;
	}
	arena_free(arena);
	return 0;
}
