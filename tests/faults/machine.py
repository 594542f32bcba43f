"""A machine that has not enough of something: real limits, disks and streams, nothing preloaded."""
import os
import subprocess

import ground
import judge
import scope
from situations import COMMON, LIMIT

REPORT = [*COMMON, "--tls-versions", "none", "-p", "465", "--json"]


def shell(line):
    """Runs the program as "$@" in `line`."""
    return ["bash", "-c", line, "bash"]


# ---- limits ----

def play_descriptors(stage, tally):
    """From too few for a pipe to enough for all; somewhere between the one ends and the
    other begins."""
    for situation in ("login", "ports"):
        well, seen = stage.play_well(situation), set()
        for limit in range(4, 30):
            run = stage.play(situation, around=["prlimit", f"--nofile={limit}:{limit}"])
            seen.add(run.result.status)
            faults = judge.faults_of(run, well, "open")
            tally.note(f"{situation} with {limit} descriptors", faults and [
                *faults, run.result.describe()])
        tally.note(f"{situation}: few descriptors are told, many are enough",
                   [] if 0 in seen and seen & set(judge.OURS) else [f"exit {sorted(seen)}"])


def play_memory(stage, tally):
    if stage.sanitized:  # they reserve terabytes of addresses, and end by themselves
        return
    well, seen = stage.play_well("login"), set()
    for kilobytes in range(8 << 10, 30 << 10, 512):
        run = stage.play("login", around=["prlimit", f"--as={kilobytes << 10}"])
        if run.result.status == 127:  # not even the loader had enough: not ours to tell
            continue
        seen.add(run.result.status)
        faults = judge.faults_of(run, well)
        tally.note(f"login with {kilobytes} kB", faults and [*faults, run.result.describe()])
    tally.note("little memory is told, more is enough",
               [] if {0, 4} <= seen else [f"exit {sorted(seen)}"])


# ---- disks ----

def check_refused(stage, tally, name, words, said, around=()):
    """Nothing is written, a line of stderr says why, exit 2."""
    result = stage.play(words, around=around).result
    faults = [] if result.status == 2 else [f"exit {result.status}"]
    if said.encode() not in result.err or result.err.count(b"\n") != 1:
        faults.append("stderr does not say it in one line")
    tally.note(name, faults and [*faults, result.describe()])


def untouched(folder, before=()):
    found = sorted(os.listdir(folder))
    return [] if found == sorted(before) else [f"{found} is there"]


def play_disks(stage, tally):
    full, closed = stage.mount("full", "size=4k"), stage.mount("closed", "size=64k")
    taken = os.path.join(closed, "taken.json")
    with open(taken, "w") as f:
        f.write("theirs")
    check_refused(stage, tally, "another file is there",
                  [*REPORT, "-o", taken], "--force replaces it")
    ground.run("mount", "-o", "remount,bind,ro", closed)
    for name, path, said in (("a full disk", full + "/report.json", "No space"),
                             ("a read-only folder", closed + "/report.json", "Read-only"),
                             ("no such folder", full + "/no/report.json", "there is no folder"),
                             ("a folder of that name, which is full", full, "No space")):
        check_refused(stage, tally, name, [*REPORT, "-o", path], said)
    check_refused(stage, tally, "a full disk under --save-chain",
                  [*REPORT, "-o", "{own}/report.json", "--save-chain", "/dev/full"], "No space")
    check_refused(stage, tally, "a limit to the size of files",
                  [*REPORT, "-o", "{own}/report.json"], "File too large",
                  [*scope.UNCOUNTED, "prlimit", "--fsize=1000"])
    tally.note("nothing is left on the full disk", untouched(full))
    with open(taken) as f:
        tally.note("the other file is as it was", [] if f.read() == "theirs" else ["it is not"])
    tally.note("nothing is left in the read-only folder", untouched(closed, ["taken.json"]))


# ---- streams ----

def play_streams(stage, tally):
    for streams, status in (("<&-", 0), ("2>&-", 0), ("<&- 2>&-", 0), (">&-", 2),
                            ("<&- >&- 2>&-", 2), (">/dev/full", 2),
                            ("| true; exit ${PIPESTATUS[0]}", 0),
                            ("| { sleep 0.3; cat; }; exit ${PIPESTATUS[0]}", 0)):
        line = f'"$@" {streams}'
        result = stage.play(REPORT, around=shell(line)).result
        faults = [] if result.status == status else [f"exit {result.status}"]
        if "cat" in streams or "2>" in streams and status == 0:
            faults += result.read_json()
        if status == 2 and "2>" not in streams and b"smtpscope: cannot write" not in result.err:
            faults.append("stderr does not say it")
        tally.note(f"smtpscope {streams}", faults and [*faults, result.describe()])


def play_slow_reader(stage, tally):
    """A pipe that does not block and is full: what an event loop gives to its children."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    room = os.write(writer, b"x" * (1 << 20))
    command = [*ground.in_host("client"), scope.built("smtpscope"),
               *stage.words(REPORT, stage.folder)]
    with subprocess.Popen(command, stdout=writer, stderr=subprocess.PIPE,
                          env=scope.environment()) as child:
        os.close(writer)
        try:
            child.wait(1)  # it must wait for us
        except subprocess.TimeoutExpired:
            pass
        with os.fdopen(reader, "rb") as f:
            out = f.read()[room:]
        result = scope.Result(command, child.wait(LIMIT), out, child.stderr.read())
    faults = result.read_json()
    tally.note("a reader that comes late gets all of it", faults and [*faults, result.describe()])


def play(stage, tally, everything):
    play_descriptors(stage, tally)
    play_memory(stage, tally)
    play_disks(stage, tally)
    play_streams(stage, tally)
    play_slow_reader(stage, tally)
