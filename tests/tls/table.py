"""Reads the matrix."""
import os
import re
import shlex

import authority
import ground
import servers

MANY = {"authority", "certificate", "has", "not", "text", "expect"}
ONE = {"what", "leaf", "send", "trust", "server", "target", "address", "options", "openssl", "posttls",
       "differs", "sslscan", "staple"}
VERDICT = {"status", "finding", "owner", "certainty"}  # and, where it has one, its case


def words(line):
    return dict(word.split("=", 1) for word in shlex.split(line))


class Row:
    def __init__(self, name, section):
        self.name, self.section = name, section
        self.lines, self.pems = {}, {}

    def add(self, key, value):
        if key not in MANY | ONE:
            raise ValueError(f"{self.name}: no such line: {key}:")
        if key in ONE and key in self.lines:
            raise ValueError(f"{self.name}: {key}: twice")
        self.lines.setdefault(key, []).append(value)

    def one(self, key, default=""):
        return self.lines.get(key, [default])[0]

    def ids(self, key):
        return {i for line in self.lines.get(key, []) for i in line.split()}

    def settle(self):
        self.server = servers.Server(self.one("server"))
        self.target = self.one("target", "mail.example.org")
        self.address = self.one("address", "127.0.0.1")
        self.options = self.one("options").split()
        self.newest = self.options[self.options.index("--tls-max") + 1] if "--tls-max" in self.options else None
        self.expect = words(" ".join(self.lines.get("expect", [])))
        if set(self.expect) - {"case"} != VERDICT:
            raise ValueError(f"{self.name}: expect: must say {VERDICT}")
        if not self.one("what"):
            raise ValueError(f"{self.name}: what: is missing")

    def keys(self):
        """Names of the keys that it asks for by name."""
        lines = [self.one("leaf"), *self.lines.get("authority", []), *self.lines.get("certificate", [])]
        return {"ec", *re.findall(r"\bkey=(\S+)", " ".join(lines))}

    # ---- its files ----

    def path(self, name):
        shared = name.startswith("dh")
        return os.path.join(self.folder if shared else os.path.join(self.folder, self.name), name)

    def pem(self, name):
        return self.pems[name]

    def make(self, hierarchy):
        """Its certificates: each with its key and its chain in a file, and the anchors."""
        self.folder = hierarchy.folder
        os.mkdir(os.path.join(self.folder, self.name))
        known = {}
        for line in self.lines.get("authority", []):
            name, _, rest = line.partition(" ")
            known[name] = hierarchy.make(name, words(rest), known)
        for line in [f"leaf {self.one('leaf')}", *self.lines.get("certificate", [])]:
            name, _, rest = line.partition(" ")
            known[name] = hierarchy.make(name, words(rest), known, self.target, leaf=True)

        def named(name):
            return known.get(name) or hierarchy.shared_one(name)

        for name in ("leaf", *(line.split()[0] for line in self.lines.get("certificate", []))):
            chain = authority.sent_by_habit(known[name])
            if name == "leaf" and "send" in self.lines:
                chain = [named(n) for n in expand(self.one("send"))]
            self.pems[name] = self.write(name + ".pem", known[name].key.pem.decode() +
                                         "".join(c.pem for c in chain))
        if "staple" in self.lines:
            hierarchy.write_for_responder("middle", "stranger")
            ground.run(os.path.join(ground.SUPPORT, "ocsp"), self.folder, self.name, "leaf", self.one("staple"))
            self.pems["staple"] = self.path(f"leaf.{self.one('staple')}.ocsp")
        self.ca = self.write("ca.pem", "".join(named(n).pem for n in self.one("trust", "root").split()
                                               if n != "nobody"))

    def write(self, name, text):
        path = self.path(name)
        with open(path, "w") as f:
            f.write(text)
        return path


def expand(line):
    """"leaf link-1..3": leaf link-1 link-2 link-3"""
    for word in line.split():
        span = re.fullmatch(r"(.*-)(\d+)\.\.(\d+)", word)
        if span:
            yield from (span[1] + str(n) for n in range(int(span[2]), int(span[3]) + 1))
        else:
            yield word


def read(path):
    """(the authorities that all rows share, rows)"""
    shared, rows, section, name = {}, [], "", None
    with open(path) as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if line.startswith("== "):
                section = line[3:].strip()
            if not line or line.startswith(("#", "==")):
                continue
            key, colon, rest = line.partition(":")
            rest = rest.strip()
            if not colon:
                raise ValueError(f"{path}:{number}: what is this?")
            if key == "row":
                rows.append(Row(rest, section))
            elif rows:
                rows[-1].add(key, rest)
            elif key == "authority":
                name, _, told = rest.partition(" ")
                shared |= links(name, words(told))
            else:
                raise ValueError(f"{path}:{number}: {key}: before the first row")
    for row in rows:
        row.settle()
    names = [r.name for r in rows]
    if len(set(names)) != len(names):
        raise ValueError(f"a row is there twice: {sorted({n for n in names if names.count(n) > 1})}")
    return shared, rows


def links(name, told):
    """"link-1..200 by=root": a chain of so many, the last of them by root"""
    span = re.fullmatch(r"(.*-)(\d+)\.\.(\d+)", name)
    if not span:
        return {name: told}
    first, last = int(span[2]), int(span[3])
    return {span[1] + str(n): {"key": f"link{n % 4}-ec", **told,
                               **({"by": span[1] + str(n + 1)} if n < last else {})}
            for n in range(first, last + 1)}
