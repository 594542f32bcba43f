"""What of a running smtpscope others could see: its command line, environment and memory."""
import contextlib
import os
import signal

import ground
import scope
from scenario import PASSWORD, USER


def sanitized():
    with open(scope.built("smtpscope"), "rb") as f:
        return b"__asan_init" in f.read()


def core_dump(pid, folder):
    ground.run("gcore", "-o", f"{folder}/core", str(pid))
    path = f"{folder}/core.{pid}"
    with open(path, "rb") as f:
        data = f.read()
    os.unlink(path)
    return data


@contextlib.contextmanager
def halted(pid):
    """However long somebody looks: its patience does not end, nor it with that."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def faults(pid, folder):
    """Called while the process waits, its login done."""
    with halted(pid):
        return faults_of_halted(pid, folder)


def faults_of_halted(pid, folder):
    shown = {}
    for name in ("cmdline", "environ"):
        with open(f"/proc/{pid}/{name}", "rb") as f:
            shown[name] = f.read()
    if not sanitized():  # such a core would be larger than any memory
        shown["core dump"] = core_dump(pid, folder)
    traces = scope.traces_of(PASSWORD)
    found = [f"the password is in {name}" for name, data in shown.items()
             if any(form in data for form in traces)]
    if USER.encode() not in shown.get("core dump", USER.encode()):
        found.append("the core dump does not even hold the user: it proves nothing")
    return found
