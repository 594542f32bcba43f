"""Claims: what is secret of a way to a token is nowhere but on that way.

While the service holds its answer back, what ps shows is looked at. Then the debugger waits for the end of the program,
after the token has been handed over, and dumps its memory; the token, what it was got with, and what else came with it
must be in no output, no file but those asked for, and not in that memory."""
import os
import pty
import signal
import subprocess
import threading

import asked
import hunt
import services
from place import LIMIT

PIECE = 36  # so many characters out of a long one
MUCH = 1 << 18
USUAL = {"as it is", "base64, 0 before", "base64, 1 before", "base64, 2 before"}


class Secret:
    """`quarry`: for one that is long, of a part from its middle."""

    def __init__(self, name, text):
        at = max(0, (len(text) - PIECE) // 2)
        self.name, self.quarry = name, hunt.Quarry(text[at:at + PIECE])
        self.usual = [piece for piece, form in self.quarry.names.items() if form in USUAL]

    def traces(self, where, data):
        """In megabytes only forms that a program for this protocol makes are looked for."""
        if len(data) > MUCH and not any(piece in data for piece in self.usual):
            return []
        return [f"{self.name}: {line}" for line in self.quarry.traces(where, data)]


def secrets_before(place, grant, client, form):
    """Those that the program has been given, and has been told on the way."""
    known = place.services
    if grant == "client-credentials":
        yield Secret("the client's secret", known.secrets[client])
    if grant == "service-account":
        yield Secret("the account's key", "".join(open(place.path("account.json")).read().split("\\n")[5:9]))
        yield Secret("the assertion", form["assertion"].split(".")[2])
    if grant == "certificate":
        yield Secret("the key", "".join(open(place.certificate).read().split("\n")[1:3]))
        yield Secret("the assertion", form["client_assertion"].split(".")[2])
    for key, name in (("device_code", "the device code"), ("code", "the code"), ("code_verifier", "the verifier"),
                      ("refresh_token", "the old refresh token")):
        if key in form:
            yield Secret(name, form[key])


def secrets_of(body):
    parts = body["access_token"].split(".")
    yield Secret("the access token", parts[-1])
    if len(parts) == 3:
        yield Secret("the access token's claims", parts[1])
    if "refresh_token" in body:
        yield Secret("the refresh token", body["refresh_token"])


class Debugger:
    """Waits for the end of a program, and dumps its memory there. While the program is held, a debugger that does not
    come back from it is killed, and another one tries."""

    def __init__(self, place, pid):
        self.core = place.path("core-at-exit")
        for _ in range(hunt.GCORE_TRIES):
            if self.attach(pid):
                return
            print(f"# gdb: {self.said[-500:]}", flush=True)
        raise RuntimeError(f"gdb: {self.said[-500:]}")

    def attach(self, pid):
        self.child = subprocess.Popen(
            ["gdb", "-nx", "-q", "-batch", "--readnever", "-iex", "set auto-solib-add off", "-p", str(pid),
             "-ex", "catch syscall exit_group", "-ex", "echo ready\\n", "-ex", "continue",
             "-ex", f"generate-core-file {self.core}", "-ex", "detach"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = ""
        alarm = threading.Timer(hunt.GCORE_S, self.child.kill)
        alarm.start()
        try:
            for line in self.child.stdout:
                self.said += line
                if line == "ready\n":
                    return True
        finally:
            alarm.cancel()
        self.child.wait()
        os.kill(pid, signal.SIGCONT)
        return False

    def memory(self):
        self.said += self.child.communicate(timeout=LIMIT)[0]
        if not os.path.exists(self.core):
            raise RuntimeError(f"gdb: {self.said[-500:]}")
        with open(self.core, "rb") as f:
            pages = iter(lambda: f.read(hunt.PAGE), b"")
            data = b"".join(page for page in pages if page != hunt.EMPTY)
        os.unlink(self.core)
        return data


class Looked:
    """The program on its way to a token, and what was found of its secrets."""

    def __init__(self, place, grant, options, stdout=None, way="file", control=False):
        self.place, self.faults, service = place, [], "google" if grant == "service-account" else "entra"
        self.client = services.ACCOUNT if grant == "service-account" else asked.client_id("entra", 970)
        gate = place.services.gate = services.Gate()
        try:
            words = ["--provider", asked.PROVIDER[service], *proofs(place, service, grant, self.client, way), *options]
            self.asking = start(place, service, grant, self.client, words, stdout, way)
            if not gate.reached.wait(LIMIT):
                raise RuntimeError(self.asking.describe())
            form = place.services.asked[-1][2]
            before = list(secrets_before(place, grant, self.client, form))
            every = [*before, *secrets_of(gate.body)]
            self.token = gate.body["access_token"]
            for where, data in hunt.what_ps_shows(self.asking.child.pid):
                self.search(every, where, data)
            if control:
                self.control = hunt.memory_of(self.asking.child.pid, place.folder)
            debugger = Debugger(place, self.asking.child.pid)
        finally:
            gate.go_on.set()
            place.services.gate = None
        memory = debugger.memory()
        if place.ca.encode() not in memory:
            self.faults.append("the dump is none: the program's arguments are not in it")
        self.search(every, "memory", memory)
        self.asking.end()
        self.secrets = every

    def search(self, secrets, where, data):
        for one in secrets:
            self.faults += one.traces(where, data)

    def search_outputs(self, but_the_token=False):
        out = self.asking.streams["out"]
        if but_the_token:
            if out != self.token.encode() + b"\n":
                self.faults.append("on stdout is not the token alone")
            out = b""
        self.search(self.secrets, "stdout", out)
        self.search(self.secrets, "stderr", self.asking.streams["err"])
        for base, _, names in os.walk(self.place.home):
            for name in names:
                with open(os.path.join(base, name), "rb") as f:
                    self.search(self.secrets, name, f.read())
        if self.asking.status != 0:
            self.faults += [f"exit {self.asking.status}", self.asking.describe().replace(self.token, "...")]
        return self.faults


def proofs(place, service, grant, client, way):
    """As asked.proofs(); the client's secret by that way."""
    words = asked.proofs(place, service, grant, client)
    if grant == "client-credentials":
        mark = place.services.secrets[client] = hunt.make_mark()
        path = place.write("client-secret", mark + "\n")
        words[words.index("--client-secret-file"):] = {
            "file": ["--client-secret-file", path], "env": ["--client-secret-env", "PLANTED"],
            "command": ["--client-secret-command", f"cat {path}"], "fd": ["--client-secret-fd", "0"]}[way]
    return words


def start(place, service, grant, client, words, stdout, way):
    mark = place.services.secrets.get(client, "")
    if service == "entra":
        words += ["--client-id", client, "--tenant", services.TENANT]
    asking = place.token(*words, env={"PLANTED": mark} if way == "env" else None,
                         stdin=mark.encode() if way == "fd" else None, stdout=stdout)
    if grant == "code":
        url, = asking.until(r"https://\S+/authorize\?\S+")
        threading.Thread(target=lambda: asked.opener(place).open(url).read(), daemon=True).start()
    return asking


# ---- claims ----

def found_where_it_is(place):
    """The hunt would find a secret: while it is being sent, it is there."""
    looked = Looked(place, "client-credentials", [], control=True)
    return [] if looked.secrets[0].traces("memory", looked.control) else ["nothing is found in memory, ever"]


def alone_on_stdout(place, grant):
    return Looked(place, grant, ["-vv"]).search_outputs(but_the_token=True)


def with_json(place, grant):
    return Looked(place, grant, ["--json"]).search_outputs()


def secret_by(place, way):
    return Looked(place, "client-credentials", [], way=way).search_outputs(but_the_token=True)


def into_files(place):
    """Both files are the user's alone."""
    paths = [place.path("kept.json"), place.path("into")]
    looked = Looked(place, "device", ["--token-cache", paths[0], "-o", paths[1]])
    faults = looked.search_outputs()
    for path in paths:
        mode = os.stat(path).st_mode & 0o777
        if mode != 0o600:
            faults.append(f"{path} has mode {mode:o}")
        with open(path) as f:
            if looked.token not in f.read():
                faults.append(f"the token is not in {path}")
        os.unlink(path)
    return faults


def on_a_terminal(place):
    """There it is told what the token says, not what it is."""
    terminal, stdout = pty.openpty()
    seen = []

    def read():
        try:
            while data := os.read(terminal, 4096):
                seen.append(data)
        except OSError:
            pass
    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    looked = Looked(place, "client-credentials", [], stdout=stdout)
    os.close(stdout)
    reader.join(LIMIT)
    os.close(terminal)
    looked.asking.streams["out"] = b"".join(seen)
    if b"SMTP.SendAsApp" not in looked.asking.streams["out"]:
        looked.faults.append(f"what it says is not told: {looked.asking.streams['out'][:300]!r}")
    return looked.search_outputs()


GRANTS = ("device", "code", "client-credentials", "certificate", "refresh", "service-account")


def claims():
    yield "the hunt finds what is there", found_where_it_is
    for grant in GRANTS:
        yield grant, lambda p, grant=grant: alone_on_stdout(p, grant)
    for grant in ("device", "service-account"):
        yield f"{grant}, --json", lambda p, grant=grant: with_json(p, grant)
    for way in ("env", "command", "fd"):
        yield f"the client's secret by {way}", lambda p, way=way: secret_by(p, way)
    yield "into files", into_files
    yield "on a terminal", on_a_terminal
