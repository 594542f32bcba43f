"""Where the bench plays: servers at the far end of a cable of 25 ms, and their like on loopback."""
import os
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
import ground

NAME, USER, SECRET = "mail.example.org", "bob@example.org", "Tr0ub4dor&3-secret"
FAR = "192.0.2.1"
PAGE = os.path.join(os.path.dirname(HERE), "dialog", "submission-all-ports.dialog")
STORE = "/etc/ssl/certs/ca-certificates.crt"
STUB_PORTS = {"none": 25, "starttls": 25, "implicit": 465}
IN_SERVER = ground.in_host("server")
PATIENCE_S = 120
TODAY = "priority: NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3"  # what a server in good order takes


def wait_for_port(address, port):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            return socket.create_connection((address, port), 1).close()
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nobody listens at {address} port {port}")


class Place:
    def __init__(self, folder, ms, children):
        self.folder, self.ms, self.children = folder, ms, children
        self.certs = os.path.join(folder, "certs")
        self.certificate = os.path.join(self.certs, NAME, "good.pem")
        self.authority = os.path.join(self.certs, "ca.pem")
        self.password = self.write("password", SECRET + "\n")
        ground.run(os.path.join(ground.SUPPORT, "certs"), self.certs, NAME, "good", "expired")
        self.trust()

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as f:
            f.write(text)
        os.chmod(path, 0o600)
        return path

    def trust(self):
        """The store of the system, as large as it is, knows our authority too; the name server is ours."""
        with open(self.authority) as f:
            ground.add_lines(STORE, f.read().splitlines(), self.folder)
        resolver = self.write("resolv.conf", f"nameserver {FAR}\n")
        os.chmod(resolver, 0o644)
        shown = os.path.realpath("/etc/resolv.conf")
        if not os.path.exists(shown):  # in /run, of which we see an empty one
            os.makedirs(os.path.dirname(shown), exist_ok=True)
            open(shown, "w").close()
        ground.run("mount", "--bind", resolver, shown)

    def started(self, *command):
        """A server that says when it is ready."""
        child = self.children.start(*command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                    text=True)
        for line in child.stdout:
            if line == "ready\n":
                return child
        raise RuntimeError(f"{command[0]} does not start")

    def page_of_today(self):
        parts = os.path.join(os.path.dirname(PAGE), "parts")
        os.symlink(parts, os.path.join(self.folder, "parts"))
        with open(PAGE) as f:
            lines = [line + TODAY + "\n" if line.startswith("on ") else line for line in f]
        return self.write("today.dialog", "".join(lines))

    def play(self, address, prefix=(), page=PAGE):
        return self.started(*prefix, ground.built("tests/support/fakesmtpd"), "--address", address,
                            "--seconds", "1200", "--certs", os.path.dirname(self.certificate), page)

    def lay(self):
        """The far host: a name server and the scripted mail server."""
        ground.make_router()
        ground.make_host("server", ("192.0.2", "2001:db8:1"), "1",
                         lay=ground.slow_cable(self.children, ms=self.ms))
        self.started(*IN_SERVER, sys.executable, os.path.join(HERE, "nameserver"), FAR, NAME, FAR)
        self.far = self.play(FAR, IN_SERVER, self.page_of_today())

    def grow_old(self):
        """From now on the far mail server takes TLS 1.0 and 1.1, too."""
        self.children.end(self.far)
        self.far = self.play(FAR, IN_SERVER)

    def round_trip(self):
        """ms of the fastest of several connects: what a round trip over the cable takes here."""
        took = []
        for _ in range(8):
            begun = time.monotonic()
            socket.create_connection((FAR, 587), PATIENCE_S).close()
            took.append((time.monotonic() - begun) * 1e3)
        return min(took)

    def start_stub(self, floor):
        """The fast server of the fleet rows, at every address of loopback; without the floor's, the
        scripted one, which starts a process for each connection."""
        if floor is None:
            return self.play("0.0.0.0")
        stub = self.children.start(os.path.join(floor, "stub_server"), "-p", "25", "-s", "465",
                                   "-c", self.certificate, stderr=subprocess.DEVNULL)
        wait_for_port("127.0.0.1", 465)
        return stub
