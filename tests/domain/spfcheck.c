/* spfcheck ZONE IP SENDER HELO: what check_host() says, with ZONE in the place of the DNS
 *
 * ZONE is a file of lines as in tests/unit/domain_zone.h. "-" for HELO: none; "" for SENDER: none,
 * as of a bounce. Prints the result, then the way to the mechanism, then why and the explanation,
 * each on a line of its own:
 *
 *	fail
 *	example.org redirect=_spf.example.org > _spf.example.org -all
 *
 * For comparisons with other programs that check SPF. */
#include "../unit/unit.h"
#include "../unit/domain_zone.h"
#include "../unit/knowing.h"

#include <stdio.h>
#include <string.h>

static void print_check(const struct spf_check *c)
{
	puts(spf_result_names[c->result]);
	LIST_EACH (const struct spf_step, step, &c->path)
		printf("%s%s %s", step == (const void *)c->path.first ? "" : " > ", step->domain,
		       step->term != NULL ? step->term : "(none matches)");
	putchar('\n');
	if (c->why != NULL)
		puts(c->why);
	if (c->explanation != NULL)
		puts(c->explanation);
}

static const char *domain_of(const char *sender, const char *helo)
{
	const char *at = strrchr(sender, '@');

	return at != NULL ? at + 1 : helo;
}

static void check(const char *lines, char **argv)
{
	const char *helo = strcmp(argv[4], "-") == 0 ? NULL : argv[4];
	struct domain_zone *z = zone_new(domain_of(argv[3], helo), lines);

	z->record->domain->ip = argv[2];
	z->record->domain->from = argv[3];
	z->record->domain->helo = helo;
	zone_read(z, knowledge);
	print_check(z->study->spf.check);
	zone_free(z);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct bytes lines = {0};
	FILE *file;
	char chunk[65536];

	if (argc != 5 || (strchr(argv[3], '@') == NULL && strcmp(argv[4], "-") == 0)) {
		fprintf(stderr, "usage: spfcheck ZONE IP SENDER HELO\n");
		return 2;
	}
	file = fopen(argv[1], "rb");
	if (file == NULL) {
		perror(argv[1]);
		return 2;
	}
	lines = bytes_copy(a, chunk, fread(chunk, 1, sizeof(chunk), file));
	fclose(file);
	load(NULL);
	check(lines.p, argv);
	unload(NULL);
	arena_free(a);
	return 0;
}
