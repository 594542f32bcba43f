/* json.c - the report as one JSON document (DESIGN section 6; data/report.schema.json) */
#include "interpret/finding_shapes.h"
#include "interpret/sent.h"
#include "record/record_json.h"
#include "report/domain.h"
#include "report/finding_json.h"
#include "report/offers.h"
#include "report/recommended.h"
#include "report/report.h"
#include "report/tried.h"
#include "report/way.h"

static void sent(struct jsonw *w, const struct sent *s)
{
	if (s == NULL)
		return;
	jsonw_key(w, "message");
	shape_write(w, &sent_shape, s);
}

static void firewall(struct jsonw *w, const struct firewall *f)
{
	if (firewall_is_empty(f))
		return;
	jsonw_key(w, "firewall");
	shape_write(w, &firewall_shape, f);
}

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	struct jsonw w = {.out = out, .pretty = !o->one_line};

	jsonw_begin_object(&w);
	record_write(&w, r);
	jsonw_key(&w, "findings");
	jsonw_begin_array(&w);
	LIST_EACH (const struct finding, f, &i->findings) {
		finding_json(&w, f);
	}
	jsonw_end_array(&w);
	verdict_json(&w, &i->verdict);
	domain_json(&w, i->study);
	tried_json(&w, i);
	way_json(&w, i->way);
	sent(&w, i->sent);
	firewall(&w, &i->firewall);
	offers_json(&w, r, k);
	recommended_json(&w, r, i, k, o);
	jsonw_end_object(&w);
	buf_char(out, '\n');
}

const struct reporter reporter_json = {.name = "json", .write = write};
