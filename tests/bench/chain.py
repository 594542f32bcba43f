"""The longest chain of a check: which step waited for which, and how many round trips each took.

It is read backwards from a report: the session that ended last, the one before whose end it began, and
so on to the DNS. `trips` is what the protocol needs for a step, `ms` what it took; what lies between
steps is our own work or a wait of one session for another.
"""

# Round trips that a step cannot do without.
TRIPS = {"dns": 1, "tcp": 1, "banner": 1, "ehlo": 1, "starttls": 1, "tls": 1, "ehlo-again": 1,
         "auth": 1, "envelope": 3, "quit": 1}
TOLD_FROM_MS = 0.5  # a pause that is worth a line
ROUNDING_MS = 0.01  # of the times in a report


class Link:
    def __init__(self, name, where, trips, ms):
        self.name, self.where, self.trips, self.ms = name, where, trips, ms


def trips_of(stage):
    """TLS 1.3 takes one round trip, all before it two; a refusal comes after one."""
    if stage["name"] == "tls" and stage["outcome"] == "pass" and stage.get("version") != "TLS1.3":
        return 2
    return TRIPS[stage["name"]]


def walked(session):
    return [s for s in session["stages"] if s["ms"] > 0]


def begin(session):
    return walked(session)[0]["at_ms"]


def end(session):
    last = walked(session)[-1]
    return last["at_ms"] + last["ms"]


def sessions_of(report):
    """The sessions of the longest chain, the first one first."""
    open_ones, chain = [s for s in report["sessions"] if walked(s)], []
    while open_ones:
        chain.insert(0, max(open_ones, key=end))
        open_ones = [s for s in open_ones if end(s) <= begin(chain[0]) + ROUNDING_MS]
    return chain


def name_of(session):
    port = f"port {session['port']}"
    return f"{port}, {session['changed']} only" if session["purpose"] == "tls-version" else port


def links(report, wall_ms):
    """Links from the start of the process to its end; their ms add up to `wall_ms`."""
    found, at = [], 0.0

    def pause(name, until):
        nonlocal at
        if until - at >= TOLD_FROM_MS:
            found.append(Link(name, "", 0, until - at))
            at = until

    def step(name, where, trips, begun, ms):
        nonlocal at
        pause("(between)", begun)
        found.append(Link(name, where, trips, begun + ms - at))
        at = begun + ms

    chain, queries = sessions_of(report), report["dns"]["queries"]
    if queries:
        slowest = max(q["ms"] for q in queries)
        step("dns", "", TRIPS["dns"], max(0.0, min(begin(s) for s in chain) - slowest), slowest)
    for session in chain:
        for stage in walked(session):
            step(stage["name"], name_of(session), trips_of(stage), stage["at_ms"], stage["ms"])
    pause("(last words)", report["run"]["duration_ms"])
    found.insert(0, Link("(start and end of the process)", "", 0, wall_ms - at))
    return found
