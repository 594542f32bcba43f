"""Reads the matrix."""
import base64
import json
import re
import shlex
import time

MANY = {"says", "has", "not", "text", "expect"}
ONE = {"what", "server", "target", "user", "secret", "token", "options", "port", "implicit", "fix"}
OF_SERVER = {"target", "user", "banner", "clear", "tls", "bye", "prompts", "challenge"}
NEEDED, MAY = {"status", "finding", "owner", "certainty"}, {"case", "works"}
SECRET = "Tr0ub4dor&3-secret"
RS256 = 342  # letters of a signature by a key of 2048 bits
# What a line "says:" may be about, in the order of a conversation.
POINTS = ("banner", "ehlo", "starttls", "ehlo-tls", "auth", "name", "login", "challenge", "mail", "rcpt", "rcpt-2",
          "rset", "data", "message", "quit")


def words(line):
    return dict(word.split("=", 1) for word in shlex.split(line))


class Kind:
    """A server that many rows are about, before anything is wrong with it."""

    def __init__(self, name, base):
        self.name = name
        self.lines = dict(base.lines) if base else {}

    def add(self, key, value):
        if key not in OF_SERVER:
            raise ValueError(f"server {self.name}: no such line: {key}:")
        self.lines[key] = value

    def keywords(self, key):
        return [k.strip() for k in self.lines.get(key, "").split(",") if k.strip()]


class Row:
    def __init__(self, name, section):
        self.name, self.section, self.lines = name, section, {}

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

    def settle(self, kinds):
        self.kind = kinds[self.one("server", "postfix")]
        self.target = self.one("target", self.kind.lines["target"])
        self.user = self.one("user", self.kind.lines["user"])
        self.implicit = "implicit" in self.lines
        self.port = int(self.one("implicit") or self.one("port", "587"))
        self.options = shlex.split(self.one("options"))
        self.says = self.answers()
        self.expect = words(" ".join(self.lines.get("expect", [])))
        if set(self.expect) - MAY != NEEDED:
            raise ValueError(f"{self.name}: expect: must say {NEEDED}")
        if not self.one("what"):
            raise ValueError(f"{self.name}: what: is missing")
        if "fix" not in self.lines and self.expect["owner"] != "nobody":
            raise ValueError(f"{self.name}: fix: is missing")

    def answers(self):
        """{point: what the server says there, line by line}"""
        found = {}
        for line in self.lines.get("says", []):
            point, _, said = line.partition(" ")
            if point not in POINTS:
                raise ValueError(f"{self.name}: says: {point}: is no point of a conversation")
            found.setdefault(point, []).append(said)
        return found

    @property
    def leaps(self):
        return any("timeout" in said for said in self.says.values())

    @property
    def credential(self):
        """(option, text), or None where nobody logs in"""
        if "token" in self.lines:
            return "--token-file", token(self.one("token"))
        secret = self.one("secret", SECRET)
        return None if secret == "none" else ("--password-file", secret)


def token(given):
    """A word is a token itself; {...} a JWT with these claims, exp and nbf in seconds from now."""
    if not given.startswith("{"):
        return given
    claims = json.loads(given)
    for name in ("exp", "nbf", "iat"):
        if name in claims:
            claims[name] += int(time.time())
    parts = [{"alg": "RS256", "typ": "JWT"}, claims]
    return ".".join([base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts] +
                    [("c2lnbmF0dXJl" * 29)[:RS256]])


def read(path):
    kinds, rows, section = {}, [], ""
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
            elif key == "server":
                name, base = re.fullmatch(r"(\S+)(?: like (\S+))?", rest).groups()
                kinds[name] = kind = Kind(name, kinds.get(base))
            else:
                kind.add(key, rest)
    for row in rows:
        row.settle(kinds)
    names = [r.name for r in rows]
    if len(set(names)) != len(names):
        raise ValueError(f"a row is there twice: {sorted({n for n in names if names.count(n) > 1})}")
    return kinds, rows
