/* Catalogue files: every fault has a place in the file; what is accepted is complete; a sound file
 * on top of what is embedded replaces the same ids.
 *
 * Input: which folder it belongs to; the file. */
#include "fuzz.h"

#include "know/layer.h"
#include "know/network.h"
#include "know/provider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {"replies", "findings", "providers", "networks"};

/* Letters are of folders that came later. */
static const char *folder_of(uint8_t b)
{
	switch (b) {
	case 'b':
		return "boxes";
	case 'c':
		return "clients";
	case 'p':
		return "policies";
	case 'm':
		return "mechanisms";
	case 'l':
		return "logins";
	case 's':
		return "snippets";
	case 't':
		return "labels";
	case 'k':
		return "tokens";
	case 'g':
		return "guides";
	case 'w':
		return "ways";
	default:
		return folders[b % 4];
	}
}

struct loaded {
	struct layer layer;
	struct list faults, links;
	struct faults counted;
};

static void load(struct arena *a, struct loaded *l, const char *folder, const char *text, size_t n)
{
	struct reader r = {.arena = a, .faults = &l->counted, .links = &l->links};

	l->counted = (struct faults){.list = &l->faults, .arena = a, .file = "FILE"};
	layer_read(&l->layer, &r, folder, text, n);
}

/* Unicode's and old Macs' line ends count for the library, too. */
static long line_ends(const char *text, size_t n)
{
	long ends = 0;

	for (size_t i = 0; i < n; i++)
		ends += text[i] == '\n' || text[i] == '\r' || (unsigned char)text[i] >= 0x80 ||
			text[i] == '\0';
	return ends;
}

static void places_are_in_the_file(const struct loaded *l, const char *text, size_t n)
{
	long lines = line_ends(text, n) + 2;
	size_t kept = l->counted.n < FAULTS_MAX ? l->counted.n : FAULTS_MAX;

	CLAIM(l->faults.n == kept);
	LIST_EACH (const struct string_item, it, &l->faults) {
		char *end;
		long line = strtol(it->s + strlen("FILE:"), &end, 10), column;

		CLAIM(strncmp(it->s, "FILE:", 5) == 0 && *end == ':');
		column = strtol(end + 1, &end, 10);
		CLAIM(line >= 1 && line <= lines);
		CLAIM(column >= 1 && column <= (long)n + 1);
		CLAIM(end[0] == ':' && end[1] == ' ' && end[2] != '\0');
	}
}

static void entry_is_complete(const struct layer *l, const struct entry *e)
{
	CLAIM(e->id != NULL && e->title != NULL && e->meaning != NULL && e->references.n > 0);
	CLAIM(e->severity <= SEVERITY_ERROR && e->certainty <= CERTAINTY_CERTAIN);
	CLAIM(e->owner <= OWNER_PROVIDER && e->line > 0);
	CLAIM(e->severity < SEVERITY_WARNING || (e->causes.n > 0 && e->fixes.n > 0));
	CLAIM(entry_has_when(e) == (e->samples.n > 0));
	LIST_EACH (const struct entry, other, &l->entries)
		CLAIM(other == e || strcmp(other->id, e->id) != 0);
}

static void vouched_for(const struct provider *p, const char *key, bool there)
{
	LIST_EACH (const struct profile_reference, ref, &p->references)
		if (ref->keys.n == 0 || list_has_string(&ref->keys, key))
			return;
	CLAIM(!there);
}

static void provider_is_complete(const struct provider *p)
{
	CLAIM(p->id != NULL && p->title != NULL && p->references.n > 0);
	LIST_EACH (const struct offer, o, &p->offers)
		CLAIM(o->port >= 1 && o->port <= 65535 && o->mode <= TLS_MODE_NONE);
	LIST_EACH (const struct not_offered, o, &p->not_offered)
		CLAIM(o->port >= 1 && o->port <= 65535 && o->why != NULL);
	LIST_EACH (const struct fact, f, &p->limits)
		CLAIM(f->text != NULL && f->source != NULL && f->as_of != NULL);
	CLAIM(p->kind <= KIND_SOFTWARE);
	vouched_for(p, "username", p->username != NULL);
	vouched_for(p, "hosts", p->hosts.n > 0);
	vouched_for(p, "suffix", p->suffix != NULL);
}

static void network_is_complete(const struct network *net)
{
	CLAIM(net->id != NULL && net->title != NULL && net->references.n > 0);
	LIST_EACH (const struct string_item, it, &net->blocked)
		CLAIM(atoi(it->s) >= 1 && atoi(it->s) <= 65535);
}

static void claims(const struct loaded *l, const char *text, size_t n)
{
	places_are_in_the_file(l, text, n);
	LIST_EACH (const struct entry, e, &l->layer.entries)
		entry_is_complete(&l->layer, e);
	LIST_EACH (const struct provider, p, &l->layer.providers)
		provider_is_complete(p);
	LIST_EACH (const struct network, net, &l->layer.networks)
		network_is_complete(net);
}

static void same_faults(const struct list *x, const struct list *y)
{
	const struct string_item *other = (const void *)y->first;

	CLAIM(x->n == y->n);
	LIST_EACH (const struct string_item, it, x) {
		CLAIM(strcmp(it->s, other->s) == 0);
		other = (const void *)other->item.next;
	}
}

/* ---- on top of what is embedded ---- */

struct folder {
	char top[40], sub[60], file[80];
};

static void put_folder(struct folder *f, const char *name, const char *text, size_t n)
{
	FILE *out;

	snprintf(f->top, sizeof(f->top), "/tmp/smtpscope-fuzz-XXXXXX");
	CLAIM(mkdtemp(f->top) != NULL);
	snprintf(f->sub, sizeof(f->sub), "%s/%s", f->top, name);
	snprintf(f->file, sizeof(f->file), "%s/own.yaml", f->sub);
	CLAIM(mkdir(f->sub, 0700) == 0 && (out = fopen(f->file, "w")) != NULL);
	CLAIM(fwrite(text, 1, n, out) == n && fclose(out) == 0);
}

static void remove_folder(const struct folder *f)
{
	unlink(f->file);
	rmdir(f->sub);
	rmdir(f->top);
}

static bool box_of_id(const struct knowledge *k, const char *id)
{
	LIST_EACH (const struct box, b, knowledge_boxes(k))
		if (strcmp(b->id, id) == 0)
			return b->file != NULL;
	return false;
}

static const struct identified *of_id(const struct list *l, const char *id)
{
	LIST_EACH (const struct identified, e, l)
		if (strcmp(e->id, id) == 0)
			return e;
	return NULL;
}

static void limits_stand(const struct knowledge *k, const struct layer *l)
{
	LIST_EACH (const struct tls_client, c, &l->clients) {
		const struct identified *at = of_id(knowledge_clients(k), c->id);

		CLAIM(same_text(((const struct tls_client *)(const void *)at)->title, c->title));
		CLAIM(c->oldest == NULL || strcmp(c->oldest, c->newest) <= 0);
	}
	LIST_EACH (const struct tls_policy, p, &l->policies)
		CLAIM(of_id(knowledge_policies(k), p->id) != NULL);
	LIST_EACH (const struct way, w, &l->ways) {
		CLAIM(same_text(way_by_id(k, w->id)->title, w->title));
		CLAIM(w->match.n > 0 && w->needs.n > 0 && w->samples.n > 0);
	}
}

/* A setting is for something that its client can do. */
static void logins_stand(const struct knowledge *k, const struct layer *l)
{
	LIST_EACH (const struct mechanism, m, &l->mechanisms)
		CLAIM(of_id(knowledge_mechanisms(k), m->id) != NULL);
	LIST_EACH (const struct login_client, c, &l->logins) {
		CLAIM(of_id(knowledge_logins(k), c->id) != NULL && c->mechanisms.n > 0);
		LIST_EACH (const struct login_setting, s, &c->settings)
			LIST_EACH (const struct string_item, it, &s->mechanisms)
				CLAIM(list_has_string(&c->mechanisms, it->s));
	}
}

/* What was let in can be filled in: its placeholders and conditions are known. */
static void templates_are_sound(struct arena *a, const struct knowledge *k, const struct layer *l)
{
	LIST_EACH (const struct snippet, s, &l->snippets) {
		CLAIM(snippet_find(k, s->id) != NULL && s->parts.n > 0);
		LIST_EACH (const struct snippet_part, p, &s->parts)
			CLAIM(template_fault(a, p->text) == NULL && p->quote < QUOTE_COUNT);
	}
}

static void replaces_what_is_embedded(struct arena *a, const struct loaded *l, const char *folder,
				      const char *text, size_t n)
{
	struct folder f;
	struct list faults = {0};
	struct knowledge *k;

	put_folder(&f, folder, text, n);
	k = knowledge_load(f.top, &faults, a);
	remove_folder(&f); /* before any claim can fail */
	CLAIM(k != NULL);
	LIST_EACH (const struct entry, e, &l->layer.entries)
		CLAIM(same_text(knowledge_entry(k, e->id)->file, f.file));
	LIST_EACH (const struct provider, p, &l->layer.providers)
		CLAIM(same_text(provider_by_id(k, p->id)->title, p->title));
	LIST_EACH (const struct network, net, &l->layer.networks)
		CLAIM(same_text(network_by_id(k, net->id)->title, net->title));
	LIST_EACH (const struct box, b, &l->layer.boxes)
		CLAIM(box_of_id(k, b->id));
	limits_stand(k, &l->layer);
	logins_stand(k, &l->layer);
	templates_are_sound(a, k, &l->layer);
	LIST_EACH (const struct label, x, &l->layer.labels)
		CLAIM(of_id(knowledge_labels(k), x->id) != NULL && x->text != NULL);
	CLAIM(provider_generic(k) != NULL && *knowledge_date(k) != '\0');
	LIST_EACH (const struct string_item, it, &faults)
		CLAIM(strstr(it->s, " has the ") != NULL); /* only links can dangle now */
	knowledge_free(k);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	const char *folder = folder_of(input_byte(&in));
	struct arena *a = arena_new();
	struct loaded once = {0}, twice = {0};
	size_t n;
	char *text = input_rest(&in, &n);

	load(a, &once, folder, text, n);
	claims(&once, text, n);
	load(a, &twice, folder, text, n);
	same_faults(&once.faults, &twice.faults);
	if (once.faults.n == 0 &&
	    once.layer.entries.n + once.layer.providers.n + once.layer.networks.n +
			    once.layer.boxes.n + once.layer.clients.n + once.layer.policies.n +
			    once.layer.mechanisms.n + once.layer.logins.n + once.layer.snippets.n +
			    once.layer.labels.n + once.layer.ways.n >
		    0)
		replaces_what_is_embedded(a, &once, folder, text, n);
	free(text);
	arena_free(a);
	return 0;
}
