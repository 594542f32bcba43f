"""A log of a gigabyte, as explain reads it and as grep and pflogsumm do."""
import gzip
import os
import shutil

import full_check
import measure
from place import ground
from table import Row

# A reader of logs is slower than grep by what it understands, and pflogsumm understands less.
OF_GREP_MAX, OF_PFLOGSUMM_MAX, MEMORY_MAX = 3, 1 / 20, 64

# What an administrator would look for by hand.
WORDS = "|".join(["status=deferred", "status=bounced", "NOQUEUE: reject", "authentication failed",
                  "warning: ", "fatal: ", "panic: ", "said: [45]", "lost connection", "timed out"])


def make(folder, megabytes, slice_megabytes):
    """(the log, the same compressed, the beginning of it)"""
    log, packed, piece = (os.path.join(folder, n) for n in ("mail.log", "mail.log.gz", "piece.log"))
    maker = ground.built("tests/bench/maillog")
    for path, size in ((log, megabytes), (piece, slice_megabytes)):
        done = measure.run_into(path, [maker, str(size)])
        if done != 0:
            raise RuntimeError(f"maillog ended with {done}")
    with open(log, "rb") as source, gzip.open(packed, "wb", compresslevel=1) as out:
        shutil.copyfileobj(source, out, 1 << 20)
    return log, packed, piece


def commands(log, packed, piece):
    scope = ground.built("smtpscope")
    return {
        "explain": [scope, "explain", log],
        "grep": ["grep", "-c", "-E", WORDS, log],
        "grep, LC_ALL=C": ["env", "LC_ALL=C", "grep", "-c", "-E", WORDS, log],
        "explain, piece": [scope, "explain", piece],
        "pflogsumm, piece": ["pflogsumm", piece],
        "explain, gz on stdin": ["sh", "-c", f"exec '{scope}' explain - <'{packed}'"],
        "gzip": ["sh", "-c", f"gzip -dc '{packed}' | cat >/dev/null"],
    }


def ratio(name, what, samples, ours, theirs, kind="wall", bound=None, note=""):
    for n in (ours, theirs):
        bad = next((s for s in samples.get(n, []) if s.status != 0), None)
        if n not in samples or bad is not None:
            why = "needs a program: pflogsumm" if bad is None else f"{n} ended with {bad.status}"
            return Row(name, what, note=why)
    mine, other = (measure.median(samples[n], kind) for n in (ours, theirs))
    return Row(name, what, mine / other, "x", bound, note or f"{mine / 1e3:.2f} s of {other / 1e3:.2f} s")


def rows(folder, sizes):
    log, packed, piece = make(folder, sizes["log_mb"], sizes["piece_mb"])
    all_of_them, env = commands(log, packed, piece), full_check.environment()
    there = {n: c for n, c in all_of_them.items() if shutil.which(c[0], path=env["PATH"])}
    samples = measure.interleaved(there, sizes["logs"], env)
    ours = samples["explain"]
    memory = measure.most_memory(all_of_them["explain"], env)
    for path in (log, packed, piece):
        os.unlink(path)
    cores = measure.median(ours, "cpu") / measure.median(ours, "wall")
    return [
        ratio("log-grep", "explain a log: time, of grep -c -E's (C.UTF-8)", samples, "explain", "grep",
              bound=OF_GREP_MAX),
        ratio("log-grep-c", "... of grep's with LC_ALL=C", samples, "explain", "grep, LC_ALL=C"),
        ratio("log-grep-cpu", "... CPU, of grep's", samples, "explain", "grep", "cpu"),
        ratio("log-pflogsumm", "... time, of pflogsumm's, for a piece", samples, "explain, piece",
              "pflogsumm, piece", bound=OF_PFLOGSUMM_MAX),
        ratio("log-pflogsumm-cpu", "... CPU, of pflogsumm's", samples, "explain, piece",
              "pflogsumm, piece", "cpu"),
        Row("log-cores", "... processors in use", cores, "", None, f"of {os.cpu_count()}"),
        Row("log-memory", "... memory at most", memory, "MB", MEMORY_MAX),
        ratio("log-gz", "... compressed, on stdin: time, of gzip -dc's", samples,
              "explain, gz on stdin", "gzip"),
    ]
