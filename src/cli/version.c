#include "config.h"

#include "cli/version.h"

#include "know/knowledge.h"
#include "net/resolver.h"
#include "net/tls.h"
#include "sasl/sasl.h"

#include <uv.h>

void version_write(struct buf *out)
{
	struct arena *a = arena_new();
	struct list faults = {0};
	struct knowledge *k = knowledge_load(NULL, &faults, a);

	buf_printf(out, "smtpscope %s, knowledge of %s\n", PACKAGE_VERSION, knowledge_date(k));
	buf_printf(out, "GnuTLS %s, c-ares %s, libuv %s\n", tls_library_version(),
		   resolver_library_version(), uv_version_string());
	if (sasl_library_version() != NULL)
		buf_printf(out, "libgsasl %s\n", sasl_library_version());
	else
		buf_printf(out, "no libgsasl: %s\n", sasl_missing(sasl_find("SCRAM-SHA-256")));
	knowledge_free(k);
	arena_free(a);
}
