"""The TLS picture of one endpoint, as it is by default: its connections and round trips. A server
that takes every version costs the most: SSL 3.0 is asked for last, where TLS 1.0 was taken."""
import json
import statistics

import chain
import ground
import measure
from full_check import environment
from place import IN_SERVER, NAME
from table import Row

CONNECTIONS_MAX, TRIPS_MAX = 8, 24
COUNTS = ("picture-connections", "picture-round-trips")  # the same on every machine
WHAT = "TLS picture of one endpoint"


def connections():
    """That the far host has taken so far (PassiveOpens of RFC 4022)."""
    lines = ground.run(*IN_SERVER, "cat", "/proc/net/snmp").stdout.splitlines()
    names, values = (line.split() for line in lines if line.startswith("Tcp:"))
    return int(values[names.index("PassiveOpens")])


def drawn(times):
    """[(connections, sample)]"""
    command = [ground.built("smtpscope"), NAME, "-p", "587", "--json"]
    found = []
    for _ in range(times):
        before = connections()
        sample = measure.run(command, environment())
        found.append((connections() - before, sample))
    return found


def versions(report):
    """Those that were asked for besides the one that was agreed on."""
    return [s["changed"] for s in report["sessions"] if s["purpose"] == "tls-version"]


def rows(place, times, round_trip):
    place.grow_old()
    runs = drawn(times)
    bad = next((s for _, s in runs if s.status != 0), None)
    if bad is not None:
        return [Row(name, WHAT, note=f"ended with {bad.status}") for name in COUNTS]
    report = json.loads(runs[0][1].out)
    links = chain.links(report, runs[0][1].wall)
    wall = statistics.median(s.wall for _, s in runs)
    # the last connect before the first run may count as its own
    return [Row("picture-connections", WHAT + ": connections", min(n for n, _ in runs), "", CONNECTIONS_MAX,
                "asked for: " + ", ".join(versions(report))),
            Row("picture-round-trips", "... round trips in the longest chain",
                sum(k.trips for k in links), "", TRIPS_MAX),
            Row("picture-wall", "... wall time, in round trips", wall / round_trip, "", TRIPS_MAX)]
