"""What a sweep reads: forms of lists, bad lines, duplicates, parts of a list."""
import gzip
import json
import os
import subprocess

import fakedns
import fleet
import scope
from fleet import HOST, Run, address, line, twice_or_missing

SECRETS = [["--user", "bob@example.org"], ["--auth", "PLAIN"], ["--password-file", "/dev/null"],
           ["--password-fd", "3"], ["--password-env", "X"], ["--password-command", "true"],
           ["--token-file", "/dev/null"], ["--token-env", "X"], ["--netrc"], ["--from", "a@example.org"],
           ["--to", "b@example.org"], ["--send"]]


def one_list_in_three_forms_is_one_list(place):
    targets = [(address("plain", 0), {"tag": "branch-1"}), (address("plain", 1), {"port": "587"}),
               (address("garbage", 0), {}), (HOST, {"address": address("starttls", 0), "tls": "starttls"}),
               (HOST, {"address": address("expired", 0), "tls": "starttls", "tag": "two words"})]
    lines = "# a comment\n\n" + "".join(
        " ".join([t, *(f'{k}="{v}"' if " " in v else f"{k}={v}" for k, v in own.items())]) +
        "  # behind it\r\n" for t, own in targets)
    columns = ["tag", "target", "tls", "address", "port"]
    csv = ",".join(columns) + "\n" + "".join(
        ",".join(f'"{v}"' for v in (dict(own, target=t).get(c, "") for c in columns)) + "\n"
        for t, own in targets)
    ndjson = "".join(json.dumps({"target": t, **own}) + "\n" for t, own in targets)
    faults, seen = [], {}
    with place.servers():
        for name, text in [("lines", lines.encode()), ("csv", csv.encode()), ("ndjson", ndjson.encode()),
                           ("lines.gz", gzip.compress(lines.encode()))]:
            run = Run(place, place.write(text, name)).wait()
            faults += [f"{name}: {f}" for f in run.faults(1, len(targets))]
            seen[name] = sorted((r["target"]["key"], r["target"].get("tag") or "", r["verdict"]["finding"])
                                for r in run.records)
    faults += [f"{name}: {found}, not {seen['lines']}" for name, found in seen.items()
               if found != seen["lines"]]
    if [tag for _, tag, _ in seen["lines"] if tag] not in (["branch-1", "two words"], ["two words", "branch-1"]):
        faults.append(f"tags: {seen['lines']}")
    return faults


def what_is_twice_in_a_list_is_done_once(place):
    a, b = address("plain", 0), address("plain", 1)
    with place.servers() as fleet_:
        run = place.sweep([a, f"{a}", f"{b} port=25,587 tls=none", f"{b} tls=none port=25,587", f"{a} tag=x",
                           f"{a} port=587"])
    faults = run.faults(0, 3)
    if fleet_.seen["connections"] != 4:
        faults.append(f"{fleet_.seen['connections']} connections, not 4")
    return faults


def bad_lines_are_told_and_passed_over(place):
    good = [line("plain", i) for i in range(3)]
    lines = [good[0], "two words here", good[1], f"{good[2]} prot=25", "x" * 70000, good[2],
             "\x1b[31m.example.org\x07 port=99999"]
    with place.servers():
        run = place.sweep(lines)
        strict = place.sweep(lines, "--strict")
    faults = run.faults(2, 3)
    for n in (2, 4, 5, 7):
        if run.err.count(f":{n}: ") != 1:
            faults.append(f"line {n} is not told once: {run.err[-900:]}")
    if "\x1b" in run.err or "\x07" in run.err:
        faults.append("control bytes reach the terminal")
    if strict.status != 2 or strict.count() > 1:
        faults.append(f"--strict: exit {strict.status}, {strict.count()} lines: {strict.err[-300:]}")
    return faults


def a_mailbox_without_a_server_is_a_bad_line(place):
    """That comes out when its domain is asked."""
    dns = fakedns.Server("127.0.0.1", [("nobody.example.org", "A", address("plain", 1))]).start()
    lines = [line("plain", 0), "bob@nobody.example.org"]
    try:
        with place.servers():
            run = place.sweep(lines, "--resolver", "127.0.0.1:53")
            strict = place.sweep(lines, "--resolver", "127.0.0.1:53", "--strict")
    finally:
        dns.stop()
    faults = run.faults(2, 1) + strict.faults(2)
    if run.err.count(":2: nobody.example.org publishes") != 1 or "skipped 1 of 2 lines" not in run.err:
        faults.append(f"not told: {run.err!r}")
    return faults


def a_list_is_not_written_over(place):
    faults = []
    for words in (["-o", None, "--force"], ["--force", "-o", None, "--brief"], []):
        text = line("plain", 0) + "\n"
        source = place.write(text)
        with place.servers(), open(source, "ab") as out:
            run = Run(place, source, *(w or source for w in words), stdout=None if words else out).wait()
        if run.status != 2 or run.read(source) != text or len(run.err.strip().splitlines()) != 1:
            faults.append(f"{words}: exit {run.status}: {run.err!r}: {run.read(source)[:100]!r}")
    return faults


def a_list_without_targets_or_file_is_refused(place):
    faults = []
    for name, source in [("empty", place.write("# nothing\n")), ("missing", "/nowhere/list"),
                         ("a folder", place.folder)]:
        run = Run(place, source).wait()
        faults += [f"{name}: {f}" for f in run.faults(2, 0)]
        if len(run.err.strip().splitlines()) != 1:
            faults.append(f"{name}: {run.err!r} is not one line")
    return faults


def a_list_comes_slowly_and_nobody_waits_for_its_end(place):
    """The next target is not even written before the last one's result is there."""
    faults, end = [], None
    with place.servers():
        read, end = os.pipe()
        run = Run(place, "-", stdin=read)
        os.close(read)
        for i in range(3):
            os.write(end, (line("plain", i) + "\n").encode())
            if not run.until_lines(i + 1):
                faults.append(f"ended after {run.count()} lines")
                break
        os.close(end)
        run.wait()
    return faults + run.faults(0, 3)


def no_credentials_in_a_sweep(place):
    faults = []
    for words in SECRETS:
        run = Run(place, place.write(line("plain", 0) + "\n"), *words).wait()
        if run.status != 2 or run.count() > 0 or len(run.err.strip().splitlines()) != 1:
            faults.append(f"{' '.join(words)}: exit {run.status}: {run.err!r}")
    return faults


def shards_are_disjoint_and_all_of_them_the_list(place):
    lines = [line("plain", i) for i in range(300)]
    faults, parts = [], []
    variables = [("--shard", f"{i}/3", {}) for i in (1, 2, 3)]
    slurm = [("--shard", "auto", {"SLURM_ARRAY_TASK_ID": str(i), "SLURM_ARRAY_TASK_COUNT": "3",
                                  "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_MAX": "2"}) for i in (0, 1, 2)]
    with place.servers():
        wanted = place.sweep(lines).keys
        for option, value, env in variables + slurm:
            run = Run(place, place.write("".join(x + "\n" for x in lines)), option, value, env=env).wait()
            parts.append(run.keys)
            faults += run.faults(0)
    for name, three in (("I/N", parts[:3]), ("Slurm's", parts[3:])):
        faults += [f"{name}: {f}" for f in twice_or_missing(sum(three, []), wanted)]
        if min(map(len, three)) < 60:
            faults.append(f"{name}: parts of {[len(p) for p in three]}")
    if [set(p) for p in parts[:3]] != [set(p) for p in parts[3:]]:
        faults.append("Slurm's parts are others")
    return faults


def results_are_those_of_a_check(place):
    """... of the same target, and `report` reads them."""
    kinds = [k for k in fleet.PLACES if k not in ("limit", "silent")]
    lines = [line(kind, 0) for kind in kinds]
    faults = []
    with place.servers():
        run = place.sweep(lines)
        checks = {}
        for kind, words in zip(kinds, lines):
            host, *tokens = words.split()
            own = dict(token.split("=") for token in tokens)
            options = [x for name in ("address", "tls") if name in own for x in ("--" + name, own[name])]
            # the last one holds, as it does for the line of a list
            checks[kind] = scope.scope(host, *place.options(), *options, "--tls-versions", "none", "--json")
    for kind, done in checks.items():
        faults += [f"check of {kind}: {f}" for f in done.read_json()]
    faults += run.faults(1, len(kinds))
    by_address = {r["sessions"][0]["address"]: r for r in run.records}
    for kind, done in checks.items():
        record = by_address.get(address(kind, 0))
        if record is None:
            faults.append(f"{kind}: no record")
            continue
        faults += [f"{kind}: {e.json_path}: {e.message[:200]}" for e in scope.schema().iter_errors(record)][:3]
        for what in ("verdict", "findings"):
            ours = [x["id"] for x in record[what]] if what == "findings" else record[what]["finding"]
            other = [x["id"] for x in done.json[what]] if what == "findings" else done.json[what]["finding"]
            if ours != other:
                faults.append(f"{kind}: {what} {ours}, in a check {other}")
        if record["verdict"]["finding"] != fleet.VERDICTS[kind]:
            faults.append(f"{kind}: {record['verdict']['finding']}, not {fleet.VERDICTS[kind]}")
    read = scope.report(run.result)
    if read.status not in (0, 1) or any(k not in read.text for k in ("The certificate expired", "speak SMTP")):
        faults.append(f"report: exit {read.status}: {read.err[-300:]} {read.text[-500:]}")
    return faults


CLAIMS = [one_list_in_three_forms_is_one_list, what_is_twice_in_a_list_is_done_once,
          bad_lines_are_told_and_passed_over, a_mailbox_without_a_server_is_a_bad_line,
          a_list_is_not_written_over,
          a_list_without_targets_or_file_is_refused,
          a_list_comes_slowly_and_nobody_waits_for_its_end, no_credentials_in_a_sweep,
          shards_are_disjoint_and_all_of_them_the_list, results_are_those_of_a_check]
