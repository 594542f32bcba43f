/* compile.c - makes C of the files of data/: compile FILE... >embedded.c, compile --style FILE
 * >style.c
 *
 * They are read and checked as a directory of --data is; a fault of theirs ends the build. The same
 * tables that read YAML say what each struct holds, so a new key needs nothing here. */
#include "style.h"

#include "know/catalogue.h"
#include "know/entry.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct writer {
	struct arena *arena;
	struct buf out;
	size_t lists; /* written so far */
};

/* The initialiser of what stands at `at`, after the definitions that it needs went to w->out; NULL
 * where nothing is there, as C leaves it zero. */
typedef const char *value_writer(struct writer *w, const struct member *m, const void *at);

/* An element of a list, without its link. */
typedef const char *element_writer(struct writer *w, const struct schema *s, const void *element);

static const char *quoted(struct writer *w, const char *text)
{
	struct buf out = {0};
	const char *result;

	for (; *text != '\0'; text++)
		if (*text >= ' ' && *text < 0x7f && *text != '"' && *text != '\\' && *text != '?')
			buf_char(&out, *text);
		else /* three digits, so that none can follow; C11 knows trigraphs */
			buf_printf(&out, "\\%03o", (unsigned char)*text);
	result = arena_printf(w->arena, "\"%.*s\"", (int)out.n, out.n > 0 ? out.p : "");
	buf_free(&out);
	return result;
}

/* A const array called `name`, each element linked to the next. */
static const char *list_as(struct writer *w, const char *name, const char *type,
			   const struct schema *s, const struct list *l, element_writer *element)
{
	struct buf text = {0};
	size_t i = 0;

	buf_printf(&text, "static const struct %s %s[] = {\n", type, name);
	LIST_EACH (const struct item, it, l) {
		buf_str(&text, "\t{.item = {");
		if (++i < l->n)
			buf_printf(&text, "(void *)&%s[%zu]", name, i);
		else
			buf_str(&text, "NULL");
		buf_printf(&text, "}, %s},\n", element(w, s, it));
	}
	buf_add(&w->out, text.p, text.n);
	buf_str(&w->out, "};\n\n");
	buf_free(&text);
	return arena_printf(w->arena, "{(void *)&%s[0], (void *)&%s[%zu], %zu}", name, name,
			    l->n - 1, l->n);
}

static const char *list(struct writer *w, const char *type, const struct schema *s,
			const struct list *l, element_writer *element)
{
	if (l->n == 0)
		return NULL;
	return list_as(w, arena_printf(w->arena, "list%zu", w->lists++), type, s, l, element);
}

static const char *string_element(struct writer *w, const struct schema *s, const void *element)
{
	const struct string_item *it = element;

	(void)s;
	return arena_printf(w->arena, ".s = %s", quoted(w, it->s));
}

static const char *members(struct writer *w, const struct schema *s, const void *object);

static const char *write_text(struct writer *w, const struct member *m, const void *at)
{
	const char *text = *(const char *const *)at;

	(void)m;
	return text == NULL ? NULL : quoted(w, text);
}

static const char *write_texts(struct writer *w, const struct member *m, const void *at)
{
	(void)m;
	return list(w, "string_item", NULL, at, string_element);
}

static const char *write_number(struct writer *w, const struct member *m, const void *at)
{
	(void)m;
	return arena_printf(w->arena, "%d", *(const int *)at);
}

static const char *write_pattern(struct writer *w, const struct member *m, const void *at)
{
	const struct regex *x = *(const struct regex *const *)at;

	(void)m;
	return x == NULL ? NULL
			 : arena_printf(w->arena, "&(const struct regex){%s, %s, %zu}",
					quoted(w, x->source),
					x->needs == NULL ? "NULL" : quoted(w, x->needs), x->number);
}

static const char *write_object(struct writer *w, const struct member *m, const void *at)
{
	return arena_printf(w->arena, "{%s}", members(w, m->schema, at));
}

static const char *write_objects(struct writer *w, const struct member *m, const void *at)
{
	return list(w, m->schema->type, m->schema, at, members);
}

static const struct {
	member_reader *read;
	value_writer *write;
} writers[] = {
	{read_text, write_text},       {read_texts, write_texts},     {read_links, write_texts},
	{read_enum, write_number},     {read_enum_set, write_number}, {read_port, write_number},
	{read_pattern, write_pattern}, {read_object, write_object},   {read_objects, write_objects},
	{read_link, write_text},
};

static value_writer *writer_of(const struct member *m)
{
	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (writers[i].read == m->read)
			return writers[i].write;
	fprintf(stderr, "compile: nothing writes what \"%s\" reads\n", m->name);
	exit(1);
}

static const char *members(struct writer *w, const struct schema *s, const void *object)
{
	const char *all = "", *value;

	for (const struct member *m = s->members; m->name != NULL; m++) {
		if (m->tests_only)
			continue;
		value = writer_of(m)(w, m, (const char *)object + m->offset);
		if (value != NULL)
			all = arena_printf(w->arena, "%s.%s = %s, ", all, m->field, value);
	}
	return all;
}

static size_t place_of(const struct list *l, const void *element)
{
	size_t i = 0;

	LIST_EACH (const struct item, it, l) {
		if (it == element)
			break;
		i++;
	}
	return i;
}

static void write_index(struct writer *w, const struct catalogue *c)
{
	const struct list *entries = &c->layer.entries;

	buf_str(&w->out, "static const struct entry *const by_id[] = {\n");
	for (size_t i = 0; i < entries->n; i++)
		buf_printf(&w->out, "\t&entries[%zu],\n", place_of(entries, c->by_id[i]));
	buf_str(&w->out, "};\n\n");
}

/* What a layer consists of. */
static const struct part {
	const char *name;
	const struct schema *schema;
	size_t offset;
} parts[] = {
#define PART(list, schema)                                                                         \
	{                                                                                          \
#list, &schema, offsetof(struct layer, list)                                       \
	}
	PART(entries, entry_schema),	    PART(providers, provider_schema),
	PART(networks, network_schema),	    PART(hints, hint_schema),
	PART(frames, frame_schema),	    PART(boxes, box_schema),
	PART(settings, setting_schema),	    PART(clients, tls_client_schema),
	PART(policies, tls_policy_schema),  PART(mechanisms, mechanism_schema),
	PART(logins, login_client_schema),  PART(ways, way_schema),
	PART(snippets, snippet_schema),	    PART(labels, label_schema),
	PART(tokens, token_service_schema), PART(guides, guide_schema),
#undef PART
};

static void write_catalogue(struct writer *w, const struct catalogue *c)
{
	struct buf layer = {0};

	buf_str(&w->out, "/* Made by data/compile from the files of data/. */\n"
			 "#include \"know/box.h\"\n"
			 "#include \"know/catalogue.h\"\n"
			 "#include \"know/frame.h\"\n"
			 "#include \"know/hint.h\"\n"
			 "#include \"know/network.h\"\n"
			 "#include \"know/provider.h\"\n"
			 "#include \"know/setting.h\"\n\n");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const struct part *p = &parts[i];
		const struct list *l = (const void *)((const char *)&c->layer + p->offset);

		if (l->n > 0)
			buf_printf(&layer, "\t\t.%s = %s,\n", p->name,
				   list_as(w, p->name, p->schema->type, p->schema, l, members));
	}
	write_index(w, c);
	buf_str(&w->out, "const struct catalogue embedded = {\n\t.layer = {\n");
	buf_add(&w->out, layer.p, layer.n);
	buf_printf(&w->out, "\t},\n\t.by_id = by_id,\n\t.date = %s,\n\t.patterns = %zu,\n};\n",
		   quoted(w, c->date), c->patterns);
	buf_free(&layer);
}

static int print_catalogue(struct arena *a, const struct catalogue *c)
{
	struct writer w = {.arena = a};
	bool written;

	write_catalogue(&w, c);
	written = fwrite(w.out.p, 1, w.out.n, stdout) == w.out.n && fflush(stdout) == 0;
	buf_free(&w.out);
	if (!written)
		perror("compile");
	return written ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* False where they have faults, which went to stderr. */
static bool read_files(struct arena *a, struct catalogue *c, char **paths)
{
	struct list lines = {0}, links = {0};
	struct faults f = {.list = &lines, .arena = a};
	struct reader r = {.arena = a, .faults = &f, .links = &links};

	for (; *paths != NULL; paths++)
		layer_file(&c->layer, &r, *paths);
	c->patterns = r.patterns;
	catalogue_finish(c, a);
	catalogue_check_links(c, &links, &f);
	LIST_EACH (const struct string_item, it, &lines)
		fprintf(stderr, "%s\n", it->s);
	return lines.n == 0;
}

static int compile(char **paths)
{
	struct arena *a = arena_new();
	struct catalogue c = {0};
	int status = EXIT_FAILURE;

	if (!read_files(a, &c, paths))
		;
	else if (c.layer.entries.n == 0 || c.layer.providers.n == 0)
		fputs("compile: entries and profiles are wanted\n", stderr);
	else
		status = print_catalogue(a, &c);
	arena_free(a);
	return status;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--style") == 0)
		return style_print(argv[2]) ? EXIT_SUCCESS : EXIT_FAILURE;
	return compile(argv + 1);
}
