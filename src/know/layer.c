#include "know/layer.h"

#include "know/entry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct entry *layer_entry(const struct layer *l, const char *id)
{
	LIST_EACH (const struct entry, e, &l->entries)
		if (strcmp(e->id, id) == 0)
			return e;
	return NULL;
}

const struct provider *layer_provider(const struct layer *l, const char *id)
{
	LIST_EACH (const struct provider, p, &l->providers)
		if (strcmp(p->id, id) == 0)
			return p;
	return NULL;
}

const struct way *layer_way(const struct layer *l, const char *id)
{
	LIST_EACH (const struct way, w, &l->ways)
		if (strcmp(w->id, id) == 0)
			return w;
	return NULL;
}

const struct network *layer_network(const struct layer *l, const char *id)
{
	LIST_EACH (const struct network, net, &l->networks)
		if (strcmp(net->id, id) == 0)
			return net;
	return NULL;
}

const struct token_service *layer_token_service(const struct layer *l, const char *id)
{
	LIST_EACH (const struct token_service, s, &l->tokens)
		if (strcmp(s->id, id) == 0)
			return s;
	return NULL;
}

const struct mechanism *layer_mechanism(const struct layer *l, const char *name)
{
	LIST_EACH (const struct mechanism, m, &l->mechanisms)
		if (strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

static void add_entry(struct layer *l, struct reader *r, const struct ynode *n)
{
	struct entry *e = entry_read(r, n);
	const struct entry *other = e == NULL ? NULL : layer_entry(l, e->id);

	if (other != NULL)
		fault_add(r->faults, n->line, n->column,
			  "id \"%s\" again; it stands in %s line %d already", e->id, other->file,
			  other->line);
	else if (e != NULL)
		list_append(&l->entries, e);
}

static void add_provider(struct layer *l, struct reader *r, const struct ynode *n)
{
	struct provider *p = provider_read(r, n);

	if (p != NULL && layer_provider(l, p->id) != NULL)
		fault_add(r->faults, n->line, n->column, "id \"%s\" again", p->id);
	else if (p != NULL)
		list_append(&l->providers, p);
}

/* `element`: NULL where it was read with faults. */
static void add_unique(struct list *l, struct reader *r, const struct ynode *n, void *element)
{
	const struct identified *new = element;

	LIST_EACH (const struct identified, other, l)
		if (new != NULL && strcmp(other->id, new->id) == 0) {
			fault_add(r->faults, n->line, n->column, "id \"%s\" again", new->id);
			return;
		}
	if (new != NULL)
		list_append(l, element);
}

static void add_network(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->networks, r, n, network_read(r, n));
}

static void add_hint(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->hints, r, n, hint_read(r, n));
}

static void add_frame(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->frames, r, n, frame_read(r, n));
}

static void add_box(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->boxes, r, n, box_read(r, n));
}

static void add_client(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->clients, r, n, tls_client_read(r, n));
}

static void add_policy(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->policies, r, n, tls_policy_read(r, n));
}

static void add_way(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->ways, r, n, way_read(r, n));
}

static void add_setting(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->settings, r, n, setting_read(r, n));
}

static void add_mechanism(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->mechanisms, r, n, mechanism_read(r, n));
}

static void add_login(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->logins, r, n, login_client_read(r, n));
}

static void add_snippet(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->snippets, r, n, snippet_read(r, n));
}

static void add_label(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->labels, r, n, label_read(r, n));
}

static void add_token_service(struct layer *l, struct reader *r, const struct ynode *n)
{
	struct token_service *s = token_service_read(r, n);
	const char *clash = s == NULL ? NULL : token_service_clash(&l->tokens, s);

	if (clash != NULL)
		fault_add(r->faults, n->line, n->column, "%s: \"%s\" leads to another one already",
			  s->id, clash);
	else if (s != NULL)
		list_append(&l->tokens, s);
}

static void add_guide(struct layer *l, struct reader *r, const struct ynode *n)
{
	add_unique(&l->guides, r, n, guide_read(r, n));
}

static const struct folder {
	const char *name;
	void (*add)(struct layer *l, struct reader *r, const struct ynode *n);
} folders[] = {
	{"replies", add_entry},
	{"findings", add_entry},
	{"providers", add_provider},
	{"networks", add_network},
	{"hints", add_hint},
	{"bounces", add_frame},
	{"boxes", add_box},
	{"clients", add_client},
	{"policies", add_policy},
	{"settings", add_setting},
	{"mechanisms", add_mechanism},
	{"logins", add_login},
	{"labels", add_label},
	{"ways", add_way},
	{"snippets", add_snippet},
	{"tokens", add_token_service},
	{"guides", add_guide},
	{0},
};

static const struct folder *folder_find(const char *name)
{
	const struct folder *f = folders;

	while (f->name != NULL && strcmp(f->name, name) != 0)
		f++;
	return f->name == NULL ? NULL : f;
}

void layer_read(struct layer *l, struct reader *r, const char *folder, const char *text, size_t len)
{
	const struct folder *f = folder_find(folder);
	const struct ynode *root;

	r->scratch = arena_new();
	root = yamldoc_parse(r->scratch, text, len, r->faults);
	if (root != NULL && root->kind != YNODE_LIST)
		fault_add(r->faults, root->line, root->column,
			  "a list of mappings is wanted here, not %s", ynode_kind_name(root->kind));
	else if (root != NULL)
		LIST_EACH (struct ynode, n, &root->children)
			f->add(l, r, n);
	r->scratch = arena_free(r->scratch);
}

/* The whole of `path`, or NULL with errno set. One byte more than may be read shows that a file is
 * too large. */
static char *read_whole(struct arena *a, const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char *text = arena_alloc(a, YAMLDOC_SIZE_MAX + 1);
	struct stat st;
	ssize_t n;
	int error;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return NULL;
	}
	*len = 0;
	do {
		n = read(fd, text + *len, YAMLDOC_SIZE_MAX + 1 - *len);
		if (n > 0)
			*len += (size_t)n;
	} while ((n > 0 && *len <= YAMLDOC_SIZE_MAX) || (n < 0 && errno == EINTR));
	error = errno;
	close(fd);
	errno = error;
	return n < 0 ? NULL : text;
}

static void read_file(struct layer *l, struct reader *r, const char *folder, const char *path)
{
	struct arena *a = arena_new();
	size_t len;
	const char *text = read_whole(a, path, &len);

	r->faults->file = path;
	l->files++;
	if (text == NULL)
		fault_add(r->faults, 1, 1, "cannot be read: %s", strerror(errno));
	else
		layer_read(l, r, folder, text, len);
	arena_free(a);
}

/* The folder that holds the file: "replies" of "data/replies/gmail.yaml". */
static const char *folder_of(struct arena *a, const char *path)
{
	const char *end = strrchr(path, '/'), *from = end;

	if (end == NULL)
		return "";
	while (from > path && from[-1] != '/')
		from--;
	return arena_copy(a, from, (size_t)(end - from));
}

void layer_file(struct layer *l, struct reader *r, const char *path)
{
	const char *folder = folder_of(r->arena, path);

	r->faults->file = path;
	if (folder_find(folder) == NULL)
		fault_add(r->faults, 1, 1, "in no folder of the catalogue");
	else
		read_file(l, r, folder, path);
}

static int is_yaml(const struct dirent *d)
{
	return d->d_name[0] != '.' && text_has_suffix(d->d_name, ".yaml");
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_folder(struct layer *l, struct reader *r, const char *dir, const char *folder)
{
	const char *path = arena_printf(r->arena, "%s/%s", dir, folder);
	struct dirent **names;
	int n = scandir(path, &names, is_yaml, by_bytes);

	if (n < 0 && errno != ENOENT) {
		r->faults->file = path;
		fault_add(r->faults, 1, 1, "cannot be read: %s", strerror(errno));
	}
	for (int i = 0; i < n; i++) {
		read_file(l, r, folder, arena_printf(r->arena, "%s/%s", path, names[i]->d_name));
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

int layer_directory(struct layer *l, struct reader *r, const char *dir)
{
	DIR *d = opendir(dir);

	if (d == NULL)
		return -1;
	closedir(d);
	for (const struct folder *f = folders; f->name != NULL; f++)
		read_folder(l, r, dir, f->name);
	return 0;
}
