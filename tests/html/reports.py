"""The reports whose pages are looked at: those of tests/tickets (typical faults), of tests/golden (long and odd
ones), and some that hostile peers have written into."""
import json
import os
import subprocess

import ground
import poison
import scope

TESTS = os.path.join(ground.SOURCE, "tests")
GOLDEN = ("cert-expired-wrong-name", "path-blocked", "eight-addresses", "m365-login-ok", "interrupted")
MADE_UP = "hostile-all-fields"  # its times are the schema's
MADE_UP_DOMAIN = "hostile-domain"


class Report:
    """A saved report: its page, and what the first screen of that must say."""

    def __init__(self, folder, name, path):
        self.name, self.page = name, os.path.join(folder, name + ".html")
        self.possible = name not in (MADE_UP, MADE_UP_DOMAIN)
        with open(self.page, "wb") as f:
            f.write(self.printed(path, "html"))
        self.json = json.loads(self.printed(path, "json"))

    @staticmethod
    def printed(path, form):
        done = subprocess.run([scope.built("smtpscope"), "report", path, "--format", form],
                              stdin=subprocess.DEVNULL, capture_output=True, env=scope.environment())
        if done.returncode not in (0, 1, 3) or done.stderr:
            raise SystemExit(f"{path} as {form}: exit {done.returncode} {done.stderr.decode()}")
        return done.stdout

    def first_words(self):
        """The verdict and the first fix."""
        root = next((f for f in self.json["findings"] if f["id"] == self.json["verdict"]["finding"]), None)
        return [root["title"], *(fix.replace("  # ", " - ") for fix in root["fixes"][:1])] if root else []

    def stages(self):
        return [stage for session in self.json.get("sessions", []) for stage in session["stages"]]

    def outcomes(self):
        """(stage, what became of it) of all that were tried."""
        return sorted({(s["name"], s["outcome"]) for s in self.stages() if s["outcome"] != "not-reached"})

    def pictures(self):
        """Words of the names of pictures that there must be."""
        certificates = any(s.get("chain") for s in self.stages())
        return ["session"] * bool(self.stages()) + ["valid from"] * certificates


def long_names():
    with open(os.path.join(TESTS, "golden", "cert-expired-wrong-name.json")) as f:
        return poison.with_texts(json.load(f), [poison.LONG])


HOSTILE = {MADE_UP: poison.all_fields, MADE_UP_DOMAIN: lambda: poison.all_fields(domain=True), "hostile-long": long_names}


def reports(folder, wanted):
    """(kind, report) of each whose name is `wanted`; pages and what they are made of go to `folder`."""
    tickets = sorted(n[:-len(".json")] for n in os.listdir(os.path.join(TESTS, "tickets")) if n.endswith(".json"))
    for kind, names in (("tickets", tickets), ("golden", GOLDEN)):
        for name in filter(wanted, names):
            yield kind, Report(folder, name, os.path.join(TESTS, kind, name + ".json"))
    for name, report in HOSTILE.items():
        if wanted(name):
            path = os.path.join(folder, name + ".json")
            with open(path, "w") as f:
                json.dump(report(), f)
            yield "hostile", Report(folder, name, path)
