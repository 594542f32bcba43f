#include "cli/bundle.h"

#include "cli/common.h"
#include "cli/deliver.h"
#include "cli/tarball.h"
#include "report/chain.h"
#include "report/report.h"

#include <stdio.h>

/* The reports that whoever opens the archive is served with. */
static const struct member {
	const char *format, *name;
} members[] = {{"json", "record.json"}, {"html", "report.html"}, {"markdown", "ticket.md"}};

enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

const char *bundle_fault(void)
{
	struct buf none = {0};
	const char *fault = NULL;
	struct tarball *t = tarball_new(&none, 0, &fault);

	if (t != NULL)
		tarball_end(t);
	buf_free(&none);
	return fault;
}

/* The terminal's width and colours do not count in a file. */
static struct report_options report_options(const struct cli_options *o)
{
	struct cli_options of_file = *o;

	of_file.output = o->bundle;
	return report_options_of(&of_file);
}

/* A certificate cannot be had without the names in it. */
static const char *add_chain(struct tarball *t, const char *path, const struct cli_options *o,
			     const struct record *r, const struct interpretation *i)
{
	struct buf chain = {0};
	const char *why = NULL;

	if (o->redact == REDACT_NAMES)
		why = "certificates are full of names (--redact names)";
	else if (!chain_write(&chain, r, i))
		why = "the record holds no certificate";
	else
		tarball_add(t, path, &chain);
	buf_free(&chain);
	return why;
}

static void add_reports(struct tarball *t, struct arena *a, const char *folder,
			const struct cli_options *o, const struct record *r,
			const struct interpretation *i, const struct knowledge *k)
{
	const struct report_options options = report_options(o);

	for (size_t n = 0; n < MEMBERS; n++) {
		struct buf text = {0};

		reporter_find(members[n].format)->write(&text, r, i, k, &options);
		tarball_add(t, arena_printf(a, "%s/%s", folder, members[n].name), &text);
		buf_free(&text);
	}
}

int bundle_write(struct arena *a, const struct cli_options *o, const struct record *r,
		 const struct interpretation *i, const struct knowledge *k)
{
	const char *folder = deliver_name(a, r), *fault = NULL, *lacks;
	struct buf out = {0};
	struct tarball *t = tarball_new(&out, r->started, &fault);
	int rc;

	if (t == NULL)
		return complain(arena_printf(a, "--bundle: %s", fault)), -1;
	add_reports(t, a, folder, o, r, i, k);
	lacks = add_chain(t, arena_printf(a, "%s/chain.pem", folder), o, r, i);
	rc = tarball_end(t);
	if (rc != 0)
		fault = "--bundle: libarchive cannot write this archive";
	else
		rc = output_write(a, o->bundle, output_how(o, "json"), &out, &fault);
	buf_free(&out);
	if (rc != 0)
		return complain(fault), -1;
	if (lacks != NULL && o->verbosity >= 0)
		fprintf(stderr, "smtpscope: %s has no chain.pem: %s\n", shown(a, o->bundle), lacks);
	return 0;
}
