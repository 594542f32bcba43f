"""Reads zones/*: each file holds scenarios and templates (see README)."""
import functools
import glob
import ipaddress
import os
import re
import shlex

import ground
import tlsa

HERE = os.path.dirname(os.path.abspath(__file__))
HEAD = re.compile(r"(==|template) ?([\w.-]+): ?(.*)")
KEY = re.compile(r"([a-z-]+):(?: (.*))?$")
LISTS = ("without", "has", "not", "text", "publish", "lame", "deaf", "server")
SINGLE = {"options": "", **dict.fromkeys(("domain", "zone", "like", "signed", "policy", "expect", "healthy"))}
WORDS = re.compile(r"\{([a-z][\w:.-]*)\}")
RESOLVER, DEAF = "127.0.0.53", "198.51.100.99"  # Unbound; a resolver that takes questions and never answers
STRING_MAX = 255  # RFC 1035, section 3.3


class Fault(Exception):
    pass


def v4(number, n):
    """Address `n` of a scenario."""
    return f"198.{18 + number // 256}.{number % 256}.{n}"


def v6(number, n):
    return f"2001:db8:{number:x}::{n}"


@functools.lru_cache(None)
def public_key(kind):
    """Base64 of a key as p= of DKIM wants it: "2048", "1024" (RSA), "ed25519"."""
    how = ["ed25519"] if kind == "ed25519" else ["rsa", "-quiet", "-pkeyopt", f"rsa_keygen_bits:{kind}"]
    private = ground.run("openssl", "genpkey", "-algorithm", *how).stdout
    public = ground.run("openssl", "pkey", "-pubout", input=private).stdout
    text = "".join(line for line in public.splitlines() if not line.startswith("-----"))
    return text[-44:] if kind == "ed25519" else text  # RFC 8463: the 32 bytes alone


def split_strings(data):
    """One long string of a TXT record in pieces that the format can hold."""
    text = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', data)
    if text is None or len(text[1]) <= STRING_MAX:
        return data
    pieces = re.findall(r"(?:[^\\]|\\\d{3}|\\.){1,%d}" % STRING_MAX, text[1])
    return " ".join(f'"{piece}"' for piece in pieces)


class Scenario:
    """One block: its zone lines and what is expected. `number` gives it addresses of its own."""

    def __init__(self, path, name, title):
        self.path, self.name, self.title = path, name, title
        self.number = None
        self.servers, self.certs = [], None  # of servers.Server; the folder of their certificates, once they are there
        self.lines = []  # [owner, type, data] as they stand
        self.head = dict(SINGLE)
        self.many = {key: [] for key in LISTS}
        self.policy = []  # lines of the policy behind "policy:"

    def read(self, line):
        key = KEY.match(line)
        if key is None:
            self.lines.append(line.split(None, 2))
            if len(self.lines[-1]) != 3:
                raise Fault(f"not a record: {line}")
        elif key[1] in LISTS:
            self.many[key[1]].append(key[2] or "")
        elif key[1] in SINGLE:
            self.head[key[1]] = key[2] or ""
        else:
            raise Fault(f"no such key: {key[1]}")

    # ---- names and words

    @property
    def domain(self):
        """Of a usual length, since titles have to be short."""
        return self.head["domain"] or f"zone{self.number}.example"

    @property
    def zone(self):
        """The zone that the domain is in: its own unless it says otherwise."""
        return self.head["zone"] or self.domain

    def word(self, match):
        name, _, detail = match[1].partition(":")
        address = re.fullmatch(r"(ip|v6-)(\d+)", name)
        if address:
            return (v4 if address[1] == "ip" else v6)(self.number, int(address[2]))
        if re.fullmatch(r"ptr\d+", name):
            return ipaddress.ip_address(v4(self.number, int(name[3:]))).reverse_pointer
        if name == "domain":
            return self.domain
        if name == "deaf":
            return DEAF
        if name == "dash":
            return self.domain.replace(".", "-")
        if name == "key":
            return public_key(detail or "2048")
        if name == "times":  # {times:300:x}
            count, _, text = detail.partition(":")
            return " ".join([text] * int(count))
        return match[0]

    def filled(self, text):
        if self.certs is not None:
            text = tlsa.filled(text, self.certs, self.certificate_of)
        return WORDS.sub(self.word, text)

    def certificate_of(self, number):
        """(name, kind of the certificate that it shows) of a server."""
        server = self.servers[number - 1]
        return server.name, server.cert

    def absolute(self, name):
        name = self.filled(name)
        if name.endswith("."):
            return name[:-1].lower()
        return self.domain if name == "@" else f"{name}.{self.domain}".lower()

    def records(self):
        """[(name, type, data)], names absolute and without a final dot; data as in a zone file whose origin is the
        domain."""
        return [(self.absolute(owner), kind, split_strings(self.filled(data))) for owner, kind, data in self.lines]

    # ---- what is asked and expected

    def command(self, ca):
        options = shlex.split(self.filled(self.head["options"]))
        resolver = [] if "--resolver" in options else ["--resolver", RESOLVER]
        return ["domain", self.domain, *resolver, "--ca-file", ca, *options]

    @property
    def expect(self):
        said = dict(word.split("=", 1) for word in shlex.split(self.head["expect"] or ""))
        return {"status": "ok", "finding": "domain-ready", **said} if self.healthy else said

    @property
    def healthy(self):
        return self.head["healthy"] is not None

    def ids(self, key):
        return set(" ".join(self.many[key]).split())

    @property
    def raised(self):
        return self.ids("has") | ({self.expect["finding"]} if "finding" in self.expect else set())

    def check(self):
        if not self.healthy and not self.expect:
            raise Fault("needs expect: or healthy: yes")


def blocks(path):
    """[Scenario] of scenarios, {name: Scenario} of templates."""
    scenarios, templates, block, of = [], {}, None, None
    with open(path) as f:
        for number, raw in enumerate(f, 1):
            line = raw.rstrip()
            if of == "policy" and line.startswith("  "):
                block.policy.append(line.strip())
                continue
            if not line or line.startswith("#"):
                continue
            try:
                head = HEAD.fullmatch(line)
                of = None
                if head:
                    block = Scenario(path, head[2], head[3])
                    if head[1] == "template":
                        templates[head[2]] = block
                    else:
                        scenarios.append(block)
                elif block is None:
                    raise Fault("a record before the first scenario")
                else:
                    block.read(line)
                    of = "policy" if line.startswith("policy:") else None
            except Fault as fault:
                raise SystemExit(f"{path}:{number}: {fault}")
    return scenarios, templates


def grow(scenario, templates):
    """Puts the template's records before its own, which take the place of those of the same name and type."""
    template = templates[scenario.head["like"]]
    own = {(scenario.absolute(owner), kind) for owner, kind, _ in scenario.lines}
    left = {tuple(line.split()) for line in scenario.many["without"]}
    kept = [line for line in template.lines
            if (scenario.absolute(line[0]), line[1]) not in own and (line[0], line[1]) not in left]
    scenario.lines = kept + scenario.lines
    for key, value in template.head.items():
        if scenario.head[key] == SINGLE[key]:
            scenario.head[key] = value
    scenario.many["server"] = scenario.many["server"] or template.many["server"]
    if scenario.head["policy"] is not None and not scenario.policy:
        scenario.policy = template.policy


def read_all():
    """([Scenario], [(name, type, data)] of the providers that all share)."""
    scenarios, templates = [], {}
    for path in sorted(glob.glob(os.path.join(HERE, "zones", "*"))):
        found, more = blocks(path)
        scenarios += found
        templates.update(more)
    shared = templates.pop("everywhere")
    shared.number = 0
    names = set()
    for number, scenario in enumerate(scenarios, 1):
        scenario.number = number
        try:
            if scenario.name in names:
                raise Fault("the name is there twice")
            names.add(scenario.name)
            if scenario.head["like"]:
                grow(scenario, templates)
            scenario.check()
        except (Fault, KeyError) as fault:
            raise SystemExit(f"{scenario.path}: {scenario.name}: {fault!r}")
    return scenarios, shared.records()
