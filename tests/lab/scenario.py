"""A scenario as the runner reads it (see README)."""
import collections
import copy

import situation
import web

WORLD = ("rule", "route", "link", "sysctl")  # what a scenario changes in the network
USER, PASSWORD = "bob@test.example", "Tr0ub4dor&3-lab"
HASHED_USER = "hashed@test.example"  # the same password, of which the server has a hash
PROXY_USER, PROXY_PASSWORD = "jim", "Tr0ub4dor-3-proxy"  # tinyproxy takes no other signs


class Scenario(situation.Situation):
    head = {"target": None, "user": None, "secret": None, "proxy-secret": None, "inspect": None, "options": "",
            "from": "client", "resolver": "{resolver}", "each": "", "command": "", "alone": None, "prompt": None, "copies": "1", "arrives": None,
            "clock": "0"}
    lists = ("server", "web", "proxy", "box", "dns", "hosts", *WORLD, "opened", "trace", "finger")

    def __init__(self, path, lines=None, name=None):
        super().__init__(path, lines)
        self.name = name or self.name
        self.table, self.alone = None, False  # whose case it is; and none beside it
        self.servers = []  # of servers.Server, one for each "server:"
        self.places = {"user": USER, "hashed-user": HASHED_USER, "password": PASSWORD, "proxy-user": PROXY_USER,
                       "proxy-password": PROXY_PASSWORD}  # what stands for {a word}

    def variants(self):
        """Scenarios for the words of "each:", or this one alone."""
        words = self.header["each"].split()
        return [copy.deepcopy(self).variant(word) for word in words] or [self]

    def variant(self, word):
        self.name += ", " + word
        self.places["each"] = word
        return self

    def settle(self, servers, places):
        """Where this scenario's servers are is known."""
        self.servers = servers
        self.places.update(places)
        for n, server in enumerate(servers, 1):
            mine = {"name": server.name, "address": server.v4, "v6": server.v6}
            self.places.update({f"{n}.{k}": v for k, v in mine.items()})
            if n == 1:
                self.places.update(mine)

    def fill(self, text):
        for word, value in self.places.items():
            text = text.replace("{" + word + "}", value)
        return text

    def filled(self, key):
        return [self.fill(line) for line in self.many[key]]

    def certificate_of(self, number):
        """(name, kind) of what its first, second ... server shows."""
        return self.servers[number - 1].name, self.servers[number - 1].cert

    @property
    def opened(self):
        """{port: so many connections of a run may stand there}"""
        return {int(port): int(most) for port, most in (line.split() for line in self.many["opened"])}

    def too_many(self, result):
        """Of connections that stood at one of its servers."""
        if not self.opened:
            return []
        addresses = [a for s in self.servers for a in s.addresses] or [self.fill(self.header["target"])]
        addresses += web.ADDRESSES if self.many["web"] else []
        stood = collections.Counter((address, port) for address, port, *_ in result.opened)
        return [f"{stood[address, port]} connections stood at {address} port {port}"
                for port, most in self.opened.items() for address in addresses
                if stood[address, port] > most]

    @property
    def secret(self):
        return self.fill(self.header["secret"]) if "secret" in self.header else None

    @property
    def proxy_secret(self):
        return self.fill(self.header["proxy-secret"]) if "proxy-secret" in self.header else None

    @property
    def changes_the_world(self):
        """Others must not run beside it."""
        return self.table is not None or any(self.many[key] for key in (*WORLD, "opened", "box")) or \
            self.header["resolver"] != self.head["resolver"]

    @property
    def walks(self):
        return self.header["command"] == "path"

    @property
    def wrong_use(self):
        """The program says why it does not begin."""
        return self.expect == [{"exit": "2"}]

    @property
    def healthy(self):
        return any(e.get("status") == "ok" for e in self.expect)
