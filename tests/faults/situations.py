"""What the program is doing when something goes wrong: servers, command lines, and one run."""
import os
import shutil
import subprocess
import tempfile
import uuid

import fakedns
import ground
import scope

HERE = os.path.dirname(os.path.abspath(__file__))
ADDRESS = "198.51.100.7"
REVERSE = "7.100.51.198.in-addr.arpa"
HOST = "mail.example.org"
SECRET = "Tr0ub4dor&3-secret"
LIMIT = 400  # seconds after which a run counts as hanging

# Long enough for a machine that stands still for a while; no fault loses an answer, so nobody waits.
COMMON = [HOST, "--resolver", ADDRESS + ":53", "--connect-timeout", "60", "--banner-timeout", "60",
          "--reply-timeout", "60", "-t", "200", "--ca-file", "{ca}"]
QUICK = [*COMMON, "--tls-versions", "none"]
LOGIN = ["--user", "bob@example.org"]

# {own} is a folder of that run alone: what is written goes there.
SITUATIONS = {
    "login": [*QUICK, *LOGIN, "--password-file", "{secret}", "-p", "587", "--json"],
    "ports": [*COMMON, *LOGIN, "--password-command", "cat {secret} 2>/dev/null", "--names", "--json"],
    "text": [*QUICK, "-p", "587,465", "-vv"],
    "files": [*QUICK, "-p", "465", "--json", "-o", "{own}/report.json",
              "--save-chain", "{own}/chain.pem"],
    "force": [*QUICK, "-p", "465", "--json", "-o", "{own}/report.json", "--force"],
    "source": [*QUICK, "-p", "465", "--json", "--source", "192.0.2.1", "--redact", "names"],
    "data": [*QUICK, "-p", "465", "--json", "--data", "{data}"],
    "help": ["--help", "all"],
    "version": ["--version"],
    "usage": ["--bogus"],
    "broken": ["localhost", "--data", "{broken}"],
}

CONFIG = "# read in every situation\nconnect-timeout 5\n"
ENTRY = """- id: local-error
  severity: error
  certainty: certain
  owner: you
  title: This machine itself could not go on ({why})
  meaning: A directory of the user's.
  causes: [A limit]
  fixes: [Raise it]
  references: [{source: "connect(2)", as_of: 2023}]
"""


def has_own_malloc():
    """AddressSanitizer does, and wants to be the first library."""
    with open(scope.built("smtpscope"), "rb") as f:
        return b"__asan_init" in f.read()


class Run:
    """What came out of one run, its files included."""

    def __init__(self, situation, result, own, log):
        self.situation, self.result = situation, result
        self.calls = [line.split() for line in log.splitlines() if not line.startswith("struck ")]
        self.struck = "struck " in log
        self.files = {}
        for name in sorted(os.listdir(own)):
            with open(os.path.join(own, name), "rb") as f:
                self.files[name] = f.read()

    @property
    def document(self):
        """The report: in a file where -o asks for one."""
        if "-o" in SITUATIONS[self.situation]:
            return self.files.get("report.json", b"")
        return self.result.out


class Stage:
    """A healthy server, its DNS, and the files of a user."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="smtpscope-faults-")
        self.children, self.mounts = ground.Children(), []
        self.sanitized = has_own_malloc()
        ground.make_ground()
        self.certs = os.path.join(self.folder, "certs")
        ground.run(os.path.join(scope.SOURCE, "tests/support/certs"), self.certs, HOST, "good")
        self.names = {"{ca}": os.path.join(self.certs, "ca.pem"),
                      "{secret}": self.write("secret", SECRET + "\n"),
                      "{data}": os.path.dirname(os.path.dirname(
                          self.write("data/findings/own.yaml", ENTRY))),
                      "{broken}": os.path.dirname(os.path.dirname(
                          self.write("broken/findings/own.yaml", "- id: 7\n  bogus: 1\n")))}
        self.write("config/smtpscope/config", CONFIG)
        self.serve(ADDRESS, os.path.join(HERE, "healthy.dialog"))
        self.dns = fakedns.Server(ADDRESS, [(HOST, "A", ADDRESS), (HOST, "AAAA", "NODATA"),
                                            (REVERSE, "PTR", HOST)]).start()

    def close(self):
        self.children.end_all()
        self.dns.stop()
        for path in self.mounts:
            ground.run("umount", path)
        shutil.rmtree(self.folder)

    def mount(self, name, options):
        """A file system of its own."""
        path = os.path.join(self.folder, name)
        os.mkdir(path)
        ground.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path)
        self.mounts.append(path)
        return path

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)
        os.chmod(path, 0o600)
        return path

    def serve(self, address, page):
        server = self.children.start(
            scope.built("tests/support/fakesmtpd"), "--address", address, "--seconds", "3600",
            "--certs", os.path.join(self.certs, HOST), page,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        if b"ready\n" not in iter(server.stdout.readline, b""):
            raise RuntimeError("the scripted server did not start")
        return server

    def words(self, situation, own):
        names = {**self.names, "{own}": own}
        words = SITUATIONS[situation] if isinstance(situation, str) else situation
        for name, value in names.items():
            words = [w.replace(name, value) for w in words]
        return words

    def play_well(self, situation):
        """The same undisturbed: what other runs are compared with."""
        run = self.play(situation)
        if "--json" in SITUATIONS[situation]:
            run.result.out = run.document
            run.result.read_json()
        return run

    def preload(self, fault):
        """Brings faulty.so and its orders to the program."""
        return scope.preload("tests/faults/faulty.so", **{f"FAULTY_{k.upper()}": v for k, v in fault.items()})

    def play(self, situation, fault=None, around=()):
        """Runs the program in `situation`; `fault` says what fails (faulty.c), `around` is a
        command to run it under."""
        own = tempfile.mkdtemp(dir=self.folder)
        log = os.path.join(self.folder, uuid.uuid4().hex)
        given = [f"XDG_CONFIG_HOME={self.folder}/config"]
        if fault is not None:
            given += [f"FAULTY_LOG={log}", *self.preload(fault)]
        prefix = [*ground.in_host("client"), *around, "env", *given]
        result = scope.scope(*self.words(situation, own), prefix=prefix, timeout=LIMIT)
        text = ""
        if os.path.exists(log):
            with open(log) as f:
                text = f.read()
            os.unlink(log)
        run = Run(situation, result, own, text)
        shutil.rmtree(own)
        return run
