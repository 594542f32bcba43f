"""What a run has of its own: a network without an outside, names, an authority for certificates, a home; and the
program in it, alone or with somebody who signs in meanwhile."""
import os
import re
import subprocess
import threading
import time

import authority
import fakedns
import ground
import scope

RESOLVER = "198.51.100.53"
LIMIT = 400  # seconds after which a run counts as hanging
PATIENCE = ["--connect-timeout", "300", "--banner-timeout", "300", "--reply-timeout", "300", "-t", "350"]


class Place:
    def __init__(self, folder, names):
        """`names`: {name: address}"""
        self.folder, self.home = folder, os.path.join(folder, "home")
        os.chmod(folder, 0o755)
        os.makedirs(os.path.join(self.home, ".config", "smtpscope"))
        hierarchy = authority.Hierarchy(folder, {"root": {}})
        leaf = hierarchy.make("leaf", {"by": "root", "key": "rsa2048", "names": " ".join(names)}, {}, next(iter(names)),
                              leaf=True)
        self.ca = self.write("ca.pem", hierarchy.shared_one("root").pem, 0o644)
        self.certificate = self.write("leaf.pem", leaf.key.pem.decode() + leaf.pem)
        self.hierarchy, self.program = hierarchy, ground.built("smtpscope")
        self.lay_network(names)

    def lay_network(self, names):
        ground.ip("link", "set", "lo", "up")
        ground.ip("route", "add", "local", "198.51.100.0/24", "dev", "lo")
        self.dns = fakedns.Server(RESOLVER, [(name, "A", address) for name, address in names.items()])
        self.dns.start()
        real = os.path.realpath("/etc/resolv.conf")
        ground.run("mount", "--bind", self.write("resolv.conf", f"nameserver {RESOLVER}\n", 0o644), real)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o600):
        with open(self.path(name), "w") as f:
            os.chmod(f.name, mode)
            f.write(text)
        return self.path(name)

    def environment(self, more=None):
        return {**scope.environment(), "HOME": self.home, **(more or {})}

    # ---- the program ----

    def token_words(self, *words):
        return ["token", *words, "--ca-file", self.ca]

    def token(self, *words, **options):
        return Asking(self, self.token_words(*words), **options)

    def check(self, host, *words, env=None):
        """A scope.Result of a report as JSON."""
        command = [self.program, "check", host, "-p", "587", "--tls", "starttls", "--ca-file", self.ca,
                   "--tls-versions", "none", *PATIENCE, *words, "--json"]
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=LIMIT,
                              env=self.environment(env))
        return scope.Result(command, done.returncode, done.stdout, done.stderr)


class Asking:
    """`smtpscope token` while it runs. Its standard output is a pipe, as that of a --token-command, or `stdout`."""

    def __init__(self, place, words, env=None, stdin=None, stdout=None):
        self.command = [place.program, *words]
        self.child = subprocess.Popen(self.command, cwd=place.folder, stderr=subprocess.PIPE,
                                      stdout=subprocess.PIPE if stdout is None else stdout,
                                      stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                                      env=place.environment(env))
        if stdin is not None:
            self.child.stdin.write(stdin)
            self.child.stdin.close()
        self.streams = {"out": b"", "err": b""}
        self.readers = [threading.Thread(target=self.read, args=(name, stream), daemon=True)
                        for name, stream in (("out", self.child.stdout), ("err", self.child.stderr))
                        if stream is not None]
        for reader in self.readers:
            reader.start()

    def read(self, name, stream):
        while data := stream.read1(65536):
            self.streams[name] += data

    @property
    def err(self):
        return self.streams["err"].decode("utf-8", "backslashreplace")

    @property
    def out(self):
        return self.streams["out"].decode("utf-8", "backslashreplace")

    def until(self, *patterns):
        """What each of the patterns found in what it told people; its last words where it ended before."""
        end = time.monotonic() + LIMIT
        while True:
            gone = self.child.poll() is not None
            found = [re.search(pattern, self.err) for pattern in patterns]
            if all(found):
                return [match[0] for match in found]
            if gone or time.monotonic() > end:
                raise RuntimeError(f"nothing like {patterns} was said: {self.end().describe()}")
            time.sleep(0.02)

    def end(self):
        self.status = self.child.wait(LIMIT)
        for reader in self.readers:
            reader.join(LIMIT)
        return self

    def describe(self):
        return f"$ {' '.join(self.command)}\nexit {self.child.poll()}\n{self.out[-300:]}\n{self.err[-1500:]}"
