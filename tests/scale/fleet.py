"""Servers for the recipes of contrib/, a list of them, and what must be in the results."""
import collections
import glob
import json
import os
import shutil
import subprocess

import ground

HERE = os.path.dirname(os.path.abspath(__file__))
CONTRIB = os.path.join(ground.SOURCE, "contrib")
# One connection each, without TLS: what is shared here is the list, not the work.
OPTIONS = ["-p", "2525", "--tls", "none", "--tls-versions", "none", "-t", "200"]
# ... and slow enough to be killed in the middle.
SLOWLY = [*OPTIONS, "--jobs", "1", "--loops", "1"]


def serve(children):
    """One server that answers at each address of 127.0.0.0/8, on port 2525."""
    server = children.start(ground.built("tests/support/fakesmtpd"), "--address", "0.0.0.0", "--seconds", "3600",
                            os.path.join(HERE, "plain.dialog"), stdout=subprocess.PIPE, text=True,
                            stderr=subprocess.DEVNULL)  # who is killed says no QUIT
    if not any(line == "ready\n" for line in server.stdout):
        raise RuntimeError("the server does not start")


def path_to_program(folder):
    """A PATH that begins with a folder where the program has its name. A copy: where it was built may be hidden by a
    mount, or closed to other users."""
    bin_folder = os.path.join(folder, "bin")
    os.mkdir(bin_folder)
    shutil.copy(ground.built("smtpscope"), os.path.join(bin_folder, "smtpscope"))
    return bin_folder + ":" + os.environ["PATH"]


def write_list(path, count):
    """`count` targets, the last of which is dead; a comment and a line that comes twice. Gives the names."""
    names = [f"127.1.{n // 200}.{n % 200 + 1}" for n in range(count)]
    lines = ["# branch offices", *names[:-1], names[0], f"{names[-1]} port=2526 tag=dead"]
    with open(path, "w") as f:
        f.write("".join(line + "\n" for line in lines))
    return names


def results(pattern):
    """The records of all files of that pattern, by file; a line that is still being written is none."""
    found = {}
    for path in sorted(glob.glob(pattern)):
        with open(path, encoding="utf-8") as f:
            found[os.path.basename(path)] = [json.loads(line) for line in f if line.endswith("\n")]
    return found


def faults_of(files, names, shards):
    """What is wrong unless each name stands in exactly one of the files, once, and all files have a part."""
    counted = collections.Counter(r["target"]["key"].split()[0] for records in files.values() for r in records)
    missing, twice = set(names) - set(counted), [name for name, n in counted.items() if n > 1]
    faults = [f"missing: {sorted(missing)}"] if missing else []
    faults += [f"more than once: {twice}"] if twice else []
    faults += [f"not in the list: {set(counted) - set(names)}"] if set(counted) - set(names) else []
    if len(files) != shards or not all(files.values()):
        faults.append(f"records: { {name: len(records) for name, records in files.items()} }")
    return faults


def faults_of_summary(words, count, environment, folder):
    """What is wrong with the joined summary that the recipe promises."""
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=folder)
    if done.returncode != 1 or done.stderr:  # one target is dead
        return [f"exit {done.returncode}: {done.stderr}{done.stdout}"]
    summary = json.loads(done.stdout)
    return [] if summary.get("targets") == count else [done.stdout]
