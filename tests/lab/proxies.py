"""Proxies at the site's router, home: Dante for SOCKS5, tinyproxy for HTTP. Each has an address of
its own there and a resolver of its own, whatever the client's is."""
import os

import ground
import network
from scenario import PROXY_PASSWORD, PROXY_USER
from servers import DOMAIN, listens, wait_for, write

FIRST = 100  # of their addresses
PORTS = {"socks5": 1080, "http": 8080}
DEVICE, WAY_OUT = network.device("home", "client-home"), network.device("home", "home-carrier")
ALL = "from: 0/0 to: 0/0"  # both families


class Proxy:
    """One "proxy:" line: its kind, then login=yes, block=PORT, clients=none."""

    def __init__(self, line):
        self.kind, *words = line.split()
        given = dict(word.split("=", 1) for word in words)
        self.login, self.block = given.pop("login", "no") == "yes", given.pop("block", None)
        self.open = given.pop("clients", "all") == "all"
        self.port = PORTS[self.kind]
        if given:
            raise ValueError(f"proxy: knows no {' '.join(given)}")

    def place(self, number):
        self.v4, self.v6 = (part + str(FIRST + number) for part in ("192.0.2.", "2001:db8:1::"))
        self.name = f"proxy{number}.{DOMAIN}"

    @property
    def places(self):
        """What stands for {a word} of a scenario."""
        return {"proxy": f"{self.kind}://{self.v4}:{self.port}",
                "proxy6": f"{self.kind}://[{self.v6}]:{self.port}",
                "proxy-name": f"{self.kind}://{self.name}:{self.port}", "proxy-address": self.v4}


def assign(scenarios):
    """All proxies, each once; the scenarios know theirs."""
    shared = {}
    for scenario in scenarios:
        for line in scenario.filled("proxy"):
            proxy = shared.setdefault(line, Proxy(line))
            proxy.place(list(shared).index(line))
            scenario.places.update(proxy.places)
    return list(shared.values())


def records(proxies):
    return [(p.name, kind, data) for p in proxies for kind, data in (("A", p.v4), ("AAAA", p.v6))]


def dante(proxy):
    block = f"socks block {{ {ALL} port = {proxy.block} }}\n" if proxy.block else ""
    return f"""\
logoutput: stderr
internal: {proxy.v4} port = {proxy.port}
internal: {proxy.v6} port = {proxy.port}
external: {WAY_OUT}
socksmethod: {"username" if proxy.login else "none"}
clientmethod: none
user.privileged: root
user.unprivileged: nobody
client {"pass" if proxy.open else "block"} {{ {ALL} }}
{block}socks pass {{ {ALL} }}
"""


def tinyproxy(proxy):
    ports = [port for port in ("25", "465", "587", "2525") if port != proxy.block]
    return f"""\
User nobody
Group nogroup
Port {proxy.port}
Listen {proxy.v4}
Listen {proxy.v6}
Timeout 60
MaxClients 50
Allow {"0.0.0.0/0" if proxy.open else "127.0.0.1"}
{"Allow ::/0" if proxy.open else ""}
{f"BasicAuth {PROXY_USER} {PROXY_PASSWORD}" if proxy.login else ""}
""" + "".join(f"ConnectPort {port}\n" for port in ports)


def with_user(folder):
    """Copies of the system's books in which Dante finds the one who may log in: (path, copy)."""
    hashed = ground.run("openssl", "passwd", "-6", PROXY_PASSWORD).stdout.strip()
    lines = {"/etc/passwd": f"{PROXY_USER}:x:64998:64998::/nonexistent:/bin/false\n",
             "/etc/shadow": f"{PROXY_USER}:{hashed}:19000:0:99999:7:::\n"}
    for path, line in lines.items():
        with open(path) as f:
            yield path, write(folder + path, f.read() + line, 0o600 if "shadow" in path else 0o644)


def start(grounds, proxies):
    folder = f"{grounds.folder}/proxies"
    resolv = write(f"{folder}/resolv.conf", f"nameserver {network.RESOLVER}\n")
    own = [(os.path.realpath("/etc/resolv.conf"), resolv), *with_user(folder)]
    inside = ["unshare", "--mount", "sh", "-c", "".join(
        f"mount --bind {copy} {path} && " for path, copy in own) + 'exec "$@"', "proxy"]
    for proxy in proxies:
        network.add_address("home", DEVICE, proxy.v4 + "/24", proxy.v6 + "/64")
        # home goes on speaking under its own name: what is deprecated is no source of its messages
        ground.ip("address", "change", proxy.v6 + "/64", "dev", DEVICE, "preferred_lft", "0", host="home")
        config = write(f"{folder}/{proxy.name}.conf",
                       dante(proxy) if proxy.kind == "socks5" else tinyproxy(proxy))
        program = ["danted", "-p", f"{folder}/{proxy.name}.pid", "-f", config] \
            if proxy.kind == "socks5" else ["tinyproxy", "-d", "-c", config]
        started = grounds.start("home", *inside, *program)
        wait_for(f"{program[0]}, {proxy.name}",
                 lambda: started.poll() is not None or all(listens(a, proxy.port, "home")
                                                           for a in (proxy.v4, proxy.v6)))
        if started.poll() is not None:
            raise RuntimeError(f"{program[0]} does not start: {config}")
