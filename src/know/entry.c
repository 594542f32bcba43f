#include "know/entry.h"

#include "know/advice.h"
#include "know/box.h"
#include "know/codes.h"
#include "know/frame.h"
#include "know/hint.h"
#include "know/setting.h"
#include "know/words.h"

const char *const severity_names[] = {"ok", "notice", "warning", "error", NULL};
const char *const certainty_names[] = {"possible", "likely", "certain", NULL};
const char *const mended_by_names[] = {"none", "starttls", "implicit", NULL};
const char *const login_word_names[] = {"judged", "not-judged", "locked", NULL};
const char *const client_certainty_names[] = {"as seen", "possible", "likely", NULL};
const char *const client_rank_names[] = {"usual", "last", "first", NULL};
const char *const concern_names[] = {"spf", "dkim", "dmarc", NULL};
const char *const owner_names[] = {"nobody",	   "you",      "network-admin", "tenant-admin",
				   "server-admin", "provider", "domain-admin",	NULL};

static const char *code_fault(struct arena *a, const char *text)
{
	(void)a;
	return code_pattern_fault(text);
}

static const char *enhanced_fault(struct arena *a, const char *text)
{
	(void)a;
	return enhanced_pattern_fault(text);
}

static const char *command_fault(struct arena *a, const char *text)
{
	static const char *const commands[] = {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT",
					       "DATA", "RSET", "NOOP",	   "QUIT", NULL};

	(void)a;
	return name_find(commands, text) >= 0 ? NULL : "not a command of SMTP in capitals";
}

const char *fix_fault(struct arena *a, const char *text)
{
	const char *why = words_fault(a, text);

	return why != NULL ? why : advice_fault(a, text);
}

static const struct member reference_members[] = {
	{"source", true, MEMBER(reference, source), read_text},
	{"as_of", true, MEMBER(reference, as_of), read_text, .check = date_fault},
	{0},
};

const struct schema reference_schema = SCHEMA("a reference", reference, reference_members);

static const struct member when_members[] = {
	{"stage", false, MEMBER(when, stages), read_enum_set, .names = stage_names},
	{"command", false, MEMBER(when, commands), read_texts, .check = command_fault},
	{"code", false, MEMBER(when, codes), read_texts, .check = code_fault},
	{"enhanced", false, MEMBER(when, enhanced), read_texts, .check = enhanced_fault},
	{"text", false, MEMBER(when, text), read_pattern},
	{"provider", false, MEMBER(when, providers), read_links, .link = LINK_PROVIDER},
	{0},
};

static const struct schema when_schema = SCHEMA("a \"when\"", when, when_members);

static const struct member client_members[] = {
	{"text", true, MEMBER(client, text), read_pattern},
	{"certainty", false, MEMBER(client, certainty), read_enum, .names = client_certainty_names},
	{"rank", false, MEMBER(client, rank), read_enum, .names = client_rank_names},
	{"title", false, MEMBER(client, title), read_text, .check = title_fault},
	{"meaning", false, MEMBER(client, meaning), read_text, .check = meaning_fault},
	{"causes", false, MEMBER(client, causes), read_texts, .check = words_fault},
	{"fixes", false, MEMBER(client, fixes), read_texts, .check = words_fault},
	{0},
};

static const struct schema client_schema = SCHEMA("a \"client\"", client, client_members);

static const struct member case_members[] = {
	{"name", true, MEMBER(entry_case, name), read_text, .check = id_fault},
	{"certainty", true, MEMBER(entry_case, certainty), read_enum, .names = certainty_names},
	{"owner", true, MEMBER(entry_case, owner), read_enum, .names = owner_names},
	{"title", false, MEMBER(entry_case, title), read_text, .check = title_fault},
	{"meaning", false, MEMBER(entry_case, meaning), read_text, .check = meaning_fault},
	{"causes", false, MEMBER(entry_case, causes), read_texts, .check = words_fault},
	{"fixes", false, MEMBER(entry_case, fixes), read_texts, .check = fix_fault},
	{0},
};

const struct schema case_schema = SCHEMA("a case", entry_case, case_members);

static const struct member entry_members[] = {
	{"id", true, MEMBER(entry, id), read_text, .check = id_fault},
	{"severity", true, MEMBER(entry, severity), read_enum, .names = severity_names},
	{"certainty", true, MEMBER(entry, certainty), read_enum, .names = certainty_names},
	{"owner", true, MEMBER(entry, owner), read_enum, .names = owner_names},
	{"title", true, MEMBER(entry, title), read_text, .check = title_fault},
	{"meaning", true, MEMBER(entry, meaning), read_text, .check = meaning_fault},
	{"causes", false, MEMBER(entry, causes), read_texts, .check = words_fault},
	{"fixes", false, MEMBER(entry, fixes), read_texts, .check = fix_fault},
	{"settings", false, MEMBER(entry, settings), read_enum, .names = mended_by_names},
	{"login", false, MEMBER(entry, login), read_enum, .names = login_word_names},
	{"concerns", false, MEMBER(entry, concerns), read_enum_set, .names = concern_names},
	{"references", true, MEMBER(entry, references), read_objects, .schema = &reference_schema},
	{"also", false, MEMBER(entry, also), read_links, .link = LINK_ENTRY},
	{"when", false, MEMBER(entry, when), read_object, .schema = &when_schema},
	{"client", false, MEMBER(entry, client), read_object, .schema = &client_schema},
	{"cases", false, MEMBER(entry, cases), read_objects, .schema = &case_schema},
	{"samples", false, MEMBER(entry, samples), read_samples, .tests_only = true},
	{"not", false, MEMBER(entry, not_samples), read_samples, .tests_only = true},
	{0},
};

const struct schema entry_schema = SCHEMA("an entry", entry, entry_members);

static const struct member hint_members[] = {
	{"id", true, MEMBER(hint, id), read_text, .check = id_fault},
	{"stage", true, MEMBER(hint, stage), read_enum, .names = stage_names},
	{"command", false, MEMBER(hint, command), read_text, .check = command_fault},
	{"words", true, MEMBER(hint, words), read_texts},
	{"references", true, MEMBER(hint, references), read_objects, .schema = &reference_schema},
	{0},
};
const struct schema hint_schema = SCHEMA("a hint", hint, hint_members);

struct hint *hint_read(struct reader *r, const struct ynode *n)
{
	struct hint *h = ARENA_NEW(r->arena, struct hint);

	return schema_read(r, &hint_schema, n, h) ? h : NULL;
}

static const struct member setting_members[] = {
	{"id", true, MEMBER(setting, id), read_text, .check = id_fault},
	{"title", true, MEMBER(setting, title), read_text, .check = words_fault},
	{"starttls", true, MEMBER(setting, starttls), read_text, .check = fix_fault},
	{"implicit", true, MEMBER(setting, implicit), read_text, .check = fix_fault},
	{"references", true, MEMBER(setting, references), read_objects,
	 .schema = &reference_schema},
	{0},
};
const struct schema setting_schema = SCHEMA("a setting", setting, setting_members);

struct setting *setting_read(struct reader *r, const struct ynode *n)
{
	struct setting *s = ARENA_NEW(r->arena, struct setting);

	return schema_read(r, &setting_schema, n, s) ? s : NULL;
}

static const struct member frame_members[] = {
	{"id", true, MEMBER(frame, id), read_text, .check = id_fault},
	{"program", true, MEMBER(frame, program), read_text},
	{"opens", false, MEMBER(frame, opens), read_texts, .check = frame_fault},
	{"marks", false, MEMBER(frame, marks), read_texts, .check = frame_fault},
	{"labels", false, MEMBER(frame, labels), read_texts, .check = frame_fault},
	{"ends", false, MEMBER(frame, ends), read_texts, .check = frame_fault},
	{"references", true, MEMBER(frame, references), read_objects, .schema = &reference_schema},
	{0},
};
const struct schema frame_schema = SCHEMA("a frame", frame, frame_members);

struct frame *frame_read(struct reader *r, const struct ynode *n)
{
	struct frame *f = ARENA_NEW(r->arena, struct frame);

	return schema_read(r, &frame_schema, n, f) ? f : NULL;
}

const char *const box_kind_names[] = {"antivirus", "gateway", "authority",
				      "protocol",  "stopgap", NULL};
const char *const box_evidence_names[] = {"reported", "seen", NULL};

static const struct member box_members[] = {
	{"id", true, MEMBER(box, id), read_text, .check = id_fault},
	{"title", true, MEMBER(box, title), read_text},
	{"kind", true, MEMBER(box, kind), read_enum, .names = box_kind_names},
	{"evidence", true, MEMBER(box, evidence), read_enum, .names = box_evidence_names},
	{"issuer", false, MEMBER(box, issuer), read_pattern},
	{"greeting", false, MEMBER(box, greeting), read_pattern},
	{"hides", false, MEMBER(box, hides), read_texts},
	{"passes", false, MEMBER(box, passes), read_texts},
	{"fix", false, MEMBER(box, fix), read_text, .check = fix_fault},
	{"references", true, MEMBER(box, references), read_objects, .schema = &reference_schema},
	{"samples", true, MEMBER(box, samples), read_samples, .tests_only = true},
	{"not", false, MEMBER(box, not_samples), read_samples, .tests_only = true},
	{0},
};
const struct schema box_schema = SCHEMA("a box", box, box_members);

struct box *box_read(struct reader *r, const struct ynode *n)
{
	struct box *b = ARENA_NEW(r->arena, struct box);

	if (!schema_read(r, &box_schema, n, b))
		return NULL;
	b->file = r->faults->file;
	b->line = n->line;
	b->column = n->column;
	if ((b->issuer == NULL) == (b->greeting == NULL)) {
		fault_add(r->faults, n->line, n->column,
			  "%s: one pattern is wanted, \"issuer\" or \"greeting\"", b->id);
		return NULL;
	}
	return b;
}

bool entry_has_when(const struct entry *e)
{
	return e->when.codes.n > 0 || e->when.enhanced.n > 0 || e->when.text != NULL;
}

/* Rules that concern more than one key. */
static void check_whole(struct reader *r, const struct ynode *n, const struct entry *e)
{
	if (e->severity >= SEVERITY_WARNING && (e->causes.n == 0 || e->fixes.n == 0))
		fault_add(r->faults, n->line, n->column,
			  "%s: a warning or error has causes and fixes", e->id);
	if (entry_has_when(e) && e->samples.n == 0)
		fault_add(r->faults, n->line, n->column, "%s: \"when\" needs samples", e->id);
	if (e->client.text != NULL && e->samples.n == 0)
		fault_add(r->faults, n->line, n->column, "%s: \"client\" needs samples", e->id);
	if (!entry_has_when(e) && e->client.text == NULL &&
	    (e->samples.n > 0 || e->not_samples.n > 0))
		fault_add(r->faults, n->line, n->column,
			  "%s: samples need a \"client\", or a \"when\" with a code, an enhanced "
			  "code or a text",
			  e->id);
}

struct entry *entry_read(struct reader *r, const struct ynode *n)
{
	struct entry *e = ARENA_NEW(r->arena, struct entry);
	size_t before = r->faults->n;

	if (!schema_read(r, &entry_schema, n, e))
		return NULL;
	e->file = r->faults->file;
	e->line = n->line;
	e->column = n->column;
	check_whole(r, n, e);
	return r->faults->n == before ? e : NULL;
}
