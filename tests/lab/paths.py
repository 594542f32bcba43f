"""The lines "trace: PORT WORDS": what the program must have seen of the way to that port."""

ALLOWANCE = 1.25  # for starting, naming, ending


def last_router(trace):
    """The last one that told that a packet's life was over there."""
    passed = [hop["address"] for hop in trace["hops"] if hop["answer"] == "passed"]
    return passed[-1] if passed else "nobody"


def end(trace):
    return trace["hops"][-1]["answer"] if trace["hops"] else "nothing"


def faults_of(trace, words):
    for key, wanted in words.items():
        if key == "windows":
            if trace["windows"] > int(wanted):
                yield f"{trace['windows']} windows, at most {wanted} are allowed"
            continue
        seen = {"last": last_router, "end": end}[key](trace)
        if seen != wanted:
            yield f"{key} is {seen}, the page expects {wanted}"


def differences(lines, result):
    """Faults of all traces to the ports of `lines`, of which there must be some."""
    faults, traces = [], result.json.get("path", {}).get("traces", [])
    for line in lines:
        port, *words = line.split()
        mine = [t for t in traces if t["port"] == int(port)]
        if not mine:
            faults.append(f"no trace to port {port}")
        for trace in mine:
            faults += [f"trace to {trace['address']} port {port}: {fault}"
                       for fault in faults_of(trace, dict(w.split("=", 1) for w in words))]
    return faults


def covered(parts):
    """How long, ms, at least one of these stages or traces lasted."""
    total = until = 0
    for begin, end in sorted((part["at_ms"], part["at_ms"] + part["ms"]) for part in parts):
        total += max(0, end - max(begin, until))
        until = max(until, end)
    return total


def longest(parts):
    return max((part["ms"] for part in parts), default=0)


def lateness(result, busy_ms):
    """A run whose port is silent waits for it once, walks all ways side by side, and waits for nothing else but
    names. What it computes takes as long as a slow or crowded machine likes: `busy_ms` of the time in which
    nothing of the network was under way are not its fault."""
    traces = result.json.get("path", {}).get("traces", [])
    if not traces:
        return ["no trace"]
    stages = [stage for session in result.json["sessions"] for stage in session["stages"]]
    allowed = longest(stages) + longest(traces) + longest(result.json["dns"]["queries"])
    waited = covered([*stages, *traces])
    idle = max(0, result.json["run"]["duration_ms"] - waited - busy_ms)
    return [] if waited + idle <= ALLOWANCE * allowed else \
        [f"{waited:.0f} ms for the network and {idle:.0f} for nothing, {allowed:.0f} would do; it was busy for "
         f"{busy_ms:.0f} ms"]
