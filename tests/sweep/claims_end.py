"""However a sweep ends, nothing is lost: what was done stands there, and the next run does the rest."""
import json
import os
import random
import signal

import ground
from fleet import Run, line, twice_or_missing

KILLS, MANY = 20, 1500


def listed(place, n, kind="slow"):
    lines = [line(kind, i) for i in range(n)]
    return place.write("\n".join(lines) + "\n"), lines


def names(run):
    """By what stands in the list: the addresses of its targets."""
    return [r["target"]["input"] for r in run.records]


def killed_at_twenty_moments_and_gone_on(place):
    source, lines = listed(place, MANY)
    results, faults, killed, at = place.path("results"), [], 0, 0
    seed = random.randrange(1 << 30)
    moments = random.Random(seed)
    with place.servers("--slow", "20"):
        while killed < KILLS:
            run = Run(place, source, "-o", results, "--resume", "--jobs", "40")
            at += moments.randrange(MANY // KILLS // 2)  # some more are done until it is dead
            running = run.until_lines(at) and not run.ended()
            run.child.kill()
            run.wait()
            if not running or run.status == 0:
                break
            killed += 1
            at = max(at, run.count())
        last = Run(place, source, "-o", results, "--resume").wait()
    faults += last.faults(0, MANY)
    if killed < KILLS:
        faults.append(f"only {killed} kills before it was done")
    faults += twice_or_missing(names(last), lines)
    return faults and faults + [f"seed {seed}"]


def a_last_line_that_is_cut_off_is_done_again(place):
    source, lines = listed(place, 20, "plain")
    faults = []
    with place.servers():
        whole = place.path("whole")
        Run(place, source, "-o", whole).wait()
        with open(whole, "rb") as f:
            data = f.read()
        begin = data.rstrip(b"\n").rindex(b"\n") + 1
        for cut in (begin, begin + 1, (begin + len(data)) // 2, len(data) - 2, len(data) - 1, len(data)):
            results = place.write(data[:cut], "results")
            run = Run(place, source, "-o", results, "--resume").wait()
            faults += [f"cut at {cut} of {begin}..{len(data)}: {f}" for f in
                       run.faults(0, 20) + twice_or_missing(names(run), lines)]
    return faults


def somebody_elses_file_stays_as_it_is(place):
    source, _ = listed(place, 2, "plain")
    faults = []
    with place.servers():
        for text in ("a letter\n", "{}\n", "[1]\n", '{"target": "mail.example.org"}\n', "no end of line"):
            results = place.write(text, "results")
            run = Run(place, source, "-o", results, "--resume").wait()
            if run.status != 2 or run.read(results) != text or len(run.err.strip().splitlines()) != 1:
                faults.append(f"{text!r}: exit {run.status}: {run.err[-300:]}")
    return faults


def two_runs_do_not_share_a_file(place):
    source, _ = listed(place, 40, "silent")
    results = place.path("results")
    with place.servers():
        first = Run(place, source, "-o", results)
        first.until(lambda: os.path.exists(results), "a file")
        second = Run(place, source, "-o", results, "--resume").wait()
        first.child.kill()
        first.wait()
    return second.faults(2) + ([] if len(second.err.strip().splitlines()) == 1 else [second.err])


def a_full_disk_and_gone_on(place):
    """Lines are whole or not there; the remedy is named; with room again the rest is done."""
    source, lines = listed(place, 400, "plain")
    disk = place.path("disk")
    os.mkdir(disk)
    ground.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk)
    results = os.path.join(disk, "results")
    try:
        with place.servers():
            full = Run(place, source, "-o", results).wait()
            early = full.count()
            ground.run("mount", "-o", "remount,size=64m", disk)
            last = Run(place, source, "-o", results, "--resume").wait()
            faults = last.faults(0, 400) + twice_or_missing(names(last), lines)
    finally:
        ground.run("umount", disk)
    faults += [f"full: exit {full.status}"] if full.status != 3 else []
    if "No space left" not in full.err or "--resume" not in full.err:
        faults.append(f"full: {full.err!r}")
    return faults + ([f"{early} lines on the full disk"] if not 0 < early < 400 else [])


def one_interrupt_ends_politely(place):
    """What was begun is ended with QUIT, what is there is whole, and the rest can be done."""
    source, lines = listed(place, 400)
    results = place.path("results")
    with place.servers("--slow", "100") as servers:
        run = Run(place, source, "-o", results, "--jobs", "20")
        run.until_lines(30)
        run.child.send_signal(signal.SIGINT)
        run.wait()
        early = run.count()
        [json.loads(x) for x in run.read(results).splitlines()]
        last = Run(place, source, "-o", results, "--resume").wait()
    faults = run.faults(3) + last.faults(0, 400) + twice_or_missing(names(last), lines)
    if not 30 <= early < 400:
        faults.append(f"{early} lines after the interrupt")
    if "--resume" not in run.err:
        faults.append(f"nobody says how to go on: {run.err!r}")
    return faults + servers.offences()


def an_interrupt_that_leaves_nothing_undone_is_none(place):
    """The last targets were begun, and end while they are waited for."""
    lines = [line("plain", 0), *(line("slow", i) for i in range(3))]
    with place.servers("--slow", "1000") as servers:
        run = Run(place, place.write("".join(x + "\n" for x in lines)), "-o", place.path("results"))
        run.until_lines(1)
        run.child.send_signal(signal.SIGINT)
        run.wait()
    faults = run.faults(0, len(lines)) + servers.offences()
    return faults + (["something is said to be left"] if "--resume" in run.err else [])


def a_second_interrupt_ends_at_once(place):
    """Nobody is waited for: these servers say nothing, ever."""
    source, _ = listed(place, 50, "silent")
    results = place.path("results")
    with place.servers():
        run = Run(place, source, "-o", results)
        run.until(lambda: os.path.exists(results), "a file")
        run.child.send_signal(signal.SIGINT)
        run.until(lambda: run.err, "a word")
        run.child.send_signal(signal.SIGINT)
        run.wait()
    return [] if run.status in (3, -signal.SIGINT) else [f"exit {run.status}: {run.err[-300:]}"]


def results_that_cannot_be_kept_end_it(place):
    """Black holes that are in flight by then are not waited for to their end."""
    source = place.write("\n".join([line("plain", 0), *(line("hole", i) for i in range(20))]))
    with place.servers(), open("/dev/full", "wb") as full:
        run = Run(place, source, stdout=full)
        early = run.until(lambda: "No space left" in run.err, "a word") and not run.ended()
        run.wait()
    once = early and run.err.count("No space") == 1
    return run.faults(3) + ([] if once else [f"told late, or twice: {run.err!r}"])


def nohup_lets_it_outlive_its_terminal(place):
    source, lines = listed(place, 100)
    with place.servers("--slow", "50"):
        run = Run(place, source, "-o", place.path("results"), "--jobs", "20",
                  prefix=["sh", "-c", 'trap "" HUP; exec "$@"', "sh"])
        run.until_lines(1)
        run.child.send_signal(signal.SIGHUP)
        run.wait()
    return run.faults(0, len(lines))


def a_reader_who_goes_away_ends_it(place):
    source, _ = listed(place, 3000, "plain")
    read, end = os.pipe()
    with place.servers():
        run = Run(place, source, stdout=end)
        os.close(end)
        os.read(read, 100)
        os.close(read)
        run.wait()
    return [] if run.status not in (None, 0, 4) else [f"exit {run.status}: {run.err[-300:]}"]


CLAIMS = [killed_at_twenty_moments_and_gone_on, a_last_line_that_is_cut_off_is_done_again,
          somebody_elses_file_stays_as_it_is, two_runs_do_not_share_a_file, a_full_disk_and_gone_on,
          one_interrupt_ends_politely, an_interrupt_that_leaves_nothing_undone_is_none,
          a_second_interrupt_ends_at_once, results_that_cannot_be_kept_end_it,
          nohup_lets_it_outlive_its_terminal, a_reader_who_goes_away_ends_it]
