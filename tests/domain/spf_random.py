"""Random zones with SPF records, and records with faults, the same for the same seed.

Where a tool is known to judge in a way of its own, and a zone cannot well do without that, known() says which explanation of
spf.cases holds. Each other difference is a finding."""
import random
import re

DOMAINS = [f"{letter}.test" for letter in "abcdefg"]
HOSTS = [f"h{n}.test" for n in range(6)]
CLIENTS = ("192.0.2.1", "192.0.2.77", "198.51.100.130", "203.0.113.5", "2001:db8::1", "2001:db8:0:1::5",
           "::ffff:192.0.2.77")
SENDERS = "user@a.test", "first.last@a.test", "x-y+tag@a.test", "u@A.TEST", "", "@a.test"
FAULTS = ("a:", "a//129", "a:%.test", "a:%{x}.test", "all:x.test", "exists", "exists:%{c}.test", "exp=", "?foo=bar", "include",
          "ip4:192.0.2.300", "ip4:192.0.2.0/33", "ip6:192.0.2.1", "ip6:2001:db8::/129", "ipv4:192.0.2.1", "moo", "mx/24/24", "ptr/8",
          "redirect=")


class Zone:
    def __init__(self, seed):
        self.pick = random.Random(seed)
        self.lines = []

    def chance(self, share):
        return self.pick.random() < share

    def one(self, things):
        return self.pick.choice(things)

    def add(self, name, kind, data):
        self.lines.append(f"{name} {kind} {data}")

    def address4(self):
        return self.one(("192.0.2.", "198.51.100.", "203.0.113.")) + self.one(("1", "5", "77", "128", "130"))

    def address6(self):
        return self.one(("2001:db8::1", "2001:db8:0:1::5", "2001:db8:0:2::", "2001:DB8::77"))

    def prefix(self):
        bits4 = self.one(("", "", "/24", "/25", "/32", "/8"))
        return bits4 + self.one(("", "", "//64", "//128", "//48"))

    def macro(self):
        letter = self.one("sloidvh")
        return "%{" + letter + self.one(("", "1", "2", "9")) + self.one(("", "r")) + self.one(("", "", "-", "+.", ".-")) + "}"

    def name(self, names):
        if self.chance(0.12):
            return f"{self.macro()}.{self.one(names)}"
        return self.one(names) + self.one(("", "", "", "."))

    def mechanism(self, me):
        others = [d for d in DOMAINS if d > me]  # circles have cases of their own
        makers = [
            (4, lambda: f"ip4:{self.address4()}{self.one(('', '/24', '/25', '/32', '/8', '/31'))}"),
            (2, lambda: f"ip6:{self.address6()}{self.one(('', '/64', '/128', '/48'))}"),
            (3, lambda: self.one(("a", "a:" + self.name(HOSTS), "A:" + self.one(HOSTS))) + self.prefix()),
            (2, lambda: self.one(("mx", "mx:" + self.one(DOMAINS))) + self.prefix()),
            (1, lambda: "exists:" + self.name(HOSTS)),
            (1, lambda: self.one(("ptr", "ptr:" + self.one(HOSTS), "ptr:test.test"))),
            (4 if others else 0, lambda: "include:" + (self.name(others) if self.chance(0.3) else self.one(others))),
        ]
        shares, choices = zip(*makers)
        return self.one(("", "", "", "+", "-", "~", "?")) + self.pick.choices(choices, shares)[0]()

    def record(self, me):
        terms = [self.mechanism(me) for _ in range(self.pick.choice((0, 1, 1, 2, 2, 3, 4, 6, 9)))]
        end = self.one(("-all", "~all", "?all", "all", "", "redirect"))
        later = [d for d in DOMAINS if d > me]
        if end == "redirect":
            end = f"redirect={self.one(later)}" if later else ""
        terms.append(end)
        for extra in ("exp=" + self.one(DOMAINS), "foo=bar", "x_1=%{d}"):
            if self.chance(0.08):
                terms.insert(self.pick.randrange(len(terms) + 1), extra)
        if self.chance(0.05):
            terms.insert(self.pick.randrange(len(terms) + 1), self.one(FAULTS))
        return " ".join([self.one(("v=spf1", "v=spf1", "V=SPF1")), *filter(None, terms)])

    def add_record(self, me):
        kind = self.pick.random()
        if kind < 0.03:
            return self.add(me, "TXT", self.one(("SERVFAIL", "REFUSED")))
        if kind < 0.06:
            return None
        if kind < 0.09:
            self.add(me, "TXT", f'"{self.record(me)}"')
        if kind > 0.9:
            self.add(me, "TXT", '"some other text"')
        text = self.record(me)
        cut = self.pick.randrange(len(text)) if self.chance(0.2) else len(text)
        self.add(me, "TXT", " ".join(f'"{part}"' for part in (text[:cut], text[cut:]) if part or cut == 0))

    def add_host(self, host):
        kind = self.pick.random()
        if kind < 0.06:
            return self.add(host, "A", "SERVFAIL")
        if kind < 0.14:
            return None
        if kind < 0.2:
            return self.add(host, "CNAME", "mail." + host)
        for _ in range(self.one((1, 1, 2, 3))):
            self.add(host, "A", self.address4())
        if self.chance(0.6):
            self.add(host, "AAAA", self.address6())

    def add_mail_hosts(self, domain):
        for n in range(self.one((0, 1, 1, 2, 3))):
            self.add(domain, "MX", f"{n + 1} mail{n}.{domain}")
            self.add(f"mail{n}.{domain}", "A", self.address4())
            self.add(f"mail{n}.{domain}", "AAAA", self.address6())

    def add_names(self):
        for last in "1", "77":
            if self.chance(0.7):
                name = self.one(("mail", "x")) + ".test.test"
                self.add(f"{last}.2.0.192.in-addr.arpa", "PTR", name)
                self.add(name, "A", self.one((f"192.0.2.{last}", self.address4())))

    def fill(self):
        for domain in DOMAINS:
            self.add_record(domain)
            self.add_mail_hosts(domain)
            if self.chance(0.7):
                self.add(domain, "A", self.address4())
                self.add(domain, "AAAA", self.address6())
        for host in HOSTS:
            self.add_host(host)
            self.add("mail." + host, "A", self.address4())
            self.add("mail." + host, "AAAA", self.address6())
        self.add_names()
        return self


def zones(seed, number):
    """[(zone, ip, sender, helo)]"""
    made = [Zone(seed + n).fill() for n in range(number)]
    return [(z.lines, z.one(CLIENTS), z.one(SENDERS), z.one(DOMAINS[:2])) for z in made]


# ---- records with faults

SOUND = (
    "v=spf1 a:%{d2}.h0.test/24//64 -all",
    "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",
    "v=spf1 exists:%{l1r+-}.%{ir}.%{v}.h1.test ~all",
    "v=spf1 include:b.test redirect=c.test",
    "v=spf1 mx:b.test/24 ptr:h.test exp=e.test ?all foo=%{d}",
)
BYTES = "%{}/:=.-+~?0123456789 adehilmoprsvx_,@!\"\\*[]()A\t"
OTHERS = (
    'b.test TXT "v=spf1 ip4:198.51.100.7 ?all"',
    'c.test TXT "v=spf1 ip4:198.51.100.8 -all"',
    "b.test MX 10 h0.test",
    "h0.test A 192.0.2.77",
    "h0.test AAAA 2001:db8::1",
    "1.2.0.192.in-addr.arpa PTR x.test.x",
    "x.test.x A 192.0.2.1",
    "a.test.h0.test A 192.0.2.77",
    "a.test.h0.test AAAA 2001:db8::1",
)


def damaged(pick):
    text = list(pick.choice(SOUND))
    for _ in range(pick.choice((1, 1, 1, 2, 3))):
        at = pick.randrange(len("v=spf1"), len(text))
        text[at:at + pick.choice((0, 1, 1))] = pick.choice((*BYTES, ""))
    return "".join("\\%03d" % ord(c) if c in '"\\\t' else c for c in text)


def texts(seed, number):
    """[(zone, ip, sender, helo)]"""
    picks = [random.Random(seed + n) for n in range(number)]
    clients = "192.0.2.1", "2001:db8::1", "198.51.100.7"
    return [([f'a.test TXT "{damaged(pick)}"', *OTHERS], pick.choice(clients), "user@a.test", "mx.b.test") for pick in picks]


# ---- differences with a name

NO_MACRO = re.compile(r"%\{(?![slodiphv](?!0+\D)\d*r?[-.+,/_=]*\})", re.I)
CONTROL = re.compile(r"\\0[0-2]\d")
DIGIT = re.compile(r"%\{\w[0-9]")

# explanation: (our result or None for any, what the zone's records have, what python3-spf gives as its reason)
KNOWN = {
    "python3-spf": {
        "p-macro-syntax": ("permerror", NO_MACRO, ""),
        "p-control": ("permerror", CONTROL, ""),
        "p-redirect-counts": (None, re.compile("redirect="), "Too many DNS lookups"),
    },
    "libspf2": {
        "l-no-voids": ("permerror", re.compile(""), "Void lookup limit"),
        "l-count-each": ("permerror", re.compile("include:"), "Too many DNS lookups"),
        "l-loses-letter": (None, DIGIT, ""),
        "l-domain-empty": ("permerror", re.compile(r"[ ~?+-]a:[ \"]"), ""),
        "l-modifiers": ("permerror", re.compile(r"(exp|redirect)=[ \"]"), ""),
        "l-macro-percent": ("permerror", re.compile(r"%[^{%_-]"), ""),
    },
}


def known(tool, check, result, reason):
    """The name of the explanation, or None. `result` is ours."""
    zone, ip, _, _ = check
    if tool == "libspf2" and ip.startswith("::ffff:"):
        return "l-mapped"
    records = "\n".join(line for line in zone if " TXT " in line)
    return next((name for name, (ours, what, why) in KNOWN[tool].items()
                 if ours in (None, result) and what.search(records) and why in (reason or "")), None)
