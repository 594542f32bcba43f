"""A large list: as many records as targets, each the right one, in bounded memory."""
import collections
import os

import fleet
from fleet import Run, line

SMALL, FULL_SIZE = 3000, 100000
CROWD = 8000, 2000  # plain, STARTTLS
PARTS = {"hole": 5, "refused": 5, "garbage": 5, "starttls": 5, "closes": 2, "rejects": 2}  # per cent; else plain
MEMORY_MAX = 1.3  # of what a tenth of the targets needs,
EACH_KB = 0.1  # and this for each target: the hashes of keys, while their table grows, twice


def counts_of(n):
    counts = {kind: n * part // 100 for kind, part in PARTS.items()}
    return {**counts, "plain": n - sum(counts.values())}


def write_list(place, n):
    """Shuffled as no chance would have it: each part is spread over all of the list."""
    counts = counts_of(n)
    order = sorted((i / counts[kind], kind, i) for kind in counts for i in range(counts[kind]))
    return place.write("".join(line(kind, i) + "\n" for _, kind, i in order))


def wanted(n):
    found = collections.Counter()
    for kind, count in counts_of(n).items():
        found[fleet.VERDICTS[kind]] += count
    return found


def judged(place, n, *words, leaps):
    """(faults, most memory in kB) of a run over n targets."""
    results = place.path("results")
    with place.servers("--threads", "2") as servers:
        run = Run(place, write_list(place, n), "-o", results, *words, leaps=leaps)
        if leaps:
            run.until_lines(n - counts_of(n)["hole"])
            run.leap()
        run.wait()
    faults = run.faults(1) + servers.offences()
    keys, found = set(), collections.Counter()
    lines = 0
    for record in run.records_one_by_one():
        lines += 1
        keys.add(record["target"]["key"])
        found[record["verdict"]["finding"]] += 1
    if lines != n or len(keys) != n:
        faults.append(f"{lines} records of {len(keys)} targets, not {n}: {run.err[-500:]}")
    if found != wanted(n):
        faults.append(f"{dict(found)}, not {dict(wanted(n))}")
    os.unlink(results)
    return faults, run.memory


def three_thousand_targets_have_three_thousand_records(place):
    faults, _ = judged(place, SMALL, leaps=True)
    return faults


def a_hundred_thousand_targets_have_as_many_records(place):
    """With time-outs as long as they are by themselves."""
    faults, memory = [], {}
    for n in (FULL_SIZE // 10, FULL_SIZE):
        own, memory[n] = judged(place, n, "--jobs", "1000", "--connect-timeout", "5", leaps=False)
        faults += [f"{n}: {f}" for f in own]
    small, large = memory[FULL_SIZE // 10], memory[FULL_SIZE]
    print(f"# memory: {small // 1024} MB at {FULL_SIZE // 10} targets, {large // 1024} MB at {FULL_SIZE}")
    return faults + ([f"{large} kB, with a tenth {small} kB"] if large > small * MEMORY_MAX + EACH_KB * FULL_SIZE else [])


def a_crowd_on_two_loops(place):
    """For builds with a sanitizer, which says what it finds with the exit status and on stderr."""
    lines = [line("plain", i) for i in range(CROWD[0])] + [line("starttls", i) for i in range(CROWD[1])]
    with place.servers("--threads", "2") as servers:
        run = place.sweep(lines, "--loops", "2", "-o", place.path("results"))
    faults = run.faults(0, len(lines)) + servers.offences()
    return faults + ([run.err[:3000]] if run.err else [])


CLAIMS = [three_thousand_targets_have_three_thousand_records]
OTHERS = {"--crowd": [a_crowd_on_two_loops], "--full": [a_hundred_thousand_targets_have_as_many_records]}
