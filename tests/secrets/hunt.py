"""Looks for a secret in bytes of any kind, in every form in which it may have been left there.

Half a secret is found, too: who takes memory back writes over its beginning first."""
import base64
import binascii
import os
import random
import signal
import string
import subprocess

import ground

PAGE = 4096
EMPTY = bytes(PAGE)
GCORE_S, GCORE_TRIES = 40, 3
WINDOW = 12  # so many bytes of a form in a row are no accident


def make_mark():
    """A secret that nothing else in the world looks like, not even in part."""
    letters = string.ascii_letters + string.digits
    return "".join(random.SystemRandom().choice(letters) for _ in range(30))


def base64_forms(raw):
    """What base64 makes of it within something longer: the characters that are its own."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + raw)
        own = text[before + 1 if before else 0:(before + len(raw)) * 8 // 6]
        yield f"base64, {before} before", own


def forms(mark):
    raw = mark.encode()
    wide = mark.encode("utf-16-le")
    yield "as it is", raw
    yield "UTF-16LE", wide
    yield "hex", binascii.hexlify(raw)
    yield "HEX", binascii.hexlify(raw).upper()
    yield "percent", b"".join(b"%%%02x" % c for c in raw)
    yield from base64_forms(raw)
    yield from base64_forms(wide)
    # base64 within base64, as OAUTHBEARER's error and some proxies have it
    for name, once in list(base64_forms(raw)):
        for again, twice in base64_forms(once):
            yield f"{name}, again {again}", twice


class Quarry:
    """What must be nowhere."""

    def __init__(self, mark):
        self.mark = mark
        pieces = {}
        for name, form in forms(mark):
            for at in range(0, len(form) - WINDOW + 1, WINDOW // 2):
                pieces.setdefault(form[at:at + WINDOW], name)
        self.names = pieces

    def seen_in(self, data):
        """[(name of the form, offset)]"""
        return [(name, data.index(piece)) for piece, name in self.names.items() if piece in data]

    def traces(self, where, data):
        """A line for each, without the secret."""
        return [f"{where}: the secret ({form}) at {at:#x}" for form, at in self.seen_in(data)]


def what_ps_shows(pid):
    """(where, bytes) of command line and environment of a process and its children."""
    for one in (pid, *ground.descendants(pid)):
        for name in ("cmdline", "environ"):
            try:
                with open(f"/proc/{one}/{name}", "rb") as f:
                    yield f"/proc/{'client' if one == pid else 'child'}/{name}", f.read()
            except OSError:
                continue


def dump(pid, path):
    """Has gcore write the memory of a process; what gcore said. A debugger that does not come back from the process is
    killed: with it goes what it started, and what it held goes on."""
    command = ["gcore", "-o", path, str(pid)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", start_new_session=True) as child:
        try:
            return child.communicate(timeout=GCORE_S)[0].strip()
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            os.kill(pid, signal.SIGCONT)
            return f"nothing for {GCORE_S} s, then killed: {child.communicate()[0].strip()}"


def memory_of(pid, folder):
    """The memory of a process that runs, as gcore dumps it: what it has written to, not files as they are."""
    out = os.path.join(folder, "core")
    path = f"{out}.{pid}"
    for _ in range(GCORE_TRIES):
        said = dump(pid, out)
        if os.path.exists(path) and "killed" not in said:
            break
        print(f"# gcore: {said}", flush=True)
    else:
        raise RuntimeError(f"gcore: {said}")
    with open(path, "rb") as f:
        pages = iter(lambda: f.read(PAGE), b"")
        data = b"".join(page for page in pages if page != EMPTY)
    os.unlink(path)
    return data
