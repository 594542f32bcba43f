"""Runs programs and says what they cost."""
import os
import statistics
import subprocess
import tempfile
import threading
import time

PATIENCE_S = 120


class Sample:
    """One run: wall and processor time in ms, exit status, standard output."""

    def __init__(self, wall, cpu, status, out):
        self.wall, self.cpu, self.status, self.out = wall, cpu, status, out


def run(command, env=None):
    """The processor time is that of the process and of all whom it has waited for."""
    with tempfile.TemporaryFile() as out:
        begun = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out,
                                 stderr=subprocess.STDOUT, env=env)
        guard = threading.Timer(PATIENCE_S, child.kill)
        guard.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        guard.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return Sample(wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3, child.returncode,
                      out.read())


def interleaved(commands, times, env=None):
    """{name: samples} of {name: command}: in turns, so that a busy minute of the machine is everybody's."""
    samples = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            samples[name].append(run(command, env))
    return samples


def median(samples, what):
    return statistics.median(getattr(s, what) for s in samples)


def instructions(command, folder):
    """Instructions of the program itself, as callgrind counts them."""
    log = os.path.join(folder, "callgrind.log")
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                           f"--log-file={log}", *command], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=PATIENCE_S)
    with open(log) as f:
        counts = [line.split()[-1] for line in f if "Collected :" in line]
    if done.returncode != 0 or not counts:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-500:]}")
    return int(counts[-1])
