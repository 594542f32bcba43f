#include "interpret/service_ids.h"

#include <string.h>
#include <strings.h>

enum { ID_LEAST = 8, ID_MOST = 64, TIME_LEAST = sizeof("2026-01-09") - 1, TIME_MOST = 40 };

static const char id_letters[] = "0123456789abcdefABCDEF-";
static const char time_letters[] = "0123456789-:.+TZ ";

/* The answer in words, its JSON, the sign-in page and MSAL have four ways to write each. */
static const char *const trace_labels[] = {"trace id", "trace_id", "traceid", "request id", NULL};
static const char *const correlation_labels[] = {"correlation id", "correlation_id",
						 "correlationid", NULL};
static const char *const time_labels[] = {"timestamp", NULL};

/* What stands behind a label, of these letters. */
static struct bytes value_at(const char *p, const char *letters)
{
	p += strspn(p, " \t\"':=");
	return (struct bytes){(char *)p, strspn(p, letters)};
}

static const char *labelled(struct arena *a, const char *text, const char *const *labels,
			    const char *letters, size_t least, size_t most)
{
	for (; *labels != NULL; labels++)
		for (const char *p = text; (p = strcasestr(p, *labels)) != NULL;) {
			struct bytes v = value_at(p += strlen(*labels), letters);

			while (v.n > 0 && v.p[v.n - 1] == ' ')
				v.n--;
			if (v.n >= least && v.n <= most)
				return arena_copy(a, v.p, v.n);
		}
	return NULL;
}

/* Other services use the same words otherwise. Some pages of Entra leave the letters before the
 * number out. */
static bool is_entras(const char *text)
{
	return strcasestr(text, "AADSTS") != NULL || (strcasestr(text, "error code:") != NULL &&
						      strcasestr(text, "correlation id:") != NULL);
}

struct service_ids service_ids_in(struct arena *a, struct bytes bytes)
{
	const char *text = arena_copy(a, bytes.p, bytes.n);

	if (!is_entras(text))
		return (struct service_ids){0};
	return (struct service_ids){
		.trace = labelled(a, text, trace_labels, id_letters, ID_LEAST, ID_MOST),
		.correlation = labelled(a, text, correlation_labels, id_letters, ID_LEAST, ID_MOST),
		.time = labelled(a, text, time_labels, time_letters, TIME_LEAST, TIME_MOST),
	};
}

static void add(struct buf *out, const char *what, const char *value)
{
	if (value != NULL)
		buf_printf(out, "%s%s %s", out->n == 0 ? "" : ", ", what, value);
}

const char *service_ids_line(struct arena *a, const struct service_ids *ids)
{
	struct buf out = {0};
	const char *line;

	add(&out, "correlation id", ids->correlation);
	add(&out, "trace id", ids->trace);
	add(&out, "time", ids->time);
	if (out.n == 0)
		return NULL;
	line = arena_printf(a, "for Microsoft's support: %.*s", (int)out.n, out.p);
	buf_free(&out);
	return line;
}
