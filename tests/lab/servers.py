"""Which servers the scenarios ask for, and where they are. Scenarios that say the same of a server
share it, and each server has an address of its own: one start serves them all."""
import os
import shlex
import subprocess
import time

import ground
import network
import scope

DOMAIN = "test.example"
IN_SERVER = ground.in_host("server")
USUAL = "25:starttls,465:implicit,587:starttls"
MODES = {"starttls", "implicit", "none", "postscreen"}


class Server:
    """One "server:" line: its kind, then name=, cert=, staple=, listen= or a setting in the server's words
    (which have an underscore)."""

    def __init__(self, line):
        self.kind, *words = shlex.split(line)
        given = dict(word.split("=", 1) for word in words)
        self.cert, self.settings = given.pop("cert", "good"), {}
        self.staple = given.pop("staple", None)
        self.ports = dict(way.split(":") for way in given.pop("listen", USUAL).split(","))
        self.by_name = given.pop("sni", None)
        self.net = network.SERVER_NETS[given.pop("where", "here")]
        self.given_name = given.pop("name", None)
        if not set(self.ports.values()) <= MODES:
            raise ValueError(f"listen={self.ports}")
        for key, value in given.items():
            if "_" not in key:
                raise ValueError(f"server: knows no {key}=")
            self.settings[key] = value

    def place(self, number):
        self.number = number
        self.v4, self.v6 = network.server_addresses(number, self.net)
        self.name = self.given_name or f"{self.kind}{number}.{DOMAIN}"

    @property
    def kinds(self):
        """Of certificates that it shows to somebody."""
        return {*self.cert.split(","), *([self.by_name] if self.by_name else [])}

    @property
    def addresses(self):
        return self.v4, self.v6

    def ports_with(self, mode):
        return [port for port, way in self.ports.items() if way == mode]


def assign(scenarios):
    """All servers, each once; the scenarios know theirs."""
    shared, everybody = {}, []
    for scenario in scenarios:
        mine = []
        for line in scenario.filled("server"):
            server = shared.get(line) or Server(line)
            if server.kind != "script":  # a script is the scenario's own
                shared[line] = server
            if server not in everybody:
                everybody.append(server)
                server.place(len(everybody) + (len(everybody) >= 53))
            mine.append(server)
        scenario.settle(mine, network.PLACES)
    return everybody


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)
    return path


def wait_for(what, ready, seconds=300):
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} does not come up")
        time.sleep(0.05)


def listens(address, port, host="server"):
    """A test host's own look: the socket is there; nobody connects."""
    shown = ground.run(*ground.in_host(host), "ss", "-Hltn", "sport", "=", f":{port}").stdout
    return f"{address}:{port}" in shown.replace("[", "").replace("]", "")


class Grounds:
    """The folder, the authorities and the processes of one run."""

    def __init__(self, folder, children):
        self.folder, self.children = folder, children
        self.certs = f"{folder}/certs"
        ground.run(f"{ground.SUPPORT}/certs", self.certs)

    def make_certificates(self, server, kinds):
        ground.run(f"{ground.SUPPORT}/certs", self.certs, server.name, *sorted(kinds - {"missing"}))

    def staple(self, server):
        return f"{self.certs}/{server.name}/{server.cert}.{server.staple}.ocsp"

    def certificate(self, server, kind):
        return f"{self.certs}/{server.name}/{kind}.pem"

    def certificates(self, server):
        """All that it shows whatever name the client sends: of several keys each client gets what it can."""
        return [self.certificate(server, kind) for kind in server.cert.split(",")]

    def setting(self, value):
        """A setting in a server's words, with the files that it names."""
        if "{dh1024}" in value and not os.path.exists(f"{self.certs}/dh1024"):
            ground.run("certtool", "--generate-dh-params", "--bits", "1024", "--outfile", f"{self.certs}/dh1024")
        return value.replace("{dh1024}", f"{self.certs}/dh1024").replace("{certs}", self.certs)

    def open_certificates(self):
        ground.run("chmod", "-R", "go+rX", self.certs)

    def start(self, host, *command, **options):
        log = open(f"{self.folder}/servers.log", "ab")
        return self.children.start(*ground.in_host(host), *command, stdout=log, stderr=log,
                                   stdin=subprocess.DEVNULL, **options)

    def start_listeners(self, numbers):
        """A server that greets at each of these addresses."""
        addresses = [a for n in numbers for a in network.server_addresses(n)]
        ground.run(*IN_SERVER, "ip", "-batch", "-", input="".join(
            f"address add {a}{'/64 nodad' if ':' in a else '/24'} dev to-provider\n" for a in addresses))
        listeners = self.start("server", f"{os.path.dirname(__file__)}/listeners.py", *addresses)
        wait_for("listeners.py", lambda: listens(addresses[-1], 587) or listeners.poll() is not None)

    def start_script(self, server, scenario):
        """One process an address: [process], all listening."""
        started = []
        for address in server.addresses:
            child = self.children.start(
                *IN_SERVER, scope.built("tests/support/fakesmtpd"), "--address", address,
                "--certs", f"{self.certs}/{server.name}", "--seconds", "600", scenario.path,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for line in child.stdout:
                if line == "ready\n":
                    break
            else:
                raise RuntimeError(child.stderr.read())
            started.append(child)
        return started
