"""Runs programs and says what they cost."""
import os
import shutil
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


def most_memory(command, env=None):
    """In MB. What wait4() says holds also what we had when we made the process; so it is asked while
    it runs."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, env=env)
    most = 0
    while child.poll() is None:
        try:
            with open(f"/proc/{child.pid}/status") as f:
                most = max([most] + [int(line.split()[1]) for line in f if line.startswith("VmHWM")])
        except OSError:
            pass
        time.sleep(0.002)
    return most / 1024


def run_into(path, command):
    """The exit status of a program that writes a file."""
    with open(path, "wb") as out:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out).returncode


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


class CannotCount(Exception):
    """No instructions can be counted here, for a good reason."""


def instructions(command, folder):
    """Instructions of the program itself, as callgrind counts them."""
    if shutil.which("valgrind") is None:
        raise CannotCount("needs valgrind: ./quickstart bench installs it")
    log = os.path.join(folder, "callgrind.log")
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                           f"--log-file={log}", *command], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=PATIENCE_S)
    if "ASan runtime" in done.stderr:
        raise CannotCount("needs a program without sanitizers")
    with open(log) as f:
        counts = [line.split()[-1] for line in f if "Collected :" in line]
    if done.returncode != 0 or not counts:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-500:]}")
    return int(counts[-1])
