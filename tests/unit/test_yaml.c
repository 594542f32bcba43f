#include "unit.h"

#include "know/layer.h"

#include <string.h>

/* A sound entry, to be followed by what is wrong; 8 lines. */
#define ENTRY                                                                                      \
	"- id: some-id\n"                                                                          \
	"  severity: error\n"                                                                      \
	"  certainty: likely\n"                                                                    \
	"  owner: you\n"                                                                           \
	"  meaning: It is so.\n"                                                                   \
	"  causes: [One cause]\n"                                                                  \
	"  fixes: [One fix]\n"                                                                     \
	"  references: [{source: RFC 5321, as_of: 2008-10}]\n"
#define TITLED ENTRY "  title: The server is down\n"

/* Sixty words, and columns. */
#define TEN_WORDS   "a b c d e f g h i j "
#define SIXTY_WORDS TEN_WORDS TEN_WORDS TEN_WORDS TEN_WORDS TEN_WORDS TEN_WORDS

struct load {
	struct layer layer;
	struct list links, list;
	struct faults faults;
	struct reader reader;
};

static struct load *load(struct arena *a, const char *folder, const char *text, size_t len)
{
	struct load *l = ARENA_NEW(a, struct load);

	l->faults = (struct faults){.list = &l->list, .arena = a, .file = "f.yaml"};
	l->reader = (struct reader){.arena = a, .faults = &l->faults, .links = &l->links};
	layer_read(&l->layer, &l->reader, folder, text, len);
	return l;
}

static const char *all_faults(struct arena *a, const struct load *l)
{
	const char *all = "";

	LIST_EACH (struct string_item, it, &l->list)
		all = arena_printf(a, "%s%s\n", all, it->s);
	return all;
}

static void a_sound_entry_has_no_faults(void **state)
{
	struct load *l = load(*state, "findings", TITLED, strlen(TITLED));

	assert_string_equal(all_faults(*state, l), "");
	assert_int_equal(l->layer.entries.n, 1);
}

static void every_fault_is_named_with_line_and_column(void **state)
{
	static const struct {
		const char *label, *text, *faults;
	} cases[] = {
		{"nothing", "# only a comment\n", "f.yaml:2:1: nothing in this file\n"},
		{"no YAML", "- id: a\n  title: b: c\n",
		 "f.yaml:2:11: mapping values are not allowed in this context\n"},
		{"not UTF-8", "- id: \xff\n", "f.yaml:1:7: invalid leading UTF-8 octet\n"},
		{"two documents", "- a\n---\n- b\n", "f.yaml:2:1: a second document\n"},
		{"an anchor", "- id: &x a\n", "f.yaml:1:7: anchors are not used here\n"},
		{"an alias", "- id: *x\n", "f.yaml:1:7: aliases are not used here\n"},
		{"a tag", "- id: !!str a\n", "f.yaml:1:7: tags are not used here\n"},
		{"a list as key", "- [a]: b\n", "f.yaml:1:3: a key must be text\n"},
		{"a NUL byte", "- id: \"a\\0b\"\n", "f.yaml:1:7: a NUL byte in a text\n"},
		{"too deep", "[[[[[[[[[[]]]]]]]]]]\n", "f.yaml:1:9: nested too deep\n"},
		{"no list", "id: a\n",
		 "f.yaml:1:1: a list of mappings is wanted here, not a mapping\n"},
		{"no mapping", "- a\n", "f.yaml:1:3: an entry is wanted here, not text\n"},
		{"unknown key", TITLED "  severty: ok\n",
		 "f.yaml:10:3: unknown key \"severty\" in an entry; did you mean \"severity\"?\n"},
		{"unlike any key", TITLED "  colour: red\n",
		 "f.yaml:10:3: unknown key \"colour\" in an entry\n"},
		{"unknown key inside", TITLED "  when: {kode: 535}\n  samples: [535 no]\n",
		 "f.yaml:10:10: unknown key \"kode\" in a \"when\"; did you mean \"code\"?\n"},
		{"key twice", TITLED "  title: Again\n",
		 "f.yaml:10:3: key \"title\" again; it stands in line 9 already\n"},
		{"missing key", ENTRY, "f.yaml:1:3: an entry without \"title\"\n"},
		{"id twice", TITLED TITLED,
		 "f.yaml:10:3: id \"some-id\" again; it stands in f.yaml line 1 already\n"},
		{"bad id",
		 "- {id: A b, severity: ok, certainty: likely, owner: you, title: t,\n"
		 "   meaning: m, references: [{source: s, as_of: 2020}]}\n",
		 "f.yaml:1:8: id: an id has small letters, digits, dashes and dots, 60 at the "
		 "most\n"},
		{"bad enum", ENTRY "  title: T\n  when: {stage: auht, code: 535}\n  samples: [x]\n",
		 "f.yaml:10:17: stage \"auht\" is not one of tcp, proxy, banner, ehlo, starttls, "
		 "tls, "
		 "ehlo-again, auth, envelope, message, noop, quit\n"},
		{"text for list of mappings", ENTRY "  title: T\n  when: never\n",
		 "f.yaml:10:9: a \"when\" is wanted here, not text\n"},
		{"list for text", ENTRY "  title: [a, b]\n",
		 "f.yaml:9:10: text is wanted here, not a list\n"},
		{"empty text", ENTRY "  title:\n", "f.yaml:9:9: nothing is written here\n"},
		{"empty list", TITLED "  also: []\n", "f.yaml:10:9: an empty list\n"},
		{"long title", ENTRY "  title: " SIXTY_WORDS "\n",
		 "f.yaml:9:10: title: 119 columns with usual values filled in; 79 is the most\n"},
		{"title long once filled",
		 ENTRY
		 "  title: 123456789 123456789 123456789 123456789 123456789 12345678 {mailbox} "
		 "{ports}\n",
		 "f.yaml:9:10: title: 87 columns with usual values filled in; 79 is the most\n"},
		{"unknown placeholder", ENTRY "  title: It is {hosst} for {a b} and {\n",
		 "f.yaml:9:10: title: unknown placeholder {hosst}; did you mean {host}?\n"},
		{"code with a hole", TITLED "  when: {code: 5x5}\n  samples: [535 no]\n",
		 "f.yaml:10:16: code: an x in a reply code stands at its end only\n"},
		{"short code", TITLED "  when: {code: [535, 53]}\n  samples: [535 no]\n",
		 "f.yaml:10:22: code: a reply code is three digits from 200 to 599\n"},
		{"enhanced code of two numbers",
		 TITLED "  when: {enhanced: 5.7}\n  samples: [535 no]\n",
		 "f.yaml:10:20: enhanced: an enhanced code has three numbers, or x for any: 5.7.8, "
		 "x.7.8\n"},
		{"enhanced code of another class",
		 TITLED "  when: {enhanced: 3.7.8}\n  samples: [535 no]\n",
		 "f.yaml:10:20: enhanced: an enhanced code begins with 2, 4, 5 or x and a dot\n"},
		{"bad pattern", TITLED "  when: {text: '(a|b'}\n  samples: [ab]\n",
		 "f.yaml:10:16: text: missing closing parenthesis at offset 4 of the pattern\n"},
		{"bad command", TITLED "  when: {command: FROM, code: 550}\n  samples: [550 no]\n",
		 "f.yaml:10:19: command: not a command of SMTP in capitals\n"},
		{"bad date",
		 "- {id: a, severity: ok, certainty: likely, owner: you, title: t, meaning: m,\n"
		 "   references: [{source: s, as_of: 2020-13}]}\n",
		 "f.yaml:2:36: as_of: a date is YYYY, YYYY-MM or YYYY-MM-DD\n"},
		{"when without samples", TITLED "  when: {code: 535}\n",
		 "f.yaml:1:3: some-id: \"when\" needs samples\n"},
		{"samples without when", TITLED "  samples: [535 no]\n",
		 "f.yaml:1:3: some-id: samples need a \"client\", or a \"when\" with a code, an "
		 "enhanced code or a text\n"},
		{"client without samples", TITLED "  client: {text: refused}\n",
		 "f.yaml:1:3: some-id: \"client\" needs samples\n"},
		{"an error without advice",
		 "- {id: a, severity: error, certainty: likely, owner: you, title: t, meaning: m,\n"
		 "   references: [{source: s, as_of: 2020}]}\n",
		 "f.yaml:1:3: a: a warning or error has causes and fixes\n"},
		{"all at once", "- id: a\n  severty: ok\n- b\n- id: [a]\n",
		 "f.yaml:2:3: unknown key \"severty\" in an entry; did you mean \"severity\"?\n"
		 "f.yaml:1:3: an entry without \"severity\"\n"
		 "f.yaml:1:3: an entry without \"certainty\"\n"
		 "f.yaml:1:3: an entry without \"owner\"\n"
		 "f.yaml:1:3: an entry without \"title\"\n"
		 "f.yaml:1:3: an entry without \"meaning\"\n"
		 "f.yaml:1:3: an entry without \"references\"\n"
		 "f.yaml:3:3: an entry is wanted here, not text\n"
		 "f.yaml:4:7: text is wanted here, not a list\n"
		 "f.yaml:4:3: an entry without \"severity\"\n"
		 "f.yaml:4:3: an entry without \"certainty\"\n"
		 "f.yaml:4:3: an entry without \"owner\"\n"
		 "f.yaml:4:3: an entry without \"title\"\n"
		 "f.yaml:4:3: an entry without \"meaning\"\n"
		 "f.yaml:4:3: an entry without \"references\"\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct load *l = load(*state, "findings", cases[i].text, strlen(cases[i].text));

		print_message("  %s\n", cases[i].label);
		assert_string_equal(all_faults(*state, l), cases[i].faults);
	}
}

static void a_faulty_entry_is_left_out(void **state)
{
	static const char text[] = ENTRY TITLED;
	struct load *l = load(*state, "findings", text, strlen(text));

	assert_int_equal(l->list.n, 1);
	assert_int_equal(l->layer.entries.n, 1);
}

static void a_meaning_has_fewer_than_sixty_words(void **state)
{
	static const char text[] =
		"- {id: a, severity: ok, certainty: likely, owner: you, title: t,\n"
		"   meaning: " SIXTY_WORDS ",\n"
		"   references: [{source: s, as_of: 2020}]}\n";
	struct load *l = load(*state, "findings", text, strlen(text));

	assert_string_equal(all_faults(*state, l),
			    "f.yaml:2:13: meaning: 60 words; 59 is the most\n");
}

static void faults_of_a_profile_are_named(void **state)
{
	static const struct {
		const char *label, *text, *faults;
	} cases[] = {
		{"bad port",
		 "- {id: a, title: A, purpose: mx, offers: [{port: 70000, tls: none}],\n"
		 "   references: [{source: s, as_of: 2020}]}\n",
		 "f.yaml:1:50: a port is a number from 1 to 65535\n"},
		{"bad TLS mode",
		 "- {id: a, title: A, purpose: mx, offers: [{port: 25, tls: ssl}],\n"
		 "   references: [{source: s, as_of: 2020}]}\n",
		 "f.yaml:1:59: tls \"ssl\" is not one of starttls, implicit, none\n"},
		{"bad host",
		 "- {id: a, title: A, purpose: mx, offers: [{port: 25, tls: none}],\n"
		 "   hosts: [Mail.example.org], references: [{source: s, as_of: 2020}]}\n",
		 "f.yaml:2:12: hosts: a host name in small letters, with * for any label, or a "
		 "dot and what names end in\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct load *l = load(*state, "providers", cases[i].text, strlen(cases[i].text));

		print_message("  %s\n", cases[i].label);
		assert_string_equal(all_faults(*state, l), cases[i].faults);
	}
}

static void a_file_has_a_largest_size(void **state)
{
	size_t len = YAMLDOC_SIZE_MAX + 1;
	char *text = arena_alloc(*state, len);
	struct load *l;

	memset(text, '\n', len);
	l = load(*state, "findings", text, len);
	assert_string_equal(all_faults(*state, l), "f.yaml:1:1: larger than 1048576 bytes\n");
}

static void the_number_of_faults_has_an_end(void **state)
{
	enum { ITEMS = FAULTS_MAX + 500 };
	char *text = arena_alloc(*state, 4 * ITEMS);
	struct load *l;

	for (size_t i = 0; i < ITEMS; i++)
		memcpy(text + 4 * i, "- a\n", 4);
	l = load(*state, "findings", text, 4 * ITEMS);
	assert_int_equal(l->list.n, FAULTS_MAX);
	assert_int_equal(l->faults.n, ITEMS);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(a_sound_entry_has_no_faults),
	UNIT_TEST(every_fault_is_named_with_line_and_column),
	UNIT_TEST(a_faulty_entry_is_left_out),
	UNIT_TEST(a_meaning_has_fewer_than_sixty_words),
	UNIT_TEST(faults_of_a_profile_are_named),
	UNIT_TEST(a_file_has_a_largest_size),
	UNIT_TEST(the_number_of_faults_has_an_end),
};

UNIT_MAIN(tests)
