"""`smtpscope domain` of a domain whose name server is far: its lookups wait for each other only where one needs what
another has found. What they must wait for is read off the zone below, and is the longest chain."""
import json
import re

import ground
import measure
from table import Row

DOMAIN, LAST = "zone.example", "out.senders.example"  # the last: of the longest chain
BOUND = 1.3
RECORDS = [
    (DOMAIN, "MX", f"10 mx1.{DOMAIN}"), (DOMAIN, "MX", f"20 mx2.{DOMAIN}"),
    (f"mx1.{DOMAIN}", "A", "198.18.0.1"), (f"mx2.{DOMAIN}", "A", "198.18.0.2"),
    ("1.0.18.198.in-addr.arpa", "PTR", f"mx1.{DOMAIN}"), ("2.0.18.198.in-addr.arpa", "PTR", f"mx2.{DOMAIN}"),
    (DOMAIN, "TXT", "v=spf1 mx include:a.example include:b.example -all"),
    ("a.example", "TXT", "v=spf1 include:aa.example -all"),
    ("aa.example", "TXT", "v=spf1 include:aaa.example -all"),
    ("aaa.example", "TXT", "v=spf1 redirect=aaaa.example"),
    ("aaaa.example", "TXT", "v=spf1 mx:senders.example -all"),
    ("senders.example", "MX", f"10 {LAST}"), (LAST, "A", "198.18.0.3"),
    ("b.example", "TXT", "v=spf1 ip4:198.18.0.0/24 -all"),
    (f"_dmarc.{DOMAIN}", "TXT", f"v=DMARC1; p=reject; rua=mailto:dmarc@{DOMAIN}"),
    (f"s._domainkey.{DOMAIN}", "TXT", "v=DKIM1; p="),
]
MX_HOST = 4  # MX, address, name of the address, address of that name


def spf_chain(name):
    """Questions that follow each other from the SPF record of `name` on."""
    text = next((data for owner, kind, data in RECORDS if (owner, kind) == (name, "TXT")), "")
    steps = {"include": spf_chain, "redirect": spf_chain, "mx": lambda _: 2, "a": lambda _: 1}
    return 1 + max((steps[kind](of) for kind, of in re.findall(r"\b(include|redirect|mx|a)[:=](\S+)", text)), default=0)


def longest_chain():
    return max(MX_HOST, spf_chain(DOMAIN))


def rows(times, env, round_trip):
    """`round_trip` in ms: what one lookup takes at best, to which the best run is compared."""
    what = "domain: wall time, in its longest chain of lookups"
    command = [ground.built("smtpscope"), "domain", DOMAIN, "--selector", "s", "--json"]
    samples = [measure.run(command, env) for _ in range(times)]
    bad = next((s for s in samples if s.status not in (0, 1)), None)
    if bad is not None:
        return [Row("domain-wall", what, note=f"ended with {bad.status}: {bad.out[-200:]}")]
    asked = [q["name"] for q in json.loads(samples[0].out)["dns"]["queries"]]
    if LAST not in asked:
        return [Row("domain-wall", what, note=f"{LAST} was never asked for")]
    chain = longest_chain()
    return [Row("domain-wall", what, min(s.wall for s in samples) / (chain * round_trip), "", BOUND,
                f"{chain} lookups one behind the other, {len(asked)} in all")]
