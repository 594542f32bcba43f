"""A table of scenarios that differ in one rule or route, its place and the family of addresses (see
README). Each case has an address of its own at the server: all rules stand at once, and the cases are
played side by side."""
import os

import network
from scenario import WORLD, Scenario

FIRST, LAST = 100, 199  # last parts of the addresses of cases
HOOKS = {"client": "output", "server": "input", **{r: "forward" for r in network.ROUTERS}}
DAMAGE = ("rule", "rule4", "rule6", "route")
WORDS = (*DAMAGE, "hook", "ports", "target")


WAY = ("nobody", *network.HOSTS)  # the client's packets come from nobody else


def filled(line, place, six, target):
    """{there}, {before} it and {beyond} it on the way, as the client sees them."""
    at = WAY.index(place)
    for word, host in (("there", place), ("before", WAY[at - 1]), ("beyond", (*WAY, "server")[at + 1])):
        seen = target if host == "server" else network.PLACES.get(host + ("6" if six else ""), host)
        line = line.replace("{" + word + "}", seen)
    return line.replace("{address}", target)


class Row:
    """A way to lose a connection, and what it looks like from where it may happen."""

    def __init__(self, name):
        self.name, self.words, self.places, self.more = name, {}, [], []

    def read(self, key, rest, line):
        if key.startswith("at "):
            self.places += [(place, rest) for place in key.split()[1:]]
        elif key in WORDS:
            self.words[key] = rest
        else:
            self.more.append(line)

    def damage(self, place, six, address):
        """Lines of a scenario; none where the family does not know such a thing."""
        rule = self.words.get("rule6" if six else "rule4", self.words.get("rule"))
        if rule is not None:
            hook, ports = self.words.get("hook", HOOKS[place]), self.words.get("ports", "587")
            yield f"rule: {place} {hook} {'ip6' if six else 'ip'} daddr {address} tcp dport {ports} {rule}"
        if "route" in self.words:
            yield f"route: {place} {self.words['route']} {address}"

    def cases(self, numbers):
        """(place, six, target, lines)"""
        harmless = not any(word in self.words for word in DAMAGE)
        for place, expected in self.places:
            addresses = network.server_addresses(next(numbers)) if "target" not in self.words else \
                [network.PLACES[self.words["target"] + end] for end in ("", "6")]
            for six, address in enumerate(addresses):
                lines = list(self.damage(place, six, address))
                if lines or harmless:
                    yield place, six, address, lines + self.more + expectations(expected)


def expectations(words):
    """"answered=" is about the connection, the rest about the verdict."""
    words = words.split()
    verdict = [w for w in words if not w.startswith("answered=")]
    if not any(w.startswith("status=") for w in words):
        verdict += ["status=failed", "exit=1"]
    return ["expect: " + " ".join(verdict)] + \
        [f"expect: stage=tcp {w}" for w in words if w not in verdict]


class Table:
    def __init__(self, path):
        self.path, self.name = path, os.path.splitext(os.path.basename(path))[0]
        self.head, self.rows = [], []
        with open(path) as f:
            for line in map(str.strip, f):
                self.read(line)

    def read(self, line):
        key, _, rest = line.partition(":")
        if key == "row":
            self.rows.append(Row(rest.strip()))
        elif self.rows and line and not line.startswith("#"):
            self.rows[-1].read(key, rest.strip(), line)
        else:
            self.head.append(line)

    def cases(self, numbers):
        """Its scenarios, each at the next free address; `numbers` yields those."""
        self.scenarios = [self.case(row, *case) for row in self.rows for case in row.cases(numbers)]
        return self.scenarios

    def case(self, row, place, six, target, lines):
        name = f"{self.name}, {row.name} at {place}, IPv{6 if six else 4}"
        lines = [f"target: {target}"] + [filled(line, place, six, target) for line in self.head + lines]
        case = Scenario(self.path, lines, name)
        case.table, case.alone = self, place == "client" or "alone" in case.header
        return case

    def changes(self):
        """All that its cases want of the network; what the head says once."""
        return [list(dict.fromkeys(line for s in self.scenarios for line in s.filled(key)))
                for key in WORLD]
