"""What others say of the same mail: python3-spf, whose questions are answered here, and libspf2's spfquery, which asks a server.

Both are asked about zones in the form of tests/unit/domain_zone.h: NAME TYPE DATA, or a status in the place of the data."""
import os
import re
import shutil
import subprocess
import sys
import warnings

import fakedns
import ground

SERVER = "127.0.0.1"
WORDS = {"TIMEOUT": "SILENCE"}  # of domain_zone.h, as fakedns calls it
STRING = re.compile(rb'"((?:\\.|[^"\\])*)"', re.S)


def unescaped(text):
    """A quoted string of a zone file (RFC 1035 section 5.1), without its quotes."""
    return re.sub(rb"\\(\d{3}|.)", lambda m: bytes([int(m[1])]) if m[1].isdigit() else m[1], text)


def wire_strings(data):
    strings = [unescaped(s) for s in STRING.findall(data.encode("latin-1"))]
    return b"".join(bytes([len(s)]) + s for s in strings)


def read_strings(wire):
    strings = []
    while wire:
        strings.append(wire[1:1 + wire[0]])
        wire = wire[1 + wire[0]:]
    return strings


def records(zone):
    """Of fakedns.Server."""
    for line in zone:
        name, kind, data = line.split(None, 2)
        yield name, kind, wire_strings(data) if data.startswith('"') else WORDS.get(data, data)


class PySpf:
    """python3-spf, which does what RFC 7208 demands where it is strict."""

    name = "python3-spf"

    def __init__(self):
        warnings.simplefilter("ignore")
        try:
            import spf
        except ImportError:
            ground.skip("needs python3-spf; Debian packages: see quickstart")
        self.spf = spf

    def lookup(self, zone):
        server = fakedns.Server(SERVER, zone)

        def look(name, kind, *_):
            found = server.lookup(name.lower(), kind)
            alias = server.lookup(name.lower(), "CNAME") if found == "NODATA" else None
            if isinstance(alias, list):
                return [((name, "CNAME"), alias[0].rstrip("."))]
            if found in ("NXDOMAIN", "NODATA"):
                return []
            if isinstance(found, str):
                raise self.spf.TempError("DNS " + found)
            return [((name, kind), self.data(kind, d)) for d in found]
        return look

    @staticmethod
    def data(kind, data):
        if kind in ("TXT", "SPF"):
            return read_strings(data)
        if kind == "MX":
            preference, host = data.split()
            return int(preference), host
        return data

    def check(self, zone, ip, sender, helo):
        """Result, the first record's mechanism or None, explanation or None."""
        self.spf.DNSLookup = self.lookup(list(records(zone)))
        try:
            query = self.spf.query(ip, sender, helo, strict=True)
            result, _, text = query.check()
        except Exception as fault:  # it has some for hostile records
            return f"{type(fault).__name__}: {fault}", None, None
        return result, query.mechanism, text if text != self.spf.EXPLANATIONS.get(result) else None


class LibSpf2:
    """spfquery asks the server that resolv.conf names: it wants namespaces of its own (ground.enter)."""

    name = "libspf2"
    invalid = ("temperror", "DNS lookup failure"), ("permerror", "Failed to compile SPF record")

    def __init__(self, folder):
        ground.ip("link", "set", "lo", "up")
        own, real = f"{folder}/resolv.conf", os.path.realpath("/etc/resolv.conf")
        with open(own, "w", encoding="ascii") as f:
            f.write(f"nameserver {SERVER}\noptions timeout:5 attempts:1\n")
        if not os.path.exists(real):  # it was below /run, which is empty in here
            os.makedirs(os.path.dirname(real), exist_ok=True)
            open(real, "x", encoding="ascii").close()
        ground.run("mount", "--bind", own, real)
        self.server = fakedns.Server(SERVER, []).start()

    def check(self, zone, ip, sender, helo):
        self.server.records = list(records(zone))
        out = subprocess.run(["spfquery", "-ip", ip, "-sender", sender, "-helo", helo],
                             capture_output=True, text=True, errors="replace", timeout=60).stdout
        result = re.sub(r"StartError\n.*?EndError\n", "", out, flags=re.S).split("\n")[0]
        if result == "(invalid)":  # it says why instead
            result = next((r for r, words in self.invalid if words in out), result)
        return result, None, None


def ours(checks):
    """[(result, path, why, explanation)] of [(zone, ip, sender, helo)]."""
    text = "".join("\n".join(["\t".join((ip, sender, helo)), *zone, ".", ""]) for zone, ip, sender, helo in checks)
    done = subprocess.run([ground.built("tests/domain/spfcheck")], input=text.encode("latin-1"), capture_output=True,
                          timeout=ground.LIMIT or None)
    if done.returncode != 0:
        sys.exit(f"not ok - spfcheck: {done.returncode} {done.stderr.decode(errors='replace')}")
    lines = done.stdout.decode("latin-1").split("\n")
    return [tuple(lines[n:n + 4]) for n in range(0, 4 * len(checks), 4)]


def need_programs():
    for program in ("spfquery", "unshare"):
        if shutil.which(program) is None:
            ground.skip(f"needs {program}; Debian packages: see quickstart")
