/* What reports say of a domain. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include "record/record_json.h"
#include "report/domain_table.h"
#include "report/report.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	struct domain_zone *z = zone_new("example.org", 
	"example.org MX 10 mx.example.org\n"
	"example.org TXT \"v=spf1 include:a.example include:b.example a mx ip4:192.0.2.0/24 ip4:198.51.100.0/24 ip4:203.0.113.0/24 ~all\"\n"
	"a.example TXT \"v=spf1 include:c.example include:d.example a:x.example -all\"\n"
	"b.example TXT \"v=spf1 include:c.example include:d.example include:nix.example redirect=b.example\"\n"
	"c.example TXT \"v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 ip4:203.0.113.0/24 a:c.example exists:%{i}.c.example -all\"\n"
	"d.example TXT \"v=spf1 ip4:192.0.2.300/24 ip4:198.51.100.0/24 ip4:203.0.113.0/24 a:c.example -all\"\n"
	"mx.example.org A 192.0.2.1\n"
	"1.2.0.192.in-addr.arpa PTR mx.example.org\n");
	struct buf out = {0};
	struct report_options o = {.columns = 80, .verbosity = argc > 2 ? 1:0};
	load(NULL);(void)unload;
	zone_read(z, knowledge);
	reporter_find(argv[1])->write(&out, z->record, z->i, knowledge, &o);
	puts(out.p);
	return 0;
}
