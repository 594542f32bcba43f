"""How a sweep behaves to the servers that it visits, and to its own machine."""
import collections
import signal
import time

import fakedns
import fleet
from fleet import HOST, Run, address, line, verdicts

LAPS = 40
STILL_S = 2


def crowd(kind, n):
    """n targets at one address."""
    return [f"{HOST} address={address(kind, 0)} sni=s{i}.example.org" for i in range(n)]


def all_manners_are_good(place):
    """QUIT, nobody before the 220, one command at a time, no AUTH and no RCPT, few at once."""
    counts = {kind: 40 for kind in fleet.PLACES if kind not in ("limit", "silent")}
    lines = [line(kind, i) for kind, n in counts.items() for i in range(n)]
    lines += crowd("plain", LAPS) + crowd("slow", LAPS)
    lines += [f"127.20.7.{i}" for i in range(1, 200)]  # one network
    lines += [f"{address('plain', i)} port=465 tls=implicit" for i in range(LAPS)]
    with place.servers("--threads", "2", "--slow", "50") as servers:
        run = place.sweep(lines)
    faults = run.faults(1, len(lines)) + servers.offences()
    if servers.seen["at_once"] < 2:
        faults.append("never two at once: nothing was tested")
    return faults


def who_limits_us_is_visited_more_slowly(place):
    """All of them have a result; after the 421s fewer come at once, and not one upon the other."""
    lines = crowd("limit", 30) + [line("plain", i) for i in range(30)]
    with place.servers("--limit", "1", "--slow", "60") as servers:
        run = place.sweep(lines)
    faults = servers.offences(allowed=["no_quit"])
    if run.status not in (0, 3):
        faults.append(f"exit {run.status}: {run.err[-300:]}")
    if run.count() != len(lines):
        faults.append(f"{run.count()} lines, not {len(lines)}")
    return faults + faults_after_refusals(servers.seen["limited"])


def faults_after_refusals(visits):
    """After each the next come one by one and later; that more are tried in the end is fair."""
    refused = [i for i, v in enumerate(visits) if v["refused"]]
    if not refused:
        return ["nobody was refused: nothing was tested"]
    faults = []
    if len(refused) > len(visits) / 5:
        faults.append(f"{len(refused)} of {len(visits)} were refused")
    # one more may have been on its way already
    if any(v["at_once"] > 1 for i in refused for v in visits[i + 2:i + 5]):
        faults.append("soon after a refusal two come at once")
    gaps = [b["ms"] - a["ms"] for i in refused for a, b in zip(visits[i + 1:i + 4], visits[i + 2:i + 5])]
    first = visits[refused[0]]["ms"] - visits[refused[0] - 1]["ms"]
    if gaps and min(gaps) <= first:
        faults.append(f"{min(gaps):.1f} ms between two of them, {first:.1f} before the first refusal")
    return faults


def who_waits_for_others_has_all_his_patience(place):
    """A long queue at one address, or a low rate, is no fault of the servers at its end."""
    faults = []
    with place.servers("--slow", "300"):
        for words, lines in (([], crowd("slow", 36)), (["--rate", "2"], [line("plain", i) for i in range(9)])):
            run = place.sweep(lines, *words, "-t", "2")
            faults += run.faults(0, len(lines)) + [str(v) for v in [dict(verdicts(run.records))] if len(v) > 1]
    return faults


def black_holes_delay_nobody(place):
    """They are first in the list; all others are done before the first of their time-outs ends."""
    holes, others = 300, 300
    lines = [line("hole", i) for i in range(holes)] + [line("plain", i) for i in range(others)]
    with place.servers():
        run = Run(place, place.write("\n".join(lines)), leaps=True)
        run.until_lines(others)
        early = verdicts(run.records[:others])
        run.leap()
        run.wait()
    faults = run.faults(1, len(lines))
    if early != {fleet.VERDICTS["plain"]: others}:
        faults.append(f"done first: {dict(early)}")
    if verdicts(run.records) != {fleet.VERDICTS["plain"]: others, fleet.VERDICTS["hole"]: holes}:
        faults.append(f"done: {dict(verdicts(run.records))}")
    return faults


def few_descriptors_make_a_queue_and_no_failure(place):
    n = 600
    faults = []
    with place.servers("--slow", "50") as servers:
        for loops in ("1", "2"):
            lines = [line("slow", i) for i in range(n // 2)] + [line("starttls", i) for i in range(n // 2)]
            run = place.sweep(lines, "--loops", loops, prefix=["prlimit", "--nofile=128:128"])
            faults += run.faults(0, n)
            if verdicts(run.records) != {fleet.VERDICTS["plain"]: n}:
                faults.append(f"{loops} loops: {dict(verdicts(run.records))}")
    return faults + servers.offences()


def a_rate_holds(place):
    """So many a second, and no more: seen by the servers, whose clock can only be late."""
    n, rate = 60, 40
    with place.servers("--threads", "2") as servers:
        run = place.sweep([line("plain", i) for i in range(n)], "--rate", str(rate), "--loops", "2")
    least = (n - 1 - rate / 2) / rate * 1000  # half a second's worth may come at once
    if servers.seen["span_ms"] < least:
        return run.faults(0, n) + [f"{n} connections in {servers.seen['span_ms']} ms, not {least}"]
    return run.faults(0, n)


def never_more_jobs_than_asked(place):
    n = 60
    with place.servers("--slow", "30") as servers:
        run = place.sweep([line("slow", i) for i in range(n)], "--jobs", "5")
    faults = run.faults(0, n) + servers.offences()
    return faults + ([f"{servers.seen['open']} at once"] if servers.seen["open"] > 5 else [])


def a_name_is_asked_once(place):
    """... by each loop, for whatever number of targets at once and later."""
    records = [("one.example.org", "A", address("plain", 0)), ("two.example.org", "A", address("plain", 1))]
    dns = fakedns.Server("127.0.0.1", records).start()
    lines = [f"{name} sni=s{i}.example.org" for i in range(30) for name in ("one.example.org", "two.example.org")]
    try:
        with place.servers():
            run = place.sweep(lines, "--resolver", "127.0.0.1:53", "--loops", "1")
    finally:
        dns.stop()
    faults = run.faults(0, len(lines))
    asked = collections.Counter(dns.asked)
    return faults + [f"{n} times {name} {kind}" for (name, kind), n in asked.items() if n > 1]


def what_was_seen_while_we_stood_still_is_marked(place):
    """The program is stopped while servers make it wait, and goes on."""
    n = 10
    with place.servers("--slow", "1500"):
        run = Run(place, place.write("\n".join([line("plain", 0), *(line("slow", i) for i in range(n))])),
                  "--loops", "1")
        run.until_lines(1)
        run.child.send_signal(signal.SIGSTOP)
        time.sleep(STILL_S)
        run.child.send_signal(signal.SIGCONT)
        run.wait()
    faults = run.faults(0, n + 1)
    first, *others = run.records
    lags = [r["run"].get("lag_ms", 0) for r in others]
    if not lags or min(lags) < STILL_S * 500:
        faults.append(f"lag of {lags} ms")
    return faults + ([f"lag of the first: {first['run']['lag_ms']} ms"]
                     if first["run"].get("lag_ms", 0) > min(lags, default=0) else [])


CLAIMS = [all_manners_are_good, who_limits_us_is_visited_more_slowly,
          who_waits_for_others_has_all_his_patience, black_holes_delay_nobody,
          few_descriptors_make_a_queue_and_no_failure, a_rate_holds, never_more_jobs_than_asked,
          a_name_is_asked_once, what_was_seen_while_we_stood_still_is_marked]
