#include "bounce/mime.h"

#include "bounce/fields.h"
#include "config.h"

#include <string.h>

#ifdef HAVE_GMIME

#include <ctype.h>
#include <dlfcn.h>
#include <gmime/gmime.h>
#include <iconv.h>
#include <pthread.h>
#include <strings.h>

/* ---- the library ---- */

/* All that is used of it and of those that it brings along. */
#define SYMBOLS(X)                                                                                 \
	X(g_mime_init)                                                                             \
	X(g_mime_stream_mem_new_with_buffer)                                                       \
	X(g_mime_stream_read)                                                                      \
	X(g_mime_parser_new_with_stream)                                                           \
	X(g_mime_parser_set_persist_stream)                                                        \
	X(g_mime_parser_construct_message)                                                         \
	X(g_mime_parser_options_new)                                                               \
	X(g_mime_parser_options_free)                                                              \
	X(g_mime_parser_options_set_warning_callback)                                              \
	X(g_mime_object_get_header_list)                                                           \
	X(g_mime_object_get_content_type)                                                          \
	X(g_mime_object_get_content_type_parameter)                                                \
	X(g_mime_header_list_get_count)                                                            \
	X(g_mime_header_list_get_header_at)                                                        \
	X(g_mime_header_get_name)                                                                  \
	X(g_mime_header_get_value)                                                                 \
	X(g_mime_content_type_get_media_type)                                                      \
	X(g_mime_content_type_get_media_subtype)                                                   \
	X(g_mime_message_get_mime_part)                                                            \
	X(g_mime_message_part_get_message)                                                         \
	X(g_mime_message_part_get_type)                                                            \
	X(g_mime_multipart_get_count)                                                              \
	X(g_mime_multipart_get_part)                                                               \
	X(g_mime_multipart_get_type)                                                               \
	X(g_mime_part_get_content)                                                                 \
	X(g_mime_part_get_content_encoding)                                                        \
	X(g_mime_part_get_type)                                                                    \
	X(g_mime_data_wrapper_get_stream)                                                          \
	X(g_mime_stream_reset)                                                                     \
	X(g_mime_encoding_init_decode)                                                             \
	X(g_mime_encoding_step)                                                                    \
	X(g_mime_charset_iconv_name)                                                               \
	X(g_type_check_instance_is_a)                                                              \
	X(g_object_unref)

static struct {
	bool is_there;
#define MEMBER(name) __typeof__(name) *name;
	SYMBOLS(MEMBER)
#undef MEMBER
} gm;

static bool find_symbol(void *library, const char *name, void *into)
{
	void *symbol = dlsym(library, name);

	memcpy(into, &symbol, sizeof(symbol));
	return symbol != NULL;
}

/* Once a process; it stays loaded, as GLib cannot be unloaded. */
static void load(void)
{
	void *library = dlopen("libgmime-3.0.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

	if (library == NULL)
		return;
	gm.is_there = true;
#define FIND(name) gm.is_there = find_symbol(library, #name, &gm.name) && gm.is_there;
	SYMBOLS(FIND)
#undef FIND
	if (gm.is_there)
		gm.g_mime_init();
}

static bool is_loaded(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return gm.is_there;
}

static bool is_a(void *object, GType type)
{
	return object != NULL && gm.g_type_check_instance_is_a(object, type);
}

/* ---- one part ---- */

struct walk {
	struct arena *arena;
	struct list *parts, *faults;
};

static void say(struct walk *w, const char *fault)
{
	if (!list_has_string(w->faults, fault))
		list_add_string(w->faults, w->arena, fault);
}

/* What the library makes of a broken message, as far as somebody who looks for the report is told.
 */
static void warned(gint64 offset, GMimeParserWarning warning, const gchar *item, gpointer data)
{
	static const struct {
		GMimeParserWarning warning;
		const char *fault;
	} faults[] = {
		{GMIME_WARN_TRUNCATED_MESSAGE, "the message ends before its last part does"},
		{GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY,
		 "a part that should hold others does not say where they begin"},
		{GMIME_CRIT_NESTING_OVERFLOW,
		 "parts are nested deeper than any honest message: the inner ones were not read"},
	};

	(void)offset;
	(void)item;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].warning == warning)
			say(data, faults[i].fault);
}

static char *lower(char *s)
{
	for (char *p = s; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return s;
}

static const char *type_of(struct arena *a, GMimeObject *o)
{
	GMimeContentType *type = gm.g_mime_object_get_content_type(o);
	const char *main = gm.g_mime_content_type_get_media_type(type);
	const char *sub = gm.g_mime_content_type_get_media_subtype(type);
	char *all =
		arena_printf(a, "%.60s/%.60s", main == NULL ? "" : main, sub == NULL ? "" : sub);

	return lower(all);
}

static struct mime_part *add_part(struct walk *w, const char *type, int depth)
{
	struct mime_part *p = ARENA_NEW(w->arena, struct mime_part);

	p->depth = depth;
	p->type = type;
	return list_append(w->parts, p);
}

static bool is_status(const char *type)
{
	return strstr(type, "delivery-status") != NULL;
}

/* What a report is made of, and what forwarding makes of it; pictures and the like are not. */
static bool is_of_interest(const char *type)
{
	return strncmp(type, "text/", 5) == 0 || strncmp(type, "message/", 8) == 0 ||
	       strcmp(type, "application/octet-stream") == 0;
}

/* ---- encodings ---- */

/* The content as it was sent, up to `max` bytes. */
static void read_raw(GMimePart *part, size_t max, struct buf *raw)
{
	GMimeDataWrapper *content = gm.g_mime_part_get_content(part);
	GMimeStream *stream = content == NULL ? NULL : gm.g_mime_data_wrapper_get_stream(content);
	enum { STEP = 65536 };

	if (stream == NULL)
		return;
	gm.g_mime_stream_reset(stream);
	while (raw->n < max) {
		ssize_t n = gm.g_mime_stream_read(stream, buf_reserve(raw, STEP), STEP);

		if (n <= 0)
			break;
		raw->n += (size_t)n;
	}
	if (raw->n > max)
		raw->n = max;
}

/* The library passes over what is no base64; here somebody is told. */
static bool is_base64(const struct buf *raw)
{
	size_t digits = 0;

	for (size_t i = 0; i < raw->n; i++) {
		char c = raw->p[i];

		if (isalnum((unsigned char)c) || c == '+' || c == '/' || c == '=')
			digits++;
		else if (!isspace((unsigned char)c))
			return false;
	}
	return digits % 4 == 0;
}

static void decode(struct walk *w, GMimeContentEncoding encoding, const struct buf *raw,
		   struct buf *out)
{
	GMimeEncoding state;
	enum { STEP = 4096, GROWTH = 3 * STEP + 64 };

	if (encoding == GMIME_CONTENT_ENCODING_BASE64 && !is_base64(raw))
		say(w, "a part is broken base64: what could be decoded of it was read");
	gm.g_mime_encoding_init_decode(&state, encoding);
	for (size_t at = 0; at < raw->n; at += STEP) {
		size_t n = raw->n - at < STEP ? raw->n - at : STEP;

		out->n += gm.g_mime_encoding_step(&state, raw->p + at, n, buf_reserve(out, GROWTH));
	}
}

/* ---- character sets ---- */

static bool is_utf8(const char *name)
{
	static const char *const names[] = {"utf-8", "utf8",	  "us-ascii",
					    "ascii", "x-unknown", "unknown-8bit"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_casecmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Those that mail is written in: the rest of what iconv() knows is old code that nobody should
 * reach by sending a name. */
static bool is_of_mail(const char *name)
{
	static const char *const beginnings[] = {
		"iso-8859", "iso8859",	   "windows-", "cp12",	 "cp125", "koi8-",    "gb2312",
		"gbk",	    "gb18030",	   "big5",     "shift_", "sjis",  "euc-",     "ks_c_5601",
		"tis-620",  "iso-2022-jp", "latin",    "utf-16", "cp850", "macintosh"};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (strncasecmp(name, beginnings[i], strlen(beginnings[i])) == 0)
			return strlen(name) < 30 && strchr(name, '/') == NULL;
	return false;
}

/* Bytes that are none of the character set stay as they are: they are shown escaped. */
static void convert_all(iconv_t cd, const struct buf *in, struct buf *out)
{
	enum { STEP = 4096 };
	char *from = in->p;
	size_t left = in->n;

	while (left > 0 && out->n < MIME_STATUS_MAX) {
		char *to = buf_reserve(out, STEP);
		size_t room = STEP, step = left < STEP / 8 ? left : STEP / 8, before = step;

		if (iconv(cd, &from, &step, &to, &room) == (size_t)-1 && step == before) {
			*to = *from++;
			room--;
			step--;
			to++;
		}
		out->n += STEP - room;
		left -= before - step;
	}
}

static struct bytes in_utf8(struct walk *w, const char *charset, const struct buf *text)
{
	struct buf out = {0};
	struct bytes converted;
	iconv_t cd = (iconv_t)-1;

	if (charset == NULL || is_utf8(charset))
		return bytes_copy(w->arena, text->p, text->n);
	if (is_of_mail(charset))
		cd = iconv_open("UTF-8", gm.g_mime_charset_iconv_name(charset));
	if (cd == (iconv_t)-1) {
		say(w, "a part is in a character set that is not known here: it was read as it is");
		return bytes_copy(w->arena, text->p, text->n);
	}
	convert_all(cd, text, &out);
	iconv_close(cd);
	converted = bytes_copy(w->arena, out.p, out.n);
	buf_free(&out);
	return converted;
}

/* ---- all parts ---- */

static void read_text(struct walk *w, GMimePart *part, struct mime_part *p)
{
	const char *charset =
		gm.g_mime_object_get_content_type_parameter((GMimeObject *)part, "charset");
	size_t max = is_status(p->type) ? MIME_STATUS_MAX : MIME_TEXT_MAX;
	struct buf raw = {0}, text = {0};

	read_raw(part, 2 * max, &raw);
	decode(w, gm.g_mime_part_get_content_encoding(part), &raw, &text);
	if (text.n > max) {
		say(w, "a part is long: only its first MB was read");
		text.n = max;
	}
	p->text = in_utf8(w, charset, &text);
	buf_free(&raw);
	buf_free(&text);
}

static void read_fields(struct walk *w, GMimeMessage *message, struct mime_part *p)
{
	GMimeHeaderList *headers = gm.g_mime_object_get_header_list((GMimeObject *)message);
	int n = gm.g_mime_header_list_get_count(headers);

	for (int i = 0; i < n && i < MIME_FIELDS_MAX; i++) {
		GMimeHeader *h = gm.g_mime_header_list_get_header_at(headers, i);
		const char *value = gm.g_mime_header_get_value(h);
		struct field *f = ARENA_NEW(w->arena, struct field);

		value = value == NULL ? "" : value;
		f->name = arena_str(w->arena, gm.g_mime_header_get_name(h));
		f->value = bytes_str(w->arena,
				     field_unfold(w->arena,
						  (struct bytes){(char *)value, strlen(value)},
						  MIME_FIELD_MAX));
		list_append(&p->fields, f);
	}
}

static void walk_object(struct walk *w, GMimeObject *o, int depth);

static void walk_message(struct walk *w, GMimeMessage *message, int depth)
{
	struct mime_part *p = add_part(w, "message/rfc822", depth);

	if (message == NULL)
		return;
	read_fields(w, message, p);
	walk_object(w, gm.g_mime_message_get_mime_part(message), depth + 1);
}

static void walk_multipart(struct walk *w, GMimeMultipart *m, int depth)
{
	int n = gm.g_mime_multipart_get_count(m);

	add_part(w, type_of(w->arena, (GMimeObject *)m), depth);
	for (int i = 0; i < n && w->parts->n < MIME_PARTS_MAX; i++)
		walk_object(w, gm.g_mime_multipart_get_part(m, i), depth + 1);
}

static void walk_object(struct walk *w, GMimeObject *o, int depth)
{
	if (o == NULL)
		return;
	if (depth > MIME_DEPTH_MAX || w->parts->n >= MIME_PARTS_MAX) {
		say(w, "the message has more parts than any honest one: the rest was not read");
	} else if (is_a(o, gm.g_mime_multipart_get_type())) {
		walk_multipart(w, (GMimeMultipart *)o, depth);
	} else if (is_a(o, gm.g_mime_message_part_get_type())) {
		walk_message(w, gm.g_mime_message_part_get_message((GMimeMessagePart *)o), depth);
	} else {
		struct mime_part *p = add_part(w, type_of(w->arena, o), depth);

		if (is_of_interest(p->type) && is_a(o, gm.g_mime_part_get_type()))
			read_text(w, (GMimePart *)o, p);
	}
}

static bool parse(struct walk *w, struct bytes text)
{
	GMimeStream *stream = gm.g_mime_stream_mem_new_with_buffer(text.p, text.n);
	GMimeParser *parser = gm.g_mime_parser_new_with_stream(stream);
	GMimeParserOptions *options = gm.g_mime_parser_options_new();
	GMimeMessage *message;

	gm.g_mime_parser_options_set_warning_callback(options, warned, w);
	gm.g_mime_parser_set_persist_stream(parser, TRUE);
	message = gm.g_mime_parser_construct_message(parser, options);
	if (message != NULL) {
		walk_message(w, message, 0);
		gm.g_object_unref(message);
	}
	gm.g_mime_parser_options_free(options);
	gm.g_object_unref(parser);
	gm.g_object_unref(stream);
	return message != NULL;
}

bool mime_read(struct arena *a, struct bytes message, struct list *parts, struct list *faults)
{
	struct walk w = {.arena = a, .parts = parts, .faults = faults};

	if (!is_loaded()) {
		say(&w,
		    "GMime is not installed (package libgmime-3.0-0): encoded parts of messages "
		    "cannot be read");
		return false;
	}
	return parse(&w, message);
}

#else

bool mime_read(struct arena *a, struct bytes message, struct list *parts, struct list *faults)
{
	(void)message;
	(void)parts;
	list_add_string(
		faults, a,
		"this smtpscope was built without GMime (package libgmime-3.0-dev): encoded "
		"parts of messages cannot be read");
	return false;
}

#endif
