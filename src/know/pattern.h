/* pattern.h - compiled PCRE2 patterns: caseless, UTF, with match limits */
#ifndef SMTPSCOPE_KNOW_PATTERN_H
#define SMTPSCOPE_KNOW_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct pattern;

enum { PATTERN_SOURCE_MAX = 2500, PATTERN_SUBJECT_MAX = 4096, PATTERN_FAULT_SIZE = 160 };

/* NULL, and why and where in `fault`, for what PCRE2 does not accept. */
struct pattern *pattern_compile(const char *source, char fault[PATTERN_FAULT_SIZE]);
struct pattern *pattern_free(struct pattern *p); /* takes NULL, returns NULL */

/* False also where a limit was hit: hostile text matches nothing. */
bool pattern_match(const struct pattern *p, const char *text, size_t len);

/* The same, and which bytes matched: at[0] up to at[1]. */
bool pattern_find(const struct pattern *p, const char *text, size_t len, size_t at[2]);

/* Room for `n` patterns that are compiled when they are first asked for. Threads may ask. */
struct pattern_cache;
struct pattern_cache *pattern_cache_new(size_t n);
struct pattern_cache *pattern_cache_free(struct pattern_cache *c); /* takes NULL, returns NULL */

/* What is compiled from here on is compiled to machine code, where that can be had: it takes ten
 * times as long and pays for many texts. */
void pattern_cache_expect_many(struct pattern_cache *c);

/* Pattern `number`; `source` is known to be sound. Owned by the cache. */
const struct pattern *pattern_cache_get(struct pattern_cache *c, size_t number, const char *source);

#endif
