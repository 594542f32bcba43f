#include "cli/hiding.h"

#include "base/own_file.h"
#include "base/random.h"
#include "base/small_file.h"
#include "cli/common.h"
#include "know/public.h"

#include <gnutls/crypto.h>
#include <string.h>

enum { KEY_FILE_MIN = 16, KEY_FILE_MAX = 4096, LOCK_PATIENCE_MS = 1000 };

/* Whatever is in the file, without the end of its line: a copy by mail is the same key. */
static bool take_key(struct buf *text, unsigned char key[REDACT_KEY])
{
	while (text->n > 0 && strchr("\r\n", text->p[text->n - 1]) != NULL)
		text->n--;
	return text->n >= KEY_FILE_MIN &&
	       gnutls_hash_fast(GNUTLS_DIG_SHA256, text->p, text->n, key) >= 0;
}

/* Who has the key can try names. Said once, of however many reports. */
static void warn_of_shared_key(struct arena *a, const char *file)
{
	static bool warned;

	if (!warned)
		warn_of_readers(a, file);
	warned = true;
}

static bool shared_key(struct arena *a, const char *file, unsigned char key[REDACT_KEY],
		       const char **fault)
{
	struct buf text = {.secret = true};
	int error = small_file_read(file, KEY_FILE_MAX, &text);
	bool good = error == 0 && take_key(&text, key);

	buf_free(&text);
	if (good)
		warn_of_shared_key(a, file);
	if (error != 0)
		*fault = arena_printf(a, "--redact-key: cannot read %s: %s", shown(a, file),
				      strerror(error));
	else if (!good)
		*fault = arena_printf(a,
				      "--redact-key: %s holds fewer than %d bytes: make one with "
				      "openssl rand -hex 32",
				      shown(a, file), KEY_FILE_MIN);
	return good;
}

static bool make_key(struct arena *a, struct own_file *f, struct buf *text)
{
	unsigned char raw[REDACT_KEY];

	random_bytes(raw, sizeof(raw));
	buf_clear(text);
	buf_printf(text, "%s\n", text_hex(a, raw, sizeof(raw)));
	return own_file_replace(f, text);
}

static bool read_or_make(struct arena *a, struct own_file *f, unsigned char key[REDACT_KEY])
{
	struct buf text = {.secret = true};
	int there = own_file_read(f, KEY_FILE_MAX, &text);
	bool good = there > 0 || (there == 0 && make_key(a, f, &text));

	if (good && !take_key(&text, key)) {
		own_file_fault(f, "holds no key: remove it, and a new one is made");
		good = false;
	}
	buf_free(&text);
	return good;
}

static bool own_key(struct arena *a, unsigned char key[REDACT_KEY], const char **fault)
{
	struct own_file f = {.arena = a,
			     .folder = options_state_path(a),
			     .name = "redact-key",
			     .make_folder = true,
			     .is_private = true,
			     .folder_fd = -1,
			     .lock_fd = -1};
	bool good = false;

	*fault = "there is no home directory (HOME, XDG_STATE_HOME)";
	if (f.folder == NULL)
		return false;
	if (own_file_open(&f) && own_file_lock(&f, LOCK_PATIENCE_MS))
		good = read_or_make(a, &f, key);
	*fault = f.fault;
	own_file_close(&f);
	return good;
}

/* Two reports of one run share it even where nothing can be kept. */
static void key_of_this_run(struct arena *a, const char *why, unsigned char key[REDACT_KEY])
{
	static unsigned char made[REDACT_KEY];
	static bool is_made;

	if (!is_made) {
		random_bytes(made, sizeof(made));
		output_warning(arena_printf(a,
					    "%s: the pseudonyms of this run are of its own, and do "
					    "not compare with others",
					    why));
	}
	is_made = true;
	memcpy(key, made, sizeof(made));
}

int hiding_begin(struct arena *a, const struct cli_options *o, const struct knowledge *k,
		 struct redact_rules *rules, const char **fault)
{
	const char *why;

	if (o->redact != REDACT_NAMES)
		return 0;
	public_rules(k, rules);
	if (o->redact_key != NULL)
		return shared_key(a, o->redact_key, rules->key, fault) ? 1 : -1;
	if (!own_key(a, rules->key, &why))
		key_of_this_run(a, why, rules->key);
	return 1;
}
