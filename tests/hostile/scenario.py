"""What a scenario is, and what no run of smtpscope may do whatever a server sends."""
import base64
import os
import re
import unicodedata

import scope

USER, SECRET = "bob@example.org", "Tr0ub4dor&3-secret"
REFUSED = "auth-refused"  # the verdict where the server is hostile but goes on to the login
GRACE = 2             # seconds that may come on top of --timeout
RSS_KB = 64 * 1024
OPTIONS = "--tls-versions none --ehlo client.example.net"
ANSWER = 1.5          # seconds of patience with one answer

SGR = re.compile(rb"\x1b\[[0-9;]*m")
LIVE_VIEW = re.compile(rb"\x1b\[\d+A\r\x1b\[J")  # report/live.c on its way back

SANITIZED = scope.sanitized()
PATIENCE = 8 if SANITIZED else 4  # --timeout of every run, in seconds
SLOWER = float(os.environ.get("SMTPSCOPE_HOSTILE_SLOWER", "2" if SANITIZED else "1"))


class Scenario:
    """One hostile server. `serve` is what it does with a connection to port 587, or a table of that
    by port; `dns` what it does with a question. `accept`: the verdicts (ids of findings) that are
    right, by whatever the machine's speed decides."""

    def __init__(self, name, what, serve, accept, options="", dns=None, token=False, has="", bars=""):
        self.name, self.what = name, what
        self.ports = serve if isinstance(serve, dict) else {587: serve}
        self.accept, self.options = set(accept.split()), options.split()
        self.dns, self.token = dns, token
        self.has, self.bars = set(has.split()), set(bars.split())

    def command(self, address, certs, secret_file, times):
        """With so many times the usual patience."""
        where = ["--resolver", address + ":53"] if self.dns else ["--address", address]
        words, given = OPTIONS.split(), self.options
        words += ["--reply-timeout", str(ANSWER * times), "--banner-timeout", str(ANSWER * times)]
        if "-p" not in given:
            words += ["-p", ",".join(map(str, self.ports))]
        target = "mail.example.org"
        if given and not given[0].startswith("-"):
            target, given = given[0], given[1:]
        kind = "--token-file" if self.token else "--password-file"
        return ["check", target, *words, "-t", str(PATIENCE * times), *where, "--ca-file",
                certs + "/ca.pem", "--user", USER, kind, secret_file, *given]


class Run:
    """One run and what it cost."""

    def __init__(self, command, result, wall, late, cpu, rss):
        self.command, self.result = command, result
        self.wall, self.late, self.cpu, self.rss = wall, late, cpu, rss

    def describe(self):
        return f"{self.result.describe()}\nwall {self.wall:.0f} ms, late {self.late:.0f} ms, " \
            f"CPU {self.cpu:.0f} ms, RSS {self.rss:.0f} kB"


def limit_ms(times):
    """Of a run with so many times the usual patience."""
    return (PATIENCE * times + GRACE) * 1000 * SLOWER


def cost_faults(run, times):
    """Time without what a busy machine took, memory (the sanitizers' own is no measure)."""
    faults = []
    if run.wall - run.late > limit_ms(times):
        faults.append(f"took {run.wall:.0f} ms ({run.late:.0f} of them the machine's) "
                      f"with --timeout {PATIENCE * times}")
    if not SANITIZED and run.rss > RSS_KB:
        faults.append(f"peak RSS {run.rss} kB, more than {RSS_KB}")
    if not SANITIZED and run.cpu > 1000 * PATIENCE:
        faults.append(f"{run.cpu:.0f} ms of CPU")
    return faults


def fragments(size=10):
    """What is long enough to be a part of the secret and nothing else, in any of its forms."""
    raw = SECRET.encode()
    forms = scope.traces_of(SECRET) | {base64.b64encode(f"\0{USER}\0{SECRET}".encode())[24:],
                                       raw.hex().encode(), raw.hex().upper().encode()}
    return {f[i:i + size] for f in forms for i in range(len(f) - size + 1)}


FRAGMENTS = fragments()


def leaks(data):
    found = [f for f in FRAGMENTS if f in data]
    return [f"a part of the secret is shown: {max(found)!r}"] if found else []


def end_faults(run):
    faults = leaks(run.result.out) + leaks(run.result.err)
    if run.result.status not in (0, 1, 2, 3):
        faults.append(f"ended with {run.result.status}")
    return faults


def is_harmful(char):
    return unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") and char != "\n"


def terminal_faults(shown):
    """Only text, line feeds and our own colours, or a server paints on the terminal."""
    shown = LIVE_VIEW.sub(b"", SGR.sub(b"", shown))
    try:
        text = shown.decode("utf-8")
    except UnicodeDecodeError as fault:
        return [f"the terminal gets what is no UTF-8: {fault}"]
    return sorted({f"the terminal gets {c!r}, in {text[max(0, i - 30):i + 30]!r}"
                   for i, c in enumerate(text) if is_harmful(c)})[:5]


def verdict_faults(scenario, result):
    verdict = result.verdict.get("finding")
    faults = []
    if verdict not in scenario.accept:
        right = " or ".join(sorted(scenario.accept))
        faults.append(f"the verdict is {verdict}, right would be {right}")
    if result.verdict.get("status") == "ok" and not verdict_may_be_good(scenario):
        faults.append("the result is called ok")
    faults += [f"no finding {i}" for i in sorted(scenario.has - result.ids)]
    faults += [f"finding {i} must not be there" for i in sorted(scenario.bars & result.ids)]
    return faults


def verdict_may_be_good(scenario):
    return bool(scenario.accept & scope.READY)
