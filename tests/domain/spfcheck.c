/* spfcheck: what check_host() says, with zones from stdin in the place of the DNS
 *
 * Of each check there comes a line "IP SENDER HELO", with tabs between them (no SENDER: as of a
 * bounce; no HELO: not known), then a zone as in tests/unit/domain_zone.h, then a line ".". Four
 * lines go out: the result, the way to the mechanism, why, and the explanation; the last two may be
 * empty:
 *
 *	fail
 *	example.org redirect=_spf.example.org > _spf.example.org -all
 *
 * For comparisons with other programs that check SPF (spf_cross). */
#include "../unit/unit.h"
#include "../unit/domain_zone.h"
#include "../unit/knowing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_check(const struct spf_check *c)
{
	puts(spf_result_names[c->result]);
	LIST_EACH (const struct spf_step, step, &c->path)
		printf("%s%s %s", step == (const void *)c->path.first ? "" : " > ", step->domain,
		       step->term != NULL ? step->term : "(none matches)");
	putchar('\n');
	puts(c->why != NULL ? c->why : "");
	puts(c->explanation != NULL ? c->explanation : "");
}

static const char *domain_of(const char *sender, const char *helo)
{
	const char *at = strrchr(sender, '@');

	return at != NULL ? at + 1 : helo;
}

static void check(const char *ip, const char *sender, const char *helo, const char *lines)
{
	struct domain_zone *z = zone_new(domain_of(sender, helo), lines);

	z->record->domain->ip = ip;
	z->record->domain->from = sender;
	z->record->domain->helo = *helo == '\0' ? NULL : helo;
	zone_read(z, knowledge);
	print_check(z->study->spf.check);
	zone_free(z);
}

/* The lines up to ".". */
static char *read_zone(struct arena *a)
{
	struct buf zone = {0};
	char *line = NULL, *copy;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0 && strcmp(line, ".\n") != 0)
		buf_str(&zone, line);
	free(line);
	copy = arena_copy(a, zone.n > 0 ? zone.p : "", zone.n);
	buf_free(&zone);
	return copy;
}

static void check_one(char *head)
{
	struct arena *a = arena_new();
	const char *zone = read_zone(a), *ip = strsep(&head, "\t"), *sender = strsep(&head, "\t");

	if (sender == NULL || head == NULL) {
		fputs("spfcheck: a check begins with IP SENDER HELO\n", stderr);
		exit(2);
	}
	check(ip, sender, head, zone);
	arena_free(a);
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;

	load(NULL);
	while (getline(&line, &size, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		check_one(line);
	}
	free(line);
	unload(NULL);
	return 0;
}
