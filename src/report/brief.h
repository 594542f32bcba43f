/* brief.h - a result in one short line: target, verdict, owner, times (data/brief.schema.json)
 *
 * What a sweep writes with --brief, what lists and summaries of many results are made of. One table
 * serves both directions, and members are called as in the report. */
#ifndef SMTPSCOPE_REPORT_BRIEF_H
#define SMTPSCOPE_REPORT_BRIEF_H

#include "report/report.h"

#define BRIEF_SCHEMA "smtpscope.brief/1"

enum { BRIEF_SIZE_MAX = 64 * 1024 }; /* bytes of a line that may be one */

/* Texts are those of the record and of its interpretation, or in the arena that it was read into.
 */
struct brief {
	const char *input, *key, *tag, *host, *provider; /* as in struct record */
	enum verdict_status status;
	const char *finding, *of_case; /* its id; the way in which it shows, or NULL */
	enum owner owner;
	enum certainty certainty;
	int stage, port; /* where it was seen: enum stage_id, or -1; 0: of the whole target */
	const char *summary;
	struct list works; /* of struct works */
	int64_t started;   /* date */
	double duration_ms, lag_ms;
	const char *tls_version; /* NULL: no handshake came so far */
	int64_t certificate_end; /* date: the first of the certificates in use; 0: none was seen */
};

struct brief brief_of(const struct record *r, const struct interpretation *i);

/* What people know the target by: with what was said of it in the list of a sweep. */
const char *brief_name(const struct brief *b);

/* One JSON object and a newline. */
void brief_write(struct buf *out, const struct record *r, const struct interpretation *i);

/* Whether a line may be one, without a look at what it is. */
bool brief_claims(const char *line, size_t n);

/* Fills *b, whose texts are harmless, from a line of brief_write(): 0; -1, with one line in *fault
 * (arena), where it is a wrong one; 1 where it is something else. */
int brief_read(struct arena *a, const char *line, size_t n, struct brief *b, const char **fault);

#endif
