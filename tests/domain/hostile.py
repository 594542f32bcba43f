"""Zones that mean harm, each a function from a question to packets (tests/support/rawdns.py)."""
import ipaddress
import struct

import rawdns
from fakedns import TYPES, wire_name
from rawdns import POINTER, reply, rr

DOMAIN = "harm.example"
CLIENT = "203.0.113.7"  # of --ip
UDP_MOST = 1232
PAINT = b"\x1b[2J\x1b]0;owned\x07\xe2\x80\xae\xc2\x9b31m\xff\0\r\n"
PASS_ALL = b"v=spf1 +all"
SILENCE = None


class Zone:
    """What one scenario serves, and what must come of it.

    data: {(name below the domain or absolute with a final dot, type): answer}; an answer is a list of rdata, or a function
    of the question. other(q) answers everything else. has: findings of which one must be there. result: words of what SPF
    comes to for CLIENT, any of which is right."""

    def __init__(self, name, what, data, other=None, has="", result="permerror temperror", options="", slow=False,
                 over_tcp=rawdns.whole):
        self.name, self.what, self.has, self.result = name, what, set(has.split()), set(result.split())
        self.options, self.slow, self.over_tcp = options.split(), slow, over_tcp
        self.data = {(absolute(owner), TYPES[kind]): answer for (owner, kind), answer in data.items()}
        self.other = other or nothing_there

    def answer(self, q):
        found = self.data.get((q.name, q.type), self.other)
        return found(q) if callable(found) else records(q, found)


def absolute(name):
    if name.endswith("."):
        return name[:-1]
    return DOMAIN if name == "@" else f"{name}.{DOMAIN}"


# ---- answers

def nothing_there(q):
    """The domain exists; names below it do not."""
    return reply(q, count=0, flags=0x8180 if q.name == DOMAIN else 0x8183)


def servfail(q):
    return reply(q, count=0, flags=0x8182)


def silent(q):
    return SILENCE


def records(q, rdata, owner=POINTER):
    """As a resolver gives them: what is too large for UDP comes over TCP."""
    body = b"".join(rr(owner, q.type, data) for data in rdata)
    if len(body) > UDP_MOST and not q.tcp:
        return cut(q)
    return reply(q, body, len(rdata))


def cut(q):
    return reply(q, count=0, flags=0x8380)


def txt(text):
    """One record of as many strings as it takes."""
    return b"".join(bytes([len(part)]) + part for part in (text[i:i + 255] for i in range(0, len(text), 255))) or b"\0"


def spf(text):
    return [txt(text.encode("latin-1"))]


def mx(preference, name):
    return struct.pack("!H", preference) + (name if isinstance(name, bytes) else wire_name(name))


def a(text):
    return [ipaddress.ip_address(text).packed]


def only(kind, make):
    return lambda q: make(q) if q.type == TYPES[kind] else reply(q, count=0)


def alias(name):
    return lambda q: reply(q, rr(POINTER, "CNAME", wire_name(name)))


def raw(data, kind):
    """The same answer whatever type is asked for."""
    return lambda q: reply(q, rr(POINTER, kind, data))


# ---- bombs

def includes(q, names, rest="-all"):
    return records(q, spf("v=spf1 " + " ".join(f"include:{n}.{DOMAIN}" for n in names) + " " + rest))


def first_number(q):
    label = q.name.split(".")[0].lstrip("i")
    return int(label) if label.isdigit() else 0


def wide(q):
    """The domain includes 500 others, all of which exist and say little."""
    if q.name == DOMAIN:
        return includes(q, [f"i{n}" for n in range(500)])
    return records(q, spf("v=spf1 ip4:192.0.2.1 -all"))


def deep(q):
    """Each includes the next, for ever."""
    return includes(q, [f"i{first_number(q) + 1}"])


def tree(q):
    """Each includes 20 of its own, for ever."""
    own = q.name.removesuffix(DOMAIN).strip(".").replace(".", "-")
    return includes(q, [f"{n}-{own}"[:60] for n in range(20)])


def redirects(q):
    return records(q, spf(f"v=spf1 redirect=i{first_number(q) + 1}.{DOMAIN}"))


def many_terms(kind):
    return spf("v=spf1 " + " ".join(f"{kind}:n{n}.{DOMAIN}" for n in range(500)) + " -all")


# ---- lies

def other_owner(q):
    body = rr(wire_name("other.example"), "TXT", txt(PASS_ALL))
    return reply(q, body)


def wrong_id_first(q):
    lie = reply(q, rr(POINTER, q.type, txt(PASS_ALL)), ident=bytes([q.id[0] ^ 1, q.id[1]]))
    return [lie, records(q, spf("v=spf1 -all"))]


def cut_but_empty(q):
    return reply(q, count=0) if q.tcp else cut(q)


def odd_case(q):
    name = "".join(c.upper() if n % 2 else c for n, c in enumerate(q.name))
    return reply(q, rr(wire_name(name), q.type, txt(f"v=spf1 ip4:{CLIENT} -all".encode())))


def says_yes_below(q):
    """Everything below the domain is a circle of aliases."""
    return reply(q, rr(POINTER, "CNAME", POINTER))


def painted(prefix):
    return [txt(prefix + PAINT)]


PAINTED_NAME = bytes([len(PAINT)]) + PAINT + wire_name(DOMAIN)
DOTTED_NAME = b"\x0ba.b.example" + b"\0"  # one label that holds dots
RUA = ",".join(f"mailto:d@r{n}.example" for n in range(1000))
LOCALHOST = [mx(1, "localhost"), mx(2, "127.0.0.1"), mx(3, "")]
MANY_TXT = [txt(b"v=spf1 +all"), txt(b"v=spf1 ip4:0.0.0.0/0")] + [txt(b"site-verification=%d" % n) for n in range(998)]

ZONES = [
    # circles
    Zone("include-itself", "a record that includes itself", {("@", "TXT"): spf(f"v=spf1 include:{DOMAIN} +all")},
         has="spf-include-loop"),
    Zone("include-circle", "two records that include each other", {
        ("@", "TXT"): spf(f"v=spf1 include:a.{DOMAIN} +all"), ("a", "TXT"): spf(f"v=spf1 include:{DOMAIN} +all")},
         has="spf-include-loop"),
    Zone("redirect-circle", "a redirect to itself", {("@", "TXT"): spf(f"v=spf1 redirect={DOMAIN}")},
         has="spf-include-loop"),
    Zone("redirect-chain", "redirects without end", {}, only("TXT", redirects), has="spf-too-many-lookups"),
    Zone("cname-circle", "every name is its own alias", {}, says_yes_below, result="none permerror temperror",
         has="dns-cname-loop"),
    Zone("cname-two", "two aliases of each other before SPF", {
        ("@", "TXT"): spf(f"v=spf1 include:a.{DOMAIN} +all"), ("a", "TXT"): alias("b." + DOMAIN),
        ("b", "TXT"): alias("a." + DOMAIN)}, has="spf-include-broken spf-lookup-failed"),
    Zone("exists-macro-circle", "a macro that makes a longer name of each sender", {
        ("@", "TXT"): spf("v=spf1 exists:" + "%{d}." * 60 + f"{DOMAIN} -all")}, result="fail permerror temperror"),
    # bombs
    Zone("bomb-wide", "500 includes in one record", {}, only("TXT", wide), has="spf-too-many-lookups"),
    Zone("bomb-deep", "includes below each other, without end", {}, only("TXT", deep), has="spf-too-many-lookups"),
    Zone("bomb-tree", "20 includes in each record, without end", {}, only("TXT", tree), has="spf-too-many-lookups"),
    Zone("bomb-a", "500 times a:", {("@", "TXT"): many_terms("a")}, only("A", lambda q: records(q, a("192.0.2.1"))),
         has="spf-too-many-lookups"),
    Zone("bomb-mx", "500 times mx:", {("@", "TXT"): many_terms("mx")},
         only("MX", lambda q: records(q, [mx(n, f"m{n}.{q.name}") for n in range(50)])), has="spf-too-many-lookups"),
    Zone("bomb-exists", "500 times exists:", {("@", "TXT"): many_terms("exists")}, nothing_there,
         has="spf-too-many-lookups"),
    Zone("bomb-ptr", "an address with 500 names", {("@", "TXT"): spf("v=spf1 ptr -all")},
         only("PTR", lambda q: records(q, [wire_name(f"p{n}.{DOMAIN}") for n in range(500)])),
         result="fail permerror temperror", has="spf-ptr"),
    Zone("mx-many", "500 MX hosts", {("@", "TXT"): spf("v=spf1 mx -all"),
                                     ("@", "MX"): [mx(n, f"m{n}.{DOMAIN}") for n in range(500)]},
         only("A", lambda q: records(q, a("192.0.2.1"))), has="mx-too-many"),
    Zone("mx-many-addresses", "an MX host with 500 addresses", {
        ("@", "MX"): [mx(1, f"m.{DOMAIN}")], ("@", "TXT"): spf("v=spf1 -all"),
        ("m", "A"): [ipaddress.ip_address(0xc6120000 + n).packed for n in range(500)]}, result="fail"),
    Zone("rua-many", "reports to addresses at 1,000 other domains", {
        ("_dmarc", "TXT"): spf("v=DMARC1; p=reject; rua=" + RUA), ("@", "TXT"): spf("v=spf1 -all")}, result="fail",
         has="dmarc-odd dmarc-syntax"),
    Zone("tlsa-many", "1,000 TLSA records", {
        ("@", "MX"): [mx(1, f"m.{DOMAIN}")], ("m", "A"): a("192.0.2.1"), ("@", "TXT"): spf("v=spf1 -all"),
        ("_25._tcp.m", "TLSA"): [bytes((3, 1, 1)) + n.to_bytes(32, "big") for n in range(1000)]}, result="fail"),
    Zone("everything-the-same", "the same TXT and the same MX whatever is asked", {},
         lambda q: records(q, [mx(1, f"x.{q.name}"[-200:])]) if q.type == TYPES["MX"] else
         records(q, spf("v=spf1 include:%{i}.%{d} include:x.%{d} +all")) if q.type == TYPES["TXT"] else reply(q, count=0),
         has="spf-too-many-lookups spf-include-loop"),
    # sizes
    Zone("txt-64k", "a TXT record of 64,000 bytes", {("@", "TXT"): spf("v=spf1 " + "a " * 32000 + "+all")},
         has="spf-too-long"),
    Zone("txt-64k-names", "an include of 60,000 characters", {
        ("@", "TXT"): spf("v=spf1 include:" + "a." * 30000 + "example +all")}, has="spf-too-long"),
    Zone("txt-many", "1,000 TXT records, two of them SPF", {("@", "TXT"): MANY_TXT},
         has="spf-several-records spf-lookup-failed"),
    Zone("txt-empty", "a TXT record without a byte", {("@", "TXT"): [b"\0", b""]}, result="none temperror",
         has="spf-missing spf-lookup-failed"),
    Zone("txt-nul", "SPF with a NUL in an address", {("@", "TXT"): [txt(f"v=spf1 ip4:{CLIENT}\0 -all".encode())]},
         result="permerror", has="spf-syntax"),
    Zone("txt-nul-version", "SPF with a NUL behind its version", {("@", "TXT"): [txt(b"v=spf1\0 +all")]}, result="none"),
    Zone("txt-strings", "SPF in strings of one byte", {
        ("@", "TXT"): [b"".join(b"\1" + bytes([c]) for c in b"v=spf1 include:b.example -all")]},
         has="spf-include-broken"),
    # lies and silence
    Zone("servfail-include", "SERVFAIL for an include, then a mechanism that fits", {
        ("@", "TXT"): spf(f"v=spf1 include:broken.{DOMAIN} ip4:{CLIENT} -all"), ("broken", "TXT"): servfail},
         result="temperror", has="spf-lookup-failed"),
    Zone("servfail-spf", "SERVFAIL for TXT alone", {("@", "TXT"): servfail, ("@", "MX"): [mx(1, f"m.{DOMAIN}")]},
         result="temperror",
         has="spf-lookup-failed"),
    Zone("servfail-all", "SERVFAIL for everything", {}, servfail, result="temperror", has="dns-servfail"),
    Zone("silent-include", "no answer for one include", {
        ("@", "TXT"): spf(f"v=spf1 include:silent.{DOMAIN} ip4:{CLIENT} -all"), ("silent", "TXT"): silent},
         result="temperror", slow=True, has="spf-lookup-failed"),
    Zone("silent-all", "no answer for anything", {}, silent, result="temperror", slow=True, has="dns-timeout"),
    Zone("cut-empty", "truncated, and empty over TCP", {("@", "TXT"): cut_but_empty}, result="none temperror",
         has="spf-missing spf-lookup-failed"),
    Zone("cut-refused", "truncated, and TCP hangs up", {("@", "TXT"): cut}, result="temperror",
         over_tcp=rawdns.at_once_closed, has="spf-lookup-failed"),
    Zone("cut-again", "truncated over TCP, too", {("@", "TXT"): cut}, result="temperror", has="spf-lookup-failed"),
    Zone("other-owner", "everybody may send, of another name", {("@", "TXT"): other_owner}, result="none temperror permerror"),
    Zone("wrong-id", "a forged answer before the true one", {("@", "TXT"): wrong_id_first}, result="fail",
         has="spf-sender-fails"),
    Zone("odd-case", "names come back in other letters", {("@", "TXT"): odd_case}, result="pass",
         has="spf-sender-passes"),
    Zone("wrong-type", "a TXT record that is called A", {("@", "TXT"): raw(txt(PASS_ALL), "A")}, result="none temperror"),
    Zone("txt-lengths", "a string longer than its record", {
        ("@", "TXT"): lambda q: reply(q, rr(POINTER, "TXT", b"\xff" + PASS_ALL))}, result="none temperror permerror",
         has="spf-lookup-failed spf-syntax"),
    Zone("alias-lies", "an alias, and the record of another name", {
        ("@", "TXT"): spf(f"v=spf1 include:a.{DOMAIN} -all"), ("a", "TXT"): lambda q: reply(
            q, rr(POINTER, "CNAME", wire_name("t.example")) + rr(wire_name("u.example"), "TXT", txt(PASS_ALL)), 2)}),
    Zone("servfail-data", "SERVFAIL with a record beside it", {
        ("@", "TXT"): lambda q: reply(q, rr(POINTER, "TXT", txt(PASS_ALL)), flags=0x8182)}, result="temperror",
         has="spf-lookup-failed"),
    Zone("nxdomain-data", "no such name, with a record beside it", {
        ("@", "TXT"): lambda q: reply(q, rr(POINTER, "TXT", txt(PASS_ALL)), flags=0x8183)},
         result="none temperror permerror"),
    Zone("header-only", "a header, and nothing behind it", {("@", "TXT"): lambda q: reply(q, question=b"")},
         result="temperror none",
         has="spf-lookup-failed"),
    # bytes
    Zone("paint-spf", "SPF that paints", {("@", "TXT"): painted(b"v=spf1 a ")}, result="permerror", has="spf-syntax"),
    Zone("paint-name", "an include of bytes", {("@", "TXT"): painted(b"v=spf1 include:")}, result="permerror",
         has="spf-syntax"),
    Zone("paint-explanation", "an explanation that paints", {
        ("@", "TXT"): spf(f"v=spf1 -all exp=why.{DOMAIN}"), ("why", "TXT"): painted(b"you are refused ")}, result="fail"),
    Zone("paint-all", "every policy paints", {
        ("_dmarc", "TXT"): painted(b"v=DMARC1; p=reject; rua=mailto:"), ("_mta-sts", "TXT"): painted(b"v=STSv1; id="),
        ("_smtp._tls", "TXT"): painted(b"v=TLSRPTv1; rua=mailto:"), ("default._bimi", "TXT"): painted(b"v=BIMI1; l=https://"),
        ("s._domainkey", "TXT"): painted(b"v=DKIM1; p="), ("@", "TXT"): spf("v=spf1 -all")},
         result="fail", options="--selector s", has="dmarc-syntax"),
    Zone("paint-mx", "MX hosts with control bytes and dots in their labels", {
        ("@", "MX"): [mx(1, PAINTED_NAME), mx(2, DOTTED_NAME)], ("@", "TXT"): spf("v=spf1 mx -all")},
         result="fail permerror temperror", has="dns-mx-broken"),
    Zone("paint-alias", "a key behind a name that paints", {
        ("s._domainkey", "TXT"): lambda q: reply(q, rr(POINTER, "CNAME", PAINTED_NAME)), ("@", "TXT"): spf("v=spf1 -all")},
         result="fail", options="--selector s", has="dkim-alias-broken dkim-lookup-failed"),
    Zone("paint-ptr", "an MX host whose address has a name that paints", {
        ("@", "MX"): [mx(1, f"m.{DOMAIN}")], ("m", "A"): a("192.0.2.1"), ("1.2.0.192.in-addr.arpa.", "PTR"): [PAINTED_NAME],
        ("@", "TXT"): spf("v=spf1 -all")}, result="fail", has="mx-ptr-mismatch"),
    Zone("mx-to-us", "MX hosts that are this machine", {
        ("@", "MX"): LOCALHOST, ("@", "TXT"): spf("v=spf1 mx -all")}, result="fail permerror", has="dns-mx-broken"),
    Zone("policy-to-us", "a policy on this machine", {
        ("_mta-sts", "TXT"): spf("v=STSv1; id=1"), ("mta-sts", "A"): a("127.0.0.1"), ("@", "TXT"): spf("v=spf1 -all")},
         result="fail", has="mta-sts-broken"),
]
