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


def lateness(result):
    """A run whose port is silent waits for it once and walks all ways side by side."""
    traces = result.json.get("path", {}).get("traces", [])
    if not traces:
        return ["no trace"]
    patience = max(stage["ms"] for session in result.json["sessions"] for stage in session["stages"])
    allowed = patience + max(trace["ms"] for trace in traces)
    taken = result.json["run"]["duration_ms"]
    return [] if taken <= ALLOWANCE * allowed else [f"{taken:.0f} ms, {allowed:.0f} would do"]
