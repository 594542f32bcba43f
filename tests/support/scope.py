"""Runs smtpscope and holds every result against its contract."""
import atexit
import base64
import functools
import itertools
import json
import os
import shutil
import subprocess
import tempfile

import ground
from ground import SOURCE, built

try:
    import jsonschema
except ImportError:
    ground.skip("needs python3-jsonschema")

EXIT = {"ok": 0, "degraded": 0, "failed": 1, "untested": 3}
# Before a command under a limit to the size of files: with --enable-coverage its counters would be
# cut off, and spoil those of all others.
UNCOUNTED = ["env", "GCOV_PREFIX=/nowhere", "GCOV_ERROR_FILE=/dev/null"]
READY = {"submission-ready", "submission-ready-no-login", "mx-ready", "reach-ready"}


@functools.lru_cache(None)
def schema():
    with open(os.path.join(SOURCE, "data", "report.schema.json")) as f:
        return jsonschema.Draft7Validator(json.load(f))


@functools.lru_cache(None)
def sanitized():
    """Is the program built so that it watches itself? It takes longer, and more memory."""
    with open(built("smtpscope"), "rb") as f:
        return b"__asan_init" in f.read()


def traces_of(secret):
    """The forms in which a secret could show itself."""
    raw = secret.encode()
    forms = {raw, base64.b64encode(raw).rstrip(b"=")}
    # AUTH PLAIN: the same bytes at another offset within the base64
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        forms.add(encoded[4:].rstrip(b"=")[:-2] if before else encoded.rstrip(b"=")[:-2])
    return forms


def unreadable(finding):
    """What makes a finding, with all that was filled in, bad to read aloud."""
    found, title, meaning = finding["id"], finding["title"], finding["meaning"]
    if len(title) >= 80:
        yield f"{found}: a title of {len(title)} characters: {title}"
    if len(meaning.split()) >= 60:
        yield f"{found}: a meaning of {len(meaning.split())} words: {meaning}"
    if not finding["fixes"] and finding["owner"] != "nobody":
        yield f"{found}: {finding['owner']} must act and is not told how"


class Result:
    def __init__(self, command, status, out, err):
        self.command, self.status, self.out, self.err = command, status, out, err
        self.text = out.decode("utf-8", "backslashreplace")
        self.json = None

    def read_json(self):
        """Faults of the document as such."""
        try:
            self.json = json.loads(self.out)
        except ValueError as fault:
            return [f"no JSON: {fault}", f"exit {self.status}",
                    self.err.decode("utf-8", "backslashreplace")[-800:]]
        faults = [f"schema: {e.json_path}: {e.message[:200]}"
                  for e in list(schema().iter_errors(self.json))[:5]]
        status = self.verdict.get("status")
        if EXIT.get(status) != self.status:
            faults.append(f"exit {self.status} does not go with status {status}")
        if self.verdict.get("finding") not in self.ids:
            faults.append(f"the verdict's {self.verdict.get('finding')} is no finding")
        return faults + [fault for f in self.json["findings"] for fault in unreadable(f)]

    def leaks(self, secret):
        return [f"the secret is in {where}" for where, data in (("stdout", self.out),
                                                                ("stderr", self.err))
                if any(form in data for form in traces_of(secret))]

    @property
    def verdict(self):
        return self.json.get("verdict", {})

    @property
    def ids(self):
        return {f["id"] for f in self.json.get("findings", [])}

    def finding(self, name):
        return next((f for f in self.json.get("findings", []) if f["id"] == name), {})

    @property
    def root(self):
        """The finding of the verdict."""
        return self.finding(self.verdict.get("finding"))

    def stage(self, port, name, nth=0, changed=None):
        """Stage `name` of the nth primary session to `port`, or of the retry that changed that, or
        None."""
        purpose = "retry" if changed else "primary"
        sessions = [s for s in self.json.get("sessions", []) if s["port"] == port and
                    s["purpose"] == purpose and changed in (None, s.get("changed"))]
        if nth >= len(sessions):
            return None
        return next((s for s in sessions[nth]["stages"] if s["name"] == name), None)

    def describe(self):
        """What a reader of a failed test wants to know first."""
        lines = ["$ " + " ".join(self.command), f"exit {self.status}"]
        if self.json is not None:
            lines.append("verdict %(status)s %(finding)s: %(summary)s" % self.verdict)
            lines.append("findings " + " ".join(sorted(self.ids)))
            for s in self.json.get("sessions", []):
                lines.append(f"{s['address']} {s['port']} {s['tls_mode']} {s['purpose']}: " +
                             " ".join(f"{t['name']}={t['outcome']}" for t in s["stages"]))
        if self.err:
            lines.append(self.err.decode("utf-8", "backslashreplace")[-1500:])
        return "\n".join(lines)


@functools.lru_cache(None)
def memories():
    """A folder for what runs remember of their logins, and numbers for them."""
    folder = tempfile.mkdtemp(prefix="smtpscope-state-")
    os.chmod(folder, 0o1777)  # the lab's client is nobody
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder, itertools.count()


def memory():
    """Where one run, or some that are to know of each other, remember logins: $XDG_STATE_HOME."""
    folder, numbers = memories()
    return os.path.join(folder, str(next(numbers)))


def environment():
    """Nothing of the caller's: no config file, no SMTPSCOPE_*, no login remembered. But how it was built
    may need some."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
            "XDG_STATE_HOME": memory(),
            **{k: v for k, v in os.environ.items()
               if k.endswith("SAN_OPTIONS") or k.startswith("GCOV_")}}


def preload(library, **variables):
    """What stands before the program to give it a library of the tests, and variables for that."""
    options = os.environ.get("ASAN_OPTIONS", "")
    return ["env", f"LD_PRELOAD={built(library)}", f"ASAN_OPTIONS={options}:verify_asan_link_order=0",
            *(f"{k}={v}" for k, v in variables.items())]


def wrong_clock(seconds):
    """What stands before a program that is to believe in another time."""
    return preload("tests/support/wrongclock.so", CLOCK_S=seconds) if seconds else []


def make_staples(certs, name, kind, staples):
    """OCSP responses for one certificate."""
    env = dict(environment(), WRONG_CLOCK=built("tests/support/wrongclock.so"))
    subprocess.run([os.path.join(os.path.dirname(os.path.abspath(__file__)), "ocsp"), certs, name, kind,
                    *sorted(staples)], env=env, check=True)


def start(*words, prefix=()):
    """The program, running: (its command, its process)."""
    command = [*prefix, built("smtpscope"), *words]
    return command, subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, env=environment())


def keep(words, out):
    """Where somebody wants the JSON of runs (tests/tickets/make): in the order in which they end."""
    folder = os.environ.get("SMTPSCOPE_TESTS_KEEP")
    if folder is not None and "--json" in words:
        with open(os.path.join(folder, f"{len(os.listdir(folder))}.json"), "wb") as f:
            f.write(out)


def scope(*words, prefix=(), timeout=400, meanwhile=None):
    """Runs smtpscope, and meanwhile(process); a run without end has status None."""
    command, child = start(*words, prefix=prefix)
    if meanwhile is not None:
        meanwhile(child)
    try:
        out, err = child.communicate(timeout=timeout)
        keep(words, out)
        return Result(command, child.returncode, out, err)
    except subprocess.TimeoutExpired:
        child.kill()
        return Result(command, None, *child.communicate())


def report(*words, given=None):
    """The command report with these words; `given` comes on its standard input."""
    command = [built("smtpscope"), "report", *words]
    done = subprocess.run(command, input=given, capture_output=True, env=environment(), timeout=400)
    return Result(command, done.returncode, done.stdout, done.stderr)
