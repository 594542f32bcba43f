#include "style.h"

#include "base/small_file.h"

#include <gnutls/crypto.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { STYLE_MAX = 1 << 16, SHA256 = 32 };

static bool fault(const char *path, const char *why)
{
	fprintf(stderr, "compile: %s: %s\n", path, why);
	return false;
}

static bool is_plain(const struct buf *text)
{
	for (size_t i = 0; i < text->n; i++)
		if ((text->p[i] < ' ' && strchr("\t\n", text->p[i]) == NULL) || text->p[i] > '~' ||
		    strchr("<&", text->p[i]) != NULL)
			return false;
	return true;
}

/* As numbers: a literal must not be that long (C11, 5.2.4.1). */
static void print_text(const struct buf *text)
{
	fputs("const char report_style[] = {", stdout);
	for (size_t i = 0; i < text->n; i++)
		printf("%s%d,", i % 20 == 0 ? "\n\t" : " ", text->p[i]);
	fputs(" 0};\n", stdout);
}

static bool print_hash(const struct buf *text)
{
	unsigned char hash[SHA256];
	gnutls_datum_t in = {hash, sizeof(hash)}, base64;

	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, text->p, text->n, hash) < 0 ||
	    gnutls_base64_encode2(&in, &base64) < 0)
		return false;
	printf("const char report_style_hash[] = \"sha256-%.*s\";\n", (int)base64.size,
	       (const char *)base64.data);
	gnutls_free(base64.data);
	return true;
}

static bool print(const char *path, const struct buf *text)
{
	if (!is_plain(text))
		return fault(path, "printable ASCII without < and & is wanted");
	printf("/* Made by data/compile from data/report.css. */\n#include \"report/style.h\"\n\n");
	print_text(text);
	if (!print_hash(text))
		return fault(path, "cannot be hashed");
	return (fflush(stdout) == 0 && !ferror(stdout)) ||
	       fault(path, "what is made of it cannot be written");
}

bool style_print(const char *path)
{
	struct buf text = {0};
	int error = small_file_read(path, STYLE_MAX, &text);
	bool done = error == 0 ? print(path, &text) : fault(path, strerror(error));

	buf_free(&text);
	return done;
}
