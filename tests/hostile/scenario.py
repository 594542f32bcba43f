"""What a scenario is, and what no run of smtpscope may do whatever a server sends."""
import base64
import re
import unicodedata

import scope

USER, SECRET = "bob@example.org", "Tr0ub4dor&3-secret"
PATIENCE = 4          # --timeout of every run, in seconds
GRACE = 2             # what may come on top of that
RSS_KB = 64 * 1024
SLOWER = 4            # under the sanitizers
OPTIONS = "--reply-timeout 1.5 --banner-timeout 1.5 --tls-versions none --ehlo client.example.net"

SGR = re.compile(rb"\x1b\[[0-9;]*m")
LIVE_VIEW = re.compile(rb"\x1b\[\d+A\r\x1b\[J")  # report/live.c on its way back


class Scenario:
    """One hostile server. `serve` is what it does with a connection to port 587, or a table of that
    by port; `dns` what it does with a question. `accept`: the verdicts (ids of findings) that are
    right, by whatever the machine's speed decides."""

    def __init__(self, name, what, serve, accept, options="", dns=None, token=False, listen=None,
                 has="", bars=""):
        self.name, self.what = name, what
        self.ports = serve if isinstance(serve, dict) else {587: serve}
        self.accept, self.options, self.dns, self.token = set(accept.split()), options.split(), dns, token
        self.listen = listen  # an address other than the scenario's own
        self.has, self.bars = set(has.split()), set(bars.split())

    def command(self, address, certs, secret_file):
        where = ["--resolver", address + ":53"] if self.dns else ["--address", address]
        words, given = OPTIONS.split(), self.options
        if "-p" not in given:
            words += ["-p", ",".join(map(str, self.ports))]
        target = "mail.example.org"
        if given and not given[0].startswith("-"):
            target, given = given[0], given[1:]
        return ["check", target, *words, "-t", str(PATIENCE), *where, "--ca-file", certs + "/ca.pem",
                "--user", USER, "--token-file" if self.token else "--password-file", secret_file, *given]


class Run:
    """One run and what it cost."""

    def __init__(self, command, result, wall, late, cpu, rss):
        self.command, self.result = command, result
        self.wall, self.late, self.cpu, self.rss = wall, late, cpu, rss

    def describe(self):
        return self.result.describe() + \
            f"\nwall {self.wall:.0f} ms, late {self.late:.0f} ms, CPU {self.cpu:.0f} ms, RSS {self.rss} kB"


def sanitized():
    with open(scope.built("smtpscope"), "rb") as f:
        return b"__asan_init" in f.read()


def limit_ms(slower):
    return (PATIENCE + GRACE) * 1000 * slower


def cost_faults(run, slower):
    """Time without what a busy machine took, memory (the sanitizers' own is no measure)."""
    faults = []
    if run.wall - run.late > limit_ms(slower):
        faults.append(f"took {run.wall:.0f} ms ({run.late:.0f} of them the machine's) with --timeout {PATIENCE}")
    if slower == 1 and run.rss > RSS_KB:
        faults.append(f"peak RSS {run.rss} kB, more than {RSS_KB}")
    if slower == 1 and run.cpu > 1000 * PATIENCE:
        faults.append(f"{run.cpu:.0f} ms of CPU")
    return faults


def fragments(size=10):
    """What is long enough to be a part of the secret and nothing else, in any of its forms."""
    forms = scope.traces_of(SECRET) | {base64.b64encode(f"\0{USER}\0{SECRET}".encode())[24:]}
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
        faults.append(f"the verdict is {verdict}, right would be {' or '.join(sorted(scenario.accept))}")
    if result.verdict.get("status") == "ok" and not verdict_may_be_good(scenario):
        faults.append("the result is called ok")
    faults += [f"no finding {i}" for i in sorted(scenario.has - result.ids)]
    faults += [f"finding {i} must not be there" for i in sorted(scenario.bars & result.ids)]
    return faults


def verdict_may_be_good(scenario):
    return bool(scenario.accept & scope.READY)
