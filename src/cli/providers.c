#include "cli/providers.h"

#include "cli/commands.h"
#include "cli/common.h"
#include "report/profiles.h"

#include <string.h>

const char *providers_take(struct cli_options *o, struct arena *a, int n, char **words)
{
	if (n > 1)
		return "one provider at a time: see smtpscope providers for their names";
	return take_any_words(o, a, n, words);
}

/* The first id that `word` is part of. */
static const char *holding(const char **ids, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (bytes_has((struct bytes){(char *)ids[i], strlen(ids[i])}, word))
			return ids[i];
	return NULL;
}

/* The name of a profile or network that is nearest to `word`, or has it in it. */
static const char *nearest(struct arena *a, const struct knowledge *k, const char *word)
{
	const struct list *profiles = knowledge_providers(k), *networks = knowledge_networks(k);
	const char **ids = arena_alloc(a, (profiles->n + networks->n) * sizeof(*ids)), *near;
	size_t n = 0;

	LIST_EACH (const struct provider, p, profiles)
		ids[n++] = p->id;
	LIST_EACH (const struct network, net, networks)
		ids[n++] = net->id;
	near = text_nearest(word, ids, n);
	return near != NULL || strlen(word) < 3 ? near : holding(ids, n, word);
}

/* By its name, or by that of a host or MX host of its own. */
static const struct provider *named(const struct knowledge *k, const char *name)
{
	const struct provider *p = provider_by_id(k, name);

	if (p == NULL)
		p = provider_by_host(k, name);
	return p == NULL ? provider_by_mx(k, name) : p;
}

static int unknown(struct arena *a, const struct knowledge *k, const char *word)
{
	const char *near = nearest(a, k, word), *safe = shown(a, word);

	if (near != NULL)
		return complain(
			arena_printf(a, "no provider is called %s: did you mean %s?", safe, near));
	return complain(arena_printf(
		a, "no provider is called %s: see smtpscope providers for their names", safe));
}

static void write_all(struct buf *out, const struct cli_options *o, const struct knowledge *k)
{
	const struct report_options options = report_options_of(o);

	if (as_json(o))
		profiles_json(out, k);
	else
		profiles_list(out, k, &options);
}

static void write_one(struct buf *out, const struct cli_options *o, const struct provider *p,
		      const struct network *net, const struct knowledge *k)
{
	const struct report_options options = report_options_of(o);

	if (as_json(o))
		profile_json(out, p, net, k);
	else if (p != NULL)
		profile_text(out, p, k, &options);
	else
		network_text(out, net, &options);
}

static int show(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	const char *name = o->word_count > 0 ? o->words[0] : NULL;
	const struct provider *p = name == NULL ? NULL : named(k, name);
	const struct network *net = name == NULL ? NULL : network_by_id(k, name);
	struct buf out = {0};

	if (name != NULL && p == NULL && net == NULL)
		return unknown(a, k, name);
	if (name == NULL)
		write_all(&out, o, k);
	else
		write_one(&out, o, p, net, k);
	return write_result(a, o, &out, EXIT_GOOD);
}

int providers_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	struct knowledge *k = load_knowledge(a, o->data);
	int rc = EXIT_USAGE;

	(void)command_line;
	if (k != NULL) {
		rc = show(a, o, k);
		knowledge_free(k);
	}
	return rc;
}
