"""Boxes on the way: what runs at a router for the length of a scenario, and the rules of nft that turn
connections to it.

    box: HOST KIND PORT... [to=ADDRESS]     a kind of box.py, or: stunnel cert=KIND
"""
import contextlib
import os
import shlex

import ground
from servers import wait_for, write

FIRST_PORT = 20000
# stunnel speaks STARTTLS to the client, and in a second service to the server.
INTERCEPTOR = """\
foreground = yes
pid =
debug = 4
socket = l:TCP_NODELAY=1
[to-client]
accept = :::{port}
connect = 127.0.0.1:{inner}
cert = {cert}
protocol = smtp
[to-server]
client = yes
accept = 127.0.0.1:{inner}
connect = {server}:587
protocol = smtp
verify = 0
"""


class Box:
    def __init__(self, line, number):
        self.host, self.kind, *words = shlex.split(line)
        self.settings = dict(w.split("=", 1) for w in words if "=" in w)
        self.ports = [w for w in words if "=" not in w]
        self.port = FIRST_PORT + number

    @property
    def cert(self):
        return self.settings.get("cert")

    @property
    def rule(self):
        ports = "1-65535" if self.ports == ["all"] else "{ " + ", ".join(self.ports) + " }"
        to = f"ip daddr {self.settings['to']} " if "to" in self.settings else ""
        return f"{self.host} dstnat {to}tcp dport {ports} redirect to :{self.port}"

    def command(self, grounds, scenario):
        if self.kind != "stunnel":
            return [f"{os.path.dirname(__file__)}/box.py", self.kind, str(self.port)]
        server = scenario.servers[0]
        return ["stunnel", write(f"{grounds.folder}/stunnel-{self.port}.conf", INTERCEPTOR.format(
            port=self.port, inner=self.port + 10000, server=server.v4,
            cert=f"{grounds.certs}/{server.name}/{self.cert}.pem"))]

    def listens(self):
        return f":{self.port} " in ground.run(*ground.in_host(self.host), "ss", "-Hltn").stdout


def boxes_of(scenario):
    return [Box(line, n) for n, line in enumerate(scenario.filled("box"))]


@contextlib.contextmanager
def running(grounds, scenario):
    children = []
    try:
        for box in boxes_of(scenario):
            children.append(grounds.start(box.host, *box.command(grounds, scenario)))
            wait_for(f"the box {box.kind}", box.listens)
        yield
    finally:
        for child in children:
            grounds.children.end(child)
