"""A full check over a cable of 25 ms, its processor time, its start, and what others take."""
import json
import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

import chain
import measure
from place import NAME, USER, ground
from table import Row

TRIPS_MAX, WALL_MAX, CPU_MAX, START_MAX, EXPLAIN_MAX = 18, 1.15, 0.5, 15, 10
OPENSSL = "openssl s_client -starttls smtp, port 587"
FULL, ONE = "smtpscope, 3 ports, login, versions", "smtpscope, port 587"


STATE = tempfile.TemporaryDirectory(prefix="smtpscope-bench-state-")  # logins that runs remember


def environment():
    return {"PATH": os.environ["PATH"] + ":/usr/lib/nagios/plugins", "HOME": "/nonexistent",
            "XDG_STATE_HOME": STATE.name, "LC_ALL": "C.UTF-8"}


def commands(place):
    scope = ground.built("smtpscope")
    return {
        FULL: [scope, NAME, "-p", "25,465,587", "--user", USER, "--password-file",
               place.password, "--json"],
        ONE: [scope, NAME, "-p", "587", "--tls-versions", "none"],
        OPENSSL: ["openssl", "s_client", "-starttls", "smtp", "-connect", NAME + ":587"],
        "swaks --quit-after TLS, port 587": ["swaks", "--server", NAME, "--port", "587", "-tls",
                                             "--quit-after", "TLS"],
        "check_smtp --starttls, port 587": ["check_smtp", "-H", NAME, "-p", "587", "--starttls"],
        "posttls-finger, port 587": ["posttls-finger", "-c", "-F", place.authority, "-l", "verify",
                                     f"[{NAME}]:587"],
        "msmtp --serverinfo, port 587": ["msmtp", "--serverinfo", "--host=" + NAME, "--port=587",
                                         "--tls=on", "--tls-starttls=on"],
    }


def cost_of(samples):
    bad = next((s for s in samples if s.status != 0), None)
    if bad is not None:
        last = bad.out.decode(errors="replace").strip().splitlines()[-1:] or [""]
        return {"fault": f"ended with {bad.status}: {last[0][:80]}"}
    return {"wall_ms": measure.median(samples, "wall"), "cpu_ms": measure.median(samples, "cpu")}


def race(place, times):
    """({name: cost}, samples of the full check)"""
    all_of_them, env = commands(place), environment()
    there = {n: c for n, c in all_of_them.items() if shutil.which(c[0], path=env["PATH"])}
    samples = measure.interleaved(there, times, env)
    costs = {n: cost_of(samples[n]) if n in there else
             {"fault": f"{c[0]} is not installed: ./quickstart bench installs it"}
             for n, c in all_of_them.items()}
    return costs, samples[FULL]


def rows_of_chain(samples, round_trip):
    """Rows and links of the run whose wall time is the median."""
    typical = sorted(samples, key=lambda s: s.wall)[len(samples) // 2]
    links = chain.links(json.loads(typical.out), typical.wall)
    trips = sum(k.trips for k in links)
    return [Row("check-round-trips", "full check: round trips in the longest chain", trips, "",
                TRIPS_MAX),
            Row("check-wall", "full check: wall time, of those round trips",
                typical.wall / (trips * round_trip), "x", WALL_MAX)], links


def row_of_processor(costs):
    what = "full check: CPU, of one openssl s_client"
    fault = costs[FULL].get("fault") or costs[OPENSSL].get("fault")
    if fault:
        return Row("check-cpu", what, note=fault)
    return Row("check-cpu", what, costs[FULL]["cpu_ms"] / costs[OPENSSL]["cpu_ms"], "x", CPU_MAX)


# ---- start ----

def connects_after(command, listener):
    """ms until the first connection of `command` arrives."""
    begun = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, env=environment())
    try:
        listener.accept()[0].close()
        return (time.monotonic() - begun) * 1e3
    finally:
        child.wait(measure.PATIENCE_S)


def rows_of_start(times):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(measure.PATIENCE_S)
        port = str(listener.getsockname()[1])
        starts = {
            "ours": [ground.built("smtpscope"), "127.0.0.1", "-p", port, "--tls", "none"],
            "openssl": ["openssl", "s_client", "-connect", "127.0.0.1:" + port],
        }
        took = {name: [] for name in starts}
        bare = []
        for _ in range(times):
            for name, command in starts.items():
                took[name].append(connects_after(command, listener))
            bare.append(measure.run(["true"]).wall)
    ours, openssl, true = (statistics.median(x) for x in (took["ours"], took["openssl"], bare))
    return [Row("start", "start-up: until the first packet, at best", min(took["ours"]), "ms",
                START_MAX, f"median {ours:.1f} ms: a busy machine makes it longer, nothing makes it "
                "shorter"),
            Row("start-openssl", "start-up: of that of openssl s_client", ours / openssl, "x"),
            Row("start-true", "start-up: of a whole run of true(1)", ours / true, "x")]


def rows_of_explain(times):
    """One reply in a process of its own; what no entry fits asks all of them."""
    commands = {"reply": [ground.built("smtpscope"), "explain", "535 5.7.139 Authentication unsuccessful, "
                          "SmtpClientAuthentication is disabled for the Tenant."],
                "unknown": [ground.built("smtpscope"), "explain", "550 5.7.1 words that nobody knows"],
                "true": ["true"]}
    took = {name: [s.wall for s in samples] for name, samples in measure.interleaved(commands, times).items()}
    reply, true = statistics.median(took["reply"]), statistics.median(took["true"])
    return [Row("explain-reply", "explain one reply: the whole process, at best", min(took["reply"]), "ms", EXPLAIN_MAX,
                f"median {reply:.1f} ms"),
            Row("explain-unknown", "... one that nobody knows", min(took["unknown"]), "ms", EXPLAIN_MAX),
            Row("explain-true", "... of a whole run of true(1)", reply / true, "x")]
