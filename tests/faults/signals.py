"""Signals at each stage of a session, at each call, twice, and while a password is asked for."""
import concurrent.futures
import os
import pty
import select
import signal
import subprocess
import termios
import time

import calls
import fakedns
import ground
import scope
from situations import HOST, LIMIT, SECRET

WORDS = [HOST, "-p", "587", "--ca-file", "{ca}", "--tls-versions", "none", "--user",
         "bob@example.org", "--password-file", "{secret}", "--from", "bob@example.org", "--json"]
SIGNALS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
OWN = ["env", "--default-signal=INT,TERM,HUP,PIPE"]  # whatever the caller of the tests ignores

SESSION = """on 587:
S: 220 mail.example.org ESMTP
C: EHLO *
S: 250-mail.example.org
S: 250 STARTTLS
C: STARTTLS
S: 220 2.0.0 Ready
tls
C: EHLO *
S: 250-mail.example.org
S: 250 AUTH PLAIN
C: AUTH PLAIN *
S: 235 2.7.0 Fine
C: MAIL FROM:*
S: 250 2.1.0 Fine
C: RSET
S: 250 2.0.0 Fine
C: QUIT
"""
# The stage in which the server falls silent, and how many lines of the page come before that.
STAGES = {"banner": 1, "ehlo": 3, "starttls": 6, "tls": 7, "ehlo-again": 9, "auth": 12,
          "envelope": 14, "quit": 18}


class Silence:
    """A place where the program waits: words to get there, and a way to know that it has."""

    def __init__(self, stage, name, slot):
        self.name, self.address = name, f"198.51.100.{slot}"
        self.words = [*WORDS, "--address", self.address]
        if name == "dns":
            self.dns = fakedns.Server(self.address, [(HOST, "A", "SILENCE")]).start()
            self.words = [*WORDS, "--resolver", self.address + ":53"]
        elif name == "tcp":
            self.words = [*WORDS, "--address", "203.0.113.1"]
        else:
            lines = SESSION.splitlines()[:STAGES[name]]
            page = stage.write(f"silent-in-{name}.dialog",
                               "\n".join(["target: " + HOST, *lines, "silence", "expect: status=ok"]))
            self.server = stage.serve(self.address, page)

    def begin(self):
        if self.name == "dns":
            self.dns.asked.clear()

    def wait(self):
        if self.name == "tcp":
            self.wait_for(self.dials, "dial")
        elif self.name == "dns":
            self.wait_for(lambda: len(self.dns.asked) >= 2, "ask the DNS")  # for A and AAAA
        elif not select.select([self.server.stdout], [], [], LIMIT)[0] or \
                os.read(self.server.stdout.fileno(), len("silence\n")) != b"silence\n":
            raise RuntimeError(f"the program did not come to {self.name}")

    def dials(self):
        """A SYN is on its way there."""
        shown = ground.run(*ground.in_host("client"), "ss", "-Htn", "state", "syn-sent").stdout
        return self.words[-1] + ":" in shown

    def wait_for(self, condition, what):
        end = time.monotonic() + LIMIT
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError("the program did not " + what)
            time.sleep(0.02)


def begin(stage, words):
    command = [*ground.in_host("client"), *OWN, scope.built("smtpscope"), *words]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env=scope.environment())


def finish(child):
    try:
        out, err = child.communicate(timeout=LIMIT)
        return scope.Result(child.args, child.returncode, out, err)
    except subprocess.TimeoutExpired:
        child.kill()
        return scope.Result(child.args, None, *child.communicate())


def interrupt(stage, place, numbers):
    place.begin()
    child = begin(stage, stage.words(place.words, stage.folder))
    place.wait()
    for number in numbers:
        child.send_signal(number)
    return finish(child)


def once_faults(place, result):
    """A whole report that says where it was; after the login the work was done."""
    faults = result.leaks(SECRET) + result.read_json()
    if result.json is None or faults:
        return faults
    wanted = ("submission-ready", 0) if place.name == "quit" else ("interrupted", 3)
    if (result.verdict.get("finding"), result.status) != wanted:
        faults.append(f"{wanted} is wanted")
    return faults


def report_faults(result):
    """Whether the program was killed or not: no report, or all of it."""
    if not result.out:
        return []
    return [f for f in result.read_json() if not f.startswith("exit ")]


def twice_faults(result, number):
    """The second one ends it at once."""
    faults = result.leaks(SECRET)
    if result.status not in (-number, 3, 0):
        faults.append(f"ended with {result.status}")
    return faults + report_faults(result)


def play_stage(stage, name, slot):
    place, results = Silence(stage, name, slot), []
    for number in SIGNALS:
        result = interrupt(stage, place, [number])
        faults = once_faults(place, result)
        results.append((f"{number.name} in {name}", faults and [*faults, result.describe()]))
        result = interrupt(stage, place, [number, number])
        faults = twice_faults(result, number)
        results.append((f"{number.name} twice in {name}", faults and [*faults, result.describe()]))
    result = interrupt(stage, place, [signal.SIGPIPE, signal.SIGINT])
    faults = once_faults(place, result)
    results.append((f"SIGPIPE is nothing in {name}", faults and [*faults, result.describe()]))
    return results


def play_stages(stage, tally):
    names = ["dns", "tcp", *STAGES]
    with concurrent.futures.ThreadPoolExecutor(calls.AT_ONCE) as pool:
        jobs = [pool.submit(play_stage, stage, name, 20 + n) for n, name in enumerate(names)]
        for job in jobs:
            for name, faults in job.result():
                tally.note(name, faults)


# ---- at a certain call ----

def strike_faults(run, number):
    """Ended by the signal or by the rules, with no part of a file either way."""
    result = run.result
    faults = result.leaks(SECRET)
    if result.status not in (-number, 0, 3):
        faults.append(f"ended with {result.status}")
    result.out = run.document
    return faults + report_faults(result) + [f"{name} is left behind" for name in run.files
                     if name not in ("report.json", "chain.pem")]


def play_call(stage, situation, name, site, number):
    fault = {"call": name, "site": site, "depth": 0, "nth": 1, "action": f"signal {number:d}"}
    run = stage.play(situation, fault, around=OWN)
    faults = strike_faults(run, number) if run.struck else []
    return run.struck, faults and [f"{number.name} at {name} from {site}", *faults,
                                   run.result.describe()]


def play_calls(stage, tally):
    """All calls that are not for memory, each where it is made from."""
    for situation in ("login", "files"):
        sites = {(name, site) for name, _, site in stage.play(situation, {"depth": 0}).calls
                 if name not in calls.ALLOCATIONS}
        for number in SIGNALS:
            with concurrent.futures.ThreadPoolExecutor(calls.AT_ONCE) as pool:
                results = list(pool.map(
                    lambda s: play_call(stage, situation, *s, number), sorted(sites)))
            calls.note_group(tally, f"{situation}: {number.name} at any call", results)
            calls.note_met(tally, results)


# ---- while a password is asked for ----

def echoes(terminal):
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def ask_and_strike(stage, call, nth, number):
    """Runs the program on a terminal of its own, with `number` coming at a call of the prompt."""
    fault = {"call": call, "who": "program", "depth": 0, "nth": nth, "action": f"signal {number:d}"}
    master, terminal = pty.openpty()
    command = [*ground.in_host("client"), "setsid", "--ctty", *OWN, *stage.preload(fault),
               scope.built("smtpscope"), HOST, "--user", "bob@example.org"]
    child = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal,
                             env=scope.environment())
    try:
        child.wait(LIMIT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return ["hangs: the signal was missed"]
    finally:
        shown = echoes(terminal)
        os.close(terminal)
        os.close(master)
    faults = [] if child.returncode == -number else [f"ended with {child.returncode}"]
    return faults if shown else [*faults, "the terminal does not show what is typed any more"]


def play_prompt(stage, tally):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        for call, nth in (("write", 1), ("ppoll", 1), ("tcsetattr", 1)):
            tally.note(f"{number.name} at {call} {nth} of the prompt",
                       ask_and_strike(stage, call, nth, number))


def take_signals():
    """As a terminal has them: who starts us in the background ignores two of them, which is handed on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def play(stage, tally, everything):
    take_signals()
    play_stages(stage, tally)
    play_calls(stage, tally)
    play_prompt(stage, tally)
