#include "know/sources.h"

#include "know/entry.h"
#include "know/provider.h"
#include "know/words.h"
#include "record/record.h"

#include <string.h>

static const struct member source_members[] = {
	{"source", true, MEMBER(profile_reference, source), read_text},
	{"as_of", true, MEMBER(profile_reference, as_of), read_text, .check = date_fault},
	{"for", false, MEMBER(profile_reference, keys), read_texts},
	{0},
};
const struct schema sources_schema = SCHEMA("a reference", profile_reference, source_members);

bool references_vouch(const struct list *references, const char *key)
{
	LIST_EACH (const struct profile_reference, ref, references)
		if (ref->keys.n == 0 || list_has_string(&ref->keys, key))
			return true;
	return false;
}

/* What stands behind that key, or NULL. */
static const struct ynode *value_of(const struct ynode *mapping, const char *name)
{
	LIST_EACH (const struct ynode, key, &mapping->children)
		if (strcmp(key->text, name) == 0)
			return key->value;
	return NULL;
}

static void check_word(struct reader *r, const struct ynode *word, const char *const *sourced)
{
	if (name_find(sourced, word->text) < 0)
		fault_add(r->faults, word->line, word->column,
			  "for: not a key that needs a source");
}

/* One word, or a list of them. */
static void check_words(struct reader *r, const struct ynode *reference, const char *const *sourced)
{
	const struct ynode *words = value_of(reference, "for");

	if (words == NULL)
		return;
	if (words->kind == YNODE_TEXT)
		check_word(r, words, sourced);
	LIST_EACH (const struct ynode, word, &words->children)
		check_word(r, word, sourced);
}

void sources_check(struct reader *r, const struct ynode *n, const char *id,
		   const struct list *references, const char *const *sourced)
{
	LIST_EACH (const struct ynode, reference, &value_of(n, "references")->children)
		check_words(r, reference, sourced);
	LIST_EACH (const struct ynode, key, &n->children)
		if (name_find(sourced, key->text) >= 0 && !references_vouch(references, key->text))
			fault_add(r->faults, key->line, key->column,
				  "%s: no reference is for \"%s\"", id, key->text);
}
