#include "http/cert_fault.h"

#include "base/certname.h"
#include "base/clock.h"
#include "base/netaddr.h"
#include "net/certificate.h"

#include <string.h>

enum { NAMES_SHOWN = 3, DATE_LENGTH = sizeof("2026-11-21") - 1 };

static const char *date(struct arena *a, int64_t ms)
{
	char text[CLOCK_TEXT_SIZE];

	return arena_copy(a, clock_text(ms, text), DATE_LENGTH);
}

static bool covers(const struct certificate *c, const char *host)
{
	bool address = address_family(host) != 0;

	LIST_EACH (const struct bytes_item, it, &c->names)
		if (address ? bytes_is(it->b, host) : certname_covers(it->b, host))
			return true;
	return false;
}

static const char *names(struct arena *a, const struct certificate *c)
{
	struct buf b = {0};
	const char *out;
	int n = 0;

	LIST_EACH (const struct bytes_item, it, &c->names) {
		if (n++ == NAMES_SHOWN) {
			buf_str(&b, " ...");
			break;
		}
		buf_printf(&b, "%s%.80s", n > 1 ? ", " : "", text_safe(a, it->b));
	}
	out = b.n > 0 ? arena_str(a, b.p) : "nobody";
	buf_free(&b);
	return out;
}

static struct cert_fault fault(const struct certificate *c, const char *word, const char *words)
{
	return (struct cert_fault){.word = word, .words = words, .not_after = c->not_after};
}

struct cert_fault cert_fault_of(struct arena *a, struct bytes der, const char *host,
				const char *said)
{
	const struct tls_der mine = {(const unsigned char *)der.p, (unsigned)der.n};
	const struct certificate *c = der.n > 0 ? certificate_read(a, mine) : NULL;
	int64_t now = clock_wall_ms();

	if (c == NULL || c->issuer == NULL)
		return (struct cert_fault){.words = said};
	if (!covers(c, host))
		return fault(
			c, "name",
			arena_printf(a, "its certificate is for %s, not for %s (issued by %.200s)",
				     names(a, c), host, c->issuer));
	if (c->not_after < now)
		return fault(c, "expired",
			     arena_printf(a, "its certificate expired on %s (issued by %.200s)",
					  date(a, c->not_after), c->issuer));
	if (c->not_before > now)
		return fault(c, "not-yet-valid",
			     arena_printf(a,
					  "its certificate is not valid before %s: is this "
					  "machine's clock right?",
					  date(a, c->not_before)));
	return fault(c, "untrusted",
		     arena_printf(a,
				  "its certificate was issued by %.200s, whom this machine does "
				  "not trust",
				  c->issuer));
}
