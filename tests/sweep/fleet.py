"""The servers of a sweep's tests, and runs of the program against them.

All of 127.0.0.0/8 in a network namespace is fleetd's (tests/support/fleetd.c); which server an
address is, says its second byte. Black holes and refused connections are nftables' work."""
import collections
import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
import ground
import scope

HOST = "mail.example.org"  # in the certificate of all of them
LIMIT = 300  # seconds after which a run counts as hanging
# kind of fleetd: (first and last second byte, the verdict on port 25 without TLS)
PLACES = {"plain": (16, 31, "submission-ready-no-login"),
          "starttls": (32, 47, "submission-ready-no-login"),
          "expired": (48, 48, "cert-expired"), "refuses": (49, 49, "starttls-refused"),
          "stripped": (50, 50, "middlebox-cisco-esmtp"), "no-ehlo": (51, 51, "sendmail-access-denied"),
          "garbage": (52, 55, "banner-not-smtp"), "closes": (56, 56, "banner-closed"),
          "rejects": (57, 57, "banner-rejected"), "limit": (58, 58, None),
          "slow": (59, 59, "submission-ready-no-login"), "silent": (60, 60, "banner-timeout")}
HOLES, REFUSED = (64, 67, "net-connect-timeout"), (68, 71, "net-refused-local")
VERDICTS = {**{kind: v for kind, (_, _, v) in PLACES.items()}, "hole": HOLES[2], "refused": REFUSED[2]}
IN_TLS = {"starttls", "expired", "refuses", "stripped"}  # what they do shows only to who wants TLS
# Patience for a machine that is busy with other things; a black hole lasts until the clock leaps.
PATIENCE = ["--connect-timeout", "3000", "--banner-timeout", "3000", "--reply-timeout", "3000", "-t", "9000"]
LEAP_S = 3600
NOBODY = "127.0.0.1:9"  # as a name server

children = ground.Children()


def address(kind, i):
    """The i-th server of a kind; neighbours are in different networks, as for the caps they should be."""
    first, last, _ = {**PLACES, "hole": HOLES, "refused": REFUSED}[kind]
    second, rest = divmod(i, 256 * 254)
    if first + second > last:
        raise ValueError(f"no {i} addresses of kind {kind}")
    return f"127.{first + second}.{rest % 256}.{rest // 256 + 1}"


def line(kind, i, *tokens):
    """A line of a list whose target has the verdict VERDICTS[kind]."""
    if kind in IN_TLS:
        return " ".join([HOST, f"address={address(kind, i)}", "port=25", "tls=starttls", *tokens])
    return " ".join([address(kind, i), *tokens])


def lay():
    """Once, in the namespaces of this test."""
    ground.ip("link", "set", "lo", "up")
    # its own packets only, so that connections of the namespace fill no table of the kernel's
    ports = "tcp dport {25, 465, 587}"
    ground.run("nft", "-f", "-", input="\n".join([
        "add table inet sweep", "add chain inet sweep in { type filter hook input priority 0; }",
        f"add rule inet sweep in ip daddr 127.{HOLES[0]}.0.0/14 {ports} drop",
        f"add rule inet sweep in ip daddr 127.{REFUSED[0]}.0.0/14 {ports} reject with tcp reset"]))
    ground.set_sysctl("net/ipv4/ip_local_port_range", "1024 65535")


class Place:
    """A folder with certificates, and the servers while they run."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="smtpscope-sweep-")
        certs = os.path.join(self.folder, "certs")
        ground.run(os.path.join(ground.SUPPORT, "certs"), certs, HOST, "good", "expired")
        self.authority, self.own = os.path.join(certs, "ca.pem"), os.path.join(certs, HOST)
        self.names = 0

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name="file"):
        """A new name in the folder."""
        self.names += 1
        return os.path.join(self.folder, f"{self.names}-{name}")

    def write(self, text, name="list"):
        path = self.path(name)
        with open(path, "wb") as f:
            f.write(text if isinstance(text, bytes) else text.encode())
        return path

    @contextlib.contextmanager
    def servers(self, *options):
        """fleetd; after the end of the block .seen is what it has to say."""
        rules = [f"{kind}={first}-{last}" for kind, (first, last, _) in PLACES.items()]
        child = children.start(ground.built("tests/support/fleetd"), "--certs", self.own, *options, *rules,
                               stdout=subprocess.PIPE, text=True)
        if child.stdout.readline() != "ready\n":
            raise RuntimeError("fleetd does not start")
        fleet = Servers(child)
        try:
            yield fleet
        finally:
            if child.poll() is None:
                child.terminate()
            fleet.seen = json.loads(child.stdout.read().splitlines()[-1])
            children.end(child)

    def options(self):
        return ["-p", "25", "--tls", "none", "--resolver", NOBODY, "--ca-file", self.authority,
                "--ehlo", "bench.example.org", *PATIENCE]

    def sweep(self, lines, *words, **how):
        """A whole run over a list of lines."""
        return Run(self, self.write("".join(x + "\n" for x in lines)), *words, **how).wait()


class Servers:
    def __init__(self, child):
        self.child, self.seen = child, None

    def offences(self, allowed=()):
        return [f"{o['times']} times {name}: {o['address']}:{o['port']} {o['what']}"
                for name, o in self.seen["offences"].items() if name not in allowed]


def most_memory(pid):
    """kB; what wait4() says holds also what we had when we made the process."""
    try:
        with open(f"/proc/{pid}/status") as f:
            return next((int(x.split()[1]) for x in f if x.startswith("VmHWM")), 0)
    except OSError:
        return 0


class Run:
    """`smtpscope sweep` with the options of the place; `-o` names the file that .lines() reads, else it is
    standard output."""

    def __init__(self, place, source, *words, stdin=subprocess.DEVNULL, stdout=None, prefix=(), leaps=False,
                 env=None):
        leap = scope.preload("tests/support/leap.so", LEAP_S=LEAP_S) if leaps else []
        self.command = [*prefix, *leap, ground.built("smtpscope"), "sweep", source, *place.options(), *words]
        self.files = [place.path("out"), place.path("err")]
        self.result = words[words.index("-o") + 1] if "-o" in words else self.files[0]
        with open(self.files[0], "wb") as out, open(self.files[1], "wb") as err:
            self.child = children.start(*self.command, stdin=stdin, stdout=stdout or out, stderr=err,
                                        env={**scope.environment(), **(env or {})})

    def wait(self):
        """Until it ends; then .status is there (None: it hung), and .memory, kB at most."""
        self.memory, end = 0, time.monotonic() + LIMIT
        while not self.ended() and time.monotonic() < end:
            self.memory = max(self.memory, most_memory(self.child.pid))
            time.sleep(0.01)
        if not self.ended():
            self.child.kill()
        hung = time.monotonic() >= end
        status = self.child.wait()
        self.status = None if hung else status
        children.end(self.child)
        return self

    def read(self, file):
        with open(file, encoding="utf-8", errors="backslashreplace") as f:
            return f.read()

    @property
    def out(self):
        return self.read(self.files[0])

    @property
    def err(self):
        return self.read(self.files[1])

    def count(self):
        """Whole lines that are there by now."""
        try:
            with open(self.result, "rb") as f:
                return f.read().count(b"\n")
        except FileNotFoundError:
            return 0

    def ended(self):
        return self.child.poll() is not None

    def until(self, ready, what):
        """Waits for what happens; False: the run has ended before."""
        end = time.monotonic() + LIMIT
        while not ready():
            if self.ended():
                return ready()
            if time.monotonic() > end:
                raise RuntimeError(f"never {what}")
            time.sleep(0.005)
        return True

    def until_lines(self, n):
        return self.until(lambda: self.count() >= n, f"{n} lines")

    def leap(self):
        """All patience of its loops is over. Each thread has to be woken."""
        for thread in os.listdir(f"/proc/{self.child.pid}/task"):
            ctypes.CDLL(None).tgkill(self.child.pid, int(thread), signal.SIGUSR1)

    @property
    def records(self):
        with open(self.result, "rb") as f:
            return [json.loads(x) for x in f]

    def records_one_by_one(self):
        """... for results that are better not in memory all at once."""
        with open(self.result, "rb") as f:
            yield from map(json.loads, f)

    @property
    def keys(self):
        return [r["target"]["key"] for r in self.records]

    def faults(self, status, n=None):
        """Of its end and the number of its lines."""
        faults = []
        if self.status != status:
            faults.append(f"exit {self.status}, not {status}: {self.err[-600:]}")
        if n is not None and self.count() != n:
            faults.append(f"{self.count()} lines, not {n}: {self.err[-600:]}")
        return faults


def verdicts(records):
    return collections.Counter(r["verdict"]["finding"] for r in records)


def twice_or_missing(keys, wanted):
    """Faults of a list of keys that should be each of `wanted` once."""
    counted = collections.Counter(keys)
    faults = [f"{n} times {key}" for key, n in counted.items() if n > 1][:5]
    missing = set(wanted) - set(counted)
    strange = set(counted) - set(wanted)
    faults += [f"{len(missing)} missing: {sorted(missing)[:3]}"] if missing else []
    return faults + ([f"{len(strange)} that nobody asked for: {sorted(strange)[:3]}"] if strange else [])
