#include "report/firewall.h"

#include "base/text.h"
#include "report/words.h"
#include "smtp/address.h"

#include <string.h>

enum { LABEL = 2, BODY = 22, SHOWN = 8 };

static bool verbose(const struct page *p)
{
	return p->options->verbosity > 0;
}

/* ---- connections ---- */

static const char *when(struct arena *a, int64_t at)
{
	return at == 0 ? "" : second_words(a, at);
}

/* "192.0.2.7 -> 198.51.100.1 587/tcp (smtp.example.org)" */
static const char *path(struct arena *a, const struct attempt *t)
{
	const char *line =
		arena_printf(a, "%s -> %s %d/tcp", t->source != NULL ? t->source : "this machine",
			     t->address, t->port);

	return strcmp(t->host, t->address) == 0 ? line : arena_printf(a, "%s (%s)", line, t->host);
}

static const char *what_happened(struct arena *a, const struct attempt *t)
{
	if (t->passage == PASSAGE_OPEN && t->rtt_ms > 0)
		return arena_printf(a, "TCP handshake completed, round trip %.*f ms",
				    t->rtt_ms < 1 ? 2 : 1, t->rtt_ms);
	if (t->passage == PASSAGE_OPEN)
		return "TCP handshake completed";
	return arena_printf(a, "sent: %s; got: %s", t->sent, t->answer);
}

static void attempt(const struct page *p, const struct attempt *t)
{
	page_labelled(p, LABEL, when(p->arena, t->at), BODY, path(p->arena, t));
	page_labelled(p, LABEL, "", BODY, what_happened(p->arena, t));
	if (t->hop != NULL)
		page_labelled(p, LABEL, "", BODY, t->hop);
	if (t->remark != NULL)
		page_labelled(p, LABEL, "", BODY, t->remark);
}

/* Where something is to be opened, one connection that was let through is enough to compare with.
 */
static void attempts(const struct page *p, const struct firewall *f)
{
	size_t shown = 0, open = 0;

	LIST_EACH (const struct attempt, t, &f->attempts) {
		if (!f->proof && !verbose(p) && t->passage == PASSAGE_OPEN && open++ > 0)
			continue;
		if (shown++ == SHOWN && !verbose(p)) {
			page_labelled(p, LABEL, "", BODY, "and more: see -v");
			return;
		}
		attempt(p, t);
	}
}

/* ---- what to open ---- */

static bool is_name(const char *host)
{
	return address_family(host) == 0;
}

/* As firewalls write them: a star for what comes before. */
static const char *names(struct arena *a, const struct list *names)
{
	const char *all = "";

	LIST_EACH (const struct string_item, it, names)
		all = arena_printf(a, "%s%s%s%s", all, *all == '\0' ? "" : ", ",
				   it->s[0] == '.' ? "*" : "", it->s);
	return all;
}

static const char *published(struct arena *a, const struct allowing *it)
{
	return arena_printf(a, "(%s, as of %s)", it->source, it->as_of);
}

/* From the left edge on: a link that is broken is none. */
static void link_to(const struct page *p, const char *url)
{
	if (url != NULL)
		page_paragraph(p, 0, url);
}

static void ranges(const struct page *p, const struct allowing *it)
{
	page_paragraph(p, LABEL,
		       arena_printf(p->arena,
				    "Allow by name where the firewall can: %s. Where it cannot, "
				    "allow the ranges that are published %s, not the addresses of "
				    "today%s",
				    names(p->arena, &it->names), published(p->arena, it),
				    verbose(p) ? ":"
					       : arena_printf(p->arena, ": smtpscope providers %s",
							      it->provider)));
	if (verbose(p))
		page_paragraph(p, 2 * LABEL, page_joined(p, &it->ranges));
	if (it->unlisted.n > 0)
		page_paragraph(p, LABEL,
			       arena_printf(p->arena,
					    "%s is in none of them: look at today's list first.",
					    page_joined(p, &it->unlisted)));
	if (verbose(p) || it->unlisted.n > 0)
		link_to(p, it->url);
}

static void no_ranges(const struct page *p, const struct allowing *it)
{
	page_paragraph(p, LABEL,
		       arena_printf(p->arena, "Allow by name where the firewall can: %s. %s %s",
				    names(p->arena, &it->names), it->note,
				    published(p->arena, it)));
	link_to(p, it->url);
}

static const struct allowing *allowing_for(const struct firewall *f, const char *host)
{
	LIST_EACH (const struct allowing, it, &f->allowing)
		if (strcmp(it->host, host) == 0)
			return it;
	return NULL;
}

/* One sentence for all hosts of which nothing is published. */
static void by_name(const struct page *p, const struct firewall *f)
{
	struct list hosts = {0};

	LIST_EACH (const struct request, r, &f->requests)
		if (rule_names_the_server(r->ask) && is_name(r->host) &&
		    allowing_for(f, r->host) == NULL && !list_has_string(&hosts, r->host))
			list_add_string(&hosts, p->arena, r->host);
	if (hosts.n > 0)
		page_paragraph(p, LABEL,
			       arena_printf(p->arena,
					    "Allow by name where the firewall can: %s. The "
					    "addresses are those of today.",
					    page_joined(p, &hosts)));
}

static void how_to_allow(const struct page *p, const struct firewall *f)
{
	LIST_EACH (const struct allowing, it, &f->allowing) {
		if (it->ranges.n > 0)
			ranges(p, it);
		else
			no_ranges(p, it);
	}
	by_name(p, f);
}

static void blocks(const struct page *p, const struct firewall *f)
{
	LIST_EACH (const struct block, b, &f->blocks) {
		const char *text = arena_printf(
			p->arena, "%s blocks just these ports for its customers.", b->title);

		if (b->lifting != NULL)
			text = arena_printf(p->arena, "%s To have them open: %s.", text,
					    b->lifting);
		if (b->instead != NULL)
			text = arena_printf(p->arena, "%s Instead: %s.", text, b->instead);
		page_paragraph(
			p, LABEL,
			arena_printf(p->arena, "%s (%s, as of %s)", text, b->source, b->as_of));
	}
}

/* ---- what it proves ---- */

static void limits_of_proof(const struct page *p, const struct firewall *f)
{
	if (f->proof && firewall_count(f, PASSAGE_OPEN) > 0)
		page_paragraph(
			p, LABEL,
			"A completed handshake proves that TCP passes both ways. It does not "
			"prove who answered (a proxy on the way may), nor SMTP, TLS or "
			"login.");
}

/* Whoever has to act, if it is one for all. */
static const char *reader(const struct firewall *f)
{
	static const char *const readers[] = {
		[ASK_NOTHING] = "the network admin",
		[ASK_OUTGOING] = "the network admin",
		[ASK_CARRIER] = "the internet provider",
		[ASK_LOCAL] = "the admin of this machine",
		[ASK_INCOMING] = "the admin of the server's firewall",
		[ASK_ROUTE] = "the network admin",
		[ASK_INSPECTION] = "the network admin",
		[ASK_SEARCH] = "the network admin, or the server's",
	};
	enum ask ask = ASK_NOTHING;

	LIST_EACH (const struct request, r, &f->requests) {
		if (ask != ASK_NOTHING && r->ask != ask)
			return "the network admin";
		ask = r->ask;
	}
	return readers[ask];
}

static void heading(const struct page *p, const struct record *r, const struct firewall *f)
{
	const char *host =
		r->hostname == NULL ? "" : arena_printf(p->arena, "from %s, ", r->hostname);

	page_section(p, arena_printf(p->arena, "For %s (%stimes in UTC)", reader(f), host));
}

/* What is wanted, then what it rests on, then how to write the rule. */
void firewall_text(const struct page *p, const struct record *r, const struct firewall *f)
{
	if (firewall_is_empty(f))
		return;
	heading(p, r, f);
	LIST_EACH (const struct request, it, &f->requests)
		page_paragraph(p, LABEL, it->sentence);
	attempts(p, f);
	how_to_allow(p, f);
	blocks(p, f);
	limits_of_proof(p, f);
}
