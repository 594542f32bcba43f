"""What a sweep gives: lines as they come, brief ones, the summary, its exit status."""
import collections
import json
import os

import fleet
import ground
import scope
from fleet import Run, address, line, verdicts

MIX = {"plain": 5, "starttls": 3, "expired": 2, "garbage": 2, "refused": 1}


def mixed(counts=None):
    return [line(kind, i) for kind, n in (counts or MIX).items() for i in range(n)]


def wanted(counts):
    found = collections.Counter()
    for kind, n in counts.items():
        found[fleet.VERDICTS[kind]] += n
    return found


def schema(name):
    with open(os.path.join(ground.SOURCE, "data", name)) as f:
        return scope.jsonschema.Draft7Validator(json.load(f))


def a_line_is_there_before_the_sweep_ends(place):
    """One server never greets; the lines of all others are in the file while it is waited for."""
    lines = [line("silent", 0), *mixed()]
    with place.servers():
        run = Run(place, place.write("\n".join(lines)), "-o", place.path("results"))
        faults = [] if run.until_lines(len(lines) - 1) else ["it ended first"]
        if run.ended():
            faults.append("it waited for nobody")
        json.loads(run.read(run.result).splitlines()[-1])  # whole
        run.child.kill()
        run.wait()
    return faults


def brief_lines_say_the_same_in_short(place):
    with place.servers():
        long, short = place.sweep(mixed()), place.sweep(mixed(), "--brief")
    faults = long.faults(1, len(mixed())) + short.faults(1, len(mixed()))
    rules = schema("brief.schema.json")
    faults += [f"{e.json_path}: {e.message[:200]}" for r in short.records for e in rules.iter_errors(r)][:5]

    def core(records):
        return sorted((r["target"]["key"], r["verdict"]["finding"], r["verdict"]["status"]) for r in records)
    if core(long.records) != core(short.records):
        faults.append(f"{core(short.records)}, not {core(long.records)}")
    return faults + (["brief lines are long"] if len(short.out) * 4 > len(long.out) else [])


def the_summary_counts_by_cause_and_by_tag(place):
    lines = [line("plain", 0, "tag=north"), line("plain", 1, "tag=south"), line("expired", 0, "tag=south"),
             line("garbage", 0, "tag=south"), line("garbage", 1)]
    results = place.path("results")
    with place.servers():
        text = place.sweep(lines, "--summary")
        both = place.sweep(lines, "--summary", "--json", "-o", results)
    faults = text.faults(1) + both.faults(1, len(lines))
    for word in ("north", "south", "The certificate expired", "does not speak SMTP"):
        if word not in text.out:
            faults.append(f"no {word} in the summary:\n{text.out}")
    if text.out.startswith("{"):
        faults.append("lines and summary on one standard output")
    document = json.loads(both.out)
    faults += [f"{e.json_path}: {e.message[:200]}" for e in
               schema("summary.schema.json").iter_errors(document)][:5]
    again = scope.report(results, results)
    if "5 results: 3 failed" not in again.text:
        faults.append(f"report of files: {again.text[:300]}{again.err[-300:]}")
    return faults


def the_exit_status_tells_the_worst(place):
    faults = []
    with place.servers():
        for kinds, words, status in [(["plain"], [], 0), (["plain", "garbage"], [], 1),
                                     (["slow", "starttls"], [], 0)]:
            run = place.sweep([line(kind, 0) for kind in kinds], *words)
            faults += [f"{kinds} {words}: {f}" for f in run.faults(status, len(kinds))]
        bad = place.sweep([line("garbage", 0), "no target at all"])
        faults += [f"a bad line: {f}" for f in bad.faults(2, 1)]
        lost = place.sweep([line("plain", i) for i in range(50)], "-o", "/dev/full", "--force")
        faults += [f"a full disk: {f}" for f in lost.faults(3)]
        old = place.write("{}\n", "results")
        kept = place.sweep([line("plain", 0)], "-o", old)
        faults += [f"a file that is there: {f}" for f in kept.faults(2, 1)]
    return faults


def silence_without_a_terminal(place):
    with place.servers():
        run = place.sweep(mixed({"plain": 20}))
    return run.faults(0, 20) + ([f"stderr: {run.err!r}"] if run.err else [])


def one_loop_or_two_find_the_same(place):
    counts = {"plain": 60, "starttls": 20, "expired": 5, "garbage": 5, "closes": 5, "rejects": 5,
              "refuses": 5, "stripped": 5, "no-ehlo": 5, "refused": 5}
    faults = []
    with place.servers("--threads", "2"):
        for loops in ("1", "2"):
            run = place.sweep(mixed(counts), "--loops", loops)
            faults += [f"{loops} loops: {f}" for f in run.faults(1, sum(counts.values()))]
            if verdicts(run.records) != wanted(counts):
                faults.append(f"{loops} loops: {dict(verdicts(run.records))}, not {dict(wanted(counts))}")
    return faults


CLAIMS = [a_line_is_there_before_the_sweep_ends, brief_lines_say_the_same_in_short,
          the_summary_counts_by_cause_and_by_tag, the_exit_status_tells_the_worst,
          silence_without_a_terminal, one_loop_or_two_find_the_same]
